"""From what is seen on a pill to the products it may be, over the starter set."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.scan import Scanner
from inference.types import Box, Colour, Flaw, Guess, SeenPill, Shape
from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.certainty import Candidate, Certainty, certainty, contents
from knowledge.identify.imprint_likelihood import (
    CAMERA,
    TYPIST,
    Imprints,
    by_chance,
    folded,
    stamped,
    upside_down,
)
from knowledge.identify.ranking import Advice, Ranking
from knowledge.identify.tuning import Tuning, shipped
from knowledge.products import ProductId
from knowledge.starter import build_starter

PILL = SeenPill(1, Box(0, 0, 100, 100), 0.9)
NORVASC, LIPITOR_10, LIPITOR_20 = ProductId("200610660"), ProductId("200410090"), ProductId("200410085")
URSA_100 = ProductId("198100119")
WHITE = (Guess((Colour.WHITE,), 0.9),)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    with Catalogue.open(path) as catalogue:
        yield catalogue


@pytest.fixture(scope="module")
def korea(korean_knowledge: Path) -> Iterator[Catalogue]:
    with Catalogue.open(korean_knowledge) as catalogue:
        catalogue.warm()
        yield catalogue


def read(*guesses: tuple[str, float]) -> SeenPill:
    return replace(PILL, readings=tuple(Guess(text, probability) for text, probability in guesses))


def first(ranking: Ranking) -> ProductId:
    return ranking.candidates[0].product.id


def test_both_sides_name_one_product_for_certain(starter: Catalogue) -> None:
    ranking = starter.rank(read(("UDCA", 0.95)), other_side=read(("D W", 0.95)))
    assert (ranking.certainty, first(ranking)) == (Certainty.SURE, URSA_100)


@pytest.mark.parametrize(
    ("digits", "probability", "certainty"), [("10", 0.95, Certainty.SURE), ("10", 0.6, Certainty.CHOOSE)]
)
def test_a_strength_that_one_digit_tells_is_certain_only_where_that_digit_is_read_well(
    starter: Catalogue, digits: str, probability: float, certainty: Certainty
) -> None:
    others = ("20", 0.9 - probability) if probability < 0.9 else ("1", 0.01)
    ranking = starter.rank(read(("ATV", 0.95)), other_side=read((digits, probability), others))
    assert (ranking.certainty, first(ranking)) == (certainty, LIPITOR_10)
    assert LIPITOR_20 in {one.product.id for one in ranking.candidates}


def test_characters_that_were_seen_to_be_misread_for_each_other_are_doubted_more_than_others() -> None:
    imprints = Imprints(["54 573", "54 373", "54 173", "MSN 7", "MSM 7", "MSD 7"])
    same, near, other, *_ = imprints.likelihood([("54 573", 1.0)], CAMERA)
    assert same > near > 5 * other
    *_, same, near, other = imprints.likelihood([("MSN 7", 1.0)], CAMERA)
    assert same > near > 5 * other
    *_, same, near, other = imprints.likelihood([("MSN 7", 1.0)], TYPIST)
    assert same > near
    assert near == pytest.approx(other)


def test_a_side_that_several_strengths_share_is_never_certain(starter: Catalogue) -> None:
    ranking = starter.rank(read(("ATV", 0.95)))
    assert ranking.certainty is Certainty.CHOOSE
    assert {LIPITOR_10, LIPITOR_20} <= {one.product.id for one in ranking.candidates}
    assert Advice.OTHER_SIDE in ranking.advice


def test_of_twins_that_look_the_same_neither_name_is_certain(starter: Catalogue) -> None:
    """The medicine would be, its name a toss-up: what the person finds on the box may be the other one."""
    norvasc = starter.products([NORVASC])[NORVASC]
    twin = replace(norvasc, id=ProductId("twin"), name="쌍둥이정")

    def said(first: float, second: float) -> Certainty:
        return certainty([Candidate(norvasc, first), Candidate(twin, second)], shipped(), was_read=True)

    assert said(0.499, 0.499) is Certainty.CHOOSE
    assert said(0.9, 0.098) is Certainty.SURE


def test_looks_alone_are_never_certain_even_of_the_only_such_pill(starter: Catalogue) -> None:
    pill = replace(PILL, colours=(Guess((Colour.BLUE,), 1.0),), shapes=(Guess(Shape.DIAMOND, 1.0),))
    ranking = starter.rank(pill, own=[ProductId("200410082")])
    assert ranking.certainty is Certainty.CHOOSE
    assert first(ranking) == "200410082"
    assert Advice.TYPE_IMPRINT in ranking.advice


def test_a_white_round_pill_without_a_reading_is_unknown_among_all_products(korea: Catalogue) -> None:
    pill = replace(PILL, colours=WHITE, shapes=(Guess(Shape.ROUND, 0.95),), elongation=1.0)
    ranking = korea.rank(pill)
    assert ranking.certainty is Certainty.UNKNOWN
    assert sum(one.probability for one in ranking.candidates) < 0.01


def test_a_plain_side_says_little_and_is_never_certain(starter: Catalogue) -> None:
    assert starter.rank(read(("", 1.0))).certainty is not Certainty.SURE


def test_what_the_person_takes_is_believed_before_what_nobody_told(starter: Catalogue) -> None:
    assert first(starter.rank(read(("ATV", 0.9)), own=[LIPITOR_20])) == LIPITOR_20


def test_a_list_makes_no_pill_certain_that_is_not_certain_without_it(starter: Catalogue) -> None:
    """A yellow tablet that reads about "A-ferin", and a pink one with "AEI" on the list."""
    readings = (
        ("Afe1", 0.52),
        ("Afe17", 0.25),
        ("Afe7", 0.06),
        ("LL r", 0.04),
        ("A5e1", 0.04),
        ("Afe77", 0.03),
    )
    pill = replace(
        read(*readings),
        colours=(Guess((Colour.YELLOW,), 0.86), Guess((Colour.GREEN,), 0.08)),
        shapes=(Guess(Shape.OBLONG, 0.85), Guess(Shape.OVAL, 0.11)),
        elongation=2.18,
    )
    ranking = starter.rank(pill, own=[ProductId("200009026")])
    assert ranking.certainty is Certainty.CHOOSE
    assert ranking == starter.rank(pill), "it is pink, so that it is on the list counts for nothing"


WARFARIN = "대화와르파린나트륨정"


def listed_by(starter: Catalogue, name: str) -> ProductId:
    return starter.search(name, limit=1)[0].product.id


def test_letters_that_contradict_a_medicine_of_the_list_keep_it_from_being_offered(
    starter: Catalogue,
) -> None:
    warfarin = listed_by(starter, WARFARIN)
    pill = replace(read(("ADVIL", 0.8), ("ADVII", 0.1)), colours=WHITE)
    assert warfarin not in [one.product.id for one in starter.rank(pill, own=[warfarin]).candidates]
    typed = starter.rank(replace(PILL, colours=WHITE), own=[warfarin], typed="ADVIL")
    assert warfarin not in [one.product.id for one in typed.candidates]


@given(
    colour=st.sampled_from(Colour),
    shape=st.sampled_from([Shape.ROUND, Shape.OVAL, Shape.OBLONG, Shape.DIAMOND]),
    listed=st.integers(0, 200),
)
def test_a_list_lifts_no_medicine_of_another_colour_or_shape(
    starter: Catalogue, colour: Colour, shape: Shape, listed: int
) -> None:
    id_ = starter.gallery.ids[listed % len(starter.gallery.ids)]
    pill = replace(PILL, colours=(Guess((colour,), 0.95),), shapes=(Guess(shape, 0.95),))
    if starter.contradicts([pill], id_):
        assert starter.rank(pill, own=[id_]) == starter.rank(pill)


@pytest.mark.parametrize("sure", [0.9, 0.99])
def test_a_red_and_purple_capsule_is_likened_to_no_white_or_pink_tablet_of_the_list(
    starter: Catalogue, sure: float
) -> None:
    own = [listed_by(starter, name) for name in ("넥시움정20", "스틸녹스정10", "노바스크정5", "트라젠타정")]
    pill = replace(
        PILL,
        colours=(Guess((Colour.RED, Colour.PURPLE), sure),),
        shapes=(Guess(Shape.OBLONG, sure),),
        elongation=2.4,
    )
    assert starter.rank(pill, own=own) == starter.rank(pill)


CROPS = (
    "0054-0221_0_0.jpg", "0093-2210_0_0.jpg", "0093-5655_0_0.jpg", "0093-7772_0_0.jpg", "0172-5729_0_0.jpg",
    "0378-3040_0_0.jpg", "0527-1352_0_0.jpg", "0781-5020_0_0.jpg",
)  # fmt: skip


def on_paper(crop: Path) -> bytes:
    """Return a crop of 224 pixels as a photo of one pill on grey paper."""
    paper = np.full((960, 1280, 3), 200, np.uint8)
    pill = cv2.resize(cv2.imread(str(crop)), (420, 420))
    is_pill = pill.max(axis=2) > 25  # the ground is masked black
    paper[270:690, 430:850][is_pill] = pill[is_pill]
    return bytes(cv2.imencode(".jpg", paper)[1])


def test_on_real_crops_whose_letters_are_read_no_medicine_of_a_list_of_eight_is_offered(
    starter: Catalogue, shared_data: Path
) -> None:
    """None of these American pills is on the list; the prior of the list alone once put one of them first."""
    scanner, own = Scanner(), starter.gallery.ids[:: max(1, len(starter.gallery.ids) // 8)][:8]
    crops = shared_data / "us" / "reference_crops" / "images"
    read_and_offered = []
    for name in CROPS:
        pills = scanner.scan(on_paper(crops / name)).pills
        for pill in pills[:1]:
            if pill.readings and len(pill.readings[0].value) > 2 and pill.readings[0].probability >= 0.5:
                offered = {one.product.id for one in starter.rank(pill, own=own).candidates}
                read_and_offered.append(bool(offered & set(own)))
    assert len(read_and_offered) >= 4
    assert not any(read_and_offered)


@given(
    st.sampled_from(["ATV 10", "NV 5", "TYLENOL 500", "YH LT", "AEI", "GG 50"]),
    st.text("AEINV15 ", max_size=6),
    st.integers(0, 200),
)
def test_whatever_is_read_a_list_only_puts_candidates_in_order(
    starter: Catalogue, imprint: str, read_too: str, listed: int
) -> None:
    ids = starter.gallery.ids
    pill = replace(read((imprint, 0.6), (read_too, 0.3)), colours=WHITE)
    alone, beside = starter.rank(pill), starter.rank(pill, own=[ids[listed % len(ids)]])
    if beside.certainty is Certainty.SURE:
        assert alone.certainty is Certainty.SURE
        assert contents(alone.candidates[0].product) == contents(beside.candidates[0].product)


def test_a_typed_imprint_settles_what_looks_leave_open(starter: Catalogue) -> None:
    ranking = starter.rank(replace(PILL, colours=WHITE), typed="nv 5")
    assert (ranking.certainty, first(ranking)) == (Certainty.SURE, NORVASC)
    assert Advice.TYPE_IMPRINT not in ranking.advice


def test_a_typed_imprint_is_not_certain_where_the_pill_looks_quite_different(starter: Catalogue) -> None:
    blue = replace(PILL, colours=(Guess((Colour.BLUE,), 0.9),), shapes=(Guess(Shape.DIAMOND, 0.9),))
    white = replace(PILL, colours=WHITE, shapes=(Guess(Shape.ROUND, 0.9),))
    said = [starter.rank(pill, typed="VGR 50") for pill in (blue, white)]
    assert [ranking.certainty for ranking in said] == [Certainty.SURE, Certainty.CHOOSE]
    assert first(said[0]) == first(said[1])
    assert [starter.contradicts([pill], first(said[0])) for pill in (blue, white)] == [False, True]


def test_strengths_that_colours_tell_apart_are_not_taken_for_one_another(starter: Catalogue) -> None:
    warfarin_5 = ProductId("198601051")  # pink
    pink, perhaps = Guess((Colour.PINK,), 0.9), Guess((Colour.PINK,), 0.4)
    seen = {"white": WHITE, "white, perhaps pink": (Guess((Colour.WHITE,), 0.5), perhaps), "pink": (pink,)}
    pills = {
        name: replace(PILL, colours=colours, shapes=(Guess(Shape.ROUND, 0.9),))
        for name, colours in seen.items()
    }
    assert [name for name, pill in pills.items() if starter.contradicts([pill], warfarin_5)] == ["white"]


def test_a_pill_of_which_nothing_is_seen_and_a_product_nobody_described_contradict_nothing(
    starter: Catalogue,
) -> None:
    assert not any(starter.contradicts([PILL], id) for id in starter.gallery.ids)
    assert not starter.contradicts([replace(PILL, colours=WHITE)], ProductId("none"))


def test_an_imprint_of_no_product_leaves_everything_to_the_outside(starter: Catalogue) -> None:
    ranking = starter.rank(read(("QZXJ99K", 0.95)))
    assert ranking.certainty is Certainty.UNKNOWN
    assert sum(one.probability for one in ranking.candidates) < 0.1


def test_a_detector_that_names_products_is_one_more_piece_of_evidence(starter: Catalogue) -> None:
    pill = replace(PILL, labels=(Guess(str(NORVASC), 0.9),))
    assert first(starter.rank(pill)) == NORVASC
    assert first(starter.rank(replace(pill, readings=(Guess("TYLENOL", 0.95),)))) == "202106092"


def test_same_looks_with_the_same_contents_do_not_block_one_another(starter: Catalogue) -> None:
    twins = [ProductId("200410083"), ProductId("200410082")]  # sildenafil of 100 mg and of 50 mg
    same, other = replace(starter.product(twins[0])), starter.product(twins[1])
    assert contents(same) == contents(replace(same, id=ProductId("1"), name="another brand"))
    assert contents(same) != contents(other)
    assert contents(replace(same, ingredients=())) == (same.id,)


def test_probabilities_fall_and_leave_room_for_the_outside(starter: Catalogue) -> None:
    probabilities = [one.probability for one in starter.rank(replace(PILL, colours=WHITE)).candidates]
    assert len(probabilities) == 5
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) < 1


@pytest.mark.parametrize(
    ("flaw", "advice"),
    [
        (Flaw.BLURRED, Advice.CLOSER),
        (Flaw.TOO_SMALL, Advice.CLOSER),
        (Flaw.DARK, Advice.BRIGHTER),
        (Flaw.GLARE, Advice.BRIGHTER),
        (Flaw.OVERLAPPING, Advice.SPREAD_OUT),
    ],
)
def test_a_flaw_of_the_photo_becomes_advice(starter: Catalogue, flaw: Flaw, advice: Advice) -> None:
    assert starter.rank(replace(PILL, flaws=(flaw,))).advice[0] is advice


@pytest.mark.slow
def test_ranking_over_all_products_takes_at_most_20_ms_of_one_core(korea: Catalogue) -> None:
    pill = replace(read(("YH LT", 0.8), ("YH", 0.1)), colours=WHITE, shapes=(Guess(Shape.ROUND, 0.9),))
    taken = []
    for _ in range(20):
        start = time.thread_time()
        korea.rank(pill, own=[NORVASC])
        taken.append(time.thread_time() - start)
    assert min(taken) <= 0.020  # what other work on the machine adds is not the ranking's


@pytest.mark.slow
def test_six_guesses_on_each_of_two_sides_are_ranked_in_20_ms_a_side_of_one_core(korea: Catalogue) -> None:
    front = replace(
        read(*((text, 0.16) for text in ("YH LT", "YH", "YHLT", "YN LT", "VH LT", "YH 17"))), colours=WHITE
    )
    back = read(*((text, 0.16) for text in ("500", "5O0", "50", "900", "600", "S00")))
    taken = []
    for _ in range(20):
        start = time.thread_time()
        korea.rank(front, other_side=back)
        taken.append(time.thread_time() - start)
    assert min(taken) <= 2 * 0.020


MANY = Imprints(["TYLENOL", "NV 5", "500", "D06", "90D", "SPORANOX JANSSEN", "", "NOON", "AT10"])


def best(reading: str) -> str:
    return MANY.texts[MANY.likelihood([(reading, 1.0)], CAMERA).argmax()]


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("TYLENOL", "TYLENOL"),
        ("TYLEN0L", "TYLENOL"),
        ("TYLNOL", "TYLENOL"),
        ("nvs", "NV 5"),
        ("5 NV", "NV 5"),
        ("5O0", "500"),
        ("SPORANOX", "SPORANOX JANSSEN"),
        ("JANSSEN SPORANOX", "SPORANOX JANSSEN"),
        ("", ""),
        ("*", ""),  # a star is a mark, not a character
        ("500 *", "500"),
        ("ATI0", "AT10"),
    ],
)
def test_a_reading_means_the_imprint_it_was_most_probably_made_of(reading: str, expected: str) -> None:
    assert best(reading) == expected


@pytest.mark.parametrize(
    ("text", "turned"), [("006", "900"), ("NOON", "NOON"), ("MH9", "6HW"), ("ABC", None), ("", None)]
)
def test_an_imprint_turned_round_reads_as_other_characters_or_none(text: str, turned: str | None) -> None:
    assert upside_down(text) == turned


@given(st.text("01256789HILNOSXZMW", min_size=1, max_size=8))
def test_turning_twice_changes_nothing(text: str) -> None:
    turned = upside_down(text)
    assert turned is not None
    assert upside_down(turned) == text


@given(st.text(max_size=60))
def test_any_reading_is_possible_and_none_is_more_than_certain(text: str) -> None:
    likelihood = MANY.likelihood([(text, 0.9)], CAMERA)
    assert (likelihood > 0).all()
    assert (likelihood <= 1).all()
    assert 0 < by_chance(text) <= 0.5
    assert len(folded(stamped(text))) <= 40


def test_a_longer_reading_is_less_probable_by_chance() -> None:
    chances = [by_chance("A" * length) for length in range(8)]
    assert chances == sorted(chances, reverse=True)


def test_both_sides_count_with_their_colour_and_a_wrong_one_is_outvoted(starter: Catalogue) -> None:
    blue, white = (replace(PILL, colours=(Guess((colour,), 1.0),)) for colour in (Colour.BLUE, Colour.WHITE))
    alone = starter.rank(blue, typed="VGR").candidates[0].probability
    assert starter.rank(blue, other_side=blue, typed="VGR").candidates[0].probability >= alone
    assert starter.rank(blue, other_side=white, typed="VGR").candidates[0].probability < alone


def test_a_higher_temperature_believes_the_evidence_less_and_keeps_the_order(starter: Catalogue) -> None:
    pill = read(("ATV", 0.95))
    cold, warm = (starter.rank(pill, tuning=Tuning(temperature=t)) for t in (1.0, 3.0))
    assert [c.product.id for c in warm.candidates] == [c.product.id for c in cold.candidates]
    assert warm.candidates[0].probability < cold.candidates[0].probability
