"""What the answer to a photo says of several pills that are, or may be, the same."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.core.medications.medications import Medication, MedicationId, Overview
from bot.core.people.accounts import Language
from bot.core.photos.model import Decision, Pill, Question, QuestionId
from bot.telegram.features.photos import pill_views, views
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Texts
from inference.drawing.orders import MOST_BESIDE
from inference.types import Box, Colour, Flaw, Guess, SeenPill, Shape
from knowledge.identify.certainty import Certainty
from knowledge.identify.ranking import Advice
from knowledge.interactions.check import Report
from knowledge.products import ProductId
from tests.knowledge.test_substitution import OLD, look, product

OTHER = product("new", "D2", 5, look("NV 5"))
SAME = product("refill", "D1", 5, look("AML", Colour.YELLOW))
PRODUCTS = {OLD.id: OLD, OTHER.id: OTHER}
NOTHING = Overview((), {}, Report((), (), (), (), (), date(2026, 1, 1)))
WHITE = SeenPill(
    1,
    Box(0, 0, 40, 40),
    0.9,
    colours=(Guess((Colour.WHITE,), 0.9),),
    shapes=(Guess(Shape.ROUND, 0.9),),
    elongation=1.0,
)
READ = replace(WHITE, readings=(Guess("NV", 0.8),))
MAY_BE = Pill(1, READ, Certainty.CHOOSE, (OLD.id, OTHER.id))
UNKNOWN = Pill(1, WHITE, Certainty.UNKNOWN, ())
CHOSEN = replace(MAY_BE, seen=WHITE, decision=Decision.CHOSEN, product_id=OLD.id)


def answer(*pills: Pill, language: Language = Language.ENGLISH) -> tuple[str, list[str]]:
    """Return the text and the buttons' data of an answer with these pills, numbered."""
    numbered = tuple(replace(pill, number=place) for place, pill in enumerate(pills, start=1))
    screen = views.overview(Texts(language), Question(QuestionId(1), numbered, None), PRODUCTS, NOTHING)
    return "\n".join(screen.blocks), [button.sends.verb for row in screen.rows for button in row]


def one_pill(language: Language, pill: Pill, listed: Collection[ProductId] = ()) -> Screen:
    """Return the screen that asks what a pill is."""
    t, question = Texts(language), Question(QuestionId(1), (pill,), None)
    return pill_views.one_pill(t, question, pill, pill_views.candidates_of(t, pill, PRODUCTS, listed), listed)


def test_of_a_chosen_medicine_that_looks_otherwise_both_looks_are_told_once() -> None:
    pills = (CHOSEN, replace(CHOSEN, number=2), replace(MAY_BE, number=3))
    question = Question(QuestionId(1), pills, None)
    for unlike, times in (((), 0), ((1, 2), 1), ((3,), 0)):
        screen = views.overview(Texts(Language.ENGLISH), question, PRODUCTS, NOTHING, unlike=unlike)
        assert "\n".join(screen.blocks).count("different in the photo") == times
    told = "\n".join(
        views.overview(Texts(Language.ENGLISH), question, PRODUCTS, NOTHING, unlike=(1, 2)).blocks
    )
    assert "Pills 1, 2 look different" in told
    assert "Photo: white, round. Lists: “" in told
    gone = views.overview(Texts(Language.ENGLISH), question, {}, NOTHING, unlike=(1, 2))
    assert "different in the photo" not in "\n".join(gone.blocks)


def test_pills_that_may_be_the_same_few_products_are_told_together() -> None:
    text, _ = answer(MAY_BE, UNKNOWN, MAY_BE)
    assert "<b>1, 3.</b> Not sure." in text
    assert "<b>2" not in text


def test_pills_of_which_no_letter_was_read_are_given_no_names() -> None:
    text, _ = answer(UNKNOWN, replace(MAY_BE, seen=WHITE), UNKNOWN)
    assert OLD.name not in text
    assert "what pills 1–3 are" in text


def test_that_a_pill_is_missing_can_be_told_by_a_tap() -> None:
    text, actions = answer(UNKNOWN, MAY_BE)
    assert "Is one missing?" in text
    assert "missing" in actions


