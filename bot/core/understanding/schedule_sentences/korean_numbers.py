"""Korean numbers, in digits and in words."""

import re

NATIVE = {
    "열두": 12, "열둘": 12, "열한": 11, "열하나": 11, "스물네": 24, "스물한": 21, "스물하나": 21,
    "스물여덟": 28, "스물": 20, "스무": 20, "서른": 30, "열네": 14, "열다섯": 15, "열여섯": 16,
    "열일곱": 17, "열여덟": 18, "열세": 13, "열아홉": 19, "열": 10,
    "한": 1, "하나": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "석": 3, "서": 3, "네": 4, "넷": 4,
    "넉": 4, "너": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
DIGITS = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
NUMBER = (
    r"(?:\d+(?:[.,]\d+)?|"
    + "|".join(sorted(NATIVE, key=len, reverse=True))
    + r"|[일이삼사오육칠팔구]?십[일이삼사오육칠팔구]?|[일이삼사오육칠팔구])"
)


def number_of(text: str) -> float:
    """Return the value of a number, in digits or in words."""
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return float(text.replace(",", "."))
    if text in NATIVE:
        return float(NATIVE[text])
    tens, has_ten, ones = text.partition("십")
    if has_ten:
        return float(DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0))
    return float(DIGITS[text])
