"""Where the objects of a print file are → its cross-reference, in memory by runs rather than by objects."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence

WIDTHS = b"/W[1 5 2]"  # bytes of a row: what it is, five for an offset, two for an index; eight make one number
PREDICTOR = b"/DecodeParms<</Predictor 12/Columns 8>>"
_FREE = 0xFFFF  # the first row: no object (ISO 32000-1, 7.5.4)
_DIRECT, _PACKED = 1 << 56, 2 << 56
_TOPS = 0x8080_8080_8080_8080
_REST = ~_TOPS & 0xFFFF_FFFF_FFFF_FFFF
_UP = b"\x02"
_NEXT = _UP + bytes(7) + b"\x01"  # a row like the one above, with the next index
_BATCH = 1 << 18


class Table:
    """Gives out numbers of objects and notes where each object is."""

    def __init__(self) -> None:
        self.next = 1
        self._counts, self._rows = array("I"), array("Q")
        self._waiting: dict[int, int] = {}  # number → its run

    def reserve(self) -> int:
        """Return the number of an object whose place will be known later."""
        self._waiting[self.next] = len(self._counts)
        return self._take(1, 0)

    def settle_direct(self, number: int, offset: int) -> None:
        """Note that the object *number*, which was reserved, starts at *offset*."""
        self._rows[self._waiting.pop(number)] = _DIRECT | offset << 16

    def settle_packed(self, number: int, stream: int, index: int) -> None:
        """Note that the object *number*, which was reserved, is that of *index* in an object stream."""
        self._rows[self._waiting.pop(number)] = _PACKED | stream << 16 | index

    def direct(self, offsets: Sequence[int]) -> None:
        """Note that the objects from `next` on start at *offsets*."""
        self._counts.extend([1] * len(offsets))
        self._rows.extend([_DIRECT | offset << 16 for offset in offsets])
        self.next += len(offsets)

    def packed(self, count: int, stream: int, index: int) -> int:
        """Return the first number of *count* objects in an object stream, the first of them that of *index*."""
        return self._take(count, _PACKED | stream << 16 | index)

    def _take(self, count: int, row: int) -> int:
        first = self.next
        self._counts.append(count)
        self._rows.append(row)
        self.next += count
        return first

    def compressed(self) -> Iterator[bytes]:
        """Yield the cross-reference, compressed; raises ValueError when an object that was reserved is not there."""
        if self._waiting:
            raise ValueError(f"{len(self._waiting)} objects were never written")
        packer = zlib.compressobj(6)
        batch = bytearray(_UP + _FREE.to_bytes(8, "big"))
        above = _FREE
        for count, row in zip(self._counts, self._rows, strict=True):
            # PNG's filter “Up”, all eight bytes at once: the top bits keep each byte's borrow in
            step = ((row | _TOPS) - (above & _REST)) ^ ((row ^ ~above) & _TOPS)
            batch += _UP + step.to_bytes(8, "big")
            if count > 1:
                batch += _steps(row & 0xFFFF, count - 1)
            above = row + count - 1
            if len(batch) > _BATCH:
                yield packer.compress(batch)
                batch.clear()
        yield packer.compress(batch)
        yield packer.flush()


def _steps(index: int, count: int) -> bytes:
    """Return the rows of *count* further objects of an object stream after that of *index*."""
    rows = bytearray(_NEXT * count)
    for carry in range((index | 0xFF) + 1, index + count + 1, 0x100):
        rows[(carry - index) * len(_NEXT) - 2] = 1
    return bytes(rows)
