"""Photos as the use cases see them: which pills a second photo shows from the other side."""

from dataclasses import replace

import pytest

from bot.core.people.accounts import Account
from bot.core.photos.decisions import PillDecisions
from bot.core.photos.model import Decision, Pill, Question, QuestionId
from bot.core.photos.photo_service import PhotoService
from bot.core.photos.pill_matching import front_and_back, looks_alike, other_sides, unsettled_like
from bot.storage.chats.questions import StoredQuestions
from bot.storage.medications.medications import StoredMedications
from inference.types import Box, Colour, Guess, Scan, SeenPill, Shape
from knowledge.identify.certainty import Certainty
from knowledge.products import ProductId
from tests.bot.core.core_fixture import NOW, Shelf

WHITE, BLUE, RED = (
    SeenPill(number, Box(100 * number, 0, 100 * number + 40, 40), 0.9, colours=(Guess((colour,), 0.95),), elongation=1.0)
    for number, colour in enumerate((Colour.WHITE, Colour.BLUE, Colour.RED), start=1)
)  # fmt: skip
PILLS = [Pill(seen.number, seen, Certainty.UNKNOWN, ()) for seen in (WHITE, BLUE, RED)]


def sides(number: int, *seen: SeenPill) -> dict[int, SeenPill]:
    return other_sides(PILLS, number, seen)


def test_a_pill_turned_over_alone_is_the_one_that_was_asked_for() -> None:
    alone = replace(BLUE, number=1)
    assert sides(2, alone) == {2: alone}


def test_all_turned_over_are_told_by_their_looks_whatever_their_order() -> None:
    assert sides(2, RED, WHITE, BLUE) == {1: WHITE, 2: BLUE, 3: RED}


@pytest.mark.parametrize("seen", [(), (WHITE, BLUE), (WHITE, BLUE, RED, RED)])
def test_another_number_of_pills_is_another_photo(seen: tuple[SeenPill, ...]) -> None:
    assert sides(1, *seen) == {}


def test_a_pill_of_quite_another_look_is_not_the_other_side() -> None:
    assert sides(1, replace(RED, elongation=2.0)) == {}


def test_an_album_of_two_shows_both_sides_only_where_all_of_it_is_clear() -> None:
    back = [replace(pill, number=pill.number + 3, seen=pill.seen) for pill in reversed(PILLS)]
    assert front_and_back([*PILLS, *back], 3) == {1: WHITE, 2: BLUE, 3: RED}
    assert front_and_back([*PILLS[:2], PILLS[2]], 2) == {}
    twins = [replace(PILLS[0], number=number) for number in (1, 2, 3, 4)]
    assert front_and_back(twins, 2) == {}  # two that look the same are not told apart
    assert front_and_back([], 0) == {}


@pytest.fixture
def reading(shelf: Shelf) -> tuple[PhotoService, StoredQuestions, Account]:
    questions = StoredQuestions(shelf.database)
    photos = PhotoService(NoScans(), shelf.knowledge, questions, StoredMedications(shelf.database))
    return photos, questions, shelf.account


@pytest.fixture
def decisions(shelf: Shelf) -> PillDecisions:
    store = StoredQuestions(shelf.database)
    return PillDecisions(store, shelf.knowledge, StoredMedications(shelf.database))


class NoScans:
    """Sees nothing: what was seen is already kept."""

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        raise AssertionError("expected no photo to be looked at")

    async def number(self, scan: Scan, first_number: int) -> Scan:
        raise AssertionError("expected no photo to be numbered")


async def test_front_and_back_are_joined_once_however_often_the_button_is_tapped(reading) -> None:
    photos, questions, account = reading
    back = replace(PILLS[0], number=2, seen=replace(WHITE, number=2, readings=(Guess("A", 0.9),)))
    id = await questions.ask(account.person_id, "update:1", [PILLS[0], back], NOW)
    joined = await photos.join(account, id, 2)
    assert joined is not None
    (pill,) = joined.question.pills
    assert (pill.number, pill.seen, pill.other_side) == (1, WHITE, back.seen)
    assert await photos.join(account, id, 2) is None


async def test_a_pill_that_was_chosen_is_not_made_the_other_side_of_another(reading) -> None:
    photos, questions, account = reading
    id = await questions.ask(account.person_id, "update:1", [PILLS[0], replace(PILLS[0], number=2)], NOW)
    await questions.decide(id, 2, Decision.CHOSEN, ProductId("200610660"))
    assert await photos.join(account, id, 2) is None
    assert len((await photos.get(account, id)).pills) == 2


