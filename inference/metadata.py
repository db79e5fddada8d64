"""Photos without the metadata in their files: a broken block of it must not keep a photo from being read. Pure."""

from collections.abc import Iterator

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
EXIF = b"Exif\0\0"
APPLICATION, COMMENT = range(0xE0, 0xF0), 0xFE  # JPEG markers of what is not the picture
SCAN = 0xDA  # from this marker on comes the picture
SEGMENT = 4  # bytes before the contents of a JPEG segment: marker and length
CHUNK = 12  # bytes round the contents of a PNG chunk: length, name, checksum


def without_metadata(data: bytes) -> Iterator[bytes]:
    """Yield a file with less and less metadata: a JPEG with EXIF alone, then with none; a PNG with none.

    Nothing for other formats, and for files whose blocks cannot be told apart.
    """
    if data.startswith(JPEG):
        for keep in (EXIF, None):
            if (plain := _plain_jpeg(data, keep)) is not None:
                yield plain
    elif data.startswith(PNG):
        yield PNG + b"".join(chunk for chunk in _chunks(data) if chunk[4:5].isupper())


def _plain_jpeg(data: bytes, keep: bytes | None) -> bytes | None:
    """Return a JPEG without application segments and comments, but for those that start with `keep`."""
    kept, place = [data[:2]], 2
    while place + SEGMENT <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + SEGMENT], "big")
        if marker == SCAN:
            return b"".join([*kept, data[place:]])
        end = place + 2 + length
        wanted = keep is not None and data.startswith(keep, place + SEGMENT)
        if wanted or not (marker in APPLICATION or marker == COMMENT):
            kept.append(data[place:end])
        place = end
    return None


def _chunks(data: bytes) -> Iterator[bytes]:
    place = len(PNG)
    while place + CHUNK <= len(data):
        end = place + CHUNK + int.from_bytes(data[place : place + 4], "big")
        yield data[place:end]
        place = end
