"""python -m tests.bench.year: a year of many people through the real bot and the sandbox, by a clock that is moved.

Every dose must be asked for, repeated, answered, skipped or told as missed exactly when year_plan.py says so, and
caregivers told exactly when it was agreed. Prints what was done and what differs; exit code 1 where anything does.
The sandbox runs in the bot's process and the database lies in memory, for a year has some 230,000 messages.
"""

import asyncio
import gc
import heapq
import secrets
import tempfile
import time as clocks
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app.engines import opened_knowledge
from bot.app.service import Service
from bot.app.storage import opened_stores
from bot.core.people.accounts import CONSENT_VERSION, ChatId, Language
from bot.core.people.caregivers import Sees
from bot.core.people.habits import Habits, QuietHours
from bot.ops.monitoring.logs import configure_logging
from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import SandboxSettings
from bot.telegram.transport.limits import RateLimiter
from knowledge.products import ProductId
from tests.bench.direct_request import DirectRequest
from tests.bench.year_plan import QUIET, Course, Life, Tap, courses, lives, mondays
from tests.e2e.conftest import settings_for_tests, text_of
from tests.fakes import FakeClock
from tests.schedules import scheduled

FIRST = date(2026, 10, 20)  # the clocks of New York and Berlin change soon after
DAY = timedelta(days=1)
MEMORY = Path("/dev/shm")  # noqa: S108  a folder in memory; the system has it, or not
KEPT = 40  # messages of a chat, in which buttons are looked for
FAST = 100_000.0  # messages a second: the sandbox's clock stands still while many are sent
KINDS = {"⏰": "asked", "⚠️": "missed", "📊": "weekly"}


class Unhurried:
    """Counts nothing; of the limiter."""

    def message_sent(self, priority: str) -> None: ...
    def too_many_requests(self) -> None: ...
    def failed(self, stage: str, kind: str) -> None: ...


@dataclass
class Chat:
    """One virtual person's chat, as far as it was read."""

    person: PersonClient
    seq: int = 0
    first: dict[int, tuple[datetime, str | None]] = field(default_factory=dict)  # what came when, by ids
    newest: dict[int, Any] = field(default_factory=dict)  # the last messages of the bot as they stand

    async def read(self, wait: float = 0.0) -> None:
        """Read on."""
        shown = await self.person.messages(self.seq, wait=wait)
        self.seq = shown.seq
        for message in shown.messages:
            if message["from"]["is_bot"]:
                came = datetime.fromtimestamp(message["date"], UTC), KINDS.get(_sign(message))
                self.first.setdefault(message["message_id"], came)
                self.newest[message["message_id"]] = message
        for id in sorted(self.newest)[:-KEPT]:
            del self.newest[id]

    async def tap(self, action: str) -> bool:
        """Press a button under the newest reminder, and wait until the bot has changed it; False where there is none."""
        await self.read()
        for id in sorted(self.newest, reverse=True):
            rows = self.newest[id].get("reply_markup", {}).get("inline_keyboard", [])
            keys = [key["callback_data"] for row in rows for key in row]
            wanted = [
                key for key in keys if key.startswith("dose:") and key.split("@")[0].endswith(f":{action}")
            ]
            if wanted:
                before = self.newest[id]
                await self.person.tap(id, wanted[0], wait=60.0)
                while self.newest[id] is before:
                    await self.read(wait=30.0)
                return True
        return False

    def came(self) -> list[tuple[datetime, str]]:
        """Return when which kinds of messages came."""
        return sorted((at, kind) for at, kind in self.first.values() if kind)


def _sign(message: Any) -> str:
    return next((sign for sign in KINDS if text_of(message).startswith(sign)), "")


@dataclass
class Year:
    """What came of a simulation."""

    days: int
    doses: int
    messages: int
    taps: int
    ticks: int
    states: Counter[str]
    seconds: float
    faults: list[str]

    def summary(self) -> str:
        """Return it in a line."""
        states = ", ".join(f"{number:,} {state}" for state, number in sorted(self.states.items()))
        each = self.seconds / max(1, self.messages) * 1000
        return (
            f"{self.days} days, {self.doses:,} doses ({states}),"
            f" {self.messages:,} messages, {self.taps:,} taps, {self.ticks:,} ticks"
            f" in {self.seconds:.0f} s ({each:.1f} ms a message); {len(self.faults)} faults"
        )


