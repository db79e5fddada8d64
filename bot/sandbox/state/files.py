"""The files that people and the bot have sent, by file_id and by path."""

import asyncio
import hashlib
import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Upload
from bot.sandbox.state.photos import Rendition, renditions

Json = dict[str, Any]
Kind = Literal["photo", "document", "other"]

DOWNLOAD_LIMIT = 20 * 1024 * 1024

_FOLDERS: dict[Kind, str] = {"photo": "photos", "document": "documents", "other": "files"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file that can be downloaded; `path` is what getFile tells."""

    file_id: str
    unique_id: str
    path: str
    mime_type: str
    data: bytes = field(repr=False)

    def described(self) -> Json:
        """Return the Bot API's File."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
            "file_path": self.path,
        }


@dataclass(frozen=True, slots=True)
class Media:
    """What one sending of a file looks like in a message: a list of PhotoSize, or a Document."""

    kind: Kind
    value: Any


class FileStore:
    """Files are named by what is in them, so that the same bytes always have the same ids."""

    def __init__(self) -> None:
        self.files: dict[str, StoredFile] = {}
        self.media: dict[str, Media] = {}
        self._by_path: dict[str, StoredFile] = {}

    async def add_photo(self, data: bytes) -> Media:
        """Store the sizes of a photo; ApiError for what is no photo. The resizing runs in a thread."""
        origin = _digest(data)
        sizes = await asyncio.to_thread(renditions, data)
        media = Media("photo", [self._add_size(origin, size) for size in sizes])
        for size in media.value:
            self.media[size["file_id"]] = media
        return media

    def add_document(self, upload: Upload) -> Media:
        """Store a file of the bot's as it is; ApiError for an empty one."""
        if not upload.data:
            raise bad_request("file must be non-empty")
        return self.keep_document(upload)

    def keep_document(self, upload: Upload) -> Media:
        """Store a file as it is, an empty one too: what a person sends may be broken in any way."""
        mime_type = _mime_type(upload)
        file = self._add(
            "document", _digest(upload.data), upload.data, mime_type, _suffix(upload.name, mime_type)
        )
        value = {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "file_name": PurePosixPath(upload.name.replace("\\", "/")).name or "file",
            "mime_type": mime_type,
            "file_size": len(upload.data),
        }
        self.media[file.file_id] = Media("document", value)
        return self.media[file.file_id]

    def add_other(self, upload: Upload) -> StoredFile:
        """Store what belongs to a sticker, a voice message and the like."""
        mime_type = _mime_type(upload)
        return self._add(
            "other", _digest(upload.data), upload.data, mime_type, _suffix(upload.name, mime_type)
        )

    def sent_before(self, file_id: str, kind: Kind) -> Media:
        """Return what was sent under a file_id; ApiError where it is unknown or of another kind."""
        media = self.media.get(file_id)
        if media is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if media.kind != kind:
            raise bad_request(f"can't use file of type {media.kind.title()} as {kind.title()}")
        return media

    def at_path(self, path: str) -> StoredFile | None:
        """Return the file that getFile names so."""
        return self._by_path.get(path)

    def restore(self, file: StoredFile) -> None:
        """Take a file back as it was stored before."""
        self.files[file.file_id] = file
        self._by_path[file.path] = file

    def _add_size(self, origin: str, size: Rendition) -> Json:
        file = self._add("photo", f"{origin}{size.letter}", size.jpeg, "image/jpeg", ".jpg")
        return {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "width": size.width,
            "height": size.height,
            "file_size": len(size.jpeg),
        }

    def _add(self, kind: Kind, name: str, data: bytes, mime_type: str, suffix: str) -> StoredFile:
        file_id = f"sandbox-{kind}-{name}{suffix.replace('.', '-')}"
        if file_id not in self.files:
            path = f"{_FOLDERS[kind]}/file_{len(self.files)}{suffix}"
            self.restore(StoredFile(file_id, f"u{name}", path, mime_type, data))
        return self.files[file_id]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]


def _mime_type(upload: Upload) -> str:
    if upload.mime_type and upload.mime_type != "application/octet-stream":
        return upload.mime_type
    return mimetypes.guess_type(upload.name)[0] or "application/octet-stream"


def _suffix(name: str, mime_type: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    known = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 8
    return suffix if known else mimetypes.guess_extension(mime_type) or ""
