"""Paperwell's Python API: load a library, build a document, save it.

    import datetime, generator
    library = generator.load_library("examples/riverside")
    built = generator.build_handout(library, "sciatica", on=datetime.date(2026, 11, 23))
    generator.save(built, "sciatica.pdf")

Importing this module is cheap: what a call needs is imported by the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from generator.build import (
    VERSION,
    Built,
    Looks,
    build,
    form_content,
    handout_content,
    make_setting,
    print_content,
    programme_content,
)
from generator.errors import (
    ConformanceError,
    ExitCode,
    FitError,
    InputError,
    Location,
    MissingAssetError,
    MissingGlyphError,
    PaperwellError,
    Problem,
    UsageError,
    WriteError,
)

if TYPE_CHECKING:
    from datetime import tzinfo

    from generator.answers.result import Answer, Answers, ScoreResult
    from generator.answers.writing import Format, Place
    from generator.audit import Audit
    from generator.batch import Fsync, Progress, Report
    from generator.compose.setting import Medium
    from generator.library import Entry, Library
    from generator.model.base import Node
    from generator.model.evidence import Source
    from generator.model.form import Form
    from generator.model.job import CardPrint, Job
    from generator.model.patient import Patient
    from generator.reviews import ReviewState
    from generator.search import Found

__all__ = [
    "Built",
    "ConformanceError",
    "ExitCode",
    "FitError",
    "InputError",
    "Kind",
    "Location",
    "MissingAssetError",
    "MissingGlyphError",
    "PaperwellError",
    "Problem",
    "Sample",
    "UsageError",
    "WriteError",
    "build_figures",
    "build_form",
    "build_handout",
    "build_programme",
    "check_as_json",
    "check_for_github",
    "check_library",
    "clinics",
    "export",
    "field_map_target",
    "find",
    "keep_issued",
    "load_job",
    "load_library",
    "outline",
    "pdf_files",
    "pemat_items",
    "plan_batch",
    "read",
    "read_many",
    "read_patient",
    "review_states",
    "run_batch",
    "samples",
    "save",
    "save_field_map",
    "save_target",
    "schema",
    "score",
    "sources_of",
]
__version__ = VERSION
Kind = Literal["form", "handout", "part", "sources", "guidelines", "reviews", "clinic", "job"]


def load_library(clinic: str | Path | None = None) -> Library:
    """Return the library under a clinic's folder, or under the example clinic Riverside.

    Raises UsageError when there is no such folder, InputError with every problem of its clinic.yaml.
    """
    from generator.library import open_library

    return open_library(Path(clinic) if clinic is not None else None)


def clinics(library: Library) -> list[Entry]:
    """Return the clinic in use and the example clinics."""
    from generator.library import Entry, example_clinics, open_library

    folders = {library.clinic.id: library.folder}
    folders |= {id_: folder for id_, folder in example_clinics().items() if id_ not in folders}
    found = []
    for id_, folder in folders.items():
        clinic = open_library(folder).clinic
        branches = ", ".join(branch.id for branch in clinic.branches)
        found.append(Entry(id_, clinic.name, branches, folder, own=folder == library.folder))
    return found


def read_patient(path: str | Path, row_id: str | None, library: Library, branch: str | None = None) -> Patient:
    """Return one patient from a CSV file; dates that are not ISO are read in the branch country's order."""
    from generator.roster import read_patient as read

    country = library.country(library.branch(branch).country)
    return read(Path(path), row_id, country.date_order)


def build_form(
    library: Library,
    form_id: str,
    *,
    on: date,
    branch: str | None = None,
    patient: Patient | None = None,
    values: Mapping[str, str] | None = None,
    medium: Medium = "both",
) -> Built:
    """Return the form as a PDF to fill in by pen or on screen, blank without a *patient*.

    *values* are patient fields or, by linkId path, answers. *medium* “paper” leaves out the fields, “screen” the
    hints for the pen. Raises the errors of errors.py.
    """
    content = form_content(library, form_id, medium)
    return print_content(library, content, on=on, branch=branch, patient=patient, values=values)


def build_handout(
    library: Library,
    handout_id: str,
    *,
    on: date,
    branch: str | None = None,
    patient: Patient | None = None,
    values: Mapping[str, str] | None = None,
    phase: str | None = None,
    exercises: Sequence[str] = (),
    states: Sequence[str] = (),
    strict: bool = False,
    card: CardPrint | None = None,
) -> Built:
    """Return the advice sheet as a PDF, without a patient's strip when no *patient* is given.

    *values* are patient fields or `note`, the therapist's own words. A *phase* of the sheet or *exercises* add a
    programme on pages of its own, as build_programme does; *card* adds a card of emergency signs to cut out, to
    fold or, as “duplex”, printed on both sides. Raises the errors of errors.py.
    """
    content = handout_content(
        library, handout_id, phase=phase, exercises=exercises, states=states, strict=strict, card=card
    )
    return print_content(library, content, on=on, branch=branch, patient=patient, values=values)


