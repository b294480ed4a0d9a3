"""The text of a PDF's objects → values that can be changed → %-templates with numbers left open.

Objects are read by tokens, so that what looks like a reference inside a string stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generator.stamp.cut import HoleKey

# Where a number that is known only when printing starts, and what is added to it; or a hole of the base.
Argument = tuple[int, int] | HoleKey


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to an object by its number in the file that it was read from."""

    number: int


@dataclass(frozen=True, slots=True)
class Open:
    """A part of a template: *form* with a % for each of *arguments*."""

    form: bytes
    arguments: tuple[Argument, ...]


Value = bytes | Reference | Open | list["Value"] | dict[bytes, "Value"]

_TOKEN = re.compile(
    rb"(?P<text>\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)"  # first, for anything can stand in a string
    rb"|(?P<reference>\d+)\s+0\s+R(?![^\s()<>\[\]/])"
    rb"|(?P<hole>%b)"
    rb"|(?P<mark><<|>>|[\[\]])"
    rb"|(?P<word>/?[^\s()<>\[\]/]+|/)",
    re.DOTALL,
)
_CONTROL = re.compile(rb"[\x00-\x1f]")
_DELIMITERS = b"()<>[]/"


def parse(text: bytes, holes: Iterable[HoleKey] = ()) -> Value:
    """Return the object that *text* is, a %-template with a %b for each of *holes*."""
    return _value(_TOKEN.finditer(text), iter(holes))


def quoted(text: bytes) -> bytes:
    """Return *text* as a template of itself."""
    return text.replace(b"%", b"%%")


def _value(tokens: Iterator[re.Match[bytes]], holes: Iterator[HoleKey]) -> Value:
    found = _item(tokens, holes)
    if isinstance(found, _End):
        raise ValueError("an object ends where a value should stand")
    return found


@dataclass(frozen=True, slots=True)
class _End:
    """The end of an array, a dictionary or the text."""


def _item(tokens: Iterator[re.Match[bytes]], holes: Iterator[HoleKey]) -> Value | _End:
    token = next(tokens, None)
    if token is None:
        return _End()
    match token.lastgroup:
        case "reference":
            return Reference(int(token["reference"]))
        case "hole":
            return Open(b"%b", (next(holes),))
        case "mark":
            if token[0] == b"[":
                return list(_items(tokens, holes))
            if token[0] == b"<<":
                return {_key(key): _value(tokens, holes) for key in _items(tokens, holes)}
            return _End()
        case "text":  # without control characters: line ends part objects, others mark numbers in templates
            return _CONTROL.sub(lambda found: b"\\%03o" % found[0][0], token[0])
    return token[0]


def _items(tokens: Iterator[re.Match[bytes]], holes: Iterator[HoleKey]) -> Iterator[Value]:
    while not isinstance(item := _item(tokens, holes), _End):
        yield item


def _key(value: Value) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError("a key of a dictionary is a name")
    return value


def dictionary(value: Value) -> dict[bytes, Value]:
    """Return *value*, which is a dictionary."""
    if not isinstance(value, dict):
        raise TypeError("a dictionary should stand here")
    return value


def array(value: Value) -> list[Value]:
    """Return *value*, which is an array."""
    if not isinstance(value, list):
        raise TypeError("an array should stand here")
    return value


def referred(value: Value, number_of: Callable[[int], Value]) -> Value:
    """Return *value* with each reference replaced by what *number_of* says for its number."""
    match value:
        case Reference(number=number):
            return number_of(number)
        case dict():
            return {key: referred(each, number_of) for key, each in value.items()}
        case list():
            return [referred(each, number_of) for each in value]
    return value


def template(value: Value, arguments: list[Argument]) -> bytes:
    """Return *value* in as few bytes as can be, as a template whose arguments are added to *arguments*."""
    out: list[bytes] = []
    for word in _words(value, arguments):
        if out and out[-1][-1] not in _DELIMITERS and word[0] not in _DELIMITERS:
            out.append(b" ")
        out.append(word)
    return b"".join(out)


def _words(value: Value, arguments: list[Argument]) -> Iterator[bytes]:
    match value:
        case bytes():
            yield value
        case Open(form=form):
            arguments += value.arguments
            yield form
        case list():
            yield b"["
            for each in value:
                yield from _words(each, arguments)
            yield b"]"
        case dict():
            yield b"<<"
            for key, each in value.items():
                yield key
                yield from _words(each, arguments)
            yield b">>"
        case Reference():
            raise ValueError("a reference has not been renumbered")


def constant(value: Value) -> bytes:
    """Return *value*, in which nothing is open, in as few bytes as can be."""
    arguments: list[Argument] = []
    made = template(value, arguments)
    if arguments:
        raise ValueError("an object for all patients has something of one")
    return made.replace(b"%%", b"%")
