"""Small files in the officials' formats, made by hand; every value is a test's own."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

PILL = {
    "품목일련번호": "200000001",
    "품목명": "가나정10밀리그램(암로디핀베실산염)",
    "업소일련번호": "1",
    "업소명": "가나제약",
    "성상": "흰 정제",
    "큰제품이미지": "https://example.invalid/1",
    "표시앞": "AB",
    "표시뒤": "",
    "의약품제형": "원형",
    "색상앞": "하양",
    "색상뒤": "",
    "분할선앞": "",
    "분할선뒤": "",
    "크기장축": "8.1",
    "크기단축": "8.1",
    "크기두께": "3",
    "이미지생성일자(약학정보원)": "20200101",
    "분류번호": "02140",
    "분류명": "혈압강하제",
    "전문일반구분": "전문의약품",
    "품목허가일자": "20200101",
    "제형코드명": "나정",
    "표기내용앞": "",
    "표기내용뒤": "",
    "표기이미지앞": "",
    "표기이미지뒤": "",
    "표기코드앞": "",
    "표기코드뒤": "",
    "변경일자": "20220101",
}
DUR = {
    "DUR일련번호": "1",
    "DUR유형": "병용금기",
    "단일복합구분코드": "단일",
    "DUR성분코드": "D900001",
    "DUR성분명영문": "Alphadrug",
    "DUR성분명": "알파드럭",
    "복합제": "-",
    "관계성분": "[M900001]알파드럭염산염",
    "약효분류코드": "[02140]혈압강하제",
    "효능군": "-",
    "고시일자": "20200102",
    "금기내용": "나쁜효과|또하나",
    "제형": "-",
    "연령기준": "-",
    "최대투여기간": "-",
    "1일최대용량": "-",
    "등급": "-",
    "병용금기단일복합구분코드": "-",
    "병용금기DUR성분코드": "-",
    "병용금기DUR성분영문명": "-",
    "병용금기DUR성분명": "-",
    "병용금기복합제": "-",
    "병용금기관계성분": "-",
    "병용금기약효분류": "-",
    "비고": "-",
    "상태": "정상",
    "계열명": "-",
}
PARTNER = {
    "병용금기단일복합구분코드": "단일",
    "병용금기DUR성분코드": "D900002",
    "병용금기DUR성분영문명": "Betadrug",
    "병용금기DUR성분명": "베타드럭",
    "병용금기관계성분": "[M900002]베타드럭나트륨",
}
PRODUCT = {
    "품목기준코드": "200000001",
    "제품명": "가나정10밀리그램",
    "제품영문명": "Gana Tab.",
    "업체명": "가나제약",
    "업체영문명": "Gana",
    "허가일": "2020-01-01",
    "품목구분": "의약품",
    "허가번호": "1",
    "취소/취하": "정상",
    "취소/취하일자": "",
    "주성분": "암로디핀베실산염",
    "첨가제": "",
    "품목분류": "",
    "전문의약품": "전문의약품",
    "완제/원료": "완제의약품",
    "허가/신고": "허가",
    "제조/수입": "제조",
    "마약구분": "",
    "모양": "",
    "색상": "",
    "제형": "",
    "장축": "",
    "단축": "",
    "신약구분": "N",
    "표준코드명": "8806459011008",
    "ATC코드": "C08CA01",
    "묶음의약품정보": "",
    "e은약요": "",
    "수입제조국": "",
    "주성분영문": "Amlodipine Besylate",
}
LEAFLET = {
    "품목일련번호": "200000001",
    "제품명": "가나정10밀리그램",
    "업체명": "가나제약",
    "주성분": "암로디핀베실산염",
    "이 약의 효능은 무엇입니까?": "혈압에 씁니다.",
    "이 약은 어떻게 사용합니까?": "하루 한 번.",
    "이 약을 사용하기 전에 반드시 알아야 할 내용은 무엇입니가?": "",
    "이 약의 사용상 주의사항은 무엇입니까?": "조심.",
    "이 약을 사용하는 동안 주의해야 할 약 또는 음식은 무엇입니까?": "",
    "이 약은 어떤 이상반응이 나타날 수 있습니까?": "두통.",
    "이 약은 어떻게 보관해야 합니까?": "서늘한 곳.",
    "공개일자": "2021-01-29",
    "수정일자": "2024-01-16",
}
BENEFIT = {
    "연번": "1",
    "투여": "내복",
    "분류": "214",
    "주성분코드": "100000ATB",
    "제품코드": "645901100",
    "목록정비전코드": "",
    "제품명": "가나정10밀리그램(암로디핀베실산염)_(10mg/1정)",
    "업체명": "가나제약",
    "규격": "10",
    "단위": "mg/1정",
    "상한금액": "100",
    "전일": "전문",
    "비고": "",
}
GENERIC = {
    "일반명코드": "100000ATB",
    "제형구분코드": "TB",
    "제형": "정제,저작정",
    "일반명": "amlodipine besylate (as amlodipine)",
    "분류번호": "214",
    "투여경로": "내복",
    "함량": "0.01",
    "단위": "g",
}

Row = Mapping[str, str]


def sheet(path: Path, rows: Sequence[Row]) -> Path:
    """An XLSX file under any name, the first row's keys as its header."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(list(rows[0]))
    for row in rows:
        page.append([row[name] or None for name in rows[0]])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:  # openpyxl minds the name, the officials do not
        book.save(file)
    return path


def dur(path: Path, rows: Sequence[Row], *, encoding: str = "utf-8-sig") -> Path:
    """A CSV as the DUR export writes it: no quoting, a comma at the end of every line."""
    lines = [",".join([*rows[0], ""]), *(",".join([*row.values(), ""]) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def quoted(path: Path, rows: Sequence[Row], *, encoding: str = "cp949") -> Path:
    """A CSV with quoted cells, as HIRA writes it."""
    lines = [",".join(rows[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def answer(path: Path, items: Sequence[Mapping[str, object]]) -> Path:
    """An answer of the API."""
    body = {"pageNo": 1, "totalCount": len(items), "numOfRows": 100, "items": list(items)}
    document = {"header": {"resultCode": "00", "resultMsg": "NORMAL SERVICE."}, "body": body}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path
