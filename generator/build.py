"""A document's content, setting and looks → its bytes: what every kind of document shares on the way."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.errors import ConformanceError, Location, Problem, UsageError, nearest

if TYPE_CHECKING:
    from generator.blocks import Document
    from generator.compose.programme import Catalogue
    from generator.compose.setting import Medium, Setting
    from generator.layout.fieldmap import FieldMap
    from generator.library import Library
    from generator.model.base import Published
    from generator.model.job import CardPrint
    from generator.model.patient import Patient
    from generator.model.programme import Programme
    from generator.text import Value
    from generator.theme import Density, Theme

VERSION = "0.1.0"
CREATOR = f"Paperwell {VERSION}"
CARD_PART = "danger_card"  # the shared part that --card prints
_DENSITIES: Mapping[str, tuple[Density, ...]] = {"a4": ("open", "snug", "tight"), "letter": ("snug", "tight")}


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
    from generator.text import Value, clean_line, clean_lines

    fields: dict[str, Any] = {}
    places: dict[str, Location] = {}
    answers: dict[str, Value] = {}
    problems = []
    for key, raw in values.items():
        at, name = Location(f"--set {key}"), key.removeprefix("patient.")
        text = clean_lines(raw) if key == "note" else clean_line(raw)
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


@dataclass(frozen=True, slots=True)
class Looks:
    """How a document departs from the clinic's look. A *close* one may be set as tightly as it takes to save a page."""

    close: bool = False
    large_print: bool = False
    greyscale: bool = False
    easy: bool = False  # a page for easy reading


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be printed, before it is known where and for whom: from here on all documents are alike.

    *answerable* are the values it takes besides a patient's fields.
    """

    published: Published
    compose: Callable[[Setting], Document]
    answerable: tuple[str, ...]
    notes: tuple[str, ...] = ()
    medium: Medium = "both"
    looks: Looks = Looks()


def form_content(library: Library, form_id: str, medium: Medium = "both") -> Content:
    """Return a form; raises the errors of errors.py."""
    from generator.compose.form import compose_form, fields_of

    form = library.form(form_id)
    return Content(form, lambda setting: compose_form(form, setting), tuple(fields_of(form)), medium=medium)


def handout_content(
    library: Library,
    handout_id: str,
    *,
    phase: str | None = None,
    exercises: Sequence[str] = (),
    states: Sequence[str] = (),
    strict: bool = False,
    card: CardPrint | None = None,
) -> Content:
    """Return an advice sheet, with a programme on pages of its own where there are exercises; raises the errors."""
    from generator.compose.handout import compose_handout

    sheet = library.handout(handout_id)
    looks = Looks(easy=sheet.audience == "easy")
    handout = sheet.with_more(library.part(CARD_PART).body) if card else sheet
    notes: tuple[str, ...] = ()
    parts: tuple[Programme, Catalogue] | None = None
    if phase is not None or exercises:
        from generator.check.cautions import parse_states
        from generator.programmes import phase_of, plan, programme_of

        programme = phase_of(handout, phase) if phase else None
        planned = plan(programme_of(exercises, library, programme), library, parse_states(states), strict=strict)
        parts, notes = (planned.programme, planned.catalogue), planned.notes

    def compose(setting: Setting) -> Document:
        return compose_handout(handout, setting, library, parts, duplex_card=card == "duplex")

    return Content(handout, compose, ("note",), notes, looks=looks)


def separator_content(library: Library) -> Content:
    """Return the sheet that parts a print file by patient or branch."""
    from generator.compose.pick import compose_separator

    return Content(library.programme_page(), compose_separator, ())


def programme_content(
    library: Library,
    exercises: Sequence[str] = (),
    *,
    file: str | Path | None = None,
    changes: Mapping[str, object] | None = None,
    states: Sequence[str] = (),
    strict: bool = False,
    large_print: bool = False,
    greyscale: bool = False,
) -> Content:
    """Return an exercise programme; raises the errors of errors.py."""
    from generator.check.cautions import parse_states
    from generator.compose.programme import compose_programme
    from generator.programmes import changed, plan, programme_of, read_programme

    known = parse_states(states)
    programme = programme_of(exercises, library, read_programme(Path(file)) if file else None)
    given = {name: value for name, value in (changes or {}).items() if value is not None}
    if large_print and not programme.per_page:
        given.setdefault("per_page", 1)
    planned = plan(changed(programme, given), library, known, strict=strict)
    made, catalogue = planned.programme, planned.catalogue
    return Content(
        catalogue.page,
        lambda setting: compose_programme(made, catalogue, setting),
        ("note",),
        planned.notes,
        looks=Looks(close=True, large_print=large_print, greyscale=greyscale),
    )


def print_content(
    library: Library,
    content: Content,
    *,
    on: date,
    branch: str | None = None,
    patient: Patient | None = None,
    values: Mapping[str, str] | None = None,
) -> Built:
    """Return *content* as PDF for a branch and, if given, a patient; raises the errors of errors.py."""
    setting = setting_of(library, content, on, branch, patient, values or {})
    return build(library, content.compose(setting), notes=content.notes, looks=content.looks)


def setting_of(
    library: Library,
    content: Content,
    on: date,
    branch: str | None,
    patient: Patient | None,
    values: Mapping[str, str],
) -> Setting:
    """Return where and for whom *content* is printed; raises UsageError for values it does not take."""
    return make_setting(library, content.published, on, branch, patient, values, content.answerable, content.medium)


def themes_of(library: Library, looks: Looks, paper: str | None = None) -> list[Theme]:
    """Return the looks to try in turn, from open to tight, on the clinic's paper or another."""
    from generator.theme import make_theme

    brand, paper = library.clinic.brand, paper or library.clinic.paper
    densities: tuple[Density, ...] = ("open", "snug", "tight") if looks.close or looks.easy else _DENSITIES[paper]
    densities = ("open",) if looks.large_print else densities
    given = {"paper": paper, "large_print": looks.large_print, "greyscale": looks.greyscale, "easy": looks.easy}
    return [make_theme(brand.colour, brand.accent, density=density, **given) for density in densities]


def build(library: Library, document: Document, *, notes: tuple[str, ...] = (), looks: Looks = Looks()) -> Built:
    """Return *document* as PDF in the clinic's look; *notes* go to the user, with what the look had to change.

    Raises MissingGlyphError, FitError and ConformanceError.
    """
    from generator.layout import render

    themes = themes_of(library, looks)
    with conforming():
        rendered = render(document, themes, library.fonts, CREATOR)
    return Built(f"{document.id}.pdf", rendered.data, rendered.pages, themes[0].notes + notes, rendered.map)


@contextmanager
def conforming() -> Iterator[None]:
    """Turn ink that nobody claims into ConformanceError; collect garbage after the document, not during it."""
    from generator.pdf.canvas import UntaggedContentError

    try:
        with _collecting_later():
            yield
    except UntaggedContentError as error:
        hint = "nothing was written; please report it"
        raise ConformanceError(Problem(f"the file would not be accessible: {error}", None, hint)) from error
