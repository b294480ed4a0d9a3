"""What people look for, in their own words → the documents that it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from textwrap import shorten
from typing import TYPE_CHECKING, Literal

from generator.model.base import templates

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.handout import Handout, SameSheet

Kind = Literal["handout", "form", "exercise"]
_CLOSE = 0.8  # how alike two words are that may be one, mistyped
_SMALL = frozenset({
    "a", "an", "and", "are", "at", "can", "do", "for", "from", "have", "how", "i", "in", "is", "it", "my", "of", "on",
    "or", "the", "to", "what", "when", "why", "with", "your",
})  # fmt: skip
_SPELLINGS = {"disk": "disc", "disks": "discs", "tumor": "tumour", "aging": "ageing"}
_FEW = 3  # documents that share a rare word
_NO_WORDS = re.compile(r"\{[{%].*?[%}]\}|\*\*", re.DOTALL)
_LONGEST_BY = 60  # letters


@dataclass(frozen=True, slots=True)
class Found:
    """A document, how well it fits (1 is the name itself) and the words of it that do."""

    kind: Kind
    id: str
    title: str
    by: str
    score: float


@dataclass(frozen=True, slots=True)
class _Name:
    """Words that a document may be meant by. A title weighs most; *text* of a sheet fits by whole words alone."""

    kind: Kind
    id: str
    title: str
    words: str
    weight: float
    text: bool = False


def find(library: Library, text: str, most: int = 5) -> list[Found]:
    """Return at most *most* documents that *text* may mean, the best first.

    The words of a title or another name fit whole, in part or nearly, as mistyped ones do; those of a lead whole.
    Where no name fits, a sheet's own text will do; where nothing has all of the words, a name with one of the rarer.
    """
    wanted = _words(text)
    names = list(_names(library))
    fits = _scored(wanted, names) or _scored(wanted, _texts(library)) or _scored_in_part(wanted, names)
    best: dict[tuple[Kind, str], Found] = {}
    for name, score in fits:
        known = best.get((name.kind, name.id))
        if known is None or score > known.score:
            by = shorten(_NO_WORDS.sub(" ", name.words), _LONGEST_BY, placeholder=" …")
            best[name.kind, name.id] = Found(name.kind, name.id, name.title, by, score)
    ranked = sorted(best.values(), key=lambda found: (-found.score, found.kind != "handout", found.id))
    return [found for found in ranked if found.score >= ranked[0].score / 2][:most]


def _scored(wanted: tuple[str, ...], names: Iterable[_Name]) -> list[tuple[_Name, float]]:
    """Return the names that have all words of *wanted*, and how well they fit."""
    scored = [(name, name.weight * (_fit_text if name.text else _fit)(wanted, name.words)) for name in names]
    return [(name, score) for name, score in scored if score]


def _scored_in_part(wanted: tuple[str, ...], names: Sequence[_Name]) -> list[tuple[_Name, float]]:
    """Return the names that have one of the words that few documents are called by."""
    called: dict[str, set[str]] = {}
    for name in names:
        for word in _words(name.words):
            called.setdefault(word, set()).add(name.id)
    worth = {word: 0.5 / len(wanted) / len(called[word]) for word in wanted if 0 < len(called.get(word, ())) <= _FEW}
    scored = [(name, name.weight * sum(worth.get(word, 0.0) for word in set(_words(name.words)))) for name in names]
    return [(name, score) for name, score in scored if score]


def _names(library: Library) -> Iterator[_Name]:
    for id_ in library.handout_ids():
        if library.is_readable(id_):
            yield from _names_of_sheet(library.written_handout(id_))
    for entry in library.forms():
        if not entry.problem:
            for name in (entry.title, entry.id.replace("-", " ")):
                yield _Name("form", entry.id, entry.title, name, 0.9)
    for entry in library.exercise_entries():
        if not entry.problem:
            exercise = library.exercise(entry.id)
            for name in (exercise.name, entry.id.replace("_", " "), *exercise.other_names):
                yield _Name("exercise", entry.id, exercise.name, name, 0.8)


def _names_of_sheet(sheet: Handout | SameSheet) -> Iterator[_Name]:
    easy = getattr(sheet, "audience", "") == "easy"
    weight = 0.99 if easy else 1.0  # the full sheet first
    easy_names = (f"{sheet.title} easy",) if easy else ()
    for name in (sheet.title, sheet.id.replace("_", " ").removesuffix("-easy"), *easy_names):
        yield _Name("handout", sheet.id, sheet.title, name, weight)
    for name in sheet.aliases:
        yield _Name("handout", sheet.id, sheet.title, name, 0.97 * weight)
    yield _Name("handout", sheet.id, sheet.title, sheet.lead.source, 0.4 * weight, text=True)


def _texts(library: Library) -> Iterator[_Name]:
    """Yield what the sheets say themselves: shared parts say the same in every sheet."""
    for id_ in library.handout_ids():
        if library.is_readable(id_):
            sheet = library.written_handout(id_)
            for text in templates(getattr(sheet, "body", ())):
                yield _Name("handout", id_, sheet.title, text.source, 0.2, text=True)


@lru_cache(maxsize=4096)  # names are taken apart for every search
def _words(text: str) -> tuple[str, ...]:
    found = tuple(_SPELLINGS.get(word, word) for word in re.findall(r"[^\W_]+", text.lower()))
    return tuple(word for word in found if word not in _SMALL) or found


def _fit_text(wanted: tuple[str, ...], text: str) -> float:
    """Return how much of *text* the words *wanted* are; 0 when one is not there."""
    small = text.lower()
    if not all(word in small for word in wanted):  # most texts: taking them apart costs more
        return 0.0
    there = _words(_NO_WORDS.sub(" ", text))
    return _share(wanted, there) if wanted and set(wanted) <= set(there) else 0.0


def _fit(wanted: tuple[str, ...], name: str) -> float:
    """Return how well the words *wanted* fit those of *name*: 1 when they are the same, 0 when one is not there."""
    there = _words(name)
    if not wanted or not there:
        return 0.0
    if "".join(wanted) == "".join(there):
        return 1.0  # “flareup”, “x ray”
    fits = [max(_alike(word, other) for other in there) for word in wanted]
    return sum(fits) / len(fits) * _share(wanted, there) if min(fits) else 0.0


def _share(wanted: tuple[str, ...], there: tuple[str, ...]) -> float:
    return 0.6 + 0.4 * len(wanted) / max(len(wanted), len(there))


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if len(word) >= 4 and (other.startswith(word) or (len(other) >= 4 and word.startswith(other))):
        return 0.9
    shortest, both = min(len(word), len(other)), len(word) + len(other)
    if len(word) < 4 or word[0] != other[0] or 2 * shortest / both < _CLOSE:  # no use to look closer
        return 0.0
    matcher = SequenceMatcher(None, word, other)
    alike = matcher.ratio() if matcher.quick_ratio() >= _CLOSE else 0.0
    return alike * 0.9 if alike >= _CLOSE else 0.0
