"""What a person is told of their medicines: at an hour that suits them, once, and again only of a new pack."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.model import MedicationId
from bot.core.doses.retry_policy import Blocked, Delivered, Failed, Outcome
from bot.core.medications.refills import RefillService
from bot.core.medications.stock import StockNews
from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.core.people.habits import Habits, QuietHours
from bot.core.people.useful_hours import is_useful, next_look
from bot.core.reports.person_notices import PersonNotice, PersonNoticeService
from bot.core.schedules.schedule import MealTimes
from bot.storage.doses.dose_record import StoredDoseRecord
from bot.storage.doses.ledger import StoredLedger
from bot.storage.medications.medications import StoredMedications
from bot.storage.medications.refills import StoredRefills
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.person_notices import StoredPersonNotices
from tests.bot.core.core_fixture import NOW, Shelf
from tests.schedules import scheduled

SEOUL = ZoneInfo("Asia/Seoul")


@dataclass
class Told:
    """What a person was told, and when; `outcomes` is what comes of the next notices."""

    told: list[tuple[datetime, PersonNotice]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    async def tell(self, notice: PersonNotice, now: datetime) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Delivered(1)
        if isinstance(outcome, Delivered):
            self.told.append((now, notice))
        return outcome


class Home:
    """A person with a counted medicine, and a clock that is moved by hours."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.heard, self.now = shelf, Told(), NOW
        database = shelf.database
        self.service = PersonNoticeService(
            StoredPersonNotices(database),
            shelf.medicines,
            StoredDoseRecord(database),
            self.heard,
            StoredAccounts(database),
        )
        self.refills = RefillService(StoredRefills(database))

    async def takes(self, name: str, stock: float | None) -> MedicationId:
        product = self.shelf.find(name)
        (added,) = await self.shelf.medicines.add(self.shelf.account, [product], f"test:{name}", self.now)
        assert added.id
        await self.shelf.medicines.plan(self.shelf.account, added.id, scheduled((time(8),)), self.now)
        if stock is not None:
            await self.shelf.medicines.count(self.shelf.account, added.id, stock)
        return added.id

    async def days(self, number: int) -> list[tuple[str, ...]]:
        """Let days go by, an hour at a time; return what was told, each notice as its news."""
        before = len(self.heard.told)
        for _ in range(number * 24):
            await self.service.tick(self.now)
            await self.service.settled()
            self.now += timedelta(hours=1)
        return [tuple(line.news.value for line in notice.stock) for _, notice in self.heard.told[before:]]


@pytest.fixture
async def home(shelf: Shelf) -> Home:
    return Home(shelf)


async def test_what_runs_low_is_told_once_at_an_hour_that_suits(home: Home):
    await home.takes("타이레놀", 5)
    assert await home.days(1) == [], "what was counted just now is no news"
    assert await home.days(7) == [("low",)], "nobody takes any, so no more is told"
    ((at, notice),) = home.heard.told
    assert 10 <= at.astimezone(SEOUL).hour < 12
    assert notice.stock[0].product


async def test_several_medicines_come_in_one_message_the_gravest_first(home: Home):
    await home.takes("타이레놀", 5)
    await home.takes("노바스크", 0)
    assert await home.days(2) == [("out", "low")]


async def test_a_new_pack_is_told_of_anew_and_one_taken_back_is_not(home: Home):
    id = await home.takes("타이레놀", 5)
    await home.days(2)
    medicine = await home.shelf.medicines.get(home.shelf.account, id, home.now)
    assert medicine
    refill = await home.refills.refill(home.shelf.account, id, 30, medicine.last_refill, home.now)
    assert refill
    assert await home.refills.refill(home.shelf.account, id, 30, medicine.last_refill, home.now) is None
    assert await home.days(2) == []
    await home.shelf.medicines.count(home.shelf.account, id, 5)
    assert await home.days(2) == [("low",)]


async def test_an_undone_refill_leaves_the_stock_as_it_was_and_the_old_button_works_again(home: Home):
    id = await home.takes("타이레놀", 5)
    account = home.shelf.account
    refill = await home.refills.refill(account, id, 30, 0, home.now)
    assert refill
    assert await home.refills.take_back(account, refill, home.now + timedelta(minutes=9))
    assert not await home.refills.take_back(account, refill, home.now)
    assert await home.refills.refill(account, id, 28, 0, home.now)
    medicine = await home.shelf.medicines.get(account, id, home.now)
    assert medicine
    assert (medicine.stock, medicine.pack) == (33, 28)


@pytest.mark.parametrize("amount", [0, -1, 2001, float("inf"), float("nan")])
async def test_a_pack_of_no_sensible_size_is_not_added(home: Home, amount):
    id = await home.takes("타이레놀", 5)
    assert await home.refills.refill(home.shelf.account, id, amount, 0, home.now) is None


async def test_strangers_change_no_stock(home: Home):
    id = await home.takes("타이레놀", 5)
    other = await StoredAccounts(home.shelf.database).open(ChatId(99), Language.KOREAN, "Asia/Seoul", NOW)
    assert await home.refills.refill(other, id, 30, 0, home.now) is None
    refill = await home.refills.refill(home.shelf.account, id, 30, 0, home.now)
    assert refill
    assert not await home.refills.take_back(other, refill, home.now)


