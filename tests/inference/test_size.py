"""The scale of a photo from coins and cards, and the sizes of pills by it, on pictures drawn by rule."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from typer.testing import CliRunner

from inference.__main__ import app
from inference.photo import Photo
from inference.size.coins import coin_scales, coins
from inference.size.discs import Disc, Metal, metals_of
from inference.size.finder import find_scale
from inference.size.scale import Scale, Scales, scale_of, sized
from inference.types import Box, Guess, SeenPill
from tests.pictures import drawn_pills, jpeg
from training.synth.things_of_size import card, coin

Picture = NDArray[np.uint8]
KINDS = {kind.name: kind for kind in coins()}
PX_PER_MM = 9.0
SILVER, COPPER = ((Metal.SILVER, 1.0),), ((Metal.COPPER, 1.0),)


def table(grey: int = 225) -> Picture:
    rng = np.random.default_rng(2)
    return np.clip(np.full((960, 1280, 3), grey) + rng.normal(0, 3, (960, 1280, 1)), 0, 255).astype(np.uint8)


def lay(picture: Picture, colour: Picture, alpha: Picture, left: int, top: int) -> Picture:
    height, width = alpha.shape
    share = alpha[..., None] / 255
    part = picture[top : top + height, left : left + width]
    part[:] = (colour * share + part * (1 - share)).astype(np.uint8)
    return picture


def with_coin(name: str, grey: int = 225, seed: int = 1) -> Picture:
    return lay(table(grey), *coin(np.random.default_rng(seed), KINDS[name], PX_PER_MM), 200, 300)


def with_card(seed: int = 3) -> Picture:
    return lay(table(), *card(np.random.default_rng(seed), PX_PER_MM), 150, 200)


def scales(picture: Picture, *pills: Box) -> Scales:
    rgb = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
    return find_scale(Photo(rgb, picture.shape[1], picture.shape[0]), pills).scales


@pytest.mark.parametrize("name", ["500 won", "100 won", "50 won", "10 won", "1 euro"])
@pytest.mark.parametrize("grey", [225, 90])
def test_a_coin_s_own_scale_is_among_those_of_the_photo(name: str, grey: int) -> None:
    found = scales(with_coin(name, grey))
    assert found
    nearest = min(abs(guess.value.mm_per_px * PX_PER_MM - 1) for guess in found)
    assert nearest < 0.025
    assert sum(guess.probability for guess in found) == pytest.approx(1.0, abs=0.05)


def test_a_scale_is_told_for_the_pixels_of_the_photo_as_sent() -> None:
    rgb = np.asarray(cv2.cvtColor(with_coin("500 won"), cv2.COLOR_BGR2RGB), np.uint8)
    (here, *_), (there, *_) = (
        find_scale(Photo(rgb, width, width * 3 // 4), ()).scales for width in (1280, 3840)
    )
    assert there.value.mm_per_px == pytest.approx(here.value.mm_per_px / 3)


def test_two_coins_tell_each_other_s_kind() -> None:
    picture = lay(with_coin("500 won"), *coin(np.random.default_rng(5), KINDS["50 won"], PX_PER_MM), 800, 300)
    found = scales(picture)
    assert found[0].value.mm_per_px * PX_PER_MM == pytest.approx(1.0, abs=0.03)
    assert found[0].probability > 0.9


def flat_disc(colour: tuple[int, int, int]) -> Picture:
    picture = table()
    cv2.circle(picture, (400, 450), 120, colour, -1, cv2.LINE_AA)
    return picture


def test_what_is_no_coin_gives_no_scale() -> None:
    ring = table()
    cv2.circle(ring, (400, 450), 120, (20, 20, 20), 24, cv2.LINE_AA)
    for picture in (
        table(),
        flat_disc((150, 150, 150)),
        flat_disc((40, 40, 220)),
        flat_disc((250, 250, 250)),
        ring,
    ):
        assert scales(picture) == ()


def photo_of(picture: Picture) -> Photo:
    return Photo(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8), 1280, 960)


COIN_BOX, PILL_BOX = Box(200, 300, 440, 540), Box(700, 400, 780, 480)


def test_a_coin_that_the_detector_takes_for_a_pill_is_one_only_beside_clearly_smaller_pills() -> None:
    found = find_scale(photo_of(with_coin("500 won")), (PILL_BOX, COIN_BOX))
    assert found.coins == (1,)
    assert found.scales
    as_large = Box(600, 300, 830, 540)
    for boxes in ((COIN_BOX,), (as_large, COIN_BOX)):
        alone = find_scale(photo_of(with_coin("500 won")), boxes)
        assert (alone.scales, alone.coins) == ((), ())


def test_a_pill_with_shallow_letters_is_no_coin_however_large() -> None:
    picture = table()
    cv2.circle(picture, (320, 420), 119, (190, 192, 194), -1, cv2.LINE_AA)
    cv2.putText(picture, "YS 10", (230, 440), cv2.FONT_HERSHEY_SIMPLEX, 2, (175, 177, 179), 6, cv2.LINE_AA)
    found = find_scale(photo_of(picture), (PILL_BOX, COIN_BOX))
    assert (found.scales, found.coins) == ((), ())


def test_a_scale_by_which_the_pills_are_no_pills_is_none() -> None:
    assert scales(with_coin("500 won"), Box(700, 400, 708, 408)) == ()


def test_a_disc_no_larger_than_the_pills_is_no_coin() -> None:
    assert scales(with_coin("10 won"), Box(600, 400, 900, 500)) == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_card_gives_the_scale(seed: int) -> None:
    (found,) = scales(with_card(seed), Box(1050, 400, 1130, 480))
    assert found.value.mm_per_px * PX_PER_MM == pytest.approx(1.0, abs=0.02)
    assert found.probability == 1.0


def test_a_rectangle_with_sharp_corners_or_of_another_ratio_is_no_card() -> None:
    sharp = table()
    cv2.rectangle(sharp, (150, 200), (920, 686), (120, 60, 30), -1)
    longer = cv2.resize(with_card(), (1280, 800))
    assert scales(sharp) == ()
    assert scales(np.asarray(longer, np.uint8)) == ()


def test_a_card_that_holds_pills_is_a_blister() -> None:
    assert scales(with_card(), Box(300, 300, 380, 380), Box(1050, 400, 1130, 480)) == ()


def test_a_card_lays_wider_doubt_on_sizes_the_more_it_is_at_a_slant() -> None:
    picture = with_card()
    lean = np.array(((1, 0, 0), (0, 0.97, 0), (0, 0, 1)), float)
    slanted = np.asarray(
        cv2.warpPerspective(picture, lean, (1280, 960), borderMode=cv2.BORDER_REFLECT), np.uint8
    )
    (flat,), (leaning,) = scales(picture), scales(slanted)
    assert leaning.value.spread > flat.value.spread


def disc(diameter: float, metals: tuple[tuple[Metal, float], ...], slant: float = 1.0) -> Disc:
    return Disc(0, 0, diameter * slant**0.5, diameter / slant**0.5, 0.0, metals)


def test_a_lone_silver_coin_may_be_of_several_kinds_and_a_second_one_tells_which() -> None:
    alone = coin_scales([disc(265, SILVER)])
    assert len(alone) > 2
    both = coin_scales([disc(265, SILVER), disc(180, COPPER)])
    assert both[0].value.mm_per_px == pytest.approx(0.1, rel=0.01)
    assert both[0].probability > 0.9


def test_discs_that_fit_no_coins_of_one_currency_or_too_many_give_no_scale() -> None:
    assert coin_scales([]) == ()
    assert coin_scales([disc(265, SILVER), disc(60, COPPER)]) == ()
    assert coin_scales([disc(265, SILVER)] * 6) == ()


def test_the_uncertainty_of_a_coin_s_scale_grows_with_its_slant() -> None:
    spreads = [coin_scales([disc(265, SILVER, slant)])[0].value.spread for slant in (1.0, 1.05, 1.15)]
    assert spreads == sorted(set(spreads))


def test_colours_of_no_metal_are_none() -> None:
    for lab in ((50, 60, 30), (50, -50, 40), (50, 5, -45)):
        assert metals_of(lab, lab) == ()
    assert dict(metals_of((60, 0, 2), (60, 0, 2)))[Metal.SILVER] > 0.9
    assert dict(metals_of((60, 0, 2), (60, 3, 25))) == {Metal.TWO: 1.0}


@given(st.floats(10, 500), st.floats(0.3, 1.0), st.floats(0.01, 1.0), st.floats(0.01, 0.2))
def test_a_size_is_the_extent_times_the_scale(
    long: float, share: float, mm_per_px: float, spread: float
) -> None:
    pill = SeenPill(1, Box(0, 0, 9, 9), 0.9, extent_px=(long, share * long))
    (guess,) = sized(pill, [Guess(Scale(mm_per_px, spread), 0.8)]).sizes
    assert guess.value.long_mm == pytest.approx(long * mm_per_px)
    assert guess.value.short_mm == pytest.approx(share * long * mm_per_px)
    assert guess.value.spread > spread
    back = scale_of(pill, guess.value.long_mm)
    assert back is not None
    assert back.mm_per_px == pytest.approx(mm_per_px)


def test_a_pill_whose_outline_is_not_known_has_no_size() -> None:
    pill = SeenPill(1, Box(0, 0, 9, 9), 0.9)
    assert sized(pill, [Guess(Scale(0.1, 0.02), 1.0)]) == pill
    assert scale_of(pill, 8.0) is None


def test_the_command_tells_sizes_where_a_coin_lies_beside_the_pills(tmp_path: Path) -> None:
    picture = lay(drawn_pills(height=1100), *coin(np.random.default_rng(1), KINDS["500 won"], 13.0), 500, 620)
    told = {}
    for name, shown in (("plain", drawn_pills()), ("coin", picture)):
        (tmp_path / name).write_bytes(jpeg(shown))
        result = CliRunner().invoke(app, ["scan", str(tmp_path / name), "--json"])
        told[name] = [pill["size_mm"] for pill in json.loads(result.stdout)["pills"]]
    assert told["plain"] == [[]] * 4
    for sizes, length_mm in zip(told["coin"], (12.3, 20.0, 10.8, 15.4), strict=True):
        nearest = min(sizes, key=lambda size: abs(size["long"] - length_mm))
        assert nearest["long"] == pytest.approx(length_mm, rel=0.05)
        assert nearest["short"] <= nearest["long"]
        assert 0 < nearest["uncertainty"] < 0.1 * length_mm
