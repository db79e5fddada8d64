"""The first minutes: language, consent, time zone; help."""

from bot.core.people import Language
from bot.telegram.screens import Button, Screen, lines
from bot.telegram.texts import Texts

COMMANDS = (  # as they stand in Telegram's menu
    ("mymeds", "My medicines"), ("add", "Add a medicine by name"), ("check", "Check medicines together"),
    ("info", "About a medicine"), ("help", "How it works"),
    ("start", "Language and time zone"), ("privacy", "What is kept, and deleting it"), ("cancel", "Leave a question"),
)  # fmt: skip


def commands(t: Texts) -> list[tuple[str, str]]:
    """Return the command menu."""
    words = {
        "My medicines": t("My medicines"), "Add a medicine by name": t("Add a medicine by name"),
        "Check medicines together": t("Check medicines together"), "About a medicine": t("About a medicine"),
        "How it works": t("How it works"), "Language and time zone": t("Language and time zone"),
        "What is kept, and deleting it": t("What is kept, and deleting it"), "Leave a question": t("Leave a question"),
    }  # fmt: skip
    return [(command, words[text]) for command, text in COMMANDS]


def language() -> Screen:
    """Ask for the language, in both."""
    asked = [t("Which language shall we speak?") for t in (Texts(Language.KOREAN), Texts(Language.ENGLISH))]
    return Screen(
        (lines(asked),),
        ((Button("한국어", "language", ("ko",)), Button("English", "language", ("en",))),),
        is_personal=False,
    )


def consent(t: Texts) -> Screen:
    """Ask for consent to keep health data, in plain words."""
    return Screen(
        (
            t(
                "👋 I am <b>Yaksok</b>. Send me a photo of your pills, and I tell you what they may be and what must not be"
                " taken together. I remind you of every dose."
            ),
            lines(
                [
                    t("To do that I keep, encrypted, on this server only:"),
                    t("• your list of medicines and when you take them"),
                    t("• what you answered to reminders"),
                    t(
                        "Photos are not kept. With /privacy you can read more and delete everything at any time."
                    ),
                ]
            ),
            t(
                "I can be wrong, and my lists do not know everything. I do not replace your doctor or pharmacist."
            ),
            t("May I keep this for you?"),
        ),
        ((Button(t("I agree"), "consent", ("yes",)), Button(t("No"), "consent", ("no",))),),
        is_personal=False,
    )


def no_consent(t: Texts) -> Screen:
    """Say what still works without consent."""
    return Screen(
        (
            t(
                "All right, I keep no list. You can still send a photo and ask what it shows. Tap “I agree” whenever you like."
            ),
        ),
        ((Button(t("I agree"), "consent", ("yes",)),),),
        is_personal=False,
    )


def zone(t: Texts, name: str, clock: str) -> Screen:
    """Ask whether the clock is right, since Telegram does not say where a person is."""
    return Screen(
        (
            t(
                "For reminders I need your time. Is it <b>{clock}</b> where you are? ({zone})",
                clock=clock,
                zone=name,
            ),
        ),
        ((Button(t("Yes, right"), "zone", ("yes", name)), Button(t("No, another"), "zone", ("no", name))),),
        is_personal=False,
    )


def ask_zone(t: Texts) -> Screen:
    """Ask for a city."""
    return Screen(
        (
            t(
                "Write the name of a big city near you, in English: for example Seoul, Tokyo, Berlin, New York."
            ),
        ),
        is_personal=False,
    )


def unknown_zone(t: Texts) -> Screen:
    """A city that no time zone is named after."""
    return Screen(
        (t("I do not know that city. Try a bigger one in the same time zone, in English letters."),),
        is_personal=False,
    )


def ready(t: Texts) -> Screen:
    """Tell what to do first."""
    return Screen((
        t("✅ Ready. Send a photo of your pills now: on white paper, well lit, lying apart."),
        t("Or write the name of a medicine. /mymeds shows your list."),
    ), is_personal=False)  # fmt: skip


def help(t: Texts) -> Screen:  # noqa: A001  (named after the command)
    """Tell what the bot can do."""
    return Screen((
        t("📷 <b>Photo</b>: put your pills on white paper, apart from each other, with good light, and send a photo."
          " I number every pill and say what it may be. You decide which it is."),
        t("✏️ <b>Name or imprint</b>: write a medicine's name, or the letters stamped on a pill."),
        t("💊 /mymeds: your list, what must not be taken together, and the times of your reminders."),
        t("🔎 /check: whether medicines may be taken together, without adding them. /info: what is known of one."),
        t("⏰ When a dose is due I write to you. Tap what you did."),
        t("I only know what the official lists say, and I can be wrong. In an emergency or after an overdose call 119."),
    ), is_personal=False)  # fmt: skip
