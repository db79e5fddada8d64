"""Codes on boxes and bills: 표준코드 of 13 digits for every pack, 대표코드 for the product, 보험코드 of 9 digits.

A 표준코드 is 880, the company's four digits, the product's four, one of the pack, and a check digit. A pack of 0 makes
it the 대표코드. What stands between 880 and the check digit is the 보험코드 (의약품바코드와 RFID tag의 사용 및 관리요령).
"""

import re

KOREA, PACK = "880", 11  # the place of the pack's digit
OF_PRODUCT = 8  # digits of a company and its product
WHOLE_CODE = re.compile(r"(?<!\d)880\d{10}(?!\d)")
BENEFIT_CODE = re.compile(r"\d{9}")


def standard_codes(text: str) -> tuple[str, ...]:
    """Return the 표준코드 that a field lists, the 대표코드 among them."""
    return tuple(dict.fromkeys(WHOLE_CODE.findall(text)))


def benefit_codes(text: str) -> tuple[str, ...]:
    """Return the 보험코드 within the 표준코드 that a field lists."""
    return tuple(code[len(KOREA) : -1] for code in standard_codes(text))


def representative(code: str) -> str | None:
    """Return the 대표코드 of the product that bears a 표준코드 or 보험코드; None for any other text."""
    if WHOLE_CODE.fullmatch(code):
        code = code[len(KOREA) : -1]
    if not BENEFIT_CODE.fullmatch(code):
        return None
    digits = f"{KOREA}{code[:OF_PRODUCT]}0"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"
