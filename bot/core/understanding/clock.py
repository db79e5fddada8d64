"""The clock time that a sentence says, in Korean or English; a meal or “in ten minutes” is none."""

import re
from datetime import time

ONES = ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")
SPOKEN = {word: number for number, word in enumerate(ONES, 1)} | {"여덜": 8, "하나": 1, "열하나": 11}
TENS = {
    "십": 10,
    "이십": 20,
    "삼십": 30,
    "사십": 40,
    "오십": 50,
    "십오": 15,
    "이십오": 25,
    "삼십오": 35,
    "사십오": 45,
}
HALVES = "오전|오후|아침|점심|저녁|밤|새벽|낮|am|pm"
KOREAN = re.compile(
    rf"(?P<half>{HALVES})?(?:약|에|은|는|먹는|밥|부터)?\s*"
    rf"(?P<hour>\d{{1,2}}|{'|'.join(sorted(SPOKEN, key=len, reverse=True))})\s*시(?!간|럽|작|기|켜|골|댁|어|럿)"
    rf"\s*(?:(?P<minute>\d{{1,2}}|{'|'.join(sorted(TENS, key=len, reverse=True))})\s*분|(?P<thirty>반)(?!드|찬|으로나))?"
)
DIGITS = re.compile(
    rf"(?P<half>{HALVES})?\s*(?<![\d/.:])(?P<hour>[01]?\d|2[0-3])\s*:\s*(?P<minute>[0-5]\d)(?![\d/:])\s*(?P<m>[ap]\.?\s?m\b)?"
)
ENGLISH_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
NUMBER = rf"\d{{1,2}}|{'|'.join(ENGLISH_ONES)}"
PART = r"in the (?P<part>morning|afternoon|evening)|(?P<night>at night|tonight|this evening|this morning|this afternoon)"
ENGLISH = re.compile(
    rf"\b(?:(?<!from )(?P<past>half|quarter|ten|twenty|five|(?:5|10|20|25)(?= )|\d{{1,2}}(?= minutes))"
    rf"(?: minutes)? ?(?P<side>past|to|after|before) )?"
    rf"(?P<hour>{NUMBER})(?:[:.h](?P<minute>[0-5]\d))?(?: (?P<word>thirty|fifteen|forty[- ]five|oh five))?"
    rf"(?P<clock> ?o'?clock)?(?:\s?(?P<m>[ap]\.?\s?m\b\.?))?(?![\d/%])(?:,? (?:{PART}))?"
)
Said = tuple[int, int, time]  # where it begins and ends, and the time
MINUTES = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5}
WORD_MINUTES = {"thirty": 30, "fifteen": 15, "forty-five": 45, "forty five": 45, "oh five": 5}
NAMED = {"정오": time(12), "자정": time(0), "noon": time(12), "midday": time(12), "midnight": time(0)}
WORDS = re.compile(r"정오|자정|\b(?:noon|midday|midnight)\b")
AT = re.compile(r"(?:\bat|@|\bto|\bby|\baround|\bfor|\btil|\buntil|\bfrom|\bthe|\bmy|\babout|~)\s?$")
NEW = re.compile(r"\s*(?:분|반)?\s*(?:으로|로(?!\S*먹는)|에로)")
UNIT_AFTER = re.compile(
    r"\s?(?:mg|mcg|ml|g\b|%|units?|tab|pill|cap|days?|weeks?|months?|years?|yo\b|min|hours?|hrs?|times|x\b|of\b|doses?|more|kg|lbs?|drops?|puffs?)"
)


def time_in(text: str, *, korean: bool) -> time | None:
    """Return the clock time that a text in lower case says; of several, the one that is asked for."""
    found: list[Said] = [*_korean(text), *_digits(text), *(() if korean else _english(text)), *_named(text)]
    if not found:
        return None
    found.sort()
    wanted = [said for _, end, said in found if NEW.match(text, end)]
    earlier = [said for start, _, said in found if re.search(r"\b(?:to|until|till)\s$", text[:start])]
    corrected = re.search(r"말고|아니고|아니라|instead of", text)
    if corrected and len(found) > 1:
        after = [
            said for start, _, said in found if (start > corrected.start()) == (corrected[0] != "instead of")
        ]
        return after[-1] if after else found[-1][2]
    return (wanted or earlier or [found[0][2]])[-1]


