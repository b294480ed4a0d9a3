"""Finds and loads forms, handouts, clinics, words and fonts by id; a clinic's folder overlays the built-in library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

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
from generator.model.base import Published, templates
from generator.model.clinic import Branch, Clinic
from generator.model.fonts import FontFamily, FontList
from generator.model.locale import Countries, Country, Words
from generator.pdf.fonts import STYLES, Family, Fonts
from generator.source import load_model, read_yaml
from generator.text import check

if TYPE_CHECKING:
    from generator.model.evidence import Guidelines, SignOffs, Source
    from generator.model.exercise import Exercise
    from generator.model.figure_words import FigureWords
    from generator.model.form import Form
    from generator.model.handout import Handout, Part, SameSheet
    from generator.model.programme import ProgrammePage
    from generator.model.wording import Wording

_PACKAGE = Path(__file__).parent
DOCUMENT = TypeVar("DOCUMENT", bound=Published)
MODEL = TypeVar("MODEL", bound=BaseModel)
_EXERCISES, _PARTS = "handouts/exercises", "handouts/parts"
_PROGRAMME_PAGE = "programme"  # the file there that is no exercise
_SOURCES, _GUIDELINES = "sources", "guidelines"  # files among the handouts that are no sheets
RESULT = TypeVar("RESULT")


class _Named(Protocol):
    """A file's content that says its id."""

    @property
    def id(self) -> str: ...


