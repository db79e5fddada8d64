"""What people type: times of day and quantities."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

CLOCK = re.compile(
    r"(?P<half>오전|오후|아침|낮|점심|저녁|밤|새벽)?\s*(?P<hour>\d{1,2})\s*(?:[:.시]\s*(?P<minute>\d{1,2}|반)?\s*분?)?\s*(?P<m>[ap]\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)
AFTERNOON = {"오후", "낮", "점심", "저녁", "밤", "p"}
LATEST = {"낮": 8, "점심": 8}  # from that hour on they mean the morning's
MIDNIGHT = {"오전", "밤", "새벽", "저녁", "a"}  # whose 12 o'clock is no noon
QUANTITY = re.compile(
    r"(?P<value>[-+]?\d{1,12}(?:\.\d{1,6})?(?:e[-+]?\d{1,3})?|[-+]?\.\d{1,6})\s*"
    r"(?:(?P<days>일치|일|days?)|(?P<weeks>주치|주일|주|weeks?)|(?P<tablets>알|정|개|캡슐|tablets?|pills?|capsules?))?"
    r"\s*(?P<half>0\.5)?\s*(?:뒤|후|동안|씩|남음|남았어요|left)?\s*(?:이요|요|이에요|예요|입니다|먹어요)?[.!]?",
    re.ASCII | re.IGNORECASE,
)
WORDS = {"반": "0.5", "한": "1", "두": "2", "세": "3", "네": "4", "½": ".5", "¼": ".25", "¾": ".75", "−": "-"}
TENS = {
    "열": 10, "스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90
}  # fmt: skip
ONES = {
    "하나": 1, "둘": 2, "셋": 3, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
    "한": 1, "두": 2, "세": 3, "네": 4,
}  # fmt: skip
SPOKEN = re.compile(rf"(?=\S)(?P<tens>{'|'.join(TENS)})?\s?(?P<ones>{'|'.join(ONES)})?")  # 스물 다섯
ENGLISH_NUMBERS = {"one and a half": 1.5, "half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
ENGLISH = re.compile(rf"({'|'.join(ENGLISH_NUMBERS)})(?: an?)?\b", re.IGNORECASE)
DAYS = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9, "열흘": 10,
    "보름": 15, "일주일": 7,
}  # fmt: skip
DAYS_SPOKEN = re.compile(rf"(?P<days>{'|'.join(DAYS)})\s?치?")
HALF_MORE = re.compile("(?<=[0-9한두세네])반")  # 1반 is one and a half, not 1 before 0.5
SEVERAL = re.compile(r"[\d한두세네][한두세네]|[한두세네]\d")  # 한두 알 is one or two, not twelve
FRACTIONS = {"1/2": "½", "1/4": "¼", "3/4": "¾"}
ROUND_CLOCK = re.compile(  # of “어제 8시 40분에 먹었어요” and “I took it at 8:40”
    r"^(?:(?:오늘|어제|그제|어젯밤에?|today|yesterday|i|took|it|taken|at)[\s,]+)+|\s*(?:쯤|경|정도|즈음)?\s*에?\s*(?:먹었|드셨|복용)\S*$"
    r"|(?:쯤|경|정도|즈음)?에?(?:요|이요|이에요|예요|입니다)?[.!]?$",
    re.IGNORECASE,
)
LONGEST_NAME = 100  # characters of a typed name that are looked at
LONGEST = 40  # characters of what may be a number

BETWEEN = re.compile(r"(?:[,\n、+&]|(?<!\d)/|/(?!\d))+")  # 10/20 is the strength of a combination
STRENGTH = re.compile(  # not nine digits: that is the number of a product
    r"(?=.)(?:\d[\d./]{0,7})?(?:mg|g|㎎|mcg|㎍|ml|밀리그[램람]|그[램람]|마이크로그[램람])?(?:정|캡슐)?",
    re.IGNORECASE,
)


class Unit(StrEnum):
    """What was counted, where that was said."""

    DAYS = "days"
    TABLETS = "tablets"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit; any number, also one that makes no sense."""

    value: float
    unit: Unit | None = None


def name_in(text: str) -> str:
    """Return a typed name in one line, as much of it as is looked at and shown again."""
    return " ".join(text.split())[:LONGEST_NAME]


def names_in(text: str) -> list[str]:
    """Return the names that a person wrote: parted by commas or lines if there are any, else by spaces."""
    parts = BETWEEN.split(text) if BETWEEN.search(text) else _words(text)
    return [name_in(part) for part in parts if part.strip()]


def _words(text: str) -> list[str]:
    """Part a text by spaces, but leave a strength with the name before it: "리피토 20 mg" is one medicine."""
    words: list[str] = []
    for word in text.split():
        if words and STRENGTH.fullmatch(word):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def quantity_of(text: str) -> Quantity | None:
    """Read a number such as 30, 30알, 2주, 1½, ３０ or ٣٠; None where the text is none."""
    if len(text) > LONGEST or SEVERAL.search(text):
        return None
    found = QUANTITY.fullmatch(_plain(text))
    if not found or (found["half"] and not found["tablets"]):
        return None
    value = float(found["value"]) + float(found["half"] or 0)  # 한 알 반
    if found["weeks"]:
        return Quantity(value * 7, Unit.DAYS)
    return Quantity(value, Unit.DAYS if found["days"] else Unit.TABLETS if found["tablets"] else None)


def _plain(text: str) -> str:
    """Write digits of any script, halves and small number words in ASCII."""
    written = FRACTIONS.get(text.strip()) or HALF_MORE.sub("½", _counted(text.strip()))
    spelled = "".join(WORDS.get(char, char) for char in written)
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in spelled)
    return unicodedata.normalize("NFKC", "".join(digits))


def _counted(text: str) -> str:
    """Write a number that is spoken in Korean, at the start of a text, as digits: 서른 알, 열두 알, 열흘."""
    if days := DAYS_SPOKEN.match(text):
        return f"{DAYS[days['days']]}일{text[days.end() :]}"
    if english := ENGLISH.match(text):
        return f"{ENGLISH_NUMBERS[english[1].lower()]}{text[english.end() :]}"
    found = SPOKEN.match(text)
    if not found or not (found["tens"] or found["ones"]):
        return text
    return f"{TENS.get(found['tens'], 0) + ONES.get(found['ones'], 0)}{text[found.end() :]}"


def time_of(text: str) -> time | None:
    """Read a time of day such as 7:30, 21.00, 저녁 7시 반 or 3 pm; None for anything else."""
    found = CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute = int(found["hour"]), 30 if found["minute"] == "반" else int(found["minute"] or 0)
    half = found["half"] or (found["m"] or "")[:1].lower()
    if half in AFTERNOON and 1 <= hour < LATEST.get(half, 12) and not (half == "밤" and hour < 5):
        hour += 12
    elif half in MIDNIGHT and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def said_clock(text: str) -> tuple[time, bool] | None:
    """Read a time of day out of “8시 40분에 먹었어요”, and whether it may be of either half of the day; else None."""
    bare, before = text.strip(), ""
    while bare != before:
        before, bare = bare, ROUND_CLOCK.sub("", bare).strip()
    at, found = time_of(bare), CLOCK.fullmatch(bare)
    if at is None or found is None:
        return None
    return at, not (found["half"] or found["m"]) and 1 <= at.hour < 12 and not bare.startswith("0")
