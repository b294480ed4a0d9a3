"""One line of text with a patient's value, set and shown without a shaper: for fonts whose glyphs only kern in pairs.

It gives what the typesetter and the canvas give, to the letter, or declines (None). What it learns about pairs of
letters comes from the shaper; words are never kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

from generator.blocks import Text
from generator.layout.open import OpenPlace, OpenText
from generator.layout.typeset import Typesetter, baseline, face_style
from generator.pdf.canvas import RGB, number
from generator.pdf.fonts import Face, Fonts, Shaped
from generator.stamp.person import Person
from generator.theme import TypeStyle

BREAK = "\n"
_END = "\0"  # stands after the last letter of a word
_PARTS = re.compile(r"[^ \n]+|[ \n]+")


class PairFace:
    """A face as letters, each with the one that follows it, learned as they come."""

    def __init__(self, face: Face, space: Shaped) -> None:
        self.face, self._space = face, space
        # By a letter and the next one, or _END after the last: advance, and glyph number with what moves the next.
        self._advances: dict[str, float] = {}
        self._codes: dict[str, str] = {}

    def word(self, text: str) -> tuple[float, str, int] | None:
        """Return width in 1/1000 em, TJ operator and number of glyphs of *text*; None when it is no plain word."""
        pairs = list(map(add, text, text[1:] + _END))
        try:
            em = sum(map(self._advances.__getitem__, pairs))
            return em, f"[<{''.join(map(self._codes.__getitem__, pairs))}>] TJ", len(pairs)
        except KeyError:
            return self.word(text) if " " not in text and all(map(self._learn, pairs)) else None

    def line(self, text: str) -> tuple[float, str] | None:
        """Return width in 1/1000 em and TJ operators of *text*, BREAK between those of its words, or None.

        The width is good for comparing with some room to spare: sums of many numbers depend on their order.
        """
        pairs = list(map(add, text, text[1:] + _END))
        try:
            em = sum(map(self._advances.__getitem__, pairs))
            return em, f"[<{''.join(map(self._codes.__getitem__, pairs))}>] TJ"
        except KeyError:
            return self.line(text) if text[:1] not in ("", " ") and all(map(self._learn, pairs)) else None

    def _learn(self, pair: str) -> bool:
        """Take the *pair* from the shaper; return whether its letters are plain."""
        if pair in self._codes:
            return True
        if pair[0] == _END:
            return False  # no font has it; a text with it is refused where it is laid out
        if pair[0] == " ":
            if pair[1] in (" ", _END):
                return False
            self._advances[pair], self._codes[pair] = self._space.width, ""
            return True
        shaped = [self.face.shape(letter, remember=False) for letter in (pair[0], pair.rstrip(f" {_END}"))]
        if any(not each.simple or any(glyph.x or glyph.y for glyph in each.glyphs) for each in shaped):
            return False
        alone, both = (each.glyphs for each in shaped)
        if len(both) == 2 and both[1].advance != self.face.shape(pair[1], remember=False).glyphs[0].advance:
            return False
        code = shaped[1].shown[0][1][1 : -5 if len(both) == 2 else -1]
        self._codes[pair] = f"{code}>] TJ{BREAK}[<" if pair[1] == " " else code
        self._advances[pair] = both[0].advance if len(both) == 2 else alone[0].advance
        return True


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word: its TJ operator, or the value *name* to be set."""

    face: Face
    pairs: PairFace
    em: float = 0.0
    shown: str = ""
    glyphs: int = 0
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Lead:
    """The constant words before a value that ends its line: their pieces with blanks, and how far they reach."""

    pieces: tuple[tuple[Face, str], ...]
    reach: float
    begun: bool
    value: Piece


class QuickSet(NamedTuple):
    """A line that has been set: its width in points; the TJ operators of its value's words, or None and *pieces*."""

    width: float
    words: list[str] | None
    pieces: Sequence[tuple[Face, str]] = ()


class QuickLine:
    """An open text that stands on one line."""

    def __init__(self, style: TypeStyle, words: Sequence[Sequence[Piece]], fonts: Fonts) -> None:
        self._style, self._words = style, words
        space = fonts.shape(" ", "regular")[0]
        self.space = (space.face, f"[{space.shown[0][1]}] TJ")
        self._blank = space.width * style.size / 1000 + style.tracking
        self.lead = self._lead()

    def longest(self, width: float) -> float:
        """Return how long, in 1/1000 em, the value may surely be for the line to fit *width* points."""
        if self.lead is None or self._style.tracking:
            return 0.0
        taken = self.lead.reach + (self._blank if self.lead.begun else 0.0)
        return (width - taken) * 1000 / self._style.size - 0.01

    def _lead(self) -> _Lead | None:
        """Return what stands before the value, if that is all that follows."""
        *before, last = self._words
        if len(last) != 1 or last[0].name is None or any(piece.name for word in before for piece in word):
            return None
        pieces: list[tuple[Face, str]] = []
        reach, begun = 0.0, False
        for word in before:
            pieces += [(piece.face, piece.shown) for piece in word] + [self.space]
            em, glyphs = sum(piece.em for piece in word), sum(piece.glyphs for piece in word)
            reach, begun = self._further(reach, begun, em, glyphs), True
        return _Lead(tuple(pieces), reach, begun, last[0])

    def _further(self, reach: float, begun: bool, em: float, glyphs: int) -> float:
        """Return how far the line reaches with another word: the sum that the typesetter makes, in its order."""
        wide = em * self._style.size / 1000 + glyphs * self._style.tracking
        return reach + self._blank + wide if begun else wide

    def set(self, person: Person) -> QuickSet | None:
        """Return the line with the values of *person* at full size, or None when it is no plain line."""
        return self._set_value(person, self.lead) if self.lead else self._set_all(person)

    def _set_value(self, person: Person, lead: _Lead) -> QuickSet | None:
        found = person.words(lead.value.pairs, str(lead.value.name))
        if found is None:
            return None
        size, tracking, blank = self._style.size, self._style.tracking, self._blank
        reach, begun, words = lead.reach, lead.begun, []
        for em, shown, glyphs in found:
            wide = em * size / 1000 + glyphs * tracking
            reach = reach + blank + wide if begun else wide
            begun = True
            words.append(shown)
        return QuickSet(reach, words)

    def _set_all(self, person: Person) -> QuickSet | None:
        pieces: list[tuple[Face, str]] = []
        reach, begun = 0.0, False
        for word in self._words:
            em, glyphs = 0.0, 0
            for piece in word:
                if piece.name is None:
                    pieces.append((piece.face, piece.shown))
                    em, glyphs = em + piece.em, glyphs + piece.glyphs
                    continue
                found = person.words(piece.pairs, piece.name)
                if found is None:
                    return None
                for index, (wide, shown, count) in enumerate(found):
                    if index:
                        reach, begun = self._further(reach, begun, em, glyphs), True
                        pieces.append(self.space)
                        em, glyphs = 0.0, 0
                    pieces.append((piece.face, shown))
                    em, glyphs = em + wide, glyphs + count
            reach, begun = self._further(reach, begun, em, glyphs), True
            pieces.append(self.space)
        return QuickSet(reach, None, pieces)


