"""What a sentence says of a dose: 1회 1정 1일 3회 90일분, 하루 1번 1정씩, 아침 저녁 식후 30분, 1T bid 7D, 08:00 20:00."""

import re
import unicodedata
from dataclasses import replace

from knowledge.pages.clock_times import clock_hours, has_odd_signs, slots_of
from knowledge.pages.doses import SLOTS, Dose, of_amount, whole
from knowledge.pages.layouts.day_parts import like_slot
from knowledge.pages.look_alikes import coarse
from knowledge.pages.misread_signs import mended
from knowledge.pages.spoken import COUNT, EACH, OFTEN, UNIT, in_digits

ONCE = re.compile(
    rf"(?:1?회|[1한환]\s*[번변빈법]에|(?:^|\s)\S?[번벤변빈법민]에?)\s*{COUNT}\s*{UNIT}"
    rf"|(?:[번변빈법]에|회)[^()\d]{{0,8}}\({COUNT}\s*{UNIT}\)"
    rf"|{COUNT}\s*{UNIT}\s*{EACH}"
    rf"|량\s*[:;]?\s*{COUNT}\s*{UNIT}"
    rf"|^1\s*회\s*{COUNT}$|1\s*회\s*{COUNT}\s*{EACH}"
    rf"|{COUNT}\s*{UNIT}\s*[*×xX]\s*\d\s*[회번]"
    rf"|^{COUNT}\s*{UNIT}\s*(?:[*×xX#,]|(?:qd|bid|tid|qid|hs)(?![a-z]))"
)
DAILY = re.compile(
    rf"(?:1일|\S루|매일)\s*에?\s*(\d{{1,2}})\s*{OFTEN}"
    r"|(?<!\d)(\d)\s*회\s*[까가]지"
    r"|[횟훗]수\s*[:;]?\s*(\d{1,2})"
    r"|[*×xX]\s*(\d)\s*[회번]"
    r"|#\s*(\d)(?!\d)|(?<!\d)(\d)\s*회\s*/\s*[일밀]"
    r"|(?<![\d/])(\d)\s*/\s*(?:일|[dD][a-z]{1,4})(?![a-zA-Z])"
)
EVERY = re.compile(r"(?<!\d)([4-9]|\d{2})\s*시간\s*(?:마다|간격)")  # two hours are kept from another medicine
DAYS = re.compile(
    r"(?<!\d)(\d{1,3})\s*일\s*(?:분|간|치|지(?![가-힣])|[가-힣]안)|(?:기간|일수)\s*[:;]?\s*(\d{1,3})\s*일?"
)
TRIPLE = re.compile(
    rf"{COUNT}\s*(?:{UNIT}|[TC])\s*(?P<sign>/|[*×xXKk])\s*([1-8])\s*[/*×xX]\s*(\d{{1,3}})"
)  # 1정/3/7, 1T × 3 × 7
TIMES_LIKE = "Kk"  # letters that × is read as
SHARED_DAYS = re.compile(r"#\s*\d\s+(\d{1,2})0\s*\[")  # 1T #3 14D […, whose D was read as 0
LASTING = re.compile(r"\W*([2-9]|\d{2,3})\s*[일밀]\W*")  # all that stands in a line; 1일 is a heading
PLAIN_DAYS = re.compile(
    r"(?<![\d월.])(\d{1,3})\s*(?:[일밀](?![\s리]*\d|리)|[dD](?:[a-z0-9]{1,3})?(?![a-zA-Z]))"
)  # 하루 2회 · 3일
SHARED = re.compile(r"#\s*[2-9]")  # 3T #3: a day's amount in three parts, though some print it of each part
LATIN = (
    (4, re.compile(r"(?<![a-z])[qg9][il1]?d[ap]c\d*\s*[&8]", re.IGNORECASE)),  # after meals & hs
    (1, re.compile(r"(?<![a-z])(?:[qg]d(?=[ap][cm]|noon|hs|[^a-z]|$)|9da?(?=[ap]m))", re.IGNORECASE)),
    (2, re.compile(r"(?<![a-z])b[il1]?d(?=[ap][cm]|p?\d|noon|hs|[^a-z]|$)", re.IGNORECASE)),
    (3, re.compile(r"(?<![a-z])(?:t[il1]?d(?=[ap][cm]|noon|hs|[^a-z]|$)|[rnd]d(?=[ap]c))", re.IGNORECASE)),
    (4, re.compile(r"(?<![a-z])[qg][il1]d(?=[ap][cm]|noon|hs|[^a-z]|$)", re.IGNORECASE)),
    *((often, re.compile(rf"\W*{code}[1lI]0\W*\Z")) for often, code in ((2, "B"), (3, "T"), (4, "Q"))),
)  # times a day as prescriptions abbreviate them, also where a reader lost a letter
NOT_DAILY = re.compile(
    r"격일|하루\s*걸러|(?:[2-9]|이틀|사흘|[일이]주일?)\s*일?\s*에\s*(?:한|두|[1-9])\s*[회번]|매주|주\s*[1-6]\s*회|[월화수목금토일]요일"
)
RANGE = re.compile(rf"\d\s*[~∼-]\s*\d\s*(?:{UNIT}|{OFTEN})|최대|[회번]\s*[까가]지|[회번레]\s*을?\s*넘")
BEDTIME = re.compile(
    r"취침\s*전|자기\s*(?:직\s*)?전|잠자기\s*전|주무시기\s*전|(?<![a-zA-Z])hs(?![a-zA-Z])", re.IGNORECASE
)
EACH_MEAL = re.compile(r"(?<![가-힣])[매메]\s*식|[끼기]니\s*마다")
MEAL = re.compile(
    r"식\s*사?\s*(?:\d+\s*분\s*)?(?:후|전|간|사|직후|직전)\s*(?:즉시|직후|직전|\d+\s*(?:분|시간))?"
)
NEEDED = re.compile(
    r"필요\s*시|필요할\s*때|(?:아플|있을)\s*때만?|(?<![a-zA-Z])prn(?![a-zA-Z])", re.IGNORECASE
)
WORDS = re.compile(r"(?<![가-힣])[가-힣]{2}(?=[과에]?(?![가-힣]))")  # one of them may be a part of the day
ADVICE = 14  # letters: a longer line that names a part of the day and no meal is advice


