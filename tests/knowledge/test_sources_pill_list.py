"""의약품 낱알식별: what a pill looks like, from the sheet and from the API."""

from pathlib import Path

import pytest

from inference.types import Colour, ScoreLine, Shape
from knowledge.products import Appearance, Side, Source
from knowledge.sources.kr import looks as korean_looks
from knowledge.sources.kr import pill_list
from knowledge.sources.kr.api import items_of, rows_of
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.fields import Fields
from knowledge.sources.reading.tables import sheet_rows
from knowledge.sources.records import AppearanceRecord, ProductRecord, Route
from tests.knowledge.official import PILL, sheet

SOURCE = Source("낱알", None)


def read(**changes: str) -> tuple[ProductRecord, AppearanceRecord]:
    row = Fields({**PILL, **changes}, "a.xls", 2)
    product, look = pill_list.read([row], pill_list.SHEET, SOURCE)
    assert isinstance(product, ProductRecord)
    assert isinstance(look, AppearanceRecord)
    return product, look


def test_a_row_of_the_sheet_becomes_a_product_and_its_look(tmp_path: Path) -> None:
    rows = sheet_rows(sheet(tmp_path / "a.xls", [PILL]))
    product, look = pill_list.read(rows, pill_list.SHEET, SOURCE)
    assert product == ProductRecord(
        id="200000001",
        name="가나정10밀리그램(암로디핀베실산염)",
        company="가나제약",
        source=SOURCE,
        drug_class="혈압강하제",
        class_code="02140",
        form="나정",
        route=Route.ORAL,
        prescription=True,
    )
    white = Side("AB", colours=(Colour.WHITE,), score_line=ScoreLine.NONE)
    plain = Side("", score_line=ScoreLine.NONE)
    looks = Appearance(white, plain, Shape.ROUND, 8.1, 8.1, 3.0)
    assert look == AppearanceRecord("200000001", looks, SOURCE, "https://example.invalid/1")


@pytest.mark.parametrize(
    ("printed", "line", "imprint", "mark", "score"),
    [
        ("AB", "", "AB", False, ScoreLine.NONE),
        ("", "", "", False, ScoreLine.NONE),
        ("마크", "", "", True, ScoreLine.NONE),
        ("마크AB 10", "", "AB 10", True, ScoreLine.NONE),
        ("A마크", "", "A", True, ScoreLine.NONE),
        ("A분할선B", "-", "A B", False, ScoreLine.SINGLE),
        ("마크분할선B", "-", "B", True, ScoreLine.SINGLE),
        ("분할선", "", "", False, ScoreLine.SINGLE),
        ("십자분할선", "", "", False, ScoreLine.CROSS),
        ("십자분할선", "+", "", False, ScoreLine.CROSS),
        ("A분할선B분할선C", "기타", "A B C", False, None),
        ("", "+", "", False, ScoreLine.CROSS),
        ("A-B", "", "A-B", False, ScoreLine.NONE),
        ("──────마크AB──────", "", "AB", True, ScoreLine.NONE),
        ("명인 x", "", "명인 x", False, ScoreLine.NONE),
    ],
)
def test_the_words_for_a_mark_and_a_line_are_no_letters(
    printed: str, line: str, imprint: str, mark: bool, score: ScoreLine | None
) -> None:
    _, look = read(표시앞=printed, 분할선앞=line)
    side = look.appearance.front
    assert (side.imprint, side.has_mark, side.score_line) == (imprint, mark, score)


def test_a_mark_code_tells_of_a_mark_and_its_readings_are_kept() -> None:
    _, look = read(표시앞="", 표기코드앞="r0212", 표기내용앞="dHP,d-P,d P")
    assert look.appearance.front.has_mark
    assert not look.appearance.back.has_mark
    assert look.front_mark_readings == ("dHP", "d-P", "d P")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("하양", (Colour.WHITE,)),
        ("노랑, 투명", (Colour.YELLOW, Colour.CLEAR)),
        ("하양, 주황, 투명", (Colour.WHITE, Colour.ORANGE, Colour.CLEAR)),
        ("파랑, 옅은", (Colour.BLUE,)),
        ("갈색, 진한", (Colour.BROWN,)),
        ("", ()),
    ],
)
def test_colours_are_read_in_order_and_shades_left_out(text: str, expected: tuple[Colour, ...]) -> None:
    assert read(색상앞=text)[1].appearance.front.colours == expected


def test_every_base_colour_and_every_shape_has_its_word() -> None:
    assert set(korean_looks.COLOURS.values()) == set(Colour)
    assert set(korean_looks.SHAPES.values()) == set(Shape)


@pytest.mark.parametrize(
    ("field", "text"),
    [("색상앞", "무지개"), ("의약품제형", "하트형"), ("전문일반구분", "새구분"), ("분할선앞", "*")],
)
def test_a_word_that_is_in_no_table_is_named(field: str, text: str) -> None:
    with pytest.raises(SourceChanged, match=r"a\.xls, row 2") as error:
        read(**{field: text})
    assert text in str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("8.1", 8.1), ("8", 8.0), ("4호", None), ("15.5-15.6", None), ("802", None), ("0", None), ("", None)],
)
def test_a_size_that_no_pill_has_is_not_known(text: str, expected: float | None) -> None:
    assert read(크기장축=text)[1].appearance.long_mm == expected


def test_a_renamed_column_is_named_with_file_and_row(tmp_path: Path) -> None:
    renamed = {("표시앞면" if name == "표시앞" else name): text for name, text in PILL.items()}
    rows = sheet_rows(sheet(tmp_path / "a.xls", [renamed]))
    with pytest.raises(SourceChanged, match=r"a\.xls, row 2, field 표시앞: is missing"):
        list(pill_list.read(rows, pill_list.SHEET, SOURCE))


def test_a_new_column_is_objected_to(tmp_path: Path) -> None:
    rows = sheet_rows(sheet(tmp_path / "a.xls", [{**PILL, "새열": "x"}]))
    with pytest.raises(SourceChanged, match=r"a\.xls, row 2, field 새열: is new"):
        list(pill_list.read(rows, pill_list.SHEET, SOURCE))


def test_an_item_code_that_is_none_is_named() -> None:
    with pytest.raises(
        SourceChanged, match="field 품목일련번호: expected an item code of nine digits, got 'X12'"
    ):
        read(품목일련번호="X12")


def test_the_api_tells_the_same_with_its_own_names_and_the_benefit_codes(shared_data: Path) -> None:
    from knowledge.sources.kr.api import read_document

    path = shared_data / "korea/api/medi-meta_drug-pill-identification-response.json"
    rows = rows_of(items_of(read_document(path), path.name), path.name)
    product, look = pill_list.read(rows, pill_list.API, SOURCE)
    assert isinstance(product, ProductRecord)
    assert isinstance(look, AppearanceRecord)
    assert (product.id, product.english, product.benefit_codes) == (
        "198000058",
        "Depain Tab.",
        ("645901100",),
    )
    assert look.appearance.front.has_mark
    assert look.appearance.front.imprint == ""
    assert look.appearance.shape is Shape.ROUND
    assert look.front_mark_readings[0] == "ㄷㄱ"
