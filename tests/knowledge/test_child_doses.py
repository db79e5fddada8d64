"""Doses by age and weight, from made sentences in the shapes of leaflets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue.child_doses import age_doses, weight_sentences


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ("만 8세 이상 및 성인은 1회 1정씩, 1일 1회 복용합니다.", [(8, None, "1", "정", "")]),
        (
            "만 15세 이상 및 성인은 1회 2캡슐씩, 만 8세 이상~만 15세 미만은 1회 1캡슐씩, 1일 3회 복용합니다.",
            [(15, None, "2", "캡슐", ""), (8, 15, "1", "캡슐", "")],
        ),
        (
            "7~10세는 1회 150~200 mg (8~10 mL), 3~6세는 1회 100~150 mg (5~8 mL)을 복용합니다.",
            [(7, 11, "150~200", "mg", "8~10"), (3, 7, "100~150", "mg", "5~8")],
        ),
        (
            "7세~10세는 1회 150~200 mg (8~10 mL), 3세~6세는 1회 100~150 mg (5~8 mL)을 복용합니다.",
            [(7, 11, "150~200", "mg", "8~10"), (3, 7, "100~150", "mg", "5~8")],
        ),
        ("생후 6개월 이상의 소아는 1회 0.4~0.6 mL/kg 복용합니다.", [(0.5, None, "0.4~0.6", "mL/kg", "")]),
        (
            "11~14세는 1회 200~250 mg, 7~10세는 1회 150~-200 mg 복용합니다.",
            [(11, 15, "200~250", "mg", ""), (7, 11, "150~200", "mg", "")],
        ),
        ("3개월 미만의 영아는 복용하지 않습니다.", []),
        ("1회 5 mL를 복용합니다.", []),
        ("", []),
    ],
)
def test_a_dose_is_read_with_the_ages_that_it_is_for(usage: str, expected: list[tuple[object, ...]]) -> None:
    found = age_doses(usage)
    assert [(d.from_years, d.below_years, d.amount, d.unit, d.millilitres) for d in found] == expected
    assert all(dose.sentence in usage for dose in found)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (
            "3~6세는 1회 100 mg을 복용합니다. 체중이 30 kg 미만인 어린이는 1일량이 500 mg (25 mL)을 초과해서는 안됩니다.",
            ("체중이 30 kg 미만인 어린이는 1일량이 500 mg (25 mL)을 초과해서는 안됩니다",),
        ),
        (
            "생후 6개월 이상은 1회 0.4~0.6 mL/kg 복용합니다.",
            ("생후 6개월 이상은 1회 0.4~0.6 mL/kg 복용합니다",),
        ),
        ("신 청소율과 체중을 고려하여 조절합니다.", ()),
    ],
)
def test_what_is_told_by_weight_is_quoted(usage: str, expected: tuple[str, ...]) -> None:
    assert weight_sentences(usage) == expected


@given(st.text(alphabet="만생후 0123456789세개월이상미하~는은1회.mL/kg정캡슐포()복용합니다\n", max_size=200))
def test_no_text_makes_it_fail(usage: str) -> None:
    for dose in age_doses(usage):
        assert dose.amount
        assert dose.unit
