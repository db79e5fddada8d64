"""The card of how well photos of pills are told apart."""

from collections.abc import Sequence
from pathlib import Path

from inference.photo import read_photo
from inference.photo_quality import blur, brightness
from training.calibration.measures import calibration_error
from training.evaluate.identification import SIZE, Answered, score
from training.evaluate.plots import plot_trust
from training.evaluate.report import Conditions, Report, Scores, by_condition, numbers, thirds, write_report
from training.samples.pictures import Tile, beside, contact_sheet, read_picture

WORST = 16


def report_identification(found: Sequence[Answered], folder: Path, facts: dict[str, str]) -> Path:
    """Write the card into a folder; return it."""
    told, right = _told(found)
    pictures = plot_trust(told, right, folder, "first candidates")
    if worst := _worst(found, folder):
        pictures.append(worst)
    return write_report(
        Report(
            title="Pills named by the shipped models and a catalogue",
            facts=facts,
            scores=_scores(found),
            by_condition=by_condition(list(zip(_conditions(found), found, strict=True)), _scores),
            pictures=pictures,
        ),
        folder,
    )


def _scores(found: Sequence[Answered]) -> Scores:
    return {
        **numbers(score([each.answer for each in found])),
        "calibration_error": calibration_error(*_told(found)),
    }


def _told(found: Sequence[Answered]) -> tuple[list[float], list[bool]]:
    return [each.first for each in found], [each.answer.place == 1 for each in found]


def _conditions(found: Sequence[Answered]) -> list[Conditions]:
    photos = [[read_photo(photo.read_bytes()).pixels for photo in each.query.photos[:2]] for each in found]
    lights = thirds([min(brightness(pixels) for pixels in its) for its in photos])
    blurs = thirds([max(blur(pixels) for pixels in its) for its in photos])
    return [
        {**_catalogued(each), **_noted(each), "brightness": light, "blur": soft}
        for each, light, soft in zip(found, lights, blurs, strict=True)
    ]


def _noted(each: Answered) -> Conditions:
    return {name: note for name, note in each.query.notes if name != SIZE}


def _catalogued(each: Answered) -> Conditions:
    """Return what the catalogue says of the pill that it is."""
    looks = each.product.appearances[:1] if each.product else ()
    sides = {"sides": "both" if len(each.query.photos) > 1 else "one"}
    if not looks:
        return {**sides, "colour": "not in the catalogue", "shape": "not in the catalogue"}
    colours = dict.fromkeys([*looks[0].front.colours, *looks[0].back.colours])
    return {**sides, "colour": " + ".join(colours) or "not told", "shape": looks[0].shape or "not told"}


def _worst(found: Sequence[Answered], folder: Path) -> tuple[str, str] | None:
    wrong = sorted((each for each in found if each.answer.place != 1), key=lambda each: -each.first)[:WORST]
    if not wrong:
        return None
    tiles = [
        Tile(beside([read_picture(photo) for photo in each.query.photos[:2]]), tuple(_caption(each)))
        for each in wrong
    ]
    contact_sheet(tiles, folder / "worst.jpg")
    return "worst.jpg", "The surest of the wrong answers"


def _caption(each: Answered) -> list[str]:
    first = each.ranking.candidates[0].product.name if each.ranking.candidates else "nothing"
    read = " / ".join(pill.readings[0].value if pill.readings else "?" for pill in each.seen)
    return [
        f"is {each.product.name if each.product else each.query.product}",
        f"told {first} ({each.first:.2f}{', sure' if each.answer.accepted else ''})",
        f"place {each.answer.place or 'beyond 10'}, read {read}",
    ]
