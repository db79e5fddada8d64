"""A caregiver in another chat: invited by a link, confirmed by both sides, told of a missed dose, and ended."""

import re
from datetime import UTC, datetime, time

import pytest

from tests.e2e.conftest import button, has_button, says, text_of
from tests.e2e.test_people import command, tap
from tests.e2e.test_reminders import Day, day

__all__ = ["day"]  # the fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def invited(person) -> tuple[dict, str]:
    """Return the screen with the link, and what its button in Telegram sends."""
    family = await command(person, "/family", has_button("invite"))
    shown = await tap(person, family, "invite", has_button("caresee:"))
    found = re.search(r"\?start=(care_[\w-]+)", text_of(shown))
    assert found
    return shown, f"/start {found[1]}"


@pytest.mark.parametrize(
    ("language", "asks", "meant", "begins", "missed", "ended"),
    [
        ("ko", "초대했어요", "초대하신 분이 맞나요", "이제부터", "08:00 약 알림에 답하지", "그만두었어요"),
        ("en", "asks me to tell you", "who you meant", "From now on", "reminder of 08:00", "ended it"),
    ],
)  # fmt: skip
async def test_a_caregiver_is_told_of_a_missed_dose_as_both_agreed(
    day: Day, language, asks, meant, begins, missed, ended
):
    mother, son = await day.person(language), await day.person(language)
    await day.takes(mother, times=(time(8),))
    shown, link = await invited(mother)
    with_list = await tap(mother, shown, button(shown, "caresee:1:list"), has_button("caresee:1:list:60"))
    await tap(mother, with_list, "caresee:1:list:60", has_button("caresee:1:list:120"))
    offered = await command(son, link, says(asks))
    await tap(son, offered, "careok:", lambda m: m["message_id"] == offered["message_id"])
    asked = await mother.wait_for_bot(says(meant))
    await tap(mother, asked, "careis:", has_button("carend:"))
    await son.wait_for_bot(says(begins))
    await day.move(hours=1)
    for _ in range(9):
        await day.move(minutes=10)
    seen = (await son.messages(0)).messages
    assert not any(missed in text_of(m) for m in seen), "100 minutes after eight"
    await day.move(minutes=10)
    told = await son.wait_for_bot(says(missed))
    assert "타이레놀" in text_of(told)
    today = await tap(son, told, "careday:", says("⚠️ 08:00 타이레놀"))
    assert not has_button("dayfix:")(today), "a caregiver changes nothing"
    mine = await command(son, "/family", has_button("care:"))
    one = await tap(son, mine, "care:", has_button("carend:"))
    await tap(son, one, "carend:", has_button("family"))
    await mother.wait_for_bot(says(ended))


async def test_a_link_that_leads_nowhere_says_why_in_one_sentence(day: Day):
    mother, son, stranger = [await day.person() for _ in range(3)]
    _, link = await invited(mother)
    await command(mother, link, says("직접 만드신 링크예요"))
    await command(son, "/start care_nobody-made-this", says("더는 쓸 수 없어요"))
    offered = await command(son, link, says("초대했어요"))
    late = await command(stranger, link, says("초대했어요"))
    await tap(son, offered, "careok:", says("고마워요"))
    await tap(stranger, late, "careok:", says("다른 분이 이미 쓴 링크예요"))
    await command(stranger, link, says("다른 분이 이미 쓴 링크예요"))
    await command(son, link, says("이미 수락하셨어요"))
    asked = await mother.wait_for_bot(says("초대하신 분이 맞나요"))
    await tap(mother, asked, "carend:", says("그만두었어요"))
    await son.wait_for_bot(says("그만두었어요"))
    await command(son, link, says("더는 쓸 수 없어요"))


async def test_a_caregiver_of_misses_alone_hears_no_name_and_a_blocked_chat_is_told_of(day: Day):
    mother, son = await day.person(), await day.person()
    await day.takes(mother, times=(time(8),))
    _, link = await invited(mother)
    offered = await command(son, link, says("초대했어요"))
    assert "약 이름은 안 보여요" in text_of(offered)
    await tap(son, offered, "careok:", says("고마워요"))
    asked = await mother.wait_for_bot(says("초대하신 분이 맞나요"))
    await tap(mother, asked, "careis:", has_button("carend:"))
    await day.move(hours=1)
    for _ in range(4):
        await day.move(minutes=20)
    told = await son.wait_for_bot(says("답하지 않으셨어요"))
    assert "타이레놀" not in text_of(told)
    assert "약 1가지" in text_of(told)
    await mother.block()
    until = datetime.now(UTC) - day.clock()  # Telegram says when it was blocked, by its own clock
    for seconds in (
        max(0.0, until.total_seconds()) + 60,
        60,
    ):  # found out by the update, or by what is not taken
        await day.move(seconds=seconds)
    await son.wait_for_bot(says("제 메시지를 차단하셨어요"))


