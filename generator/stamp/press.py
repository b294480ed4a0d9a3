"""Orders and patients → printed documents, by a stamp where that gives what a layout would give."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from generator.build import (
    CREATOR,
    Content,
    conforming,
    form_content,
    handout_content,
    programme_content,
    separator_content,
    setting_of,
    themes_of,
)
from generator.layout import draw_document
from generator.layout.open import DependsOnValue, Hole, OpenText
from generator.layout.typeset import TextMemory, Typesetter
from generator.pdf.finish import finish
from generator.stamp.base import TIERS, Base, CannotStamp, Filled, How, draw_open, holes_of, make_base
from generator.stamp.person import NOTE, Person
from generator.stamp.quick import Desk, PairFace
from generator.stamp.shortcut import Shortcut
from generator.stamp.trace import Paths, Questioner
from generator.text import clean_lines

if TYPE_CHECKING:
    from generator.compose.setting import Medium, Setting
    from generator.layout import Drawn
    from generator.library import Library
    from generator.model.job import CardPrint
    from generator.model.patient import Patient
    from generator.pdf.fonts import Face

Kind = Literal["form", "handout", "programme", "separator"]


@dataclass(frozen=True, slots=True)
class Order:
    """What to print, for whomever: a form, an advice sheet, a programme or a sheet that parts others, at a branch.

    *phase* and *exercises* are of an advice sheet or a programme, *states* what is known of the patient
    (docs/programmes.md).
    """

    kind: Kind
    id: str = ""
    branch: str | None = None
    phase: str | None = None
    exercises: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    medium: Medium = "both"
    card: CardPrint | None = None
    once: bool = False  # for one patient alone, as a programme of their own: laid out, since no base would serve again


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A document laid out afresh."""

    data: bytes
    pages: int
    notes: tuple[str, ...] = ()

    @property
    def how(self) -> How:
        """How it was made."""
        return "laid_out"

    @property
    def parts(self) -> tuple[bytes, ...]:
        """The bytes of the file, in order."""
        return (self.data,)


class Stamped(NamedTuple):
    """A document spliced from a base: the bytes that all patients share, and this patient's own."""

    head: bytes
    tail: bytes
    pages: int
    how: How = "stamped"
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[bytes, ...]:
        """The bytes of the file, in order."""
        return (self.head, self.tail)


Printed = Stamped | LaidOut


@dataclass(slots=True)
class _Layout:
    """Pages for all who answer alike: bases by tier of characters, or none where no stamp can give them."""

    names: tuple[str, ...] = ()  # the values that are printed
    bases: dict[int, Base] = field(default_factory=dict)
    stamped: bool = True


@dataclass(slots=True)
class _Job:
    """What is kept of one order: its content, its setting without a patient, its layouts."""

    content: Content
    setting: Setting
    desk: Desk
    notes: tuple[str, ...]
    shortcut: Shortcut[_Layout] | None = None  # to the layout that people are most likely to get
    paths: Paths[_Layout] = field(default_factory=Paths)
    sources: dict[OpenText, OpenText] = field(default_factory=dict)


_MOST_ORDERS, _MOST_LAYOUTS = 64, 128  # kept at once; a layout with its base takes some 300 kB


