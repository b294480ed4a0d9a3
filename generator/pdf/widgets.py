"""Form fields as values: what a widget is, and the operators of its appearance. Points, widget's own corner (0, 0)."""

from __future__ import annotations

from dataclasses import dataclass

from generator.pdf.fonts import Shaped
from generator.pdf.paths import circle

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a field's value as it is shown: shaped pieces from (x, y)."""

    pieces: tuple[Shaped, ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TextWidget:
    """A text field. `name` is the full field name, parts joined by dots; the box itself is drawn on the page."""

    name: str
    tooltip: str
    rect: Rect
    size: float
    max_length: int | None = None
    comb: bool = False
    multiline: bool = False
    required: bool = False
    read_only: bool = False
    value: str = ""
    lines: tuple[TextLine, ...] = ()
    hole: int | None = None  # number of the canvas's hole that value, lines and size come from
    hint: bool = False  # the lines are pale and no value: the program that fills in the field replaces them


@dataclass(frozen=True, slots=True)
class TickWidget:
    """A tick box: a field of its own whose export value is `code`."""

    name: str
    tooltip: str
    rect: Rect
    code: str
    checked: bool = False
    read_only: bool = False
    spot: bool = False  # a spot in the middle of an area that has no box, instead of a tick in one


@dataclass(frozen=True, slots=True)
class RadioWidget:
    """One button of the radio group `name`; `group_tooltip` is the question."""

    name: str
    tooltip: str
    group_tooltip: str
    rect: Rect
    code: str
    checked: bool = False
    required: bool = False
    read_only: bool = False
    ring: bool = False  # a ring around what is printed there, as a pen would draw it, instead of a dot


Widget = TextWidget | TickWidget | RadioWidget

# Field flags (ISO 32000-1, tables 221, 226 and 228; bit positions count from 1)
READ_ONLY, REQUIRED, MULTILINE, NO_TOGGLE_TO_OFF, RADIO, COMB = 1, 1 << 1, 1 << 12, 1 << 14, 1 << 15, 1 << 24


def flags(widget: Widget) -> int:
    """Return the /Ff value."""
    value = READ_ONLY if widget.read_only else 0
    match widget:
        case TextWidget():
            value |= REQUIRED if widget.required else 0
            value |= MULTILINE if widget.multiline else 0
            value |= COMB if widget.comb else 0
        case RadioWidget():
            value |= RADIO | NO_TOGGLE_TO_OFF | (REQUIRED if widget.required else 0)
    return value


def tick_appearance(width: float, height: float, colour: str) -> str:
    """Return the operators of a tick that fills its box; *colour* as “r g b”."""
    w, h = width, height
    return (
        f"q {colour} RG {w * 0.15:.2f} w 1 J 1 j {w * 0.2:.2f} {h * 0.5:.2f} m "
        f"{w * 0.42:.2f} {h * 0.24:.2f} l {w * 0.82:.2f} {h * 0.8:.2f} l S Q"
    )


def spot_appearance(width: float, height: float, colour: str) -> str:
    """Return the operators of a ticked spot in the middle of an area; *colour* as “r g b”.

    It is none of the marks that people draw on the body chart by hand.
    """
    r, x, y = 6.0, width / 2, height / 2
    tick = f"{x - 2.8:.2f} {y:.2f} m {x - 0.8:.2f} {y - 2.4:.2f} l {x + 3:.2f} {y + 2.6:.2f} l S"
    return f"q 1 1 1 rg {colour} RG 1 w {circle(x, y, r)} B 1.4 w 1 J 1 j {tick} Q"


def dot_appearance(width: float, height: float, colour: str) -> str:
    """Return the operators of a radio button's dot; *colour* as “r g b”."""
    radius = min(width, height) * 0.28
    return f"q {colour} rg {circle(width / 2, height / 2, radius)} f Q"


def ring_appearance(width: float, height: float, colour: str) -> str:
    """Return the operators of a ring around what is printed in the box; *colour* as “r g b”."""
    radius = min(width, height) * 0.42
    return f"q {colour} RG {radius * 0.16:.2f} w {circle(width / 2, height / 2, radius)} S Q"


def mark_operators(widget: TickWidget | RadioWidget, width: float, height: float, colour: str) -> str:
    """Return the operators of the mark that *widget* shows when its answer is chosen; *colour* as “r g b”."""
    match widget:
        case TickWidget():
            return (spot_appearance if widget.spot else tick_appearance)(width, height, colour)
        case RadioWidget():
            return (ring_appearance if widget.ring else dot_appearance)(width, height, colour)
