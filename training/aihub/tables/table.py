"""The table of products: facts of the label files by item code, beside pill list, e약은요 and DUR."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.rules import Rules
from knowledge.products import IngredientCode, Product, ProductId
from training.aihub.archives.scan_report import scan_all
from training.aihub.errors import AihubError
from training.aihub.pictures.report import Section, counted, write_report
from training.aihub.tables.cleaning import Changes, clean
from training.aihub.work.progress import Progress, followed
from training.aihub.work.store import Store, split_url

LEAFLET = (
    "usage",
    "warning",
    "precaution",
    "interaction",
    "side_effects",
    "storage",
)  # parts that only e약은요 has
LISTS = ("pill_list", "leaflet", "dur")


def make_table(source: str, knowledge: Path, target: str, progress: Progress | None = None) -> dict[str, Any]:
    """Write the table of products as CSV and as Parquet, and a page beside; return what `table` prints.

    `source` is a folder of archives, or of what `scan` or `prepare` made of them.

    Raises:
        AihubError: there is neither, or nothing can be written.
    """
    if not target.endswith((".csv", ".parquet")):
        raise AihubError(f"{target}: expected a name that ends in .csv or .parquet")
    drugs, changes = clean(read_drugs(_scanned(source, target, progress), progress))
    products, conflicts = by_item(drugs)
    with Catalogue.open(knowledge) as catalogue:
        table = pd.concat([products, matched(products["item"], catalogue, progress)], axis=1)
    _write(table, target)
    told = _told(table, drugs, changes, conflicts)
    store, name = split_url(target)
    write_report(store, f"{name.rpartition('.')[0]}.html", "Table of products", _sections(told, changes))
    return told


def _scanned(source: str, target: str, progress: Progress | None) -> Store:
    if Store(source).files("scan/drugs"):
        return Store(source)
    scans = f"{target.rpartition('.')[0]}.scan"
    scan_all(source, scans, progress=progress, verify=False)
    return Store(scans)


def read_drugs(scanned: Store, progress: Progress | None = None) -> pd.DataFrame:
    """Return all drugs of a scan: a row for each different set of facts, with how many labels say so."""
    tables, names = [], scanned.files("scan/drugs")
    for name in followed(names, "tables", progress, len(names)):
        with scanned.reading(name) as file:
            tables.append(pq.read_table(file).to_pandas())
    return pd.concat(tables, ignore_index=True)


def by_item(drugs: pd.DataFrame) -> tuple[pd.DataFrame, Counter[str]]:
    """Return a row a product: of facts that contradict each other, what most labels say; and how many did.

    A kind without an item code is a row of its own.
    """
    key = drugs["item"].where(drugs["item"] != "", drugs["code"])
    facts = [name for name in drugs if name not in ("code", "item", "labels")]
    conflicts = Counter({name: int((drugs.groupby(key)[name].nunique() > 1).sum()) for name in facts})
    groups = drugs.groupby(key, sort=True)
    rows = groups.agg(
        item=("item", "first"),
        codes=("code", lambda codes: "|".join(sorted(set(codes)))),
        labels=("labels", "sum"),
    )
    for name in facts:
        counts = (
            drugs.assign(key=key).dropna(subset=[name]).groupby(["key", name])["labels"].sum().reset_index()
        )
        first = counts.sort_values(["key", "labels", name], ascending=[True, False, True]).drop_duplicates(
            "key"
        )
        rows[name] = first.set_index("key")[name]
    return rows.reset_index(drop=True), +conflicts


def matched(items: Iterable[str], catalogue: Catalogue, progress: Progress | None = None) -> pd.DataFrame:
    """Return for each item what the pill list, e약은요 and DUR have of it, and why not where they have nothing."""
    ids = [ProductId(item) for item in items]
    products, rules = catalogue.products(ids), catalogue.rules
    named = _named(rules)
    told = followed(ids, "products", progress, len(ids))
    rows = [_row(id_, products.get(id_), catalogue, rules, named) for id_ in told]
    return pd.DataFrame(rows)


def _row(
    id_: ProductId,
    product: Product | None,
    catalogue: Catalogue,
    rules: Rules,
    named: frozenset[IngredientCode],
) -> dict[str, Any]:
    if product is None:
        why = "not in the pill list" if id_ else "no item code in the label file"
        return {"name": None, "company": None, "ingredients": None, **dict.fromkeys(LISTS, why)}
    texts = catalogue.texts(id_)
    codes = {code for each in product.ingredients for code in each.codes}
    leaflet = texts is not None and any(getattr(texts, part) for part in LEAFLET)
    return {
        "name": product.name, "company": product.company,
        "ingredients": "|".join(each.name for each in product.ingredients),
        "withdrawn": product.withdrawn, "pill_list": "matched",
        "leaflet": "matched" if leaflet else "no leaflet", "dur": _dur(codes, named, product),
    }  # fmt: skip


def _dur(codes: set[IngredientCode], named: frozenset[IngredientCode], product: Product) -> str:
    if not product.ingredients:
        return "ingredients not known"
    if not codes:
        return "ingredients without a DUR code"
    return "matched" if codes & named else "no rule names it"


def _named(rules: Rules) -> frozenset[IngredientCode]:
    """Return every substance that a rule is about."""
    pairs = (code for rule in rules.pairs for code in rule.first | rule.second)
    effects = (rule.code for rule in rules.effects)
    return frozenset([*pairs, *effects, *(code for rule in rules.cautions for code in rule.codes)])


def _write(table: pd.DataFrame, target: str) -> None:
    store, name = split_url(target)
    stem = name.rpartition(".")[0]
    store.write(f"{stem}.csv", table.to_csv(index=False).encode("utf-8"))
    with store.writing(f"{stem}.parquet") as file:
        table.to_parquet(file, index=False)


def _told(
    table: pd.DataFrame, drugs: pd.DataFrame, changes: Changes, conflicts: Mapping[str, int]
) -> dict[str, Any]:
    unmatched = {
        name: {str(why): int(rows) for why, rows in table[name].value_counts().items() if why != "matched"}
        for name in LISTS
    }
    return {
        "rows": len(table), "labels": int(drugs["labels"].sum()),
        "matched": {name: int((table[name] == "matched").sum()) for name in LISTS}, "unmatched": unmatched,
        "several_codes": int(table["codes"].str.contains("|", regex=False).sum()),
        "conflicts": dict(conflicts), "changed": {" / ".join(what): n for what, n in sorted(changes.counts.items())},
        "empty_columns": changes.empty,
    }  # fmt: skip


def _sections(told: Mapping[str, Any], changes: Changes) -> Sequence[Section]:
    lists = [["list", "matched", "unmatched", "why"]]
    for name in LISTS:
        why = "; ".join(f"{reason}: {rows}" for reason, rows in told["unmatched"][name].items())
        lists.append([name, told["matched"][name], sum(told["unmatched"][name].values()), why])
    return [
        Section("Rows", [f"{told['rows']} products out of {told['labels']} labels"]),
        Section("Matched by item code", ["Nothing is left out: a row that a list lacks says why."], lists),
        Section("Changed by the cleaning rules", table=counted(told["changed"], "column / what")),
        Section("Facts that contradicted each other", table=counted(told["conflicts"], "column")),
        Section("Columns that held nothing", [", ".join(changes.empty) or "none"]),
    ]
