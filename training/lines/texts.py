"""Texts as they stand on guides, envelopes and prescriptions: names of products, doses, times, numbers, small print."""

import hashlib
import re
import sqlite3
import string
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random

TWO_DECIMALS = 0.3  # share of doses printed as 1.00
HELD_OUT = 20  # one name in so many trains nothing
SLOTS = ("아침", "점심", "저녁")
LISTED = tomllib.loads(files("training.lines").joinpath("words.toml").read_text("utf-8"))
MEALS, WHOLE, ADVICE = LISTED["meals"], LISTED["whole"], LISTED["advice"]
COUNTED, MARKS, PLACES = LISTED["counted"], LISTED["marks"], LISTED["places"]
ENDS = re.compile(r"(밀리그람|밀리그램|마이크로그램|밀리리터|그램)")
SHORT = {
    "밀리그람": ("mg", "㎎", "MG"),
    "밀리그램": ("mg", "㎎", "mg", "MG", "밀리그람"),
    "마이크로그램": ("μg", "㎍", "mcg"),
    "밀리리터": ("mL", "ml", "㎖"),
    "그램": ("g",),
}
OTHERS = "()[]/.,:;-+*%&~=<>!?'\"#@_·※☞★□○●▶①②③④⑤⑥⑦⑧⑨℃㎎㎖㎍μ×→ⅠⅡⅢ☎½¼¾"
DAYS_SAID = (
    "하루",
    "이틀",
    "사흘",
    "나흘",
    "닷새",
    "엿새",
    "이레",
    "여드레",
    "아흐레",
    "열흘",
    "보름",
    "한 달",
)
FAMILY = "김이박최정강조윤장임한오서신권황안송류홍"
GIVEN = "민서준지현우영수미정은경희철호진아연주하윤도시길동순자옥분말"


@dataclass(frozen=True, slots=True)
class Words:
    """What lines are made of."""

    names: tuple[str, ...]  # of products
    substances: tuple[str, ...]
    classes: tuple[str, ...]


def words_of(knowledge: Path, *, held_out: bool = False) -> Words:
    """Read the words from a knowledge file; with `held_out` only the names that train nothing."""
    with sqlite3.connect(f"file:{knowledge}?mode=ro", uri=True) as db:
        names = _column(db, "SELECT DISTINCT name FROM product ORDER BY name")
        substances = _column(db, "SELECT DISTINCT name FROM ingredient ORDER BY name")
        classes = _column(db, "SELECT DISTINCT drug_class FROM product WHERE drug_class <> '' ORDER BY 1")
    kept = tuple(name for name in names if _is_held_out(name) == held_out)
    return Words(kept, substances, classes)


def _column(db: sqlite3.Connection, query: str) -> tuple[str, ...]:
    return tuple(str(text) for (text,) in db.execute(query))


def _is_held_out(name: str) -> bool:
    """One product line in so many, whatever its strengths: the name up to its first digit or bracket decides."""
    stem = re.split(r"[\d(]", name)[0]
    return hashlib.sha256(stem.encode()).digest()[0] % HELD_OUT == 0


def alphabet(*words: Words) -> str:
    """Every character that may stand in a line, sorted."""
    named = [text for each in words for text in (*each.names, *each.substances, *each.classes)]
    texts = [*named, *WHOLE, *ADVICE, *COUNTED, *MARKS, *SLOTS, *MEALS, *PLACES, *DAYS_SAID]
    printable = (
        string.ascii_letters
        + string.digits
        + OTHERS
        + FAMILY
        + GIVEN
        + "약국병의원님남여만세년월일분회간종문조제환자개씩하루번끼숟"
    )
    return "".join(sorted(letter for letter in set("".join(texts) + printable) if " " < letter < "\ufeff"))


def line(words: Words, rng: Random) -> str:
    """Return one line of a page."""
    kinds: Sequence[tuple[int, Callable[[Words, Random], str]]] = (
        (48, _named),
        (12, _dosed),
        (8, _timed),
        (16, _number),
        (5, _advice),
        (4, _whole),
        (4, _substance),
        (5, _other),
        (4, _letters),
    )
    (made,) = rng.choices([each for _, each in kinds], [weight for weight, _ in kinds])
    return made(words, rng).strip() or "1"


def _named(words: Words, rng: Random) -> str:
    name = ENDS.sub(lambda unit: rng.choice((*SHORT[unit[0]], unit[0])), rng.choice(words.names))
    if rng.random() < 0.35:
        name = name.split("(")[0] or name
    if rng.random() < 0.1:
        name += rng.choice(("_(50mg/1정)", "/1정", "_(0.2g/1캡슐)", "(1정)", " 1정", " 2캡슐"))
    if rng.random() < 0.3:
        start, end = (
            sorted(rng.sample(range(len(name) + 1), 2)) if rng.random() < 0.3 else (0, rng.randint(2, 24))
        )
        name = name[start : max(end, start + 2)]
    if rng.random() < 0.1:
        name = f"{_digits(rng, 9)} {name}"
    return rng.choice(MARKS) + name[: rng.randint(18, 34)]


