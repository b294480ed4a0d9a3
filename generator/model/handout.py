"""Advice sheets: what a therapist hands out, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from generator.model.base import Id, LanguageTag, Line, LinkId, Node, Published, Template, WrittenAs
from generator.model.programme import Phase


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


class ComeBack(Sourced):
    """When to come back: the third level of help, after the red and the amber box."""

    kind: Literal["come_back"]
    title: Template
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


class TreatmentTable(Node):
    """What the branch's guidelines say of some treatments: a table made of guidelines.yaml."""

    kind: Literal["treatments"]
    title: Template = Field(description="What the table holds, for screen readers")
    show: Annotated[tuple[Id, ...], Field(min_length=2, max_length=12)]


class ExerciseStrip(Node):
    """The exercises of one of the sheet's programmes: pictures, names and doses."""

    kind: Literal["exercises"]
    phase: Id


class Scene(Sourced):
    """A picture of an exercise or of the figure library, with a few words."""

    exercise: Id | None = None
    figure: Id | None = None
    alt: Template | None = Field(None, description="What a figure shows; exercises describe themselves")
    title: Template
    text: Template | None = None

    @model_validator(mode="after")
    def _shows_one_thing(self) -> Scene:
        if (self.exercise is None) == (self.figure is None):
            raise PydanticCustomError(
                "scene_kind", "a picture is an exercise or a figure", {"hint": "give one of them"}
            )
        if self.figure and self.alt is None:
            raise PydanticCustomError("scene_alt", "“alt” is missing", {"hint": "say what the figure shows"})
        return self


class Pictures(Node):
    """Pictures side by side, three a row."""

    kind: Literal["pictures"]
    items: Annotated[tuple[Scene, ...], Field(min_length=1, max_length=9)]


class TickList(Sourced):
    """Boxes that the therapist or the patient ticks, by pen or on screen."""

    kind: Literal["ticks"]
    id: LinkId
    title: Template
    text: Template | None = None
    options: Annotated[tuple[Template, ...], Field(min_length=2, max_length=8)]


class FillIn(Sourced):
    """Rows to write in, by pen or on screen, such as a surgeon's limits."""

    kind: Literal["fill_in"]
    id: LinkId
    title: Template
    columns: Annotated[tuple[Template, ...], Field(min_length=2, max_length=4)]
    widths: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(description="Twelfths of the page for each column")
    rows: Annotated[tuple[Template, ...], Field(min_length=1, max_length=12, description="The printed first cells")]

    @model_validator(mode="after")
    def _columns_fill_the_page(self) -> FillIn:
        if len(self.widths) != len(self.columns) or sum(self.widths) != 12:
            raise PydanticCustomError(
                "fill_in_widths", "“widths” do not fit", {"hint": "give one width a column, twelve in all"}
            )
        return self


class CardSide(Sourced):
    """One side of the card."""

    title: Template
    lead: Template | None = None
    signs: Annotated[tuple[Template, ...], Field(max_length=8)] = ()


class CutOutCard(Node):
    """The card of emergency signs to cut out, as large as a bank card."""

    kind: Literal["card"]
    title: Template
    text: Template = Field(description="What to do with it")
    front: CardSide
    back: CardSide


class Include(Sourced):
    """A shared part (handouts/parts/), printed here. *more* entries come first in its first list or box."""

    kind: Literal["include"]
    part: Id
    more: Annotated[tuple[Template, ...], Field(max_length=6)] = ()


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
    def _holds_no_columns(self) -> Columns:
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
    | Annotated[ComeBack, Tag("come_back")]
    | Annotated[Note, Tag("note")]
    | Annotated[TherapistNote, Tag("therapist_note")]
    | Annotated[Section, Tag("section")]
    | Annotated[Columns, Tag("columns")]
    | Annotated[TreatmentTable, Tag("treatments")]
    | Annotated[ExerciseStrip, Tag("exercises")]
    | Annotated[Pictures, Tag("pictures")]
    | Annotated[TickList, Tag("ticks")]
    | Annotated[FillIn, Tag("fill_in")]
    | Annotated[CutOutCard, Tag("card")]
    | Annotated[Include, Tag("include")]
    | Annotated[SourceList, Tag("sources")],
    Discriminator(
        _kind,
        custom_error_type="unknown_kind",
        custom_error_message="this is no kind of block",
        custom_error_context={
            "hint": "use a text, or kind: paragraph, do, avoid, points, section, columns, glance, figure, table, "
            "treatments, exercises, pictures, note, emergency, call_us, come_back, ticks, fill_in, card, "
            "therapist_note, include or sources"
        },
    ),
]


class Allowance(Node):
    """A finding of “paperwell check” that stays, and why."""

    rule: Id
    text: Line | None = Field(None, description="Only where the text that is found fault with holds this")
    reason: Annotated[str, WrittenAs(r"[\s\S]{12,400}", "say why it may stay, in 12 to 400 letters")]


class Part(Node):
    """A shared part: written once, included by sheets."""

    id: Id
    language: LanguageTag
    allow: tuple[Allowance, ...] = ()
    body: Annotated[tuple[Block, ...], Field(min_length=1)]


class Handout(Published):
    """An advice sheet."""

    topic: Template = Field(description="The small line above the title")
    lead: Template
    aliases: tuple[Line, ...] = Field((), description="Other words people use for it")
    audience: Literal["everybody", "easy"] = Field("everybody", description="“easy”: one page, large, for easy reading")
    disclaimer: Template = Field(description="The small print of the footer")
    allow: tuple[Allowance, ...] = ()
    programmes: tuple[Phase, ...] = Field((), description="Exercise programmes for the phases of this condition")
    body: Annotated[tuple[Block, ...], Field(min_length=1)]

    def with_more(self, body: tuple[Block, ...]) -> Handout:
        """Return the sheet with *body* after its own."""
        made = self.model_copy(update={"body": (*self.body, *body)})
        made._at = self.at
        return made

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


class SameSheet(Published):
    """A sheet under another name: the text of *same_as* behind a title and a lead in the patient's own words."""

    same_as: Id
    lead: Template
    topic: Template | None = None
    aliases: tuple[Line, ...] = ()
    allow: tuple[Allowance, ...] = ()

    def sheet(self, base: Handout) -> Handout:
        """Return *base* under this name."""
        own = {name: getattr(self, name) for name in Published.model_fields}
        more = {"topic": self.topic or base.topic, "lead": self.lead, "aliases": self.aliases}
        made = base.model_copy(update={**own, **more, "allow": (*base.allow, *self.allow)})
        made._at = self.at
        return made


def parts_of(body: Iterable[Block]) -> Iterator[Block]:
    """Yield every block of *body* and what it holds, in reading order."""
    for block in body:
        yield block
        match block:
            case Section():
                yield from parts_of(block.body)
            case Columns():
                yield from parts_of(block.main + block.side)


def sourced(body: Iterable[Block]) -> Iterator[Sourced]:
    """Yield every part of *body* that may name sources, in reading order."""
    for block in parts_of(body):
        yield from own_sourced(block)


def own_sourced(block: Block) -> Iterator[Sourced]:
    """Yield *block* and what it holds besides other blocks, where those may name sources."""
    if isinstance(block, Sourced):
        yield block
    match block:
        case Glance():
            yield from block.facts
        case Pictures():
            yield from block.items
        case CutOutCard():
            yield from (block.front, block.back)