def test_pills_that_are_the_same_medicine_are_told_once() -> None:
    text, _ = answer(CHOSEN, CHOSEN, MAY_BE)
    assert text.count("you chose it") == 1
    assert "<b>1, 2. " in text
    assert "<b>3.</b> Not sure." in text


def test_the_button_for_pills_of_one_blister_names_them_and_asks_for_the_person_s_word() -> None:
    text, actions = answer(CHOSEN, UNKNOWN, replace(MAY_BE, seen=WHITE))
    assert "Pills 2, 3 look like pill 1. If all come from the same pack" in text
    assert actions.count("same") == 1
    for settled in ((MAY_BE, UNKNOWN), (CHOSEN, CHOSEN), (CHOSEN, replace(UNKNOWN, decision=Decision.NONE))):
        text, actions = answer(*settled)
        assert "same pack" not in text
        assert "same" not in actions


def test_a_screen_has_six_buttons_at_most_beside_paging() -> None:
    _, actions = answer(CHOSEN, *[UNKNOWN] * 9)
    assert actions.count("page") == 1
    assert len(actions) <= 7


def test_pills_are_not_said_to_be_named_by_one_tap_where_the_button_is_another_one() -> None:
    products = {OLD.id: OLD, SAME.id: SAME}
    on_the_list = Medication(MedicationId(1), OLD.id, OLD.name)
    together = replace(NOTHING, medications=(on_the_list,), products=products)
    pills = (replace(CHOSEN, product_id=SAME.id), replace(UNKNOWN, number=2))
    screen = views.overview(Texts(Language.ENGLISH), Question(QuestionId(1), pills, None), products, together)
    actions = [button.sends.verb for row in screen.rows for button in row]
    assert "swap" in actions
    assert "same" not in actions
    assert "same pack" not in "\n".join(screen.blocks)


def test_a_candidate_that_is_on_the_list_is_marked_as_such() -> None:
    screen = one_pill(Language.KOREAN, MAY_BE, {OTHER.id})
    marked = [block for block in screen.blocks if "📋 목록에 있는 약" in block]
    assert len(marked) == 1
    assert OTHER.name.split("(")[0][:4] in marked[0]


def test_a_coin_is_asked_for_once_where_size_would_tell() -> None:
    sized = replace(MAY_BE, advice=(Advice.COIN,))
    assert answer(sized, sized, language=Language.KOREAN)[0].count("500원 동전") == 1
    assert "coin" not in answer(MAY_BE)[0]
    settled = replace(CHOSEN, advice=(Advice.COIN,))
    assert "coin" not in answer(settled)[0]
    one = one_pill(Language.ENGLISH, sized)
    assert "500 won coin" in "\n".join(one.blocks)


def test_a_blurred_photo_is_called_blurred() -> None:
    blurred = replace(UNKNOWN, seen=replace(WHITE, flaws=(Flaw.BLURRED,)), advice=(Advice.CLOSER,))
    text, _ = answer(blurred, blurred, UNKNOWN)
    assert "It is blurred." in text
    assert "blurred" not in answer(blurred, UNKNOWN, UNKNOWN)[0]
    screen = one_pill(Language.ENGLISH, blurred)
    assert "It is blurred." in screen.text()
    assert "come closer" not in screen.text()


def test_one_candidate_is_asked_about_and_several_are_offered() -> None:
    one = replace(MAY_BE, candidates=(OLD.id,))
    assert "1번 알약, 이 약이 맞나요?" in one_pill(Language.KOREAN, one).text()
    assert "1번은 어떤 약인가요?" in one_pill(Language.KOREAN, MAY_BE).text()


def test_no_more_candidates_are_offered_than_are_drawn() -> None:
    many = {id: replace(OLD, id=id) for id in map(ProductId, "abcdef")}
    pill = replace(MAY_BE, candidates=tuple(many))
    assert len(pill_views.candidates_of(Texts(Language.ENGLISH), pill, many, ())) == MOST_BESIDE
    assert len(pill_views.candidates_of(Texts(Language.ENGLISH, is_large=True), pill, many, ())) < MOST_BESIDE
