"""Masked crops of pills, photographed once more: turned, at a slant, in other light, on any ground.

Crops of a studio flatter whoever identifies them. What phones make of pills lies between the two.
"""

from pathlib import Path

import cv2
import numpy as np

from training.evaluate.identification import read_queries
from training.samples.cutouts import masked_cutout
from training.synth.scenes import alone


def stage(queries: Path, images: Path, out: Path, seed: int = 5) -> int:
    """Write a staged photo into `out` for each file of a table, under its name; return how many.

    `queries` has the columns file and product_id, `images` holds the files: pills on a background masked black.
    The same seed and table give the same photos.

    Raises:
        ValueError: a column is missing, or there are no rows.
        OSError: a file of the table is not there, or no picture.
    """
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    crops = [(query.product, crop) for query in read_queries(queries, images) for crop in query.photos]
    for product, crop in crops:
        photo = alone(rng, masked_cutout(product, crop))
        cv2.imwrite(str(out / crop.relative_to(images)), photo, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return len(crops)
