"""How far a piece of work is: told to whoever shows it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


def followed(items: Iterable[T], what: str, progress: Progress | None, total: int) -> Iterator[T]:
    """Yield the items, and tell after each how many of them are done."""
    for number, item in enumerate(items, start=1):
        yield item
        if progress:
            progress(what, number, total)
