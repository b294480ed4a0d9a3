"""The paperwell command: parse, call the API, print. No logic of its own."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, tzinfo
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, get_args

import click

import generator
from generator import Built, PaperwellError, Problem

if TYPE_CHECKING:
    from generator.answers.writing import Format
    from generator.audit import Audit
    from generator.batch import Fsync, Progress, Report
    from generator.compose.setting import Medium
    from generator.library import Entry, Library
    from generator.model.job import CardPrint

Command = TypeVar("Command", bound=Callable[..., Any])
Result = TypeVar("Result")
_EXIT_CODES = """
\b
Exit codes:
  0  done                        4  a font, logo or file is missing
  1  Paperwell itself failed     5  something does not fit a page
  2  the command is off          6  the file would not be accessible
  3  a file has problems         7  the output cannot be written
 10  batch: some rows or documents failed, the others are made
130  batch: stopped by Ctrl-C or SIGTERM
"""


class _Group(click.Group):
    """Turns the API's errors into messages and exit codes, tracebacks only with --debug."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except PaperwellError as error:
            if context.params.get("debug"):
                raise
            _fail(error)
        except BrokenPipeError:
            sys.stderr.close()  # the reader went away: nothing to tell anybody
            raise SystemExit(generator.ExitCode.CANNOT_WRITE) from None
        except OSError as error:
            _fail(_unusable(error))


def _no_output(why: str) -> generator.WriteError:
    problem = generator.Problem(f"cannot write the output: {why}", None, "make room, or write to a file with -o FILE")
    return generator.WriteError(problem)


def _unusable(error: OSError) -> PaperwellError:
    """Return what an operating system's error means here: a file that cannot be read, or output that cannot go."""
    why = error.strerror or type(error).__name__
    if error.filename is None:
        return _no_output(why)
    problem = generator.Problem(
        f"cannot use the file: {why}", generator.Location(str(error.filename)), "check its name"
    )
    return generator.MissingAssetError(problem)


def _fail(error: PaperwellError) -> NoReturn:
    """Print every problem with what to do about it, and end with the error's exit code."""
    problems = error.problems
    if len(problems) > 1:
        click.echo(f"{len(problems)} problems:", err=True)
    _tell(problems, fg="red")
    raise SystemExit(error.exit_code)


def _tell(problems: Iterable[Problem], *, fg: str) -> None:
    """Print each problem and what to do about it."""
    for problem in problems:
        place = f"{problem.at}: " if problem.at else ""
        click.secho(f"{place}{problem.what}", err=True, fg=fg)
        if problem.hint:
            click.echo(f"  what to do: {problem.hint}", err=True)


@click.group(
    cls=_Group,
    epilog=_EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--debug", is_flag=True, help="Show the full traceback of an error.")
@click.version_option(generator.__version__, prog_name="paperwell")
def main(debug: bool) -> None:
    """Make a clinic's paper: intake forms and advice sheets as branded, accessible PDFs.

    \b
    Examples:
      paperwell list
      paperwell form new-patient
      paperwell handout sciatica --clinic my-clinic --branch north
      paperwell handout sciatica --patient export.csv --row P-1001 -o out/
    """
    if not debug:
        sys.excepthook = _tell_bug


def _tell_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell that Paperwell itself failed, without what a patient's data may have left in the message."""
    click.secho(f"Paperwell itself failed ({kind.__name__}).", err=True, fg="red")
    click.echo("  what to do: run it again with “paperwell --debug …” and report what it says", err=True)


def _clinic_option(command: Command) -> Command:
    return click.option(
        "--clinic",
        type=click.Path(path_type=Path),
        envvar="PAPERWELL_CLINIC",
        metavar="DIR",
        help="Folder with the clinic.yaml (or the name of an example clinic). Default: PAPERWELL_CLINIC, the "
        "current folder, or the example clinic Riverside.",
    )(command)


def _library(clinic: Path | None) -> Library:
    """Return the library of the clinic asked for; tell when it is only the example."""
    if clinic is None and Path("clinic.yaml").is_file():
        clinic = Path()
    if clinic is None:
        click.echo("note: no clinic given (--clinic DIR), using the example clinic Riverside", err=True)
    return generator.load_library(clinic)


# -- list -----------------------------------------------------------------------------------------------------------


@main.command("list")
@click.argument("what", type=click.Choice(["forms", "handouts", "exercises", "clinics"]), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@_clinic_option
def list_(what: str | None, as_json: bool, clinic: Path | None) -> None:
    """List what can be printed: forms, handouts, clinics; and, when asked for, exercises.

    \b
    Examples:
      paperwell list
      paperwell list handouts --json
    """
    library = _library(clinic)
    makers: dict[str, Callable[[], list[Entry]]] = {
        "forms": library.forms,
        "handouts": library.handouts,
        "exercises": library.exercise_entries,
        "clinics": lambda: generator.clinics(library),
    }
    usual = [kind for kind in makers if kind != "exercises"]  # there are many of them
    found = {kind: makers[kind]() for kind in ([what] if what else usual)}
    if as_json:
        _print_json(found)
    else:
        _print_tables(found)
    broken = [entry for entries in found.values() for entry in entries if entry.problem]
    for entry in broken:
        click.secho(entry.problem, err=True, fg="red")
    if broken:
        raise SystemExit(generator.ExitCode.BAD_INPUT)


def _print_json(found: dict[str, list[Entry]]) -> None:
    import json

    plain = {
        kind: [{"id": e.id, "title": e.title, _third(kind): e.version, "own": e.own} for e in entries]
        for kind, entries in found.items()
    }
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))


