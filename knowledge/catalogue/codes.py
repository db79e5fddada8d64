"""Products by the codes of boxes and bills, read from a knowledge file."""

import re
import sqlite3

from knowledge.products import ProductId
from knowledge.sources.standard_codes import representative

GTIN = 14  # digits of a code with a leading 0
CODE = re.compile(r"\d{9}|\d{13,14}")


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
    return []
