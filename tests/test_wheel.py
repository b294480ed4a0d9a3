"""The wheel: what is built from the checkout works elsewhere, with its data inside."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.helpers import ROOT, command


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    if find_spec("hatchling") is None:
        pytest.skip("the build backend hatchling is not installed; run: pip install hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's contents; the dependencies are those of this Python."""
    if find_spec("pip") is None:
        pytest.skip("pip is not installed in this environment")
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    done = subprocess.run([*command, "--target", target, wheel], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def run(installed: Path, folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python in *folder* with the installed package before everything else."""
    unwanted = ("PAPERWELL_CLINIC", "PYTHONDONTWRITEBYTECODE")  # to compile it anew each time takes a second
    environment = {key: value for key, value in os.environ.items() if key not in unwanted}
    environment["PYTHONPATH"] = str(installed)
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_wheel_holds_the_whole_library_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for kind in ("forms", "handouts", "fonts", "examples"):
        wanted = {p.relative_to(ROOT).as_posix() for p in (ROOT / kind).rglob("*") if p.is_file()}
        packed = {name.removeprefix("generator/_library/") for name in names}
        assert wanted - packed == set()
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "docs/"))]


def test_wheel_holds_the_words_and_countries(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "generator/locales/en.yaml" in names
    assert "generator/locales/countries.yaml" in names


def test_wheel_holds_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {Path(name).name for name in archive.namelist() if ".dist-info/licenses/" in name}
    assert {"LICENSE", "LICENSE-CONTENT", "OFL.txt"} <= held


def test_installed_package_is_used_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "-c", "import generator, cli; print(generator.__file__); print(cli.__file__)")
    assert [Path(line).is_relative_to(installed) for line in done.stdout.split()] == [True, True], done.stderr


@pytest.mark.parametrize("arguments", [("handout", "sciatica"), ("form", "new-patient")])
def test_installed_command_makes_a_document_anywhere(
    arguments: tuple[str, str], installed: Path, tmp_path: Path
) -> None:
    done = run(installed, tmp_path, "-m", "cli", *arguments)
    assert done.returncode == 0, done.stderr
    made = tmp_path / f"{arguments[1]}.pdf"
    assert made.read_bytes().startswith(b"%PDF-1.7")
    assert {path.name for path in tmp_path.iterdir()} - {"issued"} == {made.name}


def test_installed_command_makes_what_the_checkout_makes(installed: Path, tmp_path: Path) -> None:
    arguments = ("handout", "sciatica", "--clinic", "riverside", "--date", "2026-11-23", "-o")
    run(installed, tmp_path, "-m", "cli", *arguments, "installed.pdf")
    assert command(*arguments, "checkout.pdf", cwd=tmp_path).exit_code == 0
    assert (tmp_path / "installed.pdf").read_bytes() == (tmp_path / "checkout.pdf").read_bytes()


def test_installed_command_lists_the_library(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "-m", "cli", "list", "--json")
    assert done.returncode == 0, done.stderr
    for id_ in ("sciatica", "new-patient", "riverside", "human-mechanic", "crawley"):
        assert f'"id": "{id_}"' in done.stdout


def test_wheel_names_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "paperwell = cli:main" in archive.read(name).decode()
