"""Takes out of a page what tells who a person is, before anything of it leaves the worker."""

import re
from collections.abc import Iterable

from inference.types import PrintedLine

# 주민등록번호: the day of birth, a dash, a digit for century and sex, six more. Letters that are read for digits count.
DIGIT = r"[\dOoQDIlBSZ]"
REGISTRATION = re.compile(rf"{DIGIT}{{6}}\s*[-–—~.·]?\s*[0-9OIl*]\s*(?:{DIGIT}|[*#xX•●※]){{3,6}}")
DATED = re.compile(r"(?:19|20)\d\d\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}(?!\d)")  # a day
TOLD = re.compile(r"주민|등록번호|면허")
PRESCRIPTION = re.compile(r"처방전|교부번호|요양기관|질병분류")
NAMED = re.compile(r"^\W*(?:환자|성명|수진자|생년월일)|^\S{2,6}님")  # whom the page is for
BOX_CODE = re.compile(r"880\d{10}")  # a medicine of Korea, as it is printed below its bars
BENEFIT = re.compile(r"^\W*\d{9}(?:(?!\d)|[1lI|]\s*(?=[가-힣]{2}))")  # a bracket behind it may be read as a 1


def is_private(text: str) -> bool:
    """Tell whether a line may hold the registration number of a person.

    Thirteen digits in a row are taken for one, though they may be the code of a box: some are born in 1988. Only a
    code whose check digit holds, and on whose day nobody can be born, is none: 880643… is no day.
    """
    if TOLD.search(text):
        return True
    if _is_box_code(re.sub(r"\s", "", text)):
        return False
    rest = DATED.sub("", BENEFIT.sub("", text.strip()))
    return bool(REGISTRATION.search(re.sub(r"\s", "", rest)))


def _is_box_code(text: str) -> bool:
    if not BOX_CODE.fullmatch(text):
        return False
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text[:-1]))
    month, day = int(text[2:4]), int(text[4:6])
    return -weighted % 10 == int(text[-1]) and not (1 <= month <= 12 and 1 <= day <= 31)


def is_name(text: str) -> bool:
    """Tell whether a line says whom a page is for: it may be read, and is not shown."""
    return bool(NAMED.search(re.sub(r"\s", "", text)))


def is_prescription(lines: Iterable[PrintedLine]) -> bool:
    """Tell whether a page is a 처방전, whose codes hold the patient and the doctor: they are not to be decoded."""
    return any(PRESCRIPTION.search(re.sub(r"\s", "", line.text)) for line in lines)


def without_people(lines: Iterable[PrintedLine]) -> tuple[PrintedLine, ...]:
    """Return the lines without those that hold a registration number or stand beside the words for it."""
    lines = tuple(lines)
    named = [line for line in lines if is_private(line.text)]
    return tuple(
        line
        for line in lines
        if not is_private(line.text)
        and not any(TOLD.search(one.text) and _follows(line, one) for one in named)
    )


def _follows(line: PrintedLine, label: PrintedLine) -> bool:
    """Whether a line with digits stands in the row of a label, to its right."""
    near = abs(line.middle - label.middle) < 0.8 * max(line.height, label.height)
    return near and line.left > label.left and sum(letter.isdigit() for letter in line.text) >= 6
