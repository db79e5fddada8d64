"""English schedule sentences to tokens."""

import re
from datetime import date

from bot.core.understanding.schedule_sentences import english_matches as say
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
from bot.core.understanding.schedule_sentences.tokens import Clock, Token

NUMBER = r"(?:\d+(?:\.\d+)?|" + "|".join(sorted(say.WORDS, key=len, reverse=True)) + ")"
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
PASSED_OVER = re.compile(r"\w+|\W")


def tokens_of(text: str, today: date) -> list[Token]:
    """Return the tokens of a sentence; words that say nothing of times are passed over."""
    said = re.sub(r"\s+", " ", text.lower().replace("’", "'")).strip()
    return scan(said, LEXICON, PASSED_OVER, today)


HALF = r"(?P<half>a\.?m\b\.?|p\.?m\b\.?)?"
SAID = r"(?P<said> ?(?:(?:in the|each|every) (?:morning|afternoon|evening)|(?:at|each|every) night|tonight))?"
_RULES: tuple[tuple[str, Make], ...] = (
    (r"(?:oh |ah )?(?:no wait|wait,? no|no, ?(?:make (?:that|it)|rather|sorry)?|no\b(?! more| less)|scratch that|sorry,?|"
     r"i mean|actually|make that|or rather|correction:?|- no,?)", plain(k.CORRECTION)),
    (r"(?:a few|several|some|every so often|now and then|sometimes|occasionally|regularly|"
     r"whenever)(?= (?:times|days|hours|weeks|pills|tablets)|$|,| )(?! i need)", plain(k.VAGUE)),
    (r"either\b|not sure|i forget\b|(?:i )?(?:don'?t|can'?t) (?:know|remember|recall)\b", plain(k.VAGUE)),
    (rf"{NUMBER} ?(?:-|–|to|or) ?{NUMBER} (?:{UNIT}|times|hours|days|weeks)", plain(k.VAGUE)),
    (r"\d+(?:\.\d+)? ?(?:mg|mcg|g|milligrams?|micrograms?)\b", nothing),
    (r"\d{4}-\d\d-\d\d\b", say.iso),
    (rf"(?P<since>since )?(?:the )?(?P<month>{MONTH})\.? (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|"
     rf"th)?\b(?:,? (?P<year>20\d\d))?", say.calendar_date),
    (rf"(?P<since>since )?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|"
     rf"th)? (?:of )?(?P<month>{MONTH})\b(?:,? (?P<year>20\d\d))?", say.calendar_date),
    (r"today\b", relative(0)), (r"the day after tomorrow\b", relative(2)), (r"tomorrow\b", relative(1)),
    (rf"(?:from|starting|beginning|start|begin|until|till|"
     rf"through) (?:on )?(?:(?P<next>next) )?(?P<day>{WEEKDAY})\b(?! (?:to|through|"
      rf"until))", lambda m, t: [Token(k.UNTIL if m[0][:3] in ("unt", "til", "thr") else k.FROM), say.coming_weekday(m, t)]),
    # clock times
    (rf"(?:at )?(?P<how>half past|quarter past|quarter to) (?P<hour>{NUMBER}) ?{HALF}{SAID}", say.half_past),
    (rf"(?:at |@ ?)?(?P<hour>\d{{1,2}}):(?P<minute>\d\d) ?{HALF}{SAID}", say.clock),
    (rf"(?:at |@ ?)?(?P<hour>\d{{1,2}})\.(?P<minute>\d\d) ?{HALF.rstrip('?')}{SAID}", say.clock),
    (rf"(?:at |@ ?)?(?P<hour>\d{{1,2}}) ?(?P<minute>){HALF.rstrip('?')}{SAID}", say.clock),
    (rf"(?:at )?(?P<hour>{NUMBER}) ?(?P<minute>)o'? ?clock ?{HALF}{SAID}", say.clock),
    (rf"(?:at )?(?P<hour>{NUMBER})(?P<minute>)(?P<half>)(?P<said> (?:in the (?:morning|afternoon|evening)|"
     rf"at night))", say.number_in_part),
    (rf"(?:at|@) (?P<hour>{NUMBER})(?P<minute>)(?P<half>)(?P<said> (?:(?:each|every) (?:morning|afternoon|evening|night)))",
     say.clock),
    (rf"(?:at|@) (?P<hour>{NUMBER})(?P<minute>)(?! ?(?:{UNIT}|times|days|hours|weeks|minutes|"
     rf"%))\b(?P<half>)(?P<said>)", say.clock),
    (r"(?:at )?midnight\b", plain(k.CLOCK, Clock(0, 0, 0))),
    # every
    (r"(?:every (?:other|second|2nd) day|alternate days|on alternate days|every 2 days|every two days|"
     r"day on,? day off)\b", plain(k.ALTERNATE, "day")),
    (r"(?:every (?:other|second|2nd) week|alternate weeks|fortnightly|every fortnight|biweekly|"
     r"bi-weekly)\b", plain(k.ALTERNATE, "week")),
    (rf"(?:every (?:other|"
     rf"second) )(?P<day>{WEEKDAY})\b", lambda m, t: [Token(k.ALTERNATE, "week"), say.weekday(m, t)]),
    (r"every (?:third|3rd) day\b", lambda _m, _t: [Token(k.EVERY), Token(k.DAYS, 3)]),
    (r"every (?:fourth|4th) day\b", lambda _m, _t: [Token(k.EVERY), Token(k.DAYS, 4)]),
    (r"every (?:fifth|5th) day\b", lambda _m, _t: [Token(k.EVERY), Token(k.DAYS, 5)]),
    (r"(?:daily|every ?day|each day|every single day)\b", plain(k.DAILY)),
    (r"(?:weekly|every week|each week|a week|per week|/ ?week)\b", plain(k.WEEKLY)),
    (r"(?:monthly|(?:of )?(?:every|each) month|(?:of the|a|per) month)\b", plain(k.MONTHLY)),
    (r"(?:a|per|each|in a|in one|/) ?day\b", lambda _m, _t: Token(k.DAYS, 1)),
    (r"q\.? ?(?P<n>\d{1,2}) ?h(?:rs?|ours?)?\b\.?", say.every_hours),
    (r"(?:in|per|every) 24 hours\b", lambda _m, _t: Token(k.DAYS, 1)),
    # weekdays
    (rf"(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th)) {WEEKDAY}\b|(?:odd|even)(?:[- ]numbered)? (?:days|dates)\b",
     plain(k.VAGUE)),
    (r"(?:(?:on )?(?:all )?(?:the )?(?:other|remaining) days|(?:the )?rest of the (?:days|week))\b",
     plain(k.WEEKDAYS, frozenset())),
    (r"weekdays?\b|workdays?\b|working days\b", plain(k.WEEKDAYS, frozenset(range(5)))),
    (r"weekends?\b", plain(k.WEEKDAYS, frozenset({5, 6}))),
    (rf"(?P<a>{WEEKDAY}) ?(?:to|through|thru|until|-|–) ?(?P<b>{WEEKDAY})\b", say.weekday_span),
    (r"(?:mwf|m/w/f|m-w-f|t/th|tth)\b", say.letters),
    (rf"(?P<day>{WEEKDAY})\b", say.weekday),
    (rf"(?:except|excluding|but not|other than|apart from|not on|skip(?:ping)?(?= (?:on )?{WEEKDAY}\b))\b",
     plain(k.EXCEPT)),
    (r"(?:on )?the (?P<n>\d{1,2})(?:st|nd|rd|th)\b", number(say.number_of, k.MONTH_DAY)),
    (r"(?:on )?the (?:first|1st)(?: day)?\b", plain(k.MONTH_DAY, 1)),
    (r"(?:on )?(?:the )?last day(?= (?:of|each|every)\b)", plain(k.MONTH_DAY, 31)),
    (r"(?P<n>\d{1,2})(?:st|nd|rd|th)\b", number(say.number_of, k.MONTH_DAY)),
    # lasting, days, weeks
    (rf"{N} (?P<unit>day|week)s? on\W+(?:(?:and|then) )*(?P<off>{NUMBER})(?: (?P=unit)s?)? off\b", say.on_and_off),
    (rf"(?:for|over|next|x) (?:the next |the first |another |a total of )?{N} days?\b", number(say.number_of, k.LASTING)),
    (rf"(?:for|over|next) (?:the next |the first |another )?{N} weeks?\b", number(say.number_of, k.LASTING, 7)),
    (rf"(?:for|over|next) (?:the next |the first |another )?{N} months?\b", number(say.number_of, k.LASTING, 30)),
    (rf"{N}[- ]day (?:course|supply|pack)", number(say.number_of, k.LASTING)),
    (r"a week(?:'s)? (?:course|supply)", lambda _m, _t: Token(k.LASTING, 7)),
    (r"(?:for|over) a fortnight\b", lambda _m, _t: Token(k.LASTING, 14)),
    (rf"{N} (?:and a half hours?)\b", lambda m, _: Token(k.HOURS, say.number_of(m["n"]) + 0.5)),
    (rf"{N}[- ]?(?:hours?|hrs?|h)\b|"
     rf"hourly\b", lambda m, _: Token(k.HOURS, say.number_of(m["n"]) if m["n"] else 1.0)),
    (r"half an hour\b|half hour\b", lambda _m, _t: Token(k.MINUTES, 30)),
    (rf"{N}[- ]?(?:minutes?|mins?)\b", number(say.number_of, k.MINUTES)),
    (rf"{N}[- ]?days?\b", number(say.number_of, k.DAYS)),
    (rf"{N}[- ]?weeks?\b", number(say.number_of, k.WEEKS)),
    (rf"{N}[- ]?months?\b", number(say.number_of, k.MONTHS)),
    (r"every (?=\d|" + "|".join(say.WORDS) + r"|hour)", plain(k.EVERY)),
    (r"apart\b|between doses\b|in between\b|at least (?=\d|"
     r"" + "|".join(sorted(say.WORDS, key=len, reverse=True)) + ")", plain(k.APART)),
    # doses and times
    (rf"(?:start|begin)(?:n?ing)? with {N}(?: {UNIT})?(?=\W|$)(?! (?:days|weeks|hours|times))", number(say.number_of, k.DOSE)),
    (rf"{N} (?:and a half|1/2|½) ?(?:{UNIT})?\b", half_more(say.number_of)),
    (rf"(?:(?:a )?half (?:a |of a |an |of one )?(?:{UNIT}|one)|half\b|"
     rf"½(?: a)?(?: {UNIT})?)", plain(k.DOSE, 0.5)),
    (rf"(?:a )?quarter (?:of )?(?:a |of a )?{UNIT}", plain(k.DOSE, 0.25)),
    (rf"(?P<a>\d)/(?P<b>\d) ?(?:of a |a )?(?:{UNIT})?\b", fraction),
    (r"once\b", plain(k.TIMES, 1)), (r"twice\b", plain(k.TIMES, 2)), (r"thrice\b", plain(k.TIMES, 3)),
    (rf"{N} ?(?:times|x)\b", number(say.number_of, k.TIMES)),
    (rf"{N} (?:more )?doses?(?= (?:in total|in all|altogether|overall|and then stop|"
     rf"then stop))", number(say.number_of, k.TIMES)),
    (rf"(?:max(?:imum)?(?: of)?|up to|at most|no more than|not more than|never more than) {N}(?: (?P<unit>{UNIT}|"
     rf"times?))?\b", say.at_most),
    (rf"{N} {UNIT}\b", number(say.number_of, k.DOSE)),
    # meals and parts of the day
    (rf"(?:but |and )?(?:not|except|skip(?:ping)?|without)(?: at| in| with| for)?(?: the)? (?P<part>{'|'.join(say.PARTS)})\b",
     say.without_part),
    (r"(?:on )?an empty stomach\b", plain(k.EMPTY)),
    (r"(?:right |just |immediately |shortly )(?:before|after)\b", plain(k.LEADING, say.WITH)),
    (r"(?:at|before|by|going to|go to|when i go to|on going to)? ?(?:bedtime|bed time|bed|"
     r"sleep(?:ing)?)\b", plain(k.PART, "bedtime")),
    (r"before\b", plain(k.LEADING, say.BEFORE)), (r"after\b", plain(k.LEADING, say.AFTER)),
    (r"between (?=meals)", plain(k.LEADING, say.BETWEEN)),
    (r"(?:with|at|during|over)(?= (?:each |every |my |your |the )?(?:breakfast|lunch|dinner|supper|meals?|"
     r"food|evening meal))", plain(k.LEADING, say.WITH)),
    (r"breakfast\b|morning meal\b", plain(k.PART, "breakfast")),
    (r"lunch(?:time| time)\b|midday\b|mid-day\b|(?:at )?noon\b", plain(k.PART, "noon")),
    (r"lunch\b", plain(k.PART, "lunch")),
    (r"(?:dinner|supper)(?:time| time)?\b|evening meal\b|tea ?time\b", plain(k.PART, "dinner")),
    (r"(?:each|every|all|my|your|the)? ?(?:meals?|food|eating|i eat)\b", plain(k.MEAL)),
    (r"(?:mornings?|when i wake up|on waking(?: up)?|upon waking|after waking|"
     r"first thing)\b", plain(k.PART, "morning")),
    (r"(?:evenings?|tonight)\b", plain(k.PART, "evening")),
    (r"(?:nightly|every night|at night|nights?|at nite|nite)\b", plain(k.PART, "night")),
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
      r" necessary| can'?t sleep| cannot sleep| headaches?| migraines?| fever| nausea| dizz\w+| itch\w*|"
      r" cough\w*| heartburn| cramps?| attacks?)|as required|when required|"
      r"for pain\b|when in pain|"
       r"for the pain|only for)", plain(k.NEEDED)),
    (r"(?:up to|at most|max(?:imum)?(?: of)?|no more than|not more than|never more than)\b", plain(k.MOST)),
    (r"\b(?:q\.?d|b\.?i\.?d|t\.?i\.?d|t\.?d\.?s|q\.?i\.?d|q\.?d\.?s|q\.?h\.?s|q\.?o\.?d|p\.?r\.?n|h\.?s|"
     r"a\.?c|p\.?c)\b\.?", say.latin),
    (rf"{N}(?= (?:in the|at|before|after|with|every|each|daily|a day|once|twice|on|for|per|then|when|if|whenever|as|,|and then|"
     rf"to start))", number(say.number_of, k.DOSE)),
    (r"every\b|each\b", plain(k.EVERY)),
)  # fmt: skip
LEXICON = tuple((re.compile(pattern), make) for pattern, make in _RULES)
