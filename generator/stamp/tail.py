"""A cut base + what fills its holes → the bytes of one patient, as one %-template: a single pass of C code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from generator.stamp.cut import Cut, HoleKey

_ID = b"%b"  # the file's identifier, twice


class _Step(NamedTuple):
    """One open object: the bytes it has besides its holes and the digits of /Length; the length of its data so."""

    constant: int
    data: int
    holes: tuple[HoleKey, ...]
    stream: bool


@dataclass(frozen=True, slots=True)
class TailTemplate:
    """Everything after a base's head, for any patient."""

    start: int
    template: bytes
    steps: tuple[_Step, ...]
    offsets: tuple[int, ...]  # for each open entry of the cross-reference: number of its step, -1 for the table itself

    def fill(self, filled: Mapping[HoleKey, bytes]) -> bytes:
        """Return the bytes with the holes *filled*."""
        position, places = self.start, []
        arguments: list[bytes | int] = []
        for constant, data, holes, stream in self.steps:
            places.append(position)
            if stream:
                pieces = [filled[key] for key in holes]
                size = data + sum(map(len, pieces))
                arguments.append(size)
                position += constant + size + len(str(size))
                arguments += pieces
            else:
                position += constant + data
                for key in holes:
                    arguments.append(piece := filled[key])
                    position += len(piece)
        mark = hashlib.blake2b(b"\n".join(filled.values()), digest_size=16).hexdigest().encode()
        places.append(position)  # -1 finds it
        arguments += (mark, mark, *[places[number].to_bytes(4, "big") for number in self.offsets], position)
        return self.template % tuple(arguments)


def tail_template(base: Cut) -> TailTemplate:
    """Return the template of what follows the head of *base*."""
    out: list[bytes] = []
    steps: list[_Step] = []
    for each in base.open:
        before, after = _quoted(each.head), b"\nendobj\n"
        if each.stream:
            before, after = before + b"%d>>\nstream\n", b"\nendstream\nendobj\n"
        data = len(each.template % ((b"",) * len(each.holes)))
        constant = len(each.head) + len(after) + (len(b">>\nstream\n") if each.stream else 0)
        steps.append(_Step(constant, data, each.holes, each.stream))
        out.append(before + each.template + after)
    table, offsets = _cross_reference(base)
    return TailTemplate(len(base.head), b"".join([*out, table]), tuple(steps), offsets)


def _cross_reference(base: Cut) -> tuple[bytes, tuple[int, ...]]:
    """Return the cross-reference stream as a template, and which step each open entry in it points to."""
    own = base.size - 1
    step_of = {each.number: index for index, each in enumerate(base.open)} | {own: -1}
    rows, offsets = [b"\0\0\0\0\0\xff\xff"], []
    for number in range(1, base.size):
        if number in step_of:
            rows.append(b"\x01%b\0\0")
            offsets.append(step_of[number])
        else:
            kind, first, second = base.packed[number]
            rows.append(_quoted(bytes((kind,)) + first.to_bytes(4, "big") + second.to_bytes(2, "big")))
    keys = (own, base.size, base.anatomy.root, base.anatomy.info, base.size * 7)
    head = b"%d 0 obj\n<</Type/XRef/Size %d/Root %d 0 R/Info %d 0 R/W[1 4 2]/Length %d" % keys
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    table = head + b"/ID[<" + _ID + b"><" + _ID + b">]>>\nstream\n" + b"".join(rows) + end
    return table, tuple(offsets)


def _quoted(data: bytes) -> bytes:
    return data.replace(b"%", b"%%")
