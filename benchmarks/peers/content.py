"""The library → the three sheets of the benchmark, and the patients they are for. All of them are made up."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path

import generator
from benchmarks.peers.parts import Sheet
from benchmarks.peers.sheet import sheet_of
from generator.build import make_setting
from generator.library import Library
from generator.model.patient import Patient
from generator.programmes import plan, programme_of
from generator.theme import Theme, make_theme

ON = date(2026, 11, 27)
EXERCISES = 6
_SHEET = Path(__file__).parent.parent / "sheet.yaml"
_GIVEN = ("Aoife", "Łukasz", "Ann", "José", "Max", "Zoë", "Tom", "Ingrid", "Bart", "Nuala", "Åsa")
_FAMILY = ("O'Brien", "Wiśniewski", "Ng", "García López", "Fairweather", "Smith", "Müller", "Øster", "Reed")
NAMES = len(_GIVEN) * len(_FAMILY)  # so many patients have all names there are
_THERAPISTS = ("Dana Reed", "Tom Okoro", "Maria Kowalska")


def make_clinic(folder: Path) -> Path:
    """Copy the clinic Riverside into *folder*, with the measured sheet, and as `dear` with a name in its lead."""
    riverside = generator.load_library("riverside")
    clinic = folder / "clinic"
    shutil.copytree(riverside.folder, clinic)
    text = _SHEET.read_text(encoding="utf-8")
    dear = text.replace("\nid: sciatica\n", "\nid: dear\n").replace(
        "\nlead: Leg pain", "\nlead: Dear {{ patient.name }}, you have leg pain"
    )
    (clinic / "handouts").mkdir(exist_ok=True)
    (clinic / "handouts" / "sciatica.yaml").write_text(text, encoding="utf-8")
    (clinic / "handouts" / "dear.yaml").write_text(dear, encoding="utf-8")
    return clinic


def patients() -> Iterator[Patient]:
    """Yield patients without end, each other than the last ones.

    Their names fit the strip and are in Latin letters; a longer one, or another script, costs a whole layout.
    """
    for number in count(1):
        yield Patient(
            id=f"P-{number:06}",
            given=_GIVEN[number % len(_GIVEN)],
            family=_FAMILY[number % len(_FAMILY)],
            birth_date=date(1940 + number % 60, 1 + number % 12, 1 + number % 28),
            phone=f"07700 9{number % 100000:05}",
            therapist=_THERAPISTS[number % len(_THERAPISTS)],
        )


def values_of(patient: Patient) -> dict[str, str]:
    """Return what a sheet prints of *patient*."""
    return {
        "name": patient.full_name or "",
        "id": patient.id or "",
        "therapist": patient.therapist or "",
        "date": "27 November 2026",
    }


def usual(exercise: str) -> str:
    """Return how to order *exercise* with its usual dose."""
    return f"{exercise}:usual"


def programmes(library: Library, number: int) -> Iterator[tuple[str, ...]]:
    """Yield *number* programmes of six exercises that take two pages in our own layout; always the same ones."""
    chance, somebody, found = random.Random(6), next(patients()), 0
    while found < number:
        specs = tuple(map(usual, chance.sample(library.exercise_ids(), EXERCISES)))
        if generator.build_programme(library, specs, on=ON, patient=somebody).pages == 2:
            found += 1
            yield specs


def handout_sheet(library: Library, id_: str) -> Sheet:
    """Return an advice sheet as parts."""
    from generator.compose.handout import compose_handout

    handout = library.handout(id_)
    setting = make_setting(library, handout, ON, None, next(patients()), {}, ("note",))
    return sheet_of(compose_handout(handout, setting, library), *_look(library))


def programme_sheet(library: Library, specs: Sequence[str]) -> Sheet:
    """Return a programme as parts."""
    from generator.compose.programme import compose_programme

    planned = plan(programme_of(specs, library), library, (), strict=False)
    setting = make_setting(library, planned.catalogue.page, ON, None, next(patients()), {}, ("note",))
    return sheet_of(compose_programme(planned.programme, planned.catalogue, setting), *_look(library))


def _look(library: Library) -> tuple[Theme, Path]:
    brand = library.clinic.brand
    if library.logo is None:
        raise FileNotFoundError("the benchmark's clinic has a logo")
    return make_theme(brand.colour, brand.accent), library.logo
