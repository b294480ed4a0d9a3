"""The items of PEMAT-P that can be tested by a program, as a table.

Patient Education Materials Assessment Tool for printable materials (AHRQ publication 14-0002-EF); items by their
numbers there. Which items are left to people, and what stands for each here, is told in docs/checking.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.check.passages import READ, Chapter, passages_of
from generator.check.reading import passive, reading, sentences
from generator.check.words import EASY_GRADE, GRADE
from generator.model import handout as model
from generator.model.handout import Handout, parts_of

_ACTIVE_SHARE = 0.95
_LONGEST_PARAGRAPH, _LONGEST_LIST = 75, 7  # words; entries
_UNCLEAR = re.compile(r"%|(?<![\w.])\d+[.,]\d|\bper ?cent\b", re.IGNORECASE)  # not “M54.4”
_SUM = re.compile(r"\d\s*[×x/÷+=]\s*\d|\b(?:divide|multiply|subtract)\b", re.IGNORECASE)
_LONGEST_LEAD, _LONGEST_HEAD = 40, 5  # words
_YOU = re.compile(r"\b(?:you|your|yourself|we|us)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the tool: its number, what it asks in our words, and the test; None where it does not apply."""

    number: int
    asks: str
    test: Callable[[Handout, Sequence[Chapter]], bool | None]


def pemat(handout: Handout, chapters: Sequence[Chapter]) -> Mapping[int, bool | None]:
    """Return for each item's number whether *handout* has it; None where it does not apply."""
    return MappingProxyType({item.number: item.test(handout, chapters) for item in ITEMS})


def _of_kind(handout: Handout, *kinds: str) -> bool:
    return any(getattr(block, "kind", None) in kinds for block in parts_of(handout.body))


def _plain_words(handout: Handout, chapters: Sequence[Chapter]) -> bool:
    most = EASY_GRADE if handout.audience == "easy" else GRADE
    return reading("\n".join(chapter.text for chapter in chapters)).flesch_kincaid <= most + 0.05


def _active(_: Handout, chapters: Sequence[Chapter]) -> bool:
    found = [sentence for chapter in chapters for sentence in sentences(chapter.text)]
    return sum(passive(sentence) is None for sentence in found) >= _ACTIVE_SHARE * len(found)


def _without(pattern: re.Pattern[str], chapters: Sequence[Chapter]) -> bool:
    return not any(pattern.search(passage.text) for passage in passages_of(list(chapters)) if passage.kind in READ)


def _clear_numbers(_: Handout, chapters: Sequence[Chapter]) -> bool:
    return _without(_UNCLEAR, chapters)


def _no_sums(_: Handout, chapters: Sequence[Chapter]) -> bool:
    return _without(_SUM, chapters)


def _purpose(handout: Handout, chapters: Sequence[Chapter]) -> bool:
    return 4 <= reading(chapters[0].passages[0].text).words <= _LONGEST_LEAD


def _chunks(handout: Handout, chapters: Sequence[Chapter]) -> bool:
    long_lists = [b for b in parts_of(handout.body) if isinstance(b, model.Points) and len(b.items) > _LONGEST_LIST]
    prose = [passage for passage in passages_of(list(chapters)) if passage.kind == "prose"]
    return not long_lists and all(reading(passage.text).words <= _LONGEST_PARAGRAPH for passage in prose)


def _headings(handout: Handout, chapters: Sequence[Chapter]) -> bool:
    return len(chapters) >= (3 if handout.audience == "easy" else 6) and all(
        chapter.title.strip() for chapter in chapters
    )


def _tables(handout: Handout, _: Sequence[Chapter]) -> bool | None:
    tables = [block for block in parts_of(handout.body) if isinstance(block, model.Table | model.FillIn)]
    heads = [head.source for table in tables for head in table.columns]
    return all(len(head.split()) <= _LONGEST_HEAD for head in heads) if heads else None


def _captions(handout: Handout, _: Sequence[Chapter]) -> bool | None:
    figures = [block for block in parts_of(handout.body) if isinstance(block, model.Figure)]
    return all(figure.caption or figure.labels for figure in figures) if figures else None


def _addresses_reader(_: Handout, chapters: Sequence[Chapter]) -> bool:
    whole = "\n".join(chapter.text for chapter in chapters)
    return len(_YOU.findall(whole)) * 40 >= reading(whole).words  # one “you” in forty words


def _steps(handout: Handout, _: Sequence[Chapter]) -> bool:
    lists = [block for block in parts_of(handout.body) if isinstance(block, model.Points) and block.kind == "do"]
    return any(len(block.items) >= 2 for block in lists)


ITEMS = (
    Item(1, "purpose told at the top", _purpose),
    Item(3, "common words", _plain_words),
    Item(5, "active voice", _active),
    Item(6, "numbers clear", _clear_numbers),
    Item(7, "nothing to work out", _no_sums),
    Item(8, "short chunks", _chunks),
    Item(9, "headings", _headings),
    Item(11, "summary", lambda sheet, _: _of_kind(sheet, "glance") or sheet.audience == "easy"),
    Item(12, "visual cues", lambda sheet, _: _of_kind(sheet, "do", "emergency", "note", "call_us")),
    Item(15, "pictures", lambda sheet, _: _of_kind(sheet, "figure", "pictures", "exercises")),
    Item(17, "titles of pictures", _captions),
    Item(19, "heads of tables", _tables),
    Item(20, "an action", lambda sheet, _: _of_kind(sheet, "do")),
    Item(21, "speaks to the reader", _addresses_reader),
    Item(22, "steps", _steps),
    Item(23, "a tool to use", lambda sheet, _: _of_kind(sheet, "exercises", "pictures", "ticks", "fill_in", "do")),
)
