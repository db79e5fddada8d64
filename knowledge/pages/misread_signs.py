"""Signs between numbers that a reader takes for digits or stars: 1T12회130일 is 1T × 2회 × 30일."""

import re

from knowledge.pages.doses import USUAL_DAYS
from knowledge.pages.spoken import COUNT, UNIT

STAR = re.compile(r"(?<=[\w)])(\s*)[★☆※](\s*)(?=\d)")
BAR = re.compile(r"(?<=[정슐알포])1(?=1일)")
CHAIN = re.compile(
    rf"^\s*{COUNT}\s*({UNIT})\s*(?P<sign>[*×xX]|[12](?=[1-6]\s*회))\s*(?P<times>[1-6])\s*회\s*(?P<rest>[*×xX·ㆍ/|]?)\s*(?P<days>\d{{1,3}})\s*일"
)
SIGN_LIKE = "12"  # digits that × and / are read as
YEAR = 366  # days: more are not told at once, whatever the first digit was
LETTER_LIKE = "0"  # the digit that D of days is read as


def mended(text: str) -> tuple[str, bool]:
    """Return a text with its signs put back, and whether that leaves a number to be confirmed."""
    text = BAR.sub("/", STAR.sub(r"\1×\2", text))
    found = CHAIN.match(text)
    if not found:
        return text, False
    days = found["days"]
    lost = not found["rest"] and days[0] in SIGN_LIKE and len(days) > 1
    if lost and int(days) not in USUAL_DAYS:
        days = days[1:]
    whole = f"{found[1]}{found[2]} × {found['times']}회 × {days}일"
    return whole + text[found.end() :], lost or found["sign"] in SIGN_LIKE


def usual_days(days: int) -> int:
    """Return a number of days that no course has as it may have stood: 290 and 140 are 90 behind a sign and 14D."""
    text = str(days)
    tail = int(text[1:] or 0)
    if (text[0] in SIGN_LIKE or days > YEAR) and tail in USUAL_DAYS and not text[1:].startswith("0"):
        return tail
    return int(text[:-1]) if text.endswith(LETTER_LIKE) and int(text[:-1] or 0) in USUAL_DAYS else days
