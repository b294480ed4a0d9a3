"""Questionnaires: the semantics and names of FHIR R4 Questionnaire, with what paper needs besides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from generator.fingerprint import short_hash
from generator.model.base import Published, Template, WrittenAs
from generator.model.question import (
    OTHER,
    ChoiceItem,
    Display,
    EntryTable,
    Group,
    Matrix,
    MatrixRow,
    Question,
    QuestionItem,
    TableColumn,
)
from generator.model.score import Score

MAX_DEPTH = 3  # groups in groups: a section, a part, a part of it


class Form(Published):
    """A questionnaire."""

    code: Annotated[str, WrittenAs(r"[A-Z0-9-]{1,6}", "use up to 6 capitals, digits and -")] = Field(
        description="Short code printed in the footer and in the page's code"
    )
    lead: Template
    footer: Template = Field(description="The small print of the footer")
    item: Annotated[tuple[Group, ...], Field(min_length=1)]
    scores: tuple[Score, ...] = Field((), description="What is worked out from the answers")

    @model_validator(mode="after")
    def _link_ids_differ(self) -> Form:
        first: dict[str, int | None] = {}
        for place in places(self):
            for name in _names(place.item):
                if name in first:
                    raise PydanticCustomError(
                        "link_id_twice",
                        "two items have the linkId “{id}” (the first is on line {first})",
                        {"at": place.item.at, "id": name, "first": first[name] or 0,
                         "hint": "rename one: answers are kept by linkId"},
                    )  # fmt: skip
                first[name] = place.item.at.line
        return self

    @model_validator(mode="after")
    def _groups_are_in_order(self) -> Form:
        for place in places(self):
            item = place.item
            if not isinstance(item, Group):
                continue
            if item.staff and (place.groups or item is not self.item[-1]):
                raise PydanticCustomError(
                    "staff_not_last",
                    "the staff-only group is not the last one",
                    {"at": item.at, "hint": "move it to the end"},
                )
            if len(place.groups) >= MAX_DEPTH:
                raise PydanticCustomError(
                    "groups_deep",
                    "groups are nested more than three deep",
                    {"at": item.at, "hint": "write it flatter"},
                )
        return self


def _names(item: Group | Question) -> Iterator[str]:
    """Yield the names an item takes: its linkId, and that of the line for another answer."""
    yield item.linkId
    if isinstance(item, ChoiceItem) and item.type == "open-choice":
        yield f"{item.linkId}_{OTHER}"


@dataclass(frozen=True, slots=True)
class Place:
    """An item, and the groups it stands in from the outside in."""

    item: Group | Question
    groups: tuple[Group, ...] = ()

    @property
    def path(self) -> str:
        """The linkIds on the way to it, joined by dots: what its field is called."""
        return ".".join(item.linkId for item in (*self.groups, self.item))


def places(form: Form) -> Iterator[Place]:
    """Yield groups, words and questions in reading order, each with the groups around it."""

    def walk(item: Group | Question, groups: tuple[Group, ...]) -> Iterator[Place]:
        yield Place(item, groups)
        if isinstance(item, Group):
            for child in item.item:
                yield from walk(child, (*groups, item))

    for group in form.item:
        yield from walk(group, ())


@dataclass(frozen=True, slots=True)
class Entry:
    """A place for one answer: a question, a row of a matrix or a cell of a table. `path` names it."""

    path: str
    item: QuestionItem
    groups: tuple[Group, ...]
    part: MatrixRow | TableColumn | None = None
    row: int | None = None


def entries(form: Form) -> Iterator[Entry]:
    """Yield every place for an answer, in reading order; hidden ones too."""
    for place in places(form):
        item, path = place.item, place.path
        match item:
            case Group() | Display():
                continue
            case Matrix():
                for row in item.item:
                    yield Entry(f"{path}.{row.linkId}", item, place.groups, row)
            case EntryTable():
                yield from _cells(item, path, place.groups)
            case _:
                yield Entry(path, item, place.groups)


def _cells(item: EntryTable, path: str, groups: tuple[Group, ...]) -> Iterator[Entry]:
    """Yield the cells of a table; printed first cells are no places for answers."""
    printed = isinstance(item.rows, tuple)
    for number in range(1, (len(item.rows) if isinstance(item.rows, tuple) else item.rows) + 1):
        for column in item.item[printed:]:
            yield Entry(f"{path}.row{number}.{column.linkId}", item, groups, column, number)


def counted(form: Form, score: Score) -> tuple[Entry, ...]:
    """Return the places whose answers *score* counts: a question, a row of a matrix, or all rows of one."""
    return tuple(
        entry
        for entry in entries(form)
        if entry.item.linkId in score.item
        or (entry.part is not None and entry.row is None and f"{entry.item.linkId}.{entry.part.linkId}" in score.item)
    )


def questions_hash(form: Form) -> str:
    """Return eight letters and digits (40 bits of SHA-256) that change with any question, answer, rule or score."""
    kept = form.model_dump(mode="json", include={"id", "language", "item", "scores"}, exclude_defaults=True)
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return short_hash(text)
