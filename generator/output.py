"""Bytes → file: private (0600), written aside and renamed; nothing half-written, nothing overwritten."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from generator.errors import Location, Problem, WriteError


def write_private(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write *data* to *path*, readable by its owner alone; all of it or nothing.

    Raises WriteError when the file exists and may not be overwritten, or cannot be written.
    """
    aside = path.with_name(f".{os.urandom(6).hex()}.part")  # short: the name itself may be as long as allowed
    try:
        if path.is_dir():
            raise _cannot(path, "it is a folder", "give a file name")
        if path.exists() and not path.is_file():
            raise _cannot(path, "it is no ordinary file", "use “-o -” and redirect the output")
        if path.exists() and not overwrite:
            raise _exists(path)
        _write(aside, data)
        if overwrite:
            aside.replace(path)
        else:
            _move_without_overwriting(aside, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _cannot(path, error.strerror or type(error).__name__, _hint(error)) from None
    finally:
        with suppress(OSError):  # it was never made, or has its name already
            aside.unlink()


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


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


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
