"""Pills pasted into cluttered scenes, with exact boxes: many loose pills, touching and overlapping, on anything."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.samples.cutouts import Cutout
from training.synth.camera import Pixels, photograph, turn, view
from training.synth.containers import container, dome
from training.synth.distractors import distractor
from training.synth.table import Ground, Table
from training.synth.textures import background, glints

LARGEST = 0.9  # of the picture's side: one pill held close to the camera
SMALLEST = 0.03  # of the picture's side: a pill across a table
COUNTS = ((0, 0), (1, 1), (1, 3), (2, 8), (6, 15), (15, 40), (40, 120))  # least and most pills in a scene
SHARES = (0.08, 0.12, 0.12, 0.24, 0.18, 0.14, 0.12)
SPREAD = (0.8, 1.25)  # of a typical pill's size
HELD = 0.15  # of the scenes: the pills are in a week box, a blister or a dish
DOMED = 0.8  # of the pockets of a blister have their plastic towards the camera
HEAPED = 0.35  # of the scenes: pills lie together, touching, not all over the picture
GLOSSY = 0.2  # of the grounds reflect a lamp


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture (height, width, 3) BGR and the boxes of what can be seen of each pill: (n, 4) xyxy in pixels."""

    image: Pixels
    boxes_xyxy: NDArray[np.float32]


def compose(rng: Generator, cutouts: Sequence[Cutout], grounds: Sequence[Ground], side: int = 640) -> Scene:
    """Draw one scene; the same generator state gives the same scene."""
    if rng.random() < HELD:
        return _in_a_container(rng, cutouts, side)
    ground = _ground(rng, grounds, side)
    if rng.random() < GLOSSY:
        ground = Ground(glints(rng, ground.image), ground.boxes_xyxy)
    table = Table(rng, ground)
    for _ in range(int(rng.choice((0, 0, 1, 3)))):
        thing, alpha = distractor(rng, int(rng.uniform(0.06, 0.25) * side))
        table.put(*turn(rng, thing, alpha), is_pill=False)
    count, size = _count_and_size(rng, side)
    few = _few(rng, cutouts)
    crowding = float(rng.choice((0.0, 0.05, 0.1, 0.35)))
    heap = bool(rng.random() < HEAPED)
    for _ in range(count):
        pill = few[int(rng.integers(len(few)))]
        table.put(*view(rng, pill, size * rng.uniform(*SPREAD)), is_pill=True, crowding=crowding, heap=heap)
    return Scene(photograph(rng, table.image), table.boxes())


def _in_a_container(rng: Generator, cutouts: Sequence[Cutout], side: int) -> Scene:
    """Draw a week box, a blister or a dish with pills in it."""
    holder = container(rng, _ground(rng, (), side).image)
    table = Table(rng, Ground(holder.image, np.zeros((0, 4), np.float32)))
    few = _few(rng, cutouts)
    same = rng.random() < 0.6
    for place in holder.places:
        for _ in range(int(rng.integers(1, holder.most + 1))):
            pill = few[0] if same else few[int(rng.integers(len(few)))]
            colour, alpha = view(rng, pill, place.extent * rng.uniform(0.75, 1.0))
            room = 0 if holder.most == 1 else place.extent / 2
            x, y = (np.array((place.x, place.y)) + rng.uniform(-room, room, 2)).astype(int)
            table.put_at(y - alpha.shape[0] // 2, x - alpha.shape[1] // 2, colour, alpha, crowding=0.1)
        if holder.covered and rng.random() < DOMED:
            dome(rng, table.image, place)
    return Scene(photograph(rng, table.image), table.boxes())


def _few(rng: Generator, cutouts: Sequence[Cutout]) -> list[Cutout]:
    return [cutouts[i] for i in rng.integers(len(cutouts), size=int(rng.choice((1, 3, 6, 40))))]


def alone(rng: Generator, cutout: Cutout, height: int = 600, width: int = 800) -> Pixels:
    """Draw one pill, about as large as it was cut out, whole, on a made ground: (height, width, 3) BGR."""
    ground = background(rng, height, width)
    table = Table(rng, Ground(ground, np.zeros((0, 4), np.float32)))
    colour, alpha = view(rng, cutout, max(cutout.alpha.shape) * rng.uniform(0.9, 1.1))
    high, wide = alpha.shape
    table.lay(int(rng.integers(height - high)), int(rng.integers(width - wide)), colour, alpha)
    return photograph(rng, table.image)


def _ground(rng: Generator, grounds: Sequence[Ground], side: int) -> Ground:
    if grounds and rng.random() < 0.6:
        chosen = grounds[int(rng.integers(len(grounds)))]
        scale = side / max(chosen.image.shape[:2])
        image = cv2.resize(chosen.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        boxes = chosen.boxes_xyxy * scale
        if rng.random() < 0.5:
            image, boxes = (
                image[:, ::-1].copy(),
                np.stack(
                    (image.shape[1] - boxes[:, 2], boxes[:, 1], image.shape[1] - boxes[:, 0], boxes[:, 3]),
                    axis=1,
                ),
            )
        return Ground(image, boxes)
    height, width = ((side, side), (side * 3 // 4, side), (side, side * 3 // 4))[rng.integers(3)]
    return Ground(background(rng, height, width), np.zeros((0, 4), np.float32))


def _count_and_size(rng: Generator, side: int) -> tuple[int, float]:
    """Return how many pills, and the longer extent of a typical one in pixels: the more, the smaller."""
    low, high = COUNTS[rng.choice(len(COUNTS), p=SHARES)]
    count = int(rng.integers(low, high + 1))
    largest = LARGEST if count == 1 else 0.75 / max(count, 1) ** 0.5
    smallest = min(SMALLEST, largest / 2)
    return count, side * smallest * (largest / smallest) ** rng.random()
