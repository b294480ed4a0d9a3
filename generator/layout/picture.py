"""Figures on the page: shapes as PDF operators, labels with leader lines, caption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.blocks import Figure
from generator.figures import figure
from generator.figures.shapes import Close, Curve, Drawing, Line, Move, Paint, Path, Shape
from generator.layout.flow import Flowable, Sheet
from generator.layout.typeset import Typeset, Typesetter, baseline, draw
from generator.theme import Theme
from generator.theme.colour import RGB, mix


@dataclass(eq=False)
class Picture(Flowable):
    """A drawing at the theme's scale, its labels at the right, its caption below."""

    block: Figure
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.at = self.block.at
        self.space_before = self.theme.measures.paragraph_gap
        self._drawing = figure(self.block.figure)
        self._anchors = dict(self._drawing.anchors)

    @property
    def _scale(self) -> float:
        return self.theme.measures.figure_scale

    @property
    def _label_x(self) -> float:
        """Where the labels start, from the left edge of the drawing."""
        return self._drawing.width * self._scale + self.theme.measures.label_gap_x

    def _caption(self, width: float) -> Typeset:
        return self.setter.set(self.block.caption, self.theme.type["caption"], width)

    def _art_height(self, width: float) -> float:
        """Return how far drawing and labels reach down: long labels may end below a low drawing."""
        lowest = min((at - words.height for (_, at), words in self._labels(0.0, 0.0, width)), default=0.0)
        return max(self._drawing.height * self._scale, -lowest)

    def wrap(self, width: float) -> float:
        caption = self._caption(width)
        return self._art_height(width) + (caption.height + self.theme.measures.caption_gap if caption.lines else 0.0)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        k, canvas = self._scale, sheet.canvas
        bottom = top - self._drawing.height * k
        box = (x, top - self._art_height(width), x + width, top)
        attributes = {"Layout": {"Placement": "/Block", "BBox": box}}
        with canvas.element("Figure", alt=self.block.alt, attributes=attributes), canvas.marked():
            draw_shapes(sheet, self._drawing, x, bottom, k)
            for label, words in self._labels(x, top, width):
                self._draw_label(sheet, words, label, x, bottom)
        caption = self._caption(width)
        if caption.lines:
            with canvas.element("P"):
                y = top - self._art_height(width) - self.theme.measures.caption_gap
                draw(canvas, sheet.theme, caption, x, y)

    def _labels(self, x: float, top: float, width: float) -> Iterator[tuple[tuple[str, float], Typeset]]:
        """Yield anchor, top of its words and the words: beside the anchor, moved down where they would touch."""
        m, style = self.theme.measures, self.theme.type["figure_label"]
        wide = width - self._label_x
        free = top + m.figure_label_gap
        for anchor, text in sorted(self.block.labels, key=lambda label: -self._anchors[label[0]][1]):
            words = self.setter.set(text, style, wide)
            height = self._anchors[anchor][1] * self._scale + top - self._drawing.height * self._scale
            at = min(height + baseline(style) - style.size * 0.1, free)
            free = at - words.height - m.figure_label_gap
            yield (anchor, at), words

    def _draw_label(self, sheet: Sheet, words: Typeset, label: tuple[str, float], x: float, bottom: float) -> None:
        anchor, top = label
        m, canvas = self.theme.measures, sheet.canvas
        ax, ay = self._anchors[anchor]
        px, py = x + ax * self._scale, bottom + ay * self._scale
        y = top - baseline(words.style) + words.style.size * 0.25
        sheet.line(x + self._label_x - 3, y, px, py, stroke="ink", line=m.leader)
        canvas.setFillColorRGB(*self.theme.colours.ink)
        canvas.circle(px, py, m.leader_dot, stroke=0, fill=1)
        draw(canvas, sheet.theme, words, x + self._label_x, top)


