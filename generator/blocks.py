"""The one tree between what authors write and what is printed: reading order, layout order and tag tree.

A value of a patient stays a run that names it (`Run.value`), so that one layout can serve many patients.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from generator.errors import NOWHERE, Location


@dataclass(frozen=True, slots=True)
class Run:
    """Characters set alike. `value` names the patient's value they print, such as "patient.name"."""

    text: str
    bold: bool = False
    href: str | None = None
    value: str | None = None
    at: Location = NOWHERE


Text = tuple[Run, ...]


def plain(text: Text) -> str:
    """Return the characters of *text* without their styles."""
    return "".join(run.text for run in text)


@dataclass(frozen=True, slots=True)
class Title:
    """The title block; advice sheets have the larger one with a line above it."""

    title: Text
    lead: Text
    topic: Text = ()
    aside: Text = ()  # at the right of the title


@dataclass(frozen=True, slots=True)
class Cell:
    """A label over a value. *share* is its part of the width that cells share whose value differs by patient."""

    label: Text
    value: Text
    share: int = 4


@dataclass(frozen=True, slots=True)
class PatientStrip:
    """Who the document is for, in one framed row."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading; *number* makes a numbered node on the rail, None an open ring."""

    text: Text
    level: int = 2
    number: int | None = None
    note: Text = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text in one of the theme's type roles."""

    text: Text
    role: Literal["body", "small", "soft"] = "body"


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list whose marks are drawn: ticks, crosses or dots."""

    items: tuple[Text, ...]
    mark: Literal["do", "avoid", "points"]
    role: Literal["body", "small"] = "body"


@dataclass(frozen=True, slots=True)
class Glance:
    """The panel of three or four facts, each a title and a text."""

    facts: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of the figure library; labels are (anchor, words) in reading order."""

    figure: str
    alt: str
    caption: Text
    labels: tuple[tuple[str, Text], ...]
    at: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under column heads; the first cell of a row heads it."""

    summary: str
    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A framed box: emergency (red, page 1), call_us (amber) or note (tinted)."""

    kind: Literal["emergency", "call_us", "note"]
    title: Text
    lead: Text
    signs: tuple[Text, ...] = ()
    at: Location = NOWHERE
    level: int = 2


@dataclass(frozen=True, slots=True)
class TherapistNote:
    """The therapist's own words, or lines to write them on."""

    title: Text
    text: Text = ()
    level: int = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what belongs to it."""

    heading: Heading
    body: tuple[Block, ...]
    page: Literal["new", "together"] | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Seven of twelve columns of text, five of pictures; read left first."""

    main: tuple[Block, ...]
    side: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What every field of a form has. `name` is the linkId path; `tooltip` the full label with its section."""

    name: str
    label: Text
    tooltip: str
    span: int
    required: bool = False
    read_only: bool = False
    hint: Text = ()
    value: Run | None = None
    type: str = ""  # FHIR's item type


@dataclass(frozen=True, slots=True)
class TextField:
    """A box for words; `lines` > 1 makes it taller and lets it take several lines; a `unit` stands beside it."""

    question: Question
    max_length: int
    lines: int = 1
    unit: Text = ()


@dataclass(frozen=True, slots=True)
class CombField:
    """Cells for single characters. One group fills the field `name`; several fill `name.suffix` each."""

    question: Question
    groups: tuple[CombGroup, ...]


@dataclass(frozen=True, slots=True)
class CombGroup:
    """Neighbouring cells; `letters` are printed pale inside them, as D D in a date.

    `parts` are portions to read them by, such as 4 and 3 of a postcode: a longer line stands between them.
    """

    cells: int
    parts: tuple[int, ...] = ()
    suffix: str = ""
    letters: Text = ()
    tooltip: str = ""
    value: Run | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer; `code` is the export value. An answer `apart` excludes the others and starts a line of its own."""

    code: str
    text: Text
    apart: bool = False
    line: TextField | None = None  # for another answer, beside it
    go: Text = ()  # where to go on after this answer
    spoken: str = ""  # for the tooltip, where the words on the page are only part of it

    @property
    def tooltip(self) -> str:
        """The answer as a screen reader says it."""
        return self.spoken or plain(self.text)


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """Radio buttons (one answer) or tick boxes (several)."""

    question: Question
    options: tuple[Option, ...]
    several: bool
    label: Literal["above", "beside", "heading"] = "above"
    columns: int | None = None


@dataclass(frozen=True, slots=True)
class ScaleField:
    """A row of cells, one for each number, with words at its ends."""

    question: Question
    numbers: tuple[int, ...]
    low: Text
    high: Text


@dataclass(frozen=True, slots=True)
class AnalogueScale:
    """A visual analogue scale: a line of 100 mm to mark with a pen, words at its ends, a box for the millimetres."""

    field: TextField
    low: Text
    high: Text

    @property
    def question(self) -> Question:
        return self.field.question


@dataclass(frozen=True, slots=True)
class Signature:
    """A tinted line to sign on."""

    question: Question


@dataclass(frozen=True, slots=True)
class AttachmentFrame:
    """A frame to glue a copy on, *height* points high, with a line to say what it is."""

    field: TextField
    height: float
    note: Text

    @property
    def question(self) -> Question:
        return self.field.question


