"""Bytes → files of a folder: private, whole or not there at all, nothing of others overwritten."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import get_ident
from typing import Protocol, TypeVar

from generator.errors import Location, Problem, WriteError

_ASIDE = ".paperwell-batch.part"  # a folder for files in the making, where the system knows no nameless files
_START, _END = b"%PDF-", b"%%EOF"
_CHUNK = 1 << 20
_MOST_HEADS = 64
Result = TypeVar("Result")


class TakenError(Exception):
    """The name belongs to something that is not ours."""


class Place(Protocol):
    """Where files go. Names are relative, with “/” between folders; everything else raises WriteError."""

    def write(self, name: str, parts: Sequence[bytes], *, replace: bool) -> None:
        """Write a file, whole or not at all; raises TakenError where the name is in use and not to be replaced."""

    def size(self, name: str) -> int | None:
        """Return how many bytes the file has; None when it is not there."""

    def sizes(self, names: Iterable[str]) -> Mapping[str, int]:
        """Return the sizes of those of *names* that are there."""

    def each(self, tasks: Iterable[Callable[[], Result]]) -> list[Result]:
        """Return the results of *tasks*, as many at once as the place likes; they may write to it."""

    def sum(self, name: str) -> bytes | None:
        """Return the checksum of the file; None when it is not there."""

    def is_whole(self, name: str) -> bool:
        """Return whether the file starts and ends as a PDF does."""

    def remove(self, name: str) -> None:
        """Remove the file, if it is there."""

    def settle(self) -> None:
        """Return when everything written will survive a power cut."""

    def tidy(self) -> None:
        """Remove what a killed run left in the making."""


def checksum(data: bytes = b"") -> blake2b:
    """Return the running checksum that ledger and manifest hold: BLAKE2b of 256 bits, as of `b2sum -l 256`."""
    return blake2b(data, digest_size=32)


def checksum_of(path: Path) -> blake2b:
    """Return the checksum of a file, read piece by piece."""
    running = checksum()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            running.update(chunk)
    return running


class Sums:
    """Reckons checksums; that of a long start, which many documents share, once."""

    def __init__(self) -> None:
        self._heads: dict[int, tuple[bytes, blake2b]] = {}

    def __call__(self, parts: Sequence[bytes]) -> bytes:
        """Return the checksum of *parts*, one after the other."""
        head = parts[0]
        if len(parts) == 1:
            return checksum(head).digest()
        kept = self._heads.get(id(head))
        if kept is None:
            if len(self._heads) >= _MOST_HEADS:
                self._heads.clear()
            kept = self._heads[id(head)] = (head, checksum(head))  # holding it keeps its id its own
        running = kept[1].copy()
        for part in parts[1:]:
            running.update(part)
        return running.digest()


class Folder:
    """A folder of the computer. With *sync_each*, a file is on the disk before it has its name."""

    def __init__(self, root: Path, *, sync_each: bool = False, sync: bool = True) -> None:
        self.root = root
        self._sync_each, self._sync = sync_each, sync
        self._top = str(root)
        self._nameless = hasattr(os, "O_TMPFILE")
        self._made = False
        self._mark = os.urandom(6).hex()  # several computers may write to one folder
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._descriptor = os.open(root, os.O_RDONLY)
        except OSError as error:
            raise self._cannot(error) from None

    def write(self, name: str, parts: Sequence[bytes], *, replace: bool) -> None:
        """Write a file; see Place."""
        path = f"{self._top}/{name}"
        try:
            try:
                self._write(path, parts, replace)
            except FileNotFoundError:
                self._make_folder(path)
                self._write(path, parts, replace)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            raise TakenError from None
        except OSError as error:
            raise self._cannot(error) from None

    def _write(self, path: str, parts: Sequence[bytes], replace: bool) -> None:
        """Write into a file without a name, then give it one: a killed run leaves nothing.

        Measured on ext4 and tmpfs: 6 µs more than a plain file, 3 µs less than writing aside and renaming.
        """
        if not self._nameless or replace:
            return self._write_aside(path, parts, replace)
        try:
            descriptor = os.open(path.rpartition("/")[0], os.O_WRONLY | os.O_TMPFILE, 0o600)
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
                raise
            self._nameless = False  # a file system without them
            return self._write_aside(path, parts, replace)
        try:
            _write_all(descriptor, parts)
            if self._sync_each:
                os.fsync(descriptor)
            # a folder's descriptor makes Python call linkat, which alone follows the link in /proc
            os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=self._descriptor, follow_symlinks=True)
        except FileNotFoundError:
            if Path("/proc/self/fd").exists():
                raise
            self._nameless = False  # a container without /proc
            return self._write_aside(path, parts, replace)
        finally:
            os.close(descriptor)
        if self._sync_each:
            _sync_folder(path.rpartition("/")[0])
        return None

    def _write_aside(self, path: str, parts: Sequence[bytes], replace: bool) -> None:
        if not self._made:
            Path(self._top, _ASIDE).mkdir(mode=0o700, exist_ok=True)
            self._made = True
        aside = f"{self._top}/{_ASIDE}/{self._mark}-{get_ident()}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            try:
                _write_all(descriptor, parts)
                if self._sync_each:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if replace:
                Path(aside).replace(path)
            else:
                _link_or_rename(aside, path)
        finally:
            with suppress(FileNotFoundError):  # it has its name already
                Path(aside).unlink()
        if self._sync_each:
            _sync_folder(path.rpartition("/")[0])

    def _make_folder(self, path: str) -> None:
        """Make the folder of *path*, unless the whole output folder is gone: its ledger went with it."""
        if os.fstat(self._descriptor).st_nlink == 0 or not self.root.is_dir():
            raise FileNotFoundError(errno.ENOENT, "it was removed during the run")
        _make_private(Path(path).parent, self.root)

    def size(self, name: str) -> int | None:
        """Return the size; see Place."""
        try:
            return os.lstat(f"{self._top}/{name}").st_size
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._cannot(error) from None

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Return the sizes of those that are there; see Place."""
        sizes = ((name, self.size(name)) for name in names)
        return {name: size for name, size in sizes if size is not None}

    def each(self, tasks: Iterable[Callable[[], Result]]) -> list[Result]:
        """Return the results of *tasks*, one after the other: a disk does not wait; see Place."""
        return [task() for task in tasks]

    def sum(self, name: str) -> bytes | None:
        """Return the checksum; see Place."""
        try:
            return checksum_of(self.root / name).digest()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise self._cannot(error) from None

    def is_whole(self, name: str) -> bool:
        """Return whether the file is a whole PDF; see Place."""
        try:
            with (self.root / name).open("rb") as file:
                start = file.read(len(_START))
                file.seek(max(0, os.fstat(file.fileno()).st_size - 16))
                return start == _START and file.read().rstrip().endswith(_END)
        except OSError:
            return False

    def remove(self, name: str) -> None:
        """Remove the file; see Place."""
        try:
            (self.root / name).unlink()
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise self._cannot(error) from None

    def settle(self) -> None:
        """Have all files on the disk: one call for all is many times quicker than one for each."""
        if self._sync:
            os.sync()

    def tidy(self) -> None:
        """Remove the folder of files in the making."""
        aside = Path(self._top, _ASIDE)
        try:
            if aside.is_dir():
                for path in aside.iterdir():
                    path.unlink()
                aside.rmdir()
            self._made = False
        except OSError as error:
            raise self._cannot(error) from None

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._descriptor)

    def _cannot(self, error: OSError) -> WriteError:
        return write_error(error, self.root)


