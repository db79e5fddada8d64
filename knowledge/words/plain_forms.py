"""Dosage forms (제형), and what else rules are about in a word or two, in plain Korean of our own."""

import re

# The first word that a form contains decides, so what is more telling comes first.
WORDS = (
    ("경구용", "먹는 약"), ("주사", "주사"), ("질용", "질에 넣는 약"), ("질정", "질에 넣는 약"), ("질좌제", "질에 넣는 약"),
    ("질연질", "질에 넣는 약"), ("질세정", "질을 씻는 약"), ("좌제", "좌약"), ("관장", "관장약"), ("직장", "항문에 넣는 약"),
    ("점안", "눈에 넣는 약"), ("안연고", "눈에 넣는 약"), ("안겔", "눈에 넣는 약"), ("점이", "귀에 넣는 약"),
    ("점비", "코에 넣는 약"), ("비강", "코에 넣는 약"), ("흡입", "들이마시는 약"), ("분무", "뿌리는 약"),
    ("에어로솔", "뿌리는 약"), ("스프레이", "뿌리는 약"), ("가글", "입을 헹구는 약"), ("붕해", "입안에서 녹는 약"),
    ("첩부", "붙이는 약"), ("패취", "붙이는 약"), ("패치", "붙이는 약"), ("카타플라", "붙이는 약"), ("샴푸", "머리 감는 약"),
    ("크림", "바르는 약"), ("연고", "바르는 약"), ("로션", "바르는 약"), ("리니멘트", "바르는 약"),
    ("피부", "피부에 쓰는 약"), ("외용", "피부에 바르거나 붙이는 약"),
    ("서방성캡슐", "천천히 녹는 캡슐"), ("서방캡슐", "천천히 녹는 캡슐"),
    ("캡슐", "캡슐"), ("시럽", "시럽"), ("과립", "알갱이 약"), ("세립", "알갱이 약"), ("산제", "가루약"),
)  # fmt: skip
WHOLE: dict[str, str | None] = {
    "경구": "먹는 약", "경구용": "먹는 약", "경구제": "먹는 약", "모든제형": "어떤 모양의 약이든 모두", "고형제": "알약이나 캡슐",
    "겔": "끈끈한 겔", "겔제": "끈끈한 겔", "피부용겔제": "바르는 약", "주정제": None, "외용": "피부에 바르거나 붙이는 약",
    "액제": "물약", "단일제": "한 가지 성분만 든 약", "복합제": "여러 성분이 함께 든 약",
}  # fmt: skip
SLOW = re.compile(r"서방[가-힣]*정제?")
TABLET = re.compile(
    r"정제|(?:나|당의|필름코팅|장용|장용성당의|장용성필름코팅|장용성필름코팅당의|다층|유핵|발포|설하|박칼)정"
)
BETWEEN = re.compile(r"[,·./]")
REMARK = re.compile(r"(?P<forms>[가-힣,·./]+?)(?P<end>포함|에한함|에만해당|에한하여|제외)?")
ENDS = {
    None: "{}일 때예요",
    "포함": "{}도 들어가요",
    "에한함": "{}일 때만이에요",
    "에만해당": "{}일 때만이에요",
    "에한하여": "{}일 때만이에요",
    "제외": "{}은 빼고예요",
}


def kind_of(form: str) -> str | None:
    """Return what people call a form, such as 먹는 약 or 알약; None where no word of ours fits."""
    if form in WHOLE:
        return WHOLE[form]
    if found := next((plain for word, plain in WORDS if word in form), None):
        return found
    if SLOW.fullmatch(form):
        return "천천히 녹는 알약"
    return "알약" if TABLET.fullmatch(form.split(",")[0]) else None


def plain_form(form: str) -> str:
    """Return a form in plain words with the list's own beside; the list's own alone where we have none."""
    kind = kind_of("".join(form.split()))
    return form if kind is None or kind == form else f"{kind}({form})"


def plain_remark(remark: str) -> str | None:
    """Return a remark that only names forms, such as 겔제,첩부제포함, as a sentence; None for any other.

    A form's name ends in 제; what ends otherwise may be a product's.
    """
    found = REMARK.fullmatch(remark)
    if remark == "모든제형":
        return "약의 모양이 어떻든 마찬가지예요"
    forms = BETWEEN.split(found["forms"]) if found else []
    kinds = [kind_of(form) if form in WHOLE or form.endswith("제") else None for form in forms]
    if found is None or not kinds or None in kinds:
        return None
    return ENDS[found["end"]].format(", ".join(dict.fromkeys(filter(None, kinds))))
