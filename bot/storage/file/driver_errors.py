"""The driver's errors as errors of the service; their class says whether to try again."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3

from bot.core.errors import DiskError, GoneError, StorageBusy, StorageError, StorageFailed

KINDS: dict[int, type[StorageError]] = {  # SQLite's primary result codes: https://sqlite.org/rescode.html
    5: StorageBusy,  # BUSY
    6: StorageBusy,  # LOCKED
    10: DiskError,  # IOERR
    13: DiskError,  # FULL
    14: DiskError,  # CANTOPEN
}
PRIMARY = 0xFF  # an extended code holds the primary one in its lowest byte


@contextmanager
def translated() -> Iterator[None]:
    """Raise StorageError in the place of a driver's error.

    GoneError where a row refers to one that was deleted meanwhile.
    """
    try:
        yield
    except sqlcipher3.IntegrityError as error:
        if "FOREIGN KEY" in str(error):
            raise GoneError("what this refers to was deleted") from error
        raise StorageFailed(f"the database: {error}") from error
    except sqlcipher3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0  # none where the driver itself objects
        raise KINDS.get(code & PRIMARY, StorageFailed)(f"the database: {error}") from error
