"""A row → the documents it gets: which, at which branch, in which language, with which exercises and note."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

from generator.batch.report import Failure, failure_of
from generator.compose.languages import is_language
from generator.errors import InputError, Location, PaperwellError, Problem, nearest
from generator.programmes import programme_of
from generator.roster.headings import name_of
from generator.stamp import Order
from generator.text import Rule, rule

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.job import Choice, Job, Wanted
    from generator.stamp.press import Kind

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-[a-z]{2})?")
_MOST_ORDERS = 1_000


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row gets nothing, and the column that is to blame."""

    reason: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One document for one row."""

    order: Order
    document: str
    failure: Failure | None = None
    language: str = ""
    note: str = ""
    copies: int = 1
    tray: str = ""
    other_language: bool = False  # whether the row asks for a language that the document is not in


class _StopError(Exception):
    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


class Chooser:
    """Chooses documents by a job. Making one raises InputError with everything in the job that fits no row."""

    def __init__(self, job: Job, library: Library) -> None:
        self._job, self._library = job, library
        self._branches = {word: b.id for b in library.clinic.branches for word in (_word(b.name), b.id)}
        self._rules: dict[int, Rule] = {}
        self._orders: dict[tuple[object, ...], Order] = {}
        self._branch, self._language = job.branch, job.language
        self._items: dict[tuple[int, str, str, str], Item] = {}
        self._words: dict[tuple[int, str], str | None] = {}
        self._in_languages: dict[str, dict[str, str]] = {}
        self.other_languages: Counter[str] = Counter()  # documents that were asked for in a language they are not in
        self.skipped = 0
        problems: list[Problem] = []
        for part in self._checks():
            try:
                part()
            except PaperwellError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)

    # -- before the first row -------------------------------------------------------------------------------------

    def _checks(self) -> Iterator[Callable[[], object]]:
        job = self._job
        if job.branch and job.branch.value:
            yield partial(self._library.branch, job.branch.value)
        for word in (job.branch.map if job.branch else {}).values():
            yield partial(self._library.branch, word)
        for index, wanted in enumerate(job.documents):
            if wanted.when:
                yield partial(self._keep_rule, index, wanted)
            yield from (partial(self._language_of, name) for name in _named(wanted))
            yield partial(self._check_wanted, wanted)

    def _keep_rule(self, index: int, wanted: Wanted) -> None:
        if wanted.when:
            self._rules[index] = rule(wanted.when)

    def _check_wanted(self, wanted: Wanted) -> None:
        forms = [name for name in _named(wanted) if name.startswith("form:")]
        given = [key for key in ("programme", "flags", "note") if getattr(wanted, key)]
        if forms and given:
            hint = "give it to advice sheets and programmes"
            raise InputError(Problem(f"“{forms[0]}” is a form and takes no “{given[0]}”", _line(wanted.at), hint))
        fixed = wanted.programme.value if wanted.programme else None
        for name in _named(wanted) if fixed else ():
            self._programme(name, fixed or "")

    def check_columns(self, names: Sequence[str], at: Location) -> None:
        """Raise InputError where the job names columns that the roster does not have."""
        known = set(names)
        if self._branch is None and "branch" in known:
            self._branch = _column("branch")
        if self._language is None and "language" in known:
            self._language = _column("language")
        problems = [
            Problem(f"the roster has no column “{name}”", place if place.line else at, nearest(name, known))
            for name, place in self._columns()
            if _name_of(name) not in known
        ]
        if problems:
            raise InputError(problems)

    def _columns(self) -> Iterator[tuple[str, Location]]:
        for choice in filter(None, (self._branch, self._language)):
            if choice.column:
                yield choice.column, choice.at
        for index, wanted in enumerate(self._job.documents):
            if wanted.column:
                yield wanted.column, wanted.at
            for part in filter(None, (wanted.programme, wanted.flags, wanted.note)):
                if part.column:
                    yield part.column, part.at
            if index in self._rules and wanted.when:
                yield from ((name, wanted.when.at) for name in sorted(self._rules[index].names))

    def trials(self) -> Iterator[tuple[Order, bool]]:
        """Yield an order for each document that the job names, and whether it may have a note."""
        for wanted in self._job.documents:
            for name in _named(wanted):
                fixed = wanted.programme.value if wanted.programme else None
                typed = fixed or (self._library.exercise_ids()[0] if name == "programme" else "")
                for branch in self._possible_branches():
                    yield self._order(name, branch, wanted, typed, ()), wanted.note is not None

    def _possible_branches(self) -> list[str]:
        """Return one branch to try a document at: the job's own, or the clinic's first."""
        fixed = self._branch.value if self._branch else None
        return [fixed or self._library.branch(None).id]

    def blank(self, branches: Sequence[str]) -> Iterator[Item]:
        """Yield every document that the job names for nobody in particular, branch by branch."""
        for branch in branches:
            for wanted in self._job.documents:
                fixed = wanted.programme.value if wanted.programme else None
                for name in _named(wanted):
                    order = self._order(name, branch, wanted, fixed or "", ())
                    yield Item(order, name, None, "", "", wanted.copies, wanted.tray or "")

    # -- row by row -----------------------------------------------------------------------------------------------

    def branch(self, columns: Mapping[str, str]) -> str | Refused:
        """Return the id of the row's branch."""
        try:
            return self._branch_of(columns)
        except _StopError as stop:
            return stop.refused

    def _branch_of(self, columns: Mapping[str, str]) -> str:
        choice = self._branch
        if choice is None:
            return self._library.branch(None).id
        if choice.value:
            return choice.value
        written = _cell(choice, columns)
        found = self._branches.get(written) or self._branches.get(_word(written))
        if found:
            return found
        if not written and len(self._library.clinic.branches) == 1:
            return self._library.branch(None).id
        reason = "the clinic has no branch of this name" if written else "the branch is empty"
        raise _StopError(Refused(reason, choice.column))

    def __call__(self, columns: Mapping[str, str], *, again: bool = False) -> list[Item] | Refused:
        """Return the documents for a row, or why it gets none; a row that comes *again* is not counted."""
        try:
            branch = self._branch_of(columns)
            language = _cell(self._language, columns)
            items = []
            for index, wanted in enumerate(self._job.documents):
                if index in self._rules and not self._rules[index](columns):
                    continue
                name = wanted.document or self._named_by(index, columns)
                if name is not None:
                    items.append(self._item(index, name, branch, language, columns))
        except _StopError as stop:
            return stop.refused
        if not again:
            self.skipped += len(self._job.documents) - len(items)
            for item in items:
                if item.other_language:
                    self.other_languages[item.document] += 1
        return items

    def _item(self, index: int, name: str, branch: str, language: str, columns: Mapping[str, str]) -> Item:
        wanted = self._job.documents[index]
        if wanted.programme or wanted.flags or wanted.note:
            return self._own_item(name, branch, language, wanted, columns)
        known = (index, name, branch, language)
        if known not in self._items:  # most items are alike but for the patient
            if len(self._items) > _MOST_ORDERS:
                self._items.clear()
            self._items[known] = self._own_item(name, branch, language, wanted, columns)
        return self._items[known]

    def _own_item(self, name: str, branch: str, language: str, wanted: Wanted, columns: Mapping[str, str]) -> Item:
        typed, flags = _cell(wanted.programme, columns), _cell(wanted.flags, columns)
        note, tray = _cell(wanted.note, columns), wanted.tray or ""
        try:
            printed = self._in_language(name, language) if language else name
            is_other = printed is None
            printed = printed or name
            order = self._order(printed, branch, wanted, typed, _several(flags, ";,"))
        except PaperwellError as error:  # an exercise that the row names is not known, a sheet that it names is broken
            return Item(Order(*_kind(name), branch), name, failure_of(error), language)
        return Item(order, printed, None, language, note, wanted.copies, tray, is_other)

    def _named_by(self, index: int, columns: Mapping[str, str]) -> str | None:
        """Return the document that a column names; None where the row should go without."""
        wanted = self._job.documents[index]
        word = _word(columns.get(_name_of(wanted.column or ""), ""))
        known = (index, word)
        if known not in self._words:
            if len(self._words) > _MOST_ORDERS:
                self._words.clear()
            mapped = {_word(word): name for word, name in wanted.map.items()}
            self._words[known] = mapped.get(word) or (self._by_id(word) if word else None)
        found = self._words[known]
        if found or wanted.otherwise == "skip":
            return found
        reason = "no document is known for what it says" if word else "it is empty, and names no document"
        raise _StopError(Refused(reason, wanted.column))

    def _by_id(self, word: str) -> str | None:
        kind, sign, id_ = word.rpartition(":")
        kinds = (kind,) if sign else ("handout", "form")
        names = (re.sub(r"[ _-]+", joint, id_.strip()) for joint in ("-", "_"))
        found = next((f"{k}:{n}" for n in names for k in kinds if k in ("handout", "form") and self._has(k, n)), None)
        called = None if found or sign else self._library.handout_called(word)
        return f"handout:{called}" if called else found

    def _has(self, kind: str, id_: str) -> bool:
        return id_ in (self._library.form_ids() if kind == "form" else self._library.handout_ids())

    def _order(self, name: str, branch: str, wanted: Wanted, typed: str, states: tuple[str, ...]) -> Order:
        """Return the order; made once where it is the same for many rows."""
        known = (name, branch, wanted.medium, wanted.card, typed, states)
        if known not in self._orders:
            kind, id_ = _kind(name)
            phase, exercises = self._programme(name, typed) if typed else (None, ())
            if len(self._orders) > _MOST_ORDERS:
                self._orders.clear()
            once = bool((exercises and _by_row(wanted.programme)) or (states and _by_row(wanted.flags)))
            card = wanted.card if kind == "handout" else None
            self._orders[known] = Order(kind, id_, branch, phase, exercises, states, wanted.medium, card, once)
        return self._orders[known]

    def _programme(self, name: str, typed: str) -> tuple[str | None, tuple[str, ...]]:
        """Return the phase or the exercises that *typed* names; raises UsageError where it names neither."""
        kind, id_ = _kind(name)
        specs = _several(typed, ";\n")
        if kind == "handout" and len(specs) == 1 and ":" not in specs[0]:
            handout = self._library.handout(id_)
            if any(phase.id == specs[0] for phase in handout.programmes):
                return specs[0], ()
        programme_of(specs, self._library)
        return None, specs

    # -- languages ------------------------------------------------------------------------------------------------

    def _in_language(self, name: str, language: str) -> str | None:
        """Return the document or the variant of it that is in *language*; None where there is none."""
        if name == "programme":
            return name
        return next((variant for tag, variant in self._variants(name).items() if is_language(language, tag)), None)

    def _variants(self, name: str) -> dict[str, str]:
        """Return the document and its variants by their languages: sciatica-hi is a variant of sciatica."""
        if name not in self._in_languages:
            kind, id_ = _kind(name)
            files = {
                path.stem for folder in self._library.folders for path in (folder / f"{kind}s").glob(f"{id_}-*.yaml")
            }
            tags = sorted(stem.removeprefix(f"{id_}-") for stem in files)
            found = {self._language_of(name): name}
            for tag in tags:
                variant = f"{name}-{tag}"
                if _LANGUAGE.fullmatch(tag) and is_language(tag, self._language_of(variant)):
                    found.setdefault(self._language_of(variant), variant)
            self._in_languages[name] = found
        return self._in_languages[name]

    def _language_of(self, name: str) -> str:
        kind, id_ = _kind(name)
        if kind == "programme":
            return self._library.programme_page().language
        return (self._library.form(id_) if kind == "form" else self._library.handout(id_)).language


