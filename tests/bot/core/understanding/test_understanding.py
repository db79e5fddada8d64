"""What is typed is understood: dangers first, then what is wanted, the medicines and the clock time."""

import csv
import json
import subprocess
import sys
import time
from datetime import time as ClockTime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.understanding.clock import time_in
from bot.core.understanding.danger import danger_in
from bot.core.understanding.intents import DANGERS, Intent
from bot.core.understanding.names import NameFinder
from bot.core.understanding.text import sentence_of
from bot.core.understanding.understand import Understander
from bot.settings import ROOT
from tests.bench.understanding import LONG, SENTENCES, cases, dangers, read_cases, scores

UNDERSTANDER = Understander(NameFinder(("코데날린골드", "가나톤", "비그만", "레보설정", "이지엔6애니")))


@pytest.fixture(scope="module")
def measured():
    return cases(read_cases(SENTENCES), UNDERSTANDER)


def test_sentences_not_looked_at_are_understood_as_often_as_promised(measured):
    held = scores([case for case in measured if case.row["part"] == "held"])
    assert held["intent"] >= 0.9
    assert held["dangers found"] == 1.0
    assert held["false alarms"] <= 0.02
    assert held["names"] >= 0.9
    assert held["time"] >= 0.95


def test_no_danger_is_missed_and_few_are_imagined(measured):
    everything = scores(measured)
    assert [
        case.row["text"] for case in measured if case.is_danger and case.understood.intent not in DANGERS
    ] == []
    assert everything["false alarms"] <= 0.02


def test_of_dangers_that_nothing_was_tuned_to_nearly_all_are_found_and_the_rest_told_beside():
    unseen = dangers(UNDERSTANDER)
    assert unseen.dangers == 150
    assert unseen.found / unseen.dangers >= 0.99
    assert unseen.told == unseen.dangers
    assert unseen.alarms / unseen.others <= 0.01


def test_a_sentence_takes_at_most_twenty_milliseconds_of_the_processor(measured):
    taken = sorted(case.seconds for case in measured)
    assert taken[int(len(taken) * 0.95)] <= 0.02


@pytest.mark.parametrize("text", LONG, ids=["names", "syllables", "english", "x", "digits"])
def test_four_thousand_characters_take_a_bounded_time(text):
    started = time.process_time()
    UNDERSTANDER.understand(text)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("숨쉬기 힘들어요", "breathing"),
        ("아이가 약을 삼켰어요", "child or pet swallowed"),
        ("수면제 20알 먹었어요", "overdose"),
        ("죽고 싶어요", "wish to die"),
        ("119", "asks for help now"),
        ("I want to kill myself", "wish to die"),
        ("my chest is crushing", "chest"),
    ],
)
def test_a_danger_tells_the_rule_that_found_it(text, reason):
    understood = UNDERSTANDER.understand(text)
    assert understood.danger is not None
    assert (understood.danger.reason, understood.danger.doubtful) == (reason, False)
    assert understood.intent in DANGERS


@pytest.mark.parametrize(
    ("text", "only_names"),
    [("이지엔6 애니", True), ("이지엔6애니", True), ("이지엔6애니랑 타이레놀 같이 먹어도 돼?", False)],
)
def test_a_name_goes_on_after_its_number_and_after_a_space(text, only_names):
    understood = UNDERSTANDER.understand(text)
    assert understood.medicines[0] == "이지엔6애니"
    assert understood.only_names is only_names


def test_what_was_swallowed_is_an_emergency_also_with_the_wish_to_die():
    assert UNDERSTANDER.understand("죽고 싶어서 수면제 30알을 먹었어요").intent is Intent.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "숨이 찬데 혈압약 때문일까요 예전부터 그래요",
        "와파린을 너무 많이 먹으면 쓰러지나요? 궁금해서요",
        "드라마에서 남편이 쓰러졌어요",
    ],
)
def test_a_doubtful_danger_is_told_beside_the_answer(text):
    understood = UNDERSTANDER.understand(text)
    assert understood.intent not in DANGERS
    assert understood.danger is not None
    assert understood.danger.doubtful


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("약을 두 번 먹었어요 어떡하죠", Intent.DOUBLE_DOSE),
        ("약 추가해줘", Intent.ADD),
        ("혈압약 먹었는데 또 먹어도 돼요?", Intent.DOUBLE_DOSE),
        ("아침약 시간 바꿔줘", Intent.SET_SCHEDULE),
        ("오늘 약 먹었나?", Intent.DID_I_TAKE),
        ("이거 타이레놀인데 먹어도 돼요?", Intent.CHECK),
        ("임신 12주예요", Intent.PREGNANCY),
        ("탈퇴", Intent.EXPORT_DELETE),
        ("한국어", Intent.SETTINGS),
        ("설정", Intent.SETTINGS),
        ("그만", Intent.CANCEL),
        ("119 어떻게 써요", Intent.HELP),
        ("죽겠다 너무 바빠서 약을 깜빡했네", Intent.MISSED_DOSE),
    ],
)
def test_everyday_sentences_mean_what_people_mean(text, intent):
    assert UNDERSTANDER.understand(text).intent is intent


