"""Finds and loads forms, handouts, clinics, words and fonts by id; a clinic's folder overlays the built-in library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from generator.errors import (
    InputError,
    Location,
    MissingAssetError,
    PaperwellError,
    Problem,
    UsageError,
    nearest,
    shown,
)
from generator.figures import FIGURES, figure
from generator.model.base import Published, templates
from generator.model.clinic import Branch, Clinic
from generator.model.fonts import FontFamily, FontList
from generator.model.locale import Countries, Country, Words
from generator.pdf.fonts import STYLES, Family, Fonts
from generator.source import load_model, read_yaml
from generator.text import check

if TYPE_CHECKING:
    from generator.model import handout as handouts
    from generator.model.exercise import Exercise
    from generator.model.figure_words import FigureWords
    from generator.model.form import Form
    from generator.model.handout import Handout
    from generator.model.programme import ProgrammePage

_PACKAGE = Path(__file__).parent
DOCUMENT = TypeVar("DOCUMENT", bound=Published)
MODEL = TypeVar("MODEL", bound=BaseModel)
_EXERCISES = "handouts/exercises"
_EXERCISE_SOURCES, _PROGRAMME_PAGE = "sources", "programme"  # files there that are no exercises
RESULT = TypeVar("RESULT")


def built_in() -> Path:
    """Return the folder of the built-in library: inside the package in a wheel, the root of a checkout else."""
    packed = _PACKAGE / "_library"
    return packed if packed.is_dir() else _PACKAGE.parent


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the library holds; `problem` tells why it cannot be used."""

    id: str
    title: str
    version: str
    path: Path
    own: bool
    problem: str = ""


