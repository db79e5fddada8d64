"""Particles fit the last sound of what was filled in."""

import re

import pytest
from babel.messages.pofile import read_po

from bot.core.people.accounts import Language
from bot.telegram.ui.particles import with_particles
from bot.telegram.ui.texts import LOCALE, Texts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("리피토은(는)", "리피토는"),
        ("노바스크정은(는)", "노바스크정은"),
        ("“와파린”은(는)", "“와파린”은"),
        ("<b>아스피린</b>이(가)", "<b>아스피린</b>이"),
        ("자누비아을(를)", "자누비아를"),
        ("타이레놀와(과) 함께", "타이레놀과 함께"),
        ("서울(으)로", "서울로"),
        ("부산(으)로", "부산으로"),
        ("제주(으)로", "제주로"),
        ("리피토정(아토르바스타틴)은(는)", "리피토정(아토르바스타틴)은"),
        ("Advil은(는)", "Advil은"),
        ("Lipitor은(는)", "Lipitor는"),
        ("5mg이(가)", "5mg이"),
        ("10ml을(를)", "10ml를"),
        ("이지엔6은(는)", "이지엔6은"),
        ("콘택600와(과)", "콘택600과"),
        ("오메가3은(는)", "오메가3은"),
        ("비타민2이(가)", "비타민2가"),
        ("은(는)", "는"),
        ("가은(는) 나은(는)", "가는 나는"),
        ("no mark at all", "no mark at all"),
    ],
)
def test_the_particle_fits_the_last_sound(text, shown):
    assert with_particles(text) == shown


def test_a_sentence_with_a_name_is_shown_without_the_mark():
    t = Texts(Language.KOREAN)
    assert t("“{name}” is not on the list.", name="리피토") == "“리피토”는 목록에 없어요."
    assert t("“{name}” is not on the list.", name="노바스크정") == "“노바스크정”은 목록에 없어요."


def test_no_translation_sets_a_particle_fast_behind_a_name():
    with (LOCALE / "ko" / "LC_MESSAGES" / "yaksok.po").open("rb") as file:
        said = [one.string for one in read_po(file, locale="ko")]
    texts = [text for one in said for text in (one if isinstance(one, tuple | list) else (one,))]
    fast = re.compile(
        r"\{(?:name|names|other|one|product|medicine)\}(?:</\w+>|[”’)])*(?:은|는|이|가|을|를|와|과)(?![가-힣(])"
    )
    assert [text for text in texts if fast.search(text)] == []
