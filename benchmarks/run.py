"""Print how fast Paperwell is on this machine, beside the figures it is meant to reach.

Whole processes are timed from outside, warm builds inside one process; medians, and the fastest in brackets.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

import pikepdf
from pikepdf import Dictionary, Name, String

import generator
from benchmarks.peers.content import make_clinic

ROUNDS = 15
FILES, WARM = 1000, 50
READ_MEANT = 100  # files a second on one core
ON = date(2026, 11, 20)
EXERCISES = (
    "pelvic_tilt:10 times, hold 3 s, 2/day",
    "knee_to_chest_single:5, hold 15 s",
    "sciatic_slider_seated:10 times, slow, 2/day",
    "cat_cow:8 times, slow",
    "glute_bridge:2x8, hold 3 s",
    "piriformis_seated:3 each side, hold 20 s",
)
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


def filled(form: bytes) -> bytes:
    """Return *form* with something in every field: the first answer of each choice, a 1 in each box."""
    with pikepdf.open(BytesIO(form)) as pdf:
        for page in pdf.pages:
            for widget in page.obj.get("/Annots", ()):
                if widget.get("/FT") == Name.Tx:
                    widget.V = String("1")
                    continue
                looks = widget.get("/AP", Dictionary()).get("/N", Dictionary())
                on = next((state for state in looks.keys() if state != "/Off"), None)  # noqa: SIM118 - a PDF dictionary
                field = widget if "/FT" in widget else widget.get("/Parent")
                if on and field is not None and field.get("/FT") == Name.Btn and field.get("/V", Name.Off) == Name.Off:
                    field.V = widget.AS = Name(on)
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def measure_reading(form_id: str) -> None:
    """Print how many filled forms are read in a second, and how much memory reading them takes more and more of."""
    library = generator.load_library("riverside")
    data = filled(generator.build_form(library, form_id, on=ON).data)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FILES):
            (Path(folder) / f"{number:04}.pdf").write_bytes(data)
        results = generator.read_many([folder], library)
        for _ in range(WARM):
            next(results)
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, perf_counter()
        bad = sum(isinstance(found, generator.PaperwellError) for found in results)
        seconds = perf_counter() - start
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    speed = f"{(FILES - WARM) / seconds:.0f} files/s (meant: {READ_MEANT})"
    print(
        f"read {form_id}, {FILES} files of {len(data) / 1000:.0f} kB: {speed}, {bad} bad, peak memory +{grown:.1f} MB"
    )


def on_letter(clinic: Path, folder: Path) -> Path:
    """Return a copy of *clinic* in *folder* that prints on US Letter."""
    copy = folder / "letter"
    shutil.copytree(clinic, copy)
    file = copy / "clinic.yaml"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("paper:")]
    file.write_text("\n".join([*lines, "paper: letter", ""]), encoding="utf-8")
    return copy


def main() -> None:
    """Measure and print."""
    riverside, crawley = (generator.load_library(name) for name in ("riverside", "crawley"))
    patient = generator.read_patient(riverside.folder / "patients.csv", "P-1001", riverside)
    with tempfile.TemporaryDirectory() as folder:
        letter = generator.load_library(on_letter(crawley.folder, Path(folder)))
        measured = generator.load_library(make_clinic(Path(folder)))
        rows: Sequence[tuple[str, Callable[[], object], float | None]] = (
            ("paperwell --help, whole process", process("--help"), 120),
            ("paperwell handout sciatica, whole process", process("handout", "sciatica", "-o", folder, "--force"), 600),
            (
                "the same without an SVG logo",
                process("handout", "sciatica", "--clinic", "crawley", "-o", folder, "--force"),
                600,
            ),
            ("two-page handout, warm", lambda: generator.build_handout(measured, "sciatica", on=ON), 60),
            (
                "two-page handout for a patient, warm",
                lambda: generator.build_handout(measured, "sciatica", on=ON, patient=patient),
                60,
            ),
            ("four-page handout, warm", lambda: generator.build_handout(riverside, "sciatica", on=ON), None),
            ("one-page form, warm", lambda: generator.build_form(crawley, "new-patient", on=ON), None),
            ("two-page form, warm", lambda: generator.build_form(crawley, "medical-history", on=ON), None),
            ("three-page form, warm", lambda: generator.build_form(letter, "medical-history", on=ON), 60),
            ("four-page form, warm", lambda: generator.build_form(crawley, "back-and-leg-pain", on=ON), None),
            (
                "programme of six exercises, one page, warm",
                lambda: generator.build_programme(riverside, EXERCISES, on=ON, patient=patient),
                60,
            ),
            (
                "programme of six exercises, two pages, warm",
                lambda: generator.build_programme(
                    riverside, EXERCISES, on=ON, patient=patient, changes={"per_page": 4}
                ),
                60,
            ),
        )
        print(f"{'':46}{'median':>9}{'fastest':>10}{'meant':>8}  (ms)")
        for name, work, meant in rows:
            middle, fastest = timed(work)
            print(f"{name:46}{middle:9.1f}{fastest:10.1f}{f'{meant:.0f}' if meant else '':>8}")
    for form_id in ("new-patient", "back-and-leg-pain"):
        measure_reading(form_id)


if __name__ == "__main__":
    main()