@pytest.mark.parametrize(
    ("language", "asks", "agreed", "named", "thanks", "got", "ended"),
    [
        ("ko", "부탁해요", "새 약을 받아 줘요", "새로 받을 때예요", "고마워요", "새로 받아 두셨어요", "받아 주지 않으셔도"),
        (
            "en", "asks you to get", "gets new packs", "needs a new pack", "Thank you", "got a new pack for you",
            "get no new packs",
        ),
    ],
)  # fmt: skip
async def test_a_caregiver_who_agreed_is_told_by_name_of_what_runs_out_and_adds_the_new_pack(
    day: Day, language, asks, agreed, named, thanks, got, ended
):
    mother, son = await day.person(language), await day.person(language)
    await day.takes(mother, times=(time(8),))
    await gets_packs(mother, son, asks)
    await mother.wait_for_bot(says(agreed))
    assert day.service
    account = await day.service.stores.accounts.find(mother.chat_id)
    assert account
    (medicine,) = await day.service.stores.medications.active(account.person_id)
    await day.service.services.medications.count(account, medicine.id, 3)
    for _ in range(30):
        await day.move(hours=1)
    told = await son.wait_for_bot(says(named))
    assert "타이레놀" in text_of(told)
    amounts = await tap(son, told, "carepack:", has_button("caregot:"))
    added = await tap(son, amounts, "caregot:", says(thanks))
    heard = await mother.wait_for_bot(says(got))
    assert "타이레놀" in text_of(heard)
    (medicine,) = await day.service.stores.medications.active(account.person_id)
    assert medicine.stock == 6, "as much as was there, once more"
    await tap(mother, heard, "unrefill:", has_button("refills:"))
    (medicine,) = await day.service.stores.medications.active(account.person_id)
    assert medicine.stock == 3
    assert not has_button("caregot:")(added)
    mine = await command(mother, "/family", has_button("care:"))
    one = await tap(mother, mine, "care:", has_button("carepacks:"))
    await tap(mother, one, "carepacks:", has_button("carend:"))
    await son.wait_for_bot(says(ended))
    await tap(son, told, "carepack:", says("/mymeds"))


@pytest.mark.parametrize(
    ("language", "written", "which", "how_much", "thanks", "nothing", "own"),
    [
        (
            "ko", "엄마 약 새로 받았어요", "어떤 약을 받으셨어요", "얼마나 받으셨어요", "고마워요", "떨어져 가는 약이 없어요",
            "제 약이에요",
        ),
        (
            "en", "got a refill", "Which medicine did you get", "did you get", "Thank you", "Nothing that you get",
            "My own",
        ),
    ],
)  # fmt: skip
async def test_a_caregiver_who_agreed_writes_that_a_new_pack_was_got(
    day: Day, language, written, which, how_much, thanks, nothing, own
):
    mother, son = await day.person(language), await day.person(language)
    await day.takes(mother, times=(time(8),))
    await day.takes(mother, "아스피린", times=(time(8),))
    await gets_packs(mother, son)
    assert day.service
    account = await day.service.stores.accounts.find(mother.chat_id)
    assert account
    await command(son, written, says(nothing))
    for medicine in await day.service.stores.medications.active(account.person_id):
        await day.service.services.medications.count(account, medicine.id, 3)
    for _ in range(30):
        await day.move(hours=1)
    await son.wait_for_bot(has_button("carepack:"))
    asked = await command(son, written, says(which))
    assert own not in str(asked["reply_markup"])
    amounts = await tap(son, asked, "carepack:", says(how_much))
    await tap(son, amounts, "caregot:", says(thanks))
    amounts = await command(son, written, says(how_much))  # of the other, the only one that is left
    await day.takes(son, "오메가3", times=(time(8),))
    asked = await command(son, written, says(which))
    assert own in str(asked["reply_markup"]), "this chat has a list of its own"
    await tap(son, amounts, "caregot:", says(thanks))
    stocks = [one.stock for one in await day.service.stores.medications.active(account.person_id)]
    assert stocks == [6, 6]
    listed = await command(son, written, says("오메가3"))
    assert not has_button("carepack:")(listed), "nothing of hers runs out: it is about the own list"


async def gets_packs(mother, son, asks: str = "") -> None:
    """Let both sides agree that the son is told of misses and gets new packs; `asks` is what he is asked by."""
    _, link = await invited(mother)
    offered = await command(son, link, has_button("careok:"))
    await tap(son, offered, "careok:", lambda m: m["message_id"] == offered["message_id"])
    asked = await mother.wait_for_bot(has_button("careis:"))
    agreement = await tap(mother, asked, "careis:", has_button("carepacks:"))
    await tap(mother, agreement, "carepacks:", has_button("carepacks:1:no"))
    question = await son.wait_for_bot(says(asks) if asks else has_button("carepacks:"))
    await tap(son, question, "carepacks:", has_button("carend:"))


async def test_a_caregiver_is_picked_among_people_and_both_sides_confirm_all_the_same(day: Day):
    mother, son, stranger = await day.person(), await day.person(), await day.house.client.person("낯선 이")
    shown, link = await invited(mother)
    await tap(mother, shown, "carepick:", says("한 사람을 골라"))
    await mother.share(stranger)
    offered_link = await mother.wait_for_bot(has_button("carepick:"))
    assert link.removeprefix("/start ") in text_of(offered_link)
    assert not (await stranger.messages(0)).messages
    await tap(mother, offered_link, "carepick:", says("한 사람을 골라"))
    await mother.share(son)
    offered = await son.wait_for_bot(says("초대했어요"))
    await tap(son, offered, "careok:", says("고마워요"))
    asked = await mother.wait_for_bot(says("초대하신 분이 맞나요"))
    await tap(mother, asked, "careis:", has_button("carend:"))
    await son.wait_for_bot(says("이제부터"))
