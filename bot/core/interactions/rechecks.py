"""Every list checked again when more is known, and each person told once of what is new on theirs."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.core.doses.reminders import Blocks, Unreachable
from bot.core.interactions.shown_findings import ShownFindings, key_of, told_by, visible, worth_telling
from bot.core.medications.medications import MedicationService, Overview
from bot.core.people.accounts import Account, PersonId
from bot.core.ports import Knowledge
from knowledge.interactions.check import Report
from knowledge.products import ProductId

AT_A_TIME = 100  # lists that are read and checked together
AT_ONCE = 16  # alerts on their way at the same time
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listed:
    """A person who can be written to, and what is on their list."""

    account: Account
    products: tuple[ProductId, ...]


class RecheckStore(ShownFindings, Protocol):
    """The lists, what was told about them, and with which knowledge they were checked."""

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

    async def run(self, version: str, now: datetime) -> bool:
        """Check every list unless that was done with this version; return whether everybody who had to be told was.

        Whom a crash or a failure left out is told by the next run, and who was told is not told again. Only an
        alert that was on its way in that moment may come twice, as a reminder may: never not at all.
        """
        if await self._memory.is_checked(version):
            return True
        after, lists, failed = PersonId(0), 0, 0
        while people := await self._memory.listed(after, AT_A_TIME):
            after, lists = people[-1].account.person_id, lists + len(people)
            failed += await self._check(people, now)
        log.info("lists checked again: %d, not told: %d", lists, failed)
        if not failed:
            await self._memory.checked(version, now)
        return not failed

    async def _check(self, people: Sequence[Listed], now: datetime) -> int:
        """Check some lists, tell their people, and return how many could not be told for now."""
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
        return sum(await asyncio.gather(*(self._tell(account, now) for account in concerned)))

    async def _report(self, one: Listed, now: datetime) -> Report:
        today = now.astimezone(one.account.zone).date()
        return (await self._knowledge.check(one.products, one.account.profile, today)).report

    async def _tell(self, account: Account, now: datetime) -> bool:
        """Tell one person what is new on the list as it is by now; return whether that failed."""
        async with self._limit:
            overview = await self._medicines.overview(account, now)
            told = (await self._memory.told([account.person_id])).get(account.person_id, frozenset())
            fresh = worth_telling(overview.report) - told
            if not fresh:
                return False
            try:
                news = _only(overview, fresh)
                await self._alerts.alert(account, news)
            except Unreachable:
                await self._blocks.block(account.chat_id, now)
            except Exception:  # one alert that fails must not keep the others; the next run tries it again
                log.exception("an alert was not sent")
                return True
            else:
                await self._memory.tell(account.person_id, worth_telling(visible(news.report)), now)
            return False


def _only(overview: Overview, fresh: frozenset[str]) -> Overview:
    report = overview.report
    findings = tuple(found for found in report.findings if key_of(found) in fresh)
    cautions = tuple(caution for caution in report.cautions if key_of(caution) in fresh)
    return replace(overview, report=replace(report, findings=findings, cautions=cautions))
