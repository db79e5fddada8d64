"""Whether a rule about one medicine holds for a product: its dosage form (제형) and its remark (비고).

What the product's own data settle is settled here, either way; what they leave open is shown with the rule.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.interactions.rules import CautionRule
from knowledge.interactions.verdicts import CautionKind
from knowledge.products import Product
from knowledge.sources.kr.forms import OUTSIDE, same_side

LIMITS = frozenset({CautionKind.DOSE, CautionKind.DURATION, CautionKind.SPLITTING})
GENERAL = frozenset({"정제", "캡슐", "캡슐제"})  # the tables use them with and without the slow ones in mind
SOLID = frozenset({"고형제"})
EVERY = frozenset({"모든제형", "경구제"})
CAPSULE = re.compile("캡슐|캅셀|스팬슐")
TABLET = re.compile("정제?$")
ORAL_ONLY = frozenset({"경구", "경구용"})
OUTSIDE_ONLY = "외용("  # 외용(모발용제): only what is not swallowed
ONE_FORM = re.compile(r"(정제|캡슐제|주사제|흡입제|점비액제|점비제)(?:에한함)?")
WIDENS = re.compile(r"[^만한외]*포함")  # tells what else a rule is about: no condition
PARTS = {"주성분2성분": 2, "주성분3성분": 3}


class Make(StrEnum):
    """What kind of thing a dosage form is."""

    TABLET = "tablet"
    CAPSULE = "capsule"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Open:
    """What a rule still depends on; empty: nothing, it holds."""

    remark: str = ""
    forms: tuple[str, ...] = ()


def left_open(rule: CautionRule, product: Product) -> Open | None:
    """Return what the rule still depends on for this product; None where it is certainly about others."""
    if rule.routes and product.route and not any(same_side(route, product.route) for route in rule.routes):
        return None
    of_forms = _of_forms(rule, product.form)
    remark = _of_remark(rule, product)
    if of_forms is False or remark is False:
        return None
    return Open("" if remark else rule.condition, () if of_forms else rule.forms)


def _of_forms(rule: CautionRule, form: str) -> bool | None:
    """Tell whether the rule is about this form; None: that is not known, or not certain enough to drop it.

    A limit of amount or time is one form's own. What harms a person of an age, or a child to be born, is the
    substance: there only a rule about slow forms is dropped for a plain one.
    """
    if not rule.forms:
        return True
    told = {fits(named, form) for named in rule.forms}
    if True in told:
        return True
    if None in told:
        return None
    only_slow = all(map(is_slow, rule.forms)) and not is_slow(form)  # of a form that is known
    return False if rule.kind in LIMITS or only_slow else None


def fits(named: str, form: str) -> bool | None:
    """Tell whether a form that a rule names takes in a product's form; None where that can't be told."""
    if named in EVERY or (form and "".join(named.split()) == "".join(form.split())):
        return True
    if not form:
        return None
    make, own = make_of(named), make_of(form)
    if named in SOLID:
        return True if own is not Make.OTHER else None
    if own is Make.OTHER:
        return None
    if make is Make.OTHER:
        return False
    if is_slow(named) == is_slow(form):
        return True if make is own else None  # a tablet's limit may well be a capsule's, too
    return None if named in GENERAL else False


def make_of(form: str) -> Make:
    """필름코팅정 and 정제, 미분류 are tablets; 경질캡슐제, 정제 is a capsule."""
    if CAPSULE.search(form):
        return Make.CAPSULE
    first = form.split(",")[0].split("(")[0].strip()
    return Make.TABLET if TABLET.search(first) else Make.OTHER


def is_slow(form: str) -> bool:
    """Tell whether a form lets its substance out slowly."""
    return "서방" in form or "스팬슐" in form


def stays_whole(product: Product) -> bool:
    """Tell by form or name whether a tablet or capsule is made to dissolve slowly or in the bowel."""
    if product.route not in ("oral", ""):
        return False
    told = f"{product.form} {product.name}"
    return is_slow(told) or "장용" in told


def _of_remark(rule: CautionRule, product: Product) -> bool | None:
    """Tell whether what the remark asks for holds; None where that can't be told."""
    remark = rule.condition
    if not remark or WIDENS.fullmatch(remark):
        return True
    if remark == "복합제" or remark in PARTS:
        return True if len(rule.codes) >= PARTS.get(remark, 2) else None
    if remark == "단일제에한함":
        return len(product.ingredients) == 1 if product.ingredients else None
    if remark in ORAL_ONLY:
        return product.route == "oral" if product.route else None
    if remark.startswith(OUTSIDE_ONLY):
        return product.route in OUTSIDE if product.route else None
    if form := ONE_FORM.fullmatch(remark):
        return fits(form[1], product.form)
    return None
