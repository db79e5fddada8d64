"""The whole scan: the bytes of a photo -> its pills, numbered, and the photo with their boxes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from inference.annotate import annotate, shrunk_jpeg
from inference.appearance.classifier import LooksModel
from inference.appearance.features import extents
from inference.appearance.outline import MARGIN, Outline, find_outline
from inference.detect.detector import Detection, load_detector
from inference.detect.numbering import reading_order
from inference.detect.single_pill import framed
from inference.documents.document_reader import DocumentReader, is_weak
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS
from inference.photo import Photo, PhotoLimits, Pixels, decoding_memory, read_photo
from inference.photo_quality import LEGIBLE, photo_flaws, pill_flaws
from inference.read.imprint import ImprintReader, load_reader
from inference.size.finder import FoundScale, find_scale
from inference.size.scale import sized
from inference.types import Box, Flaw, Guess, Scan, SeenPill

# Of 57 first readings of pills of 40 and 55 pixels, 41 % were right at a mean probability of 0.58.
TRUST_OF_SMALL = 0.7
LARGE = 100_000_000  # bytes: decoding a picture that takes more, and the networks for pages, do not fit in together


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
        self._looks = LooksModel()
        self._imprint = imprint or load_reader(self._settings.weights, self._settings.engine)
        self._documents = DocumentReader(self._settings.weights, self._settings.engine)

    def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        """See what is in a photo; pills are numbered from 1, on the picture too unless it is to be numbered later.

        Boxes are in pixels of the photo as sent, upright.

        Raises:
            PhotoError: the photo cannot be used.
        """
        if decoding_memory(data) > LARGE:
            self._documents.release()
        photo = read_photo(data, self._settings.limits)
        found = self._detector.detect(photo.pixels, self._settings.threshold)
        found = tuple(found[index] for index in reading_order([pill.box for pill in found]))
        page, codes = self._documents.look(photo.pixels, found)
        if page and is_weak(found):  # letters were taken for pills
            found = ()
        boxes = [pill.box for pill in found]
        if len(found) == 1 and (close := framed(photo)) is not None:
            pills: tuple[SeenPill, ...] = (self._see_framed(photo, found[0], 1, close),)
        else:
            scale = find_scale(photo, boxes) if boxes else FoundScale()
            found = tuple(pill for index, pill in enumerate(found) if index not in scale.coins)
            boxes = [pill.box for pill in found]
            pills = tuple(
                sized(self._see(photo, pill, index + 1, boxes[:index] + boxes[index + 1 :]), scale.scales)
                for index, pill in enumerate(found)
            )
        flaws = photo_flaws(photo, [pill.flaws for pill in pills])
        picture = annotate(photo.pixels, boxes) if numbered else shrunk_jpeg(photo.pixels)
        return Scan(photo.width, photo.height, pills, picture, flaws, numbered, page, codes)

    def warm_up(self) -> None:
        """Do at once what the first person would have to wait for."""
        self._detector.warm_up()

    def see_one(self, photo: Photo) -> SeenPill:
        """See the pill that a photo is of, without its place in it.

        It is the one that fills the photo, else the largest found, else the whole photo.
        """
        if (close := framed(photo)) is not None:
            return self._see(close[0], Detection(close[1], 1.0), 1, ())
        height, width = photo.pixels.shape[:2]
        whole = Detection(Box(0, 0, width, height), 0.0)
        found = self._detector.detect(photo.pixels, self._settings.threshold)
        return self._see(
            photo, max(found, key=lambda one: one.box.width * one.box.height, default=whole), 1, ()
        )

    def _see_framed(self, photo: Photo, pill: Detection, number: int, close: tuple[Photo, Box]) -> SeenPill:
        """See a pill that fills its photo in the same photo with ground round it; its box is that in the photo."""
        seen = self._see(close[0], replace(pill, box=close[1]), number, ())
        return replace(seen, box=_unscaled(pill.box, photo.scale))

    def _see(self, photo: Photo, pill: Detection, number: int, others: Sequence[Box]) -> SeenPill:
        outline = find_outline(photo.pixels, pill.box)
        looks = self._looks.look(outline)
        flaws = pill_flaws(photo, pill.box, others, outline)
        legible = min(pill.box.width, pill.box.height) / photo.scale >= LEGIBLE
        reader = self._imprint if legible else None
        readings = reader.read(cut_out(photo.pixels, pill.box), outline) if reader else ()
        return SeenPill(
            number,
            _unscaled(pill.box, photo.scale),
            pill.confidence,
            looks.colours,
            looks.shapes,
            looks.score_lines,
            looks.elongation,
            _extent_px(outline, photo, flaws),
            readings=_less_sure(readings) if Flaw.TOO_SMALL in flaws else readings,
            labels=pill.labels,
            flaws=flaws,
        )


def _extent_px(outline: Outline, photo: Photo, flaws: Sequence[Flaw]) -> tuple[float, float] | None:
    """Return how long and wide a pill is in pixels of the photo as sent; None where not all of it is seen."""
    if not outline.found or Flaw.CUT_OFF in flaws or Flaw.OVERLAPPING in flaws:
        return None
    long, short = (extent / outline.zoom / photo.scale for extent in extents(outline))
    return long, short


def _less_sure(readings: Sequence[Guess[str]]) -> tuple[Guess[str], ...]:
    """Return the readings of a small pill with the trust that such readings have earned."""
    return tuple(replace(one, probability=one.probability * TRUST_OF_SMALL) for one in readings)


def cut_out(photo: Pixels, box: Box, margin: float = MARGIN) -> Pixels:
    """The part of the photo in the box and a margin round it, a share of the longer side."""
    height, width = photo.shape[:2]
    extra = margin * max(box.width, box.height)
    left, top = max(0, int(box.left - extra)), max(0, int(box.top - extra))
    return photo[
        top : min(height, int(box.bottom + extra) + 1), left : min(width, int(box.right + extra) + 1)
    ]


def _unscaled(box: Box, scale: float) -> Box:
    return Box(box.left / scale, box.top / scale, box.right / scale, box.bottom / scale)