@dataclass(frozen=True)
class Library:
    """The built-in library under a clinic's own folder. Each file is read once: open it again to see changes."""

    clinic: Clinic
    folder: Path
    _read: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where things are looked for, first hit wins."""
        return (self.folder, built_in())

    # -- forms and handouts -----------------------------------------------------------------------------------

    def form(self, id_: str) -> Form:
        """Return the form *id_*; UsageError when there is none, InputError with all problems of its file."""
        from generator.check.form import form_problems
        from generator.model.form import Form  # making a model's classes costs 20 ms: only what is asked for

        return self._once("forms", id_, lambda: self._load("forms", id_, Form, form_problems))

    def handout(self, id_: str) -> Handout:
        """Return the handout *id_*; UsageError when there is none, InputError with all problems of its file."""
        from generator.model.handout import Handout

        return self._once("handouts", id_, lambda: self._load("handouts", id_, Handout, _figure_problems))

    def forms(self) -> list[Entry]:
        """Return all forms, the clinic's own first where two have one id."""
        return self._entries("forms", self.form)

    def handouts(self) -> list[Entry]:
        """Return all handouts."""
        return self._entries("handouts", self.handout)

    # -- exercises --------------------------------------------------------------------------------------------

    def exercise(self, id_: str) -> Exercise:
        """Return the exercise *id_*; UsageError when there is none, InputError with all problems of its file."""
        from generator.model.exercise import Exercise

        files = self._exercise_files()
        if id_ not in files:
            raise UsageError(Problem(f"there is no exercise “{id_}”", None, nearest(id_, files)))
        found = self._once("exercise", id_, lambda: _model(Exercise, files[id_]))
        if found.id != id_:
            hint = f"write “id: {id_}”, or rename the file"
            raise InputError(Problem(f"the file's id is “{found.id}”", Location(_shown(files[id_]), 1), hint))
        return found

    def exercises(self) -> dict[str, Exercise]:
        """Return all exercises by id; InputError when an easier or harder one, or a source, does not exist."""
        from generator.model.exercise import ExerciseSources, link_problems

        found = {id_: self.exercise(id_) for id_ in self._exercise_files()}
        listed = self._once(
            "exercise_sources", "", lambda: _model(ExerciseSources, self._files(_EXERCISES)[_EXERCISE_SOURCES])
        )
        problems = list(link_problems(found, [source.id for source in listed.sources]))
        if problems:
            raise InputError(problems)
        return found

    def exercise_entries(self) -> list[Entry]:
        """Return all exercises with their names."""
        entries = []
        for id_, path in sorted(self._exercise_files().items()):
            own = path.is_relative_to(self.folder) and self.folder != built_in()
            try:
                found = self.exercise(id_)
                entries.append(Entry(id_, found.name, found.version, path, own))
            except PaperwellError as error:
                entries.append(Entry(id_, "", "", path, own, str(error)))
        return entries

    def exercise_ids(self) -> tuple[str, ...]:
        """Return the ids of all exercises."""
        return tuple(sorted(self._exercise_files()))

    def _exercise_files(self) -> dict[str, Path]:
        others = (_EXERCISE_SOURCES, _PROGRAMME_PAGE)
        return self._once(
            "exercise_files",
            "",
            lambda: {id_: path for id_, path in self._files(_EXERCISES).items() if id_ not in others},
        )

    def programme_page(self) -> ProgrammePage:
        """Return what every programme says besides its exercises."""
        from generator.model.programme import ProgrammePage

        return self._once("programme", "", lambda: self._load(_EXERCISES, _PROGRAMME_PAGE, ProgrammePage, lambda _: []))

    def figure_words(self, language: str) -> FigureWords:
        """Return the words that pictures are described with; MissingAssetError when they are not there."""
        from generator.model.figure_words import FigureWords

        primary = language.split("-")[0]
        for folder in (self.folder / "locales", _PACKAGE / "locales"):
            path = folder / f"figures.{primary}.yaml"
            if path.is_file():
                return self._once("figure_words", str(path), partial(_model, FigureWords, path))
        hint = f"add figures.{primary}.yaml to the clinic's folder locales/"
        at = Location(_shown(self.folder / "clinic.yaml"))
        raise MissingAssetError(Problem(f"there are no words for pictures in “{language}”", at, hint))

    def _once(self, kind: str, key: str, read: Callable[[], RESULT]) -> RESULT:
        """Return what *read* gives, reading it the first time only."""
        if (kind, key) not in self._read:
            self._read[kind, key] = read()
        found: RESULT = self._read[kind, key]
        return found

    def _files(self, kind: str) -> dict[str, Path]:
        return self._once("files", kind, lambda: self._found(kind))

    def _found(self, kind: str) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in sorted((folder / kind).glob("*.yaml")):
                found.setdefault(path.stem, path)
        return found

    def _load(
        self, kind: str, id_: str, model: type[DOCUMENT], more: Callable[[DOCUMENT], Iterable[Problem]]
    ) -> DOCUMENT:
        files = self._files(kind)
        if id_ not in files:
            raise UsageError(Problem(f"there is no “{id_}” in {kind}", None, nearest(id_, files)))
        shown = _shown(files[id_])
        document = load_model(model, read_yaml(files[id_], shown), shown)
        problems = [problem for template in templates(document) for problem in check(template)]
        if document.id != id_:
            hint = f"write “id: {id_}”, or rename the file"
            problems.append(Problem(f"the file's id is “{document.id}”", Location(shown, 1), hint))
        problems += more(document)
        if problems:
            raise InputError(problems)
        return document

    def _entries(self, kind: str, load: Callable[[str], Published]) -> list[Entry]:
        entries = []
        for id_, path in sorted(self._files(kind).items()):
            own = path.is_relative_to(self.folder) and self.folder != built_in()
            try:
                found = load(id_)
                entries.append(Entry(id_, found.title, found.version, path, own))
            except PaperwellError as error:
                entries.append(Entry(id_, "", "", path, own, str(error)))
        return entries

    # -- the clinic and its words -----------------------------------------------------------------------------

    def branch(self, id_: str | None) -> Branch:
        """Return the branch *id_*, or the first one; UsageError when there is none."""
        if id_ is None:
            return self.clinic.branches[0]
        for branch in self.clinic.branches:
            if branch.id == id_:
                return branch
        hint = nearest(id_, (branch.id for branch in self.clinic.branches))
        raise UsageError(Problem(f"{self.clinic.name} has no branch “{id_}”", None, hint))

    @property
    def logo(self) -> Path | None:
        """The logo's file, which may be missing."""
        return self.folder / self.clinic.brand.logo if self.clinic.brand.logo else None

    def words(self, language: str) -> Words:
        """Return the words of the furniture in *language*; MissingAssetError when they are not there."""
        primary = language.split("-")[0]
        for folder in (self.folder / "locales", _PACKAGE / "locales"):
            for name in (language, primary):
                path = folder / f"{name}.yaml"
                if path.is_file():
                    return self._once("words", str(path), partial(_model, Words, path))
        hint = f"add {primary}.yaml to the clinic's folder locales/"
        at = Location(_shown(self.folder / "clinic.yaml"))
        raise MissingAssetError(Problem(f"there are no words in “{language}”", at, hint))

    def country(self, code: str) -> Country:
        """Return the facts of a country; an unknown one must be known by the branch's own emergency number."""
        path = _PACKAGE / "locales" / "countries.yaml"
        known = self._once("countries", "", lambda: _model(Countries, path)).countries
        if code in known:
            return known[code]
        branch = next((b for b in self.clinic.branches if b.country == code and b.emergency), None)
        if branch is None or branch.emergency is None:
            at = next((b.at for b in self.clinic.branches if b.country == code), None)
            hint = "add “emergency: …” to the branch"
            raise InputError(Problem(f"the emergency number of “{code}” is not known", at, hint))
        return Country(emergency=(branch.emergency,))

    @cached_property
    def fonts(self) -> Fonts:
        """The fonts of fonts.yaml, the clinic's own if it has one."""
        folder = next(folder / "fonts" for folder in self.folders if (folder / "fonts" / "fonts.yaml").is_file())
        listed = _model(FontList, folder / "fonts.yaml")
        names = [family.name for family in listed.families]
        if listed.field not in names:
            at = Location(_shown(folder / "fonts.yaml"))
            raise InputError(Problem(f"“field” names no family: “{listed.field}”", at, nearest(listed.field, names)))
        return Fonts((_family(entry, folder) for entry in listed.families), listed.field)


