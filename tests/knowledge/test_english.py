"""Our English for the officials' Korean: whole, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.words.english import HANGUL, in_english
from knowledge.words.plain import plainly

NAMES = {"다비가트란": "dabigatran", "발사르탄": "valsartan", "로사르탄": "losartan"}


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("QT간격연장위험증가", "greater risk of a heart rhythm disorder (longer QT)"),
        ("-Ibrutinib의혈중농도감소", "less of Ibrutinib in the blood: it works less"),
        ("다비가트란의혈중농도증가", "more of dabigatran in the blood: its effects and side effects grow"),
        ("모르는약의혈중농도증가", None),
        (
            "임부에대한안전성미확립.동물실험에서생식독성보고.",
            "it is not established that it does no harm in pregnancy; harm to reproduction was reported in animals",
        ),
        ("임부에대한안전성미확립.모르는말.", None),  # nothing is left out in silence
        ("12세미만", "under 12 years"),
        ("12세이하", "up to and with 12 years"),
        ("4,000밀리그램", "4,000 mg"),
        ("발사르탄320밀리그램/로사르탄2.4그램", "valsartan 320 mg, losartan 2.4 g"),
        ("7일", "7 days"),
        (
            "혈압강하작용의약품: 발사르탄, 로사르탄",
            "medicines that lower blood pressure: valsartan, losartan",
        ),
        (
            "혈압강하작용의약품: 발사르탄, 로사르탄 (그룹9와10해당성분2개이상인경우에도효능군중복에해당)",
            "medicines that lower blood pressure: valsartan, losartan (groups 9 and 10 count as one effect)",
        ),
        ("aspirin", "aspirin"),
        ("ARB", "ARBs, which lower blood pressure"),
    ],
)
def test_a_text_is_put_into_english_whole_or_not_at_all(korean: str, english: str | None) -> None:
    assert in_english(korean, NAMES) == english


def test_most_pairs_tell_their_reason_in_english(korean_knowledge: Path) -> None:
    with closing(sqlite3.connect(f"{korean_knowledge.as_uri()}?mode=ro", uri=True)) as db:
        names = dict(db.execute("SELECT name, english FROM substance"))
        reasons = [reason for (reason,) in db.execute("SELECT reason FROM pair WHERE reason <> ''")]
    told = [english for reason in reasons if (english := in_english(reason, names))]
    assert len(told) > 0.6 * len(reasons)
    assert not any(HANGUL.search(english) for english in told)


def test_a_reason_is_put_plainly_where_we_have_words_for_it() -> None:
    assert plainly("횡문근융해증") == "근육이 상할 수 있어요. 근육통, 콜라색 소변이 보이면 바로 병원에 가세요"
    assert plainly("임부에대한안전성미확립.") == "임신 중에 먹어도 되는지 밝혀지지 않았어요"
    assert plainly("모르는말") is None