async def test_a_medicine_that_was_chosen_for_a_pill_of_quite_another_look_is_noticed(
    shelf: Shelf, decisions
) -> None:
    viagra = shelf.find("비아그라정50밀리그램")
    diamond = replace(BLUE, shapes=(Guess(Shape.DIAMOND, 0.95),))
    pills = [
        Pill(1, replace(WHITE, shapes=(Guess(Shape.ROUND, 0.95),)), Certainty.CHOOSE, (viagra,)),
        Pill(2, diamond, Certainty.CHOOSE, (viagra,)),
    ]
    chosen = [replace(pill, decision=Decision.CHOSEN, product_id=viagra) for pill in pills]
    assert await decisions.unlike(Question(QuestionId(1), tuple(chosen), None)) == (1,)
    assert await decisions.unlike(Question(QuestionId(1), tuple(pills), None)) == (), (
        "nobody said what they are"
    )


def blister() -> Question:
    """Three white pills of one shape, and a blue one."""
    seen = [
        replace(WHITE, number=1),
        replace(WHITE, number=2),
        replace(BLUE, number=3),
        replace(WHITE, number=4),
    ]
    return Question(
        QuestionId(1), tuple(Pill(one.number, one, Certainty.UNKNOWN, ()) for one in seen), message_id=None
    )


def settled(question: Question, number: int, decision: Decision = Decision.CHOSEN) -> Question:
    product = ProductId("200610660") if decision is Decision.CHOSEN else None
    pills = (
        replace(p, decision=decision, product_id=product) if p.number == number else p for p in question.pills
    )
    return replace(question, pills=tuple(pills))


def test_pills_that_look_like_a_settled_one_may_be_said_to_be_the_same() -> None:
    assert unsettled_like(blister(), 1) == ()  # nobody knows what it is
    assert unsettled_like(settled(blister(), 1), 1) == (2, 4)
    assert unsettled_like(settled(settled(blister(), 1), 4), 1) == (2,)
    assert unsettled_like(settled(settled(blister(), 1), 2, Decision.NONE), 1) == (
        4,
    )  # it was said to be none
    assert unsettled_like(settled(blister(), 3), 3) == ()
    two = settled(settled(blister(), 1), 4)
    other = replace(two.pills[3], product_id=ProductId("201110421"))
    assert unsettled_like(replace(two, pills=(*two.pills[:3], other)), 1) == (), "it may be either of the two"
    assert unsettled_like(blister(), 9) == ()


A1, B2 = ((Guess(text, 0.9), Guess(f"{text}X", 0.1)) for text in ("A1", "B2"))


@pytest.mark.parametrize(
    ("changed", "alike"),
    [
        ({}, False),  # letters that only one of them bears
        ({"readings": A1}, True),
        ({"readings": (Guess("A1X", 0.6),)}, True),  # the same letters may be among those read
        ({"readings": (Guess("", 0.9),)}, False),  # perhaps its back, perhaps another pill
        ({"readings": (Guess("B2", 0.3),)}, False),  # hardly read
        ({"readings": B2}, False),
        ({"box": Box(0, 0, 60, 60)}, False),
        ({"box": Box(0, 0, 50, 45), "readings": A1}, True),
        ({"shapes": (Guess(Shape.OBLONG, 0.9),), "readings": A1}, False),
        ({"box": Box(0, 0, 60, 60), "readings": A1}, False),
        ({"colours": (Guess((Colour.NAVY,), 0.5), Guess((Colour.WHITE,), 0.45)), "readings": A1}, False),
        ({"colours": ()}, False),
        ({"elongation": None}, False),
        ({"colours": (Guess((Colour.BLUE,), 0.95),)}, False),
        ({"elongation": 2.5}, False),
    ],
)
def test_pills_look_alike_only_where_all_that_tells_them_apart_was_seen(changed, alike) -> None:
    one = replace(WHITE, readings=A1)
    for pair in ((one, replace(WHITE, **changed)), (replace(WHITE, **changed), one)):
        assert looks_alike(*pair) is alike


def test_pills_of_which_nothing_was_seen_are_like_no_other() -> None:
    nothing = SeenPill(1, WHITE.box, 0.5)
    assert not looks_alike(nothing, nothing)


async def test_one_tap_makes_those_that_look_alike_the_same_and_a_second_changes_nothing(
    reading, decisions
) -> None:
    _, questions, account = reading
    id = await questions.ask(account.person_id, "update:1", blister().pills, NOW)
    assert await decisions.choose_alike(account, id, 1) is None
    await questions.decide(id, 1, Decision.CHOSEN, ProductId("200610660"))
    once = await decisions.choose_alike(account, id, 1)
    assert [pill.identity for pill in once.pills] == ["200610660", "200610660", None, "200610660"]
    assert once.identities == ("200610660",)
    assert await decisions.choose_alike(account, id, 1) == once


async def test_a_pill_of_an_answer_that_is_gone_is_the_same_as_nothing(reading, decisions) -> None:
    _, _, account = reading
    assert await decisions.choose_alike(account, QuestionId(99), 1) is None
