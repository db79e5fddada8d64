"""What the catalogue says of the medicines of a reminder: names, purposes, and the leaflet's word on a missed dose."""

from dataclasses import replace

from bot.core.doses.reminder_content import Reminder
from bot.core.doses.retry_policy import ReminderKind
from bot.core.ports import Knowledge
from bot.core.understanding.answers import answer
from bot.core.understanding.intents import Intent

MOST_LEAFLETS = 3  # that are read for one message


async def informed(reminder: Reminder, knowledge: Knowledge) -> Reminder:
    """Return a reminder with its products, and with what their leaflets say where it tells of a missed dose."""
    ids = list(dict.fromkeys(dose.product for dose in reminder.doses))
    known = replace(reminder, products=await knowledge.products(ids))
    if reminder.kind is not ReminderKind.MISSED or reminder.account.is_discreet:
        return known
    missed = [id for id in ids if any(dose.product == id and dose.is_missed for dose in reminder.doses)]
    texts = {}
    for id in missed[:MOST_LEAFLETS]:
        if dossier := await knowledge.dossier(id):
            texts[id] = dossier.texts
    return replace(known, leaflets=answer(Intent.MISSED_DOSE, "", texts).passages)