def said(text: str) -> Dose:
    """Read a sentence; what is not for every day, a range, and what says two things are to be confirmed."""
    plain, is_mended = mended(in_digits(text))
    if triple := TRIPLE.fullmatch(plain.strip()):
        dose, (often, lasting) = of_amount(triple[1]), triple.groups()[-2:]
        unsure = dose.doubtful or triple["sign"] in TIMES_LIKE
        return replace(dose, per_day=whole(often, "per_day"), days=whole(lasting, "days"), doubtful=unsure)
    once, times, days = _all(ONCE, plain), _all(DAILY, plain), _all(DAYS, plain)
    latin = [often for often, word in LATIN if word.search(plain)]
    days = days or _all_of(LASTING.fullmatch(plain)) or _all(SHARED_DAYS, plain)
    if not days and (times or once or latin):
        days = _all(PLAIN_DAYS, DAILY.sub(" ", plain))[:1]
    dose = of_amount(once[0]) if once else Dose()
    unclear = bool(
        is_mended or latin or SHARED.search(plain) or NOT_DAILY.search(plain) or RANGE.search(plain)
    )  # bid and qid differ by one letter
    unclear |= max(len({*once}), len({*times}), len({*days})) > 1
    found = replace(
        dose,
        per_day=whole(times[0], "per_day") if times else next(iter(latin), None) or _by_hours(plain),
        days=whole(days[0], "days") if days else None,
        doubtful=dose.doubtful or unclear,
    )
    return _timed(plain, found)


def how_often(text: str) -> frozenset[str]:
    """Return all numbers of times a day that a text names."""
    return frozenset(_all(DAILY, in_digits(text)))


def _all(pattern: re.Pattern[str], text: str) -> list[str]:
    return [group for found in pattern.finditer(text) for group in _all_of(found)]


def _all_of(found: re.Match[str] | None) -> list[str]:
    return [group for group in found.groups() if group] if found else []


def _by_hours(text: str) -> int | None:
    """How often a day by the clock: 8시간마다 is three times."""
    every = EVERY.search(text)
    return 24 // int(every[1]) if every and int(every[1]) and 24 % int(every[1]) == 0 else None


def _timed(text: str, dose: Dose) -> Dose:
    if hours := clock_hours(text):
        return replace(
            dose,
            per_day=len(hours),
            slots=slots_of(hours),
            timing=text.strip(),
            doubtful=dose.doubtful or has_odd_signs(text),
        )
    plain = text.replace(" ", "")
    letters = _letters(plain)
    named = {slot for slot in SLOTS[:3] if _letters(slot) in letters}
    guessed = {like_slot(word) for word in WORDS.findall(text)} - named if named else set()
    slots = SLOTS[:3] if EACH_MEAL.search(text) else tuple(s for s in SLOTS[:3] if s in named | guessed)
    if guessed & {*slots} and dose.per_day is None:
        dose = replace(dose, doubtful=True)
    if BEDTIME.search(text):
        slots = (*slots, SLOTS[3])
    needed = bool(NEEDED.search(text))
    if "□" in text or (not slots and not needed):
        return dose  # a box that is not ticked says that it is not taken then
    meal = MEAL.search(text)
    if slots and not meal and not BEDTIME.search(text) and not dose.is_counted and len(plain) > ADVICE:
        return dose  # advice that speaks of the morning
    return replace(dose, slots=slots, timing=text.strip(" -☞*·"), as_needed=needed)


def _letters(text: str) -> str:
    """A text letter by letter, so that 처녁 is read as 저녁."""
    return coarse(unicodedata.normalize("NFD", text))