class Desk:
    """What sets the values of patients, for one order: the typesetter, and lines made ready for it."""

    def __init__(self, setter: Typesetter, pairs_of: Callable[[Face], PairFace]) -> None:
        self.setter, self.pairs_of = setter, pairs_of
        self._lines: dict[int, tuple[OpenText, QuickLine | None]] = {}
        self._equal: dict[tuple[Text, TypeStyle], QuickLine | None] = {}

    def quick_line(self, source: OpenText) -> QuickLine | None:
        """Return *source* as a quick line, or None where its font or style does not allow it.

        Texts that differ in their room alone have one line.
        """
        key = id(source)
        try:
            return self._lines[key][1]
        except KeyError:
            alike = (source.text, source.style)
            if alike not in self._equal:
                self._equal[alike] = _quick_line(source, self.setter.fonts, self.pairs_of)
            self._lines[key] = (source, self._equal[alike])  # the text is kept with it, so its id stays its own
            return self._equal[alike]


def _quick_line(source: OpenText, fonts: Fonts, pairs_of: Callable[[Face], PairFace]) -> QuickLine | None:
    if source.style.caps:
        return None
    words: list[list[Piece]] = []
    current: list[Piece] = []
    for run in source.text:
        face = fonts.first(face_style(source.style, run))
        if not face.pairwise or run.href:
            return None
        pairs = pairs_of(face)
        if run.value:
            current.append(Piece(face, pairs, name=run.value))
            continue
        for part in _PARTS.findall(run.text):
            if part[0] in " \n":
                if "\n" in part:
                    return None
                words += [current] if current else []
                current = []
                continue
            found = pairs.word(part)
            if found is None:
                return None
            current.append(Piece(face, pairs, *found))
    words += [current] if current else []
    return QuickLine(source.style, words, fonts) if words else None


class QuickPlace:
    """Where one quick line stands: its operators but for the words are ready."""

    def __init__(self, place: OpenPlace, line: QuickLine, colour: RGB, name_of: Callable[[Face], str]) -> None:
        style = place.source.style
        self._place, self._name_of, self._size = place, name_of, number(style.size)
        tracking = f" {number(style.tracking)} Tc" if style.tracking else ""
        self._start = f"BT {number(colour[0])} {number(colour[1])} {number(colour[2])} rg{tracking} 1 0 0 1 "
        self._left, self._y = number(place.x), f" {number(place.top - baseline(style))} Tm "
        self._end = " 0 Tc ET" if style.tracking else " ET"
        self._before = self._between = self._after = ""
        self._lead = line.lead
        if line.lead:
            value, space = line.lead.value.face, line.space
            self._before = self._code([*line.lead.pieces, (value, "")])  # ends with the blank before the value
            self._between = f" {self._code([space, (value, '')], value)}"
            self._after = " " + self._code([space], value)
        self._flush = f"{self._start}{self._left}{self._y}{self._before}"
        self._close = f"{self._after}{self._end}"

    def _code(self, pieces: Sequence[tuple[Face, str]], current: Face | None = None) -> str:
        """Return the operators that show *pieces* after something in the face *current*."""
        code = []
        for face, shown in pieces:
            if face is not current:
                current = face
                code.append(f"{self._name_of(face)} {self._size} Tf")
            code.append(shown)
        return " ".join(code)

    def shortcut(self, person: Person) -> bytes | None:
        """Return the operators for a value that surely fits, flush left; None where it takes more than that."""
        lead = self._lead
        line = person.line(lead.value.pairs, str(lead.value.name)) if lead and self._place.align == "left" else None
        if line is None:
            return None
        shown = line[1].replace(BREAK, self._between)
        return f"{self._flush}{shown}{self._close}".encode("ascii")

    def operators(self, line: QuickSet) -> bytes:
        """Return the operators that show *line* here."""
        place = self._place
        x = self._left
        if place.align != "left":
            free = place.width - line.width
            x = number(place.x + (free if place.align == "right" else free / 2))
        if line.words is None:
            shown = self._code(line.pieces)
        else:
            shown = f"{self._before}{self._between.join(line.words)}{self._after}"
        return f"{self._start}{x}{self._y}{shown}{self._end}".encode("ascii")
