"""What the engines print: words, pictures and boxes in reading order; nothing of how a PDF is made.

A span that prints a patient's value names it: `name`, `id`, `therapist` or `date`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.peers.art import Art

FONTS = Path(__file__).parents[2] / "fonts"
REGULAR, BOLD = FONTS / "NotoSans-Regular.ttf", FONTS / "NotoSans-Bold.ttf"
MARGIN, TOP, BOTTOM = 60.0, 92.0, 74.0  # points


@dataclass(frozen=True, slots=True)
class Span:
    """Characters set alike; those of a patient's *value* are given later."""

    text: str
    bold: bool = False
    href: str | None = None
    value: str | None = None

    def said(self, patient: Mapping[str, str]) -> str:
        """Return the characters for *patient*."""
        return patient[self.value] if self.value else self.text


Words = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title (level 1) or the heading of a section (2)."""

    words: Words
    level: int


@dataclass(frozen=True, slots=True)
class Para:
    """Running text: body 10.5 pt, lead 12.5 pt, small 8.5 pt, eyebrow 8.5 pt bold."""

    words: Words
    look: Literal["body", "lead", "small", "eyebrow"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells, *widths* in shares; a *panel* is tinted, such as the strip; a *week* differs by programme."""

    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]
    head: bool = False
    panel: bool = False
    week: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A tinted frame with a title, a lead and points, or with empty lines to write on."""

    title: Words
    lead: Words
    items: tuple[Words, ...]
    edge: str
    fill: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a picture, *y* points below its top, and the point (x, y) that they name."""

    words: Words
    y: float
    point: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with labels at its right and a caption below."""

    art: Art
    labels: tuple[Label, ...]
    caption: Words


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns; *share* of the width is the left one's."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]
    share: float = 0.58


@dataclass(frozen=True, slots=True)
class Card:
    """An exercise: picture, name, what to do, dose."""

    art: Art
    name: str
    lines: tuple[str, ...]
    dose: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Exercise cards, two in a row."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """Here the next page starts."""


Part = Heading | Para | Bullets | Grid | Box | Picture | Columns | Cards | Break


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document for many patients, with the head and the foot of its pages. Colours by role as “#RRGGBB”."""

    title: str
    author: str
    language: str
    parts: tuple[Part, ...]
    logo: Path
    head: tuple[Words, Words]  # left, right; lines end at “\n”
    foot: tuple[Words, Words]  # left, right; holds {page} and {pages}
    qr: Art | None
    colours: Mapping[str, str]

    @property
    def cards(self) -> tuple[Card, ...]:
        """The exercise cards."""
        return next((part.cards for part in self.parts if isinstance(part, Cards)), ())

    @property
    def week(self) -> Grid | None:
        """The week to tick."""
        return next((part for part in self.parts if isinstance(part, Grid) and part.week), None)
