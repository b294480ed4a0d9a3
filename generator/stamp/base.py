"""A layout with holes: made from answers to questions, cut into constant bytes and templates, filled per patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Literal

from generator.blocks import Document, Run
from generator.build import CREATOR, Content, conforming, themes_of
from generator.layout import Drawn, draw_document
from generator.layout.boxes import cell_lines, value_lines
from generator.layout.open import DependsOnValue, Hole, OpenBox, OpenComb, OpenPlace
from generator.layout.typeset import Typeset, face_style, line_pieces, line_start
from generator.pdf.acroform import default_appearance, field_operators
from generator.pdf.canvas import lines_operators, number, placed_words, words_operators
from generator.pdf.finish import finished
from generator.pdf.fonts import FIELD_CHARACTERS, Face, Shaped
from generator.pdf.widgets import TextLine
from generator.stamp.cut import Cut, HoleKey, cut
from generator.stamp.opening import STAND_IN, OpenTypesetter, open_setting
from generator.stamp.quick import Desk, QuickPlace
from generator.stamp.quick_fields import QuickComb, quick_box
from generator.stamp.tail import TailTemplate, tail_template

if TYPE_CHECKING:
    from generator.compose.setting import Setting
    from generator.library import Library
    from generator.stamp.person import Person
    from generator.stamp.trace import Questioner

# Characters that a base embeds, from few to many: most names need the first, and fonts rule the size of a file.
# Left out: the soft hyphen and blanks other than the plain one, which do not stand for themselves when set.
_LATIN = frozenset((*range(0x21, 0x7F), *range(0xA1, 0x180), *range(0x218, 0x21C), 0x2013, 0x2014, 0x2018, 0x2019,
                    0x201C, 0x201D, 0x2022, 0x2026, 0x20AC, 0x20)) - {0xAD}  # fmt: skip
_WIDE = FIELD_CHARACTERS - {0xA0, 0xAD} - frozenset(range(0x2010, 0x2012))
TIERS: tuple[frozenset[str], ...] = tuple(frozenset(map(chr, points)) for points in (_LATIN, _WIDE | _LATIN))

Filled = dict[HoleKey, bytes]
How = Literal["stamped", "rewrapped", "laid_out"]  # the first: values on lines of their own alone


class CannotStamp(Exception):  # noqa: N818 - no error: the document is laid out instead
    """This patient's values do not fit the holes."""


Filler = Callable[["Person", Filled], None]


@dataclass(frozen=True, slots=True)
class Base:
    """A layout for all who answer its questions alike and write with the same characters."""

    cut: Cut
    tail: TailTemplate
    fillers: tuple[Filler, ...]
    pages: int
    how: How
    notes: tuple[str, ...]

    def fill(self, person: Person) -> Filled:
        """Return what goes into the holes; raises CannotStamp."""
        filled: Filled = {}
        for filler in self.fillers:
            filler(person, filled)
        return filled


def draw_open(library: Library, content: Content, setting: Setting, questioner: Questioner) -> Drawn:
    """Return the pages of *content* with holes, by the answers of *questioner*'s person.

    Raises DependsOnValue where the layout cannot be left open, and the errors of errors.py.
    """
    document = content.compose(open_setting(setting, questioner.ask))
    _refuse_leaks(document)
    themes = themes_of(library, content.looks)
    with conforming():
        return draw_document(document, themes, OpenTypesetter(library.fonts, questioner), CREATOR)


