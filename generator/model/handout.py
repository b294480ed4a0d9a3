"""Advice sheets: what a therapist hands out, as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from generator.model.base import Id, Line, Node, Published, Template, WrittenAs
from generator.model.programme import Phase


class Source(Node):
    """Where a fact comes from."""

    id: Id
    cite: Line = Field(description="Short citation as it is printed")
    url: Annotated[str, WrittenAs(r"https://[^\s{}]+", "write it as https://…")] | None = None
    supports: Line = Field(description="What it supports, for reviewers")
    read: Literal["yes", "abstract", "no"] = Field(description="Was the primary text read?")


class Sourced(Node):
    """A part whose facts name their sources."""

    sources: tuple[Id, ...] = ()


class Paragraph(Sourced):
    """Running text."""

    kind: Literal["paragraph"] = "paragraph"
    text: Template


class Points(Sourced):
    """A list: things to do (ticks), to ease off (crosses) or plain points."""

    kind: Literal["do", "avoid", "points"]
    items: Annotated[tuple[Template, ...], Field(min_length=1, max_length=12)]


class Fact(Sourced):
    """One fact of the panel “at a glance”."""

    title: Template
    text: Template


class Glance(Node):
    """The panel “at a glance”: three or four facts."""

    kind: Literal["glance"]
    facts: Annotated[tuple[Fact, ...], Field(min_length=3, max_length=4)]


class Figure(Node):
    """A drawing of the figure library with its labels, in the reader's words."""

    kind: Literal["figure"]
    figure: Id
    alt: Template = Field(description="What the picture shows, for people who do not see it")
    caption: Template | None = None
    labels: dict[str, Template] = Field(default_factory=dict, description="Anchor of the drawing: words")


