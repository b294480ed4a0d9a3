"""Measure `paperwell batch` end to end: time, rate, peak memory, what lies on the disk afterwards.

    python -m benchmarks.memory [PATIENTS] [--folder FOLDER] [--document KIND:ID] [--cluster WORKERS] [--rerun]

The command runs in a process of its own, over a roster of as many made-up patients, and writes a file for each into a
new folder inside FOLDER (default: a memory file system), which is removed afterwards. With --cluster it gives the work
to a Dask cluster on this computer. Prints JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from benchmarks.peers.content import ON, make_clinic, patients
from benchmarks.peers.machine import file_system, machine

ROOT = Path(__file__).parents[1]
LEDGER = ".paperwell-batch.sqlite"
MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Took:
    """What one run took; memory is the main process's at its peak, in MB, *course* the same after each eighth of it."""

    seconds: float
    processor: float  # seconds, of the command and its own processes
    memory: float
    course: tuple[float, ...]
    documents: int
    how: dict[str, int]


@dataclass(frozen=True, slots=True)
class Left:
    """What lies in the folder: bytes as read and as the file system holds them, and of the ledger and the manifest."""

    files: int
    bytes: int
    blocks: int
    ledger: int
    manifest: int


def write_roster(path: Path, number: int) -> None:
    """Write *number* made-up patients as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "given", "family", "birth_date", "phone"))
        for patient in islice(patients(), number):
            rows.writerow((patient.id, patient.given, patient.family, patient.birth_date, patient.phone))


def run(command: Sequence[str]) -> Took:
    """Run the command and look at its memory until it ends."""
    start, peaks = perf_counter(), [0.0]
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=subprocess.DEVNULL)
        while True:
            peaks.append(max(peaks[-1], _peak_of(process.pid)))
            found, status, used = os.wait4(process.pid, os.WNOHANG)
            if found:
                break
            sleep(0.05)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        text = told.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}\nended with {process.returncode}\n{text}")
    report: dict[str, Any] = json.loads(text)
    how = {name: report[name] for name in ("stamped", "rewrapped", "laid_out", "there")}
    course = tuple(peaks[len(peaks) * part // 8 - 1] for part in range(1, 9))
    return Took(seconds, used.ru_utime + used.ru_stime, peaks[-1], course, report["documents"], how)


def _peak_of(process: int) -> float:
    """Return the peak memory of a process so far, in MB; nothing once it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM:")), 0)


def left_in(folder: Path) -> Left:
    """Return what lies in *folder*."""
    found = [path.stat() for path in folder.rglob("*.pdf")]
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
    ledger = sum(size for name, size in sizes.items() if name.startswith(LEDGER))
    blocks = sum(each.st_blocks * 512 for each in found)
    return Left(len(found), sum(each.st_size for each in found), blocks, ledger, sizes.get("manifest.json", 0))


@contextmanager
def cluster(workers: int) -> Iterator[list[str]]:
    """Start a cluster, if it is wanted, and give the options that name it."""
    if not workers:
        yield []
        return
    import distributed

    dask: Any = distributed  # without types
    with dask.LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0") as found:
        yield ["--scheduler", found.scheduler_address]


def main() -> None:
    """Measure what the arguments ask for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patients", type=int, nargs="?", default=100_000)
    parser.add_argument("--folder", type=Path, default=MEMORY)
    parser.add_argument("--document", default="handout:sciatica")
    parser.add_argument("--cluster", type=int, default=0, metavar="WORKERS")
    parser.add_argument("--rerun", action="store_true", help="run the same command again and measure that too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name, cluster(given.cluster) as options:
        folder = Path(name)
        write_roster(folder / "patients.csv", given.patients)
        command = [sys.executable, str(ROOT / "cli.py"), "batch", "--roster", str(folder / "patients.csv")]
        command += ["--document", given.document, "--out", str(folder / "out"), "--date", ON.isoformat(), "--json"]
        command += ["--clinic", str(make_clinic(folder)), *options]
        found = {"patients": given.patients, "document": given.document, "workers": given.cluster}
        found |= {"first": asdict(run(command)), "left": asdict(left_in(folder / "out"))}
        if given.rerun:
            found["rerun"] = asdict(run(command))
        found |= {"file_system": file_system(folder), "machine": machine(())}
        shutil.rmtree(folder / "out")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
