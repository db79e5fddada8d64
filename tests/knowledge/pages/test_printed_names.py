"""Names as pages print them: taken apart, and found among the names of a catalogue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.pages.name_index import NameIndex, is_sure
from knowledge.pages.printed_names import has_form, printed_name
from knowledge.products import ProductId

NAMES = (
    "케이토스메트정15/850밀리그램",
    "포스리온정10밀리그램(베포타스틴베실산염)",
    "클로베인정(클로피도그렐황산수소염)",
    "프레라캡슐150밀리그램(프레가발린)",
    "프레라캡슐75밀리그램(프레가발린)",
    "엠트포민정(메트포르민염산염)",
    "옥티란정(옥틸로늄브롬화물)",
    "덱시디펜시럽(덱시부프로펜)",
    "씬지로이드정0.1밀리그램(레보티록신나트륨수화물)",
)
INDEX = NameIndex((ProductId(str(place)), name, False) for place, name in enumerate(NAMES))


@pytest.mark.parametrize(
    ("text", "core", "strengths", "bracket"),
    [
        ("케이토스메트정15/850㎎", "케이토스메트정", (15, 850), ""),
        ("[향정]포스리온정 10mg", "포스리온정", (10,), ""),
        ("프레라캡슐150mg/1정", "프레라캡슐", (150,), ""),
        ("클로베인정(클로피도그렐황산", "클로베인정", (), "클로피도그렐황산"),
        ("로자틴정(로사르탄칼륨)_(50mg/1정)", "로자틴정", (), "로사르탄칼륨"),
        ("3.옥티란정(옥틸로늄브롬화물)", "옥티란정", (), "옥틸로늄브롬화물"),
        ("5라사민정0.5mg", "라사민정", (0.5,), ""),
        ("가라정50mg[빌다글립틴염산염]", "가라정", (50,), "빌다글립틴염산염"),
        ("가라정50mg[빌다글립틴", "가라정", (50,), "빌다글립틴"),
        ("칼딥정(내복)", "칼딥정", (), ""),
        ("씬지로이드정100마이크로그램", "씬지로이드정", (0.1,), ""),
        ("세프정0.5그램", "세프정", (500,), ""),
        ("칼딥정(네복)", "칼딥정", (), ""),
        ("위더콕스캡슐200밀리그램0.50", "위더콕스캡슐", (200,), ""),
        ("모노스핀정80mg 1정", "모노스핀정", (80,), ""),
        ("라사민정0.55", "라사민정", (0.55,), ""),
        ("", "", (), ""),
        ("(((", "", (), ""),
    ],
)
def test_a_name_is_taken_apart(text: str, core: str, strengths: tuple[float, ...], bracket: str) -> None:
    name = printed_name(text)
    assert (name.core, name.strengths, name.bracket) == (core, strengths, bracket)


def test_the_code_before_a_name_is_kept_apart() -> None:
    name = printed_name("645403420필그렐정")
    assert (name.benefit_code, name.core, name.strengths) == ("645403420", "필그렐정", ())


@pytest.mark.parametrize(
    ("text", "answer"),
    [("옥티란정", True), ("덱시디펜시럽", True), ("엠트포민", False), ("혈압강하제", False)],
)
def test_products_end_in_a_form(text: str, answer: bool) -> None:
    assert has_form(printed_name(text)) == answer


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_catalogue_finds_itself(name: str) -> None:
    (first, *_) = INDEX.candidates(printed_name(name))
    assert first.name == name
    assert first.score == 1.0


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("케이로스메트정15/850mg", NAMES[0]),  # a letter read wrong
        ("프레라캡슐150mg", NAMES[3]),
        ("프레라캡슐75mg(프레가", NAMES[4]),
        ("엠트포민", NAMES[5]),  # without its form
        ("옥티란정(옥탄로늄브롬화물)", NAMES[6]),
    ],
)
def test_the_product_meant_comes_first(printed: str, name: str) -> None:
    assert INDEX.candidates(printed_name(printed))[0].name == name


@pytest.mark.parametrize(
    ("printed", "confidence", "sure"),
    [
        ("케이토스메트정15/850mg", 0.95, True),
        ("케이토스메트정15/850mg", 0.8, False),  # read badly
        ("케이로스메트정15/850mg", 0.99, False),  # a letter differs
        ("케이토스메트정15/500mg", 0.99, False),  # another strength
        ("프레라캡슐", 0.99, False),  # which strength is not said
        ("프레라캡슐75mg", 0.99, True),
        ("엠트포민", 0.99, False),
        ("없는약정", 0.99, False),
    ],
)
def test_only_a_name_read_letter_for_letter_is_sure(printed: str, confidence: float, sure: bool) -> None:
    assert is_sure(INDEX.candidates(printed_name(printed)), confidence) == sure


def test_of_two_names_as_near_the_one_of_look_alike_letters_comes_first() -> None:
    index = NameIndex(
        [(ProductId("0"), "디롤정400밀리그램", False), (ProductId("1"), "튜톨정400밀리그램", False)]
    )
    assert index.candidates(printed_name("투롤정400mg"))[0].id == "1"


def test_a_long_name_of_which_one_letter_differs_is_not_sure() -> None:
    long = "가나다라마바사아자차카타파하거너더러머버서방정10밀리그램"
    index = NameIndex([(ProductId("0"), long, False)])
    assert is_sure(index.candidates(printed_name(long)), 1.0)
    assert not is_sure(index.candidates(printed_name(long.replace("너", "녀"))), 1.0)


def test_a_product_taken_off_the_market_stands_behind_its_twin() -> None:
    index = NameIndex([(ProductId("old"), "가나정", True), (ProductId("new"), "가나정", False)])
    found = index.candidates(printed_name("가나정"))
    assert [one.id for one in found] == ["new", "old"]
    assert not is_sure(found, 1.0)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    candidates = INDEX.candidates(printed_name(text))
    assert all(one.score <= 1.0 for one in candidates)


@pytest.mark.parametrize(
    ("text", "core", "bracket"),
    [
        ("다나탐스서방캡슐0.2㎎[탐스로신염산염]", "다나탐스서방캡슐", "탐스로신염산염"),
        ("[라베파졸정10mg(라베프라졸나트륨)", "라베파졸정", "라베프라졸나트륨"),
    ],
)
def test_a_square_bracket_behind_a_unit_or_before_a_name_is_none_of_its_letters(
    text: str, core: str, bracket: str
) -> None:
    found = printed_name(text)
    assert (found.core, found.bracket) == (core, bracket)
