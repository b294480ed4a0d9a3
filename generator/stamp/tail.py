"""A cut base + what fills its holes → the bytes of one patient: a single join of constant bytes and his own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from generator.stamp.cut import Cut, HoleKey

_GAP = bytes(range(32, 0, -1)) * 2  # stands where something differs; 64 bytes that no file has by chance


class _Step(NamedTuple):
    """One open object: the bytes it has besides its holes and the digits of /Length; the length of its data so."""

    constant: int
    data: int
    holes: tuple[HoleKey, ...]
    stream: bool


@dataclass(frozen=True, slots=True)
class TailTemplate:
    """Everything after a base's head, for any patient: *constant* bytes, and between them what differs."""

    start: int
    constant: tuple[bytes, ...]
    steps: tuple[_Step, ...]
    offsets: tuple[int, ...]  # for each open entry of the cross-reference: number of its step, -1 for the table itself

    def fill(self, filled: Mapping[HoleKey, bytes]) -> bytes:
        """Return the bytes with the holes *filled*."""
        position, places = self.start, []
        between: list[bytes] = []
        for constant, data, holes, stream in self.steps:
            places.append(position)
            size = data
            pieces = [filled[key] for key in holes]
            for piece in pieces:
                size += len(piece)
            position += constant + size
            if stream:
                digits = b"%d" % size
                between.append(digits)
                position += len(digits)
            between += pieces
        mark = hashlib.blake2b(b"\n".join(filled.values()), digest_size=16).hexdigest().encode()
        places.append(position)  # -1 finds it
        between += (mark, mark)
        between += [places[number].to_bytes(4, "big") for number in self.offsets]
        between.append(b"%d" % position)
        parts = [b""] * (2 * len(between) + 1)
        parts[::2] = self.constant
        parts[1::2] = between
        return b"".join(parts)


def tail_template(base: Cut) -> TailTemplate:
    """Return the template of what follows the head of *base*."""
    out: list[bytes] = []
    steps: list[_Step] = []
    for each in base.open:
        before, after = each.head, b"\nendobj\n"
        if each.stream:
            before, after = before + _GAP + b">>\nstream\n", b"\nendstream\nendobj\n"
        data = each.template % ((_GAP,) * len(each.holes))
        constant = len(before) + len(after) - (len(_GAP) if each.stream else 0)
        steps.append(_Step(constant, len(data) - len(_GAP) * len(each.holes), each.holes, each.stream))
        out.append(before + data + after)
    table, offsets = _cross_reference(base)
    return TailTemplate(len(base.head), tuple(b"".join([*out, table]).split(_GAP)), tuple(steps), offsets)


def _cross_reference(base: Cut) -> tuple[bytes, tuple[int, ...]]:
    """Return the cross-reference stream with gaps, and which step each open entry in it points to."""
    own = base.size - 1
    step_of = {each.number: index for index, each in enumerate(base.open)} | {own: -1}
    rows, offsets = [b"\0\0\0\0\0\xff\xff"], []
    for number in range(1, base.size):
        if number in step_of:
            rows.append(b"\x01" + _GAP + b"\0\0")
            offsets.append(step_of[number])
        else:
            kind, first, second = base.packed[number]
            rows.append(bytes((kind,)) + first.to_bytes(4, "big") + second.to_bytes(2, "big"))
    keys = (own, base.size, base.anatomy.root, base.anatomy.info, base.size * 7)
    head = b"%d 0 obj\n<</Type/XRef/Size %d/Root %d 0 R/Info %d 0 R/W[1 4 2]/Length %d" % keys
    end = b"\nendstream\nendobj\nstartxref\n" + _GAP + b"\n%%EOF\n"
    table = head + b"/ID[<" + _GAP + b"><" + _GAP + b">]>>\nstream\n" + b"".join(rows) + end
    return table, tuple(offsets)
