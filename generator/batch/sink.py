"""What a print file takes, and what it is like: the seam between a run and the file that is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from generator.build import CREATOR
from generator.stamp import How, LaidOut

if TYPE_CHECKING:
    from datetime import date

    from generator.stamp.base import Base, Filled


@dataclass(frozen=True, slots=True)
class PrintLook:
    """What a print file is like: *duplex* starts each patient on a fresh sheet."""

    title: str
    author: str
    language: str
    on: date
    tagged: bool
    duplex: bool


@dataclass(frozen=True, slots=True)
class Spliced:
    """A stamped document in its parts: a print file takes them apart again, a file of its own joins them."""

    base: Base
    filled: Filled

    @property
    def parts(self) -> tuple[bytes, ...]:
        """The bytes of the document's own file, in order."""
        return (self.base.cut.head, self.base.tail.fill(self.filled))

    @property
    def how(self) -> How:
        """How it was made."""
        return self.base.how

    @property
    def notes(self) -> tuple[str, ...]:
        """What its user should know."""
        return self.base.notes


class PrintSink(Protocol):
    """A print file in the making."""

    def add(
        self, printed: tuple[Base, Filled] | LaidOut, *, label: str, new_patient: bool = True, copies: int = 1
    ) -> object:
        """Print a document; *label* is its patient's bookmark."""

    def close(self) -> object:
        """Write what is left."""


MakeSink = Callable[[Callable[[bytes], object], PrintLook], PrintSink]


def print_file(write: Callable[[bytes], object], look: PrintLook) -> PrintSink:
    """Return a print file of ours."""
    from generator.stamp.printfile import PrintFile

    return PrintFile(
        write,
        title=look.title,
        author=look.author,
        language=look.language,
        on=look.on,
        creator=CREATOR,
        tagged=look.tagged,
        duplex=look.duplex,
    )
