"""Our own side of the benchmark: orders through the press and their files, set-up, print files, memory.

python -m benchmarks.ours setup|merged|memory CLINIC …     prints what it measured as JSON
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.peers.content import NAMES, ON, patients
from generator.build import CREATOR, VERSION
from generator.library import Library, open_library
from generator.model.patient import Patient
from generator.stamp import Order, Press, Printed
from generator.stamp.printfile import PrintFile

ORDERS = {
    "slots": Order("handout", "sciatica"),
    "paragraph": Order("handout", "dear"),
    "form": Order("form", "new-patient"),
}
FURTHER = ("new-patient", "medical-history", "back-and-leg-pain")  # forms that are set up after the sheet
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_TRIAL = 200  # patients, where each is laid out


class Paperwell:
    """Prints documents with the press: stamped where that can be, laid out where it cannot."""

    name = "Paperwell"
    version = VERSION
    tagged = True

    def __init__(self, library: Library) -> None:
        self._press = Press(library, ON)
        self.how: Counter[str] = Counter()

    def printed(self, order: Order, patient: Patient) -> Printed:
        """Return the document for *patient*."""
        made = self._press.stamp(order, patient) or self._press.lay_out(order, patient)
        self.how[made.how] += 1
        return made

    def make(self, order: Order, patient: Patient, path: Path) -> None:
        """Print the document for *patient* into the new file *path*."""
        write(path, self.printed(order, patient).parts)


def write(path: Path | str, parts: Sequence[bytes]) -> None:
    """Write *parts* into the new file *path*: what writing costs at least."""
    descriptor = os.open(path, _FLAGS, 0o600)
    try:
        os.writev(descriptor, parts)
    finally:
        os.close(descriptor)


def setup(library: Library) -> dict[str, object]:
    """Return the seconds that the first document of each type takes, all that is imported for it included."""
    press, somebody, seconds = Paperwell(library), next(patients()), []
    for order in (ORDERS["slots"], *(Order("form", id_) for id_ in FURTHER)):
        start = perf_counter()
        press.printed(order, somebody)
        seconds.append(perf_counter() - start)
    return {"first": seconds[0], "further": dict(zip(FURTHER, seconds[1:], strict=True)), "how": dict(press.how)}


def merged(library: Library, number: int, *, tagged: bool) -> dict[str, object]:
    """Return seconds and bytes of one print file of *number* patients, after the press is set up."""
    press, order = Press(library, ON), ORDERS["slots"]
    chosen = list(islice(patients(), number + NAMES))
    for patient in chosen[:NAMES]:
        press.fill(order, patient)
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "print.pdf").open("wb", buffering=1 << 16) as out:
        clinic = library.clinic
        start, processor = perf_counter(), process_time()
        file = PrintFile(
            out.write,
            title="Print file",
            author=clinic.name,
            language=clinic.language,
            on=ON,
            creator=CREATOR,
            tagged=tagged,
        )
        for patient in chosen[NAMES:]:
            file.add(press.fill(order, patient) or press.lay_out(order, patient), label=str(patient.id))
        file.close()
        out.flush()
        seconds, processor = perf_counter() - start, process_time() - processor
        return {"seconds": seconds, "processor": processor, "bytes": out.tell(), "patients": number}


def memory(library: Library, number: int) -> dict[str, object]:
    """Return the peak memory in MB of this process once it has printed *number* patients."""
    press, order, done = Paperwell(library), ORDERS["slots"], 0
    sink = os.open(os.devnull, os.O_WRONLY)
    for patient in islice(patients(), number):
        os.writev(sink, press.printed(order, patient).parts)
        done += 1
        if done == _TRIAL and press.how["laid_out"] == done:  # 100,000 would take an hour
            break
    os.close(sink)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"megabytes": peak, "patients": done, "how": dict(press.how)}


def main(arguments: Sequence[str]) -> None:
    """Measure one thing in this process, and print it."""
    what, clinic, *rest = arguments
    library = open_library(Path(clinic))
    match what:
        case "setup":
            found = setup(library)
        case "merged":
            found = merged(library, int(rest[0]), tagged=rest[1] == "tagged")
        case "memory":
            found = memory(library, int(rest[0]))
        case _:
            raise SystemExit(__doc__)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