@pytest.mark.parametrize(
    "word", ["그만", "설정", "일요일", "한국어", "119", "탈퇴", "1952년생", "4알, 3알, 2알, 1알", "밤 10시"]
)
def test_a_word_that_a_product_is_called_like_is_no_medicine(word):
    assert UNDERSTANDER.understand(word).medicines == ()


@pytest.mark.parametrize(
    ("text", "medicines"),
    [
        ("엑스포쥐 5/80 새로 처방 받았어요", ("엑스포지",)),
        ("게보링이랑 이지엔6 같이 무도 됩니꺼", ("게보린", "이지엔6")),
        ("노바스크먹는데홍삼먹어도되나요", ("노바스크",)),
        ("does omeprezole interact with clopidogrel", ("omeprazole", "clopidogrel")),
        ("노바스크정5밀리그램, 리피토정 10mg, 아스피린 넣어줘", ("노바스크", "리피토", "아스피린")),
        ("코데날린골드는 무슨 약이에요", ("코데날린골드",)),
        ("타이레놀 말고 타이레놀", ("타이레놀",)),
        ("코데날린 골드", ("코데날린골드",)),
    ],
)
def test_names_are_found_in_sentences_and_their_spelling_mended(text, medicines):
    assert UNDERSTANDER.understand(text).medicines == medicines


@pytest.mark.parametrize("text", ["타이레놀", "노바스크정 5mg", "tylenol 500 mg tablets", "리피토, 아스피린"])
def test_names_alone_are_told_as_such(text):
    understood = UNDERSTANDER.understand(text)
    assert understood.only_names
    assert understood.intent is Intent.INFO


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("밤 10시", "22:00"), ("저녁 8시 반에", "20:30"), ("오후 3시 20분", "15:20"), ("8시 말고 9시로", "09:00"),
        ("7시 약을 9시로 바꿔줘", "09:00"), ("저녁약을 7시로", "19:00"), ("밤 12시", "00:00"), ("낮 12시", "12:00"),
        ("새벽 두시", "02:00"), ("20:30에", "20:30"), ("8시간마다", None), ("10분 뒤에", None), ("점심 먹고", None),
        ("엑스포지 5/80", None),
    ],
)  # fmt: skip
def test_the_clock_time_of_a_korean_sentence(text, said):
    assert time_in(text, korean=True) == (ClockTime.fromisoformat(said) if said else None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the 2pm one", "14:00"), ("9:30 in the morning", "09:30"), ("half past eight", "08:30"),
        ("quarter to nine pm", "20:45"), ("move it from 8 to 9pm", "21:00"), ("8am instead of 7am", "08:00"),
        ("at 7 tonight", "19:00"), ("9.30pm", "21:30"), ("at noon", "12:00"), ("10 more minutes", None),
        ("two of my pills", None), ("at 5 mg", None), ("in half an hour", None),
    ],
)  # fmt: skip
def test_the_clock_time_of_an_english_sentence(text, said):
    assert time_in(text, korean=False) == (ClockTime.fromisoformat(said) if said else None)


def test_what_further_sentences_want_is_told_beside_the_first():
    understood = UNDERSTANDER.understand("타이레놀 추가해줘. 그리고 오늘 먹을 약 알려줘. 글씨 좀 크게 해줘")
    assert {understood.intent, *understood.others} == {Intent.ADD, Intent.TODAY, Intent.SETTINGS}


@pytest.mark.parametrize("text", ["", "👍", "…", "你好，我的药", "Мне больно", "مرحبا"])
def test_what_is_in_no_language_of_ours_is_something_else(text):
    understood = UNDERSTANDER.understand(text)
    assert (understood.intent, understood.medicines, understood.confidence) == (Intent.OTHER, (), 0.0)


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_is_understood_as_something(text):
    understood = UNDERSTANDER.understand(text)
    assert understood.intent in Intent
    assert 0 <= understood.confidence <= 1


def test_the_command_prints_a_json_line_a_row_in_order(tmp_path):
    file = tmp_path / "sentences.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(
            [("lang", "text"), ("ko", "탐스로신은 저녁 8시 반에 울리게 해줘"), ("en", "what can you do")]
        )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", "understand", "--file", str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"intent": "set_schedule", "medicines": ["탐스로신"], "time": "20:30"},
        {"intent": "help", "medicines": [], "time": None},
    ]


