"""Pages, numbered entries and bookmarks as they come → the trees of a print file, written branch by branch."""

from __future__ import annotations

from collections.abc import Iterable

from generator.stamp.base import text_string
from generator.stamp.print_objects import ObjectFile

_BRANCH = 64  # kids of a node


def references(numbers: Iterable[int]) -> bytes:
    """Return references to the objects *numbers* as they stand in an array."""
    return b" ".join([b"%d 0 R" % number for number in numbers])


class PageTree:
    """The pages, in leaves of about 64 and boughs of 64 leaves (ISO 32000-1, 7.7.3)."""

    def __init__(self, file: ObjectFile) -> None:
        self._file, self.root = file, file.reserve()
        self.count = 0
        self._leaf = self._bough = 0  # their numbers, 0 where the next page opens one
        self._pages: list[int] = []
        self._leaves: list[int] = []
        self._boughs: list[int] = []
        self._before = 0  # pages in earlier boughs

    def leaf(self) -> int:
        """Return the number of the node above the next page."""
        if not self._leaf:
            if not self._bough:
                self._bough = self._file.reserve()
            self._leaf = self._file.reserve()
        return self._leaf

    def add(self, pages: Iterable[int]) -> None:
        """Add the pages of a document, which are below the last leaf that was asked for."""
        before = len(self._pages)
        self._pages += pages
        self.count += len(self._pages) - before
        if len(self._pages) >= _BRANCH:
            self._close_leaf()
            if len(self._leaves) >= _BRANCH:
                self._close_bough()

    def _close_leaf(self) -> None:
        keys = (self._bough, len(self._pages), references(self._pages))
        self._file.put(self._leaf, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % keys)
        self._leaves.append(self._leaf)
        self._leaf, self._pages = 0, []

    def _close_bough(self) -> None:
        keys = (self.root, self.count - self._before, references(self._leaves))
        self._file.put(self._bough, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % keys)
        self._boughs.append(self._bough)
        self._bough, self._leaves, self._before = 0, [], self.count

    def close(self) -> int:
        """Write what is left; return the number of the root."""
        if self._leaf:
            self._close_leaf()
        if self._bough:
            self._close_bough()
        self._file.put(self.root, b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.count, references(self._boughs)))
        return self.root


class NumberTree:
    """Leaves with ascending keys, in boughs of 64 (ISO 32000-1, 7.9.7)."""

    def __init__(self, file: ObjectFile) -> None:
        self._file = file
        self._leaves: list[int] = []
        self._boughs: list[int] = []
        self._first = self._last = 0

    def add(self, leaf: int, first: int, last: int) -> None:
        """Add the leaf that is object *leaf*, with the keys from *first* to *last*."""
        if not self._leaves:
            self._first = first
        self._last = last
        self._leaves.append(leaf)
        if len(self._leaves) >= _BRANCH:
            self._close_bough()

    def _close_bough(self) -> None:
        keys = (self._first, self._last, references(self._leaves))
        self._boughs.append(self._file.add(b"<</Limits[%d %d]/Kids[%b]>>" % keys))
        self._leaves = []

    def close(self) -> int:
        """Write what is left; return the number of the root."""
        if self._leaves:
            self._close_bough()
        return self._file.add(b"<</Kids[%b]>>" % references(self._boughs))


class PageLabels:
    """What each patient's pages are called: the label and their numbers from 1 (ISO 32000-1, 12.4.2)."""

    def __init__(self, file: ObjectFile) -> None:
        self._file, self._tree = file, NumberTree(file)
        self._entries: list[bytes] = []
        self._first = self._last = 0

    def add(self, index: int, label: str) -> None:
        """Call the pages from number *index* (from 0) on by *label*."""
        if not self._entries:
            self._first = index
        self._last = index
        self._entries.append(b"%d<</S/D/P%b>>" % (index, text_string(f"{label} · ")))
        if len(self._entries) >= _BRANCH:
            self._close_leaf()

    def _close_leaf(self) -> None:
        leaf = self._file.add(b"<</Limits[%d %d]/Nums[%b]>>" % (self._first, self._last, b"".join(self._entries)))
        self._tree.add(leaf, self._first, self._last)
        self._entries = []

    def close(self) -> int:
        """Write what is left; return the number of the root."""
        if self._entries:
            self._close_leaf()
        return self._tree.close()


class Outline:
    """A bookmark for each patient (ISO 32000-1, 12.3.3); each is written once it is known what comes next."""

    def __init__(self, file: ObjectFile) -> None:
        self._file, self._root = file, file.reserve()
        self._first = self._last = self._previous = self._count = 0
        self._head = b""

    def add(self, label: str, page: int) -> None:
        """Add a bookmark to the page that is object *page*."""
        number = self._file.reserve()
        if self._count:
            self._write(b"/Next %d 0 R" % number)
        else:
            self._first = number
        self._previous, self._last, self._count = self._last, number, self._count + 1
        self._head = b"<</Title%b/Parent %d 0 R/Dest[%d 0 R/Fit]" % (text_string(label), self._root, page)

    def _write(self, following: bytes) -> None:
        before = b"/Prev %d 0 R" % self._previous if self._previous else b""
        self._file.put(self._last, self._head + before + following + b">>")

    def close(self) -> int:
        """Write what is left; return the number of the root."""
        if self._count:
            self._write(b"")
        keys = (self._first, self._last, self._count)
        self._file.put(self._root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % keys)
        return self._root
