"""Print how fast Paperwell is on this machine, beside the figures it is meant to reach.

Whole processes are timed from outside, warm builds inside one process; medians, and the fastest in brackets.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

import generator

ROUNDS = 15
ON = date(2026, 11, 20)
COMMAND = str(Path(sys.executable).with_name("paperwell"))


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return median and minimum of *work*'s time in milliseconds, after one call that does not count."""
    work()
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append((perf_counter() - start) * 1000)
    return median(times), min(times)


def process(*arguments: str) -> Callable[[], object]:
    """Return a call that runs the command as a whole process and fails when it fails."""

    def run() -> object:
        return subprocess.run([COMMAND, *arguments], check=True, capture_output=True)

    return run


def main() -> None:
    """Measure and print."""
    riverside, crawley = (generator.load_library(name) for name in ("riverside", "crawley"))
    patient = generator.read_patient(riverside.folder / "patients.csv", "P-1001", riverside)
    with tempfile.TemporaryDirectory() as folder:
        rows: Sequence[tuple[str, Callable[[], object], float | None]] = (
            ("paperwell --help, whole process", process("--help"), 120),
            ("paperwell handout sciatica, whole process", process("handout", "sciatica", "-o", folder, "--force"), 600),
            (
                "the same without an SVG logo",
                process("handout", "sciatica", "--clinic", "crawley", "-o", folder, "--force"),
                600,
            ),
            ("two-page handout, warm", lambda: generator.build_handout(riverside, "sciatica", on=ON), 60),
            (
                "two-page handout for a patient, warm",
                lambda: generator.build_handout(riverside, "sciatica", on=ON, patient=patient),
                60,
            ),
            ("one-page form, warm", lambda: generator.build_form(crawley, "new-patient", on=ON), None),
        )
        print(f"{'':46}{'median':>9}{'fastest':>10}{'meant':>8}  (ms)")
        for name, work, meant in rows:
            middle, fastest = timed(work)
            print(f"{name:46}{middle:9.1f}{fastest:10.1f}{f'{meant:.0f}' if meant else '':>8}")


if __name__ == "__main__":
    main()
