"""Files by URL: a folder, S3 or Google Cloud Storage through fsspec, with time limits and whole-file writes."""

import errno
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, Any

import fsspec
from fsspec.exceptions import FSTimeoutError

from training.aihub.errors import NO_SPACE, AihubError, StoreError

PATIENCE = 60  # seconds without an answer after which a store counts as hanging
OPTIONS: dict[str, dict[str, Any]] = {
    "s3": {
        "config_kwargs": {"connect_timeout": 10, "read_timeout": PATIENCE, "retries": {"max_attempts": 3}}
    },
    "gs": {"timeout": PATIENCE},
}
TEMPORARY = ".writing"


@dataclass(frozen=True)
class Store:
    """A folder at a URL. Paths below it are relative and use `/`."""

    url: str
    _made: set[str] = field(default_factory=set, repr=False, compare=False)  # folders that exist

    @cached_property
    def _root(self) -> tuple[Any, str]:
        """File system and path of the folder, worked out once: it takes longer than writing a small file."""
        with told(self.url):
            fs, _ = fsspec.core.url_to_fs(self.url, **_options(self.url))
        return fs, str(fs._strip_protocol(self.url)).rstrip("/")

    @property
    def fs(self) -> Any:
        """The file system; fsspec keeps one for each set of options."""
        return self._root[0]

    def path(self, name: str = "") -> str:
        """Return the path that the file system knows a file of this folder by."""
        root = self._root[1]
        return f"{root}/{name}" if name else root

    def files(self, below: str = "") -> list[str]:
        """Return the relative names of all files below, in order; none where the folder is absent."""
        root = self.path()
        with told(self.url):
            found = self.fs.find(self.path(below)) if self.fs.exists(self.path(below)) else []
        return sorted(str(name)[len(root) :].lstrip("/") for name in found if not name.endswith(TEMPORARY))

    def exists(self, name: str) -> bool:
        """Tell whether a file is there."""
        with told(f"{self.url}/{name}"):
            return bool(self.fs.exists(self.path(name)))

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file for reading, also in the middle of it."""
        with told(f"{self.url}/{name}"), self.fs.open(self.path(name), "rb") as file:
            yield file

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """Write a file that appears whole or not at all."""
        path = self.path(name)
        with told(f"{self.url}/{name}"):
            self.fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            try:
                with self.fs.open(path + TEMPORARY, "wb") as file:
                    yield file
            except BaseException:
                self._forget(path + TEMPORARY)
                raise
            self.fs.mv(path + TEMPORARY, path)

    def _forget(self, path: str) -> None:
        if self.fs.exists(path):
            self.fs.rm_file(path)

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        with self.reading(name) as file:
            return file.read()

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole."""
        with self.writing(name) as file:
            file.write(data)

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write small files of one folder without the care of `writing`: whoever is killed writes them again."""
        fs, folders = self.fs, {self.path(name).rpartition("/")[0] for name in files}
        with told(self.url):
            for folder in folders - self._made:
                fs.makedirs(folder, exist_ok=True)
                self._made.add(folder)
            for name, data in files.items():
                fs.pipe_file(self.path(name), data)

    def read_json(self, name: str) -> Any:
        """Return what a JSON file holds."""
        return json.loads(self.read(name))

    def write_json(self, name: str, document: Any) -> None:
        """Write a JSON file; the same document always gives the same bytes."""
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
        self.write(name, text.encode() + b"\n")


def split_url(url: str) -> tuple[Store, str]:
    """Return the folder of a file's URL, and the file's name in it."""
    folder, _, name = url.rpartition("/")
    return Store(folder or "."), name


@contextmanager
def told(url: str) -> Iterator[None]:
    """Turn what stores raise into a StoreError that names the URL."""
    try:
        yield
    except AihubError:
        raise
    except Exception as error:
        problem = next(filter(None, map(_problem, _causes(error))), None)
        if problem is None and not isinstance(error, OSError):
            raise
        raise StoreError(url, problem or str(error)) from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield what was behind an error, first cause first: over HTTP every error ends as "not found"."""
    if error is not None:
        yield from _causes(error.__cause__)
        yield error


def _problem(error: BaseException) -> str | None:
    match error:
        case FSTimeoutError() | TimeoutError():
            return f"no answer within {PATIENCE} s"
        case OSError(errno=errno.ENOSPC):
            return NO_SPACE
        case FileNotFoundError():
            return "no such file"
        case PermissionError():
            return f"refused: {error}"
        case ImportError():
            return f"{error}; install the extra that goes with it: s3 or gs"
    status = getattr(error, "status", None)
    return f"answered {status}" if isinstance(status, int) else None


def _options(url: str) -> dict[str, Any]:
    if url.startswith(("http://", "https://")):
        import aiohttp

        return {"client_kwargs": {"timeout": aiohttp.ClientTimeout(sock_connect=10, sock_read=PATIENCE)}}
    return OPTIONS.get(url.partition("://")[0], {})
