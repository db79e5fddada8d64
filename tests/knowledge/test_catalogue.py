"""The read side of a knowledge file, over the starter set: real SQLite, no downloaded data."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from inference.types import Colour, Shape
from knowledge.catalogue.catalogue import Catalogue, KnowledgeError
from knowledge.interactions.check import CautionKind, Obstacle, Profile, Verdict
from knowledge.products import ProductId
from knowledge.starter import build_starter

TYLENOL, GEWORIN, LIPITOR = ProductId("202106092"), ProductId("197900277"), ProductId("200410090")
SPORANOX, DIOVAN, TRITACE = ProductId("202105228"), ProductId("200108763"), ProductId("199200883")
TODAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    return path


@pytest.fixture(scope="module")
def catalogue(starter: Path) -> Iterator[Catalogue]:
    with Catalogue.open(starter) as opened:
        yield opened


def test_a_product_has_its_ingredients_strengths_and_looks(catalogue: Catalogue) -> None:
    product = catalogue.product(TYLENOL)
    assert product is not None
    assert (product.name, product.prescription) == ("타이레놀정500밀리그람(아세트아미노펜)", False)
    (ingredient,) = product.ingredients
    assert (ingredient.code, ingredient.amount, ingredient.unit) == ("D000147", Decimal(500), "mg")
    (look,) = product.appearances
    assert (look.front.imprint, look.back.imprint, look.shape) == ("TYLENOL", "500", Shape.OBLONG)
    assert look.front.colours == (Colour.WHITE,)
    assert product.purpose
    assert product.purpose_english


def test_a_substance_with_several_codes_carries_them_all(catalogue: Catalogue) -> None:
    naxen = catalogue.product(ProductId("197500016"))
    assert naxen is not None
    assert {naxen.ingredients[0].code, *naxen.ingredients[0].also} == {"D000195", "D000982"}


def test_only_known_products_are_returned(catalogue: Catalogue) -> None:
    assert catalogue.product(ProductId("1")) is None
    assert set(catalogue.products([TYLENOL, ProductId("1"), TYLENOL])) == {TYLENOL}
    assert catalogue.products([]) == {}


def test_the_file_tells_its_region_sources_and_size(catalogue: Catalogue) -> None:
    assert (catalogue.info.region, catalogue.info.products) == ("kr", 205)
    names = [source.name for source in catalogue.info.sources]
    assert len(names) == len(set(names))
    assert all(source.published for source in catalogue.info.sources)


def test_pairs_of_the_starter_set_are_checked(catalogue: Catalogue) -> None:
    report = catalogue.check([LIPITOR, SPORANOX, DIOVAN, TRITACE], Profile(1950, False, False), TODAY)
    found = {(pair.first, pair.second): pair.verdict for pair in report.pairs}
    assert found[LIPITOR, SPORANOX] is Verdict.CONTRAINDICATED
    assert found[TRITACE, DIOVAN] is Verdict.DUPLICATE_EFFECT
    assert found[DIOVAN, LIPITOR] is Verdict.NONE_LISTED
    assert report.sources
    assert all(finding.source.published for finding in report.findings)


def test_an_item_code_that_is_not_in_the_file_is_not_checkable(catalogue: Catalogue) -> None:
    report = catalogue.check([LIPITOR, ProductId("1")], None, TODAY)
    assert report.pairs[0].verdict is Verdict.NOT_CHECKABLE
    assert any(one.obstacle is Obstacle.UNKNOWN_PRODUCT and one.product == "1" for one in report.unchecked)


def test_strengths_of_one_ingredient_in_two_products_are_summed(catalogue: Catalogue) -> None:
    report = catalogue.check([ProductId("202200407"), TYLENOL], None, TODAY)
    assert [finding.amount for finding in report.findings] == ["1150 mg"]


def test_a_rule_for_slow_tablets_is_held_against_a_slow_one_and_not_against_a_plain_one(
    catalogue: Catalogue,
) -> None:
    report = catalogue.check([TYLENOL, ProductId("202200407")], Profile(2018, False, False), TODAY)
    found = {c.product: (c.limit, c.forms) for c in report.cautions if c.kind is CautionKind.AGE}
    assert found == {ProductId("202200407"): ("12세 미만", ())}


def test_the_purpose_of_a_product_names_its_source(catalogue: Catalogue) -> None:
    texts = catalogue.texts(TYLENOL)
    assert texts is not None
    assert texts.purpose is not None
    assert texts.purpose.source.published
    assert texts.storage is None
    assert catalogue.texts(ProductId("1")) is None
    assert catalogue.recalls([TYLENOL]) == ()


def test_many_threads_may_ask_at_once(catalogue: Catalogue) -> None:
    answers: list[bool] = []

    def ask() -> None:
        for _ in range(20):
            found = catalogue.search("타이레놀")[0].product.name.startswith("타이레놀")
            checked = catalogue.check([LIPITOR, SPORANOX], None, TODAY).findings
            answers.append(found and bool(checked))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 120


def _absent(path: Path) -> None:
    path.unlink()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _web_page(path: Path) -> None:
    path.write_bytes(b"<!doctype html>" * 1000)


def _half(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _one_byte_changed(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[whole.rindex("타이레놀".encode())] ^= 1
    path.write_bytes(whole)


def _other_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE product (id TEXT)")


def _newer_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    "spoil", [_absent, _folder, _empty, _web_page, _half, _one_byte_changed, _other_database, _newer_schema]
)
def test_a_file_that_cannot_be_trusted_is_refused_by_its_path(
    starter: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path = tmp_path / "knowledge.db"
    path.write_bytes(starter.read_bytes())
    spoil(path)
    with pytest.raises(KnowledgeError) as error:
        Catalogue.open(path)
    assert str(path) in str(error.value)


def test_an_open_catalogue_keeps_its_file_when_another_is_swapped_in(starter: Path, tmp_path: Path) -> None:
    path = tmp_path / "knowledge.db"
    path.write_bytes(starter.read_bytes())
    with Catalogue.open(path) as old:
        build_starter(path)
        assert old.product(TYLENOL) is not None
