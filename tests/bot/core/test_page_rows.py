"""Lines of a page become rows: what is sure, when it is taken, how much was given out, and what has to be asked."""

from decimal import Decimal

import pytest

from bot.core.documents.model import DocumentKind
from bot.core.documents.page_rows import as_product, box_rows, is_cut, kind_of, page_rows, told
from bot.core.medications.medications import Medication, MedicationId
from bot.core.medications.model import RefillId
from bot.core.schedules.schedule import AsNeeded, Regular
from inference.types import Barcode, Box, Page, PrintedLine
from knowledge.pages.doses import Dose
from knowledge.pages.name_index import Candidate
from knowledge.pages.rows import PageMedicine
from knowledge.products import Ingredient, Product, ProductId

WHOLE = Dose(1.0, 3, 5, ("아침", "점심", "저녁"), "아침 점심 저녁 식후 30분")


def medicine(id: str = "1", dose: Dose = WHOLE, *, sure: bool = True) -> PageMedicine:
    candidates = (Candidate(ProductId(id), f"{id}정", 1.0), Candidate(ProductId("other"), "다른정", 0.8))
    return PageMedicine(ProductId(id), f"{id}정", f"{id}정", candidates, sure, dose, 0.0, 0.0)


def product(id: str = "1", name: str = "약정", form: str = "", ingredient: str = "가") -> Product:
    return Product(ProductId(id), name, "", (Ingredient(ingredient),), form=form)


def row_of(one: PageMedicine, known: Product | None = None):
    (row,) = page_rows([one], {ProductId("1"): known or product()}, ())
    return row


def test_a_short_course_ends_with_what_was_given_out():
    row = row_of(medicine())
    assert isinstance(row.plan, Regular)
    assert (row.plan.doses, row.units, row.identity) == (15, 15.0, "1")


def test_a_long_course_goes_on_and_its_stock_is_counted():
    row = row_of(medicine(dose=Dose(2.0, 1, 90, ("아침",), "아침 식후")))
    assert isinstance(row.plan, Regular)
    assert (row.plan.doses, row.units) == (None, 180.0)


@pytest.mark.parametrize(
    "dose",
    [
        Dose(1.0, 3, None, (), ""),
        Dose(None, 3, 5, (), ""),
        Dose(1.0, 3, 5, ("아침", "저녁"), "아침 저녁"),
        Dose(1.0, 3, 5, (), "", doubtful=True),
        Dose(1.0, 7, 5, (), ""),
    ],
)
def test_what_is_missing_or_does_not_agree_is_asked(dose):
    row = row_of(medicine(dose=dose))
    assert row.plan is None
    assert row.is_sure


def test_stock_is_counted_only_from_numbers_that_agree():
    assert row_of(medicine(dose=Dose(1.0, 3, 5, ("아침",), "아침"))).units is None
    assert row_of(medicine(dose=Dose(1.0, 3, 5, doubtful=True))).units is None


def test_one_of_a_syrup_is_no_millilitre():
    syrup = product(name="덱시시럽", form="시럽제")
    assert row_of(medicine(dose=Dose(1.0, 3, 5)), syrup).plan is None
    assert row_of(medicine(dose=Dose(5.0, 3, 5)), syrup).plan is not None


def test_when_needed_is_no_reminder():
    assert isinstance(row_of(medicine(dose=Dose(1.0, None, None, as_needed=True))).plan, AsNeeded)


def test_a_name_that_is_not_sure_is_asked():
    row = row_of(medicine(sure=False))
    assert row.identity is None
    assert not row.is_settled


def test_a_product_that_the_catalogue_lost_is_no_candidate():
    (row,) = page_rows([medicine()], {ProductId("other"): product("other")}, ())
    assert row.candidates == ("other",)
    assert not row.is_sure


def test_words_that_only_look_like_names_are_no_page_of_medicines():
    nothing = Dose()
    assert told([medicine(dose=nothing, sure=False)], with_pills=False) == ()
    assert len(told([medicine(dose=nothing)], with_pills=False)) == 1
    assert told([medicine(dose=nothing)], with_pills=True) == ()
    assert len(told([medicine(), medicine("2", nothing)], with_pills=True)) == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("처 방 전", DocumentKind.PRESCRIPTION),
        ("교부번호 2026", DocumentKind.PRESCRIPTION),
        ("복약안내문", DocumentKind.GUIDE),
        ("내 복 약", DocumentKind.ENVELOPE),
        ("", DocumentKind.ENVELOPE),
    ],
)
def test_the_words_of_a_page_tell_what_it_is(text, kind):
    assert kind_of([PrintedLine(text, 0.9, 0, 100, 50, 20)]) is kind


def test_codes_that_lead_nowhere_make_no_row_and_two_products_are_asked():
    codes = [Barcode("1"), Barcode("2", lot="A1"), Barcode("3")]
    rows = box_rows(codes, [(), (product("a"),), (product("b"), product("c"))], ())
    assert [(row.number, row.identity, row.lot) for row in rows] == [(1, "a", "A1"), (2, None, "")]


def test_a_row_remembers_the_last_refill_of_what_is_listed():
    listed = Medication(MedicationId(1), ProductId("1"), "약정", last_refill=RefillId(7))
    (row,) = page_rows([medicine()], {ProductId("1"): product()}, (listed,))
    assert row.after == 7


def test_a_dose_stays_with_another_product_unless_that_one_is_not_taken_so():
    row = row_of(medicine())
    other = as_product(row, product("typed", "다른정"), ())
    assert (other.identity, other.plan, other.units) == ("typed", row.plan, 15.0)
    alendronate = Ingredient("알렌드론산나트륨", amount=Decimal(70), unit="mg")
    weekly = as_product(row, Product(ProductId("typed"), "포사맥스정", "", (alendronate,)), ())
    assert (weekly.identity, weekly.plan) == ("typed", None)
    listed = Medication(MedicationId(1), ProductId("typed"), "다른정", last_refill=RefillId(7))
    assert as_product(row, product("typed"), (listed,)).after == 7


@pytest.mark.parametrize(("left", "cut"), [(0.0, True), (40.0, False)])
def test_a_page_whose_lines_begin_at_the_edge_is_cut(left, cut):
    lines = [
        PrintedLine("약정", 0.9, left, 300, y, 20, Box(left, y - 10, 300, y + 10)) for y in (50, 90, 130)
    ]
    assert is_cut(Page(1000, 800, tuple(lines))) is cut
    assert not is_cut(Page(1000, 800, tuple(lines[:2])))
