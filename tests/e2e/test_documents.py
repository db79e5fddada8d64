"""Photos of what the pharmacy gives: from paper to a list with reminders in a few taps, in both languages."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest
import pytest_asyncio
from PIL import Image

from inference.scan import Scanner
from inference.types import Kind, Scan
from knowledge.interactions.check import Profile
from tests.e2e.conftest import button, buttons_of, has_button, says, text_of
from tests.e2e.documents_stage import IBUPROFEN, MILK, Desk, opened_desk
from tests.printed_pages import Printed, envelope, guide, photographed, prescription, text_page

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

SIX = (
    Printed("노바스크정5밀리그람", "1", 1, 5, "아침 식후 30분"),
    Printed("리피토정10밀리그램", "1", 1, 5, "저녁 식후 30분"),
    Printed("다이아벡스정500밀리그램", "1", 2, 5, "아침 저녁 식후 30분"),
    Printed("트라젠타정", "1", 1, 5, "아침 식후 30분"),
    Printed("카나브정60밀리그램", "1", 1, 5, "아침 식후 30분"),
    Printed("가스모틴정5밀리그램", "1", 3, 5, "아침 점심 저녁 식전 30분"),
)
MONTHLY = tuple(replace(one, days=30) for one in SIX[:3])
RED = (Printed("스포라녹스캡슐", "1", 1, 7), Printed("조코정20밀리그램", "1", 1, 7, "저녁 식후 30분"))
PAPERS = {
    "guide": guide(SIX),
    "envelope": envelope(SIX[:1] + SIX[3:5]),
    "prescription": prescription(SIX),
    "month": guide(MONTHLY),
    "red": guide(RED),
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
    assert len(buttons_of(answer)) == 4
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
