"""The medicines that a page names, or the codes of boxes, as rows to be put on a list. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.documents.model import DocumentKind, Row
from bot.core.documents.possible_doses import plan_of, possible_doses, suits, units_of
from bot.core.medications.medications import Medication
from bot.core.medications.model import NO_REFILL
from bot.core.photos.model import Decision
from inference.types import Barcode, Page, PrintedLine
from knowledge.pages.rows import PageMedicine
from knowledge.products import Product, ProductId

MOST_CANDIDATES = 3
EDGE, CUT_LINES = 0.01, 3  # share of the width; lines that reach it
PRESCRIPTION = re.compile(r"처방전|교부번호|요양기관")
GUIDE = re.compile(r"복약안내|복약지도|조제약|안내문")


def kind_of(lines: Sequence[PrintedLine]) -> DocumentKind:
    """Return what a page is, by its words."""
    text = "".join(re.sub(r"\s", "", line.text) for line in lines)
    if PRESCRIPTION.search(text):
        return DocumentKind.PRESCRIPTION
    return DocumentKind.GUIDE if GUIDE.search(text) else DocumentKind.ENVELOPE


def told(medicines: Sequence[PageMedicine], *, with_pills: bool) -> tuple[PageMedicine, ...]:
    """Return the medicines of a page that are worth an answer; none where a text only seems to name some.

    A name that is not sure counts only with a dose. Beside pills, as on a blister, a dose has to be told, too.
    """
    kept = tuple(one for one in medicines if one.sure or one.dose.is_counted)
    return () if with_pills and not any(one.dose.is_counted for one in kept) else kept


def page_rows(
    medicines: Sequence[PageMedicine],
    products: Mapping[ProductId, Product],
    listed: Sequence[Medication],
) -> tuple[Row, ...]:
    """Return a row for each medicine of a page."""
    days = _usual_days(medicines)
    return tuple(
        _with_refill(_row(number, one, products, days), listed)
        for number, one in enumerate(medicines, start=1)
    )


def box_rows(
    codes: Sequence[Barcode], found: Sequence[Sequence[Product]], listed: Sequence[Medication]
) -> tuple[Row, ...]:
    """Return a row for each code that leads to products."""
    rows = [
        Row(0, tuple(one.id for one in products[:MOST_CANDIDATES]), len(products) == 1,
            expires_on=code.expiry, lot=code.lot)
        for code, products in zip(codes, found, strict=True)
        if products
    ]  # fmt: skip
    return tuple(_with_refill(replace(row, number=n), listed) for n, row in enumerate(rows, start=1))


def as_product(row: Row, product: Product, listed: Sequence[Medication]) -> Row:
    """Return a row as the product that a person says it is; its dose stays if that medicine can be taken so."""
    plan = row.plan if row.plan and suits(row.plan, product) else None
    doses = tuple(one for one in row.doses if suits(one.plan, product))
    chosen = replace(row, decision=Decision.CHOSEN, product_id=product.id, plan=plan, doses=doses)
    if product.id in row.candidates:
        return chosen
    return _with_refill(replace(chosen, candidates=(product.id,)), listed)


def is_cut(page: Page) -> bool:
    """Return whether several lines run out of the photo at one side."""
    boxes = [line.box for line in page.lines if line.box]
    edge = EDGE * page.width
    left = sum(box.left < edge for box in boxes)
    right = sum(box.right > page.width - edge for box in boxes)
    return max(left, right) >= CUT_LINES


def _row(number: int, one: PageMedicine, products: Mapping[ProductId, Product], days: int | None) -> Row:
    candidates = tuple(each.id for each in one.candidates if each.id in products)[:MOST_CANDIDATES]
    product = products.get(candidates[0]) if candidates else None
    is_sure = one.sure and bool(candidates) and candidates[0] == one.id
    plan = plan_of(one.dose, product) if product else None
    doses = possible_doses(one.dose, product, days) if product and plan is None else ()
    return Row(number, candidates, is_sure, plan, units_of(one.dose), doses=doses)


def _usual_days(medicines: Sequence[PageMedicine]) -> int | None:
    """Return for how many days most medicines of a page are taken."""
    told = Counter(one.dose.days for one in medicines if one.dose.days and one.dose.is_whole)
    return max(told, key=lambda days: told[days], default=None)


def _with_refill(row: Row, listed: Sequence[Medication]) -> Row:
    last = next((one.last_refill for one in listed if one.product_id in row.candidates), NO_REFILL)
    return replace(row, after=last)