def write_error(error: OSError, path: Path) -> WriteError:
    """Return what *error* means for whoever wanted *path*."""
    why = error.strerror or type(error).__name__
    return WriteError(Problem(f"cannot write the output: {why}", Location(str(path)), _hint(error.errno)))


def _hint(code: int | None) -> str:
    match code:
        case errno.ENOSPC | errno.EFBIG | errno.EDQUOT:
            return "the disk is full: make room, then run the same command again: it goes on where it stopped"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "you may not write there: choose another folder with --out"
        case errno.ENOENT:
            return "run the same command again: it makes what is missing"
    return "choose another folder with --out"


def _write_all(descriptor: int, parts: Sequence[bytes]) -> None:
    wanted = sum(map(len, parts))
    if (written := os.writev(descriptor, parts)) != wanted:  # an almost full disk takes some
        rest = memoryview(b"".join(parts))
        while written < wanted:
            written += os.write(descriptor, rest[written:])


def _link_or_rename(aside: str, path: str) -> None:
    """Give *aside* its name; a link fails where the name was taken meanwhile, a rename would not."""
    try:
        os.link(aside, path)
    except (FileExistsError, FileNotFoundError, NotADirectoryError):
        raise
    except OSError:  # a file system without links
        if Path(path).exists():
            raise FileExistsError from None
        Path(aside).replace(path)


def _make_private(folder: Path, root: Path) -> None:
    """Make *folder* and those above it inside *root*, each for its owner alone."""
    if folder != root:
        _make_private(folder.parent, root)
        folder.mkdir(mode=0o700, exist_ok=True)


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
