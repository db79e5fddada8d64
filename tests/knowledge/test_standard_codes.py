"""Codes on boxes and bills: of a pack, of a product, and of what is paid for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.build.builder import build
from knowledge.catalogue.catalogue import Catalogue
from knowledge.sources.kr.standard_codes import benefit_codes, representative, standard_codes


def test_codes_are_found_in_what_a_field_lists() -> None:
    field = "8806459011008,8806459011015, 8806459011015/18806459011012"
    assert standard_codes(field) == ("8806459011008", "8806459011015")
    assert benefit_codes(field) == ("645901100", "645901101")


@pytest.mark.parametrize("code", ["8806459011008", "8806459011015", "645901100", "645901105"])
def test_every_pack_leads_to_the_code_of_its_product(code: str) -> None:
    assert representative(code) == "8806459011008"


@pytest.mark.parametrize("text", ["", "123", "8006459011008", "타이레놀", "6459011000"])
def test_what_is_no_code_leads_nowhere(text: str) -> None:
    assert representative(text) is None


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_the_code_of_a_product_is_its_own_and_its_check_digit_holds(code: str) -> None:
    product = representative(code)
    assert product is not None
    assert representative(product) == product
    assert sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(product)) % 10 == 0


def test_every_box_of_the_lists_leads_to_the_product_of_its_code(korean_knowledge) -> None:
    with Catalogue.open(korean_knowledge) as korea:
        (paid,) = korea.look_up("645901109").matches  # a pack that no list has
        (by_item,) = korea.look_up(paid.product.id).matches
        assert by_item.product == paid.product
        assert korea.look_up("000000000").absent
        assert korea.look_up("8806459011008").matches == (paid,)


def test_a_upc_leads_to_the_product_of_its_ndc(tmp_path, shared_data) -> None:
    build(shared_data / "us", tmp_path / "us.db", "us")
    with Catalogue.open(tmp_path / "us.db") as america:
        (strattera,) = america.by_code("300023227306")
        assert strattera.id == "000023227"
        assert america.by_code("012345678905") == ()
