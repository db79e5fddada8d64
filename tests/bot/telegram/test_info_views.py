"""Pages about a medicine: whole, with their sources, within what a message holds."""

from dataclasses import replace
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.people.accounts import Language
from bot.telegram.features.info import views as info
from bot.telegram.ui.screens import TEXT_LIMIT
from bot.telegram.ui.texts import Texts
from knowledge.catalogue.dossier import Dossier
from knowledge.catalogue.texts import ProductTexts, Text
from knowledge.interactions.check import Caution, CautionKind
from knowledge.products import Product, ProductId, Source

LEAFLETS = Source("식품의약품안전처 e약은요", date(2026, 3, 12))
T = Texts(Language.KOREAN)


def about(usage: str, storage: str = "실온에 두세요.") -> Dossier:
    texts = ProductTexts(usage=Text(usage, LEAFLETS), storage=Text(storage, LEAFLETS))
    return Dossier(
        Product(ProductId("1"), "약", "회사"), texts, (), (), (), None, None, complete=False, recognised=False
    )


def pages(dossier: Dossier) -> list[str]:
    found = [info.page(T, dossier, 0).text()]
    while (text := info.page(T, dossier, len(found)).text()) != found[-1]:
        found.append(text)
    return found


@example("&" * 3000)
@given(st.text("가나 .\n<&", min_size=1, max_size=6000))
def test_no_letter_of_a_text_is_lost_and_every_page_fits_a_message(usage: str) -> None:
    found = pages(about(usage))
    assert all(len(page) <= TEXT_LIMIT for page in found)
    shown = "".join(found).replace("&lt;", "<").replace("&amp;", "&")
    for letter in "<&":
        assert shown.count(letter) >= usage.count(letter)


def test_a_long_text_goes_on_on_the_next_page_and_each_page_names_its_source() -> None:
    sentences = [f"{number}번째 문장이에요." for number in range(400)]
    found = pages(about(" ".join(sentences)))
    assert len(found) > 2
    assert all(sum(f"\n{sentence}\n" in f"{page}\n" for page in found) == 1 for sentence in sentences)
    assert all("e약은요, 2026-03-12" in page for page in found[:3])


def test_a_page_out_of_range_shows_the_nearest() -> None:
    dossier = about("하루 한 번 드세요.")
    assert info.page(T, dossier, 99) == info.page(T, dossier, 0)


def test_pages_are_counted_where_there_are_several() -> None:
    alone = info.page(T, about("하루 한 번 드세요."), 0).text()
    assert "쪽" not in alone
    long = " ".join(f"{number}번째 문장이에요." for number in range(400))
    assert "(1/" in info.page(T, about(long), 0).text()


def test_a_korean_leaflet_says_so_on_an_english_screen() -> None:
    text = info.page(Texts(Language.ENGLISH), about("하루 한 번 드세요."), 0).text()
    assert "(Korean original)" in text


def test_a_medicine_of_the_high_alert_list_is_never_told_without_care() -> None:
    plain = about("하루 한 번 드세요.")
    warfarin = replace(plain, care_from=Source("ISMP", None))
    assert "조심해야 하는 약" in "".join(pages(warfarin))
    assert "조심해야 하는 약" not in "".join(pages(plain))


def test_cautions_that_read_alike_are_said_once() -> None:
    rule = Caution(CautionKind.PREGNANCY, ProductId("1"), "갑", "", LEAFLETS)
    page = info.page(T, replace(about("하루 한 번 드세요."), cautions=(rule, replace(rule, grade=2))), 0)
    first = "\n".join(block for block in page.blocks if "<blockquote" not in block)
    assert first.count("임신 중 주의") == 1
