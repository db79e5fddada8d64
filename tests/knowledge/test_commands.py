"""The commands, run as a person runs them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from knowledge.__main__ import app
from tests.knowledge.official import DUR, PARTNER, dur

LIPITOR, SPORANOX, TYLENOL = "200410090", "202105228", "202106092"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    result = run("build", "--starter", "--out", path, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["counts"]["products"] == 205
    return path


def test_check_gives_one_verdict_a_pair_with_reason_source_and_date(starter: Path) -> None:
    result = run("check", LIPITOR, SPORANOX, TYLENOL, "--knowledge", starter, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert len(told["pairs"]) == 3
    by_items = {(pair["first"], pair["second"]): pair for pair in told["pairs"]}
    bad = by_items[LIPITOR, SPORANOX]
    assert bad["verdict"] == "contraindicated"
    assert bad["reason"]
    assert "병용금기" in bad["source"]
    assert bad["date"] == "2026-03-12"
    clear = by_items[LIPITOR, TYLENOL]
    assert clear["verdict"] == "none-listed"
    assert "병용금기" in clear["source"]
    assert "효능군중복" in clear["source"]
    assert clear["date"] == "2026-03-12"


def test_check_tells_the_cautions_of_the_person(starter: Path) -> None:
    told = json.loads(run("check", LIPITOR, "--knowledge", starter, "--pregnant", "--json").stdout)
    assert [(c["item"], c["kind"], c["grade"]) for c in told["cautions"]] == [(LIPITOR, "pregnancy", 1)]
    assert {"obstacle": "no-profile", "item": None, "detail": "age"} in told["unchecked"]
    told = json.loads(run("check", LIPITOR, "--knowledge", starter, "--json").stdout)
    assert told["cautions"] == []
    assert {"obstacle": "no-profile", "item": None, "detail": "pregnancy"} in told["unchecked"]


def test_check_says_of_an_unknown_item_that_it_could_not_be_checked(starter: Path) -> None:
    told = json.loads(run("check", LIPITOR, "1", "--knowledge", starter, "--json").stdout)
    (pair,) = told["pairs"]
    assert pair["verdict"] == "not-checkable"
    assert "unknown-product" in pair["reason"]


@pytest.mark.parametrize(
    "command",
    [("check", LIPITOR, SPORANOX), ("search", "리피토"), ("search", "--imprint", "ATV 10"), ("info",)],
)
def test_every_question_has_a_table_and_one_json_document(starter: Path, command: tuple[str, ...]) -> None:
    table = run(*command, "--knowledge", starter)
    assert table.exit_code == 0
    assert table.stdout.strip()
    document = run(*command, "--knowledge", starter, "--json")
    assert document.exit_code == 0
    assert json.loads(document.stdout)
    assert document.stdout.count("\n") == 1


def test_search_finds_by_name_and_by_imprint(starter: Path) -> None:
    by_name = json.loads(run("search", "ㄹㅍㅌ", "--knowledge", starter, "--json").stdout)
    assert by_name["found"][0]["name"].startswith("리피토")
    by_imprint = json.loads(run("search", "--imprint", "ATV", "10", "--knowledge", starter, "--json").stdout)
    assert by_imprint["found"][0]["item"] == LIPITOR


def test_a_missing_file_is_named_on_stderr_and_stdout_stays_empty(tmp_path: Path) -> None:
    result = run("info", "--knowledge", tmp_path / "none.db", "--json")
    assert result.exit_code == 1
    assert "none.db" in result.stderr
    assert result.stdout == ""


def test_build_wants_a_folder_or_the_starter_set_but_not_both(tmp_path: Path) -> None:
    assert run("build", "--out", tmp_path / "k.db").exit_code == 2
    assert run("build", "--out", tmp_path / "k.db", "--starter", "--from", tmp_path).exit_code == 2


def test_an_empty_folder_is_no_source(tmp_path: Path) -> None:
    result = run("build", "--from", tmp_path, "--out", tmp_path / "k.db", "--json")
    assert result.exit_code == 1
    assert result.stderr.strip()
    assert not (tmp_path / "k.db").exists()


@pytest.mark.parametrize("name", ["folder", "file/k.db"])
def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    result = run("build", "--starter", "--out", tmp_path / name)
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert name in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_bad_file_is_named_with_row_and_field_and_the_old_one_stays(starter: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "korea", tmp_path / "k.db"
    out.write_bytes(starter.read_bytes())
    dur(source / "OpenData_PotOpenDurIngr_AC20260312.csv", [{**DUR, **PARTNER, "새열": "x"}])
    result = run("build", "--from", source, "--out", out)
    assert result.exit_code == 1
    assert "OpenData_PotOpenDurIngr_AC20260312.csv, row 2, field 새열" in result.stderr
    assert "Traceback" not in result.stderr
    assert out.read_bytes() == starter.read_bytes()


def test_identify_tells_what_each_pill_of_a_photo_may_be(starter: Path, shared_data: Path) -> None:
    photo = min((shared_data / "photos" / "korean_closeups" / "images" / "test").iterdir())
    result = run("identify", photo, "--knowledge", starter, "--json")
    assert result.exit_code == 0, result.output
    for pill in json.loads(result.stdout)["pills"]:
        assert pill["certainty"] in ("sure", "choose", "unknown")
        assert len(pill["candidates"]) == 5


def test_identify_says_what_is_wrong_with_a_file_that_is_no_photo(starter: Path, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"no photo")
    result = run("identify", tmp_path / "photo.jpg", "--knowledge", starter, "--json")
    assert result.exit_code == 1
    assert result.stdout == ""


def test_barcode_tells_the_product_of_each_photo_of_a_box(starter: Path, shared_data: Path) -> None:
    boxes = shared_data / "documents" / "boxes"
    result = run("barcode", boxes / "001.jpg", boxes / "005.jpg", "--knowledge", starter, "--json")
    assert result.exit_code == 0, result.output
    first, second = map(json.loads, result.stdout.splitlines())
    assert [one["code"] for one in first["barcodes"]] == ["8806494005819"]
    assert second["barcodes"][0] | {"found": []} == {
        "code": "8806836003824",
        "expiry": "2028-03-06",
        "lot": "H73906",
        "found": [],
    }


def test_page_tells_a_line_of_json_for_each_photo(starter: Path, shared_data: Path) -> None:
    pages = shared_data / "documents" / "pages"
    result = run("page", pages / "002.jpg", pages / "005.jpg", "--knowledge", starter, "--json")
    assert result.exit_code == 0, result.output
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["photo"] for one in documents] == ["002.jpg", "005.jpg"]
    for line in (line for one in documents for line in one["lines"]):
        assert {
            "product_id",
            "name",
            "per_dose",
            "per_day",
            "days",
            "timing",
            "sure",
            "dose_sure",
        } <= line.keys()


def test_page_and_barcode_say_what_is_wrong_with_a_file_that_is_no_photo(
    starter: Path, tmp_path: Path
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"no photo")
    for command in ("page", "barcode"):
        result = run(command, tmp_path / "photo.jpg", "--knowledge", starter, "--json")
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.strip()
