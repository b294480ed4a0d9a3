"""Objects one after the other → a PDF that is written as it goes, small objects packed into object streams."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import accumulate

from generator.stamp.cut import HEADER
from generator.stamp.print_table import PREDICTOR, WIDTHS, Table

_PACK = 48_000  # bytes in an object stream, give or take a document
_WRITE = 1 << 16
_LEVEL = 1  # level 3 takes a third longer and saves seven per cent
_REMEMBERED = 4096  # objects that may come again; those of documents that were laid out seldom do
STREAM = b"\nstream\n"


class ObjectFile:
    """A PDF in the making; nothing is read back and nothing is written twice."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._hash = write, blake2b(digest_size=16)
        self._chunks: list[bytes] = [HEADER]
        self._flushed, self._position = 0, len(HEADER)
        self._table = Table()
        self._blocks: list[bytes] = []
        self._indexes: list[bytes] = []
        self._size = self._packed = 0
        self._pack = self._table.reserve()

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
        self._table.settle_packed(number, self._pack, self._packed)
        self._append(b"%d %d " % (number, self._size), body, 1)

    def add(self, body: bytes) -> int:
        """Write an object; return its number."""
        number = self._table.packed(1, self._pack, self._packed)
        self._append(b"%d %d " % (number, self._size), body, 1)
        return number

    def add_block(self, block: bytes, index: bytes, count: int) -> int:
        """Write *count* objects, one on each line of *block*, numbered from `next` on; return the first number.

        *index* is a template of their numbers that wants the offset of each.
        """
        lines = block.split(b"\n")
        if len(lines) != count:
            raise ValueError(f"{count} objects take {len(lines)} lines")
        offsets = accumulate([len(line) + 1 for line in lines[:-1]], initial=self._size)
        first = self._table.packed(count, self._pack, self._packed)
        self._append(index % tuple(offsets), block, count)
        return first

    def _append(self, index: bytes, block: bytes, count: int) -> None:
        self._indexes.append(index)
        self._blocks.append(block)
        self._size += len(block) + 1
        self._packed += count

    def _write_pack(self) -> None:
        """Write the object stream (ISO 32000-1, 7.5.7)."""
        index = b"".join(self._indexes)
        packed = zlib.compress(index + b"\n".join(self._blocks), _LEVEL)
        head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length " % (self._packed, len(index))
        self._table.settle_direct(self._pack, self._position)
        self._append_stream(self._pack, head, packed)
        self._blocks, self._indexes, self._size, self._packed = [], [], 0, 0

    # -- streams ---------------------------------------------------------------------------------------------

    def stream(self, head: bytes, data: bytes) -> int:
        """Write a stream with the dictionary *head*, up to the number of /Length; return its number."""
        number = self.next
        self.add_streams([(head, data)])
        return number

    def add_streams(self, streams: Iterable[tuple[bytes, bytes]]) -> None:
        """Write streams, each a dictionary up to the number of /Length and its data, numbered from `next` on."""
        offsets = []
        for number, (head, data) in enumerate(streams, start=self.next):
            offsets.append(self._position)
            self._append_stream(number, head, data)
        self._table.direct(offsets)

    def _append_stream(self, number: int, head: bytes, data: bytes) -> None:
        chunk = b"%d 0 obj\n%b%d>>\nstream\n%b\nendstream\nendobj\n" % (number, head, len(data), data)
        self._chunks.append(chunk)
        self._position += len(chunk)

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
        own, start = self.next, self._position
        self._table.direct([start])
        rows = list(self._table.compressed())
        mark = self._hash.hexdigest().encode()
        keys = (own + 1, root, info, mark, mark, WIDTHS + PREDICTOR)
        head = b"<</Type/XRef/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]%b/Filter/FlateDecode/Length " % keys
        self._append_stream(own, head, b"".join(rows))
        self._chunks.append(b"startxref\n%d\n%%%%EOF\n" % start)
        self._flush()


class Shared:
    """The objects that several documents have: written once, the same bytes only once."""

    def __init__(self, file: ObjectFile) -> None:
        self._file = file
        self._numbers: dict[bytes, int] = {}

    def stream(self, head: bytes, data: bytes) -> int:
        """Return the number of a stream with the dictionary *head*, up to the number of /Length."""
        return self._number(head + STREAM + data, lambda: self._file.stream(head, data))

    def plain(self, body: bytes) -> int:
        """Return the number of an object that is no stream."""
        return self._number(body, lambda: self._file.add(body))

    def _number(self, body: bytes, write: Callable[[], int]) -> int:
        key = blake2b(body, digest_size=16).digest()
        number = self._numbers.pop(key, 0) or write()
        self._numbers[key] = number  # last again: the first is forgotten first
        if len(self._numbers) > _REMEMBERED:
            del self._numbers[next(iter(self._numbers))]
        return number
