"""Measure batches beside the other engines, all in one run, and print the table of what must be reached.

    python -m benchmarks.batch [--quick] [--rounds N] [--json FILE] [--date TEXT] [--disk FOLDER]

Each engine prints in a process of its own on one core, in rounds that take turns; a ratio is the median of the
rounds' ratios. Every round gets a new folder: where many files were just deleted, ext4 makes new ones far slower.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.peers.content import make_clinic, programmes
from benchmarks.peers.machine import machine
from benchmarks.peers.round import PEERS, TRIAL, peer_class
from generator.build import VERSION
from generator.library import open_library

MEMORY = Path("/dev/shm")
# work → who does it; the bytes of a print file have no peer
WORKS = {
    "slots": ("ours", "raw", *PEERS),
    "paragraph": ("ours", *PEERS),
    "programme": ("ours", *PEERS),
    "form": ("ours", "raw"),
}
WORDS = {"ours": "Paperwell", "raw": "the same bytes, written raw"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rounds: int
    seconds: float  # a round
    most: int  # documents a round
    programmes: int
    many: int  # patients, for the peak of memory


FULL, QUICK = Plan(5, 2.0, 3000, 60, 100_000), Plan(1, 0.7, 500, 16, 5_000)


@dataclass(frozen=True, slots=True)
class Round:
    """What one engine took in one round: seconds of the clock and of the processor for a document."""

    engine: str
    work: str
    place: str
    number: int
    seconds: float
    processor: float
    documents: int
    bytes: float
    how: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `reached` is None where there is nothing to measure yet.

    A ratio is also told in time of the processor, which other work on the machine does not lengthen.
    """

    work: str
    must: str
    measured: str
    reached: bool | None
    processor: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where everything is, and how much of it is done."""

    plan: Plan
    clinic: Path
    programmes: Path
    places: Mapping[str, Path]

    def child(self, module: str, *arguments: object) -> dict[str, Any]:
        """Run *module* in a process of its own and return what it printed."""
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(__file__).parents[1])
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def ours(self, what: str, *arguments: object) -> dict[str, Any]:
        """Measure one of the things that only we do."""
        return self.child("benchmarks.ours", what, self.clinic, *arguments)

    def round(self, engine: str, work: str, place: str, number: int) -> Round:
        """Run one round in a new folder."""
        folder = self.places[place] / f"{work}-{engine}-{number}"
        folder.mkdir()
        core, plan = max(os.sched_getaffinity(0)), self.plan
        found = self.child(
            "benchmarks.peers.round", engine, work, self.clinic, self.programmes, folder, plan.seconds, plan.most, core
        )
        if place == "memory":
            shutil.rmtree(folder)  # costs nothing there, and the memory is wanted
        print(f"  {number + 1}. {work}, {engine}, {place}: {1 / found['seconds']:.1f}/s", file=sys.stderr)
        return Round(engine, work, place, number, **found)

    def rounds(self) -> Iterator[Round]:
        """Run all rounds; who begins changes with each."""
        for number in range(self.plan.rounds):
            for work, engines in WORKS.items():
                turned = engines[number % len(engines) :] + engines[: number % len(engines)]
                for engine in turned:
                    yield self.round(engine, work, "disk", number)
                    if engine in ("ours", "raw"):
                        yield self.round(engine, work, "memory", number)


def ratios(
    rounds: Sequence[Round], over: tuple[str, str], under: tuple[str, str], place: str = "disk"
) -> tuple[float, float]:
    """Return how often *under* goes into *over*, each (engine, work): medians by the clock and by the processor."""
    taken = {(each.engine, each.work, each.place, each.number): each for each in rounds}
    numbers = {each.number for each in rounds}
    peer = "disk" if over[0] in PEERS else place  # peers are as slow on either
    pairs = [(taken[(*over, peer, number)], taken[(*under, place, number)]) for number in numbers]
    clock = median(one.seconds / other.seconds for one, other in pairs)
    return clock, median(one.processor / other.processor for one, other in pairs)


def rows(rounds: Sequence[Round], bench: Bench) -> Iterator[Row]:
    """Yield the table of what must be reached."""

    def times_typst(text: str, work: str, must: float, against: str) -> Row:
        found, processor = ratios(rounds, ("typst", against), ("ours", work))
        return Row(text, f"≥ {must:g} × Typst", f"{found:.3g} ×", found >= must, f"{processor:.3g} ×")

    yield times_typst("slots only", "slots", 100, "slots")
    for place in ("disk", "memory"):
        found, processor = ratios(rounds, ("ours", "slots"), ("raw", "slots"), place)
        yield Row(f"slots only, {place}", "≤ 2.5 × raw writes", f"{found:.2f} ×", found <= 2.5, f"{processor:.2f} ×")
    yield times_typst("a value inside a paragraph", "paragraph", 10, "paragraph")
    yield times_typst("another programme of six exercises each", "programme", 1.2, "programme")
    yield times_typst("prefilled form fields", "form", 80, "slots")  # Typst has no fields: its rate on the sheet
    for kind, seconds, size in (("tagged", 0.6, 7), ("untagged", 0.12, 3)):
        made = [bench.ours("merged", 1000, kind) for _ in range(bench.plan.rounds)]
        taken, size_of = median(each["seconds"] for each in made), made[0]["bytes"]
        good = taken <= seconds and size_of <= size * 1e6
        text, must = f"print file of 1,000 patients, {kind}", f"≤ {seconds:g} s, ≤ {size} MB"
        yield Row(text, must, f"{taken:.3f} s, {size_of / 1e6:.2f} MB", good)
    yield from setup_rows([bench.ours("setup") for _ in range(bench.plan.rounds)])
    peak = bench.ours("memory", bench.plan.many)
    enough = peak["patients"] == bench.plan.many
    text = f"peak memory, {peak['patients']:,} patients"
    yield Row(text, "≤ 200 MB", f"{peak['megabytes']:.0f} MB", peak["megabytes"] <= 200 if enough else None)


def setup_rows(setups: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield the rows of the first document of each type; of the further types the slowest counts."""
    first = median(each["first"] for each in setups)
    yield Row("set-up of the first document type", "≤ 0.6 s", f"{first:.2f} s", first <= 0.6)
    further = {name: median(each["further"][name] for each in setups) for name in setups[0]["further"]}
    name, slowest = max(further.items(), key=lambda item: item[1])
    said = f"{min(further.values()):.2f} to {slowest:.2f} s ({name})"
    yield Row("set-up of each further type", "≤ 0.1 s", said, slowest <= 0.1)