def _family(entry: FontFamily, folder: Path) -> Family:
    wrong = [style for style in entry.faces if style not in STYLES]
    missing = [name for name in entry.faces.values() if not (folder / name).is_file()]
    at = Location(_shown(folder / "fonts.yaml"))
    if wrong or "regular" not in entry.faces:
        raise InputError(Problem(f"“{entry.name}” has odd faces", at, f"use {', '.join(STYLES)}; regular is a must"))
    if missing:
        raise MissingAssetError(Problem(f"font file {missing[0]} is missing", at, "put it there"))
    files = {style: folder / name for style, name in entry.faces.items()}
    return Family(entry.name, entry.scripts[0], files, entry.pairwise)


def _figure_problems(handout: Handout) -> Iterator[Problem]:
    """Yield figures and labels that the figure library does not know."""
    for part in _figures(handout.body):
        if part.figure not in FIGURES:
            yield Problem(f"there is no figure “{part.figure}”", part.at, nearest(part.figure, FIGURES))
            continue
        anchors = figure(part.figure).anchors
        for label in part.labels:
            if label not in anchors:
                yield Problem(f"figure “{part.figure}” has no part “{label}”", part.at, nearest(label, anchors))


def _figures(body: Iterable[handouts.Block]) -> Iterator[handouts.Figure]:
    from generator.model import handout as handouts

    for block in body:
        match block:
            case handouts.Figure():
                yield block
            case handouts.Section():
                yield from _figures(block.body)
            case handouts.Columns():
                yield from _figures(block.main + block.side)


def _model(model: type[MODEL], path: Path) -> MODEL:
    return load_model(model, read_yaml(path, _shown(path)), _shown(path))


def _shown(path: Path) -> str:
    """Return the path as a user would write it: from the current folder or from the library."""
    return path.relative_to(built_in()).as_posix() if path.is_relative_to(built_in()) else shown(path)


def example_clinics() -> dict[str, Path]:
    """Return the folders of the example clinics by id."""
    return {path.parent.name: path.parent for path in sorted((built_in() / "examples").glob("*/clinic.yaml"))}


def open_library(clinic: Path | None) -> Library:
    """Return the library under the clinic folder *clinic* (or the id of an example clinic).

    Raises UsageError when there is no such folder, InputError with all problems of its clinic.yaml.
    """
    examples = example_clinics()
    folder = clinic if clinic is not None else examples["riverside"]
    if not (folder / "clinic.yaml").is_file():
        if str(folder) in examples:
            folder = examples[str(folder)]
        else:
            hint = f"give a folder with a clinic.yaml, or one of the examples: {', '.join(examples)}"
            raise UsageError(Problem(f"there is no clinic in “{folder}”", None, hint))
    path = folder / "clinic.yaml"
    return Library(_model(Clinic, path), folder.resolve())
