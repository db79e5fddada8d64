"""Sentences as nobody should have to read them: long, without spaces, in dialect, misspelt, joking, quoting, foreign."""

import pytest

from bot.core.understanding.intents import DANGERS, Intent
from bot.core.understanding.names import NameFinder
from bot.core.understanding.understand import Understander

UNDERSTANDER = Understander(NameFinder(("레보설정", "비그만")))
FILLER = "어제는 날씨가 좋아서 시장에 다녀왔어요. "


@pytest.mark.parametrize("at", [0, 40, 79])
def test_an_emergency_anywhere_in_four_thousand_characters_is_told(at):
    sentences = [FILLER] * 160
    sentences[at * 2] = "지금 남편이 쓰러져서 숨을 안 쉬어요. "
    text = "".join(sentences)[:4000]
    danger = UNDERSTANDER.danger(text)
    assert danger is not None
    assert danger.intent is Intent.EMERGENCY


def test_four_thousand_ordinary_characters_are_no_danger():
    assert UNDERSTANDER.danger((FILLER * 200)[:4000]) is None


@pytest.mark.parametrize("text", ["일요일", "월요일, 수요일", "매주 토요일에", "sunday", "on mondays"])
def test_weekdays_alone_are_about_a_schedule(text):
    assert UNDERSTANDER.understand(text).intent is Intent.SET_SCHEDULE


def test_a_long_ordinary_text_that_ends_with_a_wish_keeps_the_wish():
    understood = UNDERSTANDER.understand(
        "손주가 와서 밥을 먹었어요. 혈압약 목록 보여줘. 그리고 글씨 크게 해줘"
    )
    assert {Intent.LIST, Intent.SETTINGS} <= {understood.intent, *understood.others}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("타이레놀 추가해줘. 오늘 먹을 약 알려줘. 아들한테도 알림 가게 해줘", {Intent.ADD, Intent.TODAY, Intent.CAREGIVER}),
        ("show my medicines. delete the aspirin. make the letters bigger", {Intent.LIST, Intent.REMOVE, Intent.SETTINGS}),
    ],
)  # fmt: skip
def test_three_wishes_in_one_text_are_all_told(text, wanted):
    understood = UNDERSTANDER.understand(text)
    assert wanted <= {understood.intent, *understood.others}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("아침에 약 묵었능가 안 묵었능가 모르겄네", Intent.DID_I_TAKE),
        ("약 묵었다 걱정 말그라", Intent.TOOK),
        ("나가 묵는 약이 뭐뭐 있당가", Intent.LIST),
        ("숨을 못 쉬겄어라 어쩌까잉", Intent.EMERGENCY),
        ("죽고 싶당께 인자 다 싫어", Intent.CRISIS),
    ],
)
def test_dialect_is_understood(text, intent):
    assert UNDERSTANDER.understand(text).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("오늘먹을약좀알려줘요", Intent.TODAY),
        ("혈압약두번먹었어요괜찮을까요", Intent.DOUBLE_DOSE),
        ("엄마가갑자기쓰러져서의식이없어요", Intent.EMERGENCY),
        ("저녁약시간을여덟시로바꿔주세요", Intent.SET_SCHEDULE),
    ],
)
def test_a_sentence_without_spaces_is_understood(text, intent):
    assert UNDERSTANDER.understand(text).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("숨을 못쉬게써요 도아주세요", Intent.EMERGENCY),
        ("쓰러져써요 아부지가요", Intent.EMERGENCY),
        ("아치약 머거써요", Intent.TOOK),
        ("내 약 목록 보여조", Intent.LIST),
        ("he cant breth plese help", Intent.EMERGENCY),
        ("remnd me at 9pm insted", Intent.SET_SCHEDULE),
        ("i wnat to die", Intent.CRISIS),
    ],
)
def test_typing_errors_are_understood(text, intent):
    assert UNDERSTANDER.understand(text).intent is intent


def test_what_is_hardly_readable_but_sounds_like_an_emergency_is_told_beside():
    assert UNDERSTANDER.danger("수믈 모쉬게써요 도아주세요") is not None


@pytest.mark.parametrize("word", ["그만", "설정", "일요일", "일요일에요", "오메가", "그만할래요"])
def test_a_word_that_is_also_a_name_is_the_word(word):
    understood = UNDERSTANDER.understand(word)
    assert understood.medicines == ()
    assert understood.danger is None


@pytest.mark.parametrize(
    "text",
    [
        "ㅋㅋㅋ 웃기지 방금 수면제 서른 알 먹었다",
        "농담 아니고 진짜 숨이 안 쉬어져요 ㅋㅋ",
        "lol i just swallowed 40 paracetamol",
        "haha my dad fainted and he's not waking up",
    ],
)
def test_an_emergency_inside_a_joke_is_told(text):
    assert UNDERSTANDER.danger(text) is not None


@pytest.mark.parametrize(
    "text", ["웃겨 죽는 줄 알았네 ㅋㅋㅋ", "더워 죽겠다 에어컨 틀어야지", "that joke killed me haha", "dying for a coffee"]
)  # fmt: skip
def test_a_joke_without_an_emergency_is_none(text):
    assert UNDERSTANDER.understand(text).intent not in DANGERS


@pytest.mark.parametrize(
    "text", ['어머니가 "숨을 못 쉬겠다" 하시면서 쓰러지셨어요', 'my wife said "my chest is being crushed" and went grey']
)  # fmt: skip
def test_what_somebody_says_of_an_emergency_is_one(text):
    assert UNDERSTANDER.understand(text).intent is Intent.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        '설명서에 "호흡곤란이 나타나면 즉시 중지"라고 적혀 있는데 흔한가요',
        'the leaflet says "seizures may occur", how common is that?',
    ],
)
def test_what_a_leaflet_says_is_no_emergency(text):
    assert UNDERSTANDER.understand(text).intent not in DANGERS


@pytest.mark.parametrize(
    "text",
    [
        "私の薬を見せて", "我的药在哪里", "Где мои таблетки?", "ยาของฉันอยู่ที่ไหน", "¿Dónde están mis pastillas?",
        "🙏🙏🙏", "ㅁㄴㅇㄹ", "asdfgh",
    ],
)  # fmt: skip
def test_another_language_or_none_gets_one_answer(text):
    understood = UNDERSTANDER.understand(text)
    assert understood.intent not in DANGERS
    assert understood.medicines == ()
