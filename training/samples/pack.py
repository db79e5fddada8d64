"""Packs the detector's training data into one small tar file, to be sent to another machine."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import cv2

from training.samples.dataset import PHOTO_SUFFIXES, labels_beside
from training.samples.pictures import read_picture

PHOTO_SIDE, CROP_SIDE = 576, 150  # pixels of the longer side
QUALITY = 66  # of JPEG
CROPS = ("us/reference_crops", "us/more_crops")
START = "weights/yolov5n_coco_state_dict.pt"


def pack(data: Path, out: Path) -> int:
    """Write the photos with boxes, the crops and the start weights of a data folder, laid out as there; return its bytes.

    Test splits stay behind, and the catalogue's studio photos (imprint/): there are cut-outs enough without them.
    """
    with tarfile.open(out, "w:gz", compresslevel=1) as tar:
        for file, content in _files(data):
            entry = tarfile.TarInfo(str(file.relative_to(data)))
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return out.stat().st_size


def _files(data: Path) -> Iterator[tuple[Path, bytes]]:
    for photo in sorted((data / "photos").glob("*/images/*/*")):
        if photo.suffix.lower() in PHOTO_SUFFIXES and photo.parent.name != "test":
            yield photo, _smaller(photo, PHOTO_SIDE)
            if (labels := labels_beside(photo)).exists():
                yield labels, labels.read_bytes()
    for folder in CROPS:
        if (table := data / folder / "labels.csv").exists():
            yield table, table.read_bytes()
        for crop in sorted((data / folder / "images").glob("*")):
            yield crop, _smaller(crop, CROP_SIDE)
    yield data / START, (data / START).read_bytes()


def _smaller(picture: Path, side: int) -> bytes:
    """Return a picture as JPEG, at most `side` long; under the name that it had."""
    image = read_picture(picture)
    scale = min(1.0, side / max(image.shape[:2]))
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
