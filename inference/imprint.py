"""The place of the imprint reader: whatever can read the characters stamped on one pill."""

from typing import Protocol

from inference.photo import Pixels
from inference.seen import Guess


class ImprintReader(Protocol):
    """Reads what is stamped or printed on a pill, at any rotation."""

    def read(self, pill: Pixels) -> tuple[Guess[str], ...]:
        """Readings of one pill, most probable first; none where nothing can be read.

        `pill` (height, width, 3) is cut out of the photo at its full resolution. The lines of a reading
        are joined by a space; "" says that the side is plain.
        """
        ...
