"""Bytes of a text file → text in blocks and lines, in whatever encoding; a byte that is none stays visible as a mark.

A byte that no character of the file's encoding has becomes a lone surrogate, so that its row alone is set aside.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from generator.errors import InputError, Location, Problem
from generator.roster.place import Stream

_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 24  # characters; a longer “line” is no table
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def no_text(at: Location) -> InputError:
    """Return the error for a file that is no text."""
    return InputError(Problem("the file is no text", at, "save it as CSV in UTF-8"))


def blocks(stream: Stream, encoding: str | None = None) -> Iterator[str]:
    """Yield the text of *stream* block by block: as declared, by its mark, else UTF-8 or Windows-1252.

    Bytes below 128 are the same in both, so the first block with others decides for the file. Raises InputError
    when that block is neither, or the encoding is not known.
    """
    if encoding is not None:
        _check_encoding(encoding, stream.at)
    block = stream.read(_BLOCK)
    for mark, name in _MARKS:
        if block.startswith(mark) and encoding in (None, name, "utf-16", "utf-8-sig"):
            encoding, block = name, block.removeprefix(mark)
            break
    while block and encoding is None:
        cut = len(block) - _open_end(block)
        if not block[:cut].isascii() or not (more := stream.read(_BLOCK)):
            encoding = _guess(block, stream.at)
            break
        yield block[:cut].decode("ascii")
        block = block[cut:] + more
    if encoding is not None:
        yield from _decoded(block, stream, encoding)


def _open_end(block: bytes) -> int:
    """Return how many bytes at the end may be the start of a character that goes on in the next block."""
    return next((count for count in range(4) if count == len(block) or block[-1 - count] < 128), 0)


def _check_encoding(encoding: str, at: Location) -> None:
    try:
        "".encode(encoding)
    except (LookupError, ValueError):
        hint = "use utf-8, utf-16, cp1252 or another name that Python knows"
        raise InputError(Problem(f"there is no encoding “{encoding}”", at, hint)) from None


def _guess(block: bytes, at: Location) -> str:
    """Return UTF-8 unless most of the bytes above 127 speak against it.

    One bad byte in a file of Hindi names is one bad row; a Windows-1252 text is hardly ever UTF-8 by chance.
    """
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(block)
    bad = sum("\udc80" <= sign <= "\udcff" for sign in text) if not text.isascii() else 0
    good = sum(sign > "\x7f" for sign in text) - bad if bad else 1
    if good > bad:
        return "utf-8"
    try:
        block.decode("cp1252")
    except UnicodeDecodeError:
        raise no_text(at) from None
    return "cp1252"


def _decoded(block: bytes, stream: Stream, encoding: str) -> Iterator[str]:
    errors = "surrogatepass" if encoding.casefold().replace("_", "-").startswith(("utf-16", "utf-32")) else None
    decoder = codecs.getincrementaldecoder(encoding)(errors or "surrogateescape")
    while block:
        try:
            yield decoder.decode(block)
        except UnicodeDecodeError:  # from codecs that cannot mark a byte
            raise no_text(stream.at) from None
        block = stream.read(_BLOCK)
    try:
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        yield "\udc80"


def lines(stream: Stream, encoding: str | None = None) -> Iterator[str]:
    """Yield the lines of *stream* with their ends (line feed, carriage return or both).

    A last line without an end is left out if the file has grown since it was opened: somebody is writing it.
    Raises InputError for a line of more than 16 million characters.
    """
    rest = ""
    for block in blocks(stream, encoding):
        text = rest + block
        # A carriage return at the very end may belong to a line feed in the next block.
        end = 1 + max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1))
        yield from io.StringIO(text[:end], newline="")
        rest = text[end:]
        if len(rest) > _LONGEST_LINE:
            raise InputError(Problem("a line is longer than 16 million characters", stream.at, "is it a table?"))
    if rest and (rest.endswith("\r") or not stream.has_grown):
        yield rest