@asynccontextmanager
async def a_bot(folder: Path, clock: FakeClock) -> AsyncIterator[tuple[Service, Sandbox]]:
    """Run a bot and a sandbox by the clock. The bot ticks by itself, too: that must make no difference."""
    fast = SandboxSettings(
        messages_per_second=10**9, chat_burst=10**9, query_seconds=60.0, clock=lambda: clock().timestamp()
    )
    async with Sandbox(fast) as sandbox:
        settings = settings_for_tests(sandbox, folder)
        limiter = RateLimiter(meter=Unhurried(), per_second=FAST, ceiling=int(FAST), burst=1000)
        async with opened_stores(settings) as stores, opened_knowledge(settings) as knowledge:
            service = Service(settings, stores, knowledge, Nothing(), clock, limiter)
            direct = [DirectRequest(stores.lease.is_held, sandbox=sandbox) for _ in range(2)]
            service.telegram.application.bot._request = tuple(direct)  # noqa: SLF001  (polling and all else)
            async with service.running():
                yield service, sandbox


class Nothing:
    """In the place of the worker processes: nobody sends photos."""

    async def scan(self, data: bytes, *, numbered: bool = True) -> Any:
        raise NotImplementedError

    async def number(self, scan: Any, first_number: int) -> Any:
        raise NotImplementedError


async def settle(
    service: Service, sandbox: Sandbox, life: Life, now: datetime, days: int
) -> tuple[Chat, Chat | None]:
    """Give a person their medicines, habits and caregiver."""
    client, stores = sandbox.client(), service.stores
    chat = Chat(await client.person("영희", start=True))
    account = await stores.accounts.open(ChatId(chat.person.chat_id), Language.KOREAN, life.zone.key, now)
    quiet = QuietHours(*QUIET) if life.is_quiet else None
    habits = Habits(timedelta(minutes=life.every), life.repeats, quiet)
    await stores.accounts.move(account, life.zone.key, now)
    account = replace(account, consent_version=CONSENT_VERSION, habits=habits, time_zone=life.zone.key)
    await stores.accounts.save(account)
    last_day = FIRST + timedelta(days=days - 1)
    for name, times in life.medicines:
        added = await stores.medications.add(
            account.person_id, ProductId(name), name, f"year:{life.number}:{name}", now, most=9
        )
        assert added.id is not None
        await stores.medications.plan(account.person_id, added.id, scheduled(times, 1, FIRST, last_day), now)
    if life.delay is None:
        return chat, None
    caregiver = Chat(await client.person("철수", start=True))
    other = await stores.accounts.open(ChatId(caregiver.person.chat_id), Language.KOREAN, "Asia/Seoul", now)
    token, sees = secrets.token_urlsafe(12), Sees.WEEKLY if life.is_weekly else Sees.MISSES
    care = await stores.caregivers.invite(account.person_id, "영희", token, life.delay, now, most=9)
    assert care
    await stores.caregivers.set_terms(care.id, sees, life.delay)
    await stores.caregivers.accept(care.id, other.chat_id, "철수")
    await stores.caregivers.confirm(care.id, now)
    return chat, caregiver


async def simulate(
    folder: Path, *, people: int, days: int, seed: int, minutes: float = float("inf"), watch: bool = False
) -> Year:
    """Let people live for so many days, or as many as there is time for; compare what they saw, and what is written down.

    With `watch`, say after each month how far it is.
    """
    began = clocks.monotonic()
    everybody = lives(people, seed)
    start = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) - DAY
    end = start + DAY * (days + 3)
    planned = {life.number: list(courses(life, FIRST, days, seed)) for life in everybody}
    heap = [
        (tap.at, tap.person, number, tap)
        for mine in planned.values()
        for each in mine
        for number, tap in enumerate(each.taps)
    ]
    heapq.heapify(heap)
    clock, faults, ticks, taps, month = FakeClock(start), [], 0, 0, start
    async with a_bot(folder, clock) as (service, sandbox):
        chats = {life.number: await settle(service, sandbox, life, start, days) for life in everybody}
        while clock() < end:
            next_at, ticked = await tick(service, sandbox, clock())
            ticks += ticked
            due: list[Tap] = []
            while heap and heap[0][0] <= clock():
                due.append(heapq.heappop(heap)[3])
            taps += len(due)
            done = await asyncio.gather(*(chats[tap.person][0].tap(tap.action) for tap in due))
            faults += [
                f"person {tap.person} found no button {tap.action} at {tap.at}"
                for tap, is_done in zip(due, done, strict=True)
                if not is_done
            ]
            if due:
                continue
            ahead = [at for at in (next_at, heap[0][0] if heap else None) if at]
            clock.at = max(min([*ahead, end]), clock() + timedelta(seconds=1))
            if clock() - month >= 30 * DAY:
                month = clock()
                gc.collect()
                gc.freeze()  # what was written stays: no collection need look through it
                if watch:
                    typer.echo(f"{(clock() - start).days} days after {clocks.monotonic() - began:.0f} s")
            if clocks.monotonic() - began > minutes * 60:
                end = clock()
        days = min(days, (end - start).days - 3)
        for life in everybody:
            lived = [each for each in planned[life.number] if _day(life, each) < FIRST + DAY * days]
            faults += await compare(service, life, lived, chats[life.number])
        stats = await sandbox.client().stats()
        rows = await service.stores.dose_record._database.rows(  # noqa: SLF001  (the whole table, once)
            "SELECT state, count(*) AS n FROM doses WHERE due_at < ? GROUP BY state", int(end.timestamp())
        )
    states = Counter({row["state"]: row["n"] for row in rows})
    seconds = clocks.monotonic() - began
    return Year(days, sum(states.values()), stats["messages_sent"], taps, ticks, states, seconds, faults)


