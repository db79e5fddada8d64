"""Plots of how far answers can be trusted."""

from collections.abc import Sequence
from pathlib import Path

from training.calibration.measures import calibration_error, reliability, risk_coverage


def plot_trust(told: Sequence[float], right: Sequence[bool], folder: Path, of: str) -> list[tuple[str, str]]:
    """Write reliability.png and risk-coverage.png into a folder; return both with what they show.

    `told` are probabilities, `right` whether each came true, `of` what they were told of. Nothing is drawn
    of no answers.
    """
    if not told:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    _reliability(told, right, folder / "reliability.png")
    _risk(told, right, folder / "risk-coverage.png")
    error = calibration_error(told, right)
    return [
        ("reliability.png", f"Reliability of {of}: expected calibration error {error:.4f}"),
        ("risk-coverage.png", f"Risk against coverage: the share of wrong {of} among the surest"),
    ]


def _reliability(told: Sequence[float], right: Sequence[bool], file: Path) -> None:
    from matplotlib.figure import Figure  # only the training extra has it, and scores are told without

    bins = reliability(told, right)
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, label="as told")
    axes.scatter([b.told for b in bins], [b.right for b in bins], s=[20 + 4 * b.count**0.5 * 4 for b in bins])
    for b in bins:
        axes.annotate(str(b.count), (b.told, b.right), textcoords="offset points", xytext=(6, -12))
    axes.set(xlabel="probability told", ylabel="share that was right", xlim=(0, 1), ylim=(0, 1.02))
    figure.savefig(file, dpi=110)


def _risk(told: Sequence[float], right: Sequence[bool], file: Path) -> None:
    from matplotlib.figure import Figure

    coverage, risk = risk_coverage(told, right)
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(coverage, risk)
    axes.axhline(0.01, color="grey", linewidth=1, linestyle="--", label="1 %")
    axes.set(xlabel="share answered, surest first", ylabel="share of these that is wrong", xlim=(0, 1))
    axes.set_ylim(bottom=0)
    axes.legend()
    figure.savefig(file, dpi=110)