NAMED = TypeVar("NAMED", bound=_Named)


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

        return self._once("forms", id_, lambda: self._reviewed("forms", self._load("forms", id_, Form, form_problems)))

    def handout(self, id_: str) -> Handout:
        """Return the handout *id_* with its shared parts in place and the clinic's own review.

        Raises UsageError when there is none, InputError with all problems of its files.
        """
        return self._once("handouts", id_, lambda: self._reviewed("handouts", self._sheet(id_)))

    def written_handout(self, id_: str) -> Handout | SameSheet:
        """Return the handout as its author wrote it: shared parts by name, a sheet under another name as such."""
        from generator.model.handout import Handout, SameSheet

        def load() -> Handout | SameSheet:
            data = self._data("handouts", id_)
            model: type[Handout] | type[SameSheet] = SameSheet if "same_as" in data else Handout
            return self._checked("handouts", id_, load_model(model, data, _shown(self._path("handouts", id_))))

        return self._once("written", id_, load)

    def _sheet(self, id_: str) -> Handout:
        from generator.check.handout import Shelf, handout_problems, include_problems, included, with_parts
        from generator.model.handout import Handout, SameSheet

        written = self.written_handout(id_)
        if isinstance(written, SameSheet):
            base = self.written_handout(written.same_as) if written.same_as in self._sheets() else None
            if not isinstance(base, Handout):
                hint = nearest(written.same_as, [other for other in self._sheets() if other != id_])
                raise InputError(Problem(f"there is no sheet “{written.same_as}” to be the same as", written.at, hint))
            written = written.sheet(base)
        problems = list(include_problems(written.body, self.part_ids()))
        if problems:
            raise InputError(problems)
        sheet = with_parts(written, {part: self.part(part) for part in included(written.body)})
        known = Shelf(self.sources, self._exercise_files(), lambda: [t.id for t in self.guidelines.treatments])
        problems = list(handout_problems(sheet, known))
        if problems:
            raise InputError(problems)
        return sheet

    def _sheets(self) -> dict[str, Path]:
        """Return the files of the handouts: sources and guidelines stand among them and are none."""
        return {id_: path for id_, path in self._files("handouts").items() if id_ not in (_SOURCES, _GUIDELINES)}

    def handout_ids(self) -> tuple[str, ...]:
        """Return the ids of all handouts."""
        return tuple(sorted(self._sheets()))

    def form_ids(self) -> tuple[str, ...]:
        """Return the ids of all forms."""
        return tuple(sorted(self._files("forms")))

    def known_ids(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return *ids* of sheets, forms and exercises; raises UsageError with all that there are not."""
        known = (*self.handout_ids(), *self.form_ids(), *self.exercise_ids())
        wrong = [Problem(f"there is no “{id_}”", None, nearest(id_, known)) for id_ in ids if id_ not in known]
        if wrong:
            raise UsageError(wrong)
        return tuple(ids)

    def is_readable(self, id_: str) -> bool:
        """Return whether the handout *id_* has no problem."""
        try:
            self.handout(id_)
        except PaperwellError:
            return False
        return True

    def named_sources(self) -> set[str]:
        """Return the ids of the sources that anything names: sheets, guidelines and exercises."""
        from generator.model.handout import sourced

        sheets = [self.handout(id_) for id_ in self.handout_ids() if self.is_readable(id_)]
        named = {source for sheet in sheets for part in sourced(sheet.body) for source in part.sources}
        named |= {source for sheet in sheets for phase in sheet.programmes for source in phase.sources}
        named |= {s for t in self.guidelines.treatments for v in (t.uk, t.us, t.who) for s in v.sources}
        for exercise in self.exercises().values():
            named |= {source for dose in filter(None, (exercise.dose, exercise.build_to)) for source in dose.sources}
        return named

    def handout_called(self, words: str) -> str | None:
        """Return the id of the handout whose title or other name *words* are, or None."""
        names = self._once("names", "", lambda: dict(self._names()))
        return names.get(_plain(words))

    def _names(self) -> Iterator[tuple[str, str]]:
        """Yield the titles and other names of the handouts with their ids; of two alike the last one counts."""
        readable = [self.written_handout(id_) for id_ in self.handout_ids() if self.is_readable(id_)]
        for sheet in sorted(readable, key=lambda sheet: getattr(sheet, "audience", "") != "easy"):
            yield from ((_plain(name), sheet.id) for name in (sheet.title, *sheet.aliases))

    def drawn_on_by(self, id_: str) -> Iterator[Path]:
        """Yield the files besides its own that the handout *id_* is made of, exercises apart."""
        for name in (_SOURCES, _GUIDELINES):
            yield from (folder / "handouts" / f"{name}.yaml" for folder in self.folders)
        yield from (path for folder in self.folders for path in sorted((folder / _PARTS).glob("*.yaml")))
        if id_ in self._sheets() and "same_as" in (data := self._data("handouts", id_)):
            base = self._sheets().get(str(data["same_as"]))
            yield from [base] if base else []

    # -- what sheets draw on ----------------------------------------------------------------------------------

    def part_ids(self) -> tuple[str, ...]:
        """Return the ids of the shared parts."""
        return tuple(self._files(_PARTS))

    def part(self, id_: str) -> Part:
        """Return the shared part *id_*; UsageError when there is none, InputError with all problems of its file."""
        from generator.check.handout import part_problems
        from generator.model.handout import Part

        def load() -> Part:
            path = self._path(_PARTS, id_)
            return self._checked(_PARTS, id_, load_model(Part, self._data(_PARTS, id_), _shown(path)), part_problems)

        return self._once("part", id_, load)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources by id: the built-in register, under the clinic's own where two have one id."""
        from generator.model.evidence import Register

        found: dict[str, Source] = {}
        for folder in reversed(self.folders):
            path = folder / "handouts" / f"{_SOURCES}.yaml"
            if path.is_file():
                found |= {source.id: source for source in _model(Register, path).sources}
        return found

    @cached_property
    def guidelines(self) -> Guidelines:
        """What the guideline sets say of treatments; InputError where they name sources that nobody lists."""
        from generator.check.handout import unknown_sources
        from generator.model.evidence import Guidelines

        found = _model(Guidelines, self._path("handouts", _GUIDELINES))
        verdicts = [verdict for t in found.treatments for verdict in (t.uk, t.us, t.who)]
        problems = [problem for verdict in verdicts for problem in unknown_sources(verdict, self.sources)]
        problems += [problem for template in templates(found) for problem in check(template)]
        if problems:
            raise InputError(problems)
        return found

    @cached_property
    def sign_offs(self) -> SignOffs:
        """What the clinic has signed off: its reviews.yaml, or nothing."""
        from generator.model.evidence import SignOffs

        path = self.folder / "reviews.yaml"
        return _model(SignOffs, path) if path.is_file() else SignOffs()

    def text_hash(self, document: Published) -> str:
        """Return the eight signs that a sign-off of *document* names: they change with every word of it."""
        from generator.check.reviews import text_hash
        from generator.model import handout as model

        body = document.body if isinstance(document, model.Handout) else ()
        shown = {id_ for block in model.parts_of(body) if isinstance(block, model.TreatmentTable) for id_ in block.show}
        return text_hash(document, [t for t in self.guidelines.treatments if t.id in shown] if shown else ())

    def _reviewed(self, kind: Literal["forms", "handouts"], document: DOCUMENT) -> DOCUMENT:
        """Return *document* with the clinic's own review, where that is of this very text."""
        from generator.check.reviews import signed_off

        found = getattr(self.sign_offs, kind).get(document.id)
        return signed_off(document, found, self.text_hash(document)) if found else document

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
        from generator.model.exercise import link_problems

        found = {id_: self.exercise(id_) for id_ in self._exercise_files()}
        problems = list(link_problems(found, self.sources))
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
        return {id_: path for id_, path in self._files(_EXERCISES).items() if id_ != _PROGRAMME_PAGE}

    def programme_page(self) -> ProgrammePage:
        """Return what every programme says besides its exercises."""
        from generator.model.programme import ProgrammePage

        return self._once("programme", "", lambda: self._load(_EXERCISES, _PROGRAMME_PAGE, ProgrammePage, lambda _: []))

    def wording(self, language: str) -> Wording | None:
        """Return what is known of the words of a language, or None."""
        from generator.model.wording import Wording

        primary = language.split("-")[0]
        for folder in (self.folder / "locales", _PACKAGE / "locales"):
            path = folder / f"wording.{primary}.yaml"
            if path.is_file():
                return self._once("wording", str(path), partial(_model, Wording, path))
        return None

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

    def _path(self, kind: str, id_: str) -> Path:
        files = self._sheets() if kind == "handouts" and id_ != _GUIDELINES else self._files(kind)
        if id_ not in files:
            called = self.handout_called(id_) if kind == "handouts" else None
            hint = f"that is “{called}”" if called else nearest(id_, files)
            raise UsageError(Problem(f"there is no “{id_}” in {kind}", None, hint))
        return files[id_]

    def _data(self, kind: str, id_: str) -> Any:
        path = self._path(kind, id_)
        return read_yaml(path, _shown(path))

    def _load(
        self, kind: str, id_: str, model: type[DOCUMENT], more: Callable[[DOCUMENT], Iterable[Problem]]
    ) -> DOCUMENT:
        document = load_model(model, self._data(kind, id_), _shown(self._path(kind, id_)))
        return self._checked(kind, id_, document, more)

    def _checked(
        self, kind: str, id_: str, document: NAMED, more: Callable[[NAMED], Iterable[Problem]] = lambda _: ()
    ) -> NAMED:
        """Return *document*; raises InputError when its texts, its id or *more* are wrong."""
        problems = [problem for template in templates(document) for problem in check(template)]
        if document.id != id_:
            at, hint = Location(_shown(self._path(kind, id_)), 1), f"write “id: {id_}”, or rename the file"
            problems.append(Problem(f"the file's id is “{document.id}”", at, hint))
        problems += more(document)
        if problems:
            raise InputError(problems)
        return document

    def _entries(self, kind: str, load: Callable[[str], Published]) -> list[Entry]:
        entries = []
        files = self._sheets() if kind == "handouts" else self._files(kind)
        for id_, path in sorted(files.items()):
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
        return Country(emergency=(branch.emergency,), guidelines="who")

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


def _model(model: type[MODEL], path: Path) -> MODEL:
    return load_model(model, read_yaml(path, _shown(path)), _shown(path))


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("_", " ").split())


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
