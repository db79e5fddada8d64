"""Every usual screen, brought up in a chat as a person would, to be measured and looked at."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import cv2

from bot.app.engines import opened_knowledge
from bot.app.service import Service
from bot.app.storage import opened_stores
from bot.core.people.accounts import ChatId
from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox
from inference.annotate import annotate
from inference.scan import Scanner
from inference.types import Box, Guess, Scan, SeenPill
from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import Profile
from knowledge.products import Product
from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, settings_for_tests
from tests.fakes import DrawsPictures, FakeClock
from tests.pictures import drawn_pills, jpeg
from tests.printed_pages import SIX, guide, photographed
from tests.schedules import scheduled

Json = dict[str, Any]

MORNING = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Seoul on Sunday the 22nd
EIGHT = (
    "노바스크정5", "리피토정10", "아스피린프로텍트정100", "다이아벡스정500", "트라젠타정", "카나브정60",
    "넥시움정20", "스틸녹스정10",
)  # fmt: skip
TIMES = (
    (time(8),),
    (time(18, 30),),
    (time(8),),
    (time(8), time(18, 30)),
    (time(8),),
    (time(8),),
    (time(8),),
    (time(22),),
)
SHOWN = (
    "타이레놀정500",
    "노바스크정5",
    "리피토정10",
    "자이로릭정",
)  # on photos: two are read, two are only seen
CHECKED = {  # pairs, by what is known of them
    "red": ("스포라녹스", "조코정20"), "orange": ("타이레놀정500", "이지엔6에이스"), "clean": ("노바스크정5", "자누비아정50"),
}  # fmt: skip
ADDED = "애드빌정"
SEARCHED = {"ko": "타이레놀", "en": "Tylenol"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen: all messages that answer one thing, as they stand in the chat."""

    name: str
    messages: tuple[Json, ...]

    @property
    def characters(self) -> int:
        """Characters that are read without a tap."""
        return sum(len(text) for text in map(said, self.messages)) - self.folded

    @property
    def folded(self) -> int:
        """Characters behind a tap on a quote."""
        return sum(
            one["length"]
            for m in self.messages
            for one in _entities(m)
            if one["type"] == "expandable_blockquote"
        )

    @property
    def buttons(self) -> int:
        """Buttons under the message that has most of them."""
        return max(len(buttons_of(m)) // 2 for m in self.messages)


def said(message: Json) -> str:
    """Return what a message says, or what stands under its picture."""
    return str(message.get("text") or message.get("caption") or "")


def _entities(message: Json) -> list[Json]:
    return list(message.get("entities") or message.get("caption_entities") or [])


@dataclass
class Eyes(DrawsPictures):
    """Scans that see what a test lays before them."""

    pills: tuple[SeenPill, ...] = ()
    paper: Scan | None = None  # what is seen in its place

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        if self.paper:
            return self.paper
        picture = cv2.cvtColor(drawn_pills(), cv2.COLOR_BGR2RGB)
        return Scan(1280, 800, self.pills, annotate(picture, [pill.box for pill in self.pills]))

    async def number(self, scan: Scan, first_number: int) -> Scan:
        return scan


@dataclass
class Stage:
    """A bot over the starter's catalogue, with a clock that is moved and eyes that see what they are told."""

    house: BotHarness
    service: Service
    clock: FakeClock
    eyes: Eyes
    products: dict[str, Product] = field(default_factory=dict)

    def product(self, name: str) -> Product:
        if name not in self.products:
            with Catalogue.open(self.house.settings.knowledge_path) as catalogue:
                self.products[name] = catalogue.search(name, limit=1)[0].product
        return self.products[name]

    async def person(
        self, language: str, *, is_large: bool, takes: Sequence[str] = (), born: int | None = 1952
    ) -> "Actor":
        """Return a person who takes medicines at the times of `TIMES`."""
        person = await self.house.person(language)
        accounts = self.service.stores.accounts
        account = await accounts.find(ChatId(person.chat_id))
        assert account is not None
        profile = Profile(birth_year=born)
        await accounts.save(replace(account, is_large=is_large, profile=profile, was_greeted=True))
        for name, times in zip(takes, TIMES, strict=False):
            product, origin = self.product(name), f"usual:{person.chat_id}:{name}"
            store = self.service.stores.medications
            added = await store.add(
                account.person_id, product.id, product.name, origin, self.clock(), most=60
            )
            assert added.id is not None
            await store.plan(account.person_id, added.id, scheduled(times=times), self.clock())
        actor = Actor(person, self)
        await actor.after("/help", lambda m: True)
        return actor

    async def move(self, **by: float) -> None:
        """Move the clock, and let the bot do what is due by then."""
        self.clock.advance(**by)
        await self.service.services.tick(self.clock())
        await self.service.services.settled()


@dataclass
class Actor:
    """A person whose screens are kept by their names."""

    person: PersonClient
    stage: Stage
    shown: dict[str, Shown] = field(default_factory=dict)
    _seq: int = 0

    async def after(self, text: str, until: Any) -> Shown:
        """Write; return the messages that answer, up to one that fits."""
        await self.person.send_text(text)
        return await self._until(until)

    async def says(self, name: str, text: str, *starts: str) -> Shown:
        """Write, and keep the answer under a name: up to a message with a button that starts so."""
        return self._keep(name, await self.after(text, _with(starts)))

    async def taps(self, name: str, on: Shown, starts: str, *then: str) -> Shown:
        """Tap a button of a screen, and keep what is shown then."""
        message = on.messages[-1]
        await self.person.tap(message["message_id"], button(message, starts))
        return self._keep(name, await self._until(_with(then)))

    async def shows(self, name: str, *pills: SeenPill) -> Shown:
        """Send a photo of these pills, and keep the answer."""
        self.stage.eyes.pills = pills
        await self.person.send_photo(jpeg(drawn_pills()))
        return self._keep(name, await self._until(_with(("pill:",))))

    async def shows_paper(self, name: str, paper: Scan) -> Shown:
        """Send a photo of a paper, and keep the answer."""
        self.stage.eyes.paper = paper
        await self.person.send_photo(jpeg(drawn_pills()))
        shown = self._keep(name, await self._until(_with(("docadd:",))))
        self.stage.eyes.paper = None
        return shown

    async def is_sent(self, name: str, *starts: str) -> Shown:
        """Keep what came by itself."""
        return self._keep(name, await self._until(_with(starts)))

    def _keep(self, name: str, shown: Shown) -> Shown:
        self.shown[name] = replace(shown, name=name)
        return shown

    async def _until(self, fits: Any) -> Shown:
        last = await self.person.wait_for_bot(fits)
        seen = await self.person.messages(self._seq)
        self._seq = seen.seq
        now = {
            m["message_id"]: m
            for m in seen.messages
            if m["from"]["is_bot"] and m["message_id"] not in seen.deleted
        }
        return Shown("", tuple(now.values()) or (last,))


def _with(starts: Sequence[str]) -> Any:
    return lambda m: not starts or any(has_button(one)(m) for one in starts)


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """Give a running stage, at seven in the morning."""
    async with Sandbox() as sandbox:
        settings, clock, eyes = (
            settings_for_tests(sandbox, folder),
            FakeClock(MORNING - timedelta(hours=1)),
            Eyes(),
        )
        async with opened_stores(settings) as stores, opened_knowledge(settings) as knowledge:
            service = Service(settings, stores, knowledge, eyes, clock)
            async with service.running():
                house = BotHarness(sandbox, sandbox.client(), settings, service)
                yield Stage(house, service, clock, eyes)
                await house.client.close()


@cache
def page_of_six() -> Scan:
    """Return what is seen in a photo of a pharmacy's guide, by the weights that ship."""
    return Scanner().scan(photographed(guide(SIX)))


def seen(stage: Stage, count: int) -> tuple[SeenPill, ...]:
    """Return so many pills as a photo shows them: of every four, two can be read and two only be seen."""
    return tuple(_seen(stage.product(SHOWN[n % 4]), n + 1, is_read=n % 4 < 2) for n in range(count))


def _seen(product: Product, number: int, *, is_read: bool) -> SeenPill:
    look = product.appearances[0]
    row, column = divmod(number - 1, 4)
    box = Box(80 + 300 * column, 60 + 360 * row, 280 + 300 * column, 260 + 360 * row)
    return SeenPill(
        number, box, 0.95,
        colours=(Guess(look.front.colours, 0.9),) if look.front.colours else (),
        shapes=(Guess(look.shape, 0.9),) if look.shape else (),
        elongation=(look.long_mm or 8) / (look.short_mm or 8),
        readings=(Guess(look.front.imprint or "", 0.97),) if is_read else (),
    )  # fmt: skip


async def usual(stage: Stage, language: str, *, is_large: bool) -> list[Actor]:
    """Bring up every usual screen in a language and a mode, before eight in the morning; reminders come later."""
    new = await stage.person(language, is_large=is_large)
    for count in (1, 4, 8):
        answer = await new.shows(f"photo of {count}", *seen(stage, count))
    await new.taps("one pill", answer, "pill:", "none:")
    await new.says("search", f"/add {SEARCHED[language]}", "take:")
    for name, pair in CHECKED.items():
        await new.says(f"check {name}", f"/check {', '.join(stage.product(one).id for one in pair)}", "list:")
    await new.says("info", f"/info {stage.product(EIGHT[0]).id}", "info:", "list:")
    await new.says("settings", "/settings", "language:", "large:")
    one = await stage.person(language, is_large=is_large, takes=EIGHT[:1])
    await one.says("list of 1", "/mymeds", "med:", "list:0:pick")
    many = await stage.person(language, is_large=is_large, takes=EIGHT)
    await many.says("list of 8", "/mymeds", "med:", "list:0:pick")
    await many.says("check with the list", f"/check {stage.product(ADDED).id}", "list:")
    asked = await stage.person(language, is_large=is_large, takes=EIGHT[:7])
    choice = await asked.says("search to add", f"/add {stage.product(ADDED).name.split('(')[0]}", "take:")
    await asked.taps("finding after adding", choice, "take:", "ack:", "list:")
    paper = await stage.person(language, is_large=is_large)
    page = await paper.shows_paper("page of 6", page_of_six())
    await paper.taps("page added", page, "docadd:", "list:")
    return [new, one, many, asked, paper]


async def reminded(stage: Stage, actors: Sequence[Sequence[Actor]], *, is_missed: bool = True) -> None:
    """Let the reminders of the morning come to all, and let them be missed."""
    await stage.move(hours=1)
    for _, one, many, *_ in actors:
        await one.is_sent("reminder of 1", "dose:")
        await many.is_sent("reminder of 8", "dose:")
        await one.says("today of 1", "/today", "day:")
        await many.says("today of 8", "/today", "day:")
    if not is_missed:
        return
    for _ in range(6):
        await stage.move(minutes=40)
    for _, one, many, *_ in actors:
        await one.is_sent("missed 1", "dose:")
        await many.is_sent("missed 8", "dose:")
