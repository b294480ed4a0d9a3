"""Runs → shaped words → lines: flush left, ragged right, no hyphens. Points, y upwards from the baseline."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from generator.blocks import Run, Text
from generator.pdf.canvas import TaggedCanvas, words_operators
from generator.pdf.fonts import Face, Fonts, Shaped
from generator.pdf.tags import StructElem
from generator.theme import Theme, TypeStyle

if TYPE_CHECKING:
    from generator.layout.open import OpenPlace

_WORDS = re.compile(r"[^ \n]+|[ \n]+")
_BREAKS = ("-", "@", "/", "_")  # a long word, name or address may go on below after these
_MANY_LINES = 4  # a value that runs on longer is set small
_SMALL = 0.7
CAP_HEIGHT = 0.714  # of the size; Noto Sans. Centres a line of capitals in its leading


@dataclass(frozen=True, slots=True)
class Piece:
    """Shaped text with the run it came from."""

    shaped: Shaped
    run: Run


@dataclass(frozen=True, slots=True)
class Word:
    """Pieces without a break between them; widths in points. A word that `ends_line` is the last of its line."""

    pieces: tuple[Piece, ...]
    width: float
    ends_line: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line."""

    words: tuple[Word, ...]
    width: float
    memo: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)  # its pieces and operators


@dataclass(frozen=True, slots=True)
class Typeset:
    """Lines in one style."""

    style: TypeStyle
    lines: tuple[Line, ...]
    space: Shaped
    linked: bool = False  # whether some words are a link

    @property
    def height(self) -> float:
        """Height in points, from the top of the first line's leading to the bottom of the last."""
        return len(self.lines) * self.style.leading

    @property
    def width(self) -> float:
        """Width of the longest line."""
        return max((line.width for line in self.lines), default=0.0)


def face_style(style: TypeStyle, run: Run) -> str:
    """Return which face of a family sets *run*."""
    bold = style.bold or run.bold
    return ("bold_italic" if bold else "italic") if style.italic else ("bold" if bold else "regular")


def baseline(style: TypeStyle) -> float:
    """Return how far the baseline lies below the top of a line: the middle of its capitals is that of its leading."""
    return (style.leading + CAP_HEIGHT * style.size) / 2


class TextMemory:
    """Texts without values that have been set, for document after document; forgets all when it is full."""

    _MOST = 20_000

    def __init__(self) -> None:
        self._found: dict[Hashable, Typeset] = {}

    def get(self, key: Hashable) -> Typeset | None:
        """Return what has been kept under *key*."""
        return self._found.get(key)

    def keep(self, key: Hashable, text: Typeset) -> None:
        """Keep *text* under *key*."""
        if len(self._found) >= self._MOST:
            self._found.clear()
        self._found[key] = text


