"""The people who write to a bot that is killed: each does one thing, again and again, and notes what came of it."""

import asyncio
import csv
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.sandbox.client import Json, PersonClient
from bot.settings import ROOT
from tests.bench.admission import small_photo
from tests.bench.kills.ledger import HELPED, Ledger, Plan, reminder_of
from tests.e2e.conftest import button, buttons_of, has_button, text_of

STARTER = ROOT / "knowledge" / "starter" / "products.csv"
PATIENCE = 240.0  # seconds for an answer, once the bot is killed no more
AMOUNTS = (0.25, 0.75, 1.25, 1.75, 2.25)  # tablets a dose: no answer to any question before
MOST_MEDICINES = 50  # of a person, who then rests
SKIPPED, TAPPED_TWICE = 0.15, 0.3  # shares of the reminders
TAP_SECONDS = 1.0  # for which the answer to a tap is waited for; the message tells more

Predicate = Callable[[Json], bool]


@dataclass
class Walker:
    """One person, who stops at the first thing that is not answered."""

    person: PersonClient
    ledger: Ledger
    luck: random.Random
    enough: asyncio.Event
    file: bytes = field(default_factory=small_photo, repr=False)  # read in a fifth of a second

    async def plan_medicines(self) -> None:
        """Add one medicine after the other and type how it is taken; it is noted once all was answered."""
        with STARTER.open(encoding="utf-8", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
        self.luck.shuffle(names)
        added: set[str] = set()
        while names and len(added) < MOST_MEDICINES and not self.enough.is_set():
            found = await self._say(f"/add {names.pop()}", "take:")
            data = button(found, "take:")
            product = data.split(":")[2]
            if product not in added:
                added.add(product)
                await self.person.tap(found["message_id"], data)
                await self._acknowledge()
                self.ledger.plans[self.person.chat_id, product] = await self._plan()

    async def _acknowledge(self) -> None:
        """Wait for the first question about a plan; a red warning before it is acknowledged."""
        asked = await self._wait("say:often", "ack:")
        if has_button("ack:")(asked):
            await self.person.tap(asked["message_id"], button(asked, "ack:"))
            await self._wait("say:often")

    async def _plan(self) -> Plan:
        often, amount = self.luck.randint(1, 3), self.luck.choice(AMOUNTS)
        tablets = float(self.luck.randint(30, 300))
        asked = await self._say(str(often), "say:when", "say:daily")
        # Of what most people take weekly it is asked first whether a doctor said so.
        chosen = ":yes" if has_button("say:daily")(asked) else ":skip"
        await self.person.tap(
            asked["message_id"], next(data for data in buttons_of(asked) if data.endswith(chosen))
        )
        await self._wait("say:amount")
        await self._say(str(amount), "say:days")
        await self._say(f"{tablets:.0f}정", "times:")
        return often, amount, tablets

    async def send_photos(self) -> None:
        """Send one photo after the other."""
        await self._send(self.ledger.photos, 1)

    async def send_albums(self) -> None:
        """Send one album after the other."""
        await self._send(self.ledger.albums, 3)

    async def _send(self, sent: Counter[int], photos: int) -> None:
        while not self.enough.is_set():
            group = f"{self.luck.getrandbits(60)}" if photos > 1 else ""
            for _ in range(photos):
                await self.person.send_photo(self.file, media_group_id=group)
            sent[self.person.chat_id] += 1
            await self._wait("pill:")

    async def write_texts(self) -> None:
        """Ask for help again and again."""
        while not self.enough.is_set():
            await self.person.send_text("/help")
            self.ledger.texts[self.person.chat_id] += 1
            await self._until(lambda message: HELPED in text_of(message))

    async def take_doses(self) -> None:
        """Answer each reminder once; at times by two taps at once, of which one counts."""
        while not self.enough.is_set():
            asked = await self._reminder()
            if asked is None:
                return
            reminder = reminder_of(asked)
            if reminder is None or (self.person.chat_id, reminder) in self.ledger.taps:
                continue
            action = "skipped" if self.luck.random() < SKIPPED else "taken"
            data = button(asked, f"dose:{reminder}:{action}")
            taps = 2 if self.luck.random() < TAPPED_TWICE else 1
            self.ledger.taps[self.person.chat_id, reminder] = action
            await asyncio.gather(*(
                self.person.tap(asked["message_id"], data, wait=TAP_SECONDS) for _ in range(taps)
            ))  # fmt: skip
            await self._until(_is_answered(asked["message_id"]))

    async def _reminder(self) -> Json | None:
        """Wait for the next reminder; None where it is enough before."""
        while not self.enough.is_set():
            try:
                return await self.person.wait_for_bot(has_button("dose:"), timeout=5.0)
            except TimeoutError:
                continue
        return None

    async def _say(self, text: str, *then: str) -> Json:
        await self.person.send_text(text)
        return await self._wait(*then)

    async def _wait(self, *then: str) -> Json:
        return await self._until(lambda message: any(has_button(each)(message) for each in then))

    async def _until(self, predicate: Predicate) -> Json:
        """Wait for an answer as long as the bot is killed again and again, and some time more."""
        while True:
            was_enough = self.enough.is_set()
            try:
                return await self.person.wait_for_bot(predicate, PATIENCE)
            except TimeoutError:
                if was_enough:
                    raise

    async def go(self, way: "Way") -> None:
        """Go on until it is enough."""
        try:
            await way(self)
        except TimeoutError:
            self.ledger.unanswered.append(f"somebody waited {PATIENCE:.0f} s for an answer: {way.__name__}")


def _is_answered(message_id: int) -> Predicate:
    """Return a condition: a reminder's message that asks for nothing any more."""
    return lambda message: message["message_id"] == message_id and not has_button("dose:")(message)


Way = Callable[[Walker], Awaitable[None]]
