"""The whole Korean database, built from the officials' own files: facts looked up by hand."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from knowledge import checksum
from knowledge.build.bounds import KOREA, PAIRS_WITH_WARFARIN, broken
from knowledge.build.coverage import Measure, coverage
from knowledge.errors import KnowledgeError
from tests.knowledge.conftest import KoreanBuild


@pytest.fixture(scope="module")
def db(korean_knowledge: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{korean_knowledge.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def codes_of(db: sqlite3.Connection, item: str) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT ingredient.name, group_concat(code, ' ') FROM product "
        "JOIN ingredient ON ingredient.product = product.number "
        "LEFT JOIN ingredient_code USING (product, position) WHERE product.id = ? GROUP BY position",
        (item,),
    ).fetchall()


def test_a_build_of_all_files_is_within_its_bounds_and_small(korean_build: KoreanBuild) -> None:
    summary = korean_build.summary
    assert broken(summary.counts, KOREA) == []
    assert summary.size_bytes < 90 * 2**20
    assert summary.counts["pills"] == 25_038  # 25,025 of the sheet, 13 new ones of the API
    assert summary.counts["looks"] == 25_053
    assert summary.counts["leaflets"] == 4_712
    assert summary.counts["effect series"] == 62
    assert summary.counts[PAIRS_WITH_WARFARIN] == 2
    assert summary.counts["recalls"] == 2


def test_no_correction_is_left_over(korean_build: KoreanBuild) -> None:
    assert [line for line in korean_build.log.notes if line.startswith("correction not needed")] == []


def test_what_a_build_does_not_use_is_three_answers_without_facts(korean_build: KoreanBuild) -> None:
    told = sorted(
        line.split(":")[1].strip() for line in korean_build.log.notes if line.startswith("not used")
    )
    assert told == [
        "medi-meta_bundle-information-response.json",
        "medi-meta_default-error-response.json",
        "medi-meta_sample_products.json",
    ]


def test_the_file_is_sealed(korean_knowledge: Path, db: sqlite3.Connection) -> None:
    ((digest,),) = db.execute("SELECT value FROM meta WHERE key = 'content_sha256'")
    checksum.check(korean_knowledge, digest)


def test_coverage_reaches_what_was_asked_and_stands_beside_the_yardsticks(korean_knowledge: Path) -> None:
    found = {one.name: one for one in coverage(korean_knowledge)}
    least = {
        "pills with at least one ingredient": 22_000,
        "pills with a rule code": 18_000,
        "pills with a strength": 13_000,
        "looks that the imprint alone tells": 20_000,
    }
    assert {name: found[name].value for name in least if found[name].value < least[name]} == {}
    assert found["pairs of codes listed"] == Measure("pairs of codes listed", 1_229, 1_229)
    assert found["of them only for combinations"] == Measure("of them only for combinations", 190, 190)
    assert found["pairs with both codes among the pills"].value >= 741
    for one in found.values():
        if one.yardstick:
            assert abs(one.value - one.yardstick) <= 0.2 * one.yardstick, one
            assert one.value == one.yardstick or one.why, one


def test_coverage_names_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_bytes(b"nothing")
    with pytest.raises(KnowledgeError, match=r"no\.db"):
        coverage(tmp_path / "no.db")


@pytest.mark.parametrize(
    ("item", "looks"), [("201706587", 7), ("200209641", 3), ("201507425", 3), ("200906540", 2)]
)
def test_a_repeated_item_code_is_one_product_with_several_looks(
    db: sqlite3.Connection, item: str, looks: int
) -> None:
    query = "SELECT count(*) FROM appearance JOIN product ON product.number = product WHERE product.id = ?"
    assert db.execute(query, (item,)).fetchone() == (looks,)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("197900277", {"아세트아미노펜", "카페인무수물", "이소프로필안티피린"}),  # 게보린정, from a list
        ("200808876", {"디메크로틴산마그네슘"}),  # from its name's bracket
        ("198000058", {"디클로페낙나트륨"}),
    ],
)
def test_a_product_has_its_ingredients(db: sqlite3.Connection, item: str, expected: set[str]) -> None:
    assert {name for name, _ in codes_of(db, item)} == expected


def test_caffeine_is_not_taken_for_ergotamine(db: sqlite3.Connection) -> None:
    codes = {code for _, told in codes_of(db, "197900277") for code in (told or "").split()}
    assert {"D000147", "D000852"} <= codes  # acetaminophen, caffeine
    assert "D000747" not in codes  # ergotamine, whose combination rows list caffeine's salts


def test_ezetimibe_alone_is_not_simvastatin(db: sqlite3.Connection) -> None:
    names = (
        "SELECT DISTINCT code FROM ingredient JOIN ingredient_code USING (product, position) WHERE name = ?"
    )
    assert db.execute(names, ("에제티미브",)).fetchall() == [("D000350",)]


def test_olmesartan_medoxomil_carries_both_its_codes(db: sqlite3.Connection) -> None:
    names = "SELECT DISTINCT code FROM ingredient JOIN ingredient_code USING (product, position) WHERE name = ? ORDER BY 1"
    assert db.execute(names, ("올메사르탄메독소밀",)).fetchall() == [("D000358",), ("D000972",)]


def test_every_pair_has_a_code_on_both_sides_and_sides_in_one_order(db: sqlite3.Connection) -> None:
    sides: dict[tuple[int, int], list[str]] = {}
    for pair, side, code in db.execute("SELECT pair, side, code FROM pair_side ORDER BY code"):
        sides.setdefault((pair, side), []).append(code)
    numbers = [number for (number,) in db.execute("SELECT id FROM pair")]
    assert len(sides) == 2 * len(numbers)
    assert all(sides[number, 1] <= sides[number, 2] for number in numbers)
    conditions = db.execute("SELECT id, condition FROM pair").fetchall()
    rules = {
        (tuple(sides[number, 1]), tuple(sides[number, 2]), condition) for number, condition in conditions
    }
    assert len(rules) == len(numbers)


def test_the_naming_code_of_a_side_is_among_its_codes(db: sqlite3.Connection) -> None:
    query = (
        "SELECT count(*) FROM pair WHERE first NOT IN (SELECT code FROM pair_side WHERE pair = id AND side = 1) "
        "OR second NOT IN (SELECT code FROM pair_side WHERE pair = id AND side = 2)"
    )
    assert db.execute(query).fetchone() == (0,)


def test_conditions_are_kept_as_published(db: sqlite3.Connection) -> None:
    found = dict(db.execute("SELECT condition, count(*) FROM pair GROUP BY condition"))
    assert found["48시간이내병용금기"] > 100
    assert "분류번호:[06140],[06150]중경구제와주사제등전신제제에한함" in found
    assert "75세이상남성" in found


def test_no_rule_holds_a_bar_for_a_comma_or_a_hyphen_for_nothing(db: sqlite3.Connection) -> None:
    for table in ("pair", "caution"):
        query = f"SELECT count(*) FROM {table} WHERE reason LIKE '%|%' OR reason = '-' OR condition IN ('-', '\"')"
        assert db.execute(query).fetchone() == (0,), table


def test_an_ace_inhibitor_and_an_arb_meet_in_a_joint_group_only(db: sqlite3.Connection) -> None:
    query = (
        "SELECT series, joint FROM effect_group JOIN effect_member ON effect_group = effect_group.id "
        "WHERE code = ? ORDER BY joint"
    )
    ace, arb = (db.execute(query, (code,)).fetchall() for code in ("D000398", "D000011"))
    assert [joint for _, joint in ace] == [joint for _, joint in arb] == [0, 1]
    assert ace[0] != arb[0]
    assert ace[1] == arb[1]


def test_aspirin_counts_as_a_painkiller_only_above_its_dose_and_minoxidil_only_by_mouth(
    db: sqlite3.Connection,
) -> None:
    query = "SELECT above_mg, route FROM effect_member JOIN substance USING (code) WHERE name = ?"
    assert db.execute(query, ("아스피린",)).fetchall() == [(325.0, None)]
    assert db.execute(query, ("미녹시딜",)).fetchall() == [(None, "oral")]


def test_ergotamine_belongs_to_its_series_only_with_caffeine(db: sqlite3.Connection) -> None:
    query = (
        "SELECT group_concat(coded.code) FROM effect_member JOIN effect_member_code AS coded ON member = id "
        "WHERE effect_member.code = 'D000747' GROUP BY id"
    )
    assert db.execute(query).fetchall() == [("D000747,D000852",)]


def test_a_product_without_a_leaflet_has_a_purpose_of_our_own_with_its_origin(db: sqlite3.Connection) -> None:
    query = (
        "SELECT count(*), sum(purpose = ''), sum(purpose <> '' AND purpose_from IS NULL) FROM product "
        "WHERE class_code <> '' AND number IN (SELECT product FROM appearance)"
    )
    pills, without, unsourced = db.execute(query).fetchone()
    assert without < pills / 100
    assert unsourced == 0


def test_every_leaflet_tells_what_it_is_for_and_from_when_it_is(db: sqlite3.Connection) -> None:
    query = "SELECT sum(purpose = ''), sum(revised IS NULL) FROM leaflet"
    assert db.execute(query).fetchone() == (14, 0)  # fourteen are published without a purpose


def test_sizes_are_those_of_pills(db: sqlite3.Connection) -> None:
    (least, most) = db.execute("SELECT min(short_mm), max(long_mm) FROM appearance").fetchone()
    assert least > 1
    assert most <= 60


def test_no_imprint_keeps_the_words_for_a_mark_or_a_line(db: sqlite3.Connection) -> None:
    query = (
        "SELECT count(*) FROM appearance WHERE front_imprint LIKE '%분할선%' OR back_imprint LIKE '%분할선%' "
        "OR front_imprint LIKE '%마크%' OR back_imprint LIKE '%마크%'"
    )
    assert db.execute(query).fetchone() == (0,)


def test_marks_are_as_many_as_the_officials_mark(db: sqlite3.Connection) -> None:
    (marks,) = db.execute("SELECT sum(front_mark) FROM appearance").fetchone()
    assert 2_681 <= marks <= 3_500
