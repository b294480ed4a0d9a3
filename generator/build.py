"""A document's content, setting and looks → its bytes: what every kind of document shares on the way."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from generator.errors import ConformanceError, Location, Problem, UsageError, nearest

if TYPE_CHECKING:
    from generator.blocks import Document
    from generator.compose.setting import Medium, Setting
    from generator.layout.fieldmap import FieldMap
    from generator.library import Library
    from generator.model.base import Published
    from generator.model.patient import Patient
    from generator.text import Value
    from generator.theme import Density

VERSION = "0.1.0"
CREATOR = f"Paperwell {VERSION}"
_DENSITIES: Mapping[str, tuple[Density, ...]] = {"a4": ("open", "snug"), "letter": ("snug", "tight")}


@dataclass(frozen=True, slots=True)
class Built:
    """A finished PDF: `name` is a file name without patients' data, `notes` what the user should know.

    `map` tells where the answers of a form stand (docs/field-map.md); other documents have none.
    """

    name: str
    data: bytes
    pages: int
    notes: tuple[str, ...] = ()
    map: FieldMap | None = None


def make_setting(
    library: Library,
    published: Published,
    on: date,
    branch_id: str | None,
    patient: Patient | None,
    values: Mapping[str, str],
    answerable: tuple[str, ...],
    medium: Medium = "both",
) -> Setting:
    """Return where and for whom to build; *answerable* are the keys of *values* besides the patient's fields."""
    from generator.compose.setting import Setting

    branch = library.branch(branch_id)
    patient, answers = _with_values(patient, values, answerable)
    return Setting(
        clinic=library.clinic,
        language=_language(published.language, library.clinic.language),
        branch=branch,
        logo=library.logo,
        words=library.words(published.language),
        country=library.country(branch.country),
        date=on,
        patient=patient,
        note=answers.pop("note", None),
        answers=answers,
        medium=medium,
    )


def _language(text: str, clinic: str) -> str:
    """Return the document's language: the text's, with the clinic's country where both are one language."""
    return clinic if "-" not in text and clinic.split("-")[0] == text else text


def _with_values(
    patient: Patient | None, values: Mapping[str, str], answerable: tuple[str, ...]
) -> tuple[Patient | None, dict[str, Value]]:
    """Return the patient with the fields that *values* set, and the other values by key."""
    if not values:
        return patient, {}
    from generator.model.patient import Patient as Model
    from generator.text import Value, clean_line

    fields: dict[str, Any] = {}
    places: dict[str, Location] = {}
    answers: dict[str, Value] = {}
    problems = []
    for key, raw in values.items():
        at, name = Location(f"--set {key}"), key.removeprefix("patient.")
        text = clean_line(raw) if key != "note" else "\n".join(filter(None, map(clean_line, raw.splitlines())))
        if key in answerable:
            answers[key] = Value(text, key, at)
            continue
        if name not in Model.model_fields:
            known = [*answerable, *Model.model_fields]
            problems.append(Problem(f"nothing here is called “{key}”", None, nearest(key, known)))
            continue
        places[name] = at
        if name == "birth_date" and text:
            from generator.roster import parse_date

            fields[name] = parse_date(text, "ymd")
            if fields[name] is None:
                problems.append(Problem("this is no date", at, "write it as 1968-11-30"))
        else:
            fields[name] = text or None
    if problems:
        raise UsageError(problems)
    if fields:
        patient = (patient or Model()).with_values(fields, places)
    return patient, answers


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Keep Python's collector of cycles from running: it would look at every piece of a page again and again.

    A quarter of the time of a form; what one document leaves behind is collected after it.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def build(
    library: Library,
    document: Document,
    *,
    notes: tuple[str, ...] = (),
    close: bool = False,
    large_print: bool = False,
    greyscale: bool = False,
) -> Built:
    """Return *document* as PDF in the clinic's look; *notes* go to the user, with what the look had to change.

    A *close* one may be set as tightly as it takes to save a page.

    Raises MissingGlyphError, FitError and ConformanceError.
    """
    from generator.layout import render
    from generator.pdf.canvas import UntaggedContentError
    from generator.theme import make_theme

    brand = library.clinic.brand
    paper = library.clinic.paper
    looks = {"paper": paper, "large_print": large_print, "greyscale": greyscale}
    densities: tuple[Density, ...] = ("open", "snug", "tight") if close else _DENSITIES[paper]
    densities = ("open",) if large_print else densities
    themes = [make_theme(brand.colour, brand.accent, density=density, **looks) for density in densities]
    try:
        with _collecting_later():
            rendered = render(document, themes, library.fonts, CREATOR)
    except UntaggedContentError as error:
        hint = "nothing was written; please report it"
        raise ConformanceError(Problem(f"the file would not be accessible: {error}", None, hint)) from error
    return Built(f"{document.id}.pdf", rendered.data, rendered.pages, themes[0].notes + notes, rendered.map)
