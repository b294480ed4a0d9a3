"""Form fields with a patient's value, shown without a shaper: what acroform.py and boxes.py give, or None."""

from __future__ import annotations

from collections.abc import Callable

from generator.layout.open import OpenBox, OpenComb
from generator.layout.typeset import CAP_HEIGHT, baseline, clusters
from generator.pdf.acroform import field_clip
from generator.pdf.canvas import number
from generator.pdf.fonts import Face
from generator.stamp.person import Person
from generator.stamp.quick import BREAK, Desk, Piece, QuickLine

_NameOf = Callable[[Face], str]


class QuickBox:
    """A text field whose value stands on one line at full size."""

    def __init__(self, hole: OpenBox, line: QuickLine, value: Piece, ink: str, name_of: _NameOf) -> None:
        style, size = hole.source.style, number(hole.source.style.size)
        top = hole.height - hole.pad[1] - baseline(style)
        y = top if hole.several else hole.height / 2 - style.size * CAP_HEIGHT / 2
        clip = field_clip((hole.source.width + 2 * hole.pad[0], hole.height))
        font = f"{name_of(value.face)} {size} Tf "
        self._source, self._value = hole.source, value
        self._start = f"{clip} BT {ink} rg 1 0 0 1 {number(hole.pad[0])} {number(y)} Tm {font}"
        self._between = f" {name_of(line.space[0])} {size} Tf {line.space[1]} {font}"

    def operators(self, person: Person) -> bytes | None:
        """Return the operators of the field's look, or None where its value is not that plain or short."""
        if person.is_sure:
            sure = person.line(self._value.pairs, str(self._value.name))
            if sure:
                return f"{self._start}{sure[1].replace(BREAK, self._between)} ET Q EMC".encode("ascii")
        line = person.quick(self._source)
        if line is None or line.words is None or line.width > self._source.width:
            return None
        return f"{self._start}{self._between.join(line.words)} ET Q EMC".encode("ascii")


class QuickComb:
    """Cells with a letter in each."""

    def __init__(self, hole: OpenComb, face: Face, ink: str, name_of: _NameOf) -> None:
        self._name, self._face, self._style, self._cell = str(hole.run.value), face, hole.style, hole.cell
        clip = field_clip((hole.width, hole.height))
        self._start, self._end = (f"BT {ink} rg ", " ET") if hole.at else (f"{clip} BT {ink} rg ", " ET Q EMC")
        self._x, y = hole.at or (0.0, 0.0)
        self._y = f" {number(y + hole.height / 2 - hole.style.size * CAP_HEIGHT / 2)} Tm "
        self._font = f"{name_of(face)} {number(hole.style.size)} Tf "
        self._cells: dict[tuple[int, str], str] = {}  # letters by cell: a letter is nobody's

    def operators(self, person: Person) -> bytes | None:
        """Return the operators of the cells' look, or None where a letter is not plain."""
        text = person.text(self._name) or ""
        if not text.isascii():
            return None  # marks may share a cell
        try:
            cells = [self._cells[place] for place in enumerate(text)]
        except KeyError:
            if any(self._learn(*place) is None for place in enumerate(clusters(text))):
                return None
            cells = [self._cells[place] for place in enumerate(text)]
        return f"{self._start}{' '.join(cells)}{self._end}".encode("ascii")

    def _learn(self, index: int, letter: str) -> str | None:
        shaped = self._face.shape(letter, remember=False)
        if not shaped.simple or len(shaped.shown) != 1 or shaped.shown[0][0]:
            return None
        x = number(self._x + index * self._cell + (self._cell - shaped.width * self._style.size / 1000) / 2)
        code = f"1 0 0 1 {x}{self._y}{self._font}[{shaped.shown[0][1]}] TJ"
        self._cells[index, letter] = code
        return code


def quick_box(hole: OpenBox, desk: Desk, ink: str, name_of: _NameOf) -> QuickBox | None:
    """Return *hole* as a quick box, or None where its font or style does not allow it."""
    line = desk.quick_line(hole.source) if hole.count == 1 else None
    if line is None or line.lead is None or line.lead.pieces:
        return None
    return QuickBox(hole, line, line.lead.value, ink, name_of)
