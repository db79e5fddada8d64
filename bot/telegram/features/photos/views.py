"""The answer to a photo: the whole of it under the picture, and one pill at a time."""

from collections.abc import Collection, Mapping, Sequence

from bot.core.medications.medications import Overview
from bot.core.photos.model import Decision, Pill, Question, QuestionId
from bot.core.photos.pill_matching import unsettled_like
from bot.telegram.features.donations import views as donations
from bot.telegram.features.medications.buttons import AddByName
from bot.telegram.features.photos.buttons import (
    KeepPills,
    SameMedicine,
    ShowPill,
    ShowReasons,
    TellMissing,
    TurnPage,
)
from bot.telegram.features.substitution import views as substitution
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, paging, plans, product_lines, words
from bot.telegram.ui.screens import Button, Screen, folded, lines, two_in_a_row, unfolded
from bot.telegram.ui.texts import Html, Texts, join
from inference.types import Flaw
from knowledge.identify.certainty import Certainty
from knowledge.identify.ranking import Advice
from knowledge.products import Product, ProductId

Products = Mapping[ProductId, Product]
PILLS_A_PAGE = 4


def overview(
    t: Texts,
    question: Question,
    products: Products,
    together: Overview,
    page: int = 0,
    unlike: Collection[int] = (),
    *,
    is_short: bool = False,
) -> Screen:
    """Return how many pills were seen, warnings first, and what each is or may be.

    `unlike` are the numbers of the pills that look quite different from what they were said to be. `is_short` puts
    reasons and sources behind a button, where no other button is more important.
    """
    offer = substitution.offered(t, question, products, together)
    alike = None if offer else _look_alike(question)  # one thing at a time: for both there is no room
    is_short = is_short and not (offer or alike)
    unsettled = [pill for pill in question.pills if pill.identity is None]
    blocks = [_counted(t, len(question.pills), may_miss=not is_short)]
    if any(Flaw.OVERLAPPING in pill.seen.flaws for pill in question.pills):
        blocks.append(t("Some lie on each other: please move them apart and send another photo."))
    if 2 * sum(Flaw.BLURRED in pill.seen.flaws for pill in unsettled) > len(unsettled):
        blocks.append(blurred(t))
    if question.identities:
        blocks += findings.at_once(t, together)
        blocks += substitution.compared(t, question.identities, products, together)
    others = [pill for pill in question.pills if pill.number in unlike]
    for same in _told_together(others, products):
        if (id := same[0].product_id) and id in products:
            blocks.append(_unlike(t, same, products[id]))
    if not t.is_large and any(Advice.COIN in pill.advice for pill in unsettled):
        blocks.append(coin(t))
    if alike:
        blocks.append(_like_each_other(t, *alike))
    pills = question.pills[page * PILLS_A_PAGE : (page + 1) * PILLS_A_PAGE]
    listed = {medication.product_id for medication in together.medications}
    said = [line for same in _told_together(pills, products) for line in _line(t, same, products, listed)]
    blocks += [lines(said)] if said else []
    if unsettled:
        blocks.append(_unsettled(t, unsettled))
    blocks += [] if is_short else _behind(t, question, pills, products, together)
    more = _why(t, question) if is_short else _missing(t, question)
    first = offer or ((_the_same(t, question, alike[0]) if alike else more),)
    return Screen(tuple(blocks), _overview_rows(t, question, listed, products, page, first))


def _counted(t: Texts, count: int, *, may_miss: bool) -> Html:
    if may_miss:
        return t.count("💊 I see {n} pill.", "💊 I see {n} pills. Is one missing?", count)
    return t.count("💊 {n} pill.", "💊 {n} pills.", count)


def reasons(t: Texts, question: Question, products: Products, together: Overview) -> Screen:
    """Return where what is said of all pills comes from, and what was not checked."""
    behind = _behind(t, question, question.pills, products, together)
    return Screen(tuple(unfolded(block) for block in behind) or (t("There is nothing more to say of it."),))


def _behind(
    t: Texts, question: Question, pills: Sequence[Pill], products: Products, together: Overview
) -> list[Html]:
    """Return where all this comes from, folded."""
    named = [products[id] for pill in pills for id in _named(pill) if id in products]
    sources = words.purposes_from(t, named)
    if question.identities:
        return details.folded_up(t, together, beside=sources)
    return [folded(sources)] if sources and not t.is_large else []


def _unsettled(t: Texts, pills: Sequence[Pill]) -> Html:
    return t.count(
        "⚪ It is not settled what pill {numbers} is, so nothing was checked for it. Tap its number to tell me.",
        "⚪ It is not settled what pills {numbers} are, so nothing was checked for them. Tap a number to tell me.",
        len(pills),
        numbers=words.numbers(pill.number for pill in pills),
    )


def coin(t: Texts) -> Html:
    """Return how a photo tells sizes."""
    return t("📏 Size would tell: lay a 500 won coin beside the pills and send one more photo.")


def _unlike(t: Texts, same: Sequence[Pill], product: Product) -> Html:
    """Return what the photo shows and what the lists say of the medicine that was chosen, for the person to compare."""
    return t.count(
        "🔍 Pill {numbers} looks different in the photo from {name} in my lists. Photo: {seen}. Lists: {looks}. "
        "Please compare it with its box once more.",
        "🔍 Pills {numbers} look different in the photo from {name} in my lists. Photo: {seen}. Lists: {looks}. "
        "Please compare them with their box once more.",
        len(same),
        numbers=", ".join(str(pill.number) for pill in same),
        name=words.product_name(t, product),
        seen=words.seen_looks(t, same[0].seen),
        looks=words.product_looks(t, product),
    )