Field = TextField | CombField | ChoiceField | ScaleField | AnalogueScale | Signature | AttachmentFrame


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows with the same answers; each row is a field of its own.

    `over` are words above several neighbouring answers, each with how many; `alarms` are the rows in the danger tone.
    """

    question: Question
    options: tuple[Option, ...]
    rows: tuple[Question, ...]
    several: bool
    over: tuple[tuple[Text, int], ...] = ()
    alarms: frozenset[str] = frozenset()
    label: Literal["above", "heading"] = "above"


@dataclass(frozen=True, slots=True)
class EntryTable:
    """Rows under column heads; every cell is a field, or words that head its row."""

    question: Question
    heads: tuple[tuple[Text, int], ...]
    rows: tuple[tuple[TextField | Text, ...], ...]
    label: Literal["above", "heading"] = "above"


@dataclass(frozen=True, slots=True)
class BodyPicture:
    """One view of the body: words above its left and right half on the page, and its parts as (code, tooltip)."""

    view: str
    name: Text
    sides: tuple[Text, Text]
    regions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BodyChart:
    """Pictures of the body to draw on, *height* points high, and what the marks mean."""

    question: Question
    pictures: tuple[BodyPicture, ...]
    marks: tuple[tuple[str, Text], ...]
    height: float
    alt: str
    label: Literal["above", "heading"] = "above"


@dataclass(frozen=True, slots=True)
class Alert:
    """A solid line in the danger colour: what to do now."""

    text: Text


@dataclass(frozen=True, slots=True)
class ScoreSteps:
    """How to work out a score by hand, what its results mean, and the box for it."""

    field: TextField
    steps: Text
    bands: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreBox:
    """The clinic's box for the scores of a form."""

    title: Text
    scores: tuple[ScoreSteps, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """Fields side by side; their spans add up to twelve at most."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of a dose in a pill; a *blank* one is filled in with a pen."""

    text: Text
    blank: bool = False


@dataclass(frozen=True, slots=True)
class ExerciseCard:
    """One exercise: its picture (a Drawing of the figures), what to do, what to mind, how much."""

    number: int | None
    name: Text
    drawing: Any
    alt: str
    lines: tuple[Text, ...]
    notes: tuple[Text, ...] = ()
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class CardGrid:
    """Cards, so many a page: nine in three columns, six or four in two, two or one in one."""

    cards: tuple[ExerciseCard, ...]
    per_page: Literal[9, 6, 4, 2, 1]
    level: int = 2


@dataclass(frozen=True, slots=True)
class CardStrip:
    """Small cards, two in a row: picture, name and dose alone."""

    cards: tuple[ExerciseCard, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class CardFace:
    """One side of a card to cut out."""

    title: Text
    lead: Text
    signs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class CutOutCard:
    """A card to cut out. Its faces stand side by side to fold, or on both pages of a leaf when printed *duplex*."""

    title: Text
    note: Text
    front: CardFace
    back: CardFace
    duplex: bool = False
    level: int = 2


@dataclass(frozen=True, slots=True)
class LogRow:
    """An exercise in the log, with *boxes* to tick on each day."""

    number: int
    name: Text
    boxes: int
    remark: Text = ()


@dataclass(frozen=True, slots=True)
class WeekLog:
    """A week to tick, with a line for the minutes of walking."""

    title: Text
    note: Text
    days: tuple[Text, ...]
    rows: tuple[LogRow, ...]
    walk: Text


@dataclass(frozen=True, slots=True)
class WeekPanel:
    """The therapist's words at the left, the week at the right."""

    note: TherapistNote
    log: WeekLog
    level: int = 2


@dataclass(frozen=True, slots=True)
class StaffStrip:
    """The grey strip for the clinic's own entries."""

    title: Text
    fields: tuple[TextField, ...]


Block = (
    Title
    | PatientStrip
    | Paragraph
    | BulletList
    | Glance
    | Figure
    | Table
    | Callout
    | TherapistNote
    | Section
    | Columns
    | FieldRow
    | Matrix
    | EntryTable
    | BodyChart
    | Alert
    | ScoreBox
    | CardGrid
    | CardStrip
    | CutOutCard
    | WeekPanel
    | StaffStrip
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The clinic at the top of the page. `compact` is the low one of forms; pages after the first always have it."""

    name: Text
    tagline: Text
    branch: Text
    lines: tuple[Text, ...]
    contact: Text
    logo: Path | None
    compact: bool
    write_name: Text = ()  # on later pages of a blank form: the word before a line to write the name on


@dataclass(frozen=True, slots=True)
class Colophon:
    """The foot of the page. `page_of` holds {page} and {pages}; `owner` tells loose pages of a person's copy apart."""

    title: Text
    small_print: Text
    page_of: Run
    code: Text
    qr: str | None
    qr_note: Text
    owner: Text = ()


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """Which form a document is; `questions` is the hash of its questions."""

    id: str
    version: str
    code: str
    questions: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that will be printed, and what the file says about itself. A `flat` one has no fields."""

    id: str
    title: str
    subject: str
    author: str
    language: str
    date: date
    letterhead: Letterhead
    colophon: Colophon
    body: tuple[Block, ...]
    form: FormIdentity | None = None
    flat: bool = False


def runs(node: Any) -> Iterator[Run]:
    """Yield every run in *node*, in reading order."""
    if isinstance(node, Run):
        yield node
    elif isinstance(node, tuple):  # frozensets hold codes alone
        for child in node:
            yield from runs(child)
    elif is_dataclass(node) and node.__class__.__module__ == __name__:  # not drawings, nor places
        for name in _names(node.__class__):
            yield from runs(getattr(node, name))


@cache
def _names(block: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(block))  # type: ignore[arg-type]
