"""Orders and patients → printed documents, by a stamp where that gives what a layout would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from generator.build import Content, form_content, handout_content, print_content, programme_content

if TYPE_CHECKING:
    from generator.compose.setting import Medium
    from generator.library import Library
    from generator.model.patient import Patient

Kind = Literal["form", "handout", "programme"]
How = Literal["stamped", "rewrapped", "laid_out"]


@dataclass(frozen=True, slots=True)
class Order:
    """What to print, for whomever: a form, an advice sheet or a programme, at a branch (the first without one).

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


@dataclass(frozen=True, slots=True)
class Stamped:
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


class Press:
    """Prints orders for patients. What it keeps between patients (bases) holds nothing of any of them."""

    def __init__(self, library: Library, on: date) -> None:
        self._library, self._on = library, on
        self._contents: dict[Order, Content] = {}

    def stamp(self, order: Order, patient: Patient | None, values: Mapping[str, str] | None = None) -> Stamped | None:
        """Return the stamped document, or None where it has to be laid out.

        *values* are the therapist's `note` or answers of a form by linkId path. Raises the errors of errors.py for an
        order that cannot be printed for anybody.
        """
        return None

    def lay_out(self, order: Order, patient: Patient | None, values: Mapping[str, str] | None = None) -> LaidOut:
        """Return the document laid out afresh; raises the errors of errors.py."""
        built = print_content(
            self._library, self._content(order), on=self._on, branch=order.branch, patient=patient, values=values
        )
        return LaidOut(built.data, built.pages, built.notes)

    def _content(self, order: Order) -> Content:
        """Return what *order* prints; read once."""
        if order not in self._contents:
            self._contents[order] = content_of(self._library, order)
        return self._contents[order]


def content_of(library: Library, order: Order) -> Content:
    """Return what *order* prints; raises the errors of errors.py."""
    match order.kind:
        case "form":
            return form_content(library, order.id, order.medium)
        case "handout":
            return handout_content(library, order.id, phase=order.phase, exercises=order.exercises, states=order.states)
        case "programme":
            return programme_content(library, order.exercises, states=order.states)
