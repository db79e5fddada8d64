"""Between what numbers the counts of a sound build lie; a build outside of them is refused.

A table that shrinks by half or doubles is a broken download or a changed format far more often than news.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.sources.records import Region


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the most of one count; most of None is any number."""

    least: int
    most: int | None = None


WARFARIN = "D000567"
PAIRS_WITH_WARFARIN = f"pairs naming {WARFARIN} (warfarin)"
KOREA: Mapping[str, Bound] = {
    "products": Bound(20_000, 120_000),
    "pills": Bound(20_000, 60_000),
    "looks": Bound(20_000, 80_000),
    "pills with ingredients": Bound(20_000),
    "pills with a rule code": Bound(16_000),
    "pills with strengths": Bound(10_000),
    "leaflets": Bound(3_000, 20_000),
    "substances": Bound(1_000, 5_000),
    "contraindicated pairs": Bound(1_000, 5_000),
    PAIRS_WITH_WARFARIN: Bound(2, 100),
    "effect series": Bound(40, 150),
    "cautions: age": Bound(150, 1_000),
    "cautions: pregnancy": Bound(900, 30_000),
    "cautions: elderly": Bound(70, 10_000),
    "cautions: dose": Bound(400, 20_000),
    "cautions: duration": Bound(60, 5_000),
}
US: Mapping[str, Bound] = {"products": Bound(3_000, 50_000), "pills": Bound(3_000), "looks": Bound(3_000)}
TAIWAN: Mapping[str, Bound] = {"products": Bound(4_000, 50_000), "pills": Bound(4_000), "looks": Bound(4_000)}
OF_REGION: Mapping[Region, Mapping[str, Bound]] = {
    Region.KOREA: KOREA,
    Region.US: US,
    Region.TAIWAN: TAIWAN,
}
NONE: Mapping[str, Bound] = {}


def broken(counts: Mapping[str, int], bounds: Mapping[str, Bound]) -> list[str]:
    """Say of each count that is out of bounds what was expected; empty when all is well."""
    told = []
    for name, bound in bounds.items():
        count = counts.get(name, 0)
        if count < bound.least or (bound.most is not None and count > bound.most):
            most = "or more" if bound.most is None else f"to {bound.most:,}"
            told.append(f"{name}: expected {bound.least:,} {most}, got {count:,}")
    return told