def _third(kind: str) -> str:
    return "branches" if kind == "clinics" else "version"


def _print_tables(found: dict[str, list[Entry]]) -> None:
    for kind, entries in found.items():
        rows = [(e.id, e.title or "(has problems, see below)", e.version, "clinic" if e.own else "") for e in entries]
        _print_table(kind.capitalize(), ("id", "title", _third(kind), "from"), rows)


def _print_table(title: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]], numbers: int = 0) -> None:
    """Print a table; its last *numbers* columns hold numbers."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    names = list(heads)
    table = Table(title=title, box=SIMPLE, title_justify="left", title_style="bold")
    for index, name in enumerate(names):
        table.add_column(name, justify="right" if index >= len(names) - numbers else "left")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False).print(table)


# -- form and handout -----------------------------------------------------------------------------------------------


def _document_options(command: Command) -> Command:
    options = (
        _clinic_option,
        click.option("--branch", metavar="ID", help="Branch to print for. Default: the clinic's first."),
        click.option(
            "--patient",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="CSV file of patients.",
        ),
        click.option("--row", metavar="ID", help="Which patient of the file, by the id column."),
        click.option(
            "--set",
            "values",
            multiple=True,
            metavar="KEY=VALUE",
            callback=_pairs,
            help="Give a value by hand.",
        ),
        click.option("--date", "on", callback=_date, metavar="YYYY-MM-DD", help="Date to print. Default: today."),
        click.option("-o", "--output", default=".", metavar="FILE|DIR|-", help="Where to write; - is standard output."),
        click.option("--force", is_flag=True, help="Overwrite an existing file."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _pairs(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise click.BadParameter("write it as KEY=VALUE, such as therapist=“R. Kulkarni”", context, parameter)
        pairs[key.strip()] = value
    return pairs


def _date(context: click.Context, parameter: click.Parameter, given: str | None) -> date:
    if given is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise click.BadParameter("write it as YYYY-MM-DD, such as 2026-11-30", context, parameter) from None


def _date_or_none(context: click.Context, parameter: click.Parameter, given: str | None) -> date | None:
    return None if given is None else _date(context, parameter, given)


def _chosen(
    library: Library,
    branch: str | None,
    patient: Path | None,
    row: str | None,
    values: dict[str, str],
    on: date,
) -> dict[str, Any]:
    """Return the API's arguments for what the options say."""
    if row and not patient:
        raise click.UsageError("--row needs --patient FILE")
    found = generator.read_patient(patient, row, library, branch) if patient else None
    return {"on": on, "branch": branch, "patient": found, "values": values}


def _check_apart(map_file: Path, output: str) -> None:
    """Refuse a field map that would replace the form."""
    if map_file.resolve() == Path(output).resolve():
        raise click.UsageError("--field-map and -o name the same file")


def _write(built: Built, output: str, force: bool, *, quiet: bool = False) -> None:
    """Write the document where it should go, and tell: on standard error, where *quiet* keeps the other free."""
    for note in built.notes:
        click.echo(f"note: {note}", err=True)
    if output == "-":
        if sys.stdout is None:
            raise _no_output("it is closed")
        sys.stdout.buffer.write(built.data)
        sys.stdout.buffer.flush()
        return
    path = generator.save(built, output, overwrite=force)
    pages = "1 page" if built.pages == 1 else f"{built.pages} pages"
    click.echo(f"{path}  ({pages}, {len(built.data) / 1000:.0f} kB)", err=quiet)


