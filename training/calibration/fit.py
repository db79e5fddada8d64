"""Fits a ranking on the calibration kinds, and measures the gain on the test kinds."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from knowledge.identify.tuning import DEFAULT, WRONG_RATE, Tuning
from training.calibration.acceptance import RATES, best_rival, taken, threshold
from training.calibration.cases import Case, Outcome, fits, loss, outcomes
from training.calibration.measures import calibration_error, isotonic
from training.calibration.search import CONSTANTS, changed, search

HIDDEN = 0.5  # answers of lower weight are of pills removed from the catalogue


@dataclass(frozen=True, slots=True)
class Fitted:
    """The constants, and the table that is written of them."""

    tuning: Tuning
    table: dict[str, Any]


def fit_ranking(
    cases: Sequence[Case],
    test: Sequence[Case],
    report: Callable[[str], None],
    *,
    start: Tuning = DEFAULT,
    constants: Sequence[str] = CONSTANTS,
) -> Fitted:
    """Fit the constants, the temperature and the thresholds on `cases`; measure both before and after on `test`.

    A threshold has to keep its rate on the photos of each source by itself: a studio's would vouch for a phone's.

    Raises:
        ValueError: there is nothing to fit on, or to measure on.
    """
    if not (cases and test):
        raise ValueError(
            f"expected pills of both splits, got {len(cases)} to fit on and {len(test)} to measure on"
        )
    tuning = search(cases, start, report, constants)
    before, after = (outcomes(fits(cases, each), each) for each in (start, tuning))
    rival = best_rival(after, WRONG_RATE) if constants else start.rival
    by_source = [outcomes(fits(its, tuning), tuning) for its in _by_source(cases)]
    thresholds = {
        rate: max((threshold(its, rate, rival) for its in by_source), key=lambda one: one.sure)
        for rate in RATES
    }
    sure = {  # a lower error rate never gets a lower threshold
        rate: round(max(each.sure for other, each in thresholds.items() if other >= rate), 6)
        for rate in RATES
    }
    tuning = replace(tuning, rival=rival, sure=sure[WRONG_RATE])
    table = {
        "constants": changed(replace(tuning, sure=start.sure), start),
        "sure": {str(rate): each for rate, each in sure.items()},
        "thresholds": {str(rate): asdict(each) for rate, each in thresholds.items()},
        "calibration": {"before": _scores(cases, start, before), "after": _scores(cases, tuning, after)},
        "test": _tested(test, start, tuning, after),
    }
    return Fitted(tuning, table)


def _by_source(cases: Sequence[Case]) -> list[list[Case]]:
    """Return the cases of each source of photos, which has a shelf of its own."""
    shelves = {id(case.shelf): case.shelf for case in cases}.values()
    return [[case for case in cases if case.shelf is shelf] for shelf in shelves]


def _tested(
    test: Sequence[Case], start: Tuning, tuning: Tuning, fitted_on: Sequence[Outcome]
) -> dict[str, Any]:
    before, after = (outcomes(fits(test, each), each) for each in (start, tuning))
    steps = isotonic(*_told(fitted_on))
    told, right = _told(after)
    return {
        "before": _scores(test, start, before),
        "after": _scores(test, tuning, after),
        "isotonic instead": {"calibration_error": round(calibration_error(steps(told), right), 4)},
    }


def _scores(cases: Sequence[Case], tuning: Tuning, said: Sequence[Outcome]) -> dict[str, Any]:
    there = [one for one in said if one.weight > HIDDEN]
    told, right = _told(said)
    accepted, wrong = taken([replace(one, weight=1.0) for one in there], tuning.sure, tuning.rival)
    off_shelf, _ = taken(
        [replace(one, weight=1.0) for one in said if one.weight <= HIDDEN], tuning.sure, tuning.rival
    )
    return {
        "pills": len(cases),
        "loss": round(loss(fits(cases, tuning), tuning), 4),
        "calibration_error": round(calibration_error(told, right), 4),
        "top1": round(sum(one.place == 1 for one in there) / len(there), 4),
        "top5": round(sum(one.place <= 5 for one in there) / len(there), 4),
        "accepted": round(accepted / len(there), 4),
        "accepted_wrong": round(wrong / accepted, 4) if accepted else None,
        "accepted_of_those_not_in_the_catalogue": round(off_shelf / len(there), 4),
    }


def _told(said: Sequence[Outcome]) -> tuple[list[float], list[bool]]:
    """The first product's probability, and whether it is the one: of pills that the catalogue has."""
    there = [one for one in said if one.weight > HIDDEN]
    return [one.first for one in there], [one.place == 1 for one in there]


def write(table: dict[str, Any], facts: dict[str, Any], out: Path) -> Path:
    """Write what was fitted, where the ranking reads it, with the facts of how."""
    out.write_text(
        json.dumps({**table, "facts": facts}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return out
