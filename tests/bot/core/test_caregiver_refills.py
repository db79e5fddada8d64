"""A caregiver who gets new packs is told of what runs out, beside the person, as long as both agree."""

from datetime import timedelta

import pytest

from bot.core.doses.care_notices import CareNoticeService, NoticeKind
from bot.core.medications.caregiver_refills import CaregiverRefills
from bot.core.medications.refills import RefillService
from bot.core.people.accounts import ChatId, Language
from bot.core.people.caregivers import Caregiver, CaregiverService, Refills
from bot.storage.medications.refills import StoredRefills
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.care_notices import StoredNotices
from bot.storage.people.caregivers import StoredCaregivers
from tests.bot.core.core_fixture import Shelf
from tests.bot.core.test_caregivers import Heard
from tests.bot.core.test_person_notices import Home

SON = ChatId(8)


class Shared(Home):
    """A mother's home, and her son, who was asked to get new packs."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(shelf)
        accounts = StoredAccounts(shelf.database)
        self.accounts, self.son = accounts, Heard()
        self.caregivers = CaregiverService(StoredCaregivers(shelf.database), accounts, self.son)
        refills = RefillService(StoredRefills(shelf.database))
        self.packs = CaregiverRefills(
            StoredCaregivers(shelf.database), accounts, shelf.medicines, refills, self.son
        )
        self.care_notices = CareNoticeService(
            StoredNotices(shelf.database), shelf.medicines, self.son, accounts
        )

    async def agree(self, zone: str = "Asia/Seoul") -> Caregiver:
        son = await self.accounts.open(SON, Language.KOREAN, zone, self.now)
        invited = await self.caregivers.invite(self.shelf.account, "영희", "token-one", self.now)
        assert invited
        await self.caregivers.accept(son, "token-one", "철수", self.now)
        await self.caregivers.confirm(self.shelf.account, invited.id, self.now)
        await self.caregivers.set_refills(self.shelf.account, invited.id, Refills.ASKED)
        agreed = await self.caregivers.set_refills(son, invited.id, Refills.AGREED)
        assert agreed
        return agreed

    async def both(self, number: int) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
        """Let days go by; return what the mother was told, and what her son was told of it."""
        before, told = len(self.son.notices), []
        for _ in range(number * 24):
            told += await self.hour()
        new = [one for one in self.son.notices[before:] if one.kind is NoticeKind.REFILL]
        return told, [tuple(line.news.value for line in one.stock) for one in new]

    async def hour(self) -> list[tuple[str, ...]]:
        before = len(self.heard.told)
        await self.service.tick(self.now)
        await self.service.settled()
        await self.care_notices.tick(self.now)
        await self.care_notices.settled()
        self.now += timedelta(hours=1)
        return [tuple(line.news.value for line in notice.stock) for _, notice in self.heard.told[before:]]


@pytest.fixture
async def home(shelf: Shelf) -> Shared:
    return Shared(shelf)


async def test_both_are_told_once_of_what_runs_out(home: Shared):
    await home.agree()
    await home.takes("타이레놀", 5)
    assert await home.both(8) == ([("low",)], [("low",)])


async def test_it_is_not_told_before_the_caregiver_agrees_nor_after_either_ends_it(home: Shared):
    care = await home.agree()
    son = await home.accounts.find(SON)
    assert son
    await home.caregivers.set_refills(son, care.id, Refills.NO)
    await home.caregivers.set_refills(home.shelf.account, care.id, Refills.ASKED)
    await home.takes("타이레놀", 5)
    assert await home.both(8) == ([("low",)], [])


async def test_what_was_agreed_ends_before_it_is_told_so_it_is_not(home: Shared):
    care = await home.agree("America/New_York")
    await home.takes("타이레놀", 5)
    while not await home.hour():
        pass
    assert not home.son.notices, "it is night in New York"
    await home.caregivers.set_refills(home.shelf.account, care.id, Refills.NO)
    assert await home.both(3) == ([], [])


async def test_a_caregiver_elsewhere_is_told_by_day(home: Shared):
    await home.agree("America/New_York")
    await home.takes("타이레놀", 5)
    while not await home.hour():
        pass
    _, told = await home.both(1)
    assert told == [("low",)]


async def test_a_pack_that_came_meanwhile_is_not_asked_for(home: Shared):
    await home.agree("America/New_York")
    id = await home.takes("타이레놀", 5)
    while not await home.hour():
        pass
    await home.shelf.medicines.stop(home.shelf.account, id, home.now)
    assert (await home.both(3))[1] == []


async def test_a_pack_is_added_by_the_caregiver_who_agreed_once_and_the_person_is_told(home: Shared):
    care, id = await home.agree(), await home.takes("타이레놀", 5)
    son = await home.accounts.find(SON)
    assert son
    assert await home.packs.find(home.shelf.account, care.id, id, home.now) is None, (
        "the person has other buttons"
    )
    pack = await home.packs.find(son, care.id, id, home.now)
    assert pack
    before = pack.medication.stock or 0
    assert await home.packs.add(pack, 30, pack.medication.last_refill, home.now)
    assert await home.packs.add(pack, 30, pack.medication.last_refill, home.now) is None
    assert home.son.told[-1] == ("pack of 30", home.shelf.account.chat_id)
    again = await home.packs.find(son, care.id, id, home.now)
    assert again
    assert again.medication.stock == before + 30
    await home.caregivers.set_refills(home.shelf.account, care.id, Refills.NO)
    assert await home.packs.find(son, care.id, id, home.now) is None


async def test_of_what_runs_out_a_caregiver_sees_what_both_were_told_and_nothing_else(home: Shared):
    care, id = await home.agree(), await home.takes("타이레놀", 5)
    await home.takes("다이아벡스", 90)
    son = await home.accounts.find(SON)
    assert son
    assert await home.packs.running_out(home.shelf.account, None, home.now) is None, "the person gets none"
    assert await home.packs.running_out(son, None, home.now) == (), "nothing was told yet"
    await home.both(3)
    (pack,) = await home.packs.running_out(son, None, home.now) or ()
    assert pack.medication.id == id
    assert await home.packs.running_out(son, "다이아벡스", home.now) == ()
    await home.packs.add(pack, 30, pack.medication.last_refill, home.now)
    assert await home.packs.running_out(son, None, home.now) == ()
    await home.caregivers.set_refills(home.shelf.account, care.id, Refills.NO)
    assert await home.packs.running_out(son, None, home.now) is None
