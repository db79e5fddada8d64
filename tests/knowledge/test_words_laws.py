"""Our words for the officials' texts change no meaning: numbers, denials and bans of every row stay."""

import csv
import re
from pathlib import Path

import pytest

from knowledge.words import english, plain
from knowledge.words.clauses import scopes, squeezed

ROWS = [
    (file.stem, row["korean"], row[column])
    for file, column in ((plain.FILE, "plain"), (english.FILE, "english"))
    for row in csv.DictReader(Path(file).read_text(encoding="utf-8").splitlines())
]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
IN_NAMES = re.compile(  # CYP3A4, SN-38, 5-HT1, and the numbers of a list
    r"[A-Z][A-Za-z]*\d[A-Za-z\d]*|[A-Za-z]+-\d+|\d-HT\d|그룹\d+와\d+|groups \d+ and \d+|그룹 \d+와 \d+|제8뇌신경|^\d\.|>\d\."
)
IN_WORDS = re.compile(  # trimesters, "a day", "two or more"
    r"임신제?\d(?:[~,및]\d)?기|\d기(?=와|및|에|중|인|동안|3개월|$)|(?<=\d기)3개월|[~,및]\d기|(?<!\d)1(?=일|회|주|週)|\d(?=성분|개이상인경우)"
)
DENIED = re.compile(r"미확립|없음|않")
DENIAL = re.compile(r"않|없|안 |못|밝혀지지|not|no |none|without|n't|never")
BANNED = re.compile(r"금기|금지|하지말|안됨|사용할수없음|말것")
BAN = re.compile(r"안 돼|마세요|없|않|금기|빼고|not|no |never|except")
WATCHED = re.compile(r"주의|유의(?![하미적])")
WATCH = re.compile(r"주의|조심|살피|care|watch|mind|caution")


def numbers(text: str) -> set[str]:
    """Return the amounts, ages and times that a text names."""
    return set(NUMBER.findall(IN_WORDS.sub("", IN_NAMES.sub("", text))))


@pytest.mark.parametrize(("file", "korean", "ours"), ROWS, ids=lambda value: str(value)[:40])
def test_numbers_denials_and_bans_of_a_text_stand_in_our_words(file: str, korean: str, ours: str) -> None:
    bare = "".join(korean.split())
    assert numbers(ours) == numbers(bare)
    for said, wanted in ((DENIED, DENIAL), (BANNED, BAN), (WATCHED, WATCH)):
        if said.search(bare):
            assert wanted.search(ours), (korean, ours)


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ("동물실험에서생식독성이나타나지않음", "동물시험에서생식독성이나타남"),
        ("임신중투여금기아님", "임신중투여에대한안전성미확립"),
        ("하루에쓸수있음", "여성에게사용할수없음"),
    ],
)
def test_a_text_that_denies_what_a_row_says_is_not_told_by_that_row(changed: str, kept: str) -> None:
    assert plain.plainly(kept)
    assert plain.plainly(changed) is None
    assert english.in_english(changed, {}) is None


@pytest.mark.parametrize(("file", "korean", "_ours"), ROWS, ids=lambda value: str(value)[:40])
def test_cutting_a_text_into_clauses_leaves_nothing_out(file: str, korean: str, _ours: str) -> None:
    def letters(text: str) -> str:
        return re.sub(r"[^\w]", "", text)

    cut = "".join("".join((*scope.forms, *scope.clauses)) for scope in scopes(korean))
    assert letters(cut) == letters(squeezed(korean))


def test_a_text_is_told_under_the_forms_that_each_part_is_about() -> None:
    official = "(경구)임신초기3개월간고용량투여시최기형가능성.(점안)임부에대한안전성미확립."
    assert plain.plainly(official) == (
        "먹는 약일 때는: 임신 처음 3개월 동안 많은 양을 쓰면 태아에게 기형이 생길 수 있어요. "
        "눈에 넣는 약일 때는: 임신 중에 먹어도 되는지 밝혀지지 않았어요"
    )
    assert english.in_english(official, {}) == (
        "taken by mouth: high doses in the first 3 months of pregnancy may cause malformations; "
        "put into the eye: it is not established that it does no harm in pregnancy"
    )


def test_a_hyphen_within_a_word_parts_nothing() -> None:
    (scope,) = scopes("임부에게레닌-안지오텐신계에작용하는약물.")
    assert scope.clauses == ("임부에게레닌-안지오텐신계에작용하는약물",)
    assert [scope.clauses for scope in scopes("-안전성미확립-동물실험에서기형보고-")] == [
        ("안전성미확립", "동물실험에서기형보고")
    ]
