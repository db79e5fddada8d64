"""Which pills the picture of a reminder shows."""

from collections.abc import Mapping, Sequence

from bot.core.doses.reminder_content import Reminder
from bot.core.doses.retry_policy import ReminderKind
from bot.telegram.features.reminders.dose_lines import name_of
from bot.telegram.ui import plans
from bot.telegram.ui.texts import Texts, plain
from inference.types import LabelledPill
from knowledge.catalogue.drawn import drawn
from knowledge.products import ProductId


def is_pictured(reminder: Reminder) -> bool:
    """Return whether a reminder comes with a picture: not where names are hidden or no picture is wanted."""
    is_asking = reminder.kind in (ReminderKind.DUE, ReminderKind.LATE)
    return is_asking and not reminder.account.is_discreet and reminder.account.has_pictures


def pills_of(t: Texts, reminder: Reminder, own: Mapping[ProductId, bytes]) -> tuple[LabelledPill, ...]:
    """Return the pills that are due, each once, by name: the person's `own` picture of it, or else its drawing.

    What has neither, such as a syrup, is left out: the text names it.
    """
    if not is_pictured(reminder):
        return ()
    found = {}
    for dose in reminder.doses:
        product, photo = reminder.products.get(dose.product), own.get(dose.product, b"")
        pill = drawn(product) if product else None
        if dose.is_open and (pill or photo):
            found[dose.product] = LabelledPill(pill, plans.label(name_of(t, dose, reminder)), photo)
    return tuple(found.values())


def note(t: Texts, pills: Sequence[LabelledPill]) -> str:
    """Return what stands below the pills."""
    if pills and all(pill.photo for pill in pills):
        return plain(t("Your own pills, from your photos."))
    if any(pill.photo for pill in pills):
        return plain(t("The photo is of your pill; the drawn ones may differ."))
    return plain(t("Drawn from the list; the real pill may differ."))
