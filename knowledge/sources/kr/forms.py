"""The route that a dosage form (제형), a product's name or its ATC class implies."""

import re
from collections.abc import Iterable

from knowledge.sources.records import Route

# The first word that a form contains decides, so what is more telling comes first.
TELLING = (
    ("경구", Route.ORAL),
    ("장관용", Route.ORAL),
    ("구강붕해", Route.ORAL),
    ("이식", Route.INJECTION),  # under the skin: it acts on the whole body
    *(
        (word, Route.TOPICAL)
        for word in (
            "점안", "안연고", "안겔", "안과", "점이", "피부", "외용", "첩부", "첩포", "카타플라", "플라스타",
            "플라스터",
        )
    ),
    *(
        (word, Route.EXTERNAL)
        for word in (
            "점비", "비강", "경피", "좌제", "좌약", "질정", "질용", "질연질", "질크림", "질겔", "질세정", "직장",
            "항문", "관장", "흡입", "분무", "에어로솔", "가글", "구강용", "치과", "치약", "방광", "패취", "패치",
            "부착정", "나잘", "네뷸",
        )
    ),
)  # fmt: skip
WEAKER = (
    *(
        (word, Route.TOPICAL)
        for word in (
            "크림", "연고", "겔", "로션", "샴푸", "리니멘트", "도료", "라카", "거즈", "스폰지", "면봉", "스왑",
            "페이스트", "네일", "비누", "밴드", "밀폐제",
        )
    ),
    *((word, Route.INJECTION) for word in ("주사", "수액", "관류", "투석", "혈액", "장기보존")),
    ("체외진단", Route.EXTERNAL),
)  # fmt: skip
OUTSIDE = frozenset({Route.EXTERNAL, Route.TOPICAL})
# What ends a name, its brackets and strength left out.
NAME_ENDS = re.compile(
    r"(?P<injection>(?:주사(?:액|용)?|프리필드시린지|프리필드펜|카트리지|주))$"
    r"|(?P<oral>(?:정|캡슐|캅셀|시럽|과립|현탁액|내복액|내용액|츄어블|트로키|환|엑스산|산|드링크|젤리|필름|엘릭서))$"
)
STRENGTH = re.compile(r"[\d(\[/].*$")
OF_ATC = (
    ("D01BA", Route.ORAL), ("D05B", Route.ORAL), ("D10BA", Route.ORAL), ("D11AH", None), ("D", Route.TOPICAL),
    ("S", Route.TOPICAL), ("M02A", Route.TOPICAL), ("R01A", Route.EXTERNAL), ("G01", Route.EXTERNAL),
    ("R03A", Route.EXTERNAL), ("R03B", Route.EXTERNAL), ("P03", Route.TOPICAL),
)  # fmt: skip


def route_of(form: str) -> Route:
    """How a form is given; what no word tells otherwise (정제, 캡슐, 시럽 …) is taken by mouth."""
    return _by_word(form, TELLING + WEAKER) or Route.ORAL


def route_of_product(form: str, name: str, atc: str = "") -> Route | None:
    """How a product is given, by its form, else its name, else its ATC class; None where none of them tells."""
    if form:
        return route_of(form)
    bare = STRENGTH.sub("", "".join(name.split()))
    if found := _by_word(bare, TELLING):
        return found
    if ends := NAME_ENDS.search(bare):
        return Route.INJECTION if ends["injection"] else Route.ORAL
    of_atc = next((route for prefix, route in OF_ATC if atc.startswith(prefix)), None)
    return _by_word(bare, WEAKER) or of_atc


def same_side(one: str, other: str) -> bool:
    """Tell whether two routes are one to a rule on forms: its 외용제 takes in all that is not swallowed or injected."""
    return one == other or (one in OUTSIDE and other in OUTSIDE)


def _by_word(text: str, words: Iterable[tuple[str, Route]]) -> Route | None:
    return next((route for word, route in words if word in text), None)