def print_tables(rounds: Sequence[Round], table: Sequence[Row]) -> None:
    """Print documents a second for everybody, then what must be reached."""
    print(f"\n{'documents a second and core':44}{'slots':>10}{'paragraph':>11}{'programme':>11}{'form':>10}{'tags':>6}")
    for engine in ("ours", "raw", *PEERS):
        for place in ("disk", "memory"):
            by_work = {
                work: [
                    1 / each.seconds for each in rounds if (each.engine, each.work, each.place) == (engine, work, place)
                ]
                for work in WORKS
            }
            if not any(by_work.values()):
                continue
            known = peer_class(engine) if engine in PEERS else None
            name = f"{known.name} {known.version}" if known else f"{WORDS[engine]}, {place}"
            cells = [f"{median(found):,.1f}" if found else "–" for found in by_work.values()]
            tags = ("yes" if known.tagged else "no") if known else "yes"
            print(f"{name:44}{cells[0]:>10}{cells[1]:>11}{cells[2]:>11}{cells[3]:>10}{tags:>6}")
    print(f"\n{'work':42}{'must reach':>20}{'measured':>38}{'processor':>11}{'reached':>9}")
    for row in table:
        reached = "–" if row.reached is None else "yes" if row.reached else "NO"
        print(f"{row.work:42}{row.must:>20}{row.measured:>38}{row.processor:>11}{reached:>9}")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one short round, to see that everything works")
    parser.add_argument("--rounds", type=int, help="how many rounds to take the median of")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all that was measured")
    parser.add_argument("--date", help="the day, for the JSON file")
    parser.add_argument(
        "--disk", type=Path, help="a folder on the disk to measure (without it: where temporary files go)"
    )
    given = parser.parse_args()
    plan = QUICK if given.quick else FULL
    plan = replace(plan, rounds=given.rounds or plan.rounds)
    with tempfile.TemporaryDirectory(dir=given.disk) as disk, tempfile.TemporaryDirectory(dir=MEMORY) as memory:
        places = {"disk": Path(disk), "memory": Path(memory)}
        clinic, file = make_clinic(Path(disk)), Path(disk) / "programmes.json"
        file.write_text(json.dumps(list(programmes(open_library(clinic), plan.programmes + TRIAL))), encoding="utf-8")
        bench = Bench(plan, clinic, file, places)
        rounds = list(bench.rounds())
        table = list(rows(rounds, bench))
        facts = machine((Path(disk), Path(memory)))
    print_tables(rounds, table)
    print(
        f"\nPaperwell {VERSION}, " + ", ".join(f"{key} {value}" for key, value in facts.items() if key != "paperwell")
    )
    if given.json:
        found = {"date": given.date, "machine": facts, "plan": asdict(plan), "table": [asdict(row) for row in table]}
        found["rounds"] = [asdict(each) for each in rounds]
        given.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