class Typesetter:
    """Sets text in the document's fonts; remembers what it has set, since flowables wrap more than once.

    It lives as long as the layout of one document, so a patient's words are forgotten with it. *memory* outlives it:
    it keeps what has been set of texts without values, for the next document.
    """

    def __init__(self, fonts: Fonts, memory: TextMemory | None = None) -> None:
        self.fonts = fonts
        self._memory = memory
        self._done: dict[tuple[int, TypeStyle, float], tuple[Text, Typeset]] = {}
        self._values: dict[tuple[str, str], tuple[Shaped, ...]] = {}

    def set(self, text: Text, style: TypeStyle, width: float) -> Typeset:
        """Return *text* as lines of at most *width*; a word that is wider is broken, after a hyphen if it has one."""
        key = (id(text), style, width)  # the text is kept with its result, so its id stays its own
        if key not in self._done:
            self._done[key] = (text, self._remembered(text, style, width))
        return self._done[key][1]

    def _remembered(self, text: Text, style: TypeStyle, width: float) -> Typeset:
        if self._memory is None or any(run.value for run in text):
            return self.set_once(text, style, width)
        key = (tuple((run.text, run.bold, run.href) for run in text), style, width)
        found = self._memory.get(key)
        if found is None:
            found = self.set_once(text, style, width)
            self._memory.keep(key, found)
        return found

    @property
    def space(self) -> Shaped:
        """The blank between words."""
        return self.fonts.shape(" ", "regular")[0]

    def set_once(self, text: Text, style: TypeStyle, width: float) -> Typeset:
        """Return what `set` returns, and forget it."""
        space = self.space
        blank = space.width * style.size / 1000 + style.tracking
        words = [part for word in self._words(text, style) for part in self._narrow(word, style, width)]
        lines = _fill(words, width, blank)
        linked = any(run.href for run in text)
        return Typeset(style, _without_orphan(words, lines, width, blank), space, linked)

    def fit(self, text: Text, style: TypeStyle, width: float, shrink: float) -> Typeset:
        """Return *text* on one line, at *shrink* of its size if that is enough; at full size on several lines else."""
        return _fitted(self.set, text, style, width, shrink)

    def fit_once(self, text: Text, style: TypeStyle, width: float, shrink: float) -> Typeset:
        """Return what `fit` returns, and forget it."""
        return _fitted(self.set_once, text, style, width, shrink)

    def width(self, text: Text, style: TypeStyle) -> float:
        """Return the width of *text* on one line."""
        return self.set(text, style, float("inf")).width

    def leaves_open(self, text: Text) -> bool:
        """Return whether *text* is left open, to be filled in for each patient; here never."""
        return False

    def fits(self, text: Text, style: TypeStyle, width: float) -> bool:
        """Return whether *text* fits one line of *width*."""
        return self.width(text, style) <= width

    def _words(self, text: Text, style: TypeStyle) -> Iterator[Word]:
        """Yield the words of *text*; a word may run over several runs."""
        pieces: list[Piece] = []
        for run in text:
            for part in _WORDS.findall(run.text):
                if part.isspace() and part[0] in " \n":
                    if pieces:
                        word = self._word(pieces, style)
                        yield replace(word, ends_line=True) if "\n" in part else word
                    pieces = []
                    continue
                printed = part.upper() if style.caps else part
                shaped = self._shaped(printed, face_style(style, run), is_value=run.value is not None)
                if printed != part and len(shaped) == 1:  # capitals are a look: readers get the author's letters
                    shaped = (replace(shaped[0], text=part, simple=False),)
                pieces += [Piece(piece, run) for piece in shaped]
        if pieces:
            yield self._word(pieces, style)

    def _shaped(self, text: str, face: str, *, is_value: bool) -> tuple[Shaped, ...]:
        """Return *text* shaped; that of a value is remembered for this document alone."""
        if not is_value:
            return self.fonts.shape(text, face)
        key = (text, face)
        if key not in self._values:
            self._values[key] = self.fonts.shape(text, face, remember=False)
        return self._values[key]

    def _word(self, pieces: Sequence[Piece], style: TypeStyle) -> Word:
        glyphs = sum(len(piece.shaped.glyphs) for piece in pieces)
        em = sum(piece.shaped.width for piece in pieces)
        return Word(tuple(pieces), em * style.size / 1000 + glyphs * style.tracking)

    def _narrow(self, word: Word, style: TypeStyle, width: float) -> Iterator[Word]:
        """Yield *word*, or its characters in portions when it is wider than a whole line."""
        if word.width <= width:
            yield word
            return
        portion: list[Piece] = []
        for piece in word.pieces:
            for cluster in clusters(piece.shaped.text):
                shaped = self.fonts.shape(cluster, face_style(style, piece.run), remember=piece.run.value is None)
                added = [Piece(part, piece.run) for part in shaped]
                if portion and self._word([*portion, *added], style).width > width:
                    first = _break_after(portion)
                    yield self._word(portion[:first], style)
                    portion = portion[first:]
                portion += added
        yield replace(self._word(portion, style), ends_line=word.ends_line)


def _fitted(
    set_: Callable[[Text, TypeStyle, float], Typeset], text: Text, style: TypeStyle, width: float, shrink: float
) -> Typeset:
    natural = set_(text, style, float("inf")).width
    if natural * shrink <= width < natural:
        style = shrunk(style, natural, width)
    found = set_(text, style, width)
    if len(found.lines) <= _MANY_LINES:
        return found
    style = replace(style, size=style.size * _SMALL, leading=style.leading * _SMALL)
    return set_(text, style, width)


