"""Famous dangerous combinations: each has a finding with a source, and the documentation says which."""

from pathlib import Path

import pytest

from knowledge.catalogue.catalogue import Catalogue
from tests.bench.verdicts import FAMOUS_PAGE, famous, famous_page


def test_nearly_every_famous_combination_has_a_finding_with_a_source(korean_knowledge: Path) -> None:
    with Catalogue.open(korean_knowledge) as catalogue:
        rows = famous(catalogue)
        assert len(rows) == 52
        assert sum(bool(row.finding) for row in rows) >= 40
        assert all(row.finding.source.name for row in rows if row.finding)
        assert FAMOUS_PAGE.read_text(encoding="utf-8") == famous_page(catalogue)


@pytest.mark.parametrize("word", ["class_pairs.csv", "leaflet"])
def test_the_page_says_where_the_findings_come_from(word: str) -> None:
    assert word in FAMOUS_PAGE.read_text(encoding="utf-8")