class Press:
    """Prints orders for patients. What it keeps between patients (bases) holds nothing of any of them."""

    def __init__(self, library: Library, on: date) -> None:
        self._library, self._on = library, on
        self._jobs: dict[Order, _Job] = {}
        self._layouts = 0
        self._pairs: dict[Face, PairFace] = {}
        self._memory = TextMemory()
        self._setter = Typesetter(library.fonts)

    def settle(self) -> None:
        """Have Python's collector of cycles leave alone what is loaded by now: for long runs, after the first pages.

        It would look at the library and the fonts again and again: 2 ms for each document that is laid out.
        """
        gc.collect()
        gc.freeze()

    def stamp(self, order: Order, patient: Patient, values: Mapping[str, str] | None = None) -> Stamped | None:
        """Return the stamped document, or None where it has to be laid out.

        *values* are the therapist's `note` or answers of a form by linkId path; a document with such answers is laid
        out. Raises the errors of errors.py for an order that cannot be printed for anybody.
        """
        filled = self.fill(order, patient, values)
        if filled is None:
            return None
        base, holes = filled
        return Stamped(base.cut.head, base.tail.fill(holes), base.pages, base.how, base.notes)

    def fill(
        self, order: Order, patient: Patient, values: Mapping[str, str] | None = None
    ) -> tuple[Base, Filled] | None:
        """Return the base that serves *patient* and what goes into its holes, or None as `stamp` does."""
        if order.once or (values and any(key != NOTE for key in values)):
            return None
        job = self._job(order)
        if values and NOTE not in job.content.answerable:
            return None  # laying out tells that it has no place
        note = clean_lines(values[NOTE]) if values else None
        person = Person(patient, note, job.setting, job.desk)
        drawn: Drawn | None = None
        layout = job.shortcut.find(person) if job.shortcut else None
        layout = layout or job.paths.find(person)
        if layout is None:
            if self._layouts >= _MOST_LAYOUTS:
                self._forget()
                return self.fill(order, patient, values)
            self._layouts += 1
            layout, drawn = self._open(job, person)
        if not layout.stamped:
            return None
        tier = _tier("".join([person.text(name) or "" for name in layout.names]))
        if tier is None:
            return None
        base = layout.bases.get(tier) or self._base(job, person, layout, tier, drawn)
        try:
            return base, base.fill(person)
        except CannotStamp:
            return None

    def _job(self, order: Order) -> _Job:
        job = self._jobs.get(order)
        if job is None:
            if len(self._jobs) >= _MOST_ORDERS:
                self._forget()
            content = content_of(self._library, order)
            setting = setting_of(self._library, content, self._on, order.branch, None, {})
            notes = themes_of(self._library, content.looks)[0].notes + content.notes
            job = self._jobs[order] = _Job(content, setting, Desk(self._setter, self._pairs_of), notes)
        return job

    def _forget(self) -> None:
        """Forget all orders and bases: they are made again when they are needed, and come out the same."""
        self._jobs.clear()
        self._layouts = 0

    def _open(self, job: _Job, person: Person) -> tuple[_Layout, Drawn | None]:
        """Return the layout for all who answer as *person* does, made now, and its pages, not yet a file."""
        questioner, drawn = Questioner(person, job.sources), None
        try:
            drawn = draw_open(self._library, job.content, job.setting, questioner)
        except DependsOnValue:
            layout = _Layout(stamped=False)
        else:
            layout = _Layout(names=_values(holes_of(drawn)))
            job.shortcut = job.shortcut or Shortcut(questioner.asked, layout, job.desk)
        job.paths.add(questioner.asked, layout)
        return layout, drawn

    def _base(self, job: _Job, person: Person, layout: _Layout, tier: int, drawn: Drawn | None) -> Base:
        drawn = drawn or draw_open(self._library, job.content, job.setting, Questioner(person, job.sources))
        base = make_base(drawn, job.desk, TIERS[tier], job.notes)
        layout.bases[tier] = base
        return base

    def _pairs_of(self, face: Face) -> PairFace:
        return self._pairs.setdefault(face, PairFace(face, self._setter.space))

    def lay_out(self, order: Order, patient: Patient | None, values: Mapping[str, str] | None = None) -> LaidOut:
        """Return the document laid out afresh; raises the errors of errors.py.

        It is what generator.build gives, but for the fonts: they have the characters of the first tier too, so that
        one subset serves many documents.
        """
        library = self._library
        content = content_of(library, order) if order.once else self._job(order).content
        setting = setting_of(library, content, self._on, order.branch, patient, values or {})
        document = content.compose(setting)
        themes = themes_of(library, content.looks)
        with conforming():
            drawn = draw_document(document, themes, Typesetter(library.fonts, self._memory), CREATOR)
            usual = [library.fonts.first(style) for style in ("regular", "bold")]
            for face in usual:
                if face in drawn.canvas.glyphs:
                    drawn.canvas.reserve(face, map(ord, TIERS[0]))
            colours = drawn.theme.colours
            data = finish(drawn.canvas, drawn.facts, library.fonts.field_face, colours.ink, colours.pale)
        return LaidOut(data, drawn.pages, themes[0].notes + content.notes)


def _tier(text: str) -> int | None:
    """Return the number of the first tier that has all characters of *text*, or None."""
    if text.isascii() and text.isprintable():
        return 0
    letters = text.replace("\n", "")  # where lines end in a note
    return next((number for number, known in enumerate(TIERS) if known.issuperset(letters)), None)


def _values(holes: Iterable[Hole]) -> tuple[str, ...]:
    """Return the names of the values that fill *holes*, each once."""
    names: dict[str, None] = {}
    for hole in holes:
        names |= {run.value: None for run in hole.runs if run.value}
    return tuple(names)


def content_of(library: Library, order: Order) -> Content:
    """Return what *order* prints; raises the errors of errors.py."""
    match order.kind:
        case "form":
            return form_content(library, order.id, order.medium)
        case "handout":
            return handout_content(
                library,
                order.id,
                phase=order.phase,
                exercises=order.exercises,
                states=order.states,
                card=order.card,
            )
        case "programme":
            return programme_content(library, order.exercises, states=order.states)
        case "separator":
            return separator_content(library)
