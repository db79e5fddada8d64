"""A bot whose photos are of paper: pages that were really read once, and a catalogue that knows the codes of boxes."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.app.engines import opened_knowledge
from bot.app.service import Service
from bot.app.storage import opened_stores
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.sandbox.server import Sandbox
from inference.types import Barcode, Scan
from knowledge.catalogue.texts import Recall
from knowledge.products import Product, ProductId, Source
from tests.e2e.conftest import BotHarness, settings_for_tests
from tests.fakes import FakeClock
from tests.pictures import four_pills

START = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Seoul
IBUPROFEN = Barcode("8806400000013", date(2027, 3, 31), "K08653")
MILK = Barcode("8801115114031")
SOURCE = Source("식품의약품안전처 회수·판매중지", date(2026, 11, 1))


@dataclass
class PaperEyes:
    """Scans that see the paper that a test lays before them."""

    paper: Scan | None = None

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        assert self.paper is not None
        return self.paper

    async def number(self, scan: Scan, first_number: int) -> Scan:
        return scan


class CodesKnown:
    """The starter's catalogue, which has no codes of boxes and no recalls, with some of both."""

    def __init__(self, inside: LiveKnowledge) -> None:
        self._inside = inside
        self.codes: dict[str, str] = {}
        self.recalled: dict[str, str] = {}  # the lots by the product

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inside, name)

    async def by_code(self, code: str) -> tuple[Product, ...]:
        if code not in self.codes:
            return await self._inside.by_code(code)
        return tuple((await self._inside.products([ProductId(self.codes[code])])).values())

    async def recalls(self, ids: Iterable[ProductId]) -> Collection[Recall]:
        return [
            Recall(id, "함량 부적합", self.recalled[id], date(2026, 11, 1), SOURCE)
            for id in ids
            if id in self.recalled
        ]


@dataclass
class Desk:
    """The running bot, its clock, and what the next photo shows."""

    house: BotHarness
    service: Service
    clock: FakeClock
    eyes: PaperEyes
    knowledge: CodesKnown
    ids: dict[str, ProductId] = field(default_factory=dict)

    async def shown(self, person, paper: Scan, caption: str = "") -> None:
        """Send a photo of a paper."""
        self.eyes.paper = paper
        await person.send_photo(four_pills(), caption=caption)

    async def listed(self, person):
        """Return the person's list."""
        account = await self.service.stores.accounts.find(person.chat_id)
        assert account is not None
        return (await self.service.services.medications.overview(account, self.clock())).medications

    async def takes(self, person, name: str) -> ProductId:
        """Put a medicine on the person's list."""
        account = await self.service.stores.accounts.find(person.chat_id)
        assert account is not None
        product = (await self.knowledge.look_up(name, 1)).products[0]
        await self.service.services.medications.add(
            account, [product.id], f"test:{person.chat_id}:{name}", self.clock()
        )
        return product.id


@asynccontextmanager
async def opened_desk(folder: Path) -> AsyncIterator[Desk]:
    """Give a running desk, at eight in the morning."""
    async with Sandbox() as sandbox:
        settings = settings_for_tests(sandbox, folder)
        clock, eyes = FakeClock(START), PaperEyes()
        async with opened_stores(settings) as stores, opened_knowledge(settings) as inside:
            knowledge = CodesKnown(inside)
            service = Service(settings, stores, knowledge, eyes, clock)
            async with service.running():
                house = BotHarness(sandbox, sandbox.client(), settings, service)
                yield Desk(house, service, clock, eyes, knowledge)
                await house.client.close()
