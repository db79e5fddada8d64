"""Newer knowledge, over the real database and real knowledge files: who is told what, and how often."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.doses.send_queue import Unreachable
from bot.core.interactions.rechecks import AT_A_TIME, AT_ONCE, RETRY_AFTER, Listed, Rechecks
from bot.core.interactions.shown_findings import key_of
from bot.core.medications.medications import MedicationService, Overview
from bot.core.people.accounts import CONSENT_VERSION, Account, ChatId, Language, PersonId
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.storage.doses.intakes import StoredIntakes
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.medications.shown_findings import StoredShownFindings
from bot.storage.people.accounts import StoredAccounts
from knowledge.build.builder import build_records
from knowledge.interactions.check import CautionKind, Finding, Profile, Verdict
from knowledge.products import IngredientCode, ProductId, Source
from knowledge.sources.records import (
    AgeRange,
    CautionRecord,
    Components,
    CompositionRecord,
    EffectRecord,
    IngredientRecord,
    LeafletRecord,
    PairRecord,
    ProductRecord,
    Record,
    Region,
    SubstanceRecord,
)

KEY = "ef" * 32
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LISTS = Source("목록", date(2026, 1, 1))
DUR = Source("식품의약품안전처 DUR 병용금기", date(2026, 3, 12))
NEWER = Source("식품의약품안전처 DUR 병용금기", date(2026, 6, 12))
A, B, C = (ProductId(f"20000000{n}") for n in (1, 2, 3))
CODES = {id: IngredientCode(f"D00000{n}") for n, id in enumerate((A, B, C), start=1)}
NOBODY = Profile()
NAMES = {A: "가나정", B: "다라정", C: "마바정"}


def pair(one: ProductId, two: ProductId, source: Source = DUR, condition: str = "") -> PairRecord:
    return PairRecord(Components(CODES[one]), Components(CODES[two]), "나쁨", source, condition)


UNMET = EffectRecord(Components(CODES[A]), "혈압", "CCB", DUR)  # so that this table counts as loaded
FOR_CHILDREN = CautionRecord(
    CautionKind.AGE, DUR, components=Components(CODES[A]), reason="어림", ages=AgeRange(below_years=120)
)


@dataclass
class FakeAlerts:
    """An `Alerts` that keeps what it was given."""

    sent: list[tuple[int, Overview]] = field(default_factory=list)
    unreachable: set[int] = field(default_factory=set)
    failing: set[int] = field(default_factory=set)

    async def alert(self, account: Account, news: Overview) -> None:
        if account.chat_id in self.unreachable:
            raise Unreachable
        if account.chat_id in self.failing:
            raise TimeoutError
        self.sent.append((account.chat_id, news))

    @property
    def told(self) -> list[tuple[int, list[tuple[ProductId, ProductId]]]]:
        return [(chat, [(f.first, f.second) for f in news.report.findings]) for chat, news in self.sent]


@dataclass
class World:
    """A database, a knowledge file that can be replaced, and alerts that are kept."""

    database: Database
    path: Path
    knowledge: LiveKnowledge
    alerts: FakeAlerts = field(default_factory=FakeAlerts)

    @property
    def accounts(self) -> StoredAccounts:
        return StoredAccounts(self.database)

    @property
    def medicines(self) -> MedicationService:
        return MedicationService(
            StoredMedications(self.database),
            StoredIntakes(self.database),
            self.knowledge,
            StoredShownFindings(self.database),
        )

    async def publish(self, *rules: Record) -> None:
        """Put a newer knowledge file in place and take it into use."""
        await asyncio.to_thread(write, self.path, rules)
        await asyncio.to_thread(self.knowledge.refresh)

    async def recheck(self) -> bool:
        """Check all lists as after a restart: nothing is remembered outside of the database."""
        parts = StoredShownFindings(self.database), self.medicines, self.knowledge, self.alerts, self.accounts
        return await Rechecks(*parts).run(self.knowledge.version, NOW)

    async def takes(self, chat: int, *products: ProductId, profile: Profile = NOBODY) -> Account:
        account = await self.accounts.open(ChatId(chat), Language.KOREAN, "Asia/Seoul", NOW)
        account = replace(account, consent_version=CONSENT_VERSION, profile=profile)
        await self.accounts.save(account)
        for product in products:
            await self.medicines.add(account, [product], f"test:{chat}", NOW)
        return account


def write(path: Path, rules: Sequence[Record]) -> None:
    records: list[Record] = []
    for id, name in NAMES.items():
        records.append(ProductRecord(id, name, "제약", LISTS))
        records.append(CompositionRecord(id, (IngredientRecord(f"{name}성분"),), LISTS))
        records.append(SubstanceRecord(CODES[id], f"{name}성분", f"substance {id}"))
    stamp = datetime.now(UTC)
    build_records([*records, UNMET, *rules], path, Region.KOREA, built_at=stamp)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    path = tmp_path / "knowledge.db"
    write(path, [pair(B, C, condition="48시간이내")])
    world = World(await Database.open(tmp_path / "users.db", KEY), path, LiveKnowledge(path))
    yield world
    world.knowledge.close()
    await world.database.close()


async def test_who_takes_what_a_new_rule_names_is_told_once_and_nobody_else(world):
    await world.takes(1, A, B)
    await world.takes(2, A)
    await world.takes(3)
    assert await world.recheck()
    assert world.alerts.sent == []
    await world.publish(pair(A, B))
    assert await world.recheck()
    assert await world.recheck()
    assert world.alerts.told == [(1, [(A, B)])]


async def test_what_the_chat_has_shown_is_no_news(world):
    account = await world.takes(1, B, C)
    overview = await world.medicines.overview(account, NOW)
    await world.medicines.shown(account, overview, NOW)
    await world.publish(pair(B, C, condition="48시간이내"), pair(A, B))
    assert await world.recheck()
    assert world.alerts.sent == []


async def test_the_same_rule_of_a_newer_edition_is_no_news_and_one_without_its_condition_is(world):
    await world.takes(1, B, C)
    await world.recheck()
    assert len(world.alerts.sent) == 1, "nobody had seen the list"
    await world.publish(pair(B, C, NEWER, "48시간 이내"))
    await world.recheck()
    assert len(world.alerts.sent) == 1
    await world.publish(pair(B, C, NEWER))
    await world.recheck()
    assert world.alerts.told[1:] == [(1, [(B, C)])]


async def test_only_what_is_new_is_told_with_its_source(world):
    await world.takes(1, A, B, C)
    await world.recheck()
    await world.publish(pair(B, C, condition="48시간이내"), pair(A, B, NEWER))
    await world.recheck()
    ((_, first), (_, second)) = world.alerts.sent
    assert [(f.first, f.second) for f in first.report.findings] == [(B, C)]
    assert [(f.first, f.second, f.source) for f in second.report.findings] == [(A, B, NEWER)]
    assert second.name_of(A) == "가나정"


async def test_a_rule_that_went_and_came_back_is_news(world):
    await world.takes(1, A, B)
    for rules in ([pair(A, B)], [], [pair(A, B)]):
        await world.publish(*rules)
        await world.recheck()
    assert [chat for chat, _ in world.alerts.told] == [1, 1]


async def test_what_must_not_be_taken_at_this_age_is_news_too(world):
    await world.takes(1, A, profile=Profile(birth_year=1950))
    await world.takes(2, A)
    await world.recheck()
    await world.publish(FOR_CHILDREN)
    await world.recheck()
    ((chat, news),) = world.alerts.sent
    assert chat == 1
    assert [c.kind for c in news.report.cautions] == [CautionKind.AGE]


async def test_who_blocked_the_bot_is_left_alone_and_told_after_they_came_back(world):
    account = await world.takes(1, A, B)
    await world.recheck()
    await world.accounts.block(account.chat_id, NOW)
    await world.publish(pair(A, B))
    assert await world.recheck()
    assert world.alerts.sent == []
    await world.takes(1)
    await world.publish(pair(A, B), pair(A, C))
    await world.recheck()
    assert world.alerts.told == [(1, [(A, B)])]


async def test_who_cannot_be_reached_is_noted_as_blocked_and_keeps_nobody_else(world):
    for chat in (1, 2):
        await world.takes(chat, A, B)
    world.alerts.unreachable = {1}
    await world.publish(pair(A, B))
    assert await world.recheck()
    assert [chat for chat, _ in world.alerts.told] == [2]
    row = await world.database.row("SELECT blocked_at FROM accounts WHERE chat_id = 1")
    assert row["blocked_at"]


async def test_after_a_failure_those_who_were_not_told_are_told_and_no_others(world):
    for chat in (1, 2, 3):
        await world.takes(chat, A, B)
    world.alerts.failing = {2}
    await world.publish(pair(A, B))
    assert not await world.recheck()
    assert sorted(chat for chat, _ in world.alerts.told) == [1, 3]
    world.alerts.failing = set()
    assert await world.recheck()
    assert sorted(chat for chat, _ in world.alerts.told) == [1, 2, 3]


async def test_an_alert_that_always_fails_is_tried_again_alone_with_pauses_and_given_up(world):
    for chat in (1, 2, 3):
        await world.takes(chat, A, B)
    world.alerts.failing = {2}
    await world.publish(pair(A, B))
    checked, store = [], StoredShownFindings(world.database)
    whole = store.listed

    async def listed(after: PersonId, limit: int) -> list[Listed]:
        people = await whole(after, limit)
        checked.extend(one.account.chat_id for one in people)
        return people

    store.listed = listed
    rechecks = Rechecks(store, world.medicines, world.knowledge, world.alerts, world.accounts)
    minutes = [minute for minute in range(0, 24 * 60, 5)
               if not await rechecks.run(world.knowledge.version, NOW + timedelta(minutes=minute))]  # fmt: skip
    assert checked == [1, 2, 3] + [2] * len(RETRY_AFTER)
    assert sorted(chat for chat, _ in world.alerts.told) == [1, 3]
    given_up = sum(RETRY_AFTER, timedelta()) // timedelta(minutes=1)
    assert minutes == list(range(0, given_up, 5))
    assert await store.is_checked(world.knowledge.version)


async def test_an_alert_that_arrives_at_the_second_attempt_ends_the_check(world):
    await world.takes(1, A, B)
    world.alerts.failing = {1}
    await world.publish(pair(A, B))
    store = StoredShownFindings(world.database)
    rechecks = Rechecks(store, world.medicines, world.knowledge, world.alerts, world.accounts)
    assert not await rechecks.run(world.knowledge.version, NOW)
    world.alerts.failing = set()
    assert not await rechecks.run(world.knowledge.version, NOW + timedelta(minutes=4))
    assert await rechecks.run(world.knowledge.version, NOW + RETRY_AFTER[0])
    assert world.alerts.told == [(1, [(A, B)])]


async def test_whoever_blocked_the_bot_after_an_alert_failed_is_not_tried_again(world):
    account = await world.takes(1, A, B)
    world.alerts.failing = {1}
    await world.publish(pair(A, B))
    store = StoredShownFindings(world.database)
    rechecks = Rechecks(store, world.medicines, world.knowledge, world.alerts, world.accounts)
    assert not await rechecks.run(world.knowledge.version, NOW)
    await world.accounts.block(account.chat_id, NOW)
    assert await rechecks.run(world.knowledge.version, NOW + RETRY_AFTER[0])


async def test_a_run_that_is_killed_between_people_tells_the_rest_and_nobody_twice(world):
    people = range(1, 2 * AT_A_TIME + 10)
    async with world.database.change() as tx:  # a list each, without a transaction each
        for chat in people:
            await tx.run(
                "INSERT INTO accounts (chat_id, language, time_zone, consent_version, created_at)"
                " VALUES (?, 'ko', 'Asia/Seoul', 1, 0)",
                chat,
            )
            await tx.run("INSERT INTO people (id, chat_id) VALUES (?, ?)", chat, chat)
            for product in (A, B):
                await tx.run(
                    "INSERT INTO medications (person_id, product_id, name, origin, added_at) VALUES (?, ?, '', ?, 0)",
                    chat,
                    product,
                    f"{chat}:{product}",
                )
    await world.publish(pair(A, B))
    whole = world.alerts.alert

    reached = asyncio.Event()

    async def until_killed(account: Account, news: Overview) -> None:
        if account.chat_id == AT_A_TIME + 7:
            reached.set()
            await asyncio.Event().wait()
        await whole(account, news)

    world.alerts.alert = until_killed
    run = asyncio.create_task(world.recheck())
    await reached.wait()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert 0 < len(world.alerts.sent) < len(people)
    world.alerts.alert = whole
    assert await world.recheck()
    told = [chat for chat, _ in world.alerts.told]
    assert set(told) == set(people)
    noted = await world.database.rows("SELECT person_id FROM told")
    assert len(noted) == len(people)
    twice = len(told) - len(set(told))
    assert twice <= AT_ONCE, "at most those that were on their way at the moment of the kill"


async def test_what_is_shown_before_consent_is_not_noted(world):
    account = await world.takes(1, B, C)
    overview = await world.medicines.overview(account, NOW)
    await world.medicines.shown(replace(account, consent_version=0), overview, NOW)
    assert await world.database.rows("SELECT * FROM told") == []


async def test_what_was_only_asked_about_is_not_noted_as_of_the_list(world):
    account = await world.takes(1, B)
    overview = await world.medicines.overview(account, NOW, also=[C])
    assert overview.report.findings
    await world.medicines.shown(account, overview, NOW)
    assert await world.database.rows("SELECT * FROM told") == []


async def test_what_a_person_was_told_goes_with_their_account(world):
    account = await world.takes(1, B, C)
    await world.recheck()
    assert await world.database.rows("SELECT * FROM told")
    await world.accounts.delete(account.chat_id, NOW)
    assert await world.database.rows("SELECT * FROM told") == []


def test_a_key_does_not_mind_spaces_and_dates_and_does_mind_what_the_rule_says() -> None:
    found = Finding(Verdict.CONTRAINDICATED, A, B, ("가", "나"), "나쁨", DUR, "48시간 이내")
    same = replace(found, source=NEWER, reason="더 나쁨", condition="48시간이내", substances=("나", "가"))
    assert key_of(found) == key_of(same)
    for other in ({"condition": ""}, {"second": C}, {"verdict": Verdict.DUPLICATE_EFFECT}):
        assert key_of(replace(found, **other)) != key_of(found)


async def test_a_leaflet_is_news_once_however_it_words_what_it_says(world):
    name, other = "아세트아미노펜", ProductId("200000004")
    product = (
        ProductRecord(other, "사아정", "제약", LISTS),
        CompositionRecord(other, (IngredientRecord(name),), LISTS),
    )

    async def publish(words: str) -> None:
        await world.publish(*product, LeafletRecord(A, LISTS, None, interaction=words))
        await world.recheck()

    await publish("")
    await world.takes(1, A, other)
    await publish(f"{name}과 함께 복용하지 마십시오.")
    assert world.alerts.told == [(1, [(A, other)])]
    assert world.alerts.sent[0][1].report.findings[0].verdict is Verdict.LEAFLET_DO_NOT
    await publish("해열진통제와 함께 복용하지 마십시오.")
    assert len(world.alerts.sent) == 1