def build_programme(
    library: Library,
    exercises: Sequence[str] = (),
    *,
    on: date,
    file: str | Path | None = None,
    branch: str | None = None,
    patient: Patient | None = None,
    values: Mapping[str, str] | None = None,
    changes: Mapping[str, object] | None = None,
    states: Sequence[str] = (),
    strict: bool = False,
    large_print: bool = False,
    greyscale: bool = False,
) -> Built:
    """Return an exercise programme as a PDF: cards with pictures and doses, and a week to tick.

    *exercises* are ids or names, each with a dose after a colon (docs/programmes.md); they follow those of *file*.
    *changes* replace keys of the programme: title, goal, note, start, review, per_page. *states* tell what is known
    of the patient (“osteoporosis”, “pregnant:28”); what they say about an exercise is in the notes, and with
    *strict* one that should be left out is refused. Raises the errors of errors.py.
    """
    content = programme_content(
        library,
        exercises,
        file=file,
        changes=changes,
        states=states,
        strict=strict,
        large_print=large_print,
        greyscale=greyscale,
    )
    return print_content(library, content, on=on, branch=branch, patient=patient, values=values)


def build_figures(library: Library, names: Sequence[str] = (), *, on: date, greyscale: bool = False) -> Built:
    """Return the pictures of the exercises *names* and of the figures of sheets, or all of them, for authors.

    Raises UsageError for a name that is neither.
    """
    from generator.compose.figures import compose_figures
    from generator.figures import FIGURES
    from generator.programmes import contact_sheet

    page = library.programme_page()
    drawings = [name for name in names if name in FIGURES] if names else list(FIGURES)
    others = [name for name in names if name not in FIGURES]
    ids = contact_sheet(others, library) if others or not names else ()
    setting = make_setting(library, page, on, None, None, {}, ())
    words = library.figure_words(page.language)
    document = compose_figures([library.exercise(id_) for id_ in ids], drawings, words, page, setting)
    return build(library, document, looks=Looks(greyscale=greyscale))


