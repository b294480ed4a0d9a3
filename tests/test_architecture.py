"""Rooms and doors: imports go down, each library has one home, effects stay at the rim (architecture.md)."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import generator
from tests.helpers import ROOT

# From the top down; a room imports from lower floors only, never from its own neighbours.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("cli",),
    ("api",),
    ("batch",),
    ("stamp", "audit"),
    ("build",),
    ("answers", "programmes", "search", "reviews"),
    ("library", "roster", "output", "layout"),
    ("pdf", "compose", "check"),
    ("answer", "dose"),
    ("text", "theme", "figures"),
    ("model", "blocks", "source"),
    ("errors", "fingerprint"),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
HOMES: dict[str, set[str]] = {
    "ruamel": {"source"},
    "jinja2": {"text"},
    "reportlab": {"layout", "pdf"},
    "svglib": {"layout"},
    "lxml": {"layout"},
    "segno": {"layout"},
    "PIL": {"layout", "pdf"},
    "pikepdf": {"pdf", "stamp", "answers"},
    "openpyxl": {"roster"},
    "sqlalchemy": {"roster"},
    "distributed": {"batch"},
    "fsspec": {"batch"},
    "uharfbuzz": {"pdf"},
    "babel": {"compose"},
    "pydantic": {"model", "source", "library"},
    "pydantic_core": {"model", "source"},
    "click": {"cli"},
    "rich": {"cli"},
}
DISTRIBUTIONS = {"pillow": "PIL", "ruamel.yaml": "ruamel", "ruamel.yaml.clib": "ruamel"}
COMES_WITH = {"pydantic_core": "pydantic"}
MODULES = sorted([ROOT / "cli.py", *(ROOT / "generator").rglob("*.py")])
every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


@dataclass(frozen=True)
class Import:
    """One imported module, such as generator.pdf.fonts."""

    module: str
    line: int
    for_types: bool


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path)


def imports(path: Path) -> Iterator[Import]:
    """Yield what *path* imports, inside functions too."""
    type_lines = {
        node.lineno
        for block in ast.walk(tree(path))
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, node.lineno in type_lines)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            name = node.module or ""
            inside = name == "generator" or (ROOT / name.replace(".", "/")).is_dir()
            for alias in node.names:
                yield Import(f"{name}.{alias.name}" if inside else name, node.lineno, node.lineno in type_lines)


def room(path: Path) -> str:
    """Return the room that a file of ours belongs to."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "cli" if parts == ("cli",) else "api" if parts[1] == "__init__" else parts[1]


def room_of(module: str) -> str | None:
    """Return the room of one of our modules, or None for a library."""
    parts = module.split(".")
    if parts[0] == "cli":
        return "cli"
    if parts[0] != "generator":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in FLOOR_OF else "api"


def told(path: Path, found: Import) -> str:
    return f"{path.relative_to(ROOT)}:{found.line}: {found.module}"


# -- rooms --------------------------------------------------------------------------------------------------------


@every_module
def test_module_belongs_to_a_known_room(path: Path) -> None:
    assert room(path) in FLOOR_OF


@every_module
def test_imports_go_down(path: Path) -> None:
    here = room(path)
    up = [
        told(path, found)
        for found in imports(path)
        if (there := room_of(found.module)) not in (None, here) and FLOOR_OF[str(there)] <= FLOOR_OF[here]
    ]
    assert up == []


def test_pdf_knows_nothing_of_blocks_models_or_texts() -> None:
    rooms = {room_of(found.module) for path in MODULES if room(path) == "pdf" for found in imports(path)}
    assert rooms <= {"pdf", "errors", None}


@pytest.mark.parametrize("drawn", ["figures", "theme"])
def test_figures_and_theme_are_pure_values(drawn: str) -> None:
    found = {each.module.split(".")[0] for path in MODULES if room(path) == drawn for each in imports(path)}
    assert found <= set(sys.stdlib_module_names) | {"generator"}