def _korean(text: str) -> list[Said]:
    found = []
    for match in KOREAN.finditer(text):
        hour = SPOKEN.get(match["hour"]) or (int(match["hour"]) if match["hour"].isdigit() else 0)
        minute = 30 if match["thirty"] else TENS.get(match["minute"] or "")
        minute = minute if minute is not None else int(match["minute"] or 0)
        half = match["half"] or _half_before(text, match.start())
        if hour <= 24 and minute < 60 and not re.match(r"\s*(?:간|방향)", text[match.end() :]):
            found.append((match.start(), match.end(), _of(hour, minute, half)))
    return found


def _half_before(text: str, end: int) -> str:
    """Return the part of the day said in the words just before: 저녁 약을 8시에."""
    before = text[max(0, end - 14) : end]
    last = max(HALVES.split("|"), key=before.rfind)
    return last if last in before else ""


def _digits(text: str) -> list[Said]:
    return [
        (
            m.start(),
            m.end(),
            _of(int(m["hour"]), int(m["minute"]), m["half"] or (m["m"] or "").replace(".", "")[:1]),
        )
        for m in DIGITS.finditer(text)
        if re.search("[ap]", m["m"] or "")
        or not re.match(r" (?:in the|at night|this|tonight)", text[m.end() :])
    ]


def _english(text: str) -> list[Said]:
    found = []
    for match in ENGLISH.finditer(text):
        part = match["part"] or (match["night"] or "")
        certain = match["m"] or match["clock"] or match["past"] or (match["minute"] and ":" in match[0])
        if not certain and (
            UNIT_AFTER.match(text, match.end("hour")) or not (part or AT.search(text[: match.start("hour")]))
        ):
            continue
        if not certain and not part and AT.search(text[: match.start("hour")]) and not _plain_at(text, match):
            continue
        hour = int(match["hour"]) if match["hour"].isdigit() else ENGLISH_ONES.index(match["hour"]) + 1
        minute = int(match["minute"] or 0) or WORD_MINUTES.get(match["word"] or "", 0)
        half = (match["m"] or "")[:1] or part or _part_said(text)
        if hour > 24 or minute > 59:
            continue
        at = _of(hour, minute, half)
        if match["past"]:
            step = MINUTES.get(match["past"]) or (int(match["past"]) if match["past"].isdigit() else 0)
            total = at.hour * 60 + at.minute + (step if match["side"] in ("past", "after") else -step)
            at = time(total // 60 % 24, total % 60)
        found.append((match.start("hour"), match.end(), at))
    return found


def _plain_at(text: str, match: re.Match[str]) -> bool:
    """Return whether a bare number stands where a time does: at 8, to 9, by ten."""
    return (
        re.search(r"(?:\bat|@|\bto|\bby|\baround|\bfrom|\btil|\buntil)\s?$", text[: match.start("hour")])
        is not None
    )


def _part_said(text: str) -> str:
    found = re.search(r"\b(morning|breakfast|afternoon|evening|night|tonight|bedtime|dinner)\b", text)
    return found[0] if found else ""


def _named(text: str) -> list[Said]:
    return [(m.start(), m.end(), NAMED[m[0]]) for m in WORDS.finditer(text)]


LATE = ("오후", "저녁", "pm", "p", "afternoon", "evening", "night", "at night", "tonight", "this evening",
        "this afternoon", "bedtime", "dinner")  # fmt: skip
EARLY = ("오전", "새벽", "am", "a", "morning", "this morning", "breakfast")


def _of(hour: int, minute: int, half: str) -> time:
    """Return the time on the 24-hour clock: 7 to 11 without a part of the day are the morning, 1 to 6 the afternoon."""
    half = half.strip(". ")
    if hour in (0, 24):
        return time(0, minute)
    if hour > 12:
        return time(hour, minute)
    if hour == 12:
        return time(0 if half in (*EARLY, "밤", "night", "at night", "tonight", "bedtime") else 12, minute)
    if half in LATE or (half in ("밤", "낮", "점심", "") and hour < (7 if half != "밤" else 1)):
        return time(hour + 12, minute)
    if half == "밤":
        return time(hour + 12 if hour >= 6 else hour, minute)
    return time(hour, minute)
