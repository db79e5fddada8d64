"""Tables: cleaned by rules, merged without losing a row, joined in one go, sampled without a leak."""

from itertools import product

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.build.builder import build_records
from knowledge.products import ProductId
from knowledge.sources.records import Region
from knowledge.starter import build_starter, records
from training.aihub.archives.matching import match
from training.aihub.errors import AihubError
from training.aihub.fit.choosing import HELD_OUT, TRAIN, VIEWS, choose, choose_all, describe
from training.aihub.shards.prepare import Options, prepare
from training.aihub.tables.cleaning import Rule, clean
from training.aihub.tables.table import by_item, make_table


@pytest.mark.parametrize(
    ("rule", "argument", "value", "clean_value", "what"),
    [
        ("text", "", "  BSP   정 ", "BSP 정", "spaces"),
        ("text", "", "-", None, None),
        ("number", "0.5|20", "6.35", 6.35, None),
        ("number", "0.5|20", "635", None, "outside 0.5 to 20"),
        ("number", "0.5|20", "4호", None, "no number"),
        ("words", "원형|기타", "원형", "원형", None),
        ("words", "원형|기타", "둥근", None, "unknown word: 둥근"),
        ("words", "-|+", "-", "-", None),
        ("date", "", "20070910", "2007-09-10", None),
        ("date", "", "1971May6th", None, "no date"),
        ("list", "", "641901280,A09302381,641901280", "641901280,A09302381", "repeated entry"),
    ],
)
def test_a_rule_cleans_a_value_and_says_what_it_did(rule, argument, value, clean_value, what):
    table = pd.DataFrame({"column": [value, "kept" if rule == "text" else None], "other": ["x", "y"]})
    cleaned, changes = clean(table, [Rule("column", rule, argument)])
    found = cleaned["column"][0] if "column" in cleaned else None
    assert (None if pd.isna(found) else found) == clean_value
    assert dict(changes.counts) == ({("column", what): 1} if what else {})


def test_columns_that_hold_nothing_are_dropped_and_named():
    cleaned, changes = clean(
        pd.DataFrame({"a": ["", "-"], "b": ["x", ""]}), [Rule("a", "text", ""), Rule("b", "text", "")]
    )
    assert (list(cleaned), changes.empty) == (["b"], ["a"])


def test_of_facts_that_contradict_each_other_the_one_of_most_labels_counts():
    drugs = pd.DataFrame(
        {"code": ["K-000030"] * 3, "item": ["196000001"] * 3, "labels": [5, 9, 5], "thick": [6.0, 6.35, 6.0]}
    )
    rows, conflicts = by_item(drugs)
    assert rows.to_dict("records") == [{"item": "196000001", "codes": "K-000030", "labels": 19, "thick": 6.0}]
    assert conflicts == {"thick": 1}


def test_no_row_is_lost_where_a_list_has_nothing(sound_archives, tmp_path):
    build_starter(tmp_path / "knowledge.db")
    told = make_table(str(sound_archives[0]), tmp_path / "knowledge.db", str(tmp_path / "products.csv"))
    table = pd.read_csv(tmp_path / "products.csv", dtype=str)
    assert (told["rows"], told["labels"], len(table)) == (8, 80, 8)
    for name in ("pill_list", "leaflet", "dur"):
        assert told["matched"][name] + sum(told["unmatched"][name].values()) == 8
    assert told["matched"]["pill_list"] == 8
    assert pd.read_parquet(tmp_path / "products.parquet").shape == table.shape
    assert "di_company_mf" in told["empty_columns"]
    assert (tmp_path / "products.html").exists()


def test_a_product_that_the_catalogue_lacks_stays_with_the_reason(sound_archives, tmp_path):
    build_starter(tmp_path / "whole.db")
    make_table(str(sound_archives[0]), tmp_path / "whole.db", str(tmp_path / "whole.csv"))
    gone = ProductId(pd.read_csv(tmp_path / "whole.csv", dtype=str)["item"][0])
    kept = (each for each in records() if getattr(each, "product", getattr(each, "id", None)) != gone)
    build_records(kept, tmp_path / "knowledge.db", Region.KOREA)
    told = make_table(str(sound_archives[0]), tmp_path / "knowledge.db", str(tmp_path / "products.parquet"))
    assert told["rows"] == 8
    assert told["unmatched"]["pill_list"] == {"not in the pill list": 1}


