"""Bytes → file: private, whole or not there, never over another file unasked; and disks that are really full."""

from __future__ import annotations

import errno
import os
import resource
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.errors import ExitCode, WriteError
from generator.output import write_private
from tests.helpers import SMALL_CLINIC, paperwell

FULL = Path("/dev/full")
ENOUGH_FOR_NO_PDF = 8000  # bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "out"
    path.mkdir()
    return path


@pytest.fixture
def free_umask() -> Iterator[None]:
    """Have new files readable by all, unless the code says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(path: Path, *, overwrite: bool = False) -> WriteError:
    with pytest.raises(WriteError) as caught:
        write_private(path, b"new", overwrite=overwrite)
    assert caught.value.exit_code == ExitCode.CANNOT_WRITE
    assert caught.value.problems[0].hint
    return caught.value


# -- what is written ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n\x00\xff", b"x" * 1_000_000])
def test_file_holds_the_bytes_and_nothing_lies_beside_it(folder: Path, data: bytes) -> None:
    write_private(folder / "a.pdf", data)
    assert (folder / "a.pdf").read_bytes() == data
    assert names(folder) == ["a.pdf"]


@pytest.mark.usefixtures("free_umask")
def test_file_is_readable_by_its_owner_alone(folder: Path) -> None:
    write_private(folder / "a.pdf", b"new")
    assert stat.S_IMODE((folder / "a.pdf").stat().st_mode) == 0o600


@pytest.mark.usefixtures("free_umask")
def test_overwritten_file_becomes_private_too(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"old")
    (folder / "a.pdf").chmod(0o644)
    write_private(folder / "a.pdf", b"new", overwrite=True)
    assert stat.S_IMODE((folder / "a.pdf").stat().st_mode) == 0o600


@pytest.mark.usefixtures("free_umask")
def test_half_written_file_is_private_already(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode) if stat.S_ISREG(os.fstat(descriptor).st_mode) else 0)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    write_private(folder / "a.pdf", b"new")
    assert seen[0] == 0o600


def test_overwriting_replaces_the_whole_file(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"a much longer old file")
    write_private(folder / "a.pdf", b"new", overwrite=True)
    assert (folder / "a.pdf").read_bytes() == b"new"
    assert names(folder) == ["a.pdf"]


@pytest.mark.parametrize("name", ["Übung नमस्ते.pdf", "two words.pdf", "-.pdf", ".hidden", "a" * 251 + ".pdf"])
def test_unusual_names_are_fine(folder: Path, name: str) -> None:
    write_private(folder / name, b"new")
    assert names(folder) == [name]


# -- nothing is overwritten ---------------------------------------------------------------------------------------


def test_existing_file_is_kept(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"old")
    error = refused(folder / "a.pdf")
    assert "it exists" in str(error)
    assert "--force" in str(error)
    assert (folder / "a.pdf").read_bytes() == b"old"
    assert names(folder) == ["a.pdf"]


def test_file_that_appears_meanwhile_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def slow_disk(descriptor: int) -> None:
        (folder / "a.pdf").write_bytes(b"theirs")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", slow_disk)
    assert "it exists" in str(refused(folder / "a.pdf"))
    assert (folder / "a.pdf").read_bytes() == b"theirs"
    assert names(folder) == ["a.pdf"]


def test_of_many_writers_at_once_exactly_one_wins(folder: Path) -> None:
    winners: list[bytes] = []
    losers: list[WriteError] = []
    start = threading.Barrier(8)

    def write(data: bytes) -> None:
        start.wait()
        try:
            write_private(folder / "a.pdf", data)
            winners.append(data)
        except WriteError as error:
            losers.append(error)

    threads = [threading.Thread(target=write, args=(bytes([65 + number]) * 50_000,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(winners), len(losers)) == (1, 7)
    assert (folder / "a.pdf").read_bytes() == winners[0]
    assert names(folder) == ["a.pdf"]


def test_dangling_link_is_not_written_through(folder: Path) -> None:
    (folder / "a.pdf").symlink_to(folder / "elsewhere")
    refused(folder / "a.pdf")
    assert names(folder) == ["a.pdf"]


# -- places where no file can be ----------------------------------------------------------------------------------


@pytest.mark.parametrize("overwrite", [False, True])
def test_folder_is_no_file(folder: Path, overwrite: bool) -> None:
    (folder / "a.pdf").mkdir()
    assert "it is a folder" in str(refused(folder / "a.pdf", overwrite=overwrite))
    assert names(folder) == ["a.pdf"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_missing_folder_is_told(folder: Path, overwrite: bool) -> None:
    error = refused(folder / "missing" / "a.pdf", overwrite=overwrite)
    assert os.strerror(errno.ENOENT) in str(error)
    assert names(folder) == []


@pytest.mark.parametrize("overwrite", [False, True])
def test_path_below_a_file_is_told(folder: Path, overwrite: bool) -> None:
    (folder / "file").write_bytes(b"")
    error = refused(folder / "file" / "a.pdf", overwrite=overwrite)
    assert os.strerror(errno.ENOTDIR) in str(error)


@pytest.mark.parametrize("overwrite", [False, True])
def test_name_that_is_too_long_is_told(folder: Path, overwrite: bool) -> None:
    error = refused(folder / ("a" * 300), overwrite=overwrite)
    assert os.strerror(errno.ENAMETOOLONG) in str(error)


def test_place_without_rights_is_told(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    folder.chmod(0o500)
    error = refused(folder / "a.pdf")
    assert "you may not write there" in error.problems[0].hint


def test_folder_of_the_kernel_is_no_place_for_a_file() -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc here")
    assert refused(Path("/proc/self/a.pdf")).problems[0].at is not None


def test_pipe_is_not_replaced_by_a_file_even_when_forced(folder: Path) -> None:
    os.mkfifo(folder / "a.pdf")
    refused(folder / "a.pdf", overwrite=True)
    assert stat.S_ISFIFO((folder / "a.pdf").stat().st_mode)


# -- disks that are full ------------------------------------------------------------------------------------------


def little_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (ENOUGH_FOR_NO_PDF, ENOUGH_FOR_NO_PDF))


def test_full_disk_ends_the_command_with_7_and_leaves_nothing(folder: Path) -> None:
    done = paperwell("handout", "hello", "--clinic", SMALL_CLINIC, cwd=folder, before=little_room)
    assert done.returncode == ExitCode.CANNOT_WRITE
    assert "cannot write the file" in done.stderr
    assert "what to do: the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert names(folder) == []


def test_full_disk_keeps_the_file_that_was_to_be_overwritten(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"old")
    done = paperwell(
        "handout", "hello", "--clinic", SMALL_CLINIC, "-o", "a.pdf", "--force", cwd=folder, before=little_room
    )
    assert done.returncode == ExitCode.CANNOT_WRITE
    assert (folder / "a.pdf").read_bytes() == b"old"
    assert names(folder) == ["a.pdf"]


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [
        ("handout", "hello", "--clinic", str(SMALL_CLINIC), "-o", "-"),
        ("list", "clinics", "--clinic", "riverside"),
        ("list", "clinics", "--clinic", "riverside", "--json"),
        ("schema", "form"),
    ],
    ids=["handout", "list", "list --json", "schema"],
)
def test_output_that_takes_nothing_ends_the_command_with_7(folder: Path, arguments: tuple[str, ...]) -> None:
    with FULL.open("wb") as full:
        done = paperwell(*arguments, cwd=folder, stdout=full)
    assert "Traceback" not in done.stderr
    assert "what to do:" in done.stderr
    assert done.returncode == ExitCode.CANNOT_WRITE


def test_failure_while_writing_leaves_no_part_of_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_disk(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken_disk)
    assert os.strerror(errno.EIO) in str(refused(folder / "a.pdf"))
    assert names(folder) == []