def shrunk(style: TypeStyle, natural: float, width: float) -> TypeStyle:
    """Return *style* as much smaller as it takes for a line of *natural* width to fit *width*."""
    scale = int(width / natural * 100) / 100
    return replace(style, size=style.size * scale, leading=style.leading * scale)


def _break_after(portion: Sequence[Piece]) -> int:
    """Return how many characters of a word that is too long stay on its line: up to a hyphen, if there is one."""
    for index in range(len(portion) - 1, 0, -1):
        if portion[index].shaped.text[-1:] in _BREAKS:
            return index + 1
    return len(portion)


def clusters(text: str) -> Iterator[str]:
    """Yield characters with the marks that follow them."""
    import unicodedata

    cluster = ""
    for character in text:
        if cluster and not unicodedata.category(character).startswith("M") and character not in "\u200c\u200d":
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _fill(words: Sequence[Word], width: float, blank: float) -> tuple[Line, ...]:
    """Return *words* as lines, each as full as it gets."""
    lines: list[Line] = []
    current: list[Word] = []
    reach = 0.0
    for word in words:
        wider = reach + blank + word.width if current else word.width
        if current and wider > width:
            lines.append(Line(tuple(current), reach))
            current, wider = [], word.width
        current.append(word)
        reach = wider
        if word.ends_line:
            lines.append(Line(tuple(current), reach))
            current, reach = [], 0.0
    if current:
        lines.append(Line(tuple(current), reach))
    return tuple(lines)


def _without_orphan(words: Sequence[Word], lines: tuple[Line, ...], width: float, blank: float) -> tuple[Line, ...]:
    """Return lines whose last one has more than one word, if a column a little narrower can give them."""
    if len(lines) < 2 or len(lines[-1].words) > 1:
        return lines
    for narrower in (0.97, 0.94, 0.91, 0.88):
        tried = _fill(words, width * narrower, blank)
        if len(tried) == len(lines) and len(tried[-1].words) > 1:
            return tried
    return lines


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a link's words came to stand."""

    elem: StructElem
    run: Run
    rect: tuple[float, float, float, float]


def draw(
    canvas: TaggedCanvas,
    theme: Theme,
    text: Typeset,
    x: float,
    top: float,
    *,
    align: str = "left",
    width: float = 0.0,
    colour: str | None = None,
) -> None:
    """Draw *text* with its first line's top at *top*, tagged as the current element or claimed already.

    With *align* “right” or “centre” the lines stand so in *width*.
    """
    if text.lines and type(text.lines[0]) is not Line:
        from generator.layout.open import open_place  # it builds on this module

        _leave_open(canvas, open_place(text, x, top, align, width, colour))
        return
    links: list[_Box] = []
    for number, line in enumerate(text.lines):
        start, y = line_start(text, line, number, (x, top), align, width)
        _draw_line(canvas, theme, text, line, start, y, links, colour or text.style.colour)
    for (_, run), boxes in groupby(links, key=lambda box: (id(box.elem), box.run)):
        found = list(boxes)
        href = run.href or ""
        canvas.link(found[0].elem, href, href, tuple(box.rect for box in found))


def line_start(
    text: Typeset, line: Line, number: int, at: tuple[float, float], align: str, width: float
) -> tuple[float, float]:
    """Return where the baseline of *line* starts, the *number*th below the top left corner *at* of its text."""
    x, top = at
    if align != "left":
        free = width - line.width
        x += free if align == "right" else free / 2
    return x, top - number * text.style.leading - baseline(text.style)


def _leave_open(canvas: TaggedCanvas, place: OpenPlace) -> None:
    """Leave the lines of a text with a patient's value open: marked content like that of other lines, empty."""
    if any(run.href for run in place.source.text) and not canvas.claimed:
        from generator.layout.open import DependsOnValue

        raise DependsOnValue("a link beside a patient's value: where lines break decides how many pieces it has")
    hole = canvas.leave(place)
    for number in range(place.count):
        if canvas.claimed:
            canvas.mark_hole(hole, number)
        else:
            with canvas.marked():
                canvas.mark_hole(hole, number)


