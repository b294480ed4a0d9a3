"""Bytes → objects of a store such as s3://bucket/folder, over fsspec: whole or not there at all, nothing of others
overwritten. Credentials are the store's own business: they come from its environment, and no message has them.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any

from generator.batch.place import Folder, TakenError, checksum
from generator.errors import Location, MissingAssetError, PaperwellError, Problem, UsageError, WriteError

AT_ONCE = 10  # requests to a store; its library keeps as many connections open
_ASIDE = ".paperwell-batch.part"
_LOCAL = ("file://", "local://")
# A write to these is one request: the object is there with all its bytes, or not. The others are written aside.
_WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "memory"})
_START, _END = b"%PDF-", b"%%EOF"


def is_address(text: str) -> bool:
    """Return whether *text* names a store, and no folder of this computer."""
    return "://" in text and not text.startswith(_LOCAL)


def local_folder(text: str) -> Path:
    """Return the folder that a path or a file:// address names."""
    return Path(re.sub(r"^(file|local)://", "", text))


def shown_address(address: str) -> str:
    """Return *address* without a name, password or key that somebody wrote into it."""
    return re.sub(r"(?<=://)[^/]*@", "", address.partition("?")[0])


def ledger_name(address: str) -> str:
    """Return the name of the folder that holds the ledger of a store: another password changes nothing."""
    return blake2b(shown_address(address).rstrip("/").encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a run's files go, told so that another process can open it too."""

    address: str  # a folder's absolute path, or the address of a store; it may hold a password
    sync_each: bool = False
    sync: bool = True

    def __repr__(self) -> str:  # Dask logs what it was given when a task fails
        return f"Target({shown_address(self.address)!r})"


def place_of(target: Target) -> Folder | Cloud:
    """Open a folder or a store. Raises WriteError, UsageError, or MissingAssetError where the extra is missing."""
    if is_address(target.address):
        return Cloud(target.address)
    return Folder(local_folder(target.address), sync_each=target.sync_each, sync=target.sync)


class Cloud:
    """A store that fsspec knows. It may be used by several threads at once."""

    at_once = AT_ONCE

    def __init__(self, address: str) -> None:
        self._shown = shown_address(address)
        self._store, self._root = _opened(address, self._shown)
        protocols = self._store.protocol
        self._writes_whole = bool(_WHOLE & {protocols, *([] if isinstance(protocols, str) else protocols)})
        self._pool: ThreadPoolExecutor | None = None

    def write(self, name: str, parts: Sequence[bytes], *, replace: bool) -> None:
        """Write an object; see Place."""
        data = b"".join(parts)
        with self._told(name):
            if self._writes_whole:
                self._put(self._path(name), data, replace=replace)
            else:
                self._write_aside(name, data, replace=replace)

    def _put(self, path: str, data: bytes, *, replace: bool) -> None:
        try:
            # the store itself refuses a name in use: it alone knows of two who write at once
            self._store.pipe_file(path, data, mode="overwrite" if replace else "create")
        except FileExistsError:
            raise TakenError from None

    def _write_aside(self, name: str, data: bytes, *, replace: bool) -> None:
        path, aside = self._path(name), self._path(f"{_ASIDE}/{os.urandom(8).hex()}")
        if not replace and self._store.exists(path):
            raise TakenError
        for folder in (self._path(_ASIDE), path.rpartition("/")[0]):
            self._store.makedirs(folder, exist_ok=True)
        try:
            self._store.pipe_file(aside, data)
            if replace and self._store.exists(path):
                self._store.rm_file(path)  # not every store moves onto what is there
            self._store.mv(aside, path)
        finally:
            with suppress(FileNotFoundError):  # it has its name already
                self._store.rm_file(aside)

    def size(self, name: str) -> int | None:
        """Return the size; see Place."""
        with self._told(name):
            try:
                found = self._store.info(self._path(name))
            except FileNotFoundError:
                return None
            if found["type"] == "directory" and self._writes_whole:
                return None  # no folder, but the start of other names
            return int(found["size"] or 0)

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Return the sizes of those of *names* that are there; see Place."""
        asked = list(names)
        sizes = zip(asked, self._threads().map(self.size, asked), strict=True)
        return {name: size for name, size in sizes if size is not None}

    def send(self, path: Path, name: str) -> None:
        """Write a file of this computer, however large, over what is there."""
        with self._told(name):
            self._store.put_file(str(path), self._path(name))

    def each(self, tasks: Iterable[Callable[[], Any]]) -> list[Any]:
        """Return the results of *tasks*, several of them running at once: most of a request is waiting."""
        return list(self._threads().map(_called, tasks))

    def sum(self, name: str) -> bytes | None:
        """Return the checksum; see Place."""
        data = self._bytes(name)
        return None if data is None else checksum(data).digest()

    def is_whole(self, name: str) -> bool:
        """Return whether the object is a whole PDF; see Place."""
        data = self._bytes(name) or b""
        return data.startswith(_START) and data[-16:].rstrip().endswith(_END)

    def _bytes(self, name: str) -> bytes | None:
        with self._told(name):
            try:
                return bytes(self._store.cat_file(self._path(name)))
            except (FileNotFoundError, IsADirectoryError):
                return None

    def remove(self, name: str) -> None:
        """Remove the object; see Place."""
        with self._told(name), suppress(FileNotFoundError):
            self._store.rm_file(self._path(name))

    def settle(self) -> None:
        """Return at once: a store says that it has an object when it is safe."""

    def tidy(self) -> None:
        """Remove what a killed run left in the making."""
        if self._writes_whole:
            return
        aside = self._path(_ASIDE)
        with self._told(_ASIDE):
            if self._store.exists(aside):
                self._store.rm(aside, recursive=True)

    def close(self) -> None:
        """Let go of the store."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(AT_ONCE, "store")
        return self._pool

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _told(self, name: str) -> _Told:
        return _Told(f"{self._shown.rstrip('/')}/{name}")


def _called(task: Callable[[], Any]) -> Any:
    return task()


def _opened(address: str, shown: str) -> tuple[Any, str]:
    """Return the store and the path in it."""
    at = Location(shown)
    try:
        from fsspec import filesystem
        from fsspec.core import split_protocol
    except ModuleNotFoundError:
        hint = "pip install 'paperwell[cloud]'"
        raise MissingAssetError(Problem("addresses such as s3:// need fsspec", at, hint)) from None
    protocol, rest = split_protocol(address)
    if "::" in address or not protocol or not rest.strip("/"):
        hint = "write it as s3://bucket/folder"
        raise UsageError(Problem("this is no address to write to", at, hint))
    try:
        from fsspec import get_filesystem_class

        options = get_filesystem_class(protocol)._get_kwargs_from_urls(address)
        # what is listed once is not believed later: another process may have written since
        store = filesystem(protocol, **{**options, "use_listings_cache": False})
        root = store._strip_protocol(address)
    except ImportError:
        hint = "for s3:// pip install 'paperwell[cloud]'; others need a package of their own (docs/scale.md)"
        raise MissingAssetError(Problem(f"{protocol}:// needs a package that is not there", at, hint)) from None
    except ValueError:
        hint = "s3:// is known, and all that fsspec knows"
        raise UsageError(Problem(f"nothing is known of “{protocol}://”", at, hint)) from None
    except OSError as error:
        raise _cannot(error, shown) from None
    return store, str(root).rstrip("/")


class _Told:
    """Turns whatever a store's library raises into a WriteError that quotes none of it.

    Such libraries have no error in common (botocore's are no OSErrors), and their texts may hold an access key. So
    this looks at what leaves its block, not at a list of classes.
    """

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, Exception) and not isinstance(error, PaperwellError | TakenError):
            raise _cannot(error, self._place) from None


def _cannot(error: Exception, place: str) -> WriteError:
    number = error.errno if isinstance(error, OSError) else None
    why = os.strerror(number) if number in errno.errorcode and number else type(error).__name__
    hint = "see that the store can be reached and its settings are right, then run the same command again"
    match error:
        case PermissionError():
            why, hint = "the store refuses it", "check its credentials, and what they may do (docs/scale.md)"
        case FileNotFoundError():
            why, hint = "the bucket or folder is not there", "make it first, or check the address"
    if "Credentials" in type(error).__name__:
        hint = "give the store its credentials (docs/scale.md)"
    return WriteError(Problem(f"cannot use the store: {why}", Location(place), hint))