def make_base(drawn: Drawn, desk: Desk, tier: frozenset[str], notes: tuple[str, ...]) -> Base:
    """Return the base of pages *drawn* with holes; its fonts have all characters of *tier*."""
    canvas, colours, fonts = drawn.canvas, drawn.theme.colours, desk.setter.fonts
    characters = frozenset(map(ord, tier))
    holes = holes_of(drawn)
    for hole in holes:
        for style in _styles(hole):
            canvas.reserve(fonts.first(style), characters)
    with finished(canvas, drawn.facts, fonts.field_face, colours.ink, colours.pale) as pdf:
        pieces = cut(pdf, sum(_parts(hole) for hole in holes))
    embedded = {
        face: frozenset(glyphs) | face.glyphs_of(canvas.reserved.get(face, frozenset()))
        for face, glyphs in canvas.glyphs.items()
    }
    pen = _Pen(drawn, desk, embedded)
    fillers = tuple(pen.filler(index, hole) for index, hole in enumerate(holes))
    how: How = "rewrapped" if any(_runs_on(hole, desk) for hole in holes) else "stamped"
    return Base(pieces, tail_template(pieces), fillers, drawn.pages, how, notes)


def _runs_on(hole: Hole, desk: Desk) -> bool:
    """Return whether the hole is running text, wrapped anew for each patient, and no value on a line of its own."""
    if isinstance(hole, OpenComb):
        return False
    line = desk.quick_line(hole.source)
    return hole.count > 1 or line is None or line.lead is None


def holes_of(drawn: Drawn) -> list[Hole]:
    """Return what the pages leave open, by number."""
    return list(drawn.canvas.holes)  # type: ignore[arg-type] # the layout leaves no others


def _styles(hole: Hole) -> Iterator[str]:
    """Yield the faces that a hole is set in; the blank between words is always a regular one."""
    yield "regular"
    if not isinstance(hole, OpenComb):
        for run in hole.runs:
            yield face_style(hole.source.style, run)


def _parts(hole: Hole) -> int:
    """Return how many places of the file a hole is: its lines, or a field's look, value and default look."""
    if isinstance(hole, OpenPlace):
        return hole.count
    return 1 if isinstance(hole, OpenComb) and hole.at else 3


def _refuse_leaks(document: Document) -> None:
    """Raise DependsOnValue where a value would stand in what is no run of text: a title, an alternative text."""
    for text in _texts(document):
        if STAND_IN in text:
            raise DependsOnValue("a value in words that are not printed")


