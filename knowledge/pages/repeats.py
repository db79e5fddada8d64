"""What stands twice on a page is one medicine: in a receipt beside a guide, or under two headings."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.pages.doses import SLOTS, Dose
from knowledge.pages.page_medicine import PageMedicine

APART = 60.0  # pixels between the edges of a guide's names and those of a receipt


def merged(found: Sequence[PageMedicine]) -> tuple[PageMedicine, ...]:
    """Take what stands twice on a page, as in a receipt beside a guide, for one."""
    kept: list[PageMedicine] = []
    for one in found:
        place = next((place for place, other in enumerate(kept) if _is_same(one, other)), None)
        if place is None:
            kept.append(one)
        else:
            kept[place] = _joined(kept[place], one)
    return tuple(sorted(kept, key=lambda one: one.middle))


def _is_same(one: PageMedicine, other: PageMedicine) -> bool:
    """Whether two names are one product: the same one, or look-alikes of which only one has a dose, side by side."""
    if one.id == other.id:
        return True
    alike = one.id in {each.id for each in other.candidates} or other.id in {
        each.id for each in one.candidates
    }
    apart = abs(one.left - other.left) > APART
    return alike and apart and not (one.sure and other.sure) and one.dose.is_counted != other.dose.is_counted


def _joined(one: PageMedicine, other: PageMedicine) -> PageMedicine:
    """Join the two; where a name stands again below itself, and for no other part of the day, it is to be confirmed."""
    better = max((one, other), key=lambda each: (each.sure, each.candidates[0].score))
    both = _in_both(one.dose, other.dose)
    again = abs(one.left - other.left) <= APART and both.slots in (one.dose.slots, other.dose.slots)
    return replace(better, dose=replace(both, doubtful=both.doubtful or again))


def _in_both(one: Dose, other: Dose) -> Dose:
    """Join what two headings say of one medicine: a dose in the morning, and one in the evening."""
    slots = tuple(slot for slot in SLOTS if slot in one.slots + other.slots)
    if not one.slots or not other.slots or len(slots) < len(one.slots) + len(other.slots):
        return one.joined(other)
    same = one.per_dose == other.per_dose
    return replace(
        one,
        per_dose=one.per_dose if same else None,
        per_day=len(slots),
        days=one.days if one.days == other.days else None,
        slots=slots,
        timing=" ".join(filter(None, (one.timing, other.timing))),
        doubtful=one.doubtful or other.doubtful or not same,
    )
