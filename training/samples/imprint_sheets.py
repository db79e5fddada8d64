"""Training sheets for the imprint reader: sides of pills with a box round every character, in YOLO's layout.

A sheet is one square. A round side fills it, or four share it; two elongated sides share it, one over the
other (lying) or beside each other (standing), which is also how the reader lays out what it looks at.
"""

import hashlib
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from rich.progress import track

from inference.detect.views import GREY
from inference.read.rotated_views import CELLS, ELONGATED
from training.calibration.sights import digest
from training.samples.confirmed import all_confirmed
from training.samples.cutouts import ndc9
from training.samples.dataset import labels_beside
from training.samples.selection import LEARNING, split_of
from training.samples.sides import Boxes, Pixels, Side, sides
from training.synth.stamps import Script, fonts, read_script, restamp, smaller
from training.synth.textures import background, glints, smooth_noise

PLAIN = 3  # every so many plain sides one is shown large as well
COMMON = 0.03  # a class on fewer of the sheets than this is shown more often
MOST_REPEATS = 5
RECIPE: dict[
    str, Any
] = {  # what differs from the detector's: characters stand upright and are never mirrored
    "optimizer": "AdamW",
    "nominal_batch": 16,
    "rotation_degrees": 20.0,
    "scale": 0.25,
    "perspective": 0.0004,
    "class_gain": 1.0,
    "mosaic": 0.0,
    "close_mosaic": 0,
    "flip": False,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be drawn on one sheet: sides in the order of the cells of a plan, a name in CELLS."""

    plan: str
    sides: tuple[Side, ...]

    @property
    def classes(self) -> frozenset[int]:
        """The classes of all characters on it."""
        return frozenset(int(kind) for side in self.sides for kind in side.boxes[:, 0])


def training_photos(folder: Path) -> list[Path]:
    """Return the photos of a folder whose kinds may be learnt from, and are not on val, the folder beside it.

    A file's name starts with its kind.
    """
    held = {ndc9(path.stem) for path in (folder.parent / "val").glob("*.jpg")}
    return [
        path
        for path in sorted(folder.glob("*.jpg"))
        if (kind := ndc9(path.stem)) not in held and split_of(kind) in LEARNING
    ]


def script_of(data: Path, photos: Iterable[Path]) -> Script:
    """Return what may be drawn on pills: imprints of the kinds that may be learnt from, letters as in the photos."""
    labels = (data / "imprint" / "classes.txt").read_text(encoding="utf-8").split()
    rows = (line.split() for photo in photos for line in labels_beside(photo).read_text().splitlines())
    counts = Counter(labels[int(row[0])] for row in rows if row)
    return read_script(data / "us" / "c3pi_ndc9_products.csv", LEARNING, labels, counts)


def plan_sheets(photos: Iterable[Sequence[Side]], rng: Generator) -> list[Sheet]:
    """Return the sheets of an epoch: every side at the size the reader will see it, round ones at both sizes.

    `photos` are the sides of one photo after the other.
    """
    sheets: list[Sheet] = []
    small: list[Side] = []
    for its in photos:
        if plan := _shared_plan(its):
            sheets.append(Sheet(plan, tuple(its)))
        else:
            sheets += [Sheet("whole", (side,)) for side in its if len(side.boxes)]
            small += its
    plain = [side for side in small if not len(side.boxes)]
    sheets += [Sheet("whole", (side,)) for side in plain[PLAIN - 1 :: PLAIN]]
    order = [small[i] for i in rng.permutation(len(small))]
    return sheets + [Sheet("quarters", tuple(order[i : i + 4])) for i in range(0, len(order), 4)]


def _shared_plan(its: Sequence[Side]) -> str | None:
    if len(its) == 2 and all(side.aspect >= ELONGATED for side in its):
        return "rows"
    return "columns" if len(its) == 2 and all(side.aspect <= 1 / ELONGATED for side in its) else None


def repeats(sheets: Sequence[Sheet], rng: Generator) -> list[int]:
    """Return how often to show each sheet: more often the rarer its rarest class is.

    A class on a share f of the sheets asks for sqrt(COMMON / f), as for LVIS (Gupta et al. 2019).
    """
    counts = Counter(kind for sheet in sheets for kind in sheet.classes)
    often = [
        min(
            MOST_REPEATS, max((math.sqrt(COMMON * len(sheets) / counts[k]) for k in sheet.classes), default=1)
        )
        for sheet in sheets
    ]
    return [max(1, math.floor(times + rng.random())) for times in often]


def prepare(
    data: Path,
    out: Path,
    *,
    size: int,
    seed: int,
    made: int = 1,
    confirmed_by: Path | None = None,
    limit: int | None = None,
) -> str:
    """Lay out `out`/{train,val}.txt, images and labels; return a hash of all that was used.

    `data` holds imprint/ and us/. Every side is shown as it is, and `made` times with another imprint drawn
    on it; so are sides of the catalogues' pictures on which a reader, whose weights are in the folder
    `confirmed_by`, finds what the catalogues say. The given val split is val, one side a sheet, whatever its
    kinds. `limit` takes the first photos only, for a trial. A layout that is complete is kept, so that a
    killed run resumes.
    """
    photos = training_photos(data / "imprint" / "images" / "train")[:limit]
    held = sorted((data / "imprint" / "images" / "val").glob("*.jpg"))[:limit]
    words = script_of(data, photos)
    typefaces = [Path(file).name for file in fonts()] if made else []
    confirming = f" confirmed by {digest(confirmed_by)}" if confirmed_by else ""
    hashed = _hash([*photos, *held], f"size {size} seed {seed} made {made} {typefaces}{confirming}")
    done = out / "complete"
    if not (done.exists() and done.read_text() == hashed):
        with ProcessPoolExecutor(2) as pool:
            more = all_confirmed(data, confirmed_by) if confirmed_by else ()
            shown = itertools.chain(pool.map(sides, photos, chunksize=20), more)
            _lay_train(out, shown, words, made, size, seed)
            laid = pool.map(partial(_lay_val, out, size), held, chunksize=20)
            _write_list(out / "val.txt", [path for paths in laid for path in paths])
        done.write_text(hashed)
    return hashed


def _lay_train(
    out: Path, photos: Iterable[Sequence[Side]], words: Script, made: int, size: int, seed: int
) -> None:
    """A photo of one side only is one whose characters are not all on sides that were found: left out."""
    rng = np.random.default_rng(seed)
    real = [[smaller(side) for side in its] for its in photos if len(its) > 1]
    drawn = (tuple(restamp(side, words, rng) for side in its) for its in real * made)
    sheets = plan_sheets(itertools.chain(real, drawn), rng)
    shown = [sheet for sheet, times in zip(sheets, repeats(sheets, rng), strict=True) for _ in range(times)]
    targets = [out / "images" / "train" / f"{number:05}.jpg" for number in range(len(shown))]
    for target, sheet in zip(targets, track(shown, "sheets"), strict=True):
        image, boxes = draw(sheet.plan, sheet.sides, size, rng)
        _write(target, _photograph(rng, image), boxes)
    _write_list(out / "train.txt", targets)


def _lay_val(out: Path, size: int, photo: Path) -> list[Path]:
    targets = []
    for number, side in enumerate(sides(photo)):
        target = out / "images" / "val" / f"{photo.stem}-{number}.jpg"
        _write(target, *draw("whole", [side], size))
        targets.append(target)
    return targets


def draw(plan: str, shown: Sequence[Side], size: int, rng: Generator | None = None) -> tuple[Pixels, Boxes]:
    """Draw sides into the cells of a sheet; with `rng`, half of the time cut out, on another ground."""
    other = rng is not None and rng.random() < 0.5
    ground = background(rng, size, size) if rng is not None and rng.random() < 0.5 else None
    if rng is not None and ground is None and other:
        ground = np.full((size, size, 3), rng.integers(0, 256, 3), np.uint8)
    image = ground if ground is not None and other else np.full((size, size, 3), GREY, np.uint8)
    placed = [np.zeros((0, 5))]
    for side, cell in zip(shown, CELLS[plan], strict=False):
        placed.append(_place(image, side, [round(edge * size) for edge in cell], cut_out=other))
    return image, np.concatenate(placed)


def _place(image: Pixels, side: Side, cell: Sequence[int], *, cut_out: bool) -> Boxes:
    """Fit a side into its cell, in the middle; return its boxes on the sheet."""
    left, top, right, bottom = cell
    height, width = side.image.shape[:2]
    scale = min((right - left) / width, (bottom - top) / height)
    new = (max(1, int(width * scale)), max(1, int(height * scale)))
    x, y = left + (right - left - new[0]) // 2, top + (bottom - top - new[1]) // 2
    target = image[y : y + new[1], x : x + new[0]]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    colour = cv2.resize(side.image, new, interpolation=method)
    if cut_out:
        alpha = cv2.resize(side.mask.astype(np.float32), new, interpolation=cv2.INTER_AREA)[..., None]
        colour = (colour * alpha + target * (1 - alpha)).astype(np.uint8)
    target[:] = colour
    across, down = new[0] / width, new[1] / height
    return side.boxes * (1, across, down, across, down) + (0, x, y, 0, 0)


def _photograph(rng: Generator, image: Pixels) -> Pixels:
    """Degrade a picture as a phone would, most of the time: reflections, uneven light, blur, shake, noise."""
    if rng.random() < 0.35:
        return image
    if rng.random() < 0.3:
        image = glints(rng, image)
    height, width = image.shape[:2]
    coarse = rng.uniform(0.45, 1.0)
    small = cv2.resize(image, None, fx=coarse, fy=coarse, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(cv2.resize(small, (width, height)), (0, 0), rng.uniform(0.3, 1.1))
    if rng.random() < 0.15:
        soft = cv2.filter2D(soft, -1, _shake(rng))
    light = 1 + rng.uniform(0, 0.7) * (smooth_noise(rng, height, width, 1) - 0.5)
    grainy = soft * light[..., None] * rng.normal(1, 0.05, 3) + rng.normal(0, rng.uniform(0, 7), soft.shape)
    middle = grainy.mean()
    changed: Pixels = np.clip((grainy - middle) * rng.uniform(0.5, 1.4) + middle, 0, 255).astype(np.uint8)
    return changed


def _shake(rng: Generator) -> NDArray[np.float32]:
    """A motion-blur kernel: the path of a hand while the shutter is open."""
    kernel = np.zeros((7, 7), np.float32)
    away = rng.uniform(-3, 3, 2)
    ends = [(int(round(3 + sign * away[0])), int(round(3 + sign * away[1]))) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return kernel / kernel.sum()


def _write(target: Path, image: Pixels, boxes: Boxes) -> None:
    labels = labels_beside(target)
    for folder in (target.parent, labels.parent):
        folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(target), image, [cv2.IMWRITE_JPEG_QUALITY, 93])
    rows = boxes / (1, *(image.shape[1::-1] * 2))
    labels.write_text("".join("{:.0f} {:.6f} {:.6f} {:.6f} {:.6f}\n".format(*row) for row in rows))


def _write_list(file: Path, paths: Iterable[Path]) -> None:
    file.write_text("".join(f"{path.resolve()}\n" for path in paths))


def _hash(photos: Iterable[Path], settings: str) -> str:
    digest = hashlib.sha256(settings.encode())
    for photo in photos:
        digest.update(photo.name.encode() + labels_beside(photo).read_bytes())
    return digest.hexdigest()
