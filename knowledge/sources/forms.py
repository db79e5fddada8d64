"""The route that a dosage form (제형) implies."""

from knowledge.sources.records import Route

# The first word that a form contains decides, so what is more telling comes first.
WORDS = (
    ("경구", Route.ORAL),
    ("장관용", Route.ORAL),
    ("구강붕해", Route.ORAL),
    ("이식", Route.INJECTION),  # under the skin: it acts on the whole body
    *(
        (word, Route.EXTERNAL)
        for word in (
            "점안", "안연고", "안겔", "안과", "점이", "점비", "비강", "피부", "외용", "경피", "첩부",
            "첩포", "카타플라", "좌제", "질정", "질용", "질연질", "질좌제", "질세정", "직장", "항문",
            "관장", "흡입", "분무", "에어로솔", "가글", "구강용", "치과", "치약", "크림", "연고", "겔",
            "로션", "샴푸", "리니멘트", "도료", "라카", "거즈", "스폰지", "면봉", "페이스트", "방광",
            "네일", "비누", "밴드", "패취", "패치", "부착정",
        )
    ),
    *((word, Route.INJECTION) for word in ("주사", "수액", "관류", "투석", "혈액", "장기보존")),
    ("체외진단", Route.EXTERNAL),
    ("밀폐제", Route.EXTERNAL),
)  # fmt: skip


def route_of(form: str) -> Route:
    """How a form is given; what no word tells otherwise (정제, 캡슐, 시럽 …) is taken by mouth."""
    return next((route for word, route in WORDS if word in form), Route.ORAL)
