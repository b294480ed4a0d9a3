"""Rows set aside → a private CSV file for their owner to mend; it reads as a roster again."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from generator.errors import Location, Problem, WriteError
from generator.roster.people import Rejected

NUMBER_HEAD, REASON_HEAD = "rejected_row", "rejected_reason"


class RejectedRows:
    """A file of rejected rows with their numbers and reasons in front; made when the first row is added.

    The file is private (0600) and replaces one that is there. Everything raises WriteError when it cannot be written.
    """

    def __init__(self, path: Path, heads: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        # A file of rejected rows that is read again has the two already.
        self._skipped = 2 if tuple(heads[:2]) == (NUMBER_HEAD, REASON_HEAD) else 0
        self._heads = tuple(heads[self._skipped :])
        self._file: TextIO | None = None

    def __enter__(self) -> RejectedRows:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, row: Rejected) -> None:
        """Write *row*; it is in the system's hands when this returns, so that a killed run loses none."""
        reason = f"{row.reason} (column “{row.column}”)" if row.column else row.reason
        cells = [_readable(cell) for cell in row.cells[self._skipped :]]
        # Cells without a heading stay behind the others, so that the row is refused again until it is mended.
        cells += [""] * (len(self._heads) - len(cells))
        try:
            if self._file is None:
                self._file = self._made()
                csv.writer(self._file).writerow((NUMBER_HEAD, REASON_HEAD, *map(_readable, self._heads)))
            csv.writer(self._file).writerow((row.number, reason, *cells))
            self._file.flush()
        except OSError as error:
            raise self._cannot(error) from None
        self.count += 1

    def close(self) -> None:
        """Close the file, with all of it on the disk."""
        if self._file is None:
            return
        file, self._file = self._file, None
        try:
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise self._cannot(error) from None
        finally:
            file.close()

    def _made(self) -> TextIO:
        self.path.unlink(missing_ok=True)  # not through a link that somebody put there
        number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        # The mark tells Excel that this is UTF-8.
        return os.fdopen(number, "w", encoding="utf-8-sig", newline="")

    def _cannot(self, error: OSError) -> WriteError:
        what = f"cannot write the rejected rows: {error.strerror or type(error).__name__}"
        return WriteError(Problem(what, Location(str(self.path)), "make room, or choose another folder"))


def _readable(cell: str) -> str:
    """Return *cell* with a mark for each byte that was no character: UTF-8 cannot hold it."""
    return cell.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not cell.isascii() else cell
