"""Medicines in a photo that are like one on the list: refills, other strengths, look-alikes."""

from collections.abc import Mapping, Sequence

from bot.core.medications.medications import Overview
from bot.core.medications.substitution import Replaced, offers
from bot.core.photos.model import Question
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.plan_questions.buttons import EditPlan
from bot.telegram.features.settings import views as settings
from bot.telegram.features.substitution.buttons import Substitute, UndoSubstitution
from bot.telegram.ui import findings, plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts
from knowledge.interactions.substitution import Likeness, Refill, refills
from knowledge.products import Product, ProductId


def compared(
    t: Texts, ids: Sequence[ProductId], products: Mapping[ProductId, Product], together: Overview
) -> list[Html]:
    """Return a block for each medicine of a photo that looks new, or may be taken for one on the list."""
    listed = [
        together.products[m.product_id] for m in together.medications if m.product_id in together.products
    ]
    seen = [products[id] for id in ids if id in products]
    by_id = {product.id: product for product in (*seen, *listed)}
    return [_block(t, refill, by_id) for refill in refills(seen, listed)]


def offered(
    t: Texts, question: Question, products: Mapping[ProductId, Product], together: Overview
) -> tuple[Button, ...]:
    """Return the button that replaces the medicine on the list by the first refill of a photo."""
    return tuple(
        Button(t("🔁 Replace the old one"), Substitute(question.id, offer.number, offer.medication))
        for offer in offers(question, products, together)[:1]
    )


def replaced(
    t: Texts, replaced: Replaced, products: Mapping[ProductId, Product], overview: Overview
) -> Screen:
    """Say that a refill replaced a medicine and what stayed, and ask how much is left."""
    old, medication = products.get(replaced.before), replaced.medication
    before = words.product_name(t, old) if old else words.short_name(replaced.before_name)
    after = words.name_in(t, overview, medication.product_id)
    kept = t("Its times, its reminders and what was taken stay as they are.")
    left = (
        t("No tablets were counted. Tap “How much left”, and I tell when they run out.")
        if medication.stock is None
        else t(
            "By my count {left} are left of the old ones. If there are more now, tap “How much left”.",
            left=plans.amount(t, medication.stock, medication.unit) if medication.stock else plans.number(0),
        )
    )
    said = t("🔁 On the list <b>{after}</b> took the place of <b>{before}</b>.", after=after, before=before)
    buttons = [
        Button(t("📦 How much left"), EditPlan("days", medication.id)),
        Button(t("↩ Undo"), UndoSubstitution(medication.id, replaced.id)),
        Button(t("◀ The list"), ShowList(0)),
    ]
    blocks = (said, lines([kept, left]), *findings.told(t, overview))
    return Screen(blocks, two_in_a_row([*buttons, *settings.ask_facts(t, overview)]))


def _block(t: Texts, refill: Refill, products: Mapping[ProductId, Product]) -> Html:
    new, old = products[refill.seen], products[refill.listed]
    said = {
        Likeness.NEW_LOOK: t("🔁 The same ingredient and strength as on the list, with another look"),
        Likeness.OTHER_STRENGTH: t("✋ The same ingredient as on the list, but another strength"),
        Likeness.OTHER_FORM: t(
            "✋ The same ingredient and strength as on the list, but only one of the two works slowly"
        ),
        Likeness.STRENGTH_UNKNOWN: t("✋ The same ingredient as on the list; how much of it is not known"),
        Likeness.LOOK_ALIKE: t("✋ It looks alike, but it is another medicine"),
    }[refill.likeness]
    advice = (
        t(
            "If it was given to you in its place, take only one of the two. Ask your pharmacist if you are not sure."
        )
        if refill.likeness is Likeness.NEW_LOOK
        else t("Before you take it, show both to your pharmacist.")
    )
    return lines(
        [
            said,
            t("On the list: {what}", what=_what(t, old)),
            t("In the photo: {what}", what=_what(t, new)),
            advice,
        ]
    )


def _what(t: Texts, product: Product) -> Html:
    return t(
        "<b>{name}</b> · {company} · {contents} · {looks}",
        name=words.product_name(t, product),
        company=words.company(t, product),
        contents=words.contents(t, product) or t("contents not known"),
        looks=words.product_looks(t, product) or t("looks not known"),
    )