class Table(Sourced):
    """A table with one row of column heads; the first cell of each row heads the row."""

    kind: Literal["table"]
    title: Template = Field(description="What the table holds, for screen readers")
    columns: Annotated[tuple[Template, ...], Field(min_length=2, max_length=4)]
    widths: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field((), description="Share of the width for each column")
    rows: Annotated[tuple[tuple[Template, ...], ...], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _rows_are_even(self) -> Table:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise PydanticCustomError(
                    "uneven_row",
                    "row {number} has {cells} cells, the table has {columns} columns",
                    {
                        "number": number,
                        "cells": len(row),
                        "columns": len(self.columns),
                        "hint": "make them equal",
                    },
                )
        if self.widths and len(self.widths) != len(self.columns):
            raise PydanticCustomError(
                "uneven_widths",
                "“widths” and “columns” differ in number",
                {"hint": "give one width a column"},
            )
        return self


class Emergency(Sourced):
    """The red box: signs that need help at once. Printed on page 1, with the branch's own number."""

    kind: Literal["emergency"]
    title: Template
    lead: Template
    signs: Annotated[tuple[Template, ...], Field(min_length=2, max_length=12)]


class CallUs(Sourced):
    """The amber box: when to call the clinic or a doctor soon."""

    kind: Literal["call_us"]
    title: Template
    lead: Template | None = None
    signs: Annotated[tuple[Template, ...], Field(min_length=1, max_length=10)]


class Note(Sourced):
    """A tinted box with something to remember."""

    kind: Literal["note"]
    title: Template
    text: Template


class TherapistNote(Node):
    """Room for the therapist's own words: printed when given, lines for the pen otherwise."""

    kind: Literal["therapist_note"]
    title: Template


class Section(Sourced):
    """A heading on the rail with what belongs to it."""

    kind: Literal["section"]
    title: Template
    body: Annotated[tuple[Block, ...], Field(min_length=1)]


class Columns(Node):
    """Text on the left (seven of twelve columns), a figure on the right (five)."""

    kind: Literal["columns"]
    main: Annotated[tuple[Block, ...], Field(min_length=1)]
    side: Annotated[tuple[Block, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _holds_no_emergency_box(self) -> Columns:
        for box in _emergencies(self.main + self.side):
            raise PydanticCustomError(
                "emergency_in_columns",
                "the emergency box cannot stand in columns",
                {"at": box.at, "hint": "put it outside: it takes the whole width of page 1"},
            )
        if any(isinstance(block, Columns) for block in self.main + self.side):
            raise PydanticCustomError("columns_twice", "columns cannot hold columns", {"hint": "take them apart"})
        return self


class SourceList(Node):
    """The printed list of sources."""

    kind: Literal["sources"]
    title: Template


def _kind(value: object) -> str | None:
    if isinstance(value, str):
        return "text"
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return "points" if kind in ("do", "avoid", "points") else kind


Block = Annotated[
    Annotated[Template, Tag("text")]
    | Annotated[Paragraph, Tag("paragraph")]
    | Annotated[Points, Tag("points")]
    | Annotated[Glance, Tag("glance")]
    | Annotated[Figure, Tag("figure")]
    | Annotated[Table, Tag("table")]
    | Annotated[Emergency, Tag("emergency")]
    | Annotated[CallUs, Tag("call_us")]
    | Annotated[Note, Tag("note")]
    | Annotated[TherapistNote, Tag("therapist_note")]
    | Annotated[Section, Tag("section")]
    | Annotated[Columns, Tag("columns")]
    | Annotated[SourceList, Tag("sources")],
    Discriminator(
        _kind,
        custom_error_type="unknown_kind",
        custom_error_message="this is no kind of block",
        custom_error_context={
            "hint": "use a text, or kind: paragraph, do, avoid, points, section, columns, glance, figure, table, "
            "note, call_us, emergency, therapist_note or sources"
        },
    ),
]


class Handout(Published):
    """An advice sheet."""

    topic: Template = Field(description="The small line above the title")
    lead: Template
    aliases: tuple[Line, ...] = Field((), description="Other words people use for it")
    disclaimer: Template = Field(description="The small print of the footer")
    sources: tuple[Source, ...] = ()
    programmes: tuple[Phase, ...] = Field((), description="Exercise programmes for the phases of this condition")
    body: Annotated[tuple[Block, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_one_emergency_box(self) -> Handout:
        boxes = list(_emergencies(self.body))
        if len(boxes) > 1:
            raise PydanticCustomError(
                "emergency_twice",
                "a sheet has one emergency box",
                {"at": boxes[1].at, "hint": "join the two, or make one a “call_us” box"},
            )
        return self

    @model_validator(mode="after")
    def _names_only_its_sources(self) -> Handout:
        known = [source.id for source in self.sources]
        if len(set(known)) < len(known):
            raise PydanticCustomError(
                "source_twice", "two sources have one id", {"hint": "give each source an id of its own"}
            )
        parts: tuple[Sourced | Phase, ...] = (*sourced(self.body), *self.programmes)
        for part in parts:
            for id_ in part.sources:
                if id_ not in known:
                    raise PydanticCustomError(
                        "unknown_source",
                        "source “{id}” is not in “sources”",
                        {"at": part.at, "id": id_, "hint": "add it there, or correct the id"},
                    )
        return self

    @model_validator(mode="after")
    def _phases_differ(self) -> Handout:
        seen: set[str] = set()
        for phase in self.programmes:
            if phase.id in seen:
                raise PydanticCustomError(
                    "phase_twice",
                    "two programmes have the id “{id}”",
                    {"id": phase.id, "at": phase.at, "hint": "rename one"},
                )
            seen.add(phase.id)
        return self


def _emergencies(body: tuple[Block, ...]) -> Iterator[Emergency]:
    for block in body:
        match block:
            case Emergency():
                yield block
            case Section():
                yield from _emergencies(block.body)
            case Columns():
                yield from _emergencies(block.main + block.side)


def sourced(body: tuple[Block, ...]) -> Iterator[Sourced]:
    """Yield every part of *body* that may name sources, in reading order."""
    for block in body:
        if isinstance(block, Sourced):
            yield block
        match block:
            case Glance():
                yield from block.facts
            case Section():
                yield from sourced(block.body)
            case Columns():
                yield from sourced(block.main + block.side)
