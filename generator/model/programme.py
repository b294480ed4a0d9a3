"""Exercise programmes: which exercises, how much of each, for how long; and the page they stand on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.model.base import Day, Id, Line, Node, Published, Template

MAX_EXERCISES = 12
PerPage = Literal[6, 4, 2, 1]


class Prescribed(Node):
    """An exercise of a programme. The dose is written as in “3x10, hold 5 s, 2/day, left”."""

    id: Id
    dose: Line | None = Field(None, description="Without it, the exercise's own; “blank” leaves it to the pen")
    note: Line | None = Field(None, description="A few words of the therapist's on the card")


class Programme(Node):
    """A programme in a file of its own, or a phase of a condition's sheet."""

    title: Line | None = Field(None, description="Beside the page's title, such as “Sciatica: weeks 1 and 2”")
    goal: Line | None = None
    note: Annotated[str, Field(min_length=1, max_length=600)] | None = None
    start: Day | None = None
    review: Day | None = None
    per_page: PerPage | None = None
    exercise: Annotated[tuple[Prescribed, ...], Field(min_length=1, max_length=MAX_EXERCISES)]


class Phase(Programme):
    """A programme that belongs to an advice sheet."""

    id: Id
    title: Line
    sources: tuple[Id, ...] = ()


class ProgrammePage(Published):
    """What every programme says besides its exercises."""

    lead: Template = Field(description="How much pain is all right, and when to stop and call")
    disclaimer: Template = Field(description="The small print of the footer")
