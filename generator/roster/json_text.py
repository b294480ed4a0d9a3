"""JSON text in blocks → its objects, one at a time: a list of a million is never held whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NoReturn

from generator.errors import InputError, Location, Problem
from generator.roster.letters import blocks, lines
from generator.roster.place import Stream

_LONGEST_VALUE = 1 << 24  # characters of one object
_BLANKS = " \t\r\n"
# An object around the list, as services answer: {"patients": […]}. FHIR's Bundle has “entry”.
_LISTS = frozenset({"patients", "entry", "rows", "records", "items", "data", "results", "people", "clients"})
# Numbers stay as they were written: an id of 20 digits, or 1.10.
_DECODER = json.JSONDecoder(parse_int=str, parse_constant=lambda _: None)

Element = tuple[int, object]
"""The line an element starts on, and the element; BROKEN stands for a line that is no JSON."""

BROKEN = object()


def elements(stream: Stream, encoding: str | None = None) -> Iterator[Element]:
    """Yield the elements of a JSON document: of its list, of a list in its object, or the object itself.

    Raises InputError with the line where the text is no JSON: nothing after it can be read.
    """
    text = _Text(blocks(stream, encoding), stream.at)
    match text.peek():
        case "":
            return
        case "[":
            yield from _list(text)
        case "{":
            yield from _document(text)
        case _:
            text.fail("the file is no JSON", "it should start with [ or {")
    if text.peek():
        text.fail("the file goes on after its end", "is it one object per line? then name it .jsonl")


def elements_by_line(stream: Stream, encoding: str | None = None) -> Iterator[Element]:
    """Yield the value of each line that is not blank; BROKEN where the line is no JSON."""
    for number, line in enumerate(lines(stream, encoding), 1):
        if line := line.removeprefix("\ufeff").strip():
            try:
                yield number, _DECODER.decode(line)
            except (json.JSONDecodeError, RecursionError):
                yield number, BROKEN


class _Text:
    """A window on the text: what is read is dropped."""

    def __init__(self, source: Iterator[str], at: Location) -> None:
        self._source = source
        self._file = at.file
        self._text = ""
        self._at = 0
        self.line = 1

    def _more(self) -> bool:
        """Drop what is read and read on; tell whether there was more."""
        for block in self._source:
            if block:
                self._text = self._text[self._at :] + block
                self._at = 0
                return True
        return False

    def _pass(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def peek(self) -> str:
        """Return the next sign that is no blank, without taking it; empty at the end."""
        while True:
            while self._at < len(self._text):
                sign = self._text[self._at]
                if sign not in _BLANKS and sign != "\ufeff":
                    return sign
                self._pass(self._at + 1)
            if not self._more():
                return ""

    def take(self, signs: str) -> str:
        """Take the next sign, which has to be one of *signs*."""
        sign = self.peek()
        if not sign:
            self.fail("the file ends in the middle", "export it again")
        if sign not in signs:
            self.fail("not readable as JSON", "see the line, or export it again")
        self._pass(self._at + 1)
        return sign

    def value(self) -> object:
        """Take the next value, whatever it is."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if len(self._text) - self._at > _LONGEST_VALUE:
                    self.fail("not readable as JSON", "or one entry is longer than 16 million characters")
                if not self._more():
                    self.fail("not readable as JSON", "see the line, or export it again")
                continue
            except RecursionError:
                self.fail("the values are nested too deep", "export plain rows")
            # A number at the end of the block may go on in the next one.
            if end < len(self._text) or not self._more():
                self._pass(end)
                return value

    def fail(self, what: str, hint: str) -> NoReturn:
        """Raise what is wrong at this line."""
        raise InputError(Problem(what, Location(self._file, self.line), hint))


def _list(text: _Text) -> Iterator[Element]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        text.peek()
        yield text.line, text.value()
        if text.take(",]") == "]":
            return


def _document(text: _Text) -> Iterator[Element]:
    """Yield the elements of the lists in an object; the object itself if it has none."""
    line, rest, listed = text.line, dict[str, object](), False
    text.take("{")
    if text.peek() == "}":
        text.take("}")
        return
    while True:
        if text.peek() != '"':
            text.fail("not readable as JSON", "see the line, or export it again")
        key = str(text.value())
        text.take(":")
        if text.peek() == "[" and key in _LISTS:
            listed = True
            yield from _list(text)
        else:
            rest[key] = text.value()
        if text.take(",}") == "}":
            break
    if not listed and rest.get("resourceType") != "Bundle":
        yield line, rest
