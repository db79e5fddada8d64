"""Searches for the ranking constants with the least loss."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from knowledge.identify.tuning import PARTS, Tuning
from training.calibration.cases import Case, Fit, fits, loss

CONSTANTS = (
    "seeing.close_colour", "seeing.other_colour", "seeing.untold_shape", "seeing.other_shape", "seeing.wrong_score",
    "seeing.elongation_spread", "seeing.other_elongation",
    "seeing.size_tolerance", "seeing.other_size", "both",
    "camera.missed", "camera.extra", "camera.other", "camera.near", "camera.alike", "camera.right", "camera.blind",
    "camera.lost_line",
)  # fmt: skip
NO_SHARES = {  # but nats or millimetres
    "seeing.size_tolerance",
    "camera.missed",
    "camera.extra",
    "camera.other",
    "camera.near",
    "camera.alike",
    "camera.right",
}
STEP = 1.5
LEAST_GAIN = 0.002  # the least gain, in nats an answer, for which a constant is changed
COLDEST, WARMEST = 0.3, 8.0


def best_temperature(found: Sequence[Fit], tuning: Tuning) -> float:
    """Return the temperature of the least loss, to about a hundredth (golden section)."""
    low, high, golden = COLDEST, WARMEST, (5**0.5 - 1) / 2

    def at(temperature: float) -> float:
        return loss(found, replace(tuning, temperature=temperature))

    left, right = high / (high / low) ** golden, low * (high / low) ** golden
    lefts, rights = at(left), at(right)
    while high / low > 1.01:
        if lefts < rights:
            high, right, rights = right, left, lefts
            left = high / (high / low) ** golden
            lefts = at(left)
        else:
            low, left, lefts = left, right, rights
            right = low * (high / low) ** golden
            rights = at(right)
    return round((low * high) ** 0.5, 3)


def search(
    cases: Sequence[Case],
    start: Tuning,
    report: Callable[[str], None],
    constants: Sequence[str] = CONSTANTS,
) -> Tuning:
    """Move one constant after the other, up and down by half, as long as it pays; then fit the temperature."""
    found = fits(cases, start)
    best = replace(start, temperature=best_temperature(found, start))
    least = loss(found, best)
    report(f"loss {least:.4f} at temperature {best.temperature}")
    for name in constants:
        for step in (STEP, 1 / STEP):
            while (other := moved(best, name, step)) != best and (
                lower := loss(fits(cases, other), other)
            ) < least - LEAST_GAIN:
                best, least = other, lower
                report(f"loss {least:.4f} with {name} = {value(best, name):.3g}")
    return replace(best, temperature=best_temperature(fits(cases, best), best))


def value(tuning: Tuning, name: str) -> float:
    """Return a constant by its name, such as camera.missed."""
    part, _, field = name.rpartition(".")
    found: float = getattr(getattr(tuning, part) if part else tuning, field)
    return found


def moved(tuning: Tuning, name: str, step: float) -> Tuning:
    """Return the constants with one of them multiplied; a share stays below one."""
    part, _, field = name.rpartition(".")
    new = value(tuning, name) * step
    new = round(new if name in NO_SHARES else min(new, 0.95), 4)
    inner: dict[str, Any] = {field: new}
    outer: dict[str, Any] = {part: replace(getattr(tuning, part), **inner)} if part else inner
    return replace(tuning, **outer)


def changed(tuning: Tuning, start: Tuning) -> dict[str, object]:
    """Return what differs from where the search started, in the form that `knowledge.identify.tuning` reads."""
    now, before = asdict(tuning), asdict(start)
    return {
        name: {field: inner for field, inner in now[name].items() if inner != before[name][field]}
        if name in PARTS
        else now[name]
        for name in now
        if now[name] != before[name]
    }
