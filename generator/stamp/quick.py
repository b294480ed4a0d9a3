"""One line of text with a patient's value, set and shown without a shaper: for fonts whose glyphs only kern in pairs.

It gives what the typesetter and the canvas give, to the letter, or declines (None). What it learns about pairs of
letters comes from the shaper; words are never kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.layout.open import OpenPlace, OpenText
from generator.layout.typeset import baseline, face_style
from generator.pdf.canvas import RGB, number
from generator.pdf.fonts import Face, Fonts
from generator.stamp.person import Person

_PARTS = re.compile(r"[^ \n]+|[ \n]+")


class PairFace:
    """A face as single letters and pairs of them, learned as they come."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self._letters: dict[str, tuple[str, float]] = {}  # glyph number, advance
        self._pairs: dict[str, tuple[float, str]] = {}  # advance of the first glyph, what follows it in a TJ array

    def word(self, text: str) -> tuple[float, str, int] | None:
        """Return width in 1/1000 em, TJ contents and number of glyphs of *text*; None when it is no plain word."""
        try:
            codes = [self._letters[letter] for letter in text]
            pairs = [self._pairs[first + second] for first, second in pairwise(text)]
        except KeyError:
            return self.word(text) if self._learn(text) else None
        last = codes[-1]
        em = sum([advance for advance, _ in pairs]) + last[1]
        shown = "".join([f"{code}{after}" for (code, _), (_, after) in zip(codes, pairs, strict=False)])
        return em, f"<{shown}{last[0]}>", len(codes)

    def _learn(self, text: str) -> bool:
        """Take the letters and pairs of *text* from the shaper; return whether all of them are plain."""
        for letter in text:
            if letter not in self._letters:
                glyphs = self.face.shape(letter, remember=False)
                if not glyphs.simple or glyphs.glyphs[0].x or glyphs.glyphs[0].y:
                    return False
                self._letters[letter] = (f"{glyphs.glyphs[0].gid:04X}", glyphs.glyphs[0].advance)
        for pair in map("".join, pairwise(text)):
            if pair not in self._pairs:
                glyphs = self.face.shape(pair, remember=False)
                if not glyphs.simple or any(glyph.x or glyph.y for glyph in glyphs.glyphs):
                    return False
                if glyphs.glyphs[1].advance != self._letters[pair[1]][1]:
                    return False
                after = glyphs.shown[0][1].removesuffix(f"{self._letters[pair[1]][0]}>")[5:]
                self._pairs[pair] = (glyphs.glyphs[0].advance, after)
        return True


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a word: constant TJ contents, or the value *name* to be set."""

    face: Face
    pairs: PairFace
    em: float = 0.0
    shown: str = ""
    glyphs: int = 0
    name: str | None = None


@dataclass(frozen=True, slots=True)
class QuickSet:
    """A line that has been set: its width in points, and its pieces (face, TJ contents) with all blanks."""

    width: float
    pieces: tuple[tuple[Face, str], ...]


class QuickLine:
    """An open text that stands on one line."""

    def __init__(self, source: OpenText, words: Sequence[Sequence[_Piece]], fonts: Fonts) -> None:
        self._source, self._words = source, words
        space = fonts.shape(" ", "regular")[0]
        self._space = (space.face, f"[{space.shown[0][1]}] TJ")
        self._blank = space.width * source.style.size / 1000 + source.style.tracking

    def set(self, person: Person) -> QuickSet | None:
        """Return the line with the values of *person* at full size, or None when it is no plain line."""
        style = self._source.style
        pieces: list[tuple[Face, str]] = []
        reach, em, glyphs, begun = 0.0, 0.0, 0, False

        for word in self._words:
            em, glyphs = 0.0, 0
            for piece in word:
                if piece.name is None:
                    pieces.append((piece.face, piece.shown))
                    em, glyphs = em + piece.em, glyphs + piece.glyphs
                    continue
                text = person.text(piece.name)
                if not text:
                    return None
                for index, part in enumerate(text.split(" ")):
                    if index:
                        reach = reach + self._blank if begun else 0.0
                        reach, begun = reach + (em * style.size / 1000 + glyphs * style.tracking), True
                        pieces.append(self._space)
                        em, glyphs = 0.0, 0
                    found = piece.pairs.word(part) if part else None
                    if found is None:
                        return None
                    pieces.append((piece.face, f"[{found[1]}] TJ"))
                    em, glyphs = em + found[0], glyphs + found[2]
            reach = reach + self._blank if begun else 0.0
            reach, begun = reach + (em * style.size / 1000 + glyphs * style.tracking), True
            pieces.append(self._space)
        return QuickSet(reach, tuple(pieces))


def quick_line(source: OpenText, fonts: Fonts, pairs_of: Callable[[Face], PairFace]) -> QuickLine | None:
    """Return *source* as a quick line, or None where its font or style does not allow it."""
    if source.style.caps:
        return None
    words: list[list[_Piece]] = []
    current: list[_Piece] = []
    for run in source.text:
        face = fonts.first(face_style(source.style, run))
        if not face.pairwise or run.href:
            return None
        pairs = pairs_of(face)
        if run.value:
            current.append(_Piece(face, pairs, name=run.value))
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
            current.append(_Piece(face, pairs, found[0], f"[{found[1]}] TJ", found[2]))
    words += [current] if current else []
    return QuickLine(source, words, fonts)


class QuickPlace:
    """Where one quick line stands: its operators but for the words are ready."""

    def __init__(self, place: OpenPlace, colour: RGB, name_of: Callable[[Face], str]) -> None:
        style = place.source.style
        self._place, self._style = place, style
        self._size = number(style.size)
        self._fonts: dict[Face, str] = {}
        self._name_of = name_of
        self._y = number(place.top - baseline(style))
        tracking = f" {number(style.tracking)} Tc" if style.tracking else ""
        self._start = f"BT {number(colour[0])} {number(colour[1])} {number(colour[2])} rg{tracking} 1 0 0 1 "
        self._left = number(place.x)
        self._end = "0 Tc ET" if style.tracking else "ET"

    def operators(self, line: QuickSet) -> bytes:
        """Return the operators that show *line* here."""
        place, fonts = self._place, self._fonts
        x = self._left
        if place.align != "left":
            free = place.width - line.width
            x = number(place.x + (free if place.align == "right" else free / 2))
        code = [f"{self._start}{x} {self._y} Tm"]
        current: Face | None = None
        for face, shown in line.pieces:
            if face is not current:
                current = face
                if face not in fonts:
                    fonts[face] = f"{self._name_of(face)} {self._size} Tf"
                code.append(fonts[face])
            code.append(shown)
        code.append(self._end)
        return " ".join(code).encode("ascii")
