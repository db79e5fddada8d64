"""A product's name as it is printed, taken apart: the name itself, its strengths, what stands in brackets."""

import re
import unicodedata
from dataclasses import dataclass

UNITS = {
    **dict.fromkeys(("밀리그람", "밀리그램", "미리그람", "㎎"), "mg"),
    **dict.fromkeys(("마이크로그람", "마이크로그램", "㎍", "μg"), "mcg"),
    **dict.fromkeys(("그람", "그램"), "g"),
    **dict.fromkeys(("밀리리터", "㎖"), "ml"),
    **dict.fromkeys(("아이유", "국제단위", "유닛", "단위"), "iu"),
    "퍼센트": "%",
    "캅셀": "캡슐",
}
UNIT = re.compile("|".join(sorted(UNITS, key=len, reverse=True)))
MARKS = re.compile(
    r"^(?:\[[^\]]{1,6}\]|[가-힣]{1,6}\)(?=[가-힣]{2})|\((?:비|향|마|냉|급)\)|[*★☆※·•☞▶●○□\-–=_.,:;/①-⑳]|\d{1,2}[.,)]?(?=[가-힣\[(*]))+"
)
BENEFIT = re.compile(r"^\D{0,2}(\d{9})(?:(?!\d)|1(?=[가-힣]))")  # a bracket behind it may be read as a 1
MISREAD = re.compile(r"^(?:\D{0,2}|1)(\d{8})이1?(?=[가-힣(])")  # 640004280]…, whose 0] was read as 이
SQUARE = re.compile(r"(?<=[\w%)㎎㎍㎖])\[([^\]]*)\]?")  # …정50mg[빌다글립틴염산염], perhaps cut short
PACK = re.compile(r"(?:_\(.*|_$|/\d+(?:정|캡슐|포|병|t|c)\)?$)")  # …_(50mg/1정), …150mg/1정
DOSE = re.compile(
    r"(?<=[a-z가-힣)%])\d{1,2}(?:\.\d+)?(?:정|캡슐|포|t|c|알)$|(?<=mg|ml)\d\.\d\d$"
)  # behind a name: how much of it is taken
NUMBER = r"\d+(?:[.,]\d+)*"
AMOUNT = re.compile(rf"({NUMBER})((?:/{NUMBER})*)(mg|mcg|g|ml|%|iu)?", re.IGNORECASE)
LOST = re.compile(
    rf"([^(]*(?:정|캡슐){NUMBER}(?:/{NUMBER})*(?:mg|mcg|g|ml|%))([가-힣]{{3,}}\)?)"
)  # 정20mg테네리글: a bracket that was not read
HANGUL = re.compile("[가-힣]")
SHORT = 3  # letters: so short a bracket is mostly a note, perhaps read wrong
NOTES = frozenset(
    {"내복", "외용", "주사", "비급여", "급여", "수출용", "1정", "1캡슐", "경구", "식후", "식전"}
)  # no ingredients
TO_MG = {"g": 1000.0, "mcg": 0.001}
FORM = re.compile(
    r"(?:정|캡슐|시럽|액|산|과립|서방정|연고|크림|겔|패취|주|환|현탁액|점안액|로션|좌제|드롭|건조시럽|세립|츄정|필름)$"
)


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name taken apart; all in small letters, without spaces."""

    core: str  # 케이토스메트정
    strengths: tuple[float, ...]  # 15, 850; masses in mg
    bracket: str  # 클로피도그렐황산수소염, perhaps cut short
    benefit_code: str = ""  # 보험코드 printed before the name

    @property
    def letters(self) -> str:
        """The core letter by letter, so that one wrong vowel is one difference."""
        return unicodedata.normalize("NFD", self.core)


def printed_name(text: str) -> PrintedName:
    """Take a printed name apart; marks, numbering, packs and spaces are left out."""
    plain = _plain(text)
    code = ""
    if found := BENEFIT.match(plain):
        code, plain = found[1], plain[found.end() :]
    elif found := MISREAD.match(plain):
        code, plain = f"{found[1]}0", plain[found.end() :]
    plain = MARKS.sub("", plain)
    plain = SQUARE.sub(r"(\1)", plain)
    plain = PACK.sub("", UNIT.sub(lambda unit: UNITS[unit[0]], plain.lower()))
    plain = _without_dose(plain)
    if lost := LOST.fullmatch(plain):
        plain = f"{lost[1]}({lost[2]}"
    head, _, rest = plain.partition("(")
    if not head and ")" in rest:  # a bracket comes first
        _, _, head = rest.partition(")")
        head, _, rest = head.partition("(")
    bracket = rest.split(")")[0]
    bracket = "" if bracket in NOTES or len(bracket) <= SHORT else bracket
    tail = rest.partition(")")[2].split("(")[0]
    strengths = tuple(_amounts(head)) or tuple(_amounts(tail))
    return PrintedName(AMOUNT.sub("", head).strip("./,-_*["), strengths, bracket, code)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).replace("ㆍ", "·")


def _without_dose(plain: str) -> str:
    """Take off a dose behind a name; what is left must be a whole name still."""
    before = DOSE.sub("", plain)
    return before if before != plain and FORM.search(AMOUNT.sub("", before.split("(")[0])) else plain


def _amounts(text: str) -> list[float]:
    """Every number in a name: 5/160mg are two. Masses in mg."""
    found = []
    for first, others, unit in AMOUNT.findall(text):
        for number in (first, *others.split("/")):
            if number:
                found.append(_number(number) * TO_MG.get(unit.lower(), 1.0))
    return [round(one, 6) for one in found]


def _number(text: str) -> float:
    if "." not in text and re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        return float(text.replace(",", ""))
    whole, *rest = re.split(r"[.,]", text)
    return float(f"{whole}.{''.join(rest) or 0}")


def has_form(name: PrintedName) -> bool:
    """Tell whether a name ends as products do: in 정, 캡슐, 시럽 …, or so but for one letter, a digit that was read wrong."""
    return bool(FORM.search(name.core) or (FORM.search(name.core[:-1]) and not HANGUL.match(name.core[-1])))
