"""Where a roster lies and what it is: a path, standard input or a database's address → its bytes and its format."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Literal, cast

from generator.errors import InputError, Location, MissingAssetError, Problem, UsageError

Format = Literal["csv", "xlsx", "json", "jsonl", "fhir", "sql"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "json", "jsonl", "fhir", "sql")
_BY_ENDING: Mapping[str, Format] = MappingProxyType(
    {
        ".csv": "csv",
        ".tsv": "csv",
        ".tab": "csv",
        ".txt": "csv",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".json": "json",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".db": "sql",
        ".sqlite": "sql",
        ".sqlite3": "sql",
    }
)
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+_.-]*://")
_FHIR = re.compile(rb'"resourceType"\s*:\s*"[A-Z]')
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_FIRST = 1 << 16


@dataclass(frozen=True, slots=True)
class RosterSource:
    """Where a roster is and how to read it; what is None is found out.

    *place* is a path, “-” for standard input, or a database's address; *columns* maps our field or a name of one's
    own to a heading, and wins over synonyms. *sheet* is for xlsx, *query* for sql, *encoding* and *delimiter* for csv.
    """

    place: str = field(repr=False)  # an address may hold a password
    format: Format | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    sheet: str | None = None
    query: str | None = field(default=None, repr=False)
    encoding: str | None = None
    delimiter: str | None = None

    @property
    def is_address(self) -> bool:
        """Whether the place is a database's address, not a path."""
        return _ADDRESS.match(self.place) is not None

    @property
    def shown(self) -> str:
        """The place as messages may show it: without a password."""
        if self.place == "-":
            return "standard input"
        if not self.is_address:
            return self.place
        masked = re.sub(r"(?<=://)([^:/@]*):(.*)@", r"\1:***@", self.place)
        return re.sub(r"([?&][^=&]*(?:pass|pwd|secret|token|key)[^=&]*=)[^&]*", r"\1***", masked, flags=re.IGNORECASE)

    @property
    def at(self) -> Location:
        """The roster as a whole."""
        return Location(self.shown)


class Stream:
    """The bytes of a roster as they were when it was opened: what is appended later is not read."""

    def __init__(self, file: BinaryIO, at: Location) -> None:
        self.file = file
        self.at = at
        self._left = _size(file)
        self.first = self._read(_FIRST)
        self._unread = self.first

    def read(self, size: int) -> bytes:
        """Return up to *size* more bytes, none at the end. Raises InputError when the file cannot be read on."""
        if self._unread:
            block, self._unread = self._unread[:size], self._unread[size:]
            return block + self._read(size - len(block)) if len(block) < size else block
        return self._read(size)

    def _read(self, size: int) -> bytes:
        wanted = size if self._left is None else min(size, self._left)
        try:
            block = self.file.read(wanted)
        except OSError as error:
            what = f"cannot read on: {error.strerror or type(error).__name__}"
            raise InputError(Problem(what, self.at, "check the disk or the network")) from None
        if self._left is not None:
            if len(block) < wanted:
                hint = "wait until the export is done, then try again"
                raise InputError(Problem("the file became shorter while it was read", self.at, hint))
            self._left -= len(block)
        return block

    @property
    def has_grown(self) -> bool:
        """Whether the file has become longer since it was opened: its last line may be half-written."""
        return self._left is not None and os.fstat(self.file.fileno()).st_size > self.file.tell()


def _size(file: BinaryIO) -> int | None:
    """Return how many bytes are left in an ordinary file, None for pipes and what is in memory."""
    try:
        status = os.fstat(file.fileno())
        return max(0, status.st_size - file.tell()) if stat.S_ISREG(status.st_mode) else None
    except (OSError, AttributeError):  # io.UnsupportedOperation is an OSError: bytes in memory have no number
        return None


def open_stream(source: RosterSource, stdin: BinaryIO | None, stack: ExitStack) -> Stream:
    """Return the bytes of *source*, closed with *stack*. Raises MissingAssetError when it cannot be opened."""
    if source.place == "-":
        if stdin is None:
            raise UsageError(Problem("standard input is not given", source.at, "name a file"))
        return Stream(stdin, source.at)
    try:
        file = stack.enter_context(Path(source.place).open("rb"))  # noqa: SIM115 — the stack closes it
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file can have this name"
        hint = "check its name and rights"
        raise MissingAssetError(Problem(f"cannot read it: {why}", source.at, hint)) from None
    return Stream(cast("BinaryIO", file), source.at)


def detect_format(source: RosterSource, first: bytes) -> Format:
    """Return what the bytes *first* of a roster and its ending say it is; bytes that prove a format win."""
    if source.format is not None:
        return source.format
    if first.startswith(_OLD_EXCEL):
        hint = "open it in Excel and save it as .xlsx, without a password"
        raise InputError(Problem("it is an old or a protected Excel file", source.at, hint))
    if first.startswith(b"PK\x03\x04"):
        return "xlsx"
    if first.startswith(b"SQLite format 3\0"):
        return "sql"
    ending = _BY_ENDING.get(Path(source.place).suffix.casefold())
    if ending in ("json", "jsonl", None):
        return _by_content(first.removeprefix(b"\xef\xbb\xbf").lstrip(), ending)
    return ending


def _by_content(text: bytes, ending: Format | None) -> Format:
    if not text.startswith((b"{", b"[")):
        return ending or "csv"
    if _FHIR.search(text):
        return "fhir"
    if ending:
        return ending
    return "jsonl" if has_object_per_line(text) else "json"


def has_object_per_line(text: bytes) -> bool:
    """Tell whether *text*, the start of a file, is one JSON object per line rather than one document."""
    first, _, rest = text.lstrip().partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
