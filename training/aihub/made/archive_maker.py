"""Archives like AI Hub's, made: the same folders, names and keys, drawn pills, and the defects that it is known for."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, product
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator

from training.aihub.made.drawing import BACKGROUNDS, HEIGHT, LIGHTS, WIDTH, background, lay
from training.aihub.made.kinds import Kind, facts_of
from training.aihub.pictures.pixels import encode
from training.aihub.work.store import Store

ROOT = "166.약품식별 인공지능 개발을 위한 경구약제 이미지 데이터/01.데이터/1.Training"
SIDES = ("앞면", "뒷면")
LATITUDES = (70, 75, 90)
LONGITUDES = tuple(range(0, 360, 20))
DATE = (2022, 1, 1, 0, 0, 0)
DEFECTS = ("past-edge", "zero-size", "duplicate", "truncated", "crc", "wrong-size", "rescaled", "no-label")
OF_SEVERAL = ("incomplete",)  # needs a photo of several pills
MANY = 4  # pills of a combination photo


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is made. `kinds` are divided among `archives` pairs (photos and labels) of single pills."""

    kinds: tuple[Kind, ...]
    photos: int = 24  # a kind
    archives: int = 2
    combined: int = 40  # photos of four pills, in one more pair
    defects: float = 0.05  # share of photos with one
    suffix: str = ".png"
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Scene:
    """One photo to be made: who lies in it, and how it is taken."""

    kinds: tuple[Kind, ...]
    side: str
    background: str
    light: str
    latitude: int
    longitude: int
    defect: str = ""

    @property
    def name(self) -> str:
        """The photo's name in the data set's way."""
        codes = "-".join(kind.code[2:] for kind in self.kinds)
        place = (
            0,
            list(BACKGROUNDS).index(self.background),
            SIDES.index(self.side),
            list(LIGHTS).index(self.light),
        )
        return f"K-{codes}_{'_'.join(map(str, place))}_{self.latitude}_{self.longitude:03}_200"


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of archives: photos and their labels."""

    number: int
    scenes: tuple[Scene, ...] = field(repr=False)
    combined: bool

    def path(self, content: str) -> str:
        """Return where the archive of photos (S) or labels (L) lies."""
        folder = {"S": "원천데이터", "L": "라벨링데이터"}[content]
        group, word = ("경구약제조합 5000종", "조합") if self.combined else ("단일경구약제 5000종", "단일")
        return f"{ROOT}/{folder}/{group}/T{content}_{self.number}_{word}.zip"


def pairs_of(recipe: Recipe) -> Iterator[Pair]:
    """Yield the pairs of archives of a recipe."""
    rng = np.random.default_rng(recipe.seed)
    share = -(-len(recipe.kinds) // recipe.archives)
    for number in range(recipe.archives):
        chosen = recipe.kinds[number * share : (number + 1) * share]
        scenes = [scene for kind in chosen for scene in _scenes((kind,), recipe.photos, rng)]
        yield Pair(number + 1, tuple(_spoilt(scenes, recipe.defects, rng)), combined=False)
    if recipe.combined and len(recipe.kinds) >= MANY:
        groups = [
            recipe.kinds[place : place + MANY] for place in range(0, len(recipe.kinds) - MANY + 1, MANY)
        ]
        each = -(-recipe.combined // len(groups))
        scenes = [scene for group in groups for scene in _scenes(tuple(group), each, rng)][: recipe.combined]
        yield Pair(1, tuple(_spoilt(scenes, recipe.defects, rng)), combined=True)


def _scenes(kinds: tuple[Kind, ...], count: int, rng: Generator) -> list[Scene]:
    views = list(product(SIDES, BACKGROUNDS, LIGHTS, LATITUDES, LONGITUDES))
    chosen = sorted(rng.permutation(len(views))[:count])
    return [Scene(kinds, *views[each]) for each in chosen]


def _spoilt(scenes: Sequence[Scene], share: float, rng: Generator) -> Iterator[Scene]:
    """Give a share of the photos one defect each, every defect as often as the others."""
    defects = {several: cycle((*OF_SEVERAL, *DEFECTS) if several else DEFECTS) for several in (False, True)}
    for scene in scenes:
        yield replace(scene, defect=next(defects[len(scene.kinds) > 1])) if rng.random() < share else scene


@dataclass(frozen=True, slots=True)
class ArchiveMaker:
    """Makes one pair of archives; picklable."""

    target: str
    recipe: Recipe

    def __call__(self, pair: Pair) -> dict[str, int]:
        """Write both archives; return what was planted."""
        store, planted = Store(self.target), Counter[str]()
        rng = np.random.default_rng((self.recipe.seed, pair.number, pair.combined))
        photos, labels = store.writing(pair.path("S")), store.writing(pair.path("L"))
        with (
            photos as left,
            labels as right,
            zipfile.ZipFile(left, "w") as pictures,
            zipfile.ZipFile(right, "w") as texts,
        ):
            for number, scene in enumerate(pair.scenes, start=1):
                planted[scene.defect or "none"] += 1
                boxes, size = _write_photo(pictures, scene, pair, rng, self.recipe.suffix)
                for kind, box in zip(scene.kinds, boxes, strict=True):
                    _write_labels(texts, scene, pair, kind, box, size, number)
        return dict(planted)


def _write_photo(
    archive: zipfile.ZipFile, scene: Scene, pair: Pair, rng: Generator, suffix: str
) -> tuple[list[list[int]], tuple[int, int]]:
    """Write a photo; return a box a pill, and the size of the photo that the labels are to tell."""
    picture, size = background(scene.background, scene.light, rng), (WIDTH, HEIGHT)
    boxes = []
    for place, kind in enumerate(scene.kinds):
        middle, turn = _middle(scene, place, rng), scene.longitude + rng.uniform(-9, 9)
        boxes.append(list(lay(picture, kind, scene.side, middle, turn, scene.latitude, scene.light)))
    if scene.defect == "rescaled":
        picture = np.asarray(cv2.resize(picture, (WIDTH // 2, HEIGHT // 2)), np.uint8)
    if scene.defect == "wrong-size":
        size = (HEIGHT, WIDTH)
    data = (
        encode(picture)
        if suffix == ".jpg"
        else bytes(cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1])
    )
    if scene.defect == "truncated":
        data = data[: len(data) * 6 // 10]
    info = _add(archive, f"{_folder(scene, pair)}/{scene.name}{suffix}", data, zipfile.ZIP_STORED)
    if scene.defect == "crc":
        info.CRC ^= 1  # the list at the end of the archive then says another sum than the bytes have
    return boxes, size


def _middle(scene: Scene, place: int, rng: Generator) -> tuple[float, float]:
    if scene.defect == "past-edge" and place == 0:
        return 20.0, rng.uniform(250, HEIGHT - 250)
    if len(scene.kinds) == 1:
        return WIDTH / 2 + rng.uniform(-90, 90), HEIGHT / 2 + rng.uniform(-120, 120)
    across, down = WIDTH * (0.26 + 0.48 * (place % 2)), HEIGHT * (0.26 + 0.48 * (place // 2))
    return across + rng.uniform(-25, 25), down + rng.uniform(-60, 60)


def _write_labels(
    archive: zipfile.ZipFile,
    scene: Scene,
    pair: Pair,
    kind: Kind,
    box: list[int],
    size: tuple[int, int],
    number: int,
) -> None:
    first = kind is scene.kinds[0]
    if scene.defect == "no-label" or scene.defect == "incomplete" and first:
        return
    if scene.defect == "zero-size" and first:
        box = [box[0], box[1], 0, box[3]]
    text = json.dumps(
        label_file(scene, kind, box, size, number, pair),
        ensure_ascii=False,
        indent=4 if pair.combined else None,
    ).encode()
    folder = f"{_folder(scene, pair)}_json/{kind.code}" if pair.combined else _folder(scene, pair)
    for copy in ("", "사본/")[: 2 if scene.defect == "duplicate" and first else 1]:
        _add(archive, f"{copy}{folder}/{scene.name}.json", text, zipfile.ZIP_DEFLATED)


def label_file(
    scene: Scene, kind: Kind, box: list[int], size: tuple[int, int], number: int, pair: Pair
) -> dict[str, Any]:
    """Return what a label file says, keys in the data set's order. Its ids are written in three ways (see names)."""
    idx = int(kind.code[2:]) - (pair.number % 2)
    category = {"supercategory": "pill", "id": idx, "name": kind.product.name}
    if not pair.combined:
        category |= {"id": 1, "name": "Drug"}
    image: Mapping[str, Any] = {
        "file_name": f"{scene.name}.png", "width": size[0], "height": size[1], "imgfile": f"{scene.name}.png",
        "drug_N": kind.code, "drug_S": "정상알약", "back_color": scene.background, "drug_dir": scene.side,
        "light_color": scene.light, "camera_la": scene.latitude, "camera_lo": scene.longitude, "size": 200,
        **facts_of(kind), "id": number,
    }  # fmt: skip
    annotation = {
        "area": box[2] * box[3], "iscrowd": 0, "bbox": box, "category_id": category["id"], "ignore": 0,
        "segmentation": [], "id": number, "image_id": number,
    }  # fmt: skip
    return {"images": [image], "type": "instances", "annotations": [annotation], "categories": [category]}


def _folder(scene: Scene, pair: Pair) -> str:
    codes = "-".join(kind.code[2:] for kind in scene.kinds)
    return f"K-{codes}" if pair.number % 2 else f"알약/K-{codes}"


class _Cp949(zipfile.ZipInfo):
    """A member whose name is written as Korean Windows writes it: cp949, without the flag for UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (zipfile calls it so)
        return self.filename.encode("cp949"), self.flag_bits & ~0x800


def _add(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> zipfile.ZipInfo:
    info = _Cp949(name, DATE)
    info.compress_type = method
    archive.writestr(info, data)
    return info
