"""What flows: pieces that know their height, may be split, and draw themselves. Points; y grows upwards."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Literal

from generator.blocks import Question
from generator.errors import NOWHERE, Location
from generator.layout.fieldmap import Kind, Mark, PageMarks, Zone
from generator.layout.typeset import Typesetter
from generator.pdf.canvas import TaggedCanvas, number
from generator.pdf.paths import circle, rectangle
from generator.pdf.widgets import RadioWidget, Rect, TextWidget, TickWidget, Widget, mark_operators
from generator.theme import Theme


@dataclass(frozen=True, slots=True)
class Node:
    """A mark on the rail: an open ring, a numbered disc or the danger sign."""

    y: float
    kind: Literal["ring", "number", "danger"] = "ring"
    number: int = 0


@dataclass(slots=True)
class Sheet:
    """The page being drawn: where flowables put ink, tags, fields and rail nodes.

    On a *flat* sheet the places for answers are drawn and mapped, and are no fields. `label` is where the words
    of the field being drawn stand.
    """

    canvas: TaggedCanvas
    theme: Theme
    setter: Typesetter
    flat: bool = False
    nodes: list[Node] = dataclasses.field(default_factory=list)
    rail_top: float = 0.0
    answers: PageMarks = dataclasses.field(default_factory=PageMarks)
    label: Rect | None = None

    def field(self, widget: Widget, question: Question, *, label: Rect | None = None) -> None:
        """Add a place for an answer to *question*: to the page's map, and as a form field."""
        self.answers.marks.append(Mark(question, widget, label or self.label))
        if not self.flat:
            self.canvas.widget(widget)
        elif not isinstance(widget, TextWidget) and widget.checked:
            self._print_mark(widget)

    def _print_mark(self, widget: TickWidget | RadioWidget) -> None:
        """Print the mark of an answer that is given already: on paper there is no field to show it."""
        x0, y0, x1, y1 = widget.rect
        ink = " ".join(map(number, self.theme.colours.ink))
        with self.canvas.element("Span", alt="✓"), self.canvas.marked():
            self.canvas.addLiteral(f"q 1 0 0 1 {x0:.2f} {y0:.2f} cm {mark_operators(widget, x1 - x0, y1 - y0, ink)} Q")

    def zone(self, question: Question, kind: Kind, rect: Rect) -> None:
        """Add a place where people write or draw to the page's map."""
        self.answers.zones.append(Zone(question, kind, rect))

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        line: float = 0.0,
        radius: float = 0.0,
        dash: tuple[float, ...] = (),
    ) -> None:
        """Draw a rectangle in colour roles, as an artifact unless claimed."""
        self._paint(rectangle(x, y, width, height, radius), fill, stroke, line, dash)

    def rects(
        self,
        boxes: Sequence[Rect],
        *,
        fill: str | None = None,
        stroke: str | None = None,
        line: float = 0.0,
        radius: float = 0.0,
    ) -> None:
        """Draw rectangles (x, y, width, height) that do not touch each other, all alike, as `rect` does."""
        self._paint(" ".join([rectangle(*box, radius) for box in boxes]), fill, stroke, line, ())

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        line: float = 0.0,
    ) -> None:
        """Draw a circle around (x, y) in colour roles, as an artifact unless claimed."""
        self._paint(circle(x, y, radius), fill, stroke, line, ())

    def line(self, x0: float, y0: float, x1: float, y1: float, *, stroke: str = "rule", line: float = 0.0) -> None:
        """Draw a line with round ends, as an artifact unless claimed."""
        self._paint(f"1 J {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l", None, stroke, line, ())

    def _paint(self, path: str, fill: str | None, stroke: str | None, line: float, dash: tuple[float, ...]) -> None:
        """Write *path* and what paints it, between q and Q."""
        colours, code = self.theme.colours, ["q"]
        if fill:
            code.append("{:.4g} {:.4g} {:.4g} rg".format(*colours.role(fill)))
        if stroke:
            code.append("{:.4g} {:.4g} {:.4g} RG".format(*colours.role(stroke)))
            code.append(f"{line or self.theme.measures.rule:.4g} w")
        if dash:
            code.append(f"[{' '.join(f'{length:g}' for length in dash)}] 0 d")
        paint = {(True, True): "B", (True, False): "f", (False, True): "S"}[bool(fill), bool(stroke)]
        with self.canvas.artifact():
            self.canvas.addLiteral(" ".join([*code, path, paint, "Q"]))


