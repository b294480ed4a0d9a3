"""Bytes → file: private (0600), written aside and renamed; nothing half-written, nothing overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.errors import Location, Problem, WriteError


def write_private(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write *data* to *path*, readable by its owner alone; all of it or nothing.

    Raises WriteError when the file exists and may not be overwritten, or cannot be written.
    """
    with PrivateFile(path, overwrite=overwrite) as file:
        file.write(data)
        file.keep()


class PrivateFile:
    """A file in the making, readable by its owner alone: written aside; it has its name once it is kept, or is gone.

    Everything raises WriteError when the file exists and may not be overwritten, or cannot be written.
    """

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        self.path = path
        self._overwrite = overwrite
        self._aside = path.with_name(f".{os.urandom(6).hex()}.part")  # short: the name may be as long as allowed
        with self._told():
            if path.is_dir():
                raise _cannot(path, "it is a folder", "give a file name")
            if path.exists() and not path.is_file():
                raise _cannot(path, "it is no ordinary file", "use “-o -” and redirect the output")
            if path.exists() and not overwrite:
                raise _exists(path)
            self._file = os.fdopen(os.open(self._aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def __enter__(self) -> PrivateFile:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # a full disk has been told
            self._file.close()
        with suppress(OSError):  # it has its name already
            self._aside.unlink()

    def write(self, data: bytes) -> None:
        """Write more."""
        with self._told():
            self._file.write(data)

    def keep(self) -> None:
        """Give the file its name, whole and on the disk."""
        with self._told():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            if self._overwrite:
                self._aside.replace(self.path)
            else:
                _move_without_overwriting(self._aside, self.path)
            _sync_folder(self.path.parent)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _cannot(self.path, error.strerror or type(error).__name__, _hint(error)) from None


def check_writable(path: Path, *, overwrite: bool) -> None:
    """Raise WriteError where write_private would refuse *path*: before anything else is written."""
    if path.exists() and (not overwrite or not path.is_file()):
        raise _exists(path) if path.is_file() else _cannot(path, "it is no ordinary file", "give a file name")
    if not path.parent.is_dir():
        raise _cannot(path, "its folder is not there", "make it, or end the name with / to have it made")


def keep(path: Path, data: bytes) -> None:
    """Write *data* to *path* in a private folder, unless the file is there: its name tells its content."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(path, error.strerror or type(error).__name__, _hint(error)) from None
    if not path.exists():
        write_private(path, data, overwrite=True)


def target(place: str, name: str) -> Path:
    """Return the file that *place* means: itself, or *name* in the folder it is; “out/” is made if need be.

    Raises WriteError when the folder cannot be made.
    """
    path = Path(place)
    try:
        if place.endswith(("/", os.sep)):
            path.mkdir(parents=True, exist_ok=True)
        return path / name if path.is_dir() else path
    except OSError as error:
        raise _cannot(path, error.strerror or type(error).__name__, _hint(error)) from None


def _move_without_overwriting(aside: Path, path: Path) -> None:
    """Give *aside* its name; a hard link fails where the name was taken meanwhile, a rename would not."""
    try:
        os.link(aside, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:  # a file system without hard links: the check above has to do
        aside.replace(path)


def _sync_folder(folder: Path) -> None:
    """Have the new name survive a power cut; not every system can open a folder."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)


def _exists(path: Path) -> WriteError:
    return _cannot(path, "it exists", "choose another name with -o, or add --force to overwrite it")


def _cannot(path: Path, why: str, hint: str) -> WriteError:
    return WriteError(Problem(f"cannot write the file: {why}", Location(str(path)), hint))


def _hint(error: OSError) -> str:
    import errno

    if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return "the disk is full: make room, or write elsewhere with -o"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "you may not write there: choose another folder with -o"
    return "choose another place with -o"