def save_field_map(built: Built, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write where the answers of the form *built* stand as JSON (docs/field-map.md); return the file.

    Raises WriteError, and UsageError for a document that is no form.
    """
    from generator.output import write_private

    file = field_map_target(built, path, overwrite=overwrite)
    if built.map:
        write_private(file, built.map.as_json().encode(), overwrite=overwrite)
    return file


def field_map_target(built: Built, path: str | Path, *, overwrite: bool = False) -> Path:
    """Return the file that save_field_map would write; raises what it would raise, before anything is written."""
    from generator.output import check_writable, target

    if built.map is None:
        raise UsageError(Problem(f"“{built.name}” has no places for answers", None, "only forms have a field map"))
    file = target(str(path), Path(built.name).with_suffix(".json").name)
    check_writable(file, overwrite=overwrite)
    return file


def keep_issued(built: Built, folder: str | Path, blank: Callable[[], Built]) -> None:
    """Keep the field map of the form *built* in *folder* under its hash, with the blank form if that has the same.

    Paper that comes back years later is read by this map. *blank* is asked only for what is not kept yet; a form
    whose boxes grew with a patient's answers keeps its map alone. Raises WriteError.
    """
    from generator.output import keep

    if built.map is None:
        return
    place, layout = Path(folder), built.map.layout
    if (place / f"{layout}.json").exists():
        return
    empty = blank()
    if empty.map and empty.map.layout == layout:
        keep(place / f"{layout}.pdf", empty.data)
    keep(place / f"{layout}.json", built.map.as_json().encode())


def save_target(built: Built, path: str | Path, *, overwrite: bool = False) -> Path:
    """Return the file that save would write; raises what it would raise, before anything is written."""
    from generator.output import check_writable, target

    file = target(str(path), built.name)
    check_writable(file, overwrite=overwrite)
    return file


def save(built: Built, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write *built* to a file, or under its own name into a folder (made when *path* ends in “/”); return the file.

    The file is private (0600) and whole or not there at all. Raises WriteError.
    """
    from generator.output import target, write_private

    file = target(str(path), built.name)
    write_private(file, built.data, overwrite=overwrite)
    return file


def load_job(path: str | Path | None = None, options: Mapping[str, Any] | None = None) -> Job:
    """Return the job of a YAML file (docs/batches.md), with *options* over its keys; without a file, of these alone.

    Places in the file start at its folder, those in *options* at the current one. Raises InputError.
    """
    from generator.batch import load_job as load

    return load(Path(path) if path is not None else None, options or {})


def run_batch(
    job: Job,
    library: Library,
    *,
    on: date,
    workers: int = 1,
    scheduler: str | None = None,
    fsync: Fsync = "batch",
    force: bool = False,
    blank: Sequence[str] | None = None,
    copies: int | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Make the documents of *job* for everybody in its roster and return what came of them.

    The same call again makes what is missing or has changed, and repeats nothing. *workers* processes lay out what
    cannot be stamped; with a *scheduler* such as tcp://HOST:8786, the workers of Dask make everything. *fsync* says
    what survives a power cut, *force* lets files be replaced that were not made by a batch or changed since. *blank*
    are branches to make stock without names for, *copies* of each in the print file. *stop* is asked after each
    document. Raises what is wrong for every row before anything is written; what ended a run too early is in the
    report.
    """
    from generator.batch import Blank, Options
    from generator.batch import run_batch as run

    options = Options(workers, fsync, force, scheduler=scheduler)
    stock = Blank(tuple(blank), copies) if blank is not None else None
    return run(job, library, on=on, options=options, blank=stock, stdin=stdin, progress=progress, stop=stop)


def plan_batch(
    job: Job,
    library: Library,
    *,
    on: date,
    blank: Sequence[str] | None = None,
    copies: int | None = None,
    stdin: BinaryIO | None = None,
) -> Report:
    """Return what run_batch would make, and write nothing; raises what it would raise."""
    from generator.batch import Blank
    from generator.batch import plan_batch as plan

    stock = Blank(tuple(blank), copies) if blank is not None else None
    return plan(job, library, on=on, blank=stock, stdin=stdin)


def read(path: str | Path, library: Library | None = None) -> Answers:
    """Return what was answered in a filled PDF of a form; the built-in forms are known without a *library*.

    Raises MissingAssetError when the file cannot be read, InputError when it is no such PDF, is locked or broken, or
    is of a version that no longer fits.
    """
    from generator.answers.read import Reader

    return Reader(library or load_library()).read(Path(path))


def read_many(
    paths: Iterable[str | Path], library: Library | None = None, *, one_form: bool = False
) -> Iterator[Answers | PaperwellError]:
    """Yield what was answered in each file, or why it cannot be read; folders stand for the PDF files in them.

    With *one_form*, a file of another form than the first one is an error too.
    """
    from generator.answers.read import Reader, read_each

    yield from read_each(Reader(library or load_library()), pdf_files(paths), one_form=one_form)


def pdf_files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Yield files as they are given, and for each folder all PDF files in it, in order of their names."""
    from generator.answers.read import pdf_files as found

    yield from found(map(Path, paths))


def export(
    paths: Sequence[str | Path],
    place: Place,
    library: Library | None = None,
    *,
    format: Format = "json",
    overwrite: bool = False,
    zone: tzinfo | None = None,
) -> Iterator[Answers | PaperwellError]:
    """Read *paths* as `read_many` does and write their answers to *place*: a file, a folder (“out/”) or a stream.

    Yields each result; what is written is whole, private (0600) and in its place when all have been taken. *zone* is
    where the answers were given: FHIR wants it for a date with a time. Raises WriteError.
    """
    from generator.answers.writing import is_folder, writing

    library = library or load_library()
    several = len(paths) != 1 or Path(paths[0]).is_dir()
    one_form = format == "csv" and not is_folder(place)
    with writing(place, library, format, several=several, overwrite=overwrite, zone=zone) as add:
        for found in read_many(paths, library, one_form=one_form):
            if not isinstance(found, PaperwellError):
                add(found)
            yield found


def score(form: Form, answers: Mapping[str, Answer]) -> tuple[ScoreResult, ...]:
    """Return the scores of *form* for *answers* by path, as in `Answers.answers`."""
    from generator.answers.score import score as scores

    return scores(form, answers)


def schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of an authored file, for editors."""
    from generator.model.clinic import Clinic
    from generator.model.evidence import Guidelines, Register, SignOffs
    from generator.model.form import Form
    from generator.model.handout import Handout, Part, SameSheet
    from generator.model.job import Job

    models: dict[Kind, tuple[type[Node], ...]] = {
        "form": (Form,),
        "handout": (Handout, SameSheet),
        "part": (Part,),
        "sources": (Register,),
        "guidelines": (Guidelines,),
        "reviews": (SignOffs,),
        "clinic": (Clinic,),
        "job": (Job,),
    }
    schemas = [model.model_json_schema() for model in models[kind]]
    shared = {name: value for found in schemas for name, value in found.pop("$defs", {}).items()}
    whole = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, **({"$defs": shared} if shared else {})}


def check_library(
    library: Library, ids: Sequence[str] = (), *, on: date, progress: Callable[[str], None] = lambda _: None
) -> Audit:
    """Return what should be mended in the sheets, forms and exercises *ids* of *library*, or in all of it.

    Each finding tells file and line, why it matters and what to write instead (docs/checking.md). *progress* is told
    what is looked at. Raises UsageError for an id that there is not.
    """
    from generator.audit import audit

    return audit(library, ids, on=on, progress=progress)


def check_as_json(audit: Audit) -> str:
    """Return what `check_library` found as JSON, with reading grades and PEMAT-P items by sheet."""
    from generator.audit.report import as_json

    return as_json(audit)


def check_for_github(audit: Audit) -> Iterator[str]:
    """Yield what `check_library` found as workflow commands: GitHub shows each at its line."""
    from generator.audit.report import github_lines

    yield from github_lines(audit)


def pemat_items() -> list[tuple[int, str]]:
    """Return number and question of the PEMAT-P items that `check_library` tests."""
    from generator.check.pemat import ITEMS

    return [(item.number, item.asks) for item in ITEMS]


def find(library: Library, text: str) -> list[Found]:
    """Return the sheets, forms and exercises that *text* means, the best first: by title, other names or lead."""
    from generator.search import find as search

    return search(library, text)


def sources_of(library: Library, id_: str, branch: str | None = None) -> list[Source]:
    """Return the sources that the sheet *id_* names at a branch, in the order they are printed in.

    Raises UsageError when there is no such sheet.
    """
    from generator.compose.handout import cited

    sheet = library.handout(id_)
    place = library.branch(branch)
    chosen = place.guidelines or library.country(place.country).guidelines
    return [library.sources[id_] for id_ in cited(sheet, library, chosen)]


def review_states(library: Library, on: date) -> list[ReviewState]:
    """Return of each sheet and form what the foot of its pages says of its review on a day."""
    from generator.reviews import review_states as states

    return states(library, on)


def outline(path: str | Path) -> str:
    """Return the tag tree and the fields of a PDF as text; raises InputError when it is no tagged PDF."""
    from generator.pdf.outline import outline_of

    return outline_of(Path(path))


@dataclass(frozen=True, slots=True)
class Sample:
    """One document of the demonstration."""

    file: str
    built: Built


def samples(on: date) -> Iterator[Sample]:
    """Yield the sample documents one by one: every kind, blank and personalised, three brands, four countries."""
    riverside = load_library("riverside")
    patients = riverside.folder / "patients.csv"
    for id_, name in (("P-1001", "personal"), ("P-1005", "personal-devanagari")):
        patient = read_patient(patients, id_, riverside)
        yield Sample(f"riverside-sciatica-{name}.pdf", build_handout(riverside, "sciatica", on=on, patient=patient))
        yield Sample(f"riverside-new-patient-{name}.pdf", build_form(riverside, "new-patient", on=on, patient=patient))
    for branch in riverside.clinic.branches:
        built = build_handout(riverside, "sciatica", on=on, branch=branch.id)
        yield Sample(f"riverside-{branch.id}-sciatica.pdf", built)
        built = build_form(riverside, "new-patient", on=on, branch=branch.id)
        yield Sample(f"riverside-{branch.id}-new-patient.pdf", built)
    for clinic in ("human-mechanic", "crawley"):
        library = load_library(clinic)
        yield Sample(f"{clinic}-sciatica.pdf", build_handout(library, "sciatica", on=on))
        yield Sample(f"{clinic}-new-patient.pdf", build_form(library, "new-patient", on=on))
        yield Sample(f"{clinic}-back-and-leg-pain.pdf", build_form(library, "back-and-leg-pain", on=on))
        yield Sample(f"{clinic}-sciatica-early.pdf", build_handout(library, "sciatica", on=on, phase="early"))
    yield Sample("riverside-easy-back-pain.pdf", build_handout(riverside, "acute_back_strain-easy", on=on))
    yield Sample("riverside-stenosis-card.pdf", build_handout(riverside, "spinal_stenosis", on=on, card="fold"))
    patient = read_patient(patients, "P-1001", riverside)
    exercises = ("pelvic_tilt:usual", "knee_to_chest_single:5, hold 20 s, left", "cat_cow:usual", "glute_bridge")
    yield Sample("riverside-programme-personal.pdf", build_programme(riverside, exercises, on=on, patient=patient))
