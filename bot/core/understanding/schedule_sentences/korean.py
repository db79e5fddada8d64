"""Korean schedule sentences to tokens. Spaces are ignored, as people leave them out; numbers need their unit."""

import re
from datetime import date

from bot.core.understanding.schedule_sentences import korean_matches as say
from bot.core.understanding.schedule_sentences import tokens as k
from bot.core.understanding.schedule_sentences.korean_numbers import NUMBER, number_of
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

COUNTED = {"하나": 1, "둘": 2, "셋": 3, "넷": 4}
PUFFS = re.compile(r"흡입|분무|뿌리|뿌려|들이마")  # what is counted in times
UNIT = (
    r"(?:알갱이|알|정|캡슐|캅셀|개|포|봉지|봉|팩|방울|장|매|대|퍼프|스푼|숟갈|숟가락|병|앰플|펌프|모금|단위|유닛|"
    r"밀리리터|밀리|미리|시시|"
    r"ml|cc|iu|tab|tablet|t(?![a-z]))"
)
COUNT = r"(?:번|회|차례)"
PARTS = (
    (r"자기(?:직)?전|잠(?:들|자)기(?:직)?전|자기바로전|취침(?:직)?전|잘때|주무시기(?:직)?전|잠자리(?:에)?(?:들기전)?|"
     r"취침시|취침", "bedtime"),
    (r"조식|아침식사|아침밥|아침끼니|조반", "breakfast"),
    (r"중식|점심식사|점심밥", "lunch"),
    (r"석식|저녁식사|저녁밥", "dinner"),
    (r"아침|오전중|기상(?:직후|후|시)?|일어나(?:자마자|서|면)|눈뜨자마자", "morning"),
    (r"점심|정오|한낮|낮", "noon"),
    (r"저녁", "evening"),
    (r"한밤|밤", "night"),
)  # fmt: skip
EAT = r"(?:드시|드신|먹|묵|자시|잡수시|잡수|잡숫|하시|한|하)"
PASSED_OVER = re.compile(r".", re.DOTALL)


def tokens_of(text: str, today: date) -> list[Token]:
    """Return the tokens of a sentence; words that say nothing of times are passed over."""
    said = re.sub(r"[\s\"'“”‘’()]+", "", text.lower())
    found = scan(said, LEXICON, PASSED_OVER, today)
    return _counted_in_times(found) if PUFFS.search(said) else found


def _counted_in_times(tokens: list[Token]) -> list[Token]:
    """Return tokens where "twice" after a time of the day is an amount: 아침에 두 번 저녁에 두 번 흡입."""
    return [
        Token(k.DOSE, token.value)
        if token.kind == k.TIMES and place and tokens[place - 1].kind in (k.PART, k.CLOCK, k.RELATION)
        else token
        for place, token in enumerate(tokens)
    ]