@dataclass(frozen=True, slots=True)
class Container:
    """A structure element around several flowables; its key keeps it one element over pages."""

    tag: str
    key: Hashable
    attributes: Mapping[str, Mapping[str, object]] = dataclasses.field(default_factory=dict)


class Flowable(ABC):
    """A piece of the page. `space_before` falls away at the top of a column."""

    space_before: float = 0.0
    keep_with_next: bool = False
    pinned: bool = False  # stands at the foot of the first page
    keep_with_previous: bool = False
    new_page: bool = False  # starts a page
    new_leaf: bool = False  # starts a page with an odd number: the front of a leaf printed on both sides
    together: int = 0  # so many flowables from here on stay on one page where they fit one
    within: tuple[Container, ...] = ()
    at: Location = NOWHERE

    @abstractmethod
    def wrap(self, width: float) -> float:
        """Return the height in *width*."""

    def split(self, width: float, height: float) -> tuple[Flowable, Flowable] | None:
        """Return two parts, the first at most *height* high, or None when it cannot be split there."""
        return None

    @abstractmethod
    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (x, top)."""

    def head(self) -> Flowable | None:
        """Return what is repeated above this where it starts a page or column: the head of a table."""
        return None

    def draw_tagged(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw inside the elements of `within`."""
        with ExitStack() as stack:
            for container in self.within:
                stack.enter_context(sheet.canvas.element(container.tag, container.key, attributes=container.attributes))
            self.draw(sheet, x, top, width)


class TableHead(Flowable):
    """A table's head: drawn with tags once, and again without them where the table goes on."""

    @abstractmethod
    def draw_again(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw without tags, inside an artifact."""


@dataclass(eq=False)
class RepeatedHead(Flowable):
    """A table's head at the top of a later page: an artifact, since the table has its head already."""

    row: TableHead
    at: Location
    keep_with_next: bool = True

    def wrap(self, width: float) -> float:
        return self.row.wrap(width)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        with sheet.canvas.artifact("Pagination"):
            self.row.draw_again(sheet, x, top, width)


def inside(container: Container, flowables: Sequence[Flowable]) -> list[Flowable]:
    """Return *flowables* with *container* as their outermost element."""
    for flowable in flowables:
        flowable.within = (container, *flowable.within)
    return list(flowables)


@dataclass(frozen=True, slots=True)
class Placed:
    """A flowable and how far its top lies below the top of the column."""

    flowable: Flowable
    offset: float
    height: float


def fill(flowables: Sequence[Flowable], width: float, height: float) -> tuple[list[Placed], list[Flowable]]:
    """Return what fits a column, and the rest. Headings stay with what follows them."""
    placed: list[Placed] = []
    y = 0.0
    if flowables and (head := flowables[0].head()):
        flowables = [head, *flowables]
    for index, flowable in enumerate(flowables):
        if placed and (
            flowable.new_page or flowable.new_leaf or _would_be_torn(flowables[index:], width, height - y, height)
        ):
            return placed, list(flowables[index:])
        gap = flowable.space_before if placed else 0.0
        tall = flowable.wrap(width)
        if y + gap + tall <= height + 0.01:
            placed.append(Placed(flowable, y + gap, tall))
            y += gap + tall
            continue
        rest = list(flowables[index:])
        parts = flowable.split(width, height - y - gap)
        if parts:
            placed.append(Placed(parts[0], y + gap, parts[0].wrap(width)))
            rest[0] = parts[1]
            return placed, rest
        while placed and placed[-1].flowable.keep_with_next:
            rest.insert(0, placed.pop().flowable)
        return placed, rest
    return placed, []


def _would_be_torn(flowables: Sequence[Flowable], width: float, left: float, whole: float) -> bool:
    """Tell whether what asks to stay together fits a whole column but not what is left of this one."""
    if not flowables[0].together or left == float("inf"):
        return False
    group = flowables[: flowables[0].together]
    tall = sum(flowable.wrap(width) + flowable.space_before for flowable in group)
    return left < tall <= whole


def stack_height(flowables: Sequence[Flowable], width: float) -> float:
    """Return the height of *flowables* one below the other."""
    placed, _ = fill(flowables, width, float("inf"))
    return placed[-1].offset + placed[-1].height if placed else 0.0


def draw_stack(sheet: Sheet, flowables: Sequence[Flowable], x: float, top: float, width: float) -> None:
    """Draw *flowables* one below the other."""
    placed, _ = fill(flowables, width, float("inf"))
    for item in placed:
        item.flowable.draw_tagged(sheet, x, top - item.offset, width)