@main.command()
@click.argument("id")
@_document_options
@click.option("--flat", is_flag=True, help="For paper alone: the form has no fields to fill in on screen.")
@click.option("--fillable-only", is_flag=True, help="For the screen alone: leaves out the hints for the pen.")
@click.option("--field-map", metavar="FILE", help="Write where every answer stands: JSON for programs that read scans.")
@click.option("--no-issued", is_flag=True, help="Do not keep the form's map in the folder issued/ beside the output.")
def form(
    id: str,
    clinic: Path | None,
    output: str,
    force: bool,
    flat: bool,
    fillable_only: bool,
    field_map: str | None,
    no_issued: bool,
    **options: Any,
) -> None:
    """Make a questionnaire: blank, or filled in with what is known of a patient.

    The folder issued/ beside the output keeps, under the hash printed in each page's code, what is needed to read
    the paper when it comes back. It holds nothing of a patient.

    \b
    Examples:
      paperwell form new-patient
      paperwell form new-patient --branch quay-road -o forms/
      paperwell form back-and-leg-pain --flat --field-map pain.json
      paperwell form new-patient --patient export.csv --row P-1001
      paperwell form new-patient --set family=Example --set about_you.contact_by="call text"
    """
    if flat and fillable_only:
        raise click.UsageError("--flat and --fillable-only exclude each other")
    if field_map == output == "-":
        raise click.UsageError("form and field map cannot both go to standard output")
    gc.disable()  # one document and the process ends: collecting its imports costs a twentieth of it
    library = _library(clinic)
    medium: Medium = "paper" if flat else "screen" if fillable_only else "both"
    chosen = _chosen(library, **options)
    built = generator.build_form(library, id, **chosen, medium=medium)
    kept = (
        None if output == "-" or no_issued or fillable_only else generator.save_target(built, output, overwrite=force)
    )
    if field_map and field_map != "-":
        _check_apart(generator.field_map_target(built, field_map, overwrite=force), output)
    if kept:
        blank = {"on": chosen["on"], "branch": chosen["branch"]}
        generator.keep_issued(built, kept.parent / "issued", lambda: generator.build_form(library, id, **blank))
    _write(built, output, force, quiet=field_map == "-")
    if field_map == "-" and built.map:
        click.echo(built.map.as_json(), nl=False)
    elif field_map:
        generator.save_field_map(built, field_map, overwrite=force)


def _programme_options(command: Command) -> Command:
    flag = click.option(
        "--flag",
        "states",
        multiple=True,
        metavar="STATE[:N]",
        help="What is known of the patient: osteoporosis, pregnant:28 (weeks), disc_surgery:10d, cannot_kneel …",
    )
    strict = click.option("--strict", is_flag=True, help="Refuse exercises that should be left out or asked about.")
    return flag(strict(command))


@main.command()
@click.argument("id")
@_document_options
@click.option("--programme", "phase", metavar="PHASE", help="Add the sheet's exercises for a phase, such as early.")
@click.option("--exercise", "exercises", multiple=True, metavar="NAME[:DOSE]", help="Add an exercise.")
@click.option("--card", type=click.Choice(["fold", "duplex"]), help="Add a card of emergency signs to cut out.")
@_programme_options
def handout(
    id: str,
    clinic: Path | None,
    output: str,
    force: bool,
    phase: str | None,
    exercises: tuple[str, ...],
    card: CardPrint | None,
    states: tuple[str, ...],
    strict: bool,
    **options: Any,
) -> None:
    """Make an advice sheet: for everybody, or with a patient's name and a note. “paperwell find WORDS” finds one.

    The card of emergency signs is made to fold, or for printing on both sides (duplex).

    \b
    Examples:
      paperwell handout sciatica
      paperwell handout sciatica --patient export.csv --row P-1001
      paperwell handout sciatica --set name="Asha Example" --set note="Walk after breakfast."
      paperwell handout sciatica -o - | lpr
      paperwell handout sciatica --programme early --card fold
      paperwell handout sciatica --exercise pelvic_tilt:"10 times, hold 3 s, 2/day" --exercise "knee hug:5, left"
    """
    gc.disable()
    library = _library(clinic)
    built = generator.build_handout(
        library,
        id,
        **_chosen(library, **options),
        phase=phase,
        exercises=exercises,
        states=states,
        strict=strict,
        card=card,
    )
    _write(built, output, force)


