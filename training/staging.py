"""Masked crops of pills, photographed once more: turned, at a slant, in other light, on any ground.

Crops of a studio flatter whoever identifies them. What phones make of pills lies between the two.
"""

import csv
from pathlib import Path

import cv2
import numpy as np

from training.cutouts import masked_cutout
from training.scenes import alone


def stage(queries: Path, images: Path, out: Path, seed: int = 5) -> int:
    """Write a staged photo into `out` for each file of a table, under its name; return how many.

    `queries` has the columns file and product_id, `images` holds the files: pills on a background masked black.
    The same seed and table give the same photos.

    Raises:
        OSError: a file of the table is no picture.
    """
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    with queries.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        photo = alone(rng, masked_cutout(row["product_id"], images / row["file"]))
        cv2.imwrite(str(out / row["file"]), photo, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return len(rows)
