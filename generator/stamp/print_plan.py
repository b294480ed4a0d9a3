"""How the documents of one base are printed: their objects and streams as templates, filled for each patient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add, itemgetter

from generator.stamp.base import Filled
from generator.stamp.cut import HoleKey
from generator.stamp.print_values import Argument

# What the numbers left open in a template are counted from; an Argument has the place in this list.
OWN, STREAMS, KEYS, LEAF, PART, PATIENT, FORM = range(7)
_CONVERSION = re.compile(rb"%(?:%|b|\d*d)")
_MARKS = tuple(bytes((code,)) for code in range(0x20) if code != 0x0A)  # no object has these: see print_values.py
_ROOM = 2 << 20  # bytes that a block may keep


class Block:
    """The objects of a document, each on a line of its own, with numbers and holes left open.

    Most of what differs between two patients are references among these objects. They are kept as two digits after a
    mark for the hundreds, in as many variants as two digits have: to replace marks takes a tenth of the time that it
    takes to write hundreds of numbers.
    """

    def __init__(self, text: bytes, arguments: Sequence[Argument], count: int) -> None:
        self.count = count
        self._pieces: list[bytes] = []  # of the text, between the references to objects of its own
        own: list[int] = []
        rest: list[Argument] = []
        at, waiting = 0, iter(arguments)
        for found in _CONVERSION.finditer(text):
            if found[0] == b"%%":
                continue
            argument = next(waiting)
            if argument[0] == OWN and isinstance(argument[1], int):
                own.append(argument[1])
                self._pieces.append(text[at : found.start()])
                at = found.end()
            else:
                rest.append(argument)
        self._pieces.append(text[at:])
        self._pick = itemgetter(0, 0, *own)  # the first two: so that it is a tuple, however few there are
        self._starts = [start if isinstance(plus, int) else OWN for start, plus in rest]
        self._plus = [plus if isinstance(plus, int) else 0 for _, plus in rest]
        self._holes = [(place, (hole, part)) for place, (hole, part) in enumerate(rest) if isinstance(part, str)]
        self._variants: dict[int, tuple[bytes, bytes]] = {}

    def fill(self, starts: tuple[int, ...], filled: Filled) -> tuple[bytes, bytes]:
        """Return the objects, and a template of their index that wants the offset of each (ISO 32000-1, 7.5.7)."""
        text, index = self._numbered(starts[OWN])
        values: list[int | bytes] = list(map(add, map(starts.__getitem__, self._starts), self._plus))
        for place, key in self._holes:
            values[place] = filled[key]
        return text % tuple(values), index

    def _numbered(self, first: int) -> tuple[bytes, bytes]:
        """Return the text and the index of objects from number *first* on."""
        hundreds, ending = divmod(first, 100)
        marks = _MARKS[: (ending + self.count - 1) // 100 + 1]
        if not hundreds or ending + self.count > 100 * len(marks):
            return self._joined([b"%d" % number for number in range(first, first + self.count)])
        text, index = self._variants.get(ending) or self._variant(ending)
        for more, mark in enumerate(marks):
            digits = b"%d" % (hundreds + more)
            text, index = text.replace(mark, digits), index.replace(mark, digits)
        return text, index

    def _variant(self, ending: int) -> tuple[bytes, bytes]:
        ends = range(ending, ending + self.count)
        made = self._joined([b"%b%02d" % (_MARKS[number // 100], number % 100) for number in ends])
        if (len(self._variants) + 1) * len(made[0]) < _ROOM:
            self._variants[ending] = made
        return made

    def _joined(self, names: list[bytes]) -> tuple[bytes, bytes]:
        """Return the text and the index of objects that have the numbers *names*."""
        parts = [b""] * (2 * len(self._pieces) - 1)
        parts[::2] = self._pieces
        parts[1::2] = self._pick(names)[2:]
        return b"".join(parts), b" %d ".join([*names, b""])


@dataclass(frozen=True, slots=True)
class OpenStream:
    """A stream with holes: *head* is its dictionary up to the number of /Length."""

    head: bytes
    data: bytes
    holes: tuple[HoleKey, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one base is printed. Places are counted from a document's first object; -1 where there is none."""

    block: Block
    streams: tuple[OpenStream, ...]
    pages: tuple[int, ...]
    keys: int  # in the parent tree
    parents: int  # place of the leaf of the parent tree
    top: int  # place of the structure element of the whole document
    field: int  # place of the field above all others
    look: tuple[HoleKey, ...]  # holes for the default look of fields, which names a font
    font: tuple[bytes, bytes]  # the name of that font in the base and in the print file
    media_box: bytes

    @property
    def size(self) -> int:
        """How many objects the document needs."""
        return self.block.count + len(self.streams)

    def renamed(self, filled: Filled) -> Filled:
        """Return *filled* with the fields' font as the print file calls it."""
        old, new = self.font
        return filled if old == new else filled | {key: filled[key].replace(old, new, 1) for key in self.look}

    def streamed(self, filled: Filled) -> list[tuple[bytes, bytes]]:
        """Return the dictionary of each stream, up to the number of /Length, and its data."""
        return [
            (stream.head, stream.data % tuple([filled[key] for key in stream.holes])) for stream in self.streams
        ]  # fmt: skip