def _named(pill: Pill) -> tuple[ProductId, ...]:
    """Return the products that are named for a pill: what it is, or the two likeliest where letters on it were read."""
    if pill.identity:
        return (pill.identity,)
    was_read = any(
        reading.value for side in (pill.seen, pill.other_side) if side for reading in side.readings
    )
    is_likely = was_read and pill.certainty is Certainty.CHOOSE and pill.decision is not Decision.NONE
    return pill.candidates[:2] if is_likely else ()


def _told_together(pills: Sequence[Pill], products: Products) -> list[list[Pill]]:
    """Put pills together of which the same would be said: what they are, or that they may be the same few products."""
    groups: dict[object, list[Pill]] = {}
    for pill in pills:
        named = any(id in products for id in _named(pill))
        said = (pill.decision, pill.identity, _named(pill)) if named else pill.number
        groups.setdefault(said, []).append(pill)
    return list(groups.values())


def _line(t: Texts, same: Sequence[Pill], products: Products, listed: Collection[ProductId]) -> list[Html]:
    """Return what a pill or several are or may be, in a line; none where nothing is likely."""
    pill, numbers = same[0], words.numbers(each.number for each in same)
    if pill.identity and pill.identity in products:
        product = products[pill.identity]
        said = t("✔️ you chose it") if pill.decision is Decision.CHOSEN else t("✔️ read on the pill")
        if pill.identity in listed:
            said = t("✔️ on the list")
        named = t("<b>{n}. {name}</b> ({said})", n=numbers, name=words.product_name(t, product), said=said)
        purpose = words.purpose_in_short(t, product) or t("What it is for is not in my lists.")
        return [named] if t.is_large else [lines([named, purpose])]
    likely = [] if t.is_large else [products[id] for id in _named(pill) if id in products]
    maybe = join(
        ", ", [product_lines.perhaps(t, product, is_listed=product.id in listed) for product in likely]
    )
    return [t("<b>{n}.</b> Not sure. Perhaps: {maybe}", n=numbers, maybe=maybe)] if likely else []


def _overview_rows(
    t: Texts,
    question: Question,
    listed: Collection[ProductId],
    products: Products,
    page: int,
    first: tuple[Button, ...],
) -> tuple[tuple[Button, ...], ...]:
    """Return a button for what is likeliest wanted, one to add all that is certain, one for each pill, and paging.

    A large and simple screen leads to one pill after the other, those that are not settled first.
    """
    new = [id for id in question.identities if id not in listed]
    add = [Button(add_label(t, len(new)), KeepPills(question.id))] if new else []
    if t.is_large:
        next_one = min(
            question.pills, key=lambda pill: (pill.decision is not Decision.OPEN, bool(pill.identity))
        )
        return two_in_a_row([*add, _about(t, question, next_one, products), *first])
    shown = question.pills[page * PILLS_A_PAGE : (page + 1) * PILLS_A_PAGE]
    last = (len(question.pills) - 1) // PILLS_A_PAGE
    turning = paging.turning(t, page, last, lambda number: TurnPage(question.id, number))
    buttons = [_about(t, question, pill, products) for pill in shown]
    return (*((button,) for button in (*first, *add)), *two_in_a_row(buttons), *two_in_a_row(turning))


def _about(t: Texts, question: Question, pill: Pill, products: Products) -> Button:
    known = products.get(pill.identity) if pill.identity else None
    label = f"{pill.number}. {plans.label(words.product_name(t, known))}" if known else None
    return Button(label or t("{n}: what is it?", n=pill.number), ShowPill(question.id, pill.number))


def _look_alike(question: Question) -> tuple[int, tuple[int, ...]] | None:
    """Return the first settled pill like which unsettled ones look, and these."""
    alike = ((pill.number, unsettled_like(question, pill.number)) for pill in question.pills)
    return next((found for found in alike if found[1]), None)


def _like_each_other(t: Texts, number: int, others: Sequence[int]) -> Html:
    return t.count(
        "Pill {numbers} looks like pill {known}. If it comes from the same pack, one tap tells me.",
        "Pills {numbers} look like pill {known}. If all come from the same pack, one tap tells me.",
        len(others),
        numbers=", ".join(map(str, others)),
        known=number,
    )


def _missing(t: Texts, question: Question) -> Button:
    return Button(t("🔍 One is missing"), TellMissing(question.id))


def _why(t: Texts, question: Question) -> Button:
    return Button(t("📖 Reasons and sources"), ShowReasons(question.id))


def missing(t: Texts) -> Screen:
    """Ask for what was not found: closer, or by its name."""
    return Screen(
        (t("Please send a closer photo of the pill that is missing, on white paper. Or write its name."),),
        ((Button(t("Write its name"), AddByName()),),),
    )


def _the_same(t: Texts, question: Question, number: int) -> Button:
    return Button(t("🟰 The same medicine"), SameMedicine(question.id, number))


def add_label(t: Texts, count: int) -> Html:
    """Return what a button says that adds so many."""
    return t("➕ Add to the list") if count == 1 else t("➕ Add the {n} that are sure", n=count)


def blurred(t: Texts) -> Html:
    """Return what to do about a blurred photo."""
    return t("It is blurred. Hold the phone still and tap the screen on the pills to focus.")


def nothing_found(t: Texts, question: QuestionId, flaws: frozenset[Flaw]) -> Screen:
    """No pill was seen: say so, and how to take a better photo."""
    hint = (
        t("It is too dark. Please switch on a light and try again.")
        if Flaw.DARK in flaws
        else blurred(t)
        if Flaw.BLURRED in flaws
        else t("Please put the pills on white paper, apart from each other, and take the photo from above.")
    )
    return Screen(
        (t("I see no pills in this photo."), hint),
        ((Button(t("Write its name"), AddByName()), *donations.offer(t, question)),),
    )
