"""What a worker takes for a paper, and what that costs: python -m tests.bench.papers [--data ../shared/data]."""

import argparse
import json
import resource
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import typer

from inference.detect.detector import load_detector
from inference.documents.print_sign import printed_lines
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS
from inference.photo import read_photo
from inference.scan import Scanner, ScanSettings
from inference.types import Kind

PILLS = (
    "loose_black_cloth",
    "many_dense",
    "single_phone",
    "blister_phone",
    "blister_video",
    "korean_closeups",
    "webcam_tray",
)
LONGEST = 1280  # as Telegram sends photos
ONE = EngineSettings(threads=1)


def main() -> None:
    """Print one JSON document of measures, of one core."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--photos", type=int, default=20, help="of each set of pills")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    scanner = Scanner(ScanSettings(engine=ONE))
    scanner.warm_up()
    told: dict[str, Any] = {"memory at the start, MB": _memory()}
    told["the sign of print on photos of pills, ms"] = _sign(asked.data / "photos", asked.photos)
    for name in PILLS:
        told[name] = _kinds(scanner, _some(asked.data / "photos" / name, asked.photos))
    told["memory after pills, MB"] = _memory()
    told["pages"] = _kinds(scanner, sorted((asked.data / "documents" / "pages").glob("*.jpg")))
    told["boxes"] = _kinds(scanner, sorted((asked.data / "documents" / "boxes").glob("*.jpg")))
    told["greatest memory, MB"] = _memory()
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False))


def _sign(folder: Path, count: int) -> dict[str, float]:
    """How long the look for print takes beside finding the pills."""
    detector = load_detector(WEIGHTS, ONE)
    looks, finds = [], []
    for name in PILLS:
        for data in _read(_some(folder / name, count)):
            photo = read_photo(data).pixels
            began = time.process_time()
            pills = detector.detect(photo, None)
            found = time.process_time()
            printed_lines(photo, [pill.box for pill in pills])
            finds.append((found - began) * 1000)
            looks.append((time.process_time() - found) * 1000)
    return {"median": round(median(looks), 1), "finding the pills, median": round(median(finds), 1)}


def _kinds(scanner: Scanner, photos: Sequence[Path]) -> dict[str, float]:
    kinds, seconds = [], []
    for data in _read(photos):
        began = time.process_time()
        kinds.append(scanner.scan(data).kinds)
        seconds.append(time.process_time() - began)
    shares = {kind.value: round(sum(kind in one for one in kinds) / len(kinds), 3) for kind in Kind}
    return {
        "photos": len(kinds),
        **shares,
        "median s": round(median(seconds), 3),
        "most s": round(max(seconds), 2),
    }


def _read(photos: Sequence[Path]) -> Iterator[bytes]:
    """The photos as they come by Telegram."""
    for path in photos:
        photo = read_photo(path.read_bytes()).pixels
        scale = min(1.0, LONGEST / max(photo.shape[:2]))
        small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        yield bytes(cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1].tobytes())


def _some(folder: Path, count: int) -> list[Path]:
    found = sorted(path for kind in ("*.jpg", "*.png") for path in folder.rglob(kind))
    return found[:: max(1, len(found) // count)][:count]


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
