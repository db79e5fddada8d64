"""Skip and report invalid rows; reject the file if too many rows are invalid."""

from collections.abc import Callable, Iterable, Iterator

from knowledge.products import Source
from knowledge.sources.reading.build_log import BuildLog
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import Record

Read = Callable[[Iterable[Fields], Source], Iterator[Record]]
MOST, SHARE = 3, 0.005  # rows of a file that may be odd: three, or one in two hundred


def setting_aside(read: Read, log: BuildLog) -> Read:
    """Return a reader that reads row by row and skips the rows that `read` rejects.

    Raises the first error if more than 0.5 % of the rows (and more than three) are invalid, or all of them.
    """

    def reading(rows: Iterable[Fields], source: Source) -> Iterator[Record]:
        odd: list[SourceChanged] = []
        total = 0
        for row in rows:
            total += 1
            try:
                yield from tuple(read((row,), source))
            except SourceChanged as problem:
                odd.append(problem)
        if len(odd) > max(MOST, SHARE * total) or (odd and len(odd) == total):
            raise odd[0]
        for one in odd:
            log.note(f"set aside: {' '.join(str(one).split())}")

    return reading
