"""Fixtures of all tests: external programs, conformance to PDF/UA and PDF/A, golden files."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

import generator
from generator import Built
from tests import verapdf as engine
from tests.helpers import DAY

TESTS = Path(__file__).parent
GOLDEN = TESTS / "golden"
REQUIRE_EXTERNAL = "PAPERWELL_REQUIRE_EXTERNAL"
CONFORMANCE = ("ua1", "2a")  # PDF/UA-1 and PDF/A-2a

AssertConforms = Callable[[bytes | Path], None]
AssertAllConform = Callable[[Iterable[tuple[str, bytes | Path]]], None]
Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/ anew; review the diff")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Start one process more than there are cores: a quarter of their time, tests wait for other programs."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None  # whoever says so gets that many
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses veraPDF, so that `-m "not external"` leaves it out too."""
    for item in items:
        if "verapdf" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.external("java"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("external"):
        if not mark.args:
            raise pytest.UsageError(f"{item.nodeid}: name the tools, as in @pytest.mark.external('qpdf')")
        for tool in mark.args:
            _require(tool)


def _require(tool: str) -> None:
    """Skip the test if *tool* is missing, or fail it if this run must have all tools."""
    if tool not in _WHY_MISSING:
        raise pytest.UsageError(f"unknown external tool “{tool}”; known are {', '.join(_WHY_MISSING)}")
    reason = _WHY_MISSING[tool]()
    if reason is None:
        return
    if os.environ.get(REQUIRE_EXTERNAL):
        pytest.fail(f"{tool}: {reason}, and {REQUIRE_EXTERNAL} is set", pytrace=False)
    pytest.skip(f"{tool}: {reason}")


def _programs(*names: str) -> Callable[[], str | None]:
    def why_missing() -> str | None:
        missing = [name for name in names if shutil.which(name) is None]
        return f"not installed: {', '.join(missing)}" if missing else None

    return why_missing


def _why_node_is_missing() -> str | None:
    if not (TESTS / "node" / "node_modules" / "pdf-lib").is_dir():
        return "pdf-lib is not installed; run: npm ci --prefix tests/node"
    return _programs("node")()


_WHY_MISSING: dict[str, Callable[[], str | None]] = {
    "java": engine.why_unavailable,
    "poppler": _programs("pdfinfo", "pdftotext", "pdftoppm"),
    "qpdf": _programs("qpdf"),
    "pdftk": _programs("pdftk"),
    "node": _why_node_is_missing,
}


@pytest.fixture(scope="session")
def all_samples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Built]:
    """All sample documents by file name, made once by one of the processes of a run."""

    def make() -> dict[str, Built]:
        return {sample.file: sample.built for sample in generator.samples(DAY)}

    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make()
    shared = tmp_path_factory.getbasetemp().parent / "samples"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            shared.write_bytes(pickle.dumps(make()))
    found: dict[str, Built] = pickle.loads(shared.read_bytes())
    return found


@pytest.fixture(scope="session")
def verapdf() -> Iterator[engine.Verapdf]:
    """veraPDF: `verapdf.check(pdf, "ua1")` has `.compliant` and `.failures`."""
    _require("java")
    with engine.Verapdf() as validator:
        yield validator


@pytest.fixture
def assert_conforms(verapdf: engine.Verapdf) -> AssertConforms:
    """Assert that a PDF, as bytes or as a path, is PDF/UA-1 and PDF/A-2a; show the broken clauses if not."""

    def check(pdf: bytes | Path) -> None:
        if broken := breaches(verapdf, pdf):
            pytest.fail("\n".join(f"the PDF {result}" for result in broken), pytrace=False)

    return check


@pytest.fixture
def assert_all_conform(verapdf: engine.Verapdf) -> AssertAllConform:
    """Assert that each of the PDFs, given with a name, is PDF/UA-1 and PDF/A-2a; show which are not, and why.

    All are checked, also after one that fails. Nothing at all to check is a failure.
    """

    def check(documents: Iterable[tuple[str, bytes | Path]]) -> None:
        broken = {name: breaches(verapdf, pdf) for name, pdf in documents}
        assert broken, "there is no PDF to check"
        if found := [f"{name} {result}" for name, results in broken.items() for result in results]:
            pytest.fail("\n".join(found), pytrace=False)

    return check


def breaches(verapdf: engine.Verapdf, pdf: bytes | Path) -> list[engine.Result]:
    """Return the verdicts against a PDF: by PDF/UA-1, by PDF/A-2a, or by none."""
    return [result for result in verapdf.check_all(pdf, CONFORMANCE) if not result.compliant]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Assert that a text equals the file tests/golden/<name>; `--update-golden` writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("update_golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        if not path.is_file():
            pytest.fail(f"tests/golden/{name} is missing; pytest --update-golden writes it", pytrace=False)
        expected = path.read_text(encoding="utf-8")
        assert text == expected, f"tests/golden/{name} differs; if rightly so, pytest --update-golden"

    return compare
