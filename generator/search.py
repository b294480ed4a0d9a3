"""What people look for, in their own words → the documents that it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from generator.library import Library

Kind = Literal["handout", "form", "exercise"]
_CLOSE = 0.8  # how alike two words are that may be one, mistyped
_SMALL = frozenset("a an and are at back for from in is it my of on or the to with your".split())  # noqa: SIM905


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
    kind: Kind
    id: str
    title: str
    text: str
    weight: float  # a title counts more than a lead


def find(library: Library, text: str, most: int = 5) -> list[Found]:
    """Return at most *most* documents that *text* may mean, the best first.

    The words of a title or another name fit whole, in part or nearly, as mistyped ones do; those of a lead whole.
    """
    wanted = _words(text)
    best: dict[tuple[Kind, str], Found] = {}
    for name in _names(library):
        score = name.weight * _fit(wanted, _words(name.text))
        known = best.get((name.kind, name.id))
        if score > 0 and (known is None or score > known.score):
            best[name.kind, name.id] = Found(name.kind, name.id, name.title, name.text, score)
    ranked = sorted(best.values(), key=lambda found: (-found.score, found.kind != "handout", found.id))
    return [found for found in ranked if found.score >= ranked[0].score / 2][:most]


def _names(library: Library) -> Iterator[_Name]:
    for id_ in library.handout_ids():
        if library.is_readable(id_):
            sheet = library.handout(id_)
            weight = 0.99 if sheet.audience == "easy" else 1.0  # the full sheet first
            for text in (sheet.title, id_.replace("_", " "), *sheet.aliases):
                yield _Name("handout", id_, sheet.title, text, weight)
            yield _Name("handout", id_, sheet.title, sheet.lead.source, 0.4 * weight)
    for entry in library.forms():
        yield _Name("form", entry.id, entry.title, entry.title, 0.9)
        yield _Name("form", entry.id, entry.title, entry.id.replace("-", " "), 0.9)
    for id_ in library.exercise_ids():
        exercise = library.exercise(id_)
        for text in (exercise.name, id_.replace("_", " "), *exercise.other_names):
            yield _Name("exercise", id_, exercise.name, text, 0.8)


def _words(text: str) -> tuple[str, ...]:
    found = tuple(re.findall(r"[^\W_]+", text.lower()))
    return tuple(word for word in found if word not in _SMALL) or found


def _fit(wanted: tuple[str, ...], there: tuple[str, ...]) -> float:
    """Return how well the words *wanted* fit those *there*: 1 when they are the same, 0 when one is not there."""
    if not wanted or not there:
        return 0.0
    fits = [max(_alike(word, other) for other in there) for word in wanted]
    if min(fits) == 0.0:
        return 0.0
    share = len(wanted) / max(len(wanted), len(there))
    return sum(fits) / len(fits) * (0.6 + 0.4 * share)


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if len(word) >= 4 and (other.startswith(word) or (len(other) >= 4 and word.startswith(other))):
        return 0.9
    if len(word) < 4 or word[0] != other[0]:
        return 0.0
    alike = SequenceMatcher(None, word, other).ratio()
    return alike * 0.9 if alike >= _CLOSE else 0.0
