"""Donated photos written out for training, by an operator: those taken back since are removed from there too."""

from pathlib import Path

from bot.storage.chats.donations import given_in

NAMED = "donation-{id}.jpg"


def write_out(database: Path, key: str, folder: Path) -> tuple[int, int]:
    """Make a folder hold just the donated photos; return how many there are, and how many were removed.

    Nothing tells whose they are. Raises KeyRefused where the key does not fit, CopyError where the database can't be read.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    given: set[str] = set()
    for id, photo in given_in(database, key):
        name = NAMED.format(id=id)
        given.add(name)
        _write(folder / name, photo)
    taken_back = [path for path in folder.glob(NAMED.format(id="*")) if path.name not in given]
    for path in taken_back:
        path.unlink()
    return len(given), len(taken_back)


def _write(path: Path, photo: bytes) -> None:
    if not path.exists():
        draft = path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_bytes(photo)
        draft.replace(path)
