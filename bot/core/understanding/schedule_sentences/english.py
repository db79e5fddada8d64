"""English schedule sentences to tokens."""

import re
from datetime import date

from bot.core.understanding.schedule_sentences import tokens as k
from bot.core.understanding.schedule_sentences.lexer import (
    Make,
    fraction,
    half_more,
    nothing,
    number,
    plain,
    relative,
    scan,
)
from bot.core.understanding.schedule_sentences.tokens import Clock, Token, next_weekday

WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty-one": 21, "twenty one": 21, "twenty-four": 24, "twenty four": 24, "twenty-eight": 28, "twenty": 20,
    "thirty": 30, "a": 1, "an": 1, "couple of": 2,
}  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBER = r"(?:\d+(?:\.\d+)?|" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")"
N = rf"(?P<n>{NUMBER})"
UNIT = (
    r"(?:tablets?|tabs?|pills?|capsules?|caps?|caplets?|drops?|puffs?|sprays?|patch(?:es)?|sachets?|packets?|"
    r"injections?|shots?|units?|"
    r"ml|millilit(?:er|re)s?|teaspoons?|tsp|spoons?|spoonfuls?|doses?|pieces?|lozenges?|suppositor(?:y|ies))"
)
WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
BEFORE, AFTER, WITH, BETWEEN = -30, 30, 0, 120


def number_of(text: str) -> float:
    """Return the value of a number, in digits or in words."""
    return float(WORDS[text]) if text in WORDS else float(text)


PASSED_OVER = re.compile(r"\w+|\W")


def tokens_of(text: str, today: date) -> list[Token]:
    """Return the tokens of a sentence; words that say nothing of times are passed over."""
    said = re.sub(r"\s+", " ", text.lower().replace("’", "'")).strip()
    return scan(said, LEXICON, PASSED_OVER, today)


def _clock(match: re.Match[str], _: date) -> Token:
    hour, minute = int(number_of(match["hour"])), int(match["minute"] or 0)
    half = {"a": 0, "p": 12}.get((match["half"] or " ")[0])
    if match["said"]:
        half = 0 if "morning" in match["said"] else 12
        if "night" in match["said"] and hour in (12, 1, 2, 3):
            half = 0
    if (
        hour > 24
        or minute > 59
        or (half is not None and not 1 <= hour <= 12 and not (half == 12 and hour > 12))
    ):
        return Token(k.BAD, match[0])
    if half == 0 and hour > 12:
        return Token(k.BAD, match[0])
    return Token(k.CLOCK, Clock(hour, minute, None if half == 12 and hour > 12 else half))


def _half_past(match: re.Match[str], _: date) -> Token:
    half = {"a": 0, "p": 12}.get((match["half"] or " ")[0])
    hour, minute = (
        int(number_of(match["hour"])),
        {"half past": 30, "quarter past": 15, "quarter to": -15}[match["how"]],
    )
    if minute < 0:
        hour, minute = hour - 1 or 12, 45
    return Token(k.CLOCK, Clock(hour, minute, half))


def _weekday(match: re.Match[str], _: date) -> Token:
    return Token(k.WEEKDAYS, frozenset({WEEKDAYS.index(match["day"][:3])}))


def _weekday_span(match: re.Match[str], _: date) -> Token:
    first, last = WEEKDAYS.index(match["a"][:3]), WEEKDAYS.index(match["b"][:3])
    return Token(k.WEEKDAYS, frozenset((first + step) % 7 for step in range((last - first) % 7 + 1)))


def _letters(match: re.Match[str], _: date) -> Token:
    names = {"m": 0, "t": 1, "w": 2, "th": 3, "f": 4}
    return Token(k.WEEKDAYS, frozenset(names[one] for one in re.findall(r"th|[mtwf]", match[0])))


