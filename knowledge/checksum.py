"""A knowledge file's own fingerprint, so that damage is noticed when it is opened.

The SHA-256 stands in the file's meta table and covers the whole file as it is with 64 zeros in its place.
"""

import hashlib
import mmap
from pathlib import Path

from knowledge.errors import KnowledgeError

KEY = "content_sha256"
BLANK = "0" * 64


def seal(path: Path) -> str:
    """Write the fingerprint into a closed file whose meta table still holds BLANK. Return it."""
    place = _place(path, BLANK)
    digest = _digest(path, place)
    with path.open("r+b") as file:
        file.seek(place)
        file.write(digest.encode())
    return digest


def check(path: Path, digest: str) -> None:
    """Raise KnowledgeError unless the file is as it was sealed. `digest` is what its meta table holds."""
    if len(digest) != len(BLANK) or _digest(path, _place(path, digest)) != digest:
        raise KnowledgeError(path, "damaged: its contents do not fit its fingerprint; build it again")


def _place(path: Path, text: str) -> int:
    """Where the text stands, which must be one place only."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        place = data.find(text.encode())
        if place < 0 or data.find(text.encode(), place + 1) >= 0:
            raise KnowledgeError(path, "damaged: its fingerprint does not stand where it should")
        return place


def _digest(path: Path, place: int) -> str:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        digest = hashlib.sha256()
        with memoryview(data) as view:
            for part in (view[:place], BLANK.encode(), view[place + len(BLANK) :]):
                digest.update(part)
                if isinstance(part, memoryview):
                    part.release()
        return digest.hexdigest()