def _named(wanted: Wanted) -> list[str]:
    """Return the documents that the job itself names there."""
    return [wanted.document] if wanted.document else sorted(set(wanted.map.values()))


def _kind(name: str) -> tuple[Kind, str]:
    kind, _, id_ = name.partition(":")
    return cast("Kind", kind), id_


def _by_row(choice: Choice | None) -> bool:
    return choice is not None and choice.column is not None


def _line(at: Location) -> Location | None:
    """Return the place of what a file says; what the command says has none."""
    return at if at.line else None


def _column(name: str) -> Choice:
    from generator.model.job import Choice

    return Choice(column=name, map={})


def _cell(choice: Choice | None, columns: Mapping[str, str]) -> str:
    """Return what *choice* says of a row: its own value, or the cell, translated by its map."""
    if choice is None:
        return ""
    if choice.column is None:
        return choice.value or ""
    written = columns.get(_name_of(choice.column), "")
    if choice.map and written:
        word = _word(written)
        return next((meant for said, meant in choice.map.items() if _word(said) == word), written)
    return written


def _word(text: str) -> str:
    """Return *text* as it is compared: small letters, single spaces."""
    return " ".join(text.casefold().split())


_name_of = lru_cache(maxsize=256)(name_of)


def _several(text: str, signs: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(f"[{signs}]", text) if part.strip())