@main.command()
@click.argument("exercises", nargs=-1, metavar="EXERCISE[:DOSE]...")
@_document_options
@click.option("--programme-file", "file", metavar="FILE", help="YAML file with the programme.")
@click.option("--title", metavar="TEXT", help="Beside the page's title, such as “Sciatica: weeks 1 and 2”.")
@click.option("--goal", metavar="TEXT", help="What the patient wants to do again.")
@click.option("--note", metavar="TEXT", help="The therapist's own words; lines to write on, without it.")
@click.option("--start", callback=_date_or_none, metavar="YYYY-MM-DD", help="When it starts.")
@click.option("--review", callback=_date_or_none, metavar="YYYY-MM-DD", help="When it is looked at again.")
@click.option("--per-page", type=click.Choice(["6", "4", "2", "1"]), help="Cards a page. Default: 6.")
@click.option("--large-print", is_flag=True, help="Large letters, one exercise a page.")
@click.option("--grey", is_flag=True, help="In grey, for printers without colour.")
@_programme_options
def programme(
    exercises: tuple[str, ...],
    clinic: Path | None,
    output: str,
    force: bool,
    file: str | None,
    title: str | None,
    goal: str | None,
    note: str | None,
    start: date | None,
    review: date | None,
    per_page: str | None,
    large_print: bool,
    grey: bool,
    states: tuple[str, ...],
    strict: bool,
    **options: Any,
) -> None:
    """Make an exercise programme: a card for each exercise, and a week to tick.

    A dose is written as people write it, its parts between commas: 3x10, hold 5 s, 2/day, 3/week, 10 min, left,
    right, each side, slow. “usual” takes the exercise's own dose; without a dose there is room for the pen.
    “paperwell list exercises” shows the names.

    \b
    Examples:
      paperwell programme pelvic_tilt:"10 times, hold 3 s, 2/day" "knee hug:5, hold 20 s, left" cat_cow
      paperwell programme --programme-file weeks-1-2.yaml --patient export.csv --row P-1001
      paperwell programme glute_bridge:usual bird_dog:usual --flag osteoporosis --start 2026-11-23
      paperwell programme glute_bridge:3x8 --large-print --grey
    """
    gc.disable()
    library = _library(clinic)
    changes = {"title": title, "goal": goal, "note": note, "start": start, "review": review}
    built = generator.build_programme(
        library,
        exercises,
        file=file,
        changes={**changes, "per_page": int(per_page) if per_page else None},
        states=states,
        strict=strict,
        large_print=large_print,
        greyscale=grey,
        **_chosen(library, **options),
    )
    _write(built, output, force)


@main.command()
@click.argument("names", nargs=-1, metavar="[ID]...")
@_clinic_option
@click.option("--grey", is_flag=True, help="In grey, as a printer without colour shows them.")
@click.option("--date", "on", callback=_date, metavar="YYYY-MM-DD", help="Date to print. Default: today.")
@click.option("-o", "--output", default=".", metavar="FILE|DIR|-", help="Where to write; - is standard output.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def figures(names: tuple[str, ...], clinic: Path | None, grey: bool, on: date, output: str, force: bool) -> None:
    """Make a sheet with the pictures of exercises and advice sheets, for authors.

    \b
    Examples:
      paperwell figures -o sheet.pdf
      paperwell figures pelvic_tilt cat_cow sciatic_nerve --grey
    """
    _write(generator.build_figures(_library(clinic), names, on=on, greyscale=grey), output, force)


# -- read -----------------------------------------------------------------------------------------------------------

_MANY = 20  # files, from which on it takes long enough to show how far it is


def _zone(context: click.Context, parameter: click.Parameter, given: str | None) -> tzinfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(given) if given else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter("name it as Europe/London or Asia/Kolkata", context, parameter) from None


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@_clinic_option
@click.option(
    "--format",
    type=click.Choice(["json", "csv", "fhir"]),
    default="json",
    show_default=True,
    help="json for programs, csv for spreadsheets, fhir for health records (R4 QuestionnaireResponse).",
)
@click.option("-o", "--output", default="-", metavar="FILE|DIR/|-", help="Where to write. Default: standard output.")
@click.option("--zone", callback=_zone, metavar="NAME", help="Time zone of a date with a time in FHIR: Europe/London.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def read(
    files: tuple[Path, ...], clinic: Path | None, format: Format, output: str, zone: tzinfo | None, force: bool
) -> None:
    """Read answers back from filled forms, with their scores and the flags they raise.

    A FILE that is a folder stands for all PDF files in it. A file that cannot be read is told on standard error, the
    others are kept, and the exit code is 3. What is written holds patients' data: only you can read it.

    \b
    Examples:
      paperwell read new-patient.pdf
      paperwell read inbox/ --format csv -o answers.csv
      paperwell read inbox/ --format csv -o tables/        (a table for each form)
      paperwell read a.pdf b.pdf --format fhir -o bundle.json --clinic my-clinic
    """
    if output == "-" and sys.stdout is None:
        raise _no_output("it is closed")
    place = sys.stdout.buffer if output == "-" else output
    results = generator.export(files, place, _library(clinic), format=format, overwrite=force, zone=zone)
    good = bad = 0
    for found in _watched(results, files, shown=output != "-"):
        if isinstance(found, PaperwellError):
            bad += 1
            _tell(found.problems, fg="red")
            continue
        good += 1
        _tell(found.problems, fg="yellow")
        for note in found.notes:
            click.echo(f"note: {note.at}: {note.what}", err=True)
    if good and output != "-":
        click.echo(f"{output}  ({'1 file' if good == 1 else f'{good} files'} read)")
    if bad:
        click.secho(f"{bad} of {good + bad} files could not be read", err=True, fg="red")
        raise SystemExit(generator.ExitCode.BAD_INPUT)


def _watched(results: Iterator[Result], files: Sequence[Path], *, shown: bool) -> Iterator[Result]:
    """Yield *results*; with many of them, a bar on the terminal tells how far it is."""
    total = sum(1 for _ in generator.pdf_files(files)) if shown and sys.stderr.isatty() else 0
    if total < _MANY:
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, "Reading", total, console=Console(stderr=True), transient=True)


