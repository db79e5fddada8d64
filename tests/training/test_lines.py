"""The reader of lines: what it learns from, and that its training can stop anywhere."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import ImageFont

pytest.importorskip("torch", reason="the training extra is not installed: make test-training")

import torch

from knowledge.starter import build_starter
from training.lines.export import distance, greedy
from training.lines.fit import begin, padded, run, save, save_small, train
from training.lines.network import LineReader, standardised
from training.lines.pictures import Fonts, load_fonts, picture
from training.lines.texts import Words, alphabet, line, words_of


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    file = tmp_path_factory.mktemp("knowledge") / "starter.db"
    build_starter(file)
    seen, held_out = words_of(file), words_of(file, held_out=True)
    assert set(seen.names).isdisjoint(held_out.names)
    assert len(held_out.names) < len(seen.names) / 5
    return seen


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts((ImageFont.load_default(40),), (1.0,))


def test_strengths_of_one_product_are_held_out_together(tmp_path: Path) -> None:
    from training.lines.texts import _is_held_out

    names = [f"가나다{place}정" for place in range(400)]
    assert {_is_held_out(f"가나다라정{mg}밀리그램") for mg in (5, 10, 20)} in ({True}, {False})
    assert (
        0
        < sum(map(_is_held_out, [f"{name[:3]}{chr(0xAC00 + place)}정" for place, name in enumerate(names)]))
        < 60
    )


def test_lines_are_the_same_for_the_same_seed_and_hold_only_known_letters(words: Words) -> None:
    letters = set(alphabet(words))
    drawn = [line(words, Random(place)) for place in range(300)]
    assert drawn == [line(words, Random(place)) for place in range(300)]
    assert all(drawn)
    unknown = {letter for text in drawn for letter in text} - letters - {" "}
    assert not unknown


def test_a_name_that_begins_with_a_bracket_makes_lines_too() -> None:
    words = Words(tuple(f"(주)가나{n}정" for n in range(60)), ("가나",), ("나다",))
    assert all(line(words, Random(seed)) for seed in range(2000))


def test_a_picture_of_a_line_is_as_high_as_the_reader_takes_it(words: Words, fonts: Fonts) -> None:
    for seed in range(40):
        made = picture("500mg 0.25 3 90", fonts, Random(seed))
        assert made.shape[0] == 32
        assert made.dtype == np.uint8
        assert made.shape[1] > 60


def test_a_folder_without_hangul_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="typefaces with Hangul"):
        load_fonts(tmp_path)


def test_padding_does_not_change_what_a_line_looks_like() -> None:
    narrow, wide = np.full((32, 40), 90, np.uint8), np.full((32, 90), 200, np.uint8)
    narrow[10:20, 10:30] = 10
    both = padded([narrow, wide])
    assert both.shape == (2, 1, 32, 96)
    assert torch.equal(both[0, :, :, 40:], torch.zeros(1, 32, 56))
    assert torch.allclose(both[:1, :, :, :40], standardised(torch.from_numpy(narrow).float()[None, None]))


def test_a_training_goes_on_where_it_stopped(words: Words, fonts: Fonts, tmp_path: Path) -> None:
    checkpoint = tmp_path / "lines.pt"
    state = begin(alphabet(words), checkpoint, 0.001)
    run(state, checkpoint, train(state, words, fonts, 2, 0.001), 3600, print)
    again = begin(alphabet(words), checkpoint, 0.001)
    assert again.step == state.step >= 2
    assert all(
        torch.equal(a, b) for a, b in zip(state.model.parameters(), again.model.parameters(), strict=True)
    )
    assert next(train(again, words, fonts, again.step + 1, 0.001)) >= 0


def test_a_checkpoint_of_other_letters_is_refused(words: Words, tmp_path: Path) -> None:
    checkpoint = tmp_path / "lines.pt"
    save(begin("가나뷁", checkpoint, 0.001), checkpoint)
    with pytest.raises(ValueError, match="letters"):
        begin(alphabet(words), checkpoint, 0.001)


def test_a_line_gives_a_column_every_four_pixels() -> None:
    assert LineReader(9)(torch.zeros(1, 1, 32, 128)).shape == (1, 32, 10)


def test_repeats_are_one_letter_unless_a_gap_stands_between() -> None:
    places = [0, 1, 1, 0, 1, 2, 2, 0]
    assert greedy(torch.eye(3)[places], "가나") == "가가나"


def test_distance_counts_letters() -> None:
    assert (distance("가나다", "가다"), distance("", "가"), distance("가", "가")) == (1, 1, 0)


def test_a_run_begins_from_the_small_checkpoint_with_its_steps(
    words: Words, fonts: Fonts, tmp_path: Path
) -> None:
    letters, full, small = alphabet(words), tmp_path / "full.pt", tmp_path / "small.pt"
    state = begin(letters, full, 0.001)
    next(train(state, words, fonts, 1, 0.001))
    save(state, full)
    save_small(full, small)
    again = begin(letters, small, 0.001)
    assert again.step == state.step == 1
    assert small.stat().st_size < full.stat().st_size / 3
    for name, value in state.average.state_dict().items():
        assert torch.allclose(again.average.state_dict()[name], value, atol=1e-2), name
    assert next(train(again, words, fonts, 2, 0.001)) >= 0


def test_letters_are_learnt_beside_those_that_a_checkpoint_reads(tmp_path: Path) -> None:
    before = begin("bd", tmp_path / "none.pt", 0.001)
    save(before, tmp_path / "lines.pt")
    grown = begin("abcd", tmp_path / "lines.pt", 0.001)
    pictured = standardised(torch.rand(1, 1, 32, 64) * 255)
    with torch.no_grad():
        old, new = before.average.eval()(pictured), grown.average.eval()(pictured)
    assert torch.allclose(new[..., [0, 2, 4]], old, atol=1e-5)
    with pytest.raises(ValueError, match="'d'"):
        begin("abc", tmp_path / "lines.pt", 0.001)