def _date(match: re.Match[str], today: date) -> Token | list[Token]:
    try:
        day = date(int(match["year"] or today.year), MONTHS.index(match["month"][:3]) + 1, int(match["day"]))
    except ValueError:
        return Token(k.BAD, match[0])
    if match["since"]:
        return [Token(k.FROM), Token(k.DATE, day.replace(year=day.year - (day > today)))]
    is_past = not match["year"] and (day.year, day.month) < (today.year, today.month)
    return Token(k.DATE, day.replace(year=day.year + is_past))


def _iso(match: re.Match[str], _: date) -> Token:
    try:
        return Token(k.DATE, date.fromisoformat(match[0]))
    except ValueError:
        return Token(k.BAD, match[0])


def _next_weekday(match: re.Match[str], today: date) -> Token:
    return Token(
        k.DATE, next_weekday(today, WEEKDAYS.index(match["day"][:3]), weeks=1 if match["next"] else 0)
    )


def _latin(match: re.Match[str], _: date) -> list[Token]:
    """Return what a prescriber's abbreviation says."""
    day = Token(k.DAYS, 1)
    return {
        "qd": [Token(k.DAILY)], "od": [Token(k.DAILY)], "bid": [Token(k.TIMES, 2), day], "tid": [Token(k.TIMES, 3), day],
        "tds": [Token(k.TIMES, 3), day], "qid": [Token(k.TIMES, 4), day], "qds": [Token(k.TIMES, 4), day],
        "qhs": [Token(k.PART, "bedtime")], "hs": [Token(k.PART, "bedtime")], "qod": [Token(k.ALTERNATE, "day")],
        "ac": [Token(k.RELATION, BEFORE)], "pc": [Token(k.RELATION, AFTER)], "prn": [Token(k.NEEDED)],
    }[match[0].replace(".", "")]  # fmt: skip


def _every_hours(match: re.Match[str], _: date) -> list[Token]:
    return [Token(k.EVERY), Token(k.HOURS, float(match["n"]))]


