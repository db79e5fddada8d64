"""e약은요: the officials' plain-language text of a product, from the XLSX or the API's JSON."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from knowledge.products import Source
from knowledge.sources.kr.product_lists import SEPARATORS, ingredients_of
from knowledge.sources.reading.dates import day
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import CompositionRecord, LeafletRecord, ProductRecord

NAME = "식품의약품안전처 e약은요"


class Columns(NamedTuple):
    """How one edition calls its fields."""

    id: str
    name: str
    company: str
    ingredients: str  # '' where the edition has none
    purpose: str
    usage: str
    warning: str
    precaution: str
    interaction: str
    side_effects: str
    storage: str
    revised: str
    unused: tuple[str, ...]


SHEET = Columns(
    "품목일련번호",
    "제품명",
    "업체명",
    "주성분",
    "이 약의 효능은 무엇입니까?",
    "이 약은 어떻게 사용합니까?",
    "이 약을 사용하기 전에 반드시 알아야 할 내용은 무엇입니가?",  # as the officials spell it
    "이 약의 사용상 주의사항은 무엇입니까?",
    "이 약을 사용하는 동안 주의해야 할 약 또는 음식은 무엇입니까?",
    "이 약은 어떤 이상반응이 나타날 수 있습니까?",
    "이 약은 어떻게 보관해야 합니까?",
    "수정일자",
    ("공개일자",),
)
API = Columns(
    "itemSeq",
    "itemName",
    "entpName",
    "",
    "efcyQesitm",
    "useMethodQesitm",
    "atpnWarnQesitm",
    "atpnQesitm",
    "intrcQesitm",
    "seQesitm",
    "depositMethodQesitm",
    "updateDe",
    ("openDe", "itemImage", "bizrno"),
)
LINES = re.compile(r"\n{3,}")
BLANKS = re.compile(r"[^\S\n]+")


def read(
    rows: Iterable[Fields], columns: Columns, source: Source
) -> Iterator[ProductRecord | CompositionRecord | LeafletRecord]:
    """Yield each product, its ingredients where they are given, and its text."""
    for row in rows:
        id_ = row.item_code(columns.id)
        yield ProductRecord(id_, " ".join(row.need(columns.name).split()), row.take(columns.company), source)
        listed = row.take(columns.ingredients) if columns.ingredients else ""
        if ingredients := ingredients_of(listed, "", SEPARATORS[","]):
            yield CompositionRecord(id_, ingredients, source)
        revised = row.take(columns.revised)
        try:
            revised_on = day(revised)
        except ValueError as error:
            row.fail(columns.revised, str(error))
        texts = [tidy(_heading(row, name)) for name in columns[4:11]]
        yield LeafletRecord(id_, source, revised_on, *texts)
        row.skip(columns.unused)
        row.done()


def _heading(row: Fields, name: str) -> str:
    """Take the text under a question, also where the officials have mended its spelling."""
    mended = name.replace("입니가?", "입니까?")
    return row.take(mended if row.has(mended) else name)


def tidy(text: str) -> str:
    """The officials' words, with ordinary blanks and at most one empty line between paragraphs."""
    lines = (BLANKS.sub(" ", line).strip() for line in text.replace("\r", "").split("\n"))
    return LINES.sub("\n\n", "\n".join(lines)).strip()