def _dosed(_: Words, rng: Random) -> str:
    dose = rng.choice(("1", "1", "2", "0.5", "0.25", "1.5", "3", "5", "1.0", "7.5", "10"))
    decimal = f"{float(dose):.2f}"
    dose = decimal if rng.random() < TWO_DECIMALS else rng.choice((dose,) * 4 + ("½", "¼", "1½", "반", "¾"))
    times, unit = rng.randint(1, 5), rng.choice(COUNTED)
    days = rng.choice((1, 2, 3, 5, 7, 10, 14, 15, 21, 28, 30, 60, 84, 90, rng.randint(1, 99)))
    return rng.choice(
        (
            f"1회 {dose}{unit} 1일 {times}회 {days}일분",
            f"하루 {times}번 {dose}{unit} {days}일간",
            f"1일 {times}회, 1회 {dose}{unit}, {days}일분",
            f"1일 {times}회 {days}일분",
            f"{days}일분",
            f"1일 {times}회",
            f"1회 {dose}{unit}",
            f"{dose} {times} {days}",
            f"{decimal} {times} {days}",
            f"{dose}{unit}",
            f"하루 {times}번",
            f"{times}회",
            f"{days}일",
            f"총 {times}종 / 문의 02-000-0000",
            f"{times} 회",
            f"{days} 일분",
            f"{rng.choice(DAYS_SAID)}{rng.choice(('분', '치', ' 동안', '간'))}",
            f"한 번에 {dose}{unit}씩 {rng.choice(DAYS_SAID)} 동안",
            f"{dose} x {times} x {days}",
            f"한 끼에 {dose} 숟가락",
        )
    )


def _timed(_: Words, rng: Random) -> str:
    slots = [slot for slot in SLOTS if rng.random() < 0.6] or ["아침"]
    text = f"{rng.choice((' ', ',', '/', '·', ', ')).join(slots)} {rng.choice(MEALS)}"
    return (
        rng.choice(("", "", "", "☞ ", "- "))
        + text
        + rng.choice(("", "", " 복용", " 및 취침전", "에 복용하세요."))
    )


def _number(_: Words, rng: Random) -> str:
    date = f"20{rng.randint(20, 29)}{{0}}{rng.randint(1, 12):02}{{0}}{rng.randint(1, 28):02}"
    return rng.choice(
        (
            str(rng.randint(0, 9)),
            str(rng.randint(1, 120)),
            rng.choice(("0.5", "0.25", "1.0", "1.5", "0.33", "2.0", "1.00", "0.50", "7.5")),
            _digits(rng, 9),
            _digits(rng, 9),
            f"{rng.randint(100, 99999):,}",
            date.format(rng.choice("-./")),
            f"880{_digits(rng, 10)}",
            f"{_digits(rng, 3)}-{_digits(rng, 2)}-{_digits(rng, 5)}",
            f"{_digits(rng, 6)}-{rng.randint(1, 4)}{_digits(rng, 6)}",
            f"{_digits(rng, 6)}-{rng.randint(0, 4)}******",
            f"0{rng.randint(2, 64)}-{_digits(rng, 3)}-{_digits(rng, 4)}",
            f"{rng.randint(1, 40)}.",
            f"(0{rng.choice((1, 17, 10, 21))}){_digits(rng, 8)}",
            date.format("-") + f"-{_digits(rng, 5)}",
        )
    )


def _advice(_: Words, rng: Random) -> str:
    text = " ".join(rng.sample(ADVICE, rng.randint(1, 2)))
    start = rng.randint(0, 8) if rng.random() < 0.2 else 0
    return rng.choice(("", "- ", "* ")) + text[start : start + rng.randint(8, 40)]


def _whole(_: Words, rng: Random) -> str:
    return rng.choice(WHOLE)


def _substance(words: Words, rng: Random) -> str:
    if rng.random() < 0.3:
        return f"{rng.choice('([')}{rng.choice(words.classes)}{rng.choice(')]')}"
    amount = rng.choice((5, 10, 20, 50, 100, 250, 500, 850, 0.2, 12.5, 37.5))
    return f"{rng.choice(words.substances)[:22]}{rng.choice((f'{amount}mg', '', f' {amount}㎎', f'{amount}밀리그램'))}"


def _other(_: Words, rng: Random) -> str:
    person = rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(GIVEN)
    place, age = rng.choice(PLACES), rng.randint(20, 95)
    return rng.choice(
        (
            f"{person} 님",
            f"환자정보 : {person} (남/만 {age}세)",
            f"{place}약국",
            f"{place}병원 약제부",
            f"{place}의원",
            f"환자 : {person} (여/{age})",
            f"19{age:02}년생 / 남",
            f"조제일 2026.04.{rng.randint(1, 30):02}",
            f"성명: {person}  생년월일: 19{age:02}-**-**",
            f"조제 : 2026-0{rng.randint(1, 9)}-25 {place}약국",
            f"☎ 02-{_digits(rng, 3)}-{_digits(rng, 4)}",
            f"2026년 0{rng.randint(1, 9)}월 {rng.randint(1, 30)}일 제 {_digits(rng, 5)} 호",
            f"{person} (M/{age})",
            f"J{_digits(rng, 2)} K{_digits(rng, 2)}",
        )
    )


def _letters(words: Words, rng: Random) -> str:
    """Letters in no order, so that the rare ones are met too."""
    letters = "".join(sorted(set("".join(rng.sample(words.names, 60)))))
    chosen = [
        rng.choice(letters if rng.random() < 0.7 else string.printable[:88] + OTHERS)
        for _ in range(rng.randint(2, 14))
    ]
    return "".join(chosen)


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(count))