# -- batch ----------------------------------------------------------------------------------------------------------

_LINE_EVERY = 5.0  # seconds between lines that tell how far a run is, where there is no terminal
_SHOWN_FAULTS = 10
_BATCH_OPTIONS = (
    click.option("--roster", metavar="FILE", help="The patients: CSV, Excel, JSON, FHIR, a database, or - (pipe)."),
    click.option(
        "--document", "documents", multiple=True, metavar="KIND:ID", help="form:new-patient, handout:sciatica …"
    ),
    click.option("--out", metavar="DIR", help="Folder for a file per patient and document, or s3://bucket/folder."),
    click.option("--ledger", metavar="DIR", help="With s3://: folder for what is done. Default: paperwell-ledger/…"),
    click.option("--merge", metavar="FILE", help="A print file with all documents, in order."),
    click.option("--name", metavar="PATTERN", help='File names, such as "{{ branch }}/{{ document }}-{{ id }}.pdf".'),
    click.option("--date", "on", callback=_date_or_none, metavar="YYYY-MM-DD", help="Date to print. Default: today."),
    click.option("--branch", metavar="ID", help="One branch for all. Default: the column “branch”, or the first one."),
    click.option("--columns", multiple=True, callback=_pairs, metavar='FIELD="HEADING"', help="What a column means."),
    click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="How the roster writes dates."),
    click.option("--format", type=click.Choice(["csv", "xlsx", "json", "jsonl", "fhir", "sql"]), help="The roster's."),
    click.option("--sheet", metavar="NAME", help="Which sheet of an Excel file."),
    click.option("--query", metavar="SQL", help="What to ask a database: SELECT …"),
    click.option("--sort", metavar="KEYS", help="Print file: branch,time,therapist,name,roster in the order you want."),
    click.option("--duplex", is_flag=True, help="Print file: each patient starts on a fresh sheet."),
    click.option("--separator", type=click.Choice(["none", "branch", "patient"]), help="Print file: a sheet between."),
    click.option("--pick-sheet", is_flag=True, help="Print file: starts with a list of what follows for whom."),
    click.option("--untagged", is_flag=True, help="Print file: for paper alone; smaller, quicker, not accessible."),
    click.option("--blank", is_flag=True, help="Stock without names, instead of a roster."),
    click.option("--copies", type=click.IntRange(1, 10_000), help="With --blank: how many of each in the print file."),
    click.option("--branches", metavar="all|IDS", help="With --blank: for which branches. Default: all."),
    click.option("--workers", type=click.IntRange(1, 256), help="Processes that lay out. Default: one a core."),
    click.option("--scheduler", metavar="ADDRESS", help="Work on a Dask cluster: tcp://HOST:8786, or tls://…"),
    click.option(
        "--fsync",
        type=click.Choice(["each", "batch", "none"]),
        default="batch",
        show_default=True,
        help="What a power cut may cost: nothing, some hundred documents to make again, or more.",
    ),
    click.option("--dry-run", is_flag=True, help="Tell what would be made, and write nothing."),
    click.option("--force", is_flag=True, help="Replace files that were not made by a batch, or changed since."),
    click.option("--quiet", is_flag=True, help="Tell nothing but faults."),
    click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON, for programs."),
    _clinic_option,
)


def _batch_options(command: Command) -> Command:
    for option in reversed(_BATCH_OPTIONS):
        command = option(command)
    return command


