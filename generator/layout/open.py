"""What a layout leaves open where a patient's value goes: which text, how it is set, where it stands.

An open text has as many lines as it will have once it is filled, but no words and no widths: whoever asks for a
width hears DependsOnValue, since then the place of other things would depend on the value too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from generator.blocks import Run, Text
from generator.layout.typeset import Line, Typeset
from generator.pdf.fonts import Shaped
from generator.theme import TypeStyle


class DependsOnValue(Exception):  # noqa: N818 - no error: the document is laid out for each patient
    """The layout depends on a value in a way that cannot be left open."""


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text with values: set in lines of *width* points or, with *shrink*, fitted into one line of it."""

    text: Text
    style: TypeStyle
    width: float
    shrink: float | None


class OpenLine(Line):
    """A line whose words are not known yet."""

    __slots__ = ("number", "of")

    def __init__(self, of: OpenText, number: int) -> None:
        object.__setattr__(self, "words", ())
        object.__setattr__(self, "of", of)
        object.__setattr__(self, "number", number)

    of: OpenText
    number: int

    @property
    def width(self) -> NoReturn:
        """Raise DependsOnValue."""
        raise DependsOnValue("the width of a text with a patient's value")


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """Where lines of an open text stand: *count* lines from the number *first* on, the first one's top at *top*."""

    source: OpenText
    first: int
    count: int
    x: float
    top: float
    align: str
    width: float
    colour: str | None

    @property
    def runs(self) -> Text:
        """What is set here."""
        return self.source.text


@dataclass(frozen=True, slots=True)
class OpenBox:
    """A text field filled beforehand: *count* lines, set as *source* says; from the top where it takes *several*."""

    source: OpenText
    count: int
    run: Run
    height: float
    pad: tuple[float, float]
    several: bool
    max_length: int

    @property
    def runs(self) -> Text:
        """What is set here."""
        return self.source.text


@dataclass(frozen=True, slots=True)
class OpenComb:
    """Cells filled beforehand, *cell* points wide each: a field, or printed from the lower left corner *at* on."""

    run: Run
    style: TypeStyle
    cell: float
    width: float
    height: float
    at: tuple[float, float] | None = None

    @property
    def runs(self) -> Text:
        """What is set here."""
        return (self.run,)


Hole = OpenPlace | OpenBox | OpenComb


def open_typeset(source: OpenText, lines: int, space: Shaped) -> Typeset:
    """Return *source* as *lines* lines without words."""
    return Typeset(source.style, tuple(OpenLine(source, number) for number in range(lines)), space)


def is_open(text: Typeset) -> bool:
    """Return whether *text* still waits for a patient's value."""
    return bool(text.lines) and isinstance(text.lines[0], OpenLine)


def open_place(text: Typeset, x: float, top: float, align: str, width: float, colour: str | None) -> OpenPlace:
    """Return where the lines of the open *text* stand."""
    first = text.lines[0]
    if not isinstance(first, OpenLine):
        raise TypeError("the text is not open")
    return OpenPlace(first.of, first.number, len(text.lines), x, top, align, width, colour)