def _texts(node: Any) -> Iterator[str]:
    """Yield every string in *node* but the texts of runs that stand for a value."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Run):
        if not node.value:
            yield node.text
        yield node.href or ""
    elif isinstance(node, tuple | frozenset):
        for child in node:
            yield from _texts(child)
    elif is_dataclass(node) and type(node).__module__ == Document.__module__:
        for each in fields(node):
            yield from _texts(getattr(node, each.name))


class _Pen:
    """Fills the holes of one base."""

    def __init__(self, drawn: Drawn, desk: Desk, embedded: dict[Face, frozenset[int]]) -> None:
        self._theme, self._desk, self._embedded = drawn.theme, desk, embedded
        self._name_of = drawn.canvas.font_name
        self._ink = " ".join(map(number, drawn.theme.colours.ink))

    def filler(self, index: int, hole: Hole) -> Filler:
        """Return what fills the hole number *index*."""
        match hole:
            case OpenPlace():
                return self._place(index, hole)
            case OpenBox():
                return self._box(index, hole)
            case OpenComb():
                return self._comb(index, hole)

    # -- text on the page ------------------------------------------------------------------------------------

    def _place(self, index: int, hole: OpenPlace) -> Filler:
        keys = [(index, str(part)) for part in range(hole.count)]
        source, desk = hole.source, self._desk
        whole = hole.count == 1 and hole.first == 0
        colour = self._theme.colours.role(hole.colour or source.style.colour)
        line = desk.quick_line(source) if whole else None
        place = QuickPlace(hole, line, colour, self._name_of) if line else None

        def fill(person: Person, filled: Filled) -> None:
            if place and person.is_sure and (operators := place.shortcut(person)):
                filled[keys[0]] = operators
                return
            if place:
                quick = person.quick(source)
                if quick and quick.width <= source.width:
                    filled[keys[0]] = place.operators(quick)
                    return
            text = person.typeset(source)
            for part, key in enumerate(keys):
                filled[key] = self._line(text, hole, part)

        return fill

    def _line(self, text: Typeset, hole: OpenPlace, part: int) -> bytes:
        line, style = text.lines[hole.first + part], text.style
        at = line_start(text, line, part, (hole.x, hole.top), hole.align, hole.width)
        pieces = line_pieces(line, text.space)
        self._check(pieces)
        colour = self._theme.colours.role(hole.colour or style.colour)
        operators = words_operators(pieces, style.size, self._name_of)
        return placed_words(operators, at, colour, style.tracking).encode("ascii")

    def _check(self, pieces: Sequence[Shaped]) -> None:
        """Raise CannotStamp for glyphs that the base's fonts do not have."""
        for piece in pieces:
            known = self._embedded.get(piece.face, frozenset())
            if not piece.simple or any(glyph.gid not in known for glyph in piece.glyphs):
                raise CannotStamp("a glyph that the base does not have")

    # -- form fields -----------------------------------------------------------------------------------------

    def _box(self, index: int, hole: OpenBox) -> Filler:
        width, name = hole.source.width + 2 * hole.pad[0], str(hole.run.value)
        quick = quick_box(hole, self._desk, self._ink, self._name_of)
        put = self._put(index, hole.source.style.size)

        def fill(person: Person, filled: Filled) -> None:
            value = person.text(name) or ""
            if len(value) > hole.max_length:
                raise CannotStamp("a value that is longer than its field")
            operators = quick.operators(person) if quick else None
            if operators:
                put(filled, value, operators)
                return
            text = person.typeset(hole.source)
            lines = value_lines(text, hole.height, hole.pad, hole.several)
            self._put(index, text.style.size)(filled, value, self._look(lines, (width, hole.height), text.style.size))

        return fill

    def _comb(self, index: int, hole: OpenComb) -> Filler:
        name, size, key = str(hole.run.value), hole.style.size, (index, "0")
        quick = QuickComb(hole, self._desk.setter.fonts.first("regular"), self._ink, self._name_of)
        put = self._put(index, size)

        def fill(person: Person, filled: Filled) -> None:
            value = person.text(name) or ""
            operators = quick.operators(person)
            if not operators:
                lines = cell_lines(self._desk.setter, value, hole.style, hole.cell, hole.height, remember=False)
                operators = self._look(lines, (hole.width, hole.height), size, hole.at)
            if hole.at:
                filled[key] = operators
            else:
                put(filled, value, operators)

        return fill

    def _look(
        self,
        lines: tuple[TextLine, ...],
        box: tuple[float, float],
        size: float,
        at: tuple[float, float] | None = None,
    ) -> bytes:
        """Return the operators of a field's look or, from the point *at* on, of letters printed on the page."""
        for line in lines:
            self._check(line.pieces)
        if at:
            return lines_operators(lines, at, size, self._ink, self._name_of).encode("ascii")
        return field_operators(lines, box, size, self._ink, self._name_of).encode("ascii")

    def _put(self, index: int, size: float) -> Callable[[Filled, str, bytes], None]:
        """Return what fills a field's holes, given its value and its look."""
        look, value_key, default_key = (index, "0"), (index, "V"), (index, "DA")
        default = default_appearance(self._name_of(self._desk.setter.fonts.field_face), size, self._ink)
        written = b"(" + default.encode("ascii") + b")"

        def put(filled: Filled, value: str, operators: bytes) -> None:
            filled[look], filled[value_key], filled[default_key] = operators, text_string(value), written

        return put


def text_string(text: str) -> bytes:
    """Return *text* as a PDF text string (ISO 32000-1, 7.9.2.2), in hexadecimal digits."""
    coded = text.encode("ascii") if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")
    return b"<" + coded.hex().encode("ascii") + b">"
