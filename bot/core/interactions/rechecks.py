"""Check every list again with newer knowledge, and tell each person once what is new."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.doses.send_queue import Blocks, Unreachable
from bot.core.interactions.shown_findings import ShownFindings, key_of, told_by, visible, worth_telling
from bot.core.medications.medications import MedicationService, Overview
from bot.core.people.accounts import Account, PersonId
from bot.core.ports import Knowledge
from knowledge.interactions.check import Report
from knowledge.products import ProductId

AT_A_TIME = 100  # lists that are read and checked together
AT_ONCE = 16  # alerts on their way at the same time
RETRY_AFTER = (  # how long an alert that failed waits for its next attempt; after the last it is given up
    timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12),
)  # fmt: skip
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retry:
    """An alert that failed: how often, and when it is tried again."""

    failures: int
    at: datetime


def retry_after(failures: int, now: datetime) -> Retry | None:
    """Return the next attempt after so many failures, the last of them now; None: it is given up."""
    return Retry(failures, now + RETRY_AFTER[failures - 1]) if failures <= len(RETRY_AFTER) else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A person who can be written to, and what is on their list."""

    account: Account
    products: tuple[ProductId, ...]


class RecheckStore(ShownFindings, Protocol):
    """The lists, which findings people have seen, and with which knowledge the lists were checked."""

    async def is_checked(self, version: str) -> bool: ...
    async def checked(self, version: str, at: datetime) -> None: ...
    async def listed(self, after: PersonId, limit: int) -> list[Listed]:
        """Return the next people with a list who did not block the bot, by their ids."""
        ...

    async def told(self, people: Iterable[PersonId]) -> dict[PersonId, frozenset[str]]: ...
    async def forget(self, findings: Mapping[PersonId, frozenset[str]]) -> None: ...


class Alerts(Protocol):
    """How news reaches a person."""

    async def alert(self, account: Account, news: Overview) -> None:
        """Send what is new of a list; raise Unreachable where it can't be delivered, ever."""


class Rechecks:
    """Checks all lists again with newer knowledge."""

    def __init__(
        self,
        memory: RecheckStore,
        medicines: MedicationService,
        knowledge: Knowledge,
        alerts: Alerts,
        blocks: Blocks,
    ) -> None:
        self._memory = memory
        self._medicines = medicines
        self._knowledge = knowledge
        self._alerts = alerts
        self._blocks = blocks
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._version: str | None = None  # with which every list was checked since the start
        self._retries: dict[PersonId, Retry] = {}

    async def run(self, version: str, now: datetime) -> bool:
        """Check every list once with a version; later calls only try again the alerts that failed, when it is time.

        Return True when nothing is left to do for this version. After a crash every list is checked again, but who
        was told is not told again. Only an alert that was on its way in that moment may come twice.
        """
        if await self._memory.is_checked(version):
            return True
        if version != self._version:
            await self._check_all(now)
            self._version = version
        else:
            await self._try_again(now)
        if not self._retries:
            await self._memory.checked(version, now)
        return not self._retries

    async def _check_all(self, now: datetime) -> None:
        self._retries.clear()
        after, lists = PersonId(0), 0
        while people := await self._memory.listed(after, AT_A_TIME):
            after, lists = people[-1].account.person_id, lists + len(people)
            await self._check(people, now)
        log.info("lists checked again: %d, not told: %d", lists, len(self._retries))

    async def _try_again(self, now: datetime) -> None:
        for person in [person for person, retry in self._retries.items() if retry.at <= now]:
            one = await self._memory.listed(PersonId(person - 1), 1)
            if one and one[0].account.person_id == person:
                await self._check(one, now)
            else:  # deleted, the list is empty, or the bot was blocked
                del self._retries[person]

    async def _check(self, people: Sequence[Listed], now: datetime) -> None:
        """Check some lists and tell their people; note whom to tell later."""
        reports = {one.account.person_id: await self._report(one, now) for one in people}
        told = await self._memory.told(reports)
        lists = {one.account.person_id: one.products for one in people}
        over = {id: told.get(id, frozenset()) - told_by(report, lists[id]) for id, report in reports.items()}
        await self._memory.forget(
            {id: keys for id, keys in over.items() if keys}
        )  # news, should it come back
        concerned = [
            one.account
            for one in people
            if worth_telling(reports[one.account.person_id]) - told.get(one.account.person_id, frozenset())
        ]
        for one in people:
            if one.account not in concerned:
                self._retries.pop(one.account.person_id, None)
        await asyncio.gather(*(self._alert(account, now) for account in concerned))

    async def _alert(self, account: Account, now: datetime) -> None:
        """Tell one person, or note when to try again. An alert that fails must not keep the others."""
        person = account.person_id
        try:
            async with self._limit:
                await self._tell(account, now)
        except Exception:
            log.exception("an alert was not sent")
            before = self._retries.pop(person, None)
            if retry := retry_after(before.failures + 1 if before else 1, now):
                self._retries[person] = retry
            else:
                log.error("an alert was given up after %d attempts", len(RETRY_AFTER) + 1)  # noqa: TRY400
        else:
            self._retries.pop(person, None)

    async def _report(self, one: Listed, now: datetime) -> Report:
        today = now.astimezone(one.account.zone).date()
        return (await self._knowledge.check(one.products, one.account.profile, today)).report

    async def _tell(self, account: Account, now: datetime) -> None:
        """Tell one person what is new on their list as it is now."""
        overview = await self._medicines.overview(account, now)
        told = (await self._memory.told([account.person_id])).get(account.person_id, frozenset())
        fresh = worth_telling(overview.report) - told
        if not fresh:
            return
        news = _only(overview, fresh)
        try:
            await self._alerts.alert(account, news)
        except Unreachable:
            await self._blocks.block(account.chat_id, now)
        else:
            await self._memory.tell(account.person_id, worth_telling(visible(news.report)), now)


def _only(overview: Overview, fresh: frozenset[str]) -> Overview:
    report = overview.report
    findings = tuple(found for found in report.findings if key_of(found) in fresh)
    cautions = tuple(caution for caution in report.cautions if key_of(caution) in fresh)
    return replace(overview, report=replace(report, findings=findings, cautions=cautions))
