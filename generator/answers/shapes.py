"""Form → the fields that its PDF has: names, kinds and export values, each with the place it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.answer import NO, YES, codes, several
from generator.answers.extract import Kind
from generator.model import question as q
from generator.model.form import Entry, Form, entries, places, questions_hash

SCORES = "scores"  # the name above the fields of all scores
DATE_PARTS, TIME_PARTS = ("day", "month", "year"), ("hour", "minute")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field is. `path` names the place for an answer that it belongs to."""

    kind: Kind
    path: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A form made ready for reading many files of it."""

    form: Form
    questions: str
    entries: tuple[Entry, ...]
    shapes: Mapping[str, Shape]
    required: tuple[Required, ...]


@dataclass(frozen=True, slots=True)
class Required:
    """A question that needs an answer: at each of `paths`, or with `any` at one of them."""

    item: q.QuestionItem
    path: str
    paths: tuple[str, ...]
    any: bool


def plan(form: Form) -> Plan:
    """Return *form* with all that its files are compared with."""
    asked = tuple(entries(form))
    shapes = {name: shape for entry in asked for name, shape in shapes_of(entry)}
    shapes |= {f"{SCORES}.{score.linkId}": Shape("text", f"{SCORES}.{score.linkId}") for score in form.scores}
    return Plan(form, questions_hash(form), asked, shapes, tuple(_required(form, asked)))


def _required(form: Form, asked: tuple[Entry, ...]) -> Iterator[Required]:
    for place in places(form):
        item = place.item
        if isinstance(item, q.QuestionItem) and item.required and not item.hidden:
            paths = tuple(entry.path for entry in asked if entry.item is item)
            yield Required(item, place.path, paths, any=isinstance(item, q.EntryTable))


def shapes_of(entry: Entry) -> Iterator[tuple[str, Shape]]:
    """Yield the fields of one place for an answer, by name; a signature and what is hidden have none."""
    item, path = entry.item, entry.path
    if item.hidden:
        return
    match item:
        case q.SignatureItem():
            return
        case q.DateItem() | q.TimeItem() | q.DateTimeItem():
            for part in parts_of(item):
                yield f"{path}.{part}", Shape("text", path)
        case q.BooleanItem():
            yield path, Shape("radio", path, (NO, YES))
        case q.IntegerItem(control="scale"):
            yield path, Shape("radio", path, _scale(item))
        case q.ChoiceItem() | q.Matrix() | q.BodyChart():
            yield from _choices(path, item)
        case _:
            yield path, Shape("text", path)


def parts_of(item: q.DateItem | q.TimeItem | q.DateTimeItem) -> tuple[str, ...]:
    """Return what the fields of a moment are called below its path."""
    day = () if isinstance(item, q.TimeItem) else DATE_PARTS
    return day if isinstance(item, q.DateItem) else (*day, *TIME_PARTS)


def _choices(path: str, item: q.ChoiceItem | q.Matrix | q.BodyChart) -> Iterator[tuple[str, Shape]]:
    if several(item):
        for code in codes(item):
            yield f"{path}.{code}", Shape("tick", path, (code,))
    else:
        yield path, Shape("radio", path, codes(item))
    if is_open(item):
        yield f"{path}_{q.OTHER}", Shape("text", path)


def is_open(item: q.QuestionItem) -> bool:
    """Tell whether *item* has a line for an answer in other words."""
    return isinstance(item, q.ChoiceItem) and item.type == "open-choice"


def _scale(item: q.IntegerItem) -> tuple[str, ...]:
    low, high = item.minValue, item.maxValue
    return tuple(map(str, range(int(low or 0), int(high or 0) + 1)))
