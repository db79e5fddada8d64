"""Zip archives read in place: the list of members, and each member's bytes, checked against its CRC.

Members are read by their offset, one after the other, without the list of the other members in memory.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from training.aihub.archives.names import is_unfinished
from training.aihub.errors import ArchiveError, MemberError

LOCAL_HEADER = struct.Struct("<4s22xHH")  # signature; at byte 26 the lengths of name and extra field
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
ENCRYPTED = 0x1
LARGEST = 64 << 20  # bytes of a member; photos of the data set have about 2 MB
MOST_TIMES = 200  # an archive that grows more than this when unpacked is a bomb; label files grow five times


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member lies in its archive, and what it must be when it is read."""

    name: str
    offset: int  # of its local header
    packed: int  # bytes in the archive
    size: int  # bytes unpacked
    crc: int
    method: int
    encrypted: bool = False


def members(file: IO[bytes], archive: str) -> Iterator[Member]:
    """Yield the members of an archive in the order in which they lie in it, folders left out.

    Names without the flag for UTF-8 are cp949, which Korean Windows writes.

    Raises:
        ArchiveError: it is no zip, cut off, still being downloaded, or a bomb.
    """
    if is_unfinished(archive):
        raise ArchiveError(archive, "still being downloaded, or a piece that was not put together yet")
    infos = [info for info in _directory(file, archive) if not info.is_dir()]
    unpacked, packed = (sum(getattr(info, name) for info in infos) for name in ("file_size", "compress_size"))
    if unpacked > MOST_TIMES * max(packed, 1 << 20):
        raise ArchiveError(
            archive, f"would grow {unpacked // max(packed, 1)} times when unpacked: a zip bomb"
        )
    for info in sorted(infos, key=lambda info: info.header_offset):
        yield Member(
            info.filename, info.header_offset, info.compress_size, info.file_size, info.CRC, info.compress_type,
            bool(info.flag_bits & ENCRYPTED),
        )  # fmt: skip


def _directory(file: IO[bytes], archive: str) -> list[zipfile.ZipInfo]:
    try:
        try:
            return zipfile.ZipFile(file, metadata_encoding="cp949").infolist()
        except UnicodeDecodeError:
            return zipfile.ZipFile(file).infolist()
    except zipfile.BadZipFile as error:
        size = file.seek(0, 2)
        raise ArchiveError(
            archive, f"has no list of members after {size} bytes: cut off, still being downloaded, or no zip"
        ) from error


def read_member(file: IO[bytes], member: Member) -> bytes:
    """Return the bytes of a member.

    Raises:
        MemberError: too-large, encrypted, unsupported, truncated, damaged, or crc.
    """
    if max(member.size, member.packed) > LARGEST:
        raise MemberError("too-large", f"{member.size} bytes")
    if member.encrypted:
        raise MemberError("encrypted")
    if member.method not in (STORED, DEFLATED):
        raise MemberError("unsupported", f"compression method {member.method}")
    data = _unpacked(_packed(file, member), member)
    if len(data) != member.size:
        raise MemberError("truncated", f"expected {member.size} bytes, got {len(data)}")
    if zlib.crc32(data) != member.crc:
        raise MemberError("crc", "its bytes are not those of its checksum")
    return data


def _packed(file: IO[bytes], member: Member) -> bytes:
    file.seek(member.offset)
    header = file.read(30)
    if len(header) < 30:
        raise MemberError("truncated", "the archive ends before it")
    signature, name, extra = LOCAL_HEADER.unpack(header)
    if signature != b"PK\x03\x04":
        raise MemberError("damaged", "no header where the archive says that it starts")
    packed = file.read(name + extra + member.packed)[name + extra :]
    if len(packed) < member.packed:
        raise MemberError("truncated", "the archive ends in the middle of it")
    return packed


def _unpacked(packed: bytes, member: Member) -> bytes:
    if member.method == STORED:
        return packed
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.size + 1)
    except zlib.error as error:
        raise MemberError("damaged", str(error)) from error
