"""Numbers that people write as words or fractions, as digits: 한 알씩, 반 정, 1½정, 이틀치, 일주일분."""

import re

COUNT = r"(\d+(?:\.\d+)?)"
UNIT = r"(?:정|캡슐|포|mL|ml|㎖|cc|알|환|개|병|매|방[울올]|TABS?|CAPS?|tabs?|caps?|Tab|Cap|caD|(?:TA|CA|[TtCc])(?![a-zA-Z]))"
FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
MIXED = re.compile(r"(\d*)\s*([½¼¾])")
HALF = re.compile(rf"(?<![\d/])1\s?\.?/\.?\s?2(?=\s*{UNIT})")  # a point may be read beside the stroke
UNREAD_HALF = re.compile(
    rf"(?<!\d)%(?={UNIT})|^(?:[%\dM]?소|M)(?=정)"
)  # ½ as a reader writes it that knows no ½: a half, to be confirmed
UNREAD_TABLET = re.compile(r"(?<=\d)\s*[1lI|]ab(?![a-z])")
COUNTS = {
    "반": "0.5",
    "관": "05",  # a half, to be confirmed
    "한": "1",
    "환": "1",
    "란": "1",
    "두": "2",
    "투": "2",
    "세": "3",
    "네": "4",
}  # as the reader may have them
WORD = f"[{''.join(COUNTS)}]"
EACH = r"[씩싹쌕석빅씨]"
OFTEN = r"(?:[회번변빈법]|[차자][레례래])"
COUNTED = re.compile(
    rf"({WORD})\s*(?=(?:알|정|캡슐|포|봉지?|개)\s*{EACH})"
    rf"|(?:(?<![가-힣])|(?<=하루)|(?<=하루에))({WORD})\s*(?={OFTEN}(?!\s*(?:에|의|\d)))"
    rf"|^({WORD})\s*(?=(?:알|정|캡슐|포|봉지?|개)$)"
)  # 한 알씩, 두 번; 반 알 in a cell of its own
# Days as words, also as a reader writes them that knows no 닷, 엿, 틀 or 흘.
DAYS = {
    r"이[틀를플블톨툴틈들름]": 2,
    r"사[흘홀을훌울흥콜륨흡]": 3,
    r"나[흘홀을훌]": 4,
    r"[닷당닫담닥][새세]": 5,
    r"[엿역연엇열][새세]": 6,
    r"이레": 7,
    r"여드레": 8,
    r"아[흐호]레": 9,
    r"열[흘홀을훌]": 10,
    r"보름": 15,
    r"일주일": 7,
    r"[이두]\s*주일?": 14,
    r"[삼세]\s*주일?": 21,
    r"[사네]\s*주일?": 28,
    r"한\s*달": 30,
    r"두\s*달": 60,
}
NAMED_DAYS = [(re.compile(rf"{word}(?=\s*(?:치|분|간|동안))"), days) for word, days in DAYS.items()]


def in_digits(text: str) -> str:
    """Write numbers that are words or fractions as digits."""
    text = UNREAD_TABLET.sub("Tab", UNREAD_HALF.sub("05", text))
    text = MIXED.sub(lambda found: f"{found[1] or 0}{FRACTIONS[found[2]]}", text)
    text = COUNTED.sub(lambda found: COUNTS[next(filter(None, found.groups()))], HALF.sub("0.5", text))
    for named, days in NAMED_DAYS:
        text = named.sub(f"{days}일", text)
    return text
