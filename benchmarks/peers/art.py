"""Drawings of the figures, and a QR code → shapes in points and plain colours, that every engine can paint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

from generator.figures.shapes import Close, Curve, Drawing, Line, Move, Paint
from generator.figures.shapes import Path as Outline
from generator.theme import Colours
from generator.theme.colour import code, mix

Step = tuple[str, tuple[float, ...]]  # an operator of SVG's paths (M, L, C, Z) and its numbers


@dataclass(frozen=True, slots=True)
class Shape:
    """A path to fill, then to stroke with round caps and joins; colours as “#RRGGBB”."""

    path: tuple[Step, ...]
    fill: str | None
    stroke: str | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Art:
    """Shapes from back to front. Frame: points, origin top left, y down."""

    name: str
    width: float
    height: float
    shapes: tuple[Shape, ...]


def art_of(name: str, drawing: Drawing, colours: Colours, scale: float) -> Art:
    """Return *drawing* at *scale* points a unit."""
    shapes = tuple(
        Shape(
            tuple(_steps(shape.path, scale, drawing.height)),
            _colour(shape.fill, colours),
            _colour(shape.stroke, colours),
            shape.width_pt,
            shape.dash,
        )
        for shape in drawing.shapes
    )
    return Art(name, drawing.width * scale, drawing.height * scale, shapes)


def _colour(paint: Paint | None, colours: Colours) -> str | None:
    if paint is None:
        return None
    return code(mix(colours.role(paint.role), colours.role(paint.towards), paint.amount))


def _steps(path: Outline, scale: float, height: float) -> Iterator[Step]:
    def at(*numbers: float) -> tuple[float, ...]:
        flipped = (height - value if odd % 2 else value for odd, value in enumerate(numbers))
        return tuple(round(value * scale, 2) for value in flipped)

    for segment in path:
        match segment:
            case Move(x, y):
                yield "M", at(x, y)
            case Line(x, y):
                yield "L", at(x, y)
            case Curve(x1, y1, x2, y2, x3, y3):
                yield "C", at(x1, y1, x2, y2, x3, y3)
            case Close():
                yield "Z", ()


def qr_art(content: str, size: float, ink: str) -> Art:
    """Return the QR code of *content*, *size* points a side, as one path: neighbours in a row are one bar."""
    rows = [[bool(module) for module in row] for row in segno.make_qr(content, error="m", boost_error=False).matrix]
    unit = size / len(rows)
    steps: list[Step] = []
    for y, row in enumerate(rows):
        for start, end in _bars(row):
            corners = ((start, y), (end, y), (end, y + 1), (start, y + 1))
            steps += [("L" if i else "M", (cx * unit, cy * unit)) for i, (cx, cy) in enumerate(corners)]
            steps.append(("Z", ()))
    return Art("qr", size, size, (Shape(tuple(steps), ink),))


def _bars(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for index, dark in enumerate([*row, False]):
        if dark and start is None:
            start = index
        elif not dark and start is not None:
            yield start, index
            start = None


def svg(art: Art) -> str:
    """Return *art* as an SVG file."""
    paths = "".join(_svg_path(shape) for shape in art.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{art.width:.2f}pt" height="{art.height:.2f}pt" '
        f'viewBox="0 0 {art.width:.2f} {art.height:.2f}">{paths}</svg>'
    )


def _svg_path(shape: Shape) -> str:
    data = "".join(operator + " ".join(f"{number:.2f}" for number in numbers) for operator, numbers in shape.path)
    look = f'fill="{shape.fill or "none"}"'
    if shape.stroke:
        look += f' stroke="{shape.stroke}" stroke-width="{shape.width:g}" stroke-linecap="round"'
        look += ' stroke-linejoin="round"'
        if shape.dash:
            look += f' stroke-dasharray="{" ".join(f"{dash:g}" for dash in shape.dash)}"'
    return f'<path d="{data}" {look}/>'


def write_svg(art: Art, folder: Path) -> Path:
    """Write *art* into *folder* under its name; return the file."""
    file = folder / f"{art.name}.svg"
    file.write_text(svg(art), encoding="utf-8")
    return file
