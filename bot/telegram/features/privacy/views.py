"""What is kept of a person, in plain words; getting it, and deleting it."""

from bot.telegram.features.donations.buttons import ShowDonations
from bot.telegram.features.privacy.buttons import DeleteData, ExportData
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Html, Texts


def privacy(t: Texts, backup_days: int, photos: int) -> Screen:
    """Tell what is kept, `photos` that were given among it, and offer to hand it over or to delete it."""
    rows: list[tuple[Button, ...]] = [
        (Button(t("Get my data"), ExportData()), Button(t("Delete everything"), DeleteData("ask")))
    ]
    if photos:
        rows.append((Button(t("Photos I gave"), ShowDonations()),))
    return Screen(
        (
            t(
                "🔒 <b>What is kept</b>: your settings and what you told me of yourself and your family, your list of"
                " medicines, your reminders and answers, and what was found in a photo, for 30 days. All of it is"
                " encrypted on this server."
            ),
            t(
                "<b>What is not kept</b>: the text of your messages once they are handled, and your photos, unless you"
                " give me one to learn from. If you agreed, a small picture of each pill alone is kept for reminders."
            ),
            t(
                "Nobody else is told. Telegram carries the messages and can read them, as in every chat with a bot."
            ),
            t(
                "You can get everything as a file (/export), or delete it now (/delete). What is deleted can not be brought"
                " back; backup copies, encrypted too, lose it within {days} days.",
                days=backup_days,
            ),
        ),
        tuple(rows),
        is_personal=False,
    )


def exported(t: Texts) -> Html:
    """Say what the file is."""
    return t("Everything I keep of you. Whoever has this file can read it, so keep it safe.")


def ask_forget(t: Texts) -> Screen:
    """Make sure."""
    return Screen(
        (
            t("Delete your list, your reminders and everything else I keep of you?"),
            t("The medicines of your family in this chat go too. This can not be undone."),
        ),
        ((Button(t("Yes, delete"), DeleteData("yes")), Button(t("No, keep it"), DeleteData("no"))),),
        is_personal=False,
    )


def forgotten(t: Texts, backup_days: int) -> Screen:
    """Everything is gone."""
    return Screen(
        (
            t("Everything is deleted here. Backup copies lose it within {days} days.", days=backup_days),
            t("This chat itself is kept by Telegram: delete it there too. Write /start to begin again."),
        ),
        is_personal=False,
    )


def kept(t: Texts) -> Screen:
    """Nothing was deleted."""
    return Screen((t("Nothing was deleted."),), is_personal=False)
