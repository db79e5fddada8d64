"""The pages of an encrypted database, decrypted: what is left in free pages, in gaps between rows, and in the log.

SQLCipher 4 with a raw key encrypts each page of 4,096 bytes with AES-256 in CBC mode; the last 80 bytes hold the vector
and a checksum, and the first 16 of page 1 the salt (https://www.zetetic.net/sqlcipher/design/).
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16
LOG_HEADER, FRAME_HEADER = 32, 24


def decrypted(database: Path, key: str) -> bytes:
    """Return all pages of a file and of the log beside it."""
    log = database.with_name(database.name + "-wal")
    pages = [*_of_file(database.read_bytes()), *(_of_log(log.read_bytes()) if log.exists() else ())]
    return b"".join(_plain(page, bytes.fromhex(key)) for page in pages)


def _of_file(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), PAGE):
        yield content[start + (SALT if start == 0 else 0) : start + PAGE]


def _of_log(content: bytes) -> Iterator[bytes]:
    for start in range(LOG_HEADER, len(content), FRAME_HEADER + PAGE):
        is_first = content[start : start + 4] == b"\0\0\0\1"
        yield content[start + FRAME_HEADER + (SALT if is_first else 0) : start + FRAME_HEADER + PAGE]


def _plain(page: bytes, key: bytes) -> bytes:
    vector = page[-RESERVED:][:16]
    if vector == bytes(16):  # a page that was never written
        return page
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[:-RESERVED]) + decryptor.finalize()
