"""Whatever ends a batch: a rerun finishes, repeats nothing, and leaves no partial or orphan file."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import pytest

from generator.batch import Options, Progress, load_job, run_batch
from generator.errors import ExitCode, UsageError, WriteError
from generator.library import Library
from tests.batching import clinic, files, people, roster, run
from tests.conftest import REQUIRE_EXTERNAL
from tests.helpers import DAY, ROOT, paperwell

QUICK = Options(fsync="none")
WATCHED = ("open", "os.link", "os.rename", "os.remove", "os.mkdir")


def dying(task: Callable[[], object]) -> int:
    """Run *task* in a process of its own and return how that ended."""
    process = multiprocessing.get_context("fork").Process(target=task)
    process.start()
    process.join(60)
    return process.exitcode or 0


def killed_at(number: int, out: Path, task: Callable[[], object]) -> Callable[[], None]:
    """Return *task* with a SIGKILL before its file operation *number* in *out*."""

    def start() -> None:
        left = number

        def count(event: str, given: tuple[object, ...]) -> None:
            nonlocal left
            if event in WATCHED and any(str(path).startswith(str(out)) for path in given[:2]):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        task()

    return start


def leftovers(folder: Path) -> list[str]:
    """Return the names of files that no document or ledger has."""
    known = {".paperwell-batch.sqlite", ".paperwell-batch.lock", "manifest.json"}
    return [
        path.name for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf" and path.name not in known
    ]


# -- killed -------------------------------------------------------------------------------------------------------

COUNT = 620  # more than are reserved in the ledger at once


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Path, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("undisturbed")
    library, who = clinic(folder), roster(folder, people(COUNT))
    run(library, folder / "out", roster=who)
    return library, who, files(folder / "out")


@pytest.mark.parametrize("number", [1, 11, 500, 1_010, 1_240])
def test_run_killed_anywhere_is_finished_by_a_rerun(
    tmp_path: Path, number: int, undisturbed: tuple[Library, Path, dict[str, bytes]]
) -> None:
    library, who, wanted = undisturbed
    out = tmp_path / "out"
    assert dying(killed_at(number, out, lambda: run(library, out, roster=who))) == -signal.SIGKILL
    before = files(out) if out.exists() else {}
    report = run(library, out, roster=who)
    assert files(out) == wanted
    assert leftovers(out) == []
    assert report.made + report.there == COUNT
    assert before.items() <= wanted.items()


@pytest.mark.parametrize("number", [4, 9, 11, 150])
def test_run_killed_while_it_replaces_files_is_finished_by_a_rerun(tmp_path: Path, number: int) -> None:
    library, out = clinic(tmp_path), tmp_path / "out"
    run(library, out, roster=roster(tmp_path, people(60)))
    changed = [row.replace("Given", "Other") for row in people(60)]
    who = roster(tmp_path, changed, name="changed.csv")
    run(library, tmp_path / "wanted", roster=who)
    assert dying(killed_at(number, out, lambda: run(library, out, roster=who))) == -signal.SIGKILL
    report = run(library, out, roster=who)
    assert files(out) == files(tmp_path / "wanted")
    assert leftovers(out) == []
    assert report.is_whole


def test_rerun_says_what_a_killed_run_had_not_finished(tmp_path: Path) -> None:
    library, who, out = clinic(tmp_path), roster(tmp_path, people(20)), tmp_path / "out"
    assert dying(killed_at(23, out, lambda: run(library, out, roster=who))) == -signal.SIGKILL
    half = len(files(out))
    assert half > 0
    report = run(library, out, roster=who)
    assert any(f"{half} files that it had not finished" in note for note in report.notes)


def test_real_command_killed_is_finished_by_the_same_command(tmp_path: Path) -> None:
    clinic(tmp_path)
    roster(tmp_path, people(COUNT))
    command = [sys.executable, str(ROOT / "cli.py"), "batch", "--roster", "patients.csv"]
    command += ["--document", "handout:sheet", "--out", "out", "--date", "2026-11-23", "--clinic", "clinic"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and len(list(tmp_path.glob("out/main/*.pdf"))) < 300:
            time.sleep(0.005)
        process.kill()
    done = paperwell(*command[2:], cwd=tmp_path)
    assert done.returncode == 0
    assert "already there" in done.stdout
    assert len(files(tmp_path / "out")) == COUNT


# -- stopped ------------------------------------------------------------------------------------------------------


def stopped_after(count: int) -> tuple[Callable[[Progress], None], Callable[[], bool]]:
    seen = 0

    def stop() -> bool:
        nonlocal seen
        seen += 1
        return seen > count

    return (lambda _: None), stop


def test_stopped_run_is_told_and_finished_by_a_rerun(tmp_path: Path) -> None:
    library, who = clinic(tmp_path), roster(tmp_path, people(50))
    job = load_job(None, {"roster": str(who), "documents": ["handout:sheet"], "out": str(tmp_path / "out")})
    progress, stop = stopped_after(70)
    first = run_batch(job, library, on=DAY, options=QUICK, progress=progress, stop=stop)
    assert first.stopped
    assert 0 < first.made < 50
    assert len(files(tmp_path / "out")) == first.made
    second = run_batch(job, library, on=DAY, options=QUICK)
    assert (second.there, second.made) == (first.made, 50 - first.made)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_stops_cleanly_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    clinic(tmp_path)
    roster(tmp_path, people(5_000))
    command = [sys.executable, str(ROOT / "cli.py"), "batch", "--roster", "patients.csv", "--fsync", "none"]
    command += ["--document", "handout:sheet", "--out", "out", "--clinic", "clinic"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not any(tmp_path.glob("out/main/*.pdf")):
            time.sleep(0.005)
        process.send_signal(number)
        told, _ = process.communicate(timeout=30)
    assert process.returncode == ExitCode.STOPPED
    made = int(told.split("(")[1].split(" stamped")[0])
    assert len(files(tmp_path / "out")) == made


# -- workers ------------------------------------------------------------------------------------------------------

DEVANAGARI = [f"P-{number},आशा,कुलकर्णी,1980-01-02,main" for number in range(12)]


def test_document_is_laid_out_again_when_a_worker_is_killed(tmp_path: Path) -> None:
    library, who = clinic(tmp_path), roster(tmp_path, DEVANAGARI)
    job = load_job(None, {"roster": str(who), "documents": ["handout:neck"], "out": str(tmp_path / "out")})
    killed: list[int] = []

    def kill_one() -> bool:
        workers = multiprocessing.active_children()
        if workers and not killed and any((tmp_path / "out").glob("main/*.pdf")):
            killed.append(workers[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)
        return False

    report = run_batch(job, library, on=DAY, options=QUICK, stop=kill_one)
    assert killed
    assert (report.laid_out, report.failed) == (12, 0)
    assert len(files(tmp_path / "out")) == 12


def children_of(process: int) -> list[int]:
    """Return the processes that *process* started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[1]) == process:
            found.append(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_workers_of_a_killed_run_end(tmp_path: Path) -> None:
    clinic(tmp_path)
    roster(tmp_path, DEVANAGARI * 50)
    command = [sys.executable, str(ROOT / "cli.py"), "batch", "--roster", "patients.csv", "--fsync", "none"]
    command += ["--document", "handout:neck", "--out", "out", "--clinic", "clinic", "--workers", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not any(tmp_path.glob("out/main/*.pdf")):
            time.sleep(0.01)
        workers = children_of(process.pid)
        process.kill()
    assert workers
    end = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < end:
        time.sleep(0.05)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []


def dead_on_arrival(workers: int) -> Executor:
    """Return a pool whose processes end before they can do anything."""
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=os._exit, initargs=(1,))


def test_documents_fail_when_every_worker_dies_and_the_others_are_made(tmp_path: Path) -> None:
    who = roster(tmp_path, [*people(3), *DEVANAGARI[:2]])
    report = run(
        clinic(tmp_path), tmp_path / "out", roster=who, options=Options(fsync="none", start=dead_on_arrival),
        documents=["handout:neck"],
    )  # fmt: skip
    assert (report.stamped, report.failed) == (3, 2)
    assert {fault.reason for fault in report.faults} == {"the worker process that laid it out died, twice"}


# -- the output folder --------------------------------------------------------------------------------------------


def test_second_run_in_one_folder_is_refused(tmp_path: Path) -> None:
    library, who = clinic(tmp_path), roster(tmp_path, people(30))
    refused: list[str] = []

    def run_another(progress: Progress) -> None:
        if refused or progress.documents != 10:
            return
        with pytest.raises(UsageError) as error:
            run(library, tmp_path / "out", roster=who)
        refused.append(error.value.problems[0].what)

    job = load_job(None, {"roster": str(who), "documents": ["handout:sheet"], "out": str(tmp_path / "out")})
    report = run_batch(job, library, on=DAY, options=QUICK, progress=run_another)
    assert set(refused) == {"another run is writing to this folder"}
    assert report.made == 30


def test_folder_removed_during_the_run_is_told_and_made_by_a_rerun(tmp_path: Path) -> None:
    library, who, out = clinic(tmp_path), roster(tmp_path, people(700)), tmp_path / "out"
    job = load_job(None, {"roster": str(who), "documents": ["handout:sheet"], "out": str(out)})

    def remove(progress: Progress) -> None:
        if progress.documents == 30 and out.exists():
            shutil.rmtree(out)

    report = run_batch(job, library, on=DAY, options=QUICK, progress=remove)
    assert isinstance(report.broken, WriteError)
    assert "removed during the run" in str(report.broken)
    assert run_batch(job, library, on=DAY, options=QUICK).made == 700


def test_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError) as error:
        run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, people(1)))
    assert error.value.exit_code == ExitCode.CANNOT_WRITE
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a small memory file system; only root can."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str) -> Path:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
        )
        if made.returncode:
            if os.environ.get(REQUIRE_EXTERNAL):
                pytest.fail("no file system can be mounted", pytrace=False)
            pytest.skip("only root can mount a small disk")
        return folder

    yield mount
    subprocess.run(["umount", folder], capture_output=True, check=False)


def test_full_disk_is_told_and_a_rerun_finishes_once_there_is_room(
    tmp_path: Path, mounted: Callable[[str], Path]
) -> None:
    disk = mounted("size=1m")
    library, who = clinic(tmp_path), roster(tmp_path, people(300))
    first = run(library, disk / "out", roster=who)
    assert isinstance(first.broken, WriteError)
    assert "disk is full" in first.broken.problems[0].hint
    assert 0 < first.made < 300
    subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
    second = run(library, disk / "out", roster=who)
    assert second.broken is None
    assert second.made + second.there == 300
    assert leftovers(disk / "out") == []
    run(library, tmp_path / "wanted", roster=who)
    assert files(disk / "out") == files(tmp_path / "wanted")


def test_read_only_folder_is_told(tmp_path: Path, mounted: Callable[[str], Path]) -> None:
    disk = mounted("size=1m,ro")
    with pytest.raises(WriteError) as error:
        run(clinic(tmp_path), disk, roster=roster(tmp_path, people(1)))
    assert "read-only" in str(error.value).lower()
