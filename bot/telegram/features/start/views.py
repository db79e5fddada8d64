"""The first minutes: language and consent; help."""

from bot.core.people.accounts import Language
from bot.core.understanding.answers import HelpNumbers
from bot.telegram.features.keyboard.buttons import Keyboard
from bot.telegram.features.privacy.buttons import DeleteData
from bot.telegram.features.settings.buttons import ShowProfile
from bot.telegram.features.start.buttons import Begin, ChooseLanguage, Consent
from bot.telegram.ui.screens import Button, Screen, folded, lines
from bot.telegram.ui.texts import Html, Texts


def greeting(t: Texts) -> Screen:
    """Say who is talking, to somebody who wrote without /start."""
    return Screen(
        (
            t(
                "👋 Hello, I am <b>Yaksok</b>. I tell what your pills may be and what must not be taken together, and I"
                " remind you of every dose."
            ),
            t("Send a photo of your pills or write a medicine's name. To keep a list, tap “Begin”."),
        ),
        ((Button(t("Begin"), Begin()),),),
        is_personal=False,
    )


def language() -> Screen:
    """Ask for the language, in both."""
    asked = [t("Which language shall we speak?") for t in (Texts(Language.KOREAN), Texts(Language.ENGLISH))]
    return Screen(
        (lines(asked),),
        (
            (
                Button("한국어", ChooseLanguage(Language.KOREAN)),
                Button("English", ChooseLanguage(Language.ENGLISH)),
            ),
        ),
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
            t("I can be wrong. I do not replace your doctor or pharmacist."),
            t("May I keep your list, encrypted, on this server only?"),
            folded(
                [
                    t("• your list of medicines and when you take them"),
                    t("• what you answered to reminders"),
                    t("• age, pregnancy, nursing, and the medicines of your family, if you tell me"),
                    t(
                        "Photos are not kept. With /privacy you can read more and delete everything at any time."
                    ),
                ]
            ),
        ),
        ((Button(t("I agree"), Consent(agrees=True)), Button(t("No"), Consent(agrees=False))),),
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
        ((Button(t("I agree"), Consent(agrees=True)),),),
        is_personal=False,
    )


def still_consents(t: Texts) -> Screen:
    """“No” after “I agree”: say that the consent is valid until everything is deleted."""
    return Screen(
        (t("You agreed before, so I still keep your list. If you do not want that, delete everything."),),
        ((Button(t("Delete everything"), DeleteData("ask")), Button(t("No, keep it"), DeleteData("no"))),),
        is_personal=False,
    )


def ready(t: Texts) -> Screen:
    """Tell what to do first."""
    return Screen(
        (
            t("✅ Ready. Send a photo of your pills now: on white paper, well lit, lying apart."),
            t("Or write the name of a medicine. /mymeds shows the list."),
        ),
        ((Button(t("🎂 Age and more"), ShowProfile()), Button(t("⌨️ Words to tap"), Keyboard("ask"))),),
        is_personal=False,
    )


def help(t: Texts, numbers: HelpNumbers) -> Screen:  # noqa: A001  (named after the command)
    """Tell whom to call, and what the bot can do."""
    return Screen((
        _numbers(t, numbers),
        t("📷 <b>Photo</b>: pills on white paper, apart from each other, in good light. I say what each may be; you decide."),
        t("✏️ <b>Name</b>: write a medicine's name, or the letters stamped on a pill."),
        t("💊 /mymeds: the list, warnings and reminders."),
        t("🔎 /check: may these be taken together? /info: about one medicine."),
        t("📅 /today: taken, missed, to come. 👪 /family: who is told of a missed dose."),
        t("👥 /people: medicines of your family. ⚙️ /settings: large screens, language, time."),
        t("I only know what the official lists say, and I can be wrong."),
    ), is_personal=False)  # fmt: skip


def _numbers(t: Texts, numbers: HelpNumbers) -> Html:
    """Return whom to call in the reader's country: only numbers that were found to be right."""
    emergency = numbers.emergency or t("your local emergency number")
    said = [t("📞 An emergency or an overdose: <b>{number}</b>", number=emergency)]
    if numbers.poison not in ("", numbers.emergency):
        said.append(t("Advice on poisoning: <b>{number}</b>.", number=numbers.poison))
    if numbers.crisis:
        said.append(t("Thoughts of ending your life: <b>{number}</b>", number=numbers.crisis))
    return lines(said)