async def tick(service: Service, sandbox: Sandbox, now: datetime) -> tuple[datetime | None, int]:
    """Do what is due, and once more where that sent anything; return when something is next, and how often it looked."""
    ticks, sent = 0, -1
    next_at = None
    while sent < sandbox.world.chats.last_message_id and ticks < 2:
        sent = sandbox.world.chats.last_message_id
        next_at = await service.services.tick(now)
        await service.services.settled()
        ticks += 1
    return next_at, ticks


def _day(life: Life, course: Course) -> date:
    return course.due_at.astimezone(life.zone).date()


async def compare(
    service: Service,
    life: Life,
    planned: Sequence[Course],
    chats: tuple[Chat, Chat | None],
) -> list[str]:
    """Return what differs from what was to be, of one person and their caregiver."""
    chat, caregiver = chats
    await chat.read()
    wanted = [(at, "asked") for each in planned for at in each.asked]
    wanted += [(each.missed_at, "missed") for each in planned if each.missed_at]
    last = max(each.due_at for each in planned) + timedelta(hours=2)
    faults = _differ(f"person {life.number}", wanted, [one for one in chat.came() if one[0] <= last])
    if caregiver:
        await caregiver.read()
        told = [(each.told_at, "missed") for each in planned if each.told_at]
        first_week = planned[0].due_at
        weeks = mondays(life, first_week, last) if life.is_weekly else []
        came = [one for one in caregiver.came() if one[0] <= last + timedelta(hours=3)]
        told += [(at, "weekly") for at in weeks]
        late = [one for one in came if one not in told and one[0] > last]
        faults += _differ(f"caregiver of {life.number}", told, [one for one in came if one not in late])
    return faults + await _states(service, life, planned, chat)


async def _states(service: Service, life: Life, planned: Sequence[Course], chat: Chat) -> list[str]:
    account = await service.stores.accounts.find(ChatId(chat.person.chat_id))
    assert account
    wanted = Counter(
        (each.due_at, name, each.state, each.taken_at)
        for each in planned
        for name, times in life.medicines
        if each.due_at.astimezone(life.zone).time() in times
    )
    found: Counter[tuple[datetime, str, str, datetime | None]] = Counter()
    for day in {_day(life, each) for each in planned}:
        for dose in await service.stores.dose_record.of_day(account.person_id, day):
            if dose.day == day:
                found[(dose.due_at, dose.name, dose.state.value, dose.answered_at)] += 1
    return _lines(f"record of {life.number}", wanted, found)


def _differ(
    who: str, wanted: Sequence[tuple[datetime, str]], came: Sequence[tuple[datetime, str]]
) -> list[str]:
    return _lines(who, Counter(wanted), Counter(came))


def _lines(who: str, wanted: Counter[Any], found: Counter[Any]) -> list[str]:
    return [
        *(f"{who}: not found: {', '.join(map(str, one))}" for one in wanted - found),
        *(f"{who}: not wanted: {', '.join(map(str, one))}" for one in found - wanted),
    ]


def main(
    people: Annotated[int, typer.Option(help="How many people.")] = 200,
    days: Annotated[int, typer.Option(help="For how many days.")] = 365,
    seed: Annotated[int, typer.Option(help="The same seed makes the same lives.")] = 1,
    minutes: Annotated[
        float, typer.Option(help="After so long the days that were lived are compared.")
    ] = float("inf"),
) -> None:
    """Simulate, and print what came of it."""
    configure_logging(level="WARNING")
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        year = asyncio.run(
            simulate(Path(folder), people=people, days=days, seed=seed, minutes=minutes, watch=True)
        )
    typer.echo(year.summary())
    for fault in year.faults[:40]:
        typer.echo(fault)
    if year.faults:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
