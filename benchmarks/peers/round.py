"""One round of one engine: prints documents into a new folder, and prints what that took as JSON.

    python -m benchmarks.peers.round ENGINE WORK CLINIC PROGRAMMES FOLDER SECONDS MOST CORE

The process stays on one core. Set-up and a few documents to get warm are not timed.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain, islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.ours import ORDERS, Paperwell, write
from benchmarks.peers.content import NAMES, handout_sheet, patients, programme_sheet, usual, values_of
from generator.library import Library, open_library
from generator.model.patient import Patient
from generator.stamp import Order

WARM, TRIAL, LEAST = 3, 3, 4  # documents
PEERS = ("typst", "fpdf2", "weasyprint", "reportlab")
HANDOUTS = {"slots": "sciatica", "paragraph": "dear"}
Programmes = Sequence[tuple[str, ...]]
Make = Callable[[int, Patient, Path], None]  # prints the number-th document for a patient


def peer_class(engine: str) -> Any:
    """Return the class that prints with *engine*; it is imported here, so that no round pays for another."""
    match engine:
        case "typst":
            from benchmarks.peers.typst_peer import Typst

            return Typst
        case "fpdf2":
            from benchmarks.peers.fpdf2_peer import Fpdf2

            return Fpdf2
        case "weasyprint":
            from benchmarks.peers.weasyprint_peer import WeasyPrint

            return WeasyPrint
        case "reportlab":
            from benchmarks.peers.reportlab_peer import ReportLab

            return ReportLab
    raise ValueError(f"no engine is called {engine}")


def all_exercises(library: Library) -> Programmes:
    """Return programmes with every exercise once, so that all pictures are known before anything is timed."""
    specs = tuple(map(usual, library.exercise_ids()))
    return [specs[start : start + 6] for start in range(0, len(specs) - 5, 6)] + [specs[-6:]]


def peer(engine: str, work: str, library: Library, programmes: Programmes, folder: Path) -> Make:
    """Return what prints *work* with one of the peers."""
    if work == "programme":
        sheets = [programme_sheet(library, specs) for specs in programmes]
    else:
        sheets = [handout_sheet(library, HANDOUTS[work])]
    printer = peer_class(engine)(sheets, folder)

    def make(number: int, patient: Patient, path: Path) -> None:
        printer.make(sheets[number % len(sheets)], values_of(patient), path)

    return make


def ours(work: str, press: Paperwell, programmes: Programmes) -> Callable[[int], Order]:
    """Return the order of the number-th document."""
    if work != "programme":
        return lambda _: ORDERS[work]
    orders = [Order("programme", exercises=specs, once=True) for specs in programmes]
    return lambda number: orders[number]


def timed(make: Make, folder: Path, first: int, seconds: float, most: int) -> dict[str, float]:
    """Time *make* for about so many *seconds*, *most* documents at most, after *first* that are not timed."""
    people = patients()

    def run(numbers: range, name: str) -> tuple[float, float]:
        chosen = [(number, next(people), folder / f"{name}{number}.pdf") for number in numbers]
        wall, processor = perf_counter(), process_time()
        for each in chosen:
            make(*each)
        return perf_counter() - wall, process_time() - processor

    run(range(first), "warm")
    gc.collect()
    gc.freeze()  # as a batch does; nobody pays for what others have loaded
    trial = min(run(range(number, number + 1), "trial")[0] for number in range(first, first + TRIAL))
    number = max(LEAST, min(most, round(seconds / trial)))
    wall, processor = run(range(first + TRIAL, first + TRIAL + number), "")
    size = sum(file.stat().st_size for file in folder.glob("[0-9]*.pdf"))
    return {"seconds": wall / number, "processor": processor / number, "documents": number, "bytes": size / number}


def raw(work: str, press: Paperwell, order: Callable[[int], Order], most: int, seconds: float) -> Make:
    """Return what writes the bytes of our files, which are printed before, and does nothing else."""
    printed: list[Sequence[bytes]] = []
    start = perf_counter()
    for number, patient in enumerate(islice(patients(), WARM + TRIAL + most)):
        printed.append(press.printed(order(number), patient).parts)
        if perf_counter() - start > 4 * seconds and len(printed) >= WARM + TRIAL + LEAST:
            break
    return lambda number, _, path: write(path, printed[number % len(printed)])


def main(arguments: Sequence[str]) -> None:
    """Run one round."""
    engine, work, clinic, file, place, seconds, most, core = arguments
    os.sched_setaffinity(0, {int(core)})
    library, folder, number = open_library(Path(clinic)), Path(place), int(most)
    warm, programmes, how = WARM, list[tuple[str, ...]](), Counter[str]()
    if work == "programme":
        own = [tuple(specs) for specs in json.loads(Path(file).read_text(encoding="utf-8"))]
        known = all_exercises(library)
        warm, programmes = len(known), list(chain(known, own))
        number = min(number, len(own) - TRIAL)
    if engine in PEERS:
        files = folder / "pictures"
        files.mkdir()
        make = peer(engine, work, library, programmes, files)
    else:
        press = Paperwell(library)
        order = ours(work, press, programmes)
        make = lambda number, patient, path: press.make(order(number), patient, path)  # noqa: E731
        if engine == "raw":
            make = raw(work, press, order, number, float(seconds))
        elif work != "programme":
            warm = NAMES  # bases are set up for the characters that come; what that takes is measured by itself
        how = press.how
    found = timed(make, folder, warm, float(seconds), number)
    print(json.dumps({**found, "how": dict(how)}))


if __name__ == "__main__":
    main(sys.argv[1:])
