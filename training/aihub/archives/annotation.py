"""One label file of the data set, one drug in one photo: its JSON to a record, or the reason why not."""

import json
from dataclasses import dataclass
from typing import Any

from knowledge.identify.product_labels import k_number
from training.aihub.archives.names import parse_photo_name, session_of
from training.aihub.errors import MemberError

FACTS = (  # of the drug, copied as they are: what a table of products is made of
    "dl_name", "dl_name_en", "dl_material", "dl_material_en", "dl_custom_shape", "dl_company", "dl_company_en",
    "di_company_mf", "di_company_mf_en", "di_item_permit_date", "di_class_no", "di_etc_otc_code", "di_edi_code",
    "chart", "drug_shape", "thick", "leng_long", "leng_short", "print_front", "print_back", "color_class1",
    "color_class2", "line_front", "line_back", "img_regist_ts", "form_code_name", "mark_code_front_anal",
    "mark_code_back_anal", "mark_code_front_img", "mark_code_back_img", "mark_code_front", "mark_code_back",
    "change_date", "img_key",
)  # fmt: skip
SIZES = frozenset(
    {"thick", "leng_long", "leng_short"}
)  # millimetres; the data set writes numbers, sometimes texts


@dataclass(frozen=True, slots=True)
class Annotation:
    """One box of one drug in one photo. The box is x, y, width, height in pixels, as published."""

    photo: str  # the name of the photo, without suffix
    code: str  # K-001900
    item: str  # item code of the product; "" where the file gives none
    category: int
    x: float
    y: float
    w: float
    h: float
    width: int  # of the photo, as the file says
    height: int
    side: str  # 앞면, 뒷면
    background: str
    light: str
    latitude: int
    longitude: int
    session: str
    facts: tuple[str, ...]  # in the order of FACTS


def parse_annotation(data: bytes, stem: str) -> Annotation:
    """Read a label file; `stem` is its member's name, which must be that of its photo.

    Raises:
        MemberError: it is no JSON, of another data set, about another photo, or contradicts itself.
    """
    image, annotation = _parts(data)
    try:
        x, y, w, h = (float(each) for each in annotation["bbox"])
        photo, code = image["file_name"].rpartition(".")[0], str(image["dl_mapping_code"])
        category = int(annotation["category_id"])
        side, background, light = image["drug_dir"], image["back_color"], image["light_color"]
        record = Annotation(
            photo, code, _item(image["item_seq"]), category, x, y, w, h, int(image["width"]), int(image["height"]),
            side, background, light, int(image["camera_la"]), int(image["camera_lo"]),
            _session(photo, side, background), tuple(str(image.get(each, "")) for each in FACTS),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MemberError("other-data-set", f"no such field or value: {error}") from error
    _check(record, stem)
    return record


def _parts(data: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        document = json.loads(data)
    except ValueError as error:
        raise MemberError("not-json", str(error)) from error
    try:
        images, annotations = document["images"], document["annotations"]
        (image,) = images
        return image, annotations[0]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise MemberError("other-data-set", "expected one image and its annotation") from error


def _item(value: Any) -> str:
    text = str(value).strip()
    return text if text.isdigit() and int(text) else ""


def _session(photo: str, side: str, background: str) -> str:
    name = parse_photo_name(photo)
    if name is None:
        raise ValueError(f"{photo} is no name of a photo")
    return session_of(name, side, background)


def _check(record: Annotation, stem: str) -> None:
    """Refuse a file that contradicts itself: it would teach a wrong label."""
    number = k_number(record.code)
    if record.photo != stem:
        raise MemberError("other-photo", f"is about {record.photo}")
    if number is None or record.code not in record.photo and f"{number:06}" not in record.photo:
        raise MemberError("other-drug", f"{record.code} is not in the photo's name")
    if record.category not in (1, number - 1, number):  # singles say 1, "Drug"
        raise MemberError("category-mismatch", f"category {record.category} for {record.code}")