@main.command()
@click.argument("job", required=False, type=click.Path(path_type=Path, dir_okay=False), metavar="[JOB.yaml]")
@_batch_options
def batch(
    job: Path | None,
    clinic: Path | None,
    on: date | None,
    blank: bool,
    copies: int | None,
    branches: str | None,
    workers: int | None,
    scheduler: str | None,
    fsync: Fsync,
    dry_run: bool,
    force: bool,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Make documents for everybody in a roster, for a print file or as files of their own.

    JOB.yaml says who gets what; options change it, or do without it. Run the same command again after a fault: it
    makes what is missing and repeats nothing. Rows that cannot be used are set aside in rejected.csv, and the exit
    code is 10.

    \b
    Examples:
      paperwell batch evening.yaml
      paperwell batch evening.yaml --dry-run
      paperwell batch --roster tomorrow.csv --document form:new-patient --document handout:sciatica --out out/
      paperwell batch --roster export.xlsx --columns id="Patient No" --document form:new-patient --merge print.pdf
      psql … --csv | paperwell batch --roster - --document form:new-patient --out out/ --quiet
      paperwell batch --blank --copies 50 --branches all --document form:new-patient --merge stock.pdf
      paperwell batch evening.yaml --scheduler tcp://10.0.0.5:8786 --out s3://clinic/evening
    """
    if not blank and (copies or branches):
        raise click.UsageError("--copies and --branches need --blank")
    if clinic is None and job is not None and (job.parent / "clinic.yaml").is_file():
        clinic = job.parent
    library = _library(clinic)
    loaded = generator.load_job(job, _job_keys(on=on, **options))
    given: dict[str, Any] = {"on": datetime.now().astimezone().date(), "stdin": sys.stdin.buffer if sys.stdin else None}
    if blank:
        given |= {"blank": _branch_ids(library, branches), "copies": copies}
    if dry_run:
        report = generator.plan_batch(loaded, library, **given)
    else:
        with _stopping() as stop, _progress(shown=not quiet and not as_json) as progress:
            report = generator.run_batch(
                loaded,
                library,
                workers=workers or _cores(),
                scheduler=scheduler,
                fsync=fsync,
                force=force,
                progress=progress,
                stop=stop,
                **given,
            )
    if as_json:
        _print_report_as_json(report)
    else:
        _print_report(report, dry_run=dry_run, quiet=quiet)
    if report.broken:
        _fail(report.broken)
    if report.stopped:
        raise SystemExit(generator.ExitCode.STOPPED)
    if not report.is_whole:
        raise SystemExit(generator.ExitCode.SOME_FAILED)


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _job_keys(
    *,
    on: date | None,
    roster: str | None,
    columns: dict[str, str],
    date_order: str | None,
    format: str | None,
    sheet: str | None,
    query: str | None,
    merge: str | None,
    sort: str | None,
    duplex: bool,
    separator: str | None,
    pick_sheet: bool,
    untagged: bool,
    documents: tuple[str, ...],
    **others: Any,
) -> dict[str, Any]:
    """Return what the options say, in the keys of a job file."""
    reading = {
        "file": roster, "columns": columns, "date_order": date_order, "format": format, "sheet": sheet, "query": query
    }  # fmt: skip
    printing = {
        "file": merge,
        "sort": [key.strip() for key in sort.split(",")] if sort else None,
        "duplex": duplex or None,
        "separator": separator,
        "pick_sheet": pick_sheet or None,
        "tagged": False if untagged else None,
    }
    keys = {**others, "documents": list(documents), "date": on, "roster": _given(reading), "merge": _given(printing)}
    return _given(keys)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if value not in (None, [], {})}


def _branch_ids(library: Library, branches: str | None) -> list[str]:
    if branches in (None, "all"):
        return [branch.id for branch in library.clinic.branches]
    return [part.strip() for part in str(branches).split(",")]


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether Ctrl-C was pressed, or the process asked to end; twice ends it at once."""
    import signal

    asked = False

    def ask(_number: int, _frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        click.echo("stopping after what is under way …", err=True)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[Progress], None]]:
    """Give a function that shows how far a run is: a bar on a terminal, a line now and then elsewhere."""
    if not shown:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("rows, {task.fields[rate]}"), TimeRemainingColumn())
    start = monotonic()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def show(progress: Progress) -> None:
            rate = progress.documents / max(monotonic() - start, 0.001)
            bar.update(task, completed=progress.rows, total=progress.all_rows, rate=f"{rate:.0f} documents/s")

        yield show


def _lines() -> Callable[[Progress], None]:
    start = last = monotonic()

    def show(progress: Progress) -> None:
        nonlocal last
        now = monotonic()
        if now - last >= _LINE_EVERY:
            last = now
            rate = progress.documents / (now - start)
            of = f" of about {progress.all_rows}" if progress.all_rows else ""
            click.echo(f"{progress.documents} documents, {progress.rows}{of} rows, {rate:.0f} documents/s", err=True)

    return show


def _print_report_as_json(report: Report) -> None:
    import json

    click.echo(json.dumps(report.as_json(), ensure_ascii=False))


