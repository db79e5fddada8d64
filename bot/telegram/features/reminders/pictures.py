"""Which pills the picture of a reminder shows."""

from bot.core.doses.reminder_content import Reminder
from bot.core.doses.retry_policy import ReminderKind
from bot.telegram.features.reminders.dose_lines import name_of
from bot.telegram.ui import plans
from bot.telegram.ui.texts import Texts, plain
from inference.types import LabelledPill
from knowledge.catalogue.drawn import drawn


def pills_of(t: Texts, reminder: Reminder) -> tuple[LabelledPill, ...]:
    """Return the pills that are due, each once, by name; none where names are hidden or no picture is wanted.

    What has no look in the catalogue, such as a syrup, is left out: the text names it.
    """
    account = reminder.account
    is_asking = reminder.kind in (ReminderKind.DUE, ReminderKind.LATE)
    if not is_asking or account.is_discreet or not account.has_pictures:
        return ()
    found = {}
    for dose in reminder.doses:
        product = reminder.products.get(dose.product)
        if dose.is_open and product and (pill := drawn(product)):
            found[dose.product] = LabelledPill(pill, plans.label(name_of(t, dose, reminder)))
    return tuple(found.values())


def note(t: Texts) -> str:
    """Return what stands below the pills."""
    return plain(t("Drawn from the list; the real pill may differ."))