@pytest.mark.parametrize(
    "word", ["goodbye", "bye", "Goodbye!", "dead", "help", "MODCD", "52년생이에요", "99999"]
)
def test_one_word_without_a_rule_is_no_danger(word):
    assert UNDERSTANDER.danger(word) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("great film lol. anyway just took my pills", {Intent.TOOK}),
        ("아침약은 먹었고 약 목록 좀 보여줘", {Intent.TOOK, Intent.LIST}),
        ("took my pills and show me my medicines", {Intent.TOOK, Intent.LIST}),
        ("약 목록 보여줘. 아까 혈압약을 두 번 먹었어요", {Intent.LIST, Intent.DOUBLE_DOSE}),
    ],
)
def test_every_wish_of_a_text_is_understood(text, wanted):
    understood = UNDERSTANDER.understand(text)
    assert wanted <= {understood.intent, *understood.others}


@pytest.mark.parametrize(
    ("text", "name"), [("타이래놀 두 알 먹어도 되나요", "타이레놀"), ("펠로디핀 빼줘", "펠로디핀")]
)
def test_one_wrong_vowel_in_a_long_name_is_mended_though_the_word_could_be_cut_into_ordinary_ones(text, name):
    assert UNDERSTANDER.understand(text).medicines == (name,)


def test_no_name_of_a_product_of_the_starter_set_is_a_danger():
    with (ROOT / "knowledge" / "starter" / "products.csv").open(encoding="utf-8", newline="") as file:
        names = [name for row in csv.DictReader(file) for name in (row["name"], row["english"]) if name]
    assert [name for name in names if danger_in(sentence_of(name))] == []


@pytest.mark.parametrize(
    "name",
    [
        "올로맥스정20/5/5밀리그램",
        "행맥정120밀리그램(은행엽건조엑스)",
        "로자살탄정50밀리그람(로사르탄칼륨)",
        "페나투신캡슐200밀리그람(구아이페네신)",
        "훼로바-유서방정(건조황산제일철)",
        "동광프루칼로프라이드정2밀리그램(프루칼로프라이드숙신산염)",
        "teneligliptin hydrobromide hydrate (as teneligliptin 10mg)",
        "Magnesium Glycerophosphate 50%",
        "Duratears Ophthalmic Ointment",
        "Pancreatic Protease",
        "KMS Almagate Tablet",
    ],
)
def test_names_that_hold_words_of_dangers_are_none(name):
    assert danger_in(sentence_of(name)) is None


@pytest.mark.parametrize(
    "text",
    [
        "맥박이 35예요",
        "맥이 너무 느려요",
        "cpr 하고 있어요",
        "자살하고 싶어요",
        "다리에서 투신하려고 해요",
        "유서를 써 놨어요",
        "칼로 손목을 그었어요",
        "he ate 50 tablets",
        "my dog ate ointment",
        "i just want to kms",
        "kms",
    ],
)
def test_dangers_of_the_same_words_are_found(text):
    assert danger_in(sentence_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "심폐소생술 교육은 어디에서 받나요",
        "뇌졸중 전조증상 정리된 글 있으면 알려줄래",
        "can't swallow big capsules easily, may I open them?",
    ],
)
def test_what_a_rule_finds_in_a_sentence_that_hardly_reads_like_a_danger_is_told_beside_the_answer(text):
    understood = UNDERSTANDER.understand(text)
    assert understood.intent not in DANGERS
    assert understood.danger is not None
    assert understood.danger.doubtful


@pytest.mark.parametrize(
    "text",
    [
        "무릎수술하고 퇴원한지 나흘째 종아리 붓더니 갑자기 숨쉬기 힘들어요",
        "a student in my class is wheezing bad. What do I do!!",
    ],
)
def test_what_happens_now_is_not_excused_by_what_was_before(text):
    assert UNDERSTANDER.understand(text).intent is Intent.EMERGENCY


AMOUNTS = ("1", "5", "12", "30", "60", "100", "한", "두", "열", "스무", "서른", "육십", "백", "반")
UNITS = ("알", "정", "개", "캡슐", "포", "일치", "시", "시간마다", "주")
ENDINGS = ("", "이요", " 남았어요", " 남았음", " 있어요", "씩", " 정도", " 들어 있어요", " 드세요")


def test_an_amount_that_answers_a_question_is_no_danger():
    said = [f"{n}{gap}{unit}{end}" for n in AMOUNTS for gap in ("", " ") for unit in UNITS for end in ENDINGS]
    units, ends = ("tablets", "capsules", "days", "times a day"), ("", " left", " each", " in the box")
    said += [f"{n} {unit}{end}" for n in ("1", "30", "thirty", "half a") for unit in units for end in ends]
    assert [text for text in said if (danger := UNDERSTANDER.danger(text)) and not danger.doubtful] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("set stock of sevelamer to 180", "sevelamer"), ("can i take pracetamol now", "paracetamol")],
)
def test_a_name_is_no_ordinary_word_because_sentences_of_the_training_hold_it(text, name):
    assert UNDERSTANDER.understand(text).medicines == (name,)