def _print_report(report: Report, *, dry_run: bool, quiet: bool) -> None:
    """Tell what a run did, and what was wrong: on standard error."""
    for note in report.notes if not quiet else ():
        click.echo(f"note: {note}", err=True)
    for fault in report.faults[:_SHOWN_FAULTS]:
        click.secho(str(fault), err=True, fg="yellow")
    more = report.rejected + report.failed - _SHOWN_FAULTS
    if more > 0:
        click.secho(f"… and {more} more", err=True, fg="yellow")
    if report.rejected_file:
        click.echo(f"  what to do: mend the rows in {report.rejected_file} and print that file", err=True)
    if quiet:
        return
    if dry_run:
        _print_plan(report)
        return
    if report.rows == report.documents == 0 and not report.broken:
        click.echo("the roster has no rows: nothing to make", err=True)
    for path in report.print_files:
        click.echo(str(path))
    made = f"{report.stamped} stamped, {report.rewrapped} re-wrapped, {report.laid_out} laid out"
    where = f"{report.out}  " if report.out else ""
    click.echo(
        f"{where}({made}, {report.there} already there, {report.failed} failed, {report.rejected} rows rejected)"
    )


def _print_plan(report: Report) -> None:
    rows = [(document, branch, str(count)) for (document, branch), count in sorted(report.per.items())]
    _print_table("Would be made", ("document", "branch", "count"), rows, numbers=1)
    for name in report.examples:
        click.echo(f"  {name}")
    counts = f"{report.rows} rows, {report.documents} documents, {report.rejected} rows rejected"
    click.echo(f"{counts}, {report.failed} documents failed, {report.skipped} not asked for")


# -- what the library holds -----------------------------------------------------------------------------------------


@main.command()
@click.argument("words", nargs=-1, required=True)
@_clinic_option
def find(words: tuple[str, ...], clinic: Path | None) -> None:
    """Find the sheet, form or exercise that WORDS mean: people's own words and old names do.

    \b
    Examples:
      paperwell find "trapped nerve"
      paperwell find osteochondrosis
    """
    text = " ".join(words)
    found = generator.find(_library(clinic), text)
    if not found:
        problem = generator.Problem(f"nothing is called “{text}”", None, "try fewer words, or “paperwell list”")
        raise generator.UsageError(problem)
    rows = [(one.kind, one.id, one.title, one.by if one.by != one.title else "") for one in found]
    _print_table("Found", ("kind", "id", "title", "by"), rows)


@main.command()
@click.argument("id")
@_clinic_option
@click.option("--branch", metavar="ID", help="Whose guidelines to follow. Default: the clinic's first branch.")
def sources(id: str, clinic: Path | None, branch: str | None) -> None:
    """Print the sources of an advice sheet in full, and whether each was read.

    \b
    Example:
      paperwell sources sciatica
    """
    for number, source in enumerate(generator.sources_of(_library(clinic), id, branch), 1):
        year = f" ({source.year})" if source.year else ""
        where = ". ".join(filter(None, (source.title or source.cite, source.published_in)))
        click.echo(f"{number}. {source.author or source.cite}{year}. {where}.")
        numbers = [f"doi:{source.doi}" if source.doi else None, source.number, source.url]
        for line in (" · ".join(filter(None, numbers)), f"supports: {source.supports}", f"read: {source.read}"):
            if line:
                click.echo(f"   {line}")


