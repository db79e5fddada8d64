"""Files from Telegram, fetched into memory within a limit of bytes and of time."""

import asyncio
import io
from pathlib import Path

import aiohttp
from telegram import Bot, Document, File, PhotoSize
from telegram.error import BadRequest, TelegramError

from bot.core.errors import ServiceError, UserError

LARGEST_FILE = 20_000_000  # bytes that Telegram gives to a bot
_SECONDS = 60.0  # for one file, from the question for its address to its last byte
_PIECE = 64 * 1024


class TooLargeError(UserError):
    """The file has more bytes than may be fetched."""


class DownloadError(ServiceError):
    """The file could not be fetched."""


class Downloads:
    """Fetches files. Not by the library's own download, which has no limit and keeps up to four copies of a file."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, file: PhotoSize | Document, most: int = LARGEST_FILE) -> bytes:
        """Return the bytes of a file; raise TooLargeError beyond `most`, DownloadError where it can't be fetched."""
        return await self.fetch_by_id(file.get_bot(), file.file_id, most)

    async def fetch_by_id(self, bot: Bot, file_id: str, most: int = LARGEST_FILE) -> bytes:
        """Return the bytes of a file by what Telegram calls it; errors as in `fetch`."""
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._fetch(await bot.get_file(file_id), most)
        except BadRequest as error:
            if "too big" in error.message:
                raise TooLargeError from error
            raise DownloadError(error.message) from error
        except (TelegramError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DownloadError(
                type(error).__name__
            ) from None  # its text may hold the address, with the token

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def _fetch(self, file: File, most: int) -> bytes:
        if (file.file_size or 0) > most:
            raise TooLargeError
        address = file.file_path or ""
        if not address.startswith("http"):  # a Bot API server on this machine gives the name of a file
            return await asyncio.to_thread(_read, Path(address), most)
        self._session = self._session or aiohttp.ClientSession(trust_env=True)
        content = io.BytesIO()
        async with self._session.get(address, raise_for_status=True) as answer:
            async for piece in answer.content.iter_chunked(_PIECE):
                if content.tell() + len(piece) > most:
                    raise TooLargeError
                content.write(piece)
        if file.file_size and content.tell() != file.file_size:
            raise DownloadError("the file is not whole")
        return content.getvalue()


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise TooLargeError
    return content
