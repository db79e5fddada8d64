"""What a build read, counted and set aside, for the operator who starts it."""

from collections.abc import Callable
from dataclasses import dataclass, field


def _silent(_: str) -> None:
    pass


@dataclass(slots=True)
class BuildLog:
    """Collects counts and notes; `show` is called with each as a line, while the build runs."""

    show: Callable[[str], None] = _silent
    counts: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, what: str, number: int) -> None:
        """Note how many there are of something."""
        self.counts.append((what, number))
        self.show(f"{number:>10,}  {what}")

    def note(self, text: str) -> None:
        """Note what an operator should read: a file that is not used, a row that was set aside, a change."""
        self.notes.append(text)
        self.show(f"{'':>10}  {text}")