def test_command_uses_the_public_api_alone() -> None:
    cli = ROOT / "cli.py"
    modules = {each.module for each in imports(cli) if room_of(each.module) and not each.for_types}
    assert {module for module in modules if module.count(".") > 1} == set()
    used = {
        node.attr
        for node in ast.walk(tree(cli))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "generator"
    }
    names = used | {module.split(".")[1] for module in modules if "." in module}
    assert names <= {*generator.__all__, "__version__"}


def test_public_api_names_what_there_is() -> None:
    assert [name for name in generator.__all__ if not hasattr(generator, name)] == []
    assert generator.__all__ == sorted(generator.__all__, key=lambda name: (not name[0].isupper(), name))


# -- libraries ----------------------------------------------------------------------------------------------------


def libraries(path: Path) -> Iterator[tuple[str, Import]]:
    for found in imports(path):
        name = found.module.split(".")[0]
        if name not in sys.stdlib_module_names and name not in ("generator", "cli"):
            yield name, found


@every_module
def test_library_is_imported_in_its_home_alone(path: Path) -> None:
    strays = [told(path, found) for name, found in libraries(path) if room(path) not in HOMES.get(name, set())]
    assert strays == []


def declared() -> set[str]:
    """Return the modules of the libraries that pyproject.toml asks for, or offers with an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for extra in ("sql", "dask", "cloud") for line in project["optional-dependencies"][extra]]
    names = {re.split(r"[<>=!~ \[]", line)[0].lower() for line in (*project["dependencies"], *extras)}
    names.discard("s3fs")  # fsspec finds it by the address
    return {DISTRIBUTIONS.get(name, name) for name in names}


def imported() -> set[str]:
    found = {name for path in MODULES for name, _ in libraries(path)}
    return {COMES_WITH.get(name, name) for name in found}


def test_every_library_that_is_imported_is_declared() -> None:
    assert imported() - declared() == set()


def test_every_library_that_is_declared_is_imported() -> None:
    assert declared() - imported() == set()


# -- effects ------------------------------------------------------------------------------------------------------


def calls(path: Path) -> set[str]:
    """Return the names of all calls in *path*, dotted, as they are written."""
    return {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}


def uses(path: Path) -> set[str]:
    """Return all dotted names in *path*."""
    return {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute | ast.Name)}


below_the_command = pytest.mark.parametrize(
    "path", [path for path in MODULES if room(path) != "cli"], ids=lambda path: str(path.relative_to(ROOT))
)


@below_the_command
def test_only_the_command_prints_and_exits(path: Path) -> None:
    effects = {"print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout", "sys.stderr", "SystemExit"}
    assert uses(path) & effects == set()


@below_the_command
def test_only_the_command_asks_the_clock(path: Path) -> None:
    clocks = {"date.today", "datetime.now", "datetime.today", "datetime.datetime.now", "datetime.date.today"}
    assert calls(path) & clocks == set()
    assert {found.module for found in imports(path)} & {"time"} == set()


@below_the_command
def test_only_the_command_reads_the_environment(path: Path) -> None:
    assert uses(path) & {"os.environ", "os.getenv", "getenv", "environ"} == set()


@every_module
def test_nothing_goes_to_the_network(path: Path) -> None:
    doors = {"socket", "urllib", "http", "ftplib", "smtplib", "requests", "httpx", "aiohttp", "asyncio", "ssl"}
    assert {found.module.split(".")[0] for found in imports(path)} & doors == set()


@every_module
def test_nothing_runs_other_programs_or_text_as_code(path: Path) -> None:
    assert {found.module.split(".")[0] for found in imports(path)} & {
        "subprocess",
        "pickle",
        "marshal",
        "shelve",
    } == set()
    assert calls(path) & {"eval", "exec", "compile", "os.system", "os.popen", "__import__"} == set()


@every_module
def test_broad_exceptions_are_not_caught(path: Path) -> None:
    broad = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    assert broad == []


@every_module
def test_module_says_what_it_is_for(path: Path) -> None:
    assert (ast.get_docstring(tree(path)) or "").strip()