def draw_shapes(sheet: Sheet, drawing: Drawing, x: float, y: float, scale: float) -> None:
    """Draw a figure with its lower left corner at (x, y), *scale* points a unit; inside marked content."""
    sheet.canvas.addLiteral(f"q {scale:g} 0 0 {scale:g} {x:.2f} {y:.2f} cm")
    sheet.canvas.addLiteral(_shape_operators(sheet, drawing, scale))
    sheet.canvas.addLiteral("Q")


def place_drawing(sheet: Sheet, drawing: Drawing, x: float, y: float, scale: float) -> None:
    """Place a figure that the document holds once, however often it is placed at *scale*; as draw_shapes else."""
    size = (drawing.width, drawing.height)
    sheet.canvas.place_form(
        (id(drawing), scale),
        lambda: _shape_operators(sheet, drawing, scale),
        size,
        f"{scale:g} 0 0 {scale:g} {x:.2f} {y:.2f}",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Painted:
    """A figure in colours at a scale; the same one is known again by identity, which costs nothing to compare."""

    drawing: Drawing
    theme: Theme
    scale: float

    def __hash__(self) -> int:
        return hash((id(self.drawing), id(self.theme.colours), self.scale))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Painted) or self.scale != other.scale:
            return False
        return self.drawing is other.drawing and self.theme.colours is other.theme.colours


def _shape_operators(sheet: Sheet, drawing: Drawing, scale: float) -> str:
    """Return the operators of a figure in its own units."""
    return _written(_Painted(drawing, sheet.theme, scale))


@lru_cache(maxsize=512)
def _written(painted: _Painted) -> str:
    """Return the operators of a figure; they are kept, since many documents place the same pictures.

    They are written here rather than by ReportLab's path objects: those multiply every number out and make the
    figure half as large again.
    """
    drawing, theme, scale = painted.drawing, painted.theme, painted.scale
    code = ["1 J 1 j"]
    state = _State()
    for shape in drawing.shapes:
        setup = _setup(shape, theme, scale, state)
        paint = {(True, True): "B", (True, False): "f", (False, True): "S"}[
            (shape.fill is not None, shape.stroke is not None)
        ]
        code.append(f"{setup}{_operators(shape.path)} {paint}")
    return "\n".join(code)


def _colour(paint: Paint, theme: Theme) -> RGB:
    colours = theme.colours
    return mix(colours.role(paint.role), colours.role(paint.towards), paint.amount)


@dataclass(slots=True)
class _State:
    """What the operators so far have set."""

    fill: RGB | None = None
    stroke: RGB | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()


def _setup(shape: Shape, theme: Theme, scale: float, state: _State) -> str:
    """Return the operators that change colours, width and dash to the shape's; *state* follows them."""
    code = ""
    if shape.fill and (colour := _colour(shape.fill, theme)) != state.fill:
        state.fill, code = colour, code + "{:.3g} {:.3g} {:.3g} rg ".format(*colour)
    if shape.stroke and (colour := _colour(shape.stroke, theme)) != state.stroke:
        state.stroke, code = colour, code + "{:.3g} {:.3g} {:.3g} RG ".format(*colour)
    if shape.stroke and shape.width_pt != state.width:
        state.width, code = shape.width_pt, code + f"{shape.width_pt / scale:.3g} w "
    if shape.stroke and shape.dash != state.dash:
        state.dash, code = shape.dash, code + f"[{' '.join(f'{dash / scale:.3g}' for dash in shape.dash)}] 0 d "
    return code


def _operators(path: Path) -> str:
    parts = []
    for segment in path:
        match segment:
            case Move(x, y):
                parts.append(f"{x:g} {y:g} m")
            case Line(x, y):
                parts.append(f"{x:g} {y:g} l")
            case Curve(x1, y1, x2, y2, x3, y3):
                parts.append(f"{x1:g} {y1:g} {x2:g} {y2:g} {x3:g} {y3:g} c")
            case Close():
                parts.append("h")
    return " ".join(parts)
