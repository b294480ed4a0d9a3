"""Which questions a layout asks of a patient, and the answers that lead to the same layout.

A document is composed and laid out with answers to questions (is there a name? does it fit one line?), never with
the values themselves. Two patients who answer alike get the same pages but for the values left open in them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from generator.compose.setting import squeezed
from generator.layout.open import OpenText
from generator.stamp.person import Person

LEAF = TypeVar("LEAF")


class Query(Protocol):
    """A question about a patient. Equal questions have equal answers."""

    def answer(self, person: Person) -> Hashable:
        """Return what decides over the layout: never a text of the patient's."""


@dataclass(frozen=True, slots=True)
class IsKnown:
    """Whether there is a value of that name."""

    name: str

    def answer(self, person: Person) -> bool:
        return person.has(self.name)


@dataclass(frozen=True, slots=True)
class Equals:
    """Whether the value is the author's text."""

    name: str
    text: str

    def answer(self, person: Person) -> bool:
        return person.text(self.name) == self.text


@dataclass(frozen=True, slots=True)
class EqualsOther:
    """Whether two values are the same."""

    name: str
    other: str

    def answer(self, person: Person) -> bool:
        return person.text(self.name) == person.text(self.other)


@dataclass(frozen=True, slots=True)
class IsDay:
    """Whether the patient's field is a date."""

    field: str

    def answer(self, person: Person) -> bool:
        return person.is_day(self.field)


@dataclass(frozen=True, slots=True)
class IsShort:
    """Whether the value has at most so many characters."""

    name: str
    most: int

    def answer(self, person: Person) -> bool:
        return len(person.text(self.name) or "") <= self.most


@dataclass(frozen=True, slots=True)
class FitsCells:
    """Whether the value goes into cells of these parts, even if nothing of it is left then, as of “-”."""

    name: str
    parts: tuple[int, ...]

    def answer(self, person: Person) -> bool:
        return squeezed(person.text(self.name) or "", self.parts) is not None


@dataclass(frozen=True, slots=True)
class CodeOf:
    """Which of the author's codes the value means, by words in lower case."""

    name: str
    codes: tuple[tuple[str, str], ...]

    _by_word: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_word", dict(self.codes))

    def answer(self, person: Person) -> str | None:
        return self._by_word.get((person.text(self.name) or "").casefold())


@dataclass(frozen=True, slots=True)
class LinesOf:
    """How many lines a text with values has."""

    source: OpenText

    def answer(self, person: Person) -> int:
        return person.lines(self.source)


@dataclass(frozen=True, slots=True)
class FitsLine:
    """Whether a text with values fits one line of its width."""

    source: OpenText

    def answer(self, person: Person) -> bool:
        quick = person.quick(self.source)
        if quick:
            return quick.width <= self.source.width
        text = person.typeset(self.source)
        return len(text.lines) <= 1 and text.width <= self.source.width


class Questioner:
    """Asks one person on behalf of a layout, and keeps what was asked and answered, in order."""

    def __init__(self, person: Person, sources: dict[OpenText, OpenText]) -> None:
        self._person, self._sources = person, sources
        self.asked: dict[Query, Hashable] = {}

    def ask(self, query: Query) -> Hashable:
        """Return the answer to *query*."""
        if query not in self.asked:
            self.asked[query] = query.answer(self._person)
        return self.asked[query]

    def same(self, source: OpenText) -> OpenText:
        """Return the first of all equal open texts, of earlier layouts too: a person sets it once."""
        return self._sources.setdefault(source, source)


@dataclass(slots=True)
class _Fork:
    """A question, and where each answer leads."""

    query: Query
    ways: dict[Hashable, object] = field(default_factory=dict)


class Paths(Generic[LEAF]):
    """What patients get by their answers."""

    def __init__(self) -> None:
        self._first: dict[None, object] = {}

    def find(self, person: Person) -> LEAF | None:
        """Return what people with the answers of *person* get, or None when nobody has answered so before."""
        found = self._first.get(None)
        while isinstance(found, _Fork):
            found = found.ways.get(found.query.answer(person))
        return found  # type: ignore[return-value]

    def add(self, asked: Mapping[Query, Hashable], leaf: LEAF) -> None:
        """Keep *leaf* for all who answer as *asked* says."""
        ways: dict[Hashable, object] = self._first  # type: ignore[assignment]
        key: Hashable = None
        for query, answer in asked.items():
            fork = ways.setdefault(key, _Fork(query))
            if not isinstance(fork, _Fork) or fork.query != query:
                raise RuntimeError("a layout has asked another question after the same answers")
            ways, key = fork.ways, answer
        ways[key] = leaf
