"""Products by the codes of boxes and bills, read from a knowledge file."""

import re
import sqlite3

from knowledge.products import ProductId
from knowledge.sources.kr.standard_codes import representative

GTIN = 14  # digits of a code with a leading 0
CODE = re.compile(r"\d{9}|\d{12,14}")
UPC = re.compile(
    r"0{0,2}3(\d{10})\d"
)  # of a medicine of the US: a 3, the ten digits of its NDC, a check digit


def is_code(text: str) -> bool:
    """Tell whether a typed text may be a 표준코드, a 대표코드, a 보험코드 or a product's own code."""
    return bool(CODE.fullmatch(text.strip()))


def ids_of(db: sqlite3.Connection, code: str) -> list[ProductId]:
    """Return the products that bear a code; where none does, those of the product whose pack it may be."""
    digits = code.strip().removeprefix("0") if len(code.strip()) == GTIN else code.strip()
    query = "SELECT DISTINCT id FROM product_code JOIN product ON number = product WHERE code = ? ORDER BY id"
    for one in filter(None, (digits, representative(digits))):
        if rows := db.execute(query, (one,)).fetchall():
            return [ProductId(id_) for (id_,) in rows]
    if upc := UPC.fullmatch(code.strip()):
        return _by_ndc(db, upc[1])
    return []


def _by_ndc(db: sqlite3.Connection, digits: str) -> list[ProductId]:
    """Return the products that ten digits of an NDC may mean, in its three forms: 4-4-2, 5-3-2 and 5-4-1."""
    forms = (f"0{digits[:8]}", f"{digits[:5]}0{digits[5:8]}", digits[:9])
    query = "SELECT id FROM product WHERE replace(id, '-', '') IN (?, ?, ?) ORDER BY id"
    return [ProductId(id_) for (id_,) in db.execute(query, forms)]
