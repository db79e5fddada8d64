"""Texts that are no sentence: a word, an amount as an answer, nothing but names of medicines, or weekdays. Pure."""

import re

from bot.core.understanding.names import Found
from bot.core.understanding.text import Sentence

LONGEST_WORD = 9  # letters of what is taken for one word; Korean is often typed without spaces
BESIDE_NAMES = re.compile(
    r"[\W\d_]|mg|밀리그[램람]|mcg|ml|미리|정$|정(?=\W)|캡슐|시럽|tablets?|tabs?|capsules?|pills?|서방정?|알$|약$"
)

# How people say how much there is, how much is taken, or when; nothing else is in a text that this takes up whole.
AMOUNT = re.compile(
    r"(?:\d+(?:[.,:/]\d+)?|반|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|스물|서른|마흔|쉰|예순|일흔|여든|아흔|[이삼사오육칠팔구]?십|백"
    r"|half|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|ninety|hundred|dozen)+"
    r"\s?(?:밀리그?[램람]?|mg|ml|알|정|개|캡슐|봉지|봉|포|통|병|판|팩|번|회|일치|일분|일|주치|주|달치|달|개월|시간마다|시간|시|분"
    r"|tablets?|tabs?|pills?|capsules?|days?|weeks?|months?|times?|hours?|packs?|boxe?s?|bottles?)?"
    r"(?:씩|쯤|정도|가량|짜리)?"
)
OF_AMOUNTS = re.compile(
    r"(?:남|있|들어있|먹|드시|드)(?:았|었)?(?:어요?|아요?|음|습니다|네요?|고있어요?|세요|셔요|십니다|는데요?)|들어|이요|이에요|예요|입니다|요$"
    r"|아직|지금|약|총|하루|매일|에|부터|까지|마다"
    r"|\b(?:left|each|please|a|the|in|box|per|every|day|about|i|have|take|of|and)\b"
)

DAYS = re.compile(
    r"(?:(?:매주|(?:on|every)\b)?\s*(?:[월화수목금토일]요일|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)"
    r"(?:이요|이에요|에요|에|마다|요)?[\s,.!]*)+"
)

# A sentence without a medicine: no name of the Korean, US or Taiwanese catalogues is of three words and ends or begins so.
ENDS = re.compile(r"(?:요|까|해|다|지|래|줘|니|냐|네|죠|어|아|음|나|데|자)[.!~]*$")
BEGINS = re.compile(
    r"(?:i|i'm|can|could|what|how|is|are|my|should|do|does|when|where|why|who|which|please|the|it|he|she|we|you)\b",
    re.IGNORECASE,
)
FEWEST_WORDS = 3


def is_sentence(text: str) -> bool:
    """Return whether a text is a question or a sentence, so that it can't be the name of a medicine."""
    said = text.strip()
    is_long = len(said.split()) >= FEWEST_WORDS
    return "?" in said or (is_long and bool(ENDS.search(said) or BEGINS.match(said)))


def is_bare(sentence: Sentence) -> bool:
    """Return whether the rules alone decide on a text: a word, such as goodbye or 52년생이에요, or 서른 알 있어요."""
    is_one = " " not in sentence.text and len(sentence.squeezed) <= LONGEST_WORD
    text = sentence.squeezed if sentence.is_korean else sentence.text
    return is_one or not re.sub(r"\W", "", AMOUNT.sub("", OF_AMOUNTS.sub("", text)))


def is_names(text: str, found: tuple[Found, ...]) -> bool:
    """Return whether nothing but names, with strengths and forms, stands in a text."""
    for one in sorted(found, key=lambda one: -one.start):
        text = f"{text[: one.start]} {text[one.end :]}"
    return "?" not in text and not BESIDE_NAMES.sub("", text)


def is_days(text: str) -> bool:
    """Return whether nothing but weekdays stands in a text: 일요일, on mondays."""
    return DAYS.fullmatch(text) is not None
