"""The paperwell command: parse, call the API, print. No logic of its own."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

import generator
from generator import Built, PaperwellError

if TYPE_CHECKING:
    from generator.library import Entry, Library

Command = TypeVar("Command", bound=Callable[..., Any])
_EXIT_CODES = """
\b
Exit codes:
  0  done                        4  a font, logo or file is missing
  1  Paperwell itself failed     5  something does not fit a page
  2  the command is off          6  the file would not be accessible
  3  a file has problems         7  the output cannot be written
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
    for problem in problems:
        place = f"{problem.at}: " if problem.at else ""
        click.secho(f"{place}{problem.what}", err=True, fg="red")
        if problem.hint:
            click.echo(f"  what to do: {problem.hint}", err=True)
    raise SystemExit(error.exit_code)


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
@click.argument("what", type=click.Choice(["forms", "handouts", "clinics"]), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@_clinic_option
def list_(what: str | None, as_json: bool, clinic: Path | None) -> None:
    """List what can be printed: forms, handouts, clinics.

    \b
    Examples:
      paperwell list
      paperwell list handouts --json
    """
    library = _library(clinic)
    makers: dict[str, Callable[[], list[Entry]]] = {
        "forms": library.forms,
        "handouts": library.handouts,
        "clinics": lambda: generator.clinics(library),
    }
    found = {kind: make() for kind, make in makers.items() if what in (None, kind)}
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


def _makes_document(build: Callable[..., Built]) -> Callable[[Command], Command]:
    """Give a command the options of a document and what it does with them."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(id: str, clinic: Path | None, output: str, force: bool, **options: Any) -> None:
            gc.disable()  # one document and the process ends: collecting its imports costs a twentieth of it
            library = _library(clinic)
            _write(build(library, id, **_chosen(library, **options)), output, force)

        return _document_options(click.argument("id")(run))  # type: ignore[return-value]

    return decorate


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


def _write(built: Built, output: str, force: bool) -> None:
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
    click.echo(f"{path}  ({pages}, {len(built.data) / 1000:.0f} kB)")


@main.command()
@_makes_document(generator.build_form)
def form() -> None:
    """Make a questionnaire: blank, or filled in with what is known of a patient.

    \b
    Examples:
      paperwell form new-patient
      paperwell form new-patient --branch quay-road -o forms/
      paperwell form new-patient --patient export.csv --row P-1001
      paperwell form new-patient --set family=Example --set about_you.contact_by="call text"
    """


@main.command()
@_makes_document(generator.build_handout)
def handout() -> None:
    """Make an advice sheet: for everybody, or with a patient's name and a note.

    \b
    Examples:
      paperwell handout sciatica
      paperwell handout sciatica --patient export.csv --row P-1001
      paperwell handout sciatica --set name="Asha Example" --set note="Walk after breakfast."
      paperwell handout sciatica -o - | lpr
    """


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
@click.argument("kind", type=click.Choice(["form", "handout", "clinic"]))
def schema(kind: generator.Kind) -> None:
    """Print the JSON Schema of a form, handout or clinic file, for your editor.

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
