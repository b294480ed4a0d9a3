"""Objects one after the other → a PDF that is written as it goes, small objects packed into object streams."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from hashlib import blake2b
from itertools import accumulate, chain

from generator.stamp.cut import HEADER
from generator.stamp.print_table import PREDICTOR, WIDTHS, Table

_PACK = 48_000  # bytes in an object stream, give or take a document
_WRITE = 1 << 16
_LEVEL = 1  # higher ones take half as long again and save a tenth


class ObjectFile:
    """A PDF in the making; nothing is read back and nothing is written twice."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._hash = write, blake2b(digest_size=16)
        self._chunks: list[bytes] = [HEADER]
        self._flushed, self._position = 0, len(HEADER)
        self._table = Table()
        self._blocks: list[bytes] = []
        self._numbers: list[range] = []
        self._lengths: list[int] = []
        self._size, self._pack = 0, self._table.reserve()

    @property
    def next(self) -> int:
        """The number that the next object will get."""
        return self._table.next

    def reserve(self) -> int:
        """Return a number for an object that is put in later."""
        return self._table.reserve()

    # -- packed objects --------------------------------------------------------------------------------------

    def put(self, number: int, body: bytes) -> None:
        """Write the object *number*, which was reserved."""
        self._table.settle_packed(number, self._pack, len(self._lengths))
        self._append(range(number, number + 1), [len(body)], body)

    def add(self, body: bytes) -> int:
        """Write an object; return its number."""
        return self.add_block(body, 1)

    def add_block(self, block: bytes, count: int) -> int:
        """Write *count* objects, one on each line of *block*; return the first number."""
        lengths = list(map(len, block.split(b"\n")))
        if len(lengths) != count:
            raise ValueError(f"{count} objects take {len(lengths)} lines")
        first = self._table.packed(count, self._pack, len(self._lengths))
        self._append(range(first, first + count), lengths, block)
        return first

    def _append(self, numbers: range, lengths: list[int], block: bytes) -> None:
        self._numbers.append(numbers)
        self._lengths += lengths
        self._blocks.append(block)
        self._size += len(block) + 1

    def _write_pack(self) -> None:
        """Write the object stream (ISO 32000-1, 7.5.7)."""
        count = len(self._lengths)
        offsets = accumulate((length + 1 for length in self._lengths), initial=0)
        pairs = chain.from_iterable(zip(chain.from_iterable(self._numbers), offsets, strict=False))
        index = b"%d %d " * count % tuple(pairs)
        packed = zlib.compress(index + b"\n".join(self._blocks), _LEVEL)
        head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (count, len(index), len(packed))
        self._table.settle_direct(self._pack, self._position)
        self._append_stream(self._pack, head, packed)
        self._blocks, self._numbers, self._lengths, self._size = [], [], [], 0

    # -- streams ---------------------------------------------------------------------------------------------

    def stream(self, head: bytes, data: bytes) -> int:
        """Write a stream with the dictionary *head*, its /Length in it; return its number."""
        number = self._table.direct(self._position)
        self._append_stream(number, head, data)
        return number

    def _append_stream(self, number: int, head: bytes, data: bytes) -> None:
        self._chunk(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, head, data))

    def _chunk(self, data: bytes) -> None:
        self._chunks.append(data)
        self._position += len(data)

    def rest(self) -> None:
        """Write what has gathered, once it is enough; numbers that were looked at beforehand are void."""
        if self._size > _PACK:
            self._write_pack()
            self._pack = self._table.reserve()
        if self._position - self._flushed > _WRITE:
            self._flush()

    def _flush(self) -> None:
        data = b"".join(self._chunks)
        self._chunks, self._flushed = [], self._position
        self._hash.update(data)
        self._write(data)

    def close(self, root: int, info: int) -> None:
        """Write what is left, and the cross-reference stream (ISO 32000-1, 7.5.8)."""
        self._write_pack()
        self._flush()
        own = self._table.direct(self._position)
        rows = list(self._table.compressed())
        mark = self._hash.hexdigest().encode()
        keys = (own + 1, root, info, mark, mark, sum(map(len, rows)))
        head = b"<</Type/XRef/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]/Filter/FlateDecode/Length %d" % keys
        start = self._position
        self._append_stream(own, head + WIDTHS + PREDICTOR + b">>", b"".join(rows))
        self._chunk(b"startxref\n%d\n%%%%EOF\n" % start)
        self._flush()
