"""The medicines that a page names, or the codes of boxes, as rows to be put on a list. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.documents.model import DocumentKind, Row
from bot.core.medications.medications import Medication
from bot.core.medications.model import NO_REFILL
from bot.core.medications.units import unit_of
from bot.core.schedules.printed_schedule import printed_schedule
from bot.core.schedules.rare_medicines import is_too_often
from bot.core.schedules.schedule import Regular, Schedule, Unit
from inference.types import Barcode, PrintedLine
from knowledge.interactions.dosing_habits import habit_of
from knowledge.pages.doses import Dose
from knowledge.pages.rows import PageMedicine
from knowledge.products import Product, ProductId

MOST_CANDIDATES = 3
ENDS = 14  # days: a longer course goes on with the next envelope, and its stock is told before it runs out
A_SPOON = 2.5  # mL: of a syrup less is a sachet or a bottle that was counted
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
    return tuple(
        _with_refill(_row(number, one, products), listed) for number, one in enumerate(medicines, start=1)
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


def _row(number: int, one: PageMedicine, products: Mapping[ProductId, Product]) -> Row:
    candidates = tuple(each.id for each in one.candidates if each.id in products)[:MOST_CANDIDATES]
    product = products.get(candidates[0]) if candidates else None
    is_sure = one.sure and bool(candidates) and candidates[0] == one.id
    return Row(number, candidates, is_sure, _plan(one.dose, product), _units(one.dose))


def _plan(dose: Dose, product: Product | None) -> Schedule | None:
    """Return when it is taken; None where that has to be asked, as for a weekly medicine that is printed as daily."""
    plan = printed_schedule(dose)
    if plan is None or product is None or is_too_often(plan, habit_of(product)):
        return None
    if unit_of(product.name, product.form) is Unit.ML and (dose.per_dose or 0) < A_SPOON:
        return None
    if isinstance(plan, Regular) and (dose.days or 0) > ENDS:
        return replace(plan, doses=None)
    return plan


def _units(dose: Dose) -> float | None:
    """Return how much was given out in all."""
    if not dose.is_whole or dose.per_dose is None or dose.per_day is None or dose.days is None:
        return None
    return dose.per_dose * dose.per_day * dose.days


def _with_refill(row: Row, listed: Sequence[Medication]) -> Row:
    last = next((one.last_refill for one in listed if one.product_id in row.candidates), NO_REFILL)
    return replace(row, after=last)
