"""A drawn pill shows the shape, the colours, the letters and the line that a catalogue tells of."""

from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.drawing.pill import COLOURS, GROUND, draw_pill
from inference.photo import Pixels
from inference.types import Colour, DrawnFace, DrawnPill, ScoreLine, Shape

SIZE = 240
FACES = st.builds(
    DrawnFace,
    st.lists(st.sampled_from(Colour), max_size=3).map(tuple),
    st.text(max_size=80),
    st.booleans(),
    st.sampled_from(ScoreLine),
)
PILLS = st.builds(
    DrawnPill,
    st.lists(FACES, min_size=1, max_size=2).map(tuple),
    st.none() | st.sampled_from(Shape),
    st.none() | st.floats(1, 60),
)


def drawn(
    *colours: Colour,
    imprint: str = "",
    shape: Shape = Shape.ROUND,
    score: ScoreLine = ScoreLine.NONE,
    has_mark: bool = False,
    elongation: float | None = None,
) -> Pixels:
    face = DrawnFace(colours, imprint, has_mark, score)
    return draw_pill(DrawnPill((face,), shape, elongation), SIZE)


def pill_in(picture: Pixels) -> np.ndarray:
    return np.asarray((picture != GROUND).any(axis=2))


def changed(one: Pixels, other: Pixels) -> np.ndarray:
    return np.asarray((one != other).any(axis=2))


@given(PILLS, st.integers(40, 400))
def test_whatever_a_catalogue_tells_is_drawn_and_always_alike(pill: DrawnPill, size: int) -> None:
    picture = draw_pill(pill, size)
    assert picture.shape == (size, size, 3)
    assert picture.dtype == np.uint8
    assert pill_in(picture).any()
    assert (picture == draw_pill(pill, size)).all()


@pytest.mark.parametrize("colour", Colour)
def test_a_pill_has_its_colour_and_stands_out_from_the_ground(colour: Colour) -> None:
    picture = drawn(colour)
    assert tuple(picture[SIZE // 2, SIZE // 2]) == COLOURS[colour]
    edge = picture[SIZE // 2, : SIZE // 4].astype(int)
    assert np.abs(edge - GROUND).sum(axis=1).max() > 60  # the rim


def test_all_shapes_differ() -> None:
    masks = [pill_in(drawn(Colour.YELLOW, shape=shape, elongation=1.5)) for shape in Shape]
    for place, one in enumerate(masks):
        for other in masks[place + 1 :]:
            assert (one != other).sum() > 100


@pytest.mark.parametrize(("told", "shown"), [(1.0, 1.0), (1.6, 1.6), (2.4, 2.4), (9.0, 3.5)])
def test_a_pill_is_as_long_as_the_catalogue_tells_within_reason(told: float, shown: float) -> None:
    seen = pill_in(drawn(Colour.PINK, shape=Shape.OBLONG, elongation=told))
    high, wide = (seen.any(axis=axis).sum() for axis in (1, 0))
    assert wide / high == pytest.approx(shown, rel=0.05)


def test_a_capsule_has_its_first_colour_on_the_left() -> None:
    picture = drawn(Colour.RED, Colour.WHITE, shape=Shape.OBLONG)
    assert tuple(picture[SIZE // 2, SIZE // 4]) == COLOURS[Colour.RED]
    assert tuple(picture[SIZE // 2, 3 * SIZE // 4]) == COLOURS[Colour.WHITE]
    right = picture[:, SIZE // 2 + 4 :].reshape(-1, 3).astype(int)
    assert not ((right[:, 0] - right[:, 1]) > 40).any()  # no red on the white half


def test_a_see_through_colour_is_paler_but_the_same() -> None:
    solid, clear = (
        drawn(*colours)[SIZE // 2, SIZE // 2].astype(int)
        for colours in ((Colour.GREEN,), (Colour.GREEN, Colour.CLEAR))
    )
    assert (clear > solid).all()
    assert clear.argmax() == solid.argmax()


@pytest.mark.parametrize("imprint", ["YS 10", "유한", "無", "THIS END UP DEPAKOTE SPRINKLE 125 mg", "a"])
def test_letters_lie_on_the_pill(imprint: str) -> None:
    plain, stamped = drawn(Colour.WHITE), drawn(Colour.WHITE, imprint=imprint)
    letters = changed(plain, stamped)
    assert letters.sum() > 20
    assert not (letters & ~pill_in(plain)).any()


def test_letters_of_a_capsule_stand_on_both_halves() -> None:
    plain = drawn(Colour.BLUE, Colour.WHITE, shape=Shape.OBLONG)
    letters = changed(plain, drawn(Colour.BLUE, Colour.WHITE, shape=Shape.OBLONG, imprint="CKD 250"))
    assert letters[:, : SIZE // 2].any()
    assert letters[:, SIZE // 2 :].any()
    assert not letters[:, SIZE // 2 - 2 : SIZE // 2 + 2].any()  # none on the seam


@pytest.mark.parametrize(
    ("score", "across", "down"), [(ScoreLine.SINGLE, False, True), (ScoreLine.CROSS, True, True)]
)
def test_a_score_line_is_drawn_where_it_is(score: ScoreLine, *, across: bool, down: bool) -> None:
    lines = changed(drawn(Colour.WHITE), drawn(Colour.WHITE, score=score))
    assert lines[60, SIZE // 2] == down
    assert lines[SIZE // 2, 60] == across


def test_a_score_line_does_not_run_through_letters() -> None:
    scored = drawn(Colour.WHITE, imprint="W", score=ScoreLine.CROSS)
    assert (
        (changed(drawn(Colour.WHITE, imprint="W"), scored)[SIZE // 2 - 30 : SIZE // 2 + 30, SIZE // 2]).sum()
        < 40
    )


def test_a_mark_that_is_no_character_is_a_ring() -> None:
    ring = changed(drawn(Colour.WHITE), drawn(Colour.WHITE, has_mark=True))
    assert ring.any()
    assert not ring[SIZE // 2, SIZE // 2]


def test_two_faces_stand_below_each_other() -> None:
    faces = DrawnFace((Colour.WHITE,)), DrawnFace((Colour.RED,))
    picture = draw_pill(DrawnPill(faces, Shape.ROUND), SIZE)
    assert tuple(picture[SIZE // 4, SIZE // 2]) == COLOURS[Colour.WHITE]
    assert tuple(picture[3 * SIZE // 4, SIZE // 2]) == COLOURS[Colour.RED]


def test_what_cannot_be_a_pill_is_objected_to() -> None:
    with pytest.raises(ValueError, match="expected one or two faces"):
        DrawnPill(())
    with pytest.raises(ValueError, match="elongation of at least 1"):
        DrawnPill((DrawnFace(),), Shape.OVAL, 0.5)


def test_a_pill_is_drawn_in_five_milliseconds() -> None:
    pill = DrawnPill((DrawnFace((Colour.BLUE, Colour.WHITE), "CKD 250"),) * 2, Shape.OBLONG)
    draw_pill(pill, SIZE)
    took = []
    for _ in range(20):
        before = process_time()
        draw_pill(pill, SIZE)
        took.append(process_time() - before)
    assert min(took) < 0.005
