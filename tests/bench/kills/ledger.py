"""What people did and saw, noted outside the bot, and what the bot has kept: compared at the end."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bot.sandbox.client import Json, PersonClient
from bot.storage.file.database import Database
from tests.e2e.conftest import buttons_of, has_button, text_of

STOCK = 500.0  # tablets of each medicine that has due doses
SORRY = "문제가 생겼어요"
HELPED = "💊 /mymeds:"  # stands in the answer to /help alone
PLANS = """
    SELECT chat_id, product_id, json_array_length(schedule, '$.rules[0].times'),
           schedule ->> '$.rules[0].times[0].amount', stock FROM medications AS m
    JOIN people ON people.id = person_id JOIN plans ON medication_id = m.id AND ended_at IS NULL
"""
ANSWERED = """
    SELECT chat_id, count(message_id) FROM questions JOIN people ON people.id = person_id GROUP BY chat_id
"""
DOSES = """
    SELECT chat_id, medication_id, reminder_id, doses.due_at, doses.amount, doses.state, m.stock,
           (SELECT count(*) FROM dose_events WHERE dose_id = doses.id AND kind = 'taken') AS taken,
           (SELECT count(*) FROM dose_events WHERE dose_id = doses.id AND kind = 'skipped') AS skipped
    FROM doses JOIN medications AS m ON m.id = medication_id JOIN people ON people.id = m.person_id
    WHERE chat_id IN (SELECT value FROM json_each(?)) AND doses.due_at <= ?
"""
WAITING = "SELECT count(*) FROM updates WHERE handled_at IS NULL"

Plan = tuple[int, float, float]  # doses a day, tablets a dose, tablets left
Asked = tuple[int, int]  # a chat and a reminder


@dataclass
class Ledger:
    """What people did, and what they saw go wrong."""

    plans: dict[tuple[int, str], Plan] = field(default_factory=dict)  # by chat and product
    photos: Counter[int] = field(default_factory=Counter)  # sent, by chat
    albums: Counter[int] = field(default_factory=Counter)
    texts: Counter[int] = field(default_factory=Counter)
    taps: dict[Asked, str] = field(default_factory=dict)  # taken or skipped, and seen to be noted
    takers: set[int] = field(default_factory=set)  # chats whose doses fall due
    kills: list[float] = field(default_factory=list)  # moments, seconds since 1970
    unanswered: list[str] = field(default_factory=list)

    def progress(self) -> str:
        """Say in a line how far it is."""
        return (
            f"{len(self.kills)} kills; answered: {len(self.plans)} plans, {len(self.taps)} reminders,"
            f" {self.photos.total()} photos, {self.albums.total()} albums, {self.texts.total()} texts"
        )

    def was_killed(self, after: float, before: float) -> bool:
        """Return whether the bot was killed between two messages, whose moments are whole seconds."""
        return any(after - 1 <= at <= before + 2 for at in self.kills)


@dataclass
class Seen:
    """What stands in the chats at the end."""

    reminders: dict[Asked, list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )  # when each came, whole seconds
    texts: Counter[int] = field(default_factory=Counter)  # answers, by chat
    pictures: Counter[int] = field(default_factory=Counter)  # answers with pills
    messages: int = 0
    apologies: int = 0

    async def read(self, person: PersonClient) -> None:
        """Read all of a chat; an edit is no new message."""
        first: dict[int, Json] = {}
        for message in (await person.messages()).messages:
            if message["from"]["is_bot"]:
                first.setdefault(message["message_id"], message)
                self.apologies += SORRY in text_of(message)
        self.messages += len(first)
        for message in first.values():
            if (reminder := reminder_of(message)) is not None:
                self.reminders[person.chat_id, reminder].append(message["date"])
            self.texts[person.chat_id] += HELPED in text_of(message)
        with_pills = {
            message["message_id"]
            for message in (await person.messages()).messages
            if message["from"]["is_bot"] and has_button("pill:")(message)
        }
        self.pictures[person.chat_id] += len(with_pills)


def reminder_of(message: Json) -> int | None:
    """Return the number of the reminder that a message is; None where it asks for no dose."""
    data = next((data for data in buttons_of(message) if data.startswith("dose:")), None)
    return int(data.split(":")[1]) if data else None


@dataclass(frozen=True)
class Kept:
    """What the database holds at the end."""

    plans: Mapping[tuple[int, str], Plan]
    answered: Mapping[int, int]  # photos and albums with an answer, by chat
    doses: tuple[Any, ...]
    waiting: int

    @classmethod
    async def read(cls, database: Database, takers: str, until: float) -> "Kept":
        """Read it; doses up to an instant, of the chats in a JSON list."""
        (waiting,) = (await database.rows(WAITING))[0]
        return cls(
            {(row[0], row[1]): (row[2], row[3], row[4]) for row in await database.rows(PLANS)},
            dict(tuple(row) for row in await database.rows(ANSWERED)),
            tuple(await database.rows(DOSES, takers, int(until))),
            waiting,
        )


def plan_faults(ledger: Ledger, kept: Kept) -> list[str]:
    """Return the plans that are not as they were answered."""
    return [
        f"{product}: answered {plan}, kept {kept.plans.get((chat, product))}"
        for (chat, product), plan in ledger.plans.items()
        if kept.plans.get((chat, product)) != plan
    ]


def picture_faults(ledger: Ledger, kept: Kept) -> list[str]:
    """Return the photos and albums, and the texts, that have no answer."""
    return [
        f"{count - kept.answered.get(chat, 0)} of {count} {what} of one person have no answer"
        for what, sent in (("photos", ledger.photos), ("albums", ledger.albums))
        for chat, count in sent.items()
        if kept.answered.get(chat, 0) < count
    ]


def dose_faults(ledger: Ledger, seen: Seen, kept: Kept) -> list[str]:
    """Return the doses that nobody was asked for, and those that are not as the taps say."""
    faults, taken, stocks = [], Counter[int](), {}
    for dose in kept.doses:
        asked = (dose["chat_id"], dose["reminder_id"])
        tap = ledger.taps.get(asked)
        stocks[dose["medication_id"]] = dose["stock"]
        taken[dose["medication_id"]] += dose["amount"] * (dose["state"] == "taken")
        who = f"a dose of {dose['due_at']} of chat {dose['chat_id']}"
        if asked not in seen.reminders:
            faults.append(f"{who} was never asked for ({dose['state']})")
        if (dose["taken"], dose["skipped"]) != (tap == "taken", tap == "skipped"):
            faults.append(f"{who}: tapped {tap}, counted {dose['taken']} taken, {dose['skipped']} skipped")
        elif tap and dose["state"] != tap:
            faults.append(f"{who}: tapped {tap}, kept as {dose['state']}")
    faults += [
        f"medicine {id}: {STOCK - taken[id]} tablets should be left, {left} are"
        for id, left in stocks.items()
        if left != STOCK - taken[id]
    ]
    return faults


def twice(ledger: Ledger, seen: Seen) -> tuple[int, list[str]]:
    """Return how many reminders came once more, and those of them that no kill explains."""
    again = [pair for came in seen.reminders.values() for pair in pairwise(came)]
    faults = [
        f"a reminder came at {first} and {second}, and no kill lies between"
        for first, second in again
        if not ledger.was_killed(first, second)
    ]
    return len(again), faults