N = rf"(?P<n>{NUMBER})"
DAY_WORD = (
    "(?P<word>"
    + "|".join(word for word in say.DAY_WORDS if word != "이레")
    + "|이레(?=동안|치|간|마다|먹|쉬|에|만|분))"
)
PART_OF_CLOCK = r"(?P<part>오전|오후|아침|점심|저녁|한밤|밤|새벽|낮)?(?:에)?"
LASTS = r"(?:치|분(?!마다)|동안|간(?!격)|만(?=먹|복용|드|요|$))"
_RULES: tuple[tuple[str, Make], ...] = (
    # corrections and what is vague
    (r"(?:아|앗|어)?[,.~…]*(?:아니다|아니요|아니야|아니고|아니라|아니지|아니,|아니\.|말고|"
     r"정정)[,.…~]*", plain(k.CORRECTION)),
    (r"아니(?=\d|[월화수목금토]|오전|오후|아침|저녁|점심|한|두|세|네)", plain(k.CORRECTION)),
    (r"[은인]가(?=아침|점심|저녁|밤|낮|자기)|(?:저녁|아침|밤|낮)인가|모르겠|헷갈|"
     r"안(?:먹|드시|드셔|묵)(?!고)|(?:먹|드시)지(?:는|도)?(?:않|말)", plain(k.VAGUE)),
    (r"며칠|몇일|몇(?:번|알|시간|시|정|주|달)|두어|서너|두세|여러(?:번|알|날)|가끔|종종|이따금|적당히|알아서|대충|"
     r"때때로", plain(k.VAGUE)),
    (r"(?:홀수|짝수)(?:날|일)", plain(k.VAGUE)),
    (r"(?:첫|둘|셋|넷|다섯|[1-5]번?|마지막)째?주?의?[월화수목금토일]요일", plain(k.VAGUE)),
    (rf"(?:{NUMBER})(?:~|-|에서|내지)(?:{NUMBER})(?:{UNIT}|{COUNT}|시간|일|주)", plain(k.VAGUE)),
    # dates
    (r"(?P<year>20\d\d)(?:년|[-./])(?P<month>\d{1,2})(?:월|[-./])(?P<day>\d{1,2})일?", say.dated),
    (rf"(?P<month>{NUMBER}|유|시)월(?P<day>{NUMBER})일", say.calendar_date),
    (r"(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=부터|까지|~|에)", say.calendar_date),
    (r"(?:다음|담|내)주(?:의)?(?P<day>[월화수목금토일])(?:요일)?", say.week_day(1)),
    (r"이번주(?:의)?(?P<day>[월화수목금토일])(?:요일)?", say.week_day(0)),
    (r"오늘(?:은)?(?!도)", relative(0)),
    (r"내일모레|모레", relative(2)),
    (r"내일|낼", relative(1)),
    (r"글피", relative(3)),
    (r"어제", relative(-1)),
    (rf"{N}일(?=부터|까지)", say.day_of_this_month),
    # clock times
    (rf"아침(?:과|이랑|하고|,)?저녁(?:으로)?(?P<hour>{NUMBER})시(?!간)(?:(?P<half>반)|"
     rf"(?P<minute>{NUMBER})분)?", say.both_halves),
    (rf"{PART_OF_CLOCK}(?P<hour>{NUMBER})시(?!간|키|켜|킨)(?:(?P<half>반)|(?P<minute>{NUMBER})분)?", say.clock),
    (rf"{PART_OF_CLOCK}(?P<hour>\d{{1,2}}):(?P<minute>\d\d)", say.colon),
    (r"자정", plain(k.CLOCK, Clock(0, 0, 0))),
    (r"정오", plain(k.CLOCK, Clock(12, 0, 12))),
    # every, alternate
    (r"하루걸러(?:서)?(?:한번|하루)?(?:씩)?|하루건너(?:서)?|격일(?:로|제로|에)?|이틀(?:에)?(?:한번|하루)(?:씩|꼴로)?|"
     r"이틀마다(?:한번)?|"
     r"이틀걸러", plain(k.ALTERNATE, "day")),
    (r"격주(?:로|마다)?|한주걸러|한주건너", plain(k.ALTERNATE, "week")),
    (r"매일(?:매일)?|날마다|일일(?=\d|[한두세네]|[일이삼사]회)|매일같이", plain(k.DAILY)),
    (r"매주(?:에)?|주마다|일주일마다|주(?=\d회|\d번|[한두세네]번)", plain(k.WEEKLY)),
    (r"매달|매월|다달이|달마다", plain(k.MONTHLY)),
    (r"마다|매(?=\d|[한두세네여]+시간|식|끼)", plain(k.EVERY)),
    (r"간격(?:으로)?|띄워서|띄우고|텀(?:으로)?|이상(?:은)?(?:띄|벌려|지나)", plain(k.APART)),
    # weekdays
    (r"나머지(?:날|요일)(?:에는|은|엔|에)?", plain(k.WEEKDAYS, frozenset())),
    (r"말일|(?:그달의?)?마지막날", plain(k.MONTH_DAY, 31)),
    (r"평일|주중", plain(k.WEEKDAYS, frozenset(range(5)))),
    (r"주말", plain(k.WEEKDAYS, frozenset({5, 6}))),
    (r"(?P<a>[월화수목금토일])요일?(?:부터|~|-|에서)(?P<b>[월화수목금토일])요일?(?:까지)?", say.weekday_span),
    (r"(?P<days>(?:[월화수목금토일]요일(?:[,·/와과하고랑이]*))+)", say.weekdays),
    (r"(?P<days>[월화수목금토일](?:[,·/]?[월화수목금토일])+)(?=요일)요일", say.weekdays),
    (r"(?P<days>월수금토|월수금|화목토일|화목토|월화수목금토|월화수목금|월목|월금|화금|수토|수일|토일|화목|월수|수금|"
     r"월화|목금|화토|목토|금토|금일|월토|수목)", say.weekdays),
    (r"(?P<days>[월화수목금토일](?:[,·/][월화수목금토일])+)(?=[^\d]|$)", say.weekdays),
    (r"(?:하고)?(?:빼고|빼곤|제외(?:하고|한)?|말고는|쉬는날)", plain(k.EXCEPT)),
    # lasting, days, weeks, months
    (rf"{DAY_WORD}{LASTS}", say.day_word(k.LASTING)),
    (rf"{N}일{LASTS}", number(number_of, k.LASTING)),
    (rf"{N}주일?(?:일)?(?:치|분|동안|간(?!격))", number(number_of, k.LASTING, 7)),
    (r"일주일(?:치|분|동안|간(?!격))", lambda _m, _t: Token(k.LASTING, 7)),
    (rf"{N}(?:달|개월)(?:치|분|동안|간(?!격))", number(number_of, k.LASTING, 30)),
    (r"일주일", lambda _m, _t: Token(k.WEEKS, 1)),
    (rf"{N}(?:주일|주)(?!사)", number(number_of, k.WEEKS)),
    (rf"{N}(?:달|개월)", number(number_of, k.MONTHS)),
    (rf"{DAY_WORD}", say.day_word(k.DAYS)),
    (rf"{N}시간(?:쯤|정도)?(?P<how>전|후|뒤|있다가|지나서)", say.offset(k.HOURS)),
    (rf"{N}분(?:쯤|정도)?(?P<how>전|후|뒤|있다가|지나서)", say.offset(k.MINUTES)),
    (rf"{N}시간", number(number_of, k.HOURS)),
    (rf"{N}분", number(number_of, k.MINUTES)),
    # doses and times
    (rf"{N}{UNIT}(?:하고|과)?(?:반|절반)(?:{UNIT})?", half_more(number_of)),
    (rf"(?:반의반|사분의일|1/4){UNIT}?", plain(k.DOSE, 0.25)),
    (r"(?P<a>\d)/(?P<b>\d)(?:알|정|개|t)?", fraction),
    (rf"(?:반|절반|이분의일)(?:{UNIT}|쪽|씩)", plain(k.DOSE, 0.5)),
    (r"(?:한번에)?(?P<n>하나|둘|셋|넷)(?:씩)?(?=먹|복용|드|만|$|[,.요이]|아침|점심|저녁|자기|밤|낮)",
     number(COUNTED.__getitem__, k.DOSE)),
    (r"한번에(?=[\d한두세네반])|한꺼번에|1회(?:에)?(?=[\d한두세네반]+(?:알|정|캡슐|개|포|방울))", nothing),
    (rf"{N}{COUNT}(?:째|분(?!\d))?", number(number_of, k.TIMES)),
    (rf"{N}{UNIT}", number(number_of, k.DOSE)),
    (rf"(?:{NUMBER})(?:mg|밀리그램|그램|g)", nothing),
    (rf"{N}일(?!어)", number(number_of, k.DAYS)),
    # meals and parts of the day
    (r"공복(?:에|상태)?|빈속", plain(k.EMPTY)),
    (r"(?P<meal>아침|점심|저녁)(?:은|을|밥|식사)?(?:먹고|묵고|드시고|하고|자시고|잡수시고|잡수고|잡숫고)(?:나서|나면|"
     r"난뒤)?(?P<soon>곧?바로|즉시)?(?!.{0,4}쉬)", say.after_meal),
    (r"(?:식사|밥|끼니)(?:를|을)?(?:먹고|묵고|하고|드시고|잡수시고)(?:나서|나면)?(?:곧?바로|즉시)", plain(k.RELATION, say.WITH)),
    (r"식(?:사)?후(?:바로|즉시|직후)", plain(k.RELATION, say.WITH)),
    (r"(?:식사|식|밥|끼니)(?:를|을)?(?:하고|먹고|묵고|한|드시고|드신|먹은|묵은|하신)?(?:나서|나면|다음|뒤|"
     r"후)(?:에)?(?:바로)?|식후(?:바로|즉시|직후)?|"
     r"식사후", plain(k.RELATION, say.AFTER)),
    (r"(?:밥|식사)(?:를|을)?(?:먹고|묵고|하고|드시고)", plain(k.RELATION, say.AFTER)),
    (r"식사?직후|식사?후?바로", plain(k.RELATION, say.WITH)),
    (r"식사?직전", plain(k.RELATION, say.WITH)),
    (rf"(?:식사|식|밥|끼니)(?:를|을)?(?:{EAT}기)?(?:전|앞)(?:에)?", plain(k.RELATION, say.BEFORE)),
    (r"식간|식사사이|끼니사이|밥때사이", plain(k.RELATION, say.BETWEEN)),
    (r"(?:식사|밥|음식|끼니)(?:와|랑|이랑|하고)?(?:함께|같이|중|도중|하면서)|식중|(?:식사|밥)때|식사하면서|밥먹으면서|"
     r"먹으면서|"
     r"식사시", plain(k.RELATION, say.WITH)),
    *((pattern, plain(k.PART, part)) for pattern, part in PARTS),
    (rf"(?:{EAT}고나서|{EAT}고난(?:뒤|후|다음)|{EAT}(?:은|신)?(?:뒤|후|다음)에?)", plain(k.RELATION, say.AFTER)),
    (rf"(?:{EAT}기)(?:전)(?:에)?", plain(k.RELATION, say.BEFORE)),
    (r"(?:식사|매끼니|매끼|끼니|매식|삼시세끼|세끼)", plain(k.MEAL)),
    # cycles, tapers, ends
    (r"(?:쉬고|쉬었다가|쉬었다|쉬기|쉬며|쉽니다|쉰다|쉬어|쉬래|쉬는|쉬세요|쉼|쉬|휴약(?:기)?|안먹고|끊고|"
     r"건너뛰고)", plain(k.OFF)),
    (r"(?:먹고|복용하고|드시고|복용|먹었다가|먹다가|드신다음|붙이고|먹은다음|투약)", plain(k.ON)),
    (r"(?:줄여|줄이|감량|빼서|빼면서|감소)(?:서|가|고|며|면서)?", plain(k.LESS)),
    (r"(?:중단|그만|끝|끊|종료|중지)", plain(k.STOP)),
    (r"(?:그다음(?:에는|엔|부터)?|그뒤(?:로|에)?|그후(?:로|에)?|이후(?:로|에)?|다음(?:에는|엔|부터는|은)?|그리고나서|"
     r"나머지|이어서)", plain(k.NEXT)),
    (r"첫날(?:에는|엔|은)?", lambda _m, _t: Token(k.DAYS, 1)),
    (r"처음(?:에는|엔)?|첫", nothing),
    # from, until, in all, when needed
    (r"부터|시작(?:해서|으로)?|출발", plain(k.FROM)),
    (r"까지(?:만)?", plain(k.UNTIL)),
    (r"모두|총|전부|다합쳐|합쳐서|통틀어|도합", plain(k.TOTAL)),
    (r"필요(?:할때|시|하면|한때|할경우)(?:만|마다|에만)?|(?:아플|아프실|열날|통증(?:이)?(?:있을|심할|올)|"
     r"두통(?:이)?(?:있을|올)|못잘|잠안올|가려울|심할|불편할|"
     r"어지러울|증상(?:이)?(?:있을|생길|나타날)|체할|속쓰릴|기침(?:이)?날|콧물(?:이)?날)때(?:만|마다|에만)?|(?:아프면|"
     r"열나면|열이나면|통증시|통증이있으면|발열시|"
     r"잠이안오면|증상있으면|아픈날만)", plain(k.NEEDED)),
    (r"최대(?:한)?|많아도|많아야|최고|넘지않게|이내|이하(?:로)?|안넘게|"
     r"(?:넘기|넘|초과하)지(?:는)?(?:않|말|마)|넘으면안", plain(k.MOST)),
    (r"씩", plain(k.EACH)),
)  # fmt: skip
LEXICON = tuple((re.compile(pattern), make) for pattern, make in _RULES)
