"""Photos of what the pharmacy gives: from paper to a list with reminders in a few taps, in both languages."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date

import pytest
import pytest_asyncio
from PIL import Image

from inference.scan import Scanner
from inference.types import Box, Guess, Kind, Scan, SeenPill, Shape
from knowledge.interactions.check import Profile
from tests.e2e.conftest import button, buttons_of, has_button, says, text_of
from tests.e2e.documents_stage import IBUPROFEN, MILK, Desk, opened_desk
from tests.printed_pages import RED, SIX, envelope, guide, photographed, prescription, text_page

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

MONTHLY = tuple(replace(one, days=30) for one in SIX[:3])
UNSURE = guide(
    (replace(SIX[0], timing="아침 저녁 식후 30분"), *SIX[3:5])
)  # once a day, in the morning and in the evening
PAPERS = {
    "guide": guide(SIX),
    "envelope": envelope(SIX[:1] + SIX[3:5]),
    "prescription": prescription(SIX),
    "month": guide(MONTHLY),
    "red": guide(RED),
    "unsure": UNSURE,
    "menu": text_page(
        "오늘의 차림표", "김치찌개 9,000원", "된장찌개 8,500원", "비빔밥 9,500원", "불고기정식 13,000원"
    ),
    "english": text_page(
        "Pharmacy notes", "Take one tablet twice daily", "after meals with water", "Refills: 2"
    ),
    "book": text_page(*["그는 약속 시간보다 조금 일찍 나와 창밖을 보았다. 비가 내렸다."] * 9),
}
LONG = text_page(
    *["약속은 사람과 사람 사이의 일이라서 말로만 남으면 잊히기 쉽다고 그는 적었다"] * 250, size=12
)
HALF = guide(SIX).crop((0, 0, 540, 900))
TWO = Image.new("RGB", (1200, 1800))
TWO.paste(guide(SIX[:2]), (0, 0))
TWO.paste(guide(SIX[2:4]), (0, 900))
BAD = {"long": LONG, "half": HALF, "two": TWO, "upside down": guide(SIX[:3]).rotate(180)}
ON = {"ko": "알림을 켰어요", "en": "reminders are on"}
HANGUL = re.compile("[가-힣]")


@pytest.fixture(scope="module")
def papers() -> Mapping[str, Scan]:
    """What is seen in photos of these papers, by the weights that ship."""
    scanner = Scanner()
    return {name: scanner.scan(photographed(page)) for name, page in (PAPERS | BAD).items()}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(tmp_path_factory) -> AsyncIterator[Desk]:
    async with opened_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


def one_seen() -> tuple[SeenPill, ...]:
    """Return a pill of which nothing could be read."""
    return (SeenPill(1, Box(80, 60, 280, 260), 0.95, shapes=(Guess(Shape.ROUND, 0.9),)),)


async def answered(person):
    return await person.wait_for(has_button("doc"), timeout=60)


async def tap(person, message, starts, then=lambda message: message["from"]["is_bot"]):
    await person.tap(message["message_id"], button(message, starts))
    return await person.wait_for(then, timeout=30)


async def test_a_real_photo_of_a_guide_is_a_list_with_reminders_after_one_tap(house):
    person = await house.person()
    await person.send_photo(photographed(guide(SIX)))
    answer = await answered(person)
    assert any("photo" in one and one["from"]["is_bot"] for one in (await person.messages()).messages)
    await tap(person, answer, "docadd:", says(ON["ko"]))
    account = await house.service.stores.accounts.find(person.chat_id)
    mine = await house.service.stores.medications.active(account.person_id)
    assert [one.name.split("(")[0] for one in mine] == [one.name for one in SIX]


@pytest.mark.parametrize(
    ("paper", "names", "are_planned"), [("two", 4, True), ("half", 6, False), ("upside down", 3, True)]
)
async def test_two_pages_are_read_as_one_and_what_a_half_does_not_say_is_asked(
    desk, papers, paper, names, are_planned
):
    person = await desk.house.person()
    await desk.shown(person, papers[paper])
    await tap(person, await answered(person), "docadd:", says("✅"))
    mine = await desk.listed(person)
    assert len(mine) == names
    assert [one.has_times for one in mine] == [are_planned] * names


async def test_the_kind_of_a_photo_is_told_by_the_scan(papers):
    assert [name for name in PAPERS if papers[name].kinds != {Kind.PAGE}] == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("paper", ["guide", "prescription"])
async def test_six_medicines_are_on_the_list_with_times_stock_and_an_end(desk, papers, paper, language):
    person = await desk.house.person(language)
    await desk.shown(person, papers[paper], caption="처방전이에요")
    answer = await answered(person)
    folded = sum(
        e["length"]
        for e in answer.get("caption_entities", answer.get("entities", []))
        if "quote" in e["type"]
    )
    assert len(text_of(answer)) - folded <= 350
    assert "photo" in answer  # one message, the table with what is said of it
    await tap(person, answer, "docadd:", says(ON[language]))
    mine = await desk.listed(person)
    assert [one.name.split("(")[0] for one in mine] == [one.name for one in SIX]
    assert [one.stock for one in mine] == [5, 5, 10, 5, 5, 15]
    assert [one.plan.doses for one in mine] == [5, 5, 10, 5, 5, 15]
    await tap(person, answer, "docadd:")  # a second tap changes nothing
    assert [one.stock for one in await desk.listed(person)] == [5, 5, 10, 5, 5, 15]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_somebody_new_agrees_and_has_the_list_with_reminders_after_two_taps(desk, papers, language):
    person = await desk.house.person(language, ready=False)
    await desk.shown(person, papers["envelope"])
    consent = await tap(person, await answered(person), "docadd:", has_button("consent:yes"))
    await tap(person, consent, "consent:yes", says(ON[language]))
    mine = await desk.listed(person)
    assert len(mine) == 3
    assert all(one.has_times and one.stock == 5 for one in mine)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_what_must_not_be_together_comes_first_and_is_read_before_anything_is_added(
    desk, papers, language
):
    person = await desk.house.person(language)
    await desk.shown(person, papers["red"])
    answer = await answered(person)
    assert text_of(answer).index("🔴") < text_of(answer).index("1.")
    assert not has_button("docadd:")(answer)
    read = await tap(person, answer, "doc:", has_button("docadd:"))
    assert await desk.listed(person) == ()
    await tap(person, read, "docadd:", says(ON[language]))
    assert len(await desk.listed(person)) == 2


async def test_what_must_not_be_in_pregnancy_is_read_before_anything_is_added(desk, papers):
    person = await desk.house.person()
    accounts = desk.service.stores.accounts
    account = await accounts.find(person.chat_id)
    await accounts.save(replace(account, profile=Profile(birth_year=1995, pregnant=True)))
    await desk.shown(person, papers["guide"])
    answer = await answered(person)
    assert text_of(answer).index("🔴") < text_of(answer).index("1.")
    assert not has_button("docadd:")(answer)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_same_page_a_month_later_renews_stock_and_adds_nothing_twice(desk, papers, language):
    person = await desk.house.person(language)
    await desk.shown(person, papers["month"])
    await tap(person, await answered(person), "docadd:", says(ON[language]))
    first = await desk.listed(person)
    assert [one.stock for one in first] == [30, 30, 60]
    desk.clock.advance(days=28)
    await desk.shown(person, papers["month"])
    again = await answered(person)
    assert ("새로 고치기" if language == "ko" else "Renew") in buttons_of(again)[0]
    await tap(person, again, "docadd:", says("🔁"))
    mine = await desk.listed(person)
    assert [one.id for one in mine] == [one.id for one in first]
    assert [one.stock for one in mine] == [
        before.stock + new for before, new in zip(first, (30, 30, 60), strict=True)
    ]
    await tap(person, again, "docadd:")
    assert [one.stock for one in await desk.listed(person)] == [one.stock for one in mine]


async def test_medicines_that_are_over_are_asked_about_once_and_replaced(desk, papers):
    person = await desk.house.person()
    await desk.shown(person, papers["red"])
    read = await tap(person, await answered(person), "doc:", has_button("docadd:"))
    await tap(person, read, "docadd:", says(ON["ko"]))
    desk.clock.advance(days=20)
    await desk.shown(person, papers["envelope"])
    asked = await tap(person, await answered(person), "docadd:", has_button("docadd:"))
    assert "조코정" in text_of(asked)
    assert len(await desk.listed(person)) == 2
    await tap(
        person, asked, next(data for data in buttons_of(asked) if data.endswith(":swap")), says(ON["ko"])
    )
    assert {one.name.split("정")[0] for one in await desk.listed(person)} == {
        "노바스크",
        "트라젠타",
        "카나브",
    }


async def test_a_name_that_is_not_sure_is_asked_before_anything_is_added(desk, papers):
    person = await desk.house.person()
    page = papers["envelope"].page
    doubtful = [replace(line, text=line.text.replace("카나브정60", "카나프정60")) for line in page.lines]
    await desk.shown(person, replace(papers["envelope"], page=replace(page, lines=tuple(doubtful))))
    asked = await tap(person, await answered(person), "docadd:", has_button("docis:"))
    assert await desk.listed(person) == ()
    settled = await tap(person, asked, "docis:", has_button("docadd:"))
    await tap(person, settled, "docadd:", says(ON["ko"]))
    assert len(await desk.listed(person)) == 3


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_one_by_one_leaves_out_what_is_not_taken(desk, papers, language):
    person = await desk.house.person(language)
    await desk.shown(person, papers["envelope"])
    shown = await tap(person, await answered(person), "docrow:", has_button("docis:"))
    shown = await tap(person, shown, "docis:", has_button("docis:"))
    shown = await tap(person, shown, "docno:", has_button("docis:"))
    whole = await tap(person, shown, "docis:", has_button("docadd:"))
    await tap(person, whole, "docadd:", says("✅"))
    assert ["트라젠타" in one.name for one in await desk.listed(person)] == [False, False]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_box_of_ibuprofen_while_warfarin_is_on_the_list(desk, papers, language):
    person = await desk.house.person(language)
    await desk.takes(person, "대화와르파린나트륨정2")
    found = (await desk.knowledge.look_up("부루펜정400", 1)).products[0]
    desk.knowledge.codes = {IBUPROFEN.code: found.id}
    await desk.shown(person, Scan(1280, 800, (), b"", barcodes=(IBUPROFEN,)))
    answer = await answered(person)
    said = text_of(answer)
    assert "2027-03-31" in said
    assert "K08653" in said
    assert min(said.find(mark) for mark in "🔴🟠🟡" if mark in said) < said.index("2027-03-31")
    if not has_button("docadd:")(answer):
        answer = await tap(person, answer, "doc:", has_button("docadd:"))
    await tap(person, answer, "docadd:", says("✅"))
    assert [one.expires_on for one in await desk.listed(person)] == [None, IBUPROFEN.expiry]


async def test_a_box_that_is_only_looked_at_is_not_added_and_a_recalled_lot_is_told(desk):
    person = await desk.house.person()
    found = (await desk.knowledge.look_up("부루펜정400", 1)).products[0]
    desk.knowledge.codes, desk.knowledge.recalled = {IBUPROFEN.code: found.id}, {found.id: "K08653, K08654"}
    await desk.shown(person, Scan(1280, 800, (), b"", barcodes=(IBUPROFEN,)))
    answer = await answered(person)
    assert "회수" in text_of(answer)
    await tap(person, answer, "docoff:", says("목록에는 넣지 않았어요"))
    desk.knowledge.recalled = {found.id: "A0001"}
    await desk.shown(person, Scan(1280, 800, (), b"", barcodes=(IBUPROFEN,)))
    assert "회수" not in text_of(await answered(person))
    assert await desk.listed(person) == ()
    desk.knowledge.recalled = {}


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_an_expired_box_is_told_before_all_else_and_read_before_it_is_added(desk, language):
    person = await desk.house.person(language)
    found = (await desk.knowledge.look_up("부루펜정400", 1)).products[0]
    desk.knowledge.codes = {IBUPROFEN.code: found.id}
    old = replace(IBUPROFEN, expiry=date(2026, 10, 31))
    await desk.shown(person, Scan(1280, 800, (), b"", barcodes=(old,)))
    answer = await answered(person)
    assert text_of(answer).count("2026-10-31") == 1
    assert text_of(answer).index("🔴") < text_of(answer).index("2026-10-31")
    assert not has_button("docadd:")(answer)
    await tap(person, answer, "doc:", has_button("docadd:"))


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_box_that_is_on_the_list_is_a_new_pack_or_has_a_date_to_note(desk, language):
    person = await desk.house.person(language)
    id = await desk.takes(person, "부루펜정400")
    desk.knowledge.codes = {IBUPROFEN.code: id}
    await desk.shown(person, Scan(1280, 800, (), b"", barcodes=(IBUPROFEN,)))
    answer = await answered(person)
    assert "📋" in text_of(answer)
    await tap(person, answer, "docadd:", says("🔁"))
    assert [one.expires_on for one in await desk.listed(person)] == [IBUPROFEN.expiry]
    await tap(person, answer, "refills:", says("?"))
    assert len(await desk.listed(person)) == 1


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_medicine_that_was_not_read_is_added_by_its_name(desk, papers, language):
    person = await desk.house.person(language)
    await desk.shown(person, papers["envelope"])
    await tap(person, await answered(person), "docname:", says("✏️"))
    await person.send_text("없는약이름정")
    await person.wait_for(says("없는약이름정"))
    await person.send_text("가스모틴정")
    offered = await person.wait_for(has_button("docis:"))
    whole = await tap(person, offered, "docis:", has_button("docadd:"))
    assert "4." in text_of(whole)
    await tap(person, whole, "docname:", says("✏️"))
    await person.send_text("가스모틴정")  # once more: no second row
    whole = await tap(person, await person.wait_for(has_button("docis:")), "docis:", has_button("docadd:"))
    assert "5." not in text_of(whole)
    await tap(person, whole, "docadd:", says("✅"))
    mine = await desk.listed(person)
    assert [one.has_times for one in mine] == [True, True, True, False]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_name_that_was_read_wrong_is_written_and_keeps_the_dose_of_its_row(desk, papers, language):
    person = await desk.house.person(language)
    await desk.shown(person, papers["envelope"])
    shown = await tap(person, await answered(person), "docrow:", has_button("docis:"))
    await tap(person, shown, "docname:", has_button("docno:"))
    await person.send_text("가스모틴정")
    offered = await person.wait_for(has_button("docis:"))
    shown = await tap(person, offered, "docis:", has_button("docis:"))
    shown = await tap(person, shown, "docis:", has_button("docis:"))
    whole = await tap(person, shown, "docis:", has_button("docadd:"))
    await tap(person, whole, "docadd:", says(ON[language]))
    mine = await desk.listed(person)
    assert "가스모틴" in mine[0].name
    assert [one.stock for one in mine] == [5, 5, 5]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_an_unsure_dose_is_one_tap(desk, papers, language):
    person = await desk.house.person(language)
    await desk.shown(person, papers["unsure"])
    await tap(person, await answered(person), "docadd:")
    asked = await person.wait_for(has_button("docdose:"))
    assert [one.has_times for one in await desk.listed(person)] == [False, True, True]
    await tap(person, asked, "docdose:", says("✅"))
    mine = await desk.listed(person)
    assert all(one.has_times for one in mine)
    assert [one.stock for one in mine] == [10, 5, 5]


async def test_an_unsure_dose_of_another_kind_is_asked_in_full(desk, papers):
    person = await desk.house.person()
    await desk.shown(person, papers["unsure"])
    await tap(person, await answered(person), "docadd:")
    asked = await person.wait_for(has_button("docdose:"))
    other = [data for data in buttons_of(asked) if data.startswith("docdose:")][-1]
    await person.tap(asked["message_id"], other)
    assert "노바스크" in text_of(await person.wait_for(has_button("say:")))


async def test_a_caption_counts_where_the_scan_is_unsure_and_overrides_nothing(desk, papers):
    person = await desk.house.person()
    both = replace(papers["envelope"], pills=one_seen())
    await desk.shown(person, both, caption="알약 사진")
    assert has_button("pill:")(await person.wait_for(lambda one: "photo" in one and one["from"]["is_bot"]))
    await desk.shown(person, both)
    await answered(person)
    await desk.shown(person, papers["envelope"], caption="알약 사진")
    assert len(buttons_of(await answered(person))) == 6
    nothing = Scan(1280, 800, (), b"")
    await desk.shown(person, nothing, caption="처방전이에요")
    await person.wait_for(says("잘 안 보여요"))
    await desk.shown(person, nothing, caption="약 상자예요")
    await person.wait_for(says("바코드"))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("paper", ["menu", "english", "book", "milk", "long"])
async def test_print_without_a_medicine_gets_one_kind_sentence_and_nothing_is_added(
    desk, papers, paper, language
):
    person = await desk.house.person(language)
    milk = Scan(1280, 800, (), b"", barcodes=(MILK,))
    await desk.shown(person, milk if paper == "milk" else papers[paper])
    answer = await person.wait_for(has_button("add"))
    assert len(text_of(answer)) <= 160
    assert bool(HANGUL.search(text_of(answer))) == (language == "ko")
    assert await desk.listed(person) == ()
