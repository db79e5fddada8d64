"""The officials' words in plain Korean: every part of a text is told, or none of it."""

import pytest

from knowledge.words.plain import plain_form, plainly


@pytest.mark.parametrize(
    ("official", "plain"),
    [
        ("모든제형", "약의 모양이 어떻든 마찬가지예요"),
        (
            "아세트아미노펜으로서4,000mg/day(모든제형,단일제.복합제포함)",
            "하루에 아세트아미노펜 4,000mg까지예요. 약의 모양이 어떻든, "
            "그 성분만 든 약이든 다른 성분과 함께 든 약이든 마찬가지예요",
        ),
        (
            "캅토프릴100mg/히드로클로로티아지드50mg",
            "하루에 캅토프릴 100mg, 히드로클로로티아지드 50mg까지예요",
        ),
        ("복합제", "여러 성분이 함께 든 약일 때예요"),
        ("단일제에한함", "한 가지 성분만 든 약일 때만이에요"),
        ("경구", "먹는 약일 때예요"),
        ("크림제,첩부제포함", "바르는 약, 붙이는 약도 들어가요"),
        ("48시간이내병용금기", "48시간 안에는 함께 드시면 안 돼요"),
        ("톨밥탄의혈중농도증가", "몸속에 있는 톨밥탄의 양이 늘어요"),
        (
            "-임부에대한안전성미확립.동물실험에서기형보고.",
            "임신 중에 먹어도 되는지 밝혀지지 않았어요. 동물 실험에서 기형이 있었어요",
        ),
        (
            "혈압강하작용의약품: 발사르탄, 로사르탄칼륨",
            "둘 다 혈압을 내리는 약이에요: 발사르탄, 로사르탄칼륨",
        ),
    ],
)
def test_a_text_without_unknown_parts_is_told_in_plain_words(official, plain):
    assert plainly(official) == plain


@pytest.mark.parametrize(
    "official",
    [
        "점안제(1%)", "단,강심제제외", "1일최대용량:12mg(2mg/4hr)", "임부에대한안전성미확립.모르는말", "제피아포함",
        "반코마이신2g(역가)(주사제의경우경구토여시에한함)", "모르는약효: 발사르탄, 로사르탄칼륨", "", "_",
        "트루바다정", "카네스텐크림", "정",
    ],
)  # fmt: skip
def test_a_text_with_a_part_that_nobody_put_plainly_is_left_to_the_list(official):
    assert plainly(official) is None


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        ("정제", "알약(정제)"), ("서방성필름코팅정", "천천히 녹는 알약(서방성필름코팅정)"),
        ("경질캡슐제,산제", "캡슐(경질캡슐제,산제)"),
        ("용액주사제", "주사(용액주사제)"), ("질연질캡슐제", "질에 넣는 약(질연질캡슐제)"), ("경구용겔제", "먹는 약(경구용겔제)"),
        ("주정제", "주정제"), ("캡슐", "캡슐"), ("트로키제", "트로키제"),
    ],
)  # fmt: skip
def test_a_form_is_told_by_what_people_call_it_with_the_lists_word_beside(form, plain):
    assert plain_form(form) == plain