async def test_a_medicine_off_the_list_or_paused_is_not_told_of(home: Home):
    id = await home.takes("타이레놀", 5)
    await home.shelf.medicines.pause(home.shelf.account, id, home.now)
    assert await home.days(3) == []
    await home.shelf.medicines.resume(home.shelf.account, id, home.now)
    await home.shelf.medicines.stop(home.shelf.account, id, home.now)
    assert await home.days(3) == []


async def test_a_message_that_fails_comes_later_and_a_blocked_chat_gets_none(home: Home):
    await home.takes("타이레놀", 5)
    home.heard.outcomes = [Failed(), Failed()]
    assert await home.days(3) == [("low",)]
    home.heard.outcomes = [Blocked()]
    await home.takes("노바스크", 3)
    assert await home.days(3) == []
    await home.takes("리피토", 3)
    assert await home.days(3) == []


async def test_nothing_is_told_where_the_person_wants_none_but_an_expiry_date_is(home: Home):
    id = await home.takes("타이레놀", 5)
    account = replace(home.shelf.account, stock_days=0)
    await StoredAccounts(home.shelf.database).save(account)
    await home.refills.expires(account, id, (NOW + timedelta(days=20)).date())
    assert await home.days(3) == [("expires",)]
    await home.refills.expires(account, id, (NOW + timedelta(days=25)).date())
    assert await home.days(3) == [("expires",)], "another date is told again"


async def test_a_bot_that_was_away_tells_it_at_the_next_hour_that_suits(home: Home):
    await home.takes("타이레놀", 5)
    await home.service.tick(home.now)
    home.now = datetime(2026, 11, 24, 2, tzinfo=SEOUL).astimezone(UTC)
    await home.days(1)
    ((at, _),) = home.heard.told
    assert at.astimezone(SEOUL).hour in (10, 11)


def account(zone: str, home: str, quiet: QuietHours | None, breakfast: time) -> Account:
    meals = MealTimes(breakfast=breakfast)
    return Account(
        ChatId(7),
        Language.KOREAN,
        zone,
        1,
        PersonId(7),
        home_zone=home,
        habits=Habits(quiet=quiet),
        meals=meals,
    )


ZONES = st.sampled_from(
    ["Asia/Seoul", "America/New_York", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe"]
)
ACCOUNTS = st.builds(
    account,
    ZONES,
    ZONES,
    st.none()
    | st.builds(QuietHours, st.sampled_from([time(21), time(0)]), st.sampled_from([time(6), time(7)])),
    st.sampled_from([time(6), time(8), time(11)]),
)
MOMENTS = st.integers(0, 24 * 700).map(lambda hours: NOW + timedelta(hours=hours))


@given(ACCOUNTS, MOMENTS)
def test_a_look_comes_once_a_day_while_who_reads_is_awake(account: Account, now: datetime):
    at = next_look(account, now)
    assert now < at <= now + timedelta(hours=49)
    assert is_useful(account, at)
    assert 8 <= at.astimezone(account.home).hour < 22
    assert 9 <= at.astimezone(account.zone).hour < 21
    assert not account.habits.is_quiet(at, account.home)
    following = next_look(account, at)
    assert following.astimezone(account.zone).date() > at.astimezone(account.zone).date()


def test_nobody_is_told_anything_at_night():
    one = account("Asia/Seoul", "Asia/Seoul", None, time(8))
    hours = [hour for hour in range(24) if is_useful(one, datetime(2026, 12, 1, hour, 30, tzinfo=SEOUL))]
    assert hours == list(range(9, 21))


def test_the_news_are_those_of_the_database():
    assert {news.value for news in StockNews} == {"low", "closed", "out", "expires"}


async def test_a_count_by_hand_makes_the_pack_and_a_smaller_one_does_not(home: Home):
    id = await home.takes("타이레놀", 30)
    await home.shelf.medicines.count(home.shelf.account, id, 4)
    one = await StoredMedications(home.shelf.database).get(home.shelf.account.person_id, id)
    assert one
    assert (one.stock, one.pack) == (4, 30)


async def test_a_line_a_week_comes_on_its_first_days_once_and_only_where_it_is_wanted(home: Home):
    id = await home.takes("타이레놀", None)
    assert await home.days(9) == [], "nobody asked for it"
    await StoredAccounts(home.shelf.database).save(replace(home.shelf.account, is_weekly=True))
    start = home.now
    await home.days(16)
    assert home.heard.told == [], "no dose was settled: that is not 0 %"
    rows = "UPDATE doses SET state = iif(id % 2, 'taken', 'missed'), next_at = NULL WHERE medication_id = ?"
    await StoredLedger(home.shelf.database).extend(home.now + timedelta(days=20))
    async with home.shelf.database.change() as tx:
        await tx.run(rows, id)
    await home.days(14)
    told = [(at.astimezone(SEOUL), notice.week.due, notice.week.taken) for at, notice in home.heard.told]
    assert [(at.weekday(), at.hour in (10, 11)) for at, _, _ in told] == [(0, True), (0, True)]
    assert all((due, taken in (3, 4)) == (7, True) for _, due, taken in told), told
    assert start < home.heard.told[0][0]
