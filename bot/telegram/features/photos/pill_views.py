"""The screens of one pill: what it may be, and what to do where that is not known."""

from collections.abc import Collection, Mapping, Sequence

from bot.core.photos.model import Pill, Question, QuestionId
from bot.telegram.features.donations import views as donations
from bot.telegram.features.photos import views
from bot.telegram.features.photos.buttons import ChooseProduct, KeepPills, NoneOfThese, ShowAll, TurnPill
from bot.telegram.ui import plans, product_lines, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts
from inference.drawing.orders import MOST_BESIDE
from inference.types import Flaw
from knowledge.identify.ranking import Advice
from knowledge.products import Product, ProductId


def candidates_of(
    t: Texts, pill: Pill, products: Mapping[ProductId, Product], listed: Collection[ProductId]
) -> list[Product]:
    """Return the products that are offered for a pill, what it is taken for first: as many as a screen has room for."""
    ids = dict.fromkeys((pill.identity, *pill.candidates))
    most = 2 - _can_be_added(pill, products, listed) if t.is_large else MOST_BESIDE
    return [products[id] for id in ids if id and id in products][:most]


def _can_be_added(pill: Pill, products: Collection[ProductId], listed: Collection[ProductId]) -> bool:
    return pill.identity in products and pill.identity not in listed


def one_pill(
    t: Texts, question: Question, pill: Pill, candidates: Sequence[Product], listed: Collection[ProductId]
) -> Screen:
    """Offer what one pill may be, what it is taken for first; to add it, to say that it is none of these, to go back."""
    can_be_added = _can_be_added(pill, {product.id for product in candidates}, listed)
    can_turn = Advice.OTHER_SIDE in pill.advice and pill.identity is None
    asked = (
        t("<b>Is pill {n} this medicine?</b>", n=pill.number)
        if len(candidates) == 1
        else t("<b>Which one is pill {n}?</b>", n=pill.number)
    )
    looks = words.seen_looks(t, pill.seen) or t("too little")
    blocks = [t("{asked} Seen: {looks}", asked=asked, looks=looks)]
    if candidates:
        offered = [
            product_lines.offered(t, number, product, by_looks=True, is_listed=product.id in listed)
            for number, product in enumerate(candidates, start=1)
        ]
        blocks += (
            [lines(offered)]
            if t.is_large
            else [t("Similar medicines. Compare the letters on your pill:"), lines(offered)]
        )
    if not t.is_large:
        is_blurred = Flaw.BLURRED in pill.seen.flaws
        blocks += [views.blurred(t)] if is_blurred else []
        told = [reason for reason in pill.advice if not (is_blurred and reason is Advice.CLOSER)]
        blocks += [advice for reason in told if (advice := _advice(t, reason))]
    blocks.append(t("✏️ Best of all: write the letters on the pill, or its name."))
    blocks += product_lines.more_of(t, candidates)
    buttons = [
        _choice(t, question, pill, number, product) for number, product in enumerate(candidates, start=1)
    ]
    if can_be_added:
        buttons.append(Button(views.add_label(t, 1), KeepPills(question.id, pill.number)))
    if can_turn and not t.is_large:
        buttons.append(Button(t("📷 Other side"), TurnPill(question.id, pill.number)))
    buttons.append(Button(t("None of these"), NoneOfThese(question.id, pill.number)))
    if not t.is_large:
        buttons.append(Button(t("◀ All pills"), ShowAll(question.id, pill.number)))
    return Screen(tuple(blocks), two_in_a_row(buttons))


def _choice(t: Texts, question: Question, pill: Pill, number: int, product: Product) -> Button:
    chosen = "✅ " if product.id == pill.identity else ""
    label = f"{chosen}{number}. {plans.label(words.product_name(t, product))}"
    return Button(label, ChooseProduct(question.id, pill.number, product.id))


def _advice(t: Texts, advice: Advice) -> Html | None:
    return {
        Advice.CLOSER: t("The pill is too small in the photo to read: come closer."),
        Advice.BRIGHTER: t("A brighter photo would help."),
        Advice.SPREAD_OUT: t("Please move the pills apart."),
        Advice.COIN: views.coin(t),
    }.get(advice)


def none_of_these(t: Texts, question: QuestionId, number: int) -> Screen:
    """Ask for the imprint after nothing offered was right; the photo would teach how to do better."""
    return Screen((
        t("Then pill {n} stays unknown, and nothing is checked for it.", n=number),
        t("Write the letters stamped on it, or its name on the box, and I look again. Or ask your pharmacist to name it."),
    ), (donations.offer(t, question),))  # fmt: skip
