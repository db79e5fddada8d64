"""The whole of seeing: the bytes of a photo -> its pills, numbered, and the photo with their boxes."""

from dataclasses import dataclass, field
from pathlib import Path

from inference.annotate import annotate
from inference.card import WEIGHTS
from inference.detector import Detection, load_detector
from inference.engine import EngineSettings
from inference.imprint import ImprintReader
from inference.numbering import reading_order
from inference.photo import Photo, PhotoLimits, Pixels, read_photo
from inference.seen import Box, Scan, SeenPill


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """What scans are made with."""

    weights: Path = WEIGHTS
    limits: PhotoLimits = field(default_factory=PhotoLimits)
    engine: EngineSettings = field(default_factory=EngineSettings)
    threshold: float | None = None  # least confidence of a pill; the model card's unless set


class Scanner:
    """Loads the models once and scans photo after photo. Not to be shared between threads."""

    def __init__(self, settings: ScanSettings | None = None, imprint: ImprintReader | None = None) -> None:
        """Load the models.

        Raises:
            WeightsError: they are missing, damaged or not those of their card.
        """
        self._settings = settings or ScanSettings()
        self._detector = load_detector(self._settings.weights, self._settings.engine)
        self._imprint = imprint

    def scan(self, data: bytes) -> Scan:
        """See what is in a photo. Boxes are in pixels of the photo as sent, upright.

        Raises:
            PhotoError: the photo cannot be used.
        """
        photo = read_photo(data, self._settings.limits)
        found = self._detector.detect(photo.pixels, self._settings.threshold)
        found = tuple(found[index] for index in reading_order([pill.box for pill in found]))
        boxes = [pill.box for pill in found]
        pills = tuple(self._look(photo, pill, number) for number, pill in enumerate(found, start=1))
        return Scan(photo.width, photo.height, pills, annotate(photo.pixels, boxes))

    def _look(self, photo: Photo, pill: Detection, number: int) -> SeenPill:
        crop = cut_out(photo.pixels, pill.box)
        return SeenPill(
            number,
            _unscaled(pill.box, photo.scale),
            pill.confidence,
            readings=self._imprint.read(crop) if self._imprint else (),
            labels=pill.labels,
        )


def cut_out(photo: Pixels, box: Box, margin: float = 0.08) -> Pixels:
    """The part of the photo in the box and a margin round it, a share of the longer side."""
    height, width = photo.shape[:2]
    extra = margin * max(box.width, box.height)
    left, top = max(0, int(box.left - extra)), max(0, int(box.top - extra))
    return photo[
        top : min(height, int(box.bottom + extra) + 1), left : min(width, int(box.right + extra) + 1)
    ]


def _unscaled(box: Box, scale: float) -> Box:
    return Box(box.left / scale, box.top / scale, box.right / scale, box.bottom / scale)