def test_a_table_of_another_kind_is_refused(sound_archives, tmp_path):
    with pytest.raises(AihubError, match=r"expected a name that ends in \.csv or \.parquet"):
        make_table(str(sound_archives[0]), tmp_path / "knowledge.db", str(tmp_path / "products.xlsx"))


names = st.lists(st.sampled_from("abcdefgh"), max_size=12)


@given(names, names)
def test_a_join_accounts_for_both_sides(labels, photos):
    annotations = pl.LazyFrame(
        {"photo": labels, "code": ["K-000030"] * len(labels)}, schema={"photo": str, "code": str}
    )
    places = pl.LazyFrame({"photo": photos, "member": photos}, schema={"photo": str, "member": str})
    found = match(annotations, places)
    assert found.rows.height + found.labels_without_photo == len(labels)
    assert found.rows["photo"].to_list() == [each for each in labels if each in photos]
    assert found.photos_without_label == len(set(photos) - set(labels))


def rows_of(kinds=12, sides=2, views=30) -> pl.DataFrame:
    """Return prepared data: every kind in several sessions, each from many views."""
    return pl.DataFrame(
        row(f"{kind}-{side}-{ground}-{view}", f"K-{kind:06}", f"{kind}-{side}-{ground}", side, ground, view)
        for kind, side, ground, view in product(range(kinds), range(sides), range(4), range(views))
    )


def row(key, label, session, side=0, ground=0, view=0, box=0) -> dict:
    """Return a box of prepared data."""
    views = {
        "side": str(side),
        "background": str(ground),
        "light": str(view % 3),
        "latitude": (70, 75, 90)[view % 3],
    }
    return {"key": key, "box": box, "label": label, "session": session, **views}


@pytest.mark.parametrize("seed", range(5))
def test_no_session_and_no_held_out_kind_is_on_two_sides(seed):
    chosen = choose(rows_of(kinds=30), per_kind=20, held_out=0.3, seed=seed)
    assert describe(chosen)["sessions_in_two_splits"] == 0
    held = set(chosen.filter(pl.col("split") == HELD_OUT)["label"])
    assert held
    assert held.isdisjoint(set(chosen.filter(pl.col("split") != HELD_OUT)["label"]))


def test_a_photo_of_several_kinds_is_held_out_with_any_of_them():
    labels = rows_of(kinds=20, sides=1, views=1)["label"].unique().sort()
    together = pl.DataFrame([row("all", label, "all", box=box) for box, label in enumerate(labels)])
    rows = pl.concat([rows_of(kinds=20), together])
    chosen = choose(rows, per_kind=500, held_out=0.5, seed=2)
    assert chosen.filter(pl.col("key") == "all")["split"].unique().to_list() == [HELD_OUT]


def test_every_kind_has_as_many_and_every_view_is_shown_as_often():
    chosen = choose(rows_of(kinds=5, sides=4), per_kind=24, held_out=0, seed=3).filter(
        pl.col("split") == TRAIN
    )
    assert set(chosen.group_by("label").len()["len"]) == {24}
    for view in VIEWS[2:]:
        counts = chosen.group_by("label", view).len()["len"]
        assert counts.max() - counts.min() <= 4


def test_the_same_seed_chooses_the_same(tmp_path):
    assert choose(rows_of(), seed=1).equals(choose(rows_of(), seed=1))
    assert not choose(rows_of(), per_kind=5, seed=1).equals(choose(rows_of(), per_kind=5, seed=2))


def test_samples_are_chosen_from_prepared_data(sound_archives, tmp_path):
    prepare(Options(str(sound_archives[0]), str(tmp_path / "data"), tar=True))
    told = choose_all(
        str(tmp_path / "data"), str(tmp_path / "chosen.parquet"), per_kind=4, held_out=0, seed=1
    )
    assert told["sessions_in_two_splits"] == 0
    assert pl.read_parquet(tmp_path / "chosen.parquet")["key"].n_unique() == sum(
        each["pictures"] for each in told["splits"].values()
    )
    with pytest.raises(AihubError, match="found no samples"):
        choose_all(str(tmp_path / "nothing"), str(tmp_path / "chosen.parquet"))