HALF = r"(?P<half>a\.?m\b\.?|p\.?m\b\.?)?"
SAID = r"(?P<said> ?(?:in the (?:morning|afternoon|evening)|at night|tonight))?"
_RULES: tuple[tuple[str, Make], ...] = (
    (r"(?:oh |ah )?(?:no wait|wait,? no|no, ?(?:make (?:that|it)|rather|sorry)?|no\b(?! more| less)|scratch that|sorry,?|"
     r"i mean|actually|make that|or rather|correction:?|- no,?)", plain(k.CORRECTION)),
    (r"(?:a few|several|some|every so often|now and then|sometimes|occasionally|regularly|"
     r"whenever)(?= (?:times|days|hours|weeks|pills|tablets)|$|,| )(?! i need)", plain(k.VAGUE)),
    (rf"{NUMBER} ?(?:-|–|to|or) ?{NUMBER} (?:{UNIT}|times|hours|days|weeks)", plain(k.VAGUE)),
    (r"\d+(?:\.\d+)? ?(?:mg|mcg|g|milligrams?|micrograms?)\b", nothing),
    (r"\d{4}-\d\d-\d\d\b", _iso),
    (rf"(?P<since>since )?(?:the )?(?P<month>{MONTH})\.? (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|"
     rf"th)?\b(?:,? (?P<year>20\d\d))?", _date),
    (rf"(?P<since>since )?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|"
     rf"th)? (?:of )?(?P<month>{MONTH})\b(?:,? (?P<year>20\d\d))?", _date),
    (r"today\b", relative(0)), (r"the day after tomorrow\b", relative(2)), (r"tomorrow\b", relative(1)),
    (rf"(?:from|starting|beginning|start|begin|until|till|"
     rf"through) (?:on )?(?:(?P<next>next) )?(?P<day>{WEEKDAY})\b(?! (?:to|through|"
      rf"until))", lambda m, t: [Token(k.UNTIL if m[0][:3] in ("unt", "til", "thr") else k.FROM), _next_weekday(m, t)]),
    # clock times
    (rf"(?:at )?(?P<how>half past|quarter past|quarter to) (?P<hour>{NUMBER}) ?{HALF}", _half_past),
    (rf"(?:at |@ ?)?(?P<hour>\d{{1,2}}):(?P<minute>\d\d) ?{HALF}{SAID}", _clock),
    (rf"(?:at |@ ?)?(?P<hour>\d{{1,2}})\.(?P<minute>\d\d) ?{HALF.rstrip('?')}{SAID}", _clock),
    (rf"(?:at |@ ?)?(?P<hour>\d{{1,2}}) ?(?P<minute>){HALF.rstrip('?')}{SAID}", _clock),
    (rf"(?:at )?(?P<hour>{NUMBER}) ?(?P<minute>)o'? ?clock ?{HALF}{SAID}", _clock),
    (rf"(?:at )?(?P<hour>{NUMBER})(?P<minute>)(?P<half>)(?P<said> (?:in the (?:morning|afternoon|evening)|"
     rf"at night))", lambda m, t: _number_in_part(m, t)),
    (rf"(?:at|@) (?P<hour>{NUMBER})(?P<minute>)(?! ?(?:{UNIT}|times|days|hours|weeks|minutes|"
     rf"%))\b(?P<half>)(?P<said>)", _clock),
    (r"(?:at )?midnight\b", plain(k.CLOCK, Clock(0, 0, 0))),
    # every
    (r"(?:every (?:other|second|2nd) day|alternate days|on alternate days|every 2 days|every two days|"
     r"day on,? day off)\b", plain(k.ALTERNATE, "day")),
    (r"(?:every (?:other|second|2nd) week|alternate weeks|fortnightly|every fortnight|biweekly|"
     r"bi-weekly)\b", plain(k.ALTERNATE, "week")),
    (rf"(?:every (?:other|"
     rf"second) )(?P<day>{WEEKDAY})\b", lambda m, t: [Token(k.ALTERNATE, "week"), _weekday(m, t)]),
    (r"every (?:third|3rd) day\b", lambda _m, _t: [Token(k.EVERY), Token(k.DAYS, 3)]),
    (r"every (?:fourth|4th) day\b", lambda _m, _t: [Token(k.EVERY), Token(k.DAYS, 4)]),
    (r"every (?:fifth|5th) day\b", lambda _m, _t: [Token(k.EVERY), Token(k.DAYS, 5)]),
    (r"(?:daily|every ?day|each day|every single day)\b", plain(k.DAILY)),
    (r"(?:weekly|every week|each week|a week|per week|/ ?week)\b", plain(k.WEEKLY)),
    (r"(?:monthly|(?:of )?(?:every|each) month|(?:of the|a|per) month)\b", plain(k.MONTHLY)),
    (r"(?:a|per|each|in a|in one|/) ?day\b", lambda _m, _t: Token(k.DAYS, 1)),
    (r"q\.? ?(?P<n>\d{1,2}) ?h(?:rs?|ours?)?\b\.?", _every_hours),
    (r"(?:in|per|every) 24 hours\b", lambda _m, _t: Token(k.DAYS, 1)),
    # weekdays
    (r"weekdays?\b|workdays?\b|working days\b", plain(k.WEEKDAYS, frozenset(range(5)))),
    (r"weekends?\b", plain(k.WEEKDAYS, frozenset({5, 6}))),
    (rf"(?P<a>{WEEKDAY}) ?(?:to|through|thru|until|-|–) ?(?P<b>{WEEKDAY})\b", _weekday_span),
    (r"(?:mwf|m/w/f|m-w-f|t/th|tth)\b", _letters),
    (rf"(?P<day>{WEEKDAY})\b", _weekday),
    (r"(?:except|excluding|but not|other than|apart from|not on)\b", plain(k.EXCEPT)),
    (r"(?:on )?the (?P<n>\d{1,2})(?:st|nd|rd|th)\b", number(number_of, k.MONTH_DAY)),
    (r"(?:on )?the (?:first|1st)(?: day)?\b", plain(k.MONTH_DAY, 1)),
    (r"(?P<n>\d{1,2})(?:st|nd|rd|th)\b", number(number_of, k.MONTH_DAY)),
    # lasting, days, weeks
    (rf"(?:for|over|next) (?:the next |the first |another |a total of )?{N} days?\b", number(number_of, k.LASTING)),
    (rf"(?:for|over|next) (?:the next |the first |another )?{N} weeks?\b", number(number_of, k.LASTING, 7)),
    (rf"(?:for|over|next) (?:the next |the first |another )?{N} months?\b", number(number_of, k.LASTING, 30)),
    (rf"{N}[- ]day (?:course|supply|pack)", number(number_of, k.LASTING)),
    (r"a week(?:'s)? (?:course|supply)", lambda _m, _t: Token(k.LASTING, 7)),
    (r"(?:for|over) a fortnight\b", lambda _m, _t: Token(k.LASTING, 14)),
    (rf"{N} (?:and a half hours?)\b", lambda m, _: Token(k.HOURS, number_of(m["n"]) + 0.5)),
    (rf"{N}[- ]?(?:hours?|hrs?|h)\b|"
     rf"hourly\b", lambda m, _: Token(k.HOURS, number_of(m["n"]) if m["n"] else 1.0)),
    (r"half an hour\b|half hour\b", lambda _m, _t: Token(k.MINUTES, 30)),
    (rf"{N}[- ]?(?:minutes?|mins?)\b", number(number_of, k.MINUTES)),
    (rf"{N}[- ]?days?\b", number(number_of, k.DAYS)),
    (rf"{N}[- ]?weeks?\b", number(number_of, k.WEEKS)),
    (rf"{N}[- ]?months?\b", number(number_of, k.MONTHS)),
    (r"every (?=\d|" + "|".join(WORDS) + r"|hour)", plain(k.EVERY)),
    (r"apart\b|between doses\b|in between\b|at least (?=\d|"
     r"" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")", plain(k.APART)),
    # doses and times
    (rf"{N} (?:and a half|1/2|½) ?(?:{UNIT})?\b", half_more(number_of)),
    (rf"(?:(?:a )?half (?:a |of a |an |of one )?(?:{UNIT}|one)|half\b|"
     rf"½(?: a)?(?: {UNIT})?)", plain(k.DOSE, 0.5)),
    (rf"(?:a )?quarter (?:of )?(?:a |of a )?{UNIT}", plain(k.DOSE, 0.25)),
    (rf"(?P<a>\d)/(?P<b>\d) ?(?:of a |a )?(?:{UNIT})?\b", fraction),
    (r"once\b", plain(k.TIMES, 1)), (r"twice\b", plain(k.TIMES, 2)), (r"thrice\b", plain(k.TIMES, 3)),
    (rf"{N} ?(?:times|x)\b", number(number_of, k.TIMES)),
    (rf"{N} (?:more )?doses?(?= (?:in total|in all|altogether|overall|and then stop|"
     rf"then stop))", number(number_of, k.TIMES)),
    (rf"(?:max(?:imum)?(?: of)?|up to|at most|no more than|not more than) {N}(?: (?:{UNIT}|"
     rf"times))?\b", lambda m, _: [Token(k.MOST), Token(k.TIMES, int(number_of(m["n"])))]),
    (rf"{N} {UNIT}\b", number(number_of, k.DOSE)),
    # meals and parts of the day
    (r"(?:on )?an empty stomach\b", plain(k.EMPTY)),
    (r"(?:right |just |immediately |shortly )(?:before|after)\b", plain(k.LEADING, WITH)),
    (r"(?:at|before|by|going to|go to|when i go to|on going to)? ?(?:bedtime|bed time|bed|"
     r"sleep(?:ing)?)\b", plain(k.PART, "bedtime")),
    (r"before\b", plain(k.LEADING, BEFORE)), (r"after\b", plain(k.LEADING, AFTER)),
    (r"between (?=meals)", plain(k.LEADING, BETWEEN)),
    (r"(?:with|at|during|over)(?= (?:each |every |my |your |the )?(?:breakfast|lunch|dinner|supper|meals?|"
     r"food|evening meal))", plain(k.LEADING, WITH)),
    (r"breakfast\b|morning meal\b", plain(k.PART, "breakfast")),
    (r"lunch(?:time| time)\b|midday\b|mid-day\b|(?:at )?noon\b", plain(k.PART, "noon")),
    (r"lunch\b", plain(k.PART, "lunch")),
    (r"(?:dinner|supper)(?:time| time)?\b|evening meal\b|tea ?time\b", plain(k.PART, "dinner")),
    (r"(?:each|every|all|my|your|the)? ?(?:meals?|food|eating|i eat)\b", plain(k.MEAL)),
    (r"(?:mornings?|when i wake up|on waking(?: up)?|upon waking|after waking|"
     r"first thing)\b", plain(k.PART, "morning")),
    (r"(?:evenings?|tonight)\b", plain(k.PART, "evening")),
    (r"(?:nightly|every night|at night|nights?)\b", plain(k.PART, "night")),
    # cycles, tapers, ends
    (r"(?:off|break|pause|without|skip|rest|free)\b", plain(k.OFF)),
    (r"(?:on|with it)\b(?=,| and|;| then| \d| one| two| three| four| five| six| seven| a )", plain(k.ON)),
    (r"(?:reduc\w+|decreas\w+|lower\w*|less|cut(?:ting)?|drop(?:ping)? (?=by)|taper\w*|"
     r"down)(?: it)?(?: by)?\b", plain(k.LESS)),
    (r"(?:stop|finish|end|quit|done|nothing)\b", plain(k.STOP)),
    (r"(?:then|after that|followed by|next|thereafter|afterwards)\b", plain(k.NEXT)),
    (r"(?:from|starting|beginning|start|begin|since|as of)\b(?: on)?", plain(k.FROM)),
    (r"(?:until|till|til|to|through|up to and including)\b(?= |$)", plain(k.UNTIL)),
    (r"(?:in total|in all|altogether|overall|total of|total)\b", plain(k.TOTAL)),
    (r"(?:as needed|when needed|if needed|(?:just |only )?(?:when|if|whenever) (?:i|you|it|he|she|my|the|"
     r"needed|necessary)(?: \w+){0,4}?(?: need(?:s|ed)?(?: it)?| hurts?| pain| aches?| have pain| bad|"
      r" necessary| can't sleep| cannot sleep| headaches?| migraines?| fever| nausea| dizz\w+| itch\w*|"
      r" cough\w*| heartburn| cramps?| attacks?)|as required|when required|"
      r"for pain\b|when in pain|"
       r"for the pain|only for)", plain(k.NEEDED)),
    (r"(?:up to|at most|max(?:imum)?(?: of)?|no more than|not more than|never more than)\b", plain(k.MOST)),
    (r"\b(?:q\.?d|b\.?i\.?d|t\.?i\.?d|t\.?d\.?s|q\.?i\.?d|q\.?d\.?s|q\.?h\.?s|q\.?o\.?d|p\.?r\.?n|h\.?s|"
     r"a\.?c|p\.?c)\b\.?", _latin),
    (rf"{N}(?= (?:in the|at|before|after|with|every|each|daily|a day|once|twice|on|for|per|then|when|if|whenever|as|,|and then|"
     rf"to start))", number(number_of, k.DOSE)),
    (r"every\b|each\b", plain(k.EVERY)),
)  # fmt: skip


def _number_in_part(match: re.Match[str], today: date) -> Token | list[Token]:
    """Return what "2 in the morning" says: a clock time where an hour fits better than an amount."""
    hour = int(number_of(match["hour"])) if number_of(match["hour"]).is_integer() else 0
    said = match["said"]
    part = "morning" if "morning" in said else "night" if "night" in said else "evening"
    plausible = {"morning": range(5, 12), "night": range(8, 12), "evening": range(5, 9)}[part]
    if "afternoon" in said or hour in plausible:
        return _clock(match, today)
    return [Token(k.DOSE, number_of(match["hour"])), Token(k.PART, part)]


LEXICON = tuple((re.compile(pattern), make) for pattern, make in _RULES)
