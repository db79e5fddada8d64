"""Kinds of pills for made archives: products of a catalogue, with the facts that AI Hub's label files give."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inference.types import Colour, ScoreLine, Shape
from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.product_labels import k_code
from knowledge.products import Appearance, Product, Side
from knowledge.sources.kr.looks import COLOURS, SHAPES
from training.samples.selection import split_of

KOREAN_COLOURS = {colour: word for word, colour in COLOURS.items()}
KOREAN_SHAPES = {shape: word for word, shape in SHAPES.items()}
LINES = {ScoreLine.SINGLE: "-", ScoreLine.CROSS: "+"}
LONGEST_IMPRINT = 9  # characters that can be read on a drawn pill


@dataclass(frozen=True, slots=True)
class Kind:
    """A product that is photographed: its K-code, and what it looks like."""

    code: str
    product: Product
    look: Appearance

    @property
    def size_mm(self) -> tuple[float, float]:
        """Longest and shortest extent; a usual one where the catalogue gives none."""
        long = self.look.long_mm or 9.0
        return long, self.look.short_mm or (long if self.look.shape is Shape.ROUND else 0.55 * long)


def kinds_of(catalogue: Catalogue, count: int) -> list[Kind]:
    """Return products that can be told apart by looking, always the same ones; fewer where there are not so many.

    Each has K-numbers of its own, some apart, as in the data set.
    """
    chosen = sorted(_drawable(catalogue), key=lambda found: (split_of(found[0].id), found[0].id))[:count]
    ordered = sorted(chosen, key=lambda found: found[0].id)
    return [Kind(k_code(30 + 37 * place), *found) for place, found in enumerate(ordered)]


def _drawable(catalogue: Catalogue) -> Iterator[tuple[Product, Appearance]]:
    seen = set()
    for product in catalogue.products(catalogue.gallery.ids).values():
        look = product.appearances[0] if len(product.appearances) == 1 else None
        if look is None or look.shape in (None, Shape.OTHER) or not look.front.colours:
            continue
        texts = (look.front.imprint, look.back.imprint)
        readable = all(text is not None and text.isascii() and len(text) <= LONGEST_IMPRINT for text in texts)
        same = (texts, look.shape, look.front.colours)
        if readable and any(texts) and Colour.CLEAR not in look.front.colours and same not in seen:
            seen.add(same)
            yield product, look


def facts_of(kind: Kind) -> dict[str, Any]:
    """Return the keys of a label file that are about the drug, in the data set's order and spelling."""
    product, look = kind.product, kind.look
    long, short = kind.size_mm
    materials = ",".join(each.name for each in product.ingredients)
    colours = [KOREAN_COLOURS[each] for each in look.front.colours] + ["", ""]
    return {
        "dl_idx": str(int(kind.code[2:]) - 1), "dl_mapping_code": kind.code, "dl_name": product.name,
        "dl_name_en": product.english, "img_key": f"http://connectdi.com/design/img/drug/{product.id}.jpg",
        "dl_material": materials, "dl_material_en": ",".join(each.english for each in product.ingredients),
        "dl_custom_shape": "정제", "dl_company": product.company, "dl_company_en": product.company_english,
        "di_company_mf": "", "di_company_mf_en": "", "item_seq": int(product.id),
        "di_item_permit_date": product.id[:4] + "0101", "di_class_no": product.drug_class,
        "di_etc_otc_code": "전문의약품" if product.prescription else "일반의약품", "di_edi_code": "",
        "chart": "", "drug_shape": KOREAN_SHAPES[look.shape or Shape.OTHER], "thick": look.thick_mm or "",
        "leng_long": long, "leng_short": short, "print_front": _printed(look.front),
        "print_back": _printed(look.back), "color_class1": colours[0], "color_class2": colours[1],
        "line_front": _line(look.front), "line_back": _line(look.back), "img_regist_ts": "20070910",
        "form_code_name": product.form, "mark_code_front_anal": "", "mark_code_back_anal": "",
        "mark_code_front_img": "", "mark_code_back_img": "", "mark_code_front": "", "mark_code_back": "",
        "change_date": "20200313",
    }  # fmt: skip


def _printed(side: Side) -> str:
    return side.imprint or ""


def _line(side: Side) -> str:
    return LINES.get(side.score_line or ScoreLine.NONE, "")
