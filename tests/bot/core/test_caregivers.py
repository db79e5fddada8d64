"""Caregivers: both sides agree, and each is told what was agreed, when it was agreed, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.doses.care_notices import CareNoticeService, Notice, NoticeKind, next_week
from bot.core.doses.model import Action
from bot.core.doses.retry_policy import Blocked, Delivered, Failed, Outcome
from bot.core.medications.caregiver_refills import CaredPack
from bot.core.medications.model import RefillId
from bot.core.people.accounts import Account, ChatId
from bot.core.people.caregivers import (
    LINK_IS_GOOD_FOR,
    MOST_CAREGIVERS,
    Caregiver,
    CaregiverService,
    LinkProblem,
    LinkRefused,
    Refills,
    Sees,
    may_become,
    short_name,
)
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.care_notices import StoredNotices
from bot.storage.people.caregivers import StoredCaregivers
from tests.bot.core.core_fixture import CHAT, EIGHT, World

SON, STRANGER = ChatId(8), ChatId(9)
SEOUL = ZoneInfo("Asia/Seoul")


@dataclass
class Heard:
    """What both sides were told; `outcomes` is what comes of the next notices."""

    told: list[tuple[str, int]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    async def tell(self, notice: Notice, now: datetime) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Delivered(1)
        if isinstance(outcome, Delivered):
            self.notices.append(notice)
        return outcome

    async def offered(self, account: Account, care: Caregiver) -> None:
        self.told.append(("offered", account.chat_id))

    async def accepted(self, account: Account, care: Caregiver) -> None:
        self.told.append(("accepted", account.chat_id))

    async def restored(self, account: Account, care: Caregiver) -> Outcome:
        self.told.append(("restored", account.chat_id))
        return self.outcomes.pop(0) if self.outcomes else Delivered(1)

    async def confirmed(self, account: Account, care: Caregiver) -> None:
        self.told.append(("confirmed", account.chat_id))

    async def pack_added(self, pack: CaredPack, amount: float, refill: RefillId) -> None:
        self.told.append((f"pack of {amount:g}", pack.whose.chat_id))

    async def ended(self, account: Account, care: Caregiver) -> None:
        self.told.append(("ended", account.chat_id))

    async def refills(self, account: Account, care: Caregiver) -> None:
        self.told.append((f"refills {care.refills}", account.chat_id))


class Family:
    """A mother with medicines, and her son, over a real database."""

    def __init__(self, world: World) -> None:
        self.world, self.heard = world, Heard()
        accounts = StoredAccounts(world.database)
        self.service = CaregiverService(StoredCaregivers(world.database), accounts, self.heard)
        self.notices = CareNoticeService(StoredNotices(world.database), world.medicines, self.heard, accounts)

    async def agree(self, sees: Sees = Sees.MISSES, minutes: int = 30) -> Caregiver:
        mother, son, at = await self.world.person(), await self.world.person(SON), self.world.clock()
        invited = await self.service.invite(mother, "영희", "token-one", at)
        assert invited
        await self.service.set_terms(mother, invited.id, sees, minutes)
        await self.service.accept(son, "token-one", "철수", at)
        agreed = await self.service.confirm(mother, invited.id, at)
        assert agreed
        return agreed

    async def until(self, minutes: int) -> list[int]:
        """Let the clock run to so many minutes after eight, a tick a minute; return when the son was told."""
        told: list[int] = []
        self.world.clock.at = max(self.world.clock(), EIGHT)
        while self.world.clock() <= EIGHT + timedelta(minutes=minutes):
            before = len(self.heard.notices)
            await self.world.tick()
            await self.notices.tick(self.world.clock())
            await self.notices.settled()
            minute = int((self.world.clock() - EIGHT) / timedelta(minutes=1))
            told += [minute] * (len(self.heard.notices) - before)
            self.world.clock.advance(minutes=1)
        return told


@pytest.fixture
def family(world: World) -> Family:
    return Family(world)


async def refused(family: Family, chat: ChatId, token: str = "token-one") -> LinkProblem:
    account = await family.world.person(chat)
    with pytest.raises(LinkRefused) as error:
        await family.service.accept(account, token, "누구", family.world.clock())
    return error.value.problem


async def test_both_sides_agree_before_anything_is_told(family: Family):
    mother, son, at = await family.world.person(), await family.world.person(SON), family.world.clock()
    await family.world.takes("가", time(8))
    invited = await family.service.invite(mother, "영희", "token-one", at)
    assert invited
    assert not (await family.service.accept(son, "token-one", "철수", at)).is_agreed
    assert await family.until(100) == []
    confirmed = await family.service.confirm(mother, invited.id, family.world.clock())
    assert confirmed
    assert (confirmed.is_agreed, confirmed.name, confirmed.inviter) == (True, "철수", "영희")
    assert family.heard.told == [("accepted", CHAT), ("confirmed", SON)]
    again = await family.service.confirm(mother, invited.id, family.world.clock())
    assert again == confirmed
    assert len(family.heard.told) == 2


@pytest.mark.parametrize("minutes", [5, 30, 180])
async def test_a_missed_dose_is_told_once_after_the_delay(family: Family, minutes: int):
    await family.world.takes("가", time(8))
    await family.agree(minutes=minutes)
    assert await family.until(300) == [40 + minutes]
    (notice,) = family.heard.notices
    assert (notice.kind, [dose.name for dose in notice.doses]) == (NoticeKind.MISSED, ["가"])


async def test_a_dose_that_is_taken_meanwhile_is_not_told_of_and_others_are(family: Family):
    for name in ("가", "나"):
        await family.world.takes(name, time(8))
    await family.agree()
    await family.until(50)
    first, _ = (await family.world.reminders.get(family.world.notifier.reminded[0].id)).doses
    await family.world.answer(0, Action.TAKEN, dose=first.id)
    assert await family.until(100) == [70]
    assert [dose.name for dose in family.heard.notices[0].doses] == ["나"]


async def test_nothing_is_told_where_all_is_answered(family: Family):
    await family.world.takes("가", time(8))
    await family.agree()
    await family.until(50)
    await family.world.answer(-1, Action.TAKEN)
    assert await family.until(200) == []


async def test_a_notice_that_fails_is_told_later_and_one_to_a_blocked_chat_never(family: Family):
    await family.world.takes("가", time(8), time(11))
    await family.agree(minutes=5)
    family.heard.outcomes = [Failed(), Failed(), Delivered(1), Blocked()]
    assert await family.until(60) == [47]
    assert await family.until(400) == []
    assert await StoredNotices(family.world.database).due(family.world.clock()) == []


@pytest.mark.parametrize("by", [CHAT, SON])
async def test_either_side_ends_it_at_once_and_the_other_is_told(family: Family, by: ChatId):
    await family.world.takes("가", time(8))
    care = await family.agree()
    await family.until(50)
    assert not await family.service.end(await family.world.person(STRANGER), care.id, EIGHT)
    assert await family.service.end(await family.world.person(by), care.id, EIGHT)
    assert not await family.service.end(await family.world.person(by), care.id, EIGHT)
    assert family.heard.told[-1] == ("ended", SON if by == CHAT else CHAT)
    assert await family.until(200) == [], "what was still to be told is gone with it"


async def test_a_link_works_once_for_seven_days_and_never_for_oneself(family: Family):
    mother, at = await family.world.person(), family.world.clock()
    await family.service.invite(mother, "영희", "token-one", at)
    assert await refused(family, CHAT) is LinkProblem.OWN
    assert await refused(family, SON, "token-two") is LinkProblem.UNKNOWN
    await family.service.accept(await family.world.person(SON), "token-one", "철수", at)
    assert await refused(family, STRANGER) is LinkProblem.USED
    assert await refused(family, SON) is LinkProblem.MINE_ALREADY
    await family.service.invite(mother, "영희", "token-two", at)
    family.world.clock.advance(seconds=LINK_IS_GOOD_FOR.total_seconds())
    assert await refused(family, SON, "token-two") is LinkProblem.EXPIRED


async def test_only_the_person_confirms_and_changes_the_terms_and_strangers_see_nothing(family: Family):
    mother, son, at = await family.world.person(), await family.world.person(SON), family.world.clock()
    stranger = await family.world.person(STRANGER)
    invited = await family.service.invite(mother, "영희", "token-one", at)
    assert invited
    assert await family.service.confirm(mother, invited.id, at) is None, "nobody has accepted"
    await family.service.accept(son, "token-one", "철수", at)
    for other in (son, stranger):
        assert await family.service.confirm(other, invited.id, at) is None
        assert await family.service.set_terms(other, invited.id, Sees.LIST, 5) is None
    assert await family.service.mine(stranger, invited.id) is None
    assert await family.service.of(stranger) == []


async def test_a_person_has_so_many_caregivers_at_most(family: Family):
    mother = await family.world.person()
    made = [
        await family.service.invite(mother, "영희", f"token-{n}", EIGHT) for n in range(MOST_CAREGIVERS + 1)
    ]
    assert [one is not None for one in made] == [True] * MOST_CAREGIVERS + [False]


async def test_who_blocks_the_bot_is_told_of_once_and_not_of_each_dose(family: Family):
    await family.world.takes("가", time(8), time(9))
    await family.agree(minutes=5)
    family.world.notifier.unreachable = {CHAT}
    assert await family.until(240) == [0]
    assert [notice.kind for notice in family.heard.notices] == [NoticeKind.BLOCKED]


@pytest.mark.parametrize(
    ("sees", "kinds"),
    [(Sees.MISSES, []), (Sees.WEEKLY, [NoticeKind.WEEKLY]), (Sees.LIST, [NoticeKind.WEEKLY])],
)
async def test_a_week_is_told_on_monday_to_who_sees_it(
    family: Family, sees: Sees, kinds: Sequence[NoticeKind]
):
    await family.world.takes("가", time(8))
    await family.agree(sees)
    await family.until(0)  # on a Sunday
    await family.world.answer(0, Action.TAKEN)
    for hours in (24, 25, 26, 24 * 7 + 25):
        family.world.clock.at = EIGHT + timedelta(hours=hours, minutes=1)
        await family.notices.tick(family.world.clock())
        await family.notices.settled()
    assert [notice.kind for notice in family.heard.notices] == [*kinds]
    for notice in family.heard.notices:
        assert notice.week
        assert (notice.week.due, notice.week.taken) == (1, 1)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-22T08:00", "2026-11-23T09:00"), ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-30T09:00"), ("2026-11-24T00:00", "2026-11-30T09:00"),
    ],
)  # fmt: skip
def test_the_next_week_begins_on_monday_at_nine(now: str, then: str):
    at = datetime.fromisoformat(now).replace(tzinfo=SEOUL).astimezone(UTC)
    assert next_week(at, SEOUL).astimezone(SEOUL).replace(tzinfo=None) == datetime.fromisoformat(then)


@pytest.mark.parametrize(
    ("name", "short"), [("영희", "영희"), ("\u202e\u200b", ""), ("가" * 99, "가" * 20), ("", "")]
)
def test_a_name_from_telegram_is_made_fit_for_a_line(name: str, short: str):
    assert short_name(name) == short


@pytest.mark.parametrize("by_person", [True, False])
@pytest.mark.parametrize("now", Refills)
def test_new_packs_are_asked_by_one_side_agreed_by_the_other_and_ended_by_either(now, by_person):
    may = {wanted for wanted in Refills if may_become(now, wanted, by_person=by_person)}
    assert (
        may
        == {
            (Refills.NO, True): {Refills.ASKED},
            (Refills.ASKED, True): {Refills.NO},
            (Refills.AGREED, True): {Refills.NO},
            (Refills.NO, False): set(),
            (Refills.ASKED, False): {Refills.AGREED, Refills.NO},
            (Refills.AGREED, False): {Refills.NO},
        }[now, by_person]
    )


async def test_the_other_side_is_told_of_each_step_about_new_packs_once(family: Family):
    care = await family.agree()
    mother, son, stranger = [await family.world.person(chat) for chat in (CHAT, SON, STRANGER)]
    family.heard.told.clear()
    assert await family.service.set_refills(stranger, care.id, Refills.ASKED) is None
    for account, wanted in (
        (son, Refills.AGREED), (mother, Refills.ASKED), (mother, Refills.AGREED), (mother, Refills.ASKED),
        (son, Refills.AGREED), (son, Refills.AGREED), (son, Refills.NO), (mother, Refills.NO),
    ):  # fmt: skip
        await family.service.set_refills(account, care.id, wanted)
    assert family.heard.told == [("refills asked", SON), ("refills agreed", CHAT), ("refills no", CHAT)]


async def test_who_is_picked_is_asked_if_they_talk_to_the_bot_and_nothing_is_told_of_whether_they_do(
    family: Family,
):
    mother, son = await family.world.person(), await family.world.person(SON)
    care = await family.service.invite(mother, "영희", "token-one", family.world.clock())
    assert care
    for whom in (SON, STRANGER):
        assert await family.service.pick(mother, care.id, whom, family.world.clock()) == care
    assert family.heard.told == [("offered", SON)]
    with pytest.raises(LinkRefused):
        await family.service.pick(mother, care.id, CHAT, family.world.clock())
    assert await family.service.pick(son, care.id, STRANGER, family.world.clock()) is None, "not theirs"
    await family.service.accept(son, "token-one", "철수", family.world.clock())
    assert await family.service.pick(mother, care.id, STRANGER, family.world.clock()) is None, "used"
