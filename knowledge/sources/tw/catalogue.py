"""藥品外觀資料集 of the Taiwan FDA: names and looks of licensed products."""

import re
from collections.abc import Iterator

from inference.types import Colour, ScoreLine, Shape
from knowledge.products import Appearance, ProductId, Side, Source
from knowledge.sources.kr.api import Json
from knowledge.sources.kr.looks import millimetres
from knowledge.sources.reading.dates import day
from knowledge.sources.reading.english_names import named_ingredients
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.records import AppearanceRecord, CompositionRecord, ProductRecord, Route

NAME = "衛生福利部食品藥物管理署 藥品外觀資料集"
FIELDS = {"id", "zh", "en", "color", "shape", "score_mark", "size", "mark1", "mark2", "imgs"}
COLOURS = {
    "白": Colour.WHITE,
    "粉": Colour.PINK,
    "黃": Colour.YELLOW,
    "橘": Colour.ORANGE,
    "棕": Colour.BROWN,
    "藍": Colour.BLUE,
    "綠": Colour.GREEN,
    "紅": Colour.RED,
    "灰": Colour.GREY,
    "紫": Colour.PURPLE,
    "黑": Colour.BLACK,
    "藍綠": Colour.TEAL,
    "透明": Colour.CLEAR,
}
SHAPES = {
    "圓形": Shape.ROUND,
    "膠囊": Shape.OBLONG,
    "橢圓形": Shape.OVAL,
    "四邊形": Shape.RECTANGLE,
    "三角形": Shape.TRIANGLE,
    "五邊形": Shape.PENTAGON,
    "六邊形": Shape.HEXAGON,
    "八邊形": Shape.OCTAGON,
    "水滴形": Shape.OTHER,
    "雙圓形": Shape.OTHER,
    "其他": Shape.OTHER,
}
NO_PILL = frozenset({"液劑(包含糖漿用粉劑)", "顆粒劑、粉劑或散劑"})
# 無 is no imprint, and 頭CL is CL on the cap; photos of one product stand side by side, as in CL;;;CL.
DESCRIBED, LOGO, NEXT_PHOTO = re.compile("[\u4e00-\u9fff]+"), re.compile("logo", re.IGNORECASE), ";;;"
SCORES = {"無": ScoreLine.NONE, "直線": ScoreLine.SINGLE, "十字": ScoreLine.CROSS}


def source_of(document: Json, file: str) -> Source:
    """The data set's name and its version's day."""
    meta = document.get("meta") if isinstance(document, dict) else None
    if not isinstance(meta, dict):
        raise SourceChanged(file, "expected an object with meta and items", field="meta")
    try:
        return Source(NAME, day(str(meta.get("source_version") or "")))
    except ValueError as error:
        raise SourceChanged(file, str(error), field="source_version") from error


def read(
    document: Json, file: str, source: Source
) -> Iterator[ProductRecord | CompositionRecord | AppearanceRecord]:
    """Yield each product, the look of those that are pills, and the ingredients that English names state.

    One entry holds one look; a value that stands twice in it is one of two photos of the same.
    """
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise SourceChanged(file, "expected a list", field="items")
    for row, item in enumerate(items, start=1):
        if not isinstance(item, dict) or set(item) != FIELDS:
            odd = sorted(set(item) ^ FIELDS) if isinstance(item, dict) else []
            raise SourceChanged(file, f"expected the fields {sorted(FIELDS)}; different: {odd}", row=row)
        yield from _records(item, file, row, source)
    names = {str(item["id"]).strip(): str(item["en"] or "") for item in items if isinstance(item, dict)}
    stated = Source(f"{NAME} (英文品名)", source.published)
    for id_, ingredients in named_ingredients(names).items():
        yield CompositionRecord(ProductId(id_), ingredients, stated)


def _records(
    item: dict[str, Json], file: str, row: int, source: Source
) -> Iterator[ProductRecord | AppearanceRecord]:
    texts = {name: str(item[name] or "").strip() for name in ("id", "zh", "en", "mark1", "mark2")}
    if not texts["id"] or not (texts["zh"] or texts["en"]):
        raise SourceChanged(file, "is empty", row=row, field="id, zh, en")
    lists = {name: _words(item[name], file, row, name) for name in ("color", "shape", "score_mark", "size")}
    pill = bool(lists["shape"]) and not set(lists["shape"]) & NO_PILL
    id_ = ProductId(texts["id"])
    name = texts["zh"] or texts["en"]
    yield ProductRecord(id_, name, "", source, english=texts["en"], route=Route.ORAL if pill else None)
    if pill:
        yield AppearanceRecord(id_, _looks(texts, lists, file, row), source, _picture(item["imgs"]))


def _looks(texts: dict[str, str], lists: dict[str, list[str]], file: str, row: int) -> Appearance:
    try:
        colours = tuple(dict.fromkeys(COLOURS[word] for word in lists["color"]))
        shape = SHAPES[lists["shape"][0]]
        score = SCORES[lists["score_mark"][0]] if lists["score_mark"] else None
    except KeyError as error:
        raise SourceChanged(file, f"has a word that is not in the table: {error}", row=row) from error
    sizes = [size for size in map(millimetres, lists["size"]) if size]
    front = side(texts["mark1"], colours, score)
    return Appearance(front, side(texts["mark2"]), shape, long_mm=max(sizes, default=None))


def side(mark: str, colours: tuple[Colour, ...] = (), score_line: ScoreLine | None = None) -> Side:
    """Return one face of a pill: its characters, each photo's once, and whether it bears a logo; "" is a plain side."""
    texts = LOGO.sub(" ", DESCRIBED.sub(" ", mark)).split(NEXT_PHOTO)
    imprint = " ".join(dict.fromkeys(" ".join(text.split()) for text in texts))
    return Side(imprint.strip(), LOGO.search(mark) is not None, colours, score_line)


def _words(value: Json, file: str, row: int, field: str) -> list[str]:
    if not isinstance(value, list):
        raise SourceChanged(file, f"expected a list, got {type(value).__name__}", row=row, field=field)
    return [str(word) for word in value]


def _picture(images: Json) -> str:
    first = images[0] if isinstance(images, list) and images else None
    return str(first.get("src", "")) if isinstance(first, dict) else ""
