"""Answers to what people write in their own words."""

from collections.abc import Sequence

from bot.core.understanding.answers import Ask, HelpNumbers, Passage
from bot.core.understanding.intents import Intent
from bot.core.understanding.official_answers import Answered
from bot.telegram.features.check.buttons import NewCheck
from bot.telegram.features.conversation.buttons import AddNames, CheckNames
from bot.telegram.features.medications.buttons import AddByName, ShowList
from bot.telegram.features.settings.buttons import AskFact
from bot.telegram.ui import words
from bot.telegram.ui.screens import Button, Screen, folded, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

AT_ONCE = 90  # characters of a sentence that stand before what is a tap away
MOST_SILENT = 3  # medicines that are named of those whose texts say nothing


def several(t: Texts, names: Sequence[str]) -> Screen:
    """Ask what to do with several medicines."""
    said = t("<b>{names}</b>: what shall I do?", names=", ".join(names))
    return Screen(
        (said,),
        ((Button(t("🔎 Check together"), CheckNames()), Button(t("➕ Put them on the list"), AddNames())),),
    )


def gladly(t: Texts) -> Screen:
    """Answer thanks, and what is said in passing."""
    return Screen((t("Gladly. Send me a photo or a medicine's name whenever you like."),), is_personal=False)


def said(t: Texts, intent: Intent) -> Screen:
    """Answer a greeting, thanks, and a question how to take a photo."""
    if intent is Intent.GREETING:
        said = t("Hello! Send me a photo of your pills, or write a medicine's name. /help tells more.")
    elif intent is Intent.PHOTO:
        said = t(
            "📷 Put the pills on white paper, apart from each other, in good light, and send me the photo."
        )
    else:
        return gladly(t)
    return Screen((said,), is_personal=False)


def unclear(t: Texts) -> Screen:
    """Say that a sentence was not understood, and what can be done instead."""
    return Screen(
        (t("I did not understand that. Say it in other words, or tap what you want."),),
        two_in_a_row(
            [
                Button(t("◀ The list"), ShowList(0)),
                Button(t("➕ Add one"), AddByName()),
                Button(t("🔎 Check together"), NewCheck()),
            ]
        ),
    )


def answered(t: Texts, intent: Intent, answered: Answered, numbers: HelpNumbers) -> Screen:
    """Quote the official texts, the rest and the sources behind a tap; then say whom to ask, first where that is urgent."""
    blocks: list[Html] = []
    if not answered.products:
        blocks.append(
            t("Which medicine is it? Write its name with the question.")
            if not answered.is_of_list
            else t("There is no medicine on the list. Write its name with the question.")
        )
    passages = answered.answer.passages
    if passages:
        blocks.append(_first(t, answered, passages[0]))
        blocks.append(_all(t, answered, passages))
    if silent := [words.product_name(t, answered.products[id]) for id in answered.answer.silent]:
        names = ", ".join(silent[:MOST_SILENT]) + ("…" if len(silent) > MOST_SILENT else "")
        blocks.append(
            t("⚪ My official texts do not answer it for {names}. So it is not known.", names=names)
        )
    blocks.insert(
        0 if Ask.POISON in answered.answer.ask else len(blocks), _whom(t, answered.answer.ask, numbers)
    )
    buttons = [Button(t("◀ The list"), ShowList(0))]
    if intent is Intent.PREGNANCY:
        buttons += [
            Button(t("🤰 Pregnancy"), AskFact("pregnant")),
            Button(t("🤱 Nursing"), AskFact("nursing")),
        ]
    return Screen(tuple(blocks), two_in_a_row(buttons))


def _first(t: Texts, answered: Answered, passage: Passage) -> Html:
    sentence = passage.sentences[0]
    short = sentence if len(sentence) <= AT_ONCE else sentence[:AT_ONCE].rsplit(" ", 1)[0] + "…"
    name = words.product_name(t, answered.products[passage.product])
    return lines(
        [t("📄 <b>{name}</b>: “{sentence}”", name=name, sentence=short), *words.original_note(t, short)]
    )


def _all(t: Texts, answered: Answered, passages: Sequence[Passage]) -> Html:
    """Return every sentence with its medicine and source, folded up."""
    said = [
        t(
            "<b>{name}</b>: {sentences} ({source})",
            name=words.product_name(t, answered.products[one.product]),
            sentences=" ".join(one.sentences),
            source=words.source(t, one.source),
        )
        for one in passages
    ]
    return folded(said)


def _whom(t: Texts, ask: Sequence[Ask], numbers: HelpNumbers) -> Html:
    if Ask.POISON in ask:
        number = numbers.poison or numbers.emergency
        if number:
            return t("Ask your pharmacist now, or call <b>{number}</b>.", number=number)
        return t("Ask your pharmacist or doctor now.")
    if Ask.DOCTOR in ask:
        return t("Please ask your doctor or pharmacist.")
    return t("Please ask your pharmacist.")