def line_pieces(line: Line, space: Shaped) -> tuple[Shaped, ...]:
    """Return the pieces of *line* with the blanks between its words, and one after the last."""
    found: tuple[Shaped, ...] | None = line.memo.get("pieces")
    if found is None:
        pieces: list[Shaped] = []
        for word in line.words:
            pieces += [piece.shaped for piece in word.pieces]
            pieces.append(space)
        found = line.memo["pieces"] = tuple(pieces)
    return found


def _line_operators(canvas: TaggedCanvas, line: Line, pieces: Sequence[Shaped], size: float) -> str:
    """Return what shows the *pieces* of *line*; kept with it, for the next document whose fonts have the same names."""
    faces: tuple[Face, ...] | None = line.memo.get("faces")
    if faces is None:
        faces = line.memo["faces"] = tuple(dict.fromkeys(piece.face for piece in pieces))
    key = (size, *map(canvas.font_name, faces))
    found: str | None = line.memo.get(key)
    if found is None:
        found = line.memo[key] = words_operators(pieces, size, canvas.font_name)
    return found


def _with_blanks(line: Line, space: Shaped) -> list[Piece]:
    """Return the pieces of *line* with the blanks between its words, and one after the last.

    A blank inside a run belongs to it; others belong to none.
    """
    blank = Piece(space, Run(" "))
    stretch: list[Piece] = []
    for index, word in enumerate(line.words):
        stretch += word.pieces
        after = line.words[index + 1].pieces[0].run if index + 1 < len(line.words) else None
        inside = after is not None and after is word.pieces[-1].run
        stretch.append(Piece(space, word.pieces[-1].run) if inside else blank)
    return stretch


def _draw_line(
    canvas: TaggedCanvas,
    theme: Theme,
    text: Typeset,
    line: Line,
    x: float,
    y: float,
    links: list[_Box],
    colour: str,
) -> None:
    """Draw one line: a marked piece for each stretch of plain text or of one link."""
    style = text.style
    if not text.linked or canvas.claimed:  # no link in what is decoration or repeated
        pieces = line_pieces(line, text.space)
        _show(canvas, theme, pieces, x, y, style, colour, _line_operators(canvas, line, pieces, style.size))
        return
    stretch = _with_blanks(line, text.space)
    for href, group in groupby(stretch, key=lambda piece: piece.run if piece.run.href else None):
        shown = [piece.shaped for piece in group]
        glyphs = sum(len(piece.glyphs) for piece in shown)
        wide = sum(piece.width for piece in shown) * style.size / 1000 + glyphs * style.tracking
        if href is None:
            _show(canvas, theme, shown, x, y, style, colour)
        else:
            _show_link(canvas, theme, shown, (x, y, wide), style, href, links)
        x += wide


def _show(
    canvas: TaggedCanvas,
    theme: Theme,
    pieces: Sequence[Shaped],
    x: float,
    y: float,
    style: TypeStyle,
    colour: str,
    operators: str | None = None,
) -> None:
    """Show *pieces*, by their *operators* where those are known, marked unless they are claimed."""
    operators = operators or words_operators(pieces, style.size, canvas.font_name)
    with nullcontext() if canvas.claimed else canvas.marked():
        canvas.show(pieces, operators, (x, y), theme.colours.role(colour), style.tracking)


def _show_link(
    canvas: TaggedCanvas,
    theme: Theme,
    pieces: list[Shaped],
    at: tuple[float, float, float],
    style: TypeStyle,
    run: Run,
    links: list[_Box],
) -> None:
    """Draw a link's words in the brand colour, underlined; colour is never the only signal."""
    x, y, wide = at
    with canvas.element("Link", (id(canvas.tree.current), id(run))) as elem:
        _show(canvas, theme, pieces, x, y, style, "primary")
    with canvas.artifact():
        canvas.setStrokeColorRGB(*theme.colours.primary)
        canvas.setLineWidth(style.size * 0.05)
        canvas.line(x, y - style.size * 0.13, x + wide, y - style.size * 0.13)
    links.append(_Box(elem, run, (x, y - style.size * 0.25, x + wide, y + style.size * 0.8)))