@main.command()
@click.argument("id", required=False)
@_clinic_option
@click.option("--date", "on", callback=_date, metavar="YYYY-MM-DD", help="On which day. Default: today.")
def reviews(id: str | None, clinic: Path | None, on: date) -> None:
    """Tell which sheets and forms a clinician has reviewed; with an ID, what to write to sign it off.

    A clinic signs off in its own folder, in reviews.yaml. A text that changes later awaits its review again.

    \b
    Examples:
      paperwell reviews --clinic my-clinic
      paperwell reviews sciatica --clinic my-clinic
    """
    library = _library(clinic)
    states = [one for one in generator.review_states(library, on) if id in (None, one.id)]
    if id and not states:
        raise generator.UsageError(generator.Problem(f"there is no sheet or form “{id}”", None, "try “paperwell list”"))
    rows = [(o.kind, o.id, o.version, o.state, o.next_review.isoformat(), o.reviewer or "") for o in states]
    _print_table("Reviews", ("kind", "id", "version", "state", "next review", "reviewer"), rows)
    if id:
        click.echo(f"To sign it off, write into {library.folder / 'reviews.yaml'}:\n")
    for one in states if id else ():
        click.echo(f'{one.kind}s:\n  {one.id}:\n    version: "{one.version}"\n    text: {one.text}')
        later = on.replace(year=on.year + 2, day=1)
        click.echo(f"    reviewed: {on}\n    reviewer: NAME, REGISTRATION\n    next_review: {later}")


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@_clinic_option
@click.option(
    "--format",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="text for people, json for programs, github for annotations of a change.",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--pemat", is_flag=True, help="Print the table of PEMAT-P items, and reading grades by section.")
@click.option("--date", "on", callback=_date, metavar="YYYY-MM-DD", help="On which day. Default: today.")
def check(ids: tuple[str, ...], clinic: Path | None, format: str, strict: bool, pemat: bool, on: date) -> None:
    """Check sheets, forms and exercises, those of the clinic and ours: words, reading grade, evidence, reviews, pages.

    Each finding tells the line, why it matters and what to write instead. The exit code is 3 when there is an error.

    \b
    Examples:
      paperwell check --clinic my-clinic
      paperwell check first-visit --pemat
      paperwell check --strict --format github
    """
    library = _library(clinic)
    with _looking(ids, library, shown=format == "text") as progress:
        audit = generator.check_library(library, ids, on=on, progress=progress)
    if format == "json":
        click.echo(generator.check_as_json(audit))
    elif format == "github":
        for line in generator.check_for_github(audit):
            click.echo(line)
    else:
        _print_findings(audit)
        if pemat:
            _print_reading(audit)
    if audit.errors or (strict and audit.findings):
        raise SystemExit(generator.ExitCode.BAD_INPUT)


@contextmanager
def _looking(ids: Sequence[str], library: Library, *, shown: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that shows what is looked at: a bar on a terminal, nothing elsewhere."""
    if not shown or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    total = len(ids) or len(library.handout_ids()) + len(library.form_ids()) + len(library.exercise_ids())
    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda id_: bar.update(task, advance=1, description=id_)


def _print_findings(audit: Audit) -> None:
    for finding in audit.findings:
        click.secho(f"{finding.at}: {finding.what}", fg="red" if finding.level == "error" else "yellow")
        click.echo(f"  why: {finding.why}\n  instead: {finding.instead}  [{finding.rule}]")
    warnings = len(audit.findings) - audit.errors
    click.echo(f"{audit.looked_at} looked at: {audit.errors} errors, {warnings} warnings")


def _print_reading(audit: Audit) -> None:
    """Print how the sheets read: PEMAT-P items as a table, then the grade of each section."""
    marks = {True: "✓", False: "✗", None: "–"}
    items = generator.pemat_items()
    widest = max((len(sheet.id) for sheet in audit.sheets), default=8)
    click.echo(f"\n{'PEMAT-P':{widest}} " + "".join(f"{number:3}" for number, _ in items))
    for sheet in audit.sheets:
        click.echo(f"{sheet.id:{widest}} " + "".join(f"{marks[sheet.pemat[number]]:>3}" for number, _ in items))
    click.echo("\n" + "\n".join(f"{number:3} {asks}" for number, asks in items))
    rows = [
        (sheet.id, title, f"{found.flesch_kincaid:.1f}", f"{found.smog:.1f}", ", ".join(sorted(set(found.long))[:6]))
        for sheet in audit.sheets
        for title, found in (("all", sheet.whole), *sheet.chapters)
        if found.words
    ]
    _print_table("Reading grade", ("sheet", "section", "FK", "SMOG", "long words"), rows)


# -- demo, schema, outline ------------------------------------------------------------------------------------------


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"))
@click.option("--date", "on", callback=_date, metavar="YYYY-MM-DD", help="Date to print. Default: today.")
@click.option("--force", is_flag=True, help="Overwrite existing files.")
def demo(folder: Path, on: date, force: bool) -> None:
    """Make sample PDFs of every kind and brand in FOLDER (demo/), and list them.

    \b
    Example:
      paperwell demo samples/
    """
    from time import perf_counter

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = generator.Problem(f"cannot make the folder “{folder}”: {error.strerror}", None, "choose another")
        raise generator.WriteError(problem) from None
    rows = []
    start = perf_counter()
    for sample in generator.samples(on):
        generator.save(sample.built, folder / sample.file, overwrite=force)
        milliseconds = (perf_counter() - start) * 1000
        size = len(sample.built.data) / 1000
        rows.append((str(folder / sample.file), str(sample.built.pages), f"{size:.0f}", f"{milliseconds:.0f}"))
        start = perf_counter()
    _print_table("Written", ("file", "pages", "kB", "ms"), rows, numbers=3)


@main.command()
@click.argument("kind", type=click.Choice(get_args(generator.Kind)))
def schema(kind: generator.Kind) -> None:
    """Print the JSON Schema of a kind of file, for your editor.

    \b
    Example:
      paperwell schema handout > handout.schema.json
    """
    import json

    click.echo(json.dumps(generator.schema(kind), ensure_ascii=False, indent=2))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def outline(file: Path) -> None:
    """Print what a screen reader finds in a PDF: the tag tree, then the form fields.

    \b
    Example:
      paperwell outline sciatica.pdf
    """
    click.echo(generator.outline(file), nl=False)


if __name__ == "__main__":
    main()
