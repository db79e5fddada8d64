"""Download the officials' facts: whole files and pages of the open API, so that `build` finds them in one folder.

Pages wait in a folder of their own until a service is complete; then they become files at once, and the older ones go.
A run that was stopped, or ran into a quota, goes on where it was when the same command is given again.
"""

import asyncio
import json
import shutil
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import aiohttp
import stamina

from knowledge.sync.bulk_files import BulkFile, bulk_files
from knowledge.sync.openapi import ApiError, Page, Service, fetch_page, read_page
from knowledge.sync.services import NO_KEY, SERVICES, SyncError

API_URL = "https://apis.data.go.kr"
BULK_URL = "https://nedrug.mfds.go.kr/cmn/xls"
PAGES_A_FILE = 100
MAX_BULK_BYTES = 256 * 2**20
STALE_AFTER = timedelta(days=7)  # half a download older than this is begun again
Progress = Callable[[str, int, int], None]  # what, how much is there, of how much


class ByHand(SyncError):
    """A whole file whose address nobody has seen work could not be had."""


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """Where to download from, and how much at once. Addresses and versions of the officials change."""

    key: str = field(default="", repr=False)
    api_url: str = API_URL
    bulk_url: str = BULK_URL
    services: tuple[Service, ...] = tuple(SERVICES.values())
    bulk: tuple[BulkFile, ...] = field(default_factory=bulk_files)
    rows: int = 100  # the services refuse more
    quota: int = 10_000  # requests a day and service
    at_once: int = 4
    attempts: int = 6
    first_wait: float = 1.0  # seconds, doubled up to a minute
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Synced:
    """What a run downloaded, and what it could not."""

    files: tuple[Path, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()  # what is to be had by hand, or with a key; what is there stays in use


async def sync(folder: Path, settings: SyncSettings, today: date, progress: Progress) -> Synced:
    """Download every file and every service into the folder; a failure is reported and does not stop the rest.

    Whole files are had without a key; services are not asked for without one, and that is noted.
    """
    timeout = aiohttp.ClientTimeout(total=settings.timeout)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        run = _Run(folder, settings, today, progress, session, asyncio.Semaphore(settings.at_once))
        jobs = [run.bulk(file) for file in settings.bulk]
        if settings.key:
            jobs += [run.service(service) for service in settings.services]
        done = await asyncio.gather(*jobs, return_exceptions=True)
    notes = [str(one) for one in done if isinstance(one, ByHand)]
    problems = [
        str(one) for one in done if isinstance(one, ApiError | SyncError) and not isinstance(one, ByHand)
    ]
    for one in done:
        if isinstance(one, BaseException) and not isinstance(one, ApiError | SyncError):
            raise one
    if not settings.key and settings.services:
        notes.append(NO_KEY.format(services=", ".join(one.name for one in settings.services)))
    files = tuple(path for one in done if isinstance(one, list) for path in one)
    return Synced(files, tuple(problems), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Run:
    folder: Path
    settings: SyncSettings
    today: date
    progress: Progress
    session: aiohttp.ClientSession
    at_once: asyncio.Semaphore

    async def service(self, service: Service) -> list[Path]:
        """Download all pages of a service that are not there yet, and make files of them when they are complete."""
        waiting = _waiting(self.folder, service, self.today)
        first = await self._page(service, 1, waiting)
        pages = max(1, ceil(first.total / self.settings.rows))
        missing = [number for number in range(2, pages + 1) if not _stored(waiting, number).exists()]
        done = pages - len(missing)
        self.progress(service.name, done, pages)
        allowed = missing[: max(0, self.settings.quota - 1)]
        for start in range(0, len(allowed), self.settings.at_once):
            numbers = allowed[start : start + self.settings.at_once]
            await _all(self._page(service, number, waiting) for number in numbers)
            done += len(numbers)
            self.progress(service.name, done, pages)
        if len(allowed) < len(missing):
            raise ApiError(service.name, "22", f"{done} of {pages} pages are there")
        return _complete(self.folder, waiting, service, pages, first.total, self.today)

    async def _page(self, service: Service, number: int, waiting: Path) -> Page:
        stored = _stored(waiting, number)
        if stored.exists():
            return read_page(service.name, stored.read_bytes(), 200)
        page = await self._asked(service, number)
        partial = stored.with_suffix(".part")
        partial.write_bytes(page.body)
        partial.replace(stored)
        return page

    async def _asked(self, service: Service, number: int) -> Page:
        settings = self.settings
        retries = stamina.retry_context(
            on=lambda error: isinstance(error, ApiError) and error.passing,
            attempts=settings.attempts,
            timeout=None,
            wait_initial=settings.first_wait,
            wait_max=60 * settings.first_wait,
            wait_jitter=settings.first_wait,
        )
        async for attempt in retries:
            with attempt:
                async with self.at_once:
                    return await fetch_page(
                        self.session, settings.api_url, service, settings.key, page=number, rows=settings.rows
                    )
        raise AssertionError("stamina ends with a value or an error")

    async def bulk(self, file: BulkFile) -> list[Path]:
        """Download one whole file; an error page saved under its name would be refused by `build`, so not kept."""
        target = self.folder / "mfds" / file.file_name(self.today)
        if target.exists():
            return [target]
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".part")
        try:
            await self._streamed(file.url(self.settings.bulk_url), file.name, partial)
            _refuse_other(file, partial)
        except (aiohttp.ClientError, TimeoutError, SyncError) as error:
            partial.unlink(missing_ok=True)
            raise _not_had(file, target.parent, error) from error
        _replace_older(target, partial, file.any_day)
        return [target]

    async def _streamed(self, url: str, name: str, partial: Path) -> None:
        async with self.session.get(url) as response:
            response.raise_for_status()
            size, total = 0, response.content_length or 0
            with partial.open("wb") as file:
                async for chunk in response.content.iter_chunked(1 << 16):
                    size += len(chunk)
                    if size > MAX_BULK_BYTES:
                        raise SyncError(f"{name}: more than {MAX_BULK_BYTES >> 20} MB; this is not the file")
                    file.write(chunk)
                    self.progress(name, size, max(size, total))


async def _all(pages: Iterable[Coroutine[object, object, Page]]) -> None:
    """Wait for all; the first error is raised when the others have ended, so that what came is kept."""
    for one in await asyncio.gather(*pages, return_exceptions=True):
        if isinstance(one, BaseException):
            raise one


def _waiting(folder: Path, service: Service, today: date) -> Path:
    """Return the folder in which the pages of a service wait, emptied if they have waited too long to fit together."""
    waiting = folder / ".sync" / service.name
    begun = waiting / "begun"
    if begun.exists() and today - date.fromisoformat(begun.read_text()) > STALE_AFTER:
        shutil.rmtree(waiting)
    waiting.mkdir(parents=True, exist_ok=True)
    if not begun.exists():
        begun.write_text(today.isoformat())
    return waiting


def _stored(waiting: Path, number: int) -> Path:
    return waiting / f"{number:05}.page"


def _complete(
    folder: Path, waiting: Path, service: Service, pages: int, total: int, today: date
) -> list[Path]:
    """Make files of all pages, then let the pages and the files of earlier runs go."""
    items = [
        read_page(service.name, _stored(waiting, number).read_bytes(), 200).items
        for number in range(1, pages + 1)
    ]
    if (found := sum(map(len, items))) < total:
        shutil.rmtree(waiting)
        raise SyncError(
            f"{service.name}: expected {total} items, got {found}: the list changed meanwhile; run it again"
        )
    target = folder / "api"
    target.mkdir(parents=True, exist_ok=True)
    older = set(target.glob(f"{service.name}_[0-9]*.json"))
    files = []
    for part, start in enumerate(range(0, pages, PAGES_A_FILE), start=1):
        path = target / f"{service.name}_{part:03}_{today:%Y%m%d}.json"
        held = [item for page in items[start : start + PAGES_A_FILE] for item in page]
        answer = {"header": {"resultCode": "00"}, "body": {"totalCount": total, "items": held}}
        text = json.dumps(
            answer, ensure_ascii=False
        )  # with the total, so that a file that is lost is noticed
        partial = path.with_suffix(".part")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
        files.append(path)
    for path in older - set(files):
        path.unlink()
    shutil.rmtree(waiting)
    return files


def _refuse_other(file: BulkFile, path: Path) -> None:
    with path.open("rb") as opened:
        if not file.starts(opened.read(64)):
            raise SyncError(
                f"{file.name}: got a web page or half a file instead of a {file.form}; try again later"
            )


def _not_had(file: BulkFile, folder: Path, error: Exception) -> SyncError:
    """Name the remedy: an address that was seen to work is tried again, for another the file is had by hand."""
    told = (
        str(error)
        if isinstance(error, SyncError)
        else f"{file.name}: {type(error).__name__} ({error}); try again later"
    )
    if file.verified:
        return SyncError(told)
    kept = max((path.name for path in folder.glob(file.any_day)), default="")
    stays = f"; {kept} stays in use" if kept else ""
    return ByHand(f"{told}; its address is not confirmed{stays}: {file.by_hand(folder)}")


def _replace_older(target: Path, partial: Path, any_day: str) -> None:
    older = [path for path in target.parent.glob(any_day) if path != target]
    partial.replace(target)
    for path in older:
        path.unlink()
