"""python -m inference scan: what it prints, writes and refuses. Needs the weights that ship."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inference.__main__ import app
from tests.pictures import four_pills

runner = CliRunner()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.jpg"
    file.write_bytes(four_pills())
    return file


def test_json_is_the_only_thing_on_stdout(photo: Path) -> None:
    result = runner.invoke(app, ["scan", str(photo), "--json"])
    assert result.exit_code == 0
    seen = json.loads(result.stdout)
    assert (seen["width"], seen["height"]) == (1280, 800)
    assert [pill["number"] for pill in seen["pills"]] == [1, 2, 3, 4]
    first = seen["pills"][0]
    left, top, right, bottom = first["box"]
    assert 150 < left < right < 370
    assert 300 < top < bottom < 520
    assert first["colours"][0].keys() == {"value", "probability"}
    assert first["colours"][0]["value"] == ["white"]
    assert first["shapes"][0]["value"] == "round"


def test_a_table_is_printed_otherwise(photo: Path) -> None:
    result = runner.invoke(app, ["scan", str(photo)])
    assert result.exit_code == 0
    assert "4 pills in 1280 x 800" in result.stdout


def test_the_annotated_photo_is_written(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "annotated.jpg"
    assert runner.invoke(app, ["scan", str(photo), "--out", str(out)]).exit_code == 0
    assert out.read_bytes().startswith(b"\xff\xd8\xff")


def test_a_file_that_is_no_photo_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "notes.jpg"
    file.write_text("two tablets after breakfast")
    result = runner.invoke(app, ["scan", str(file), "--json"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "not-an-image" in result.stderr


def test_missing_weights_are_refused_with_the_setting_s_name(photo: Path, tmp_path: Path) -> None:
    result = runner.invoke(app, ["scan", str(photo), "--weights", str(tmp_path)])
    assert result.exit_code == 1
    assert "YAKSOK_WEIGHTS_DIR" in result.stderr


def test_a_page_is_read_line_by_line(shared_data: Path) -> None:
    page = str(shared_data / "documents" / "pages" / "005.jpg")
    result = runner.invoke(app, ["read-page", page, "--json"])
    assert result.exit_code == 0
    lines = json.loads(result.stdout)["lines"]
    assert "657308500" in [line["text"] for line in lines]
    assert [line["middle"] for line in lines] == sorted(line["middle"] for line in lines)
    assert "657308500" in runner.invoke(app, ["read-page", page]).stdout


def test_a_page_that_is_no_photo_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_text("no page")
    result = runner.invoke(app, ["read-page", str(tmp_path / "page.jpg"), "--json"])
    assert result.exit_code == 1
    assert "not-an-image" in result.stderr
