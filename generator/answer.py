"""One answer as text → its value, checked against its question: for answers given, set beforehand or read back."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import TypeVar

from generator.model import question as q

AnswerValue = bool | int | float | str | date | datetime | time
Moment = TypeVar("Moment", date, datetime, time)
_WEB = re.compile(r"(https?://)?[^\s/?#@.]+(\.[^\s/?#@.]+)+(:\d+)?([/?#]\S*)?", re.IGNORECASE)
NO, YES = "false", "true"
OTHER_LENGTH = 120  # characters on the line for another answer

# Not from the standard library: what opens doors to the network stays out of Paperwell altogether.
_ADDRESS = re.compile(r"(https?://)?[^\s/?#@:.]+(\.[^\s/?#@:.]+)+(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)


class AnswerError(ValueError):
    """A text is no answer to its question; says why and what would be one, never the text itself."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def parse_answer(item: q.QuestionItem, text: str) -> AnswerValue:
    """Return the value that *text* means for *item*: a date for a date, a code for a choice, a number for a number.

    Raises AnswerError when it is none or out of bounds. Moments are ISO 8601.
    """
    match item:
        case q.DateItem():
            return _moment(date.fromisoformat, text, "a date", "write it as 2026-11-30")
        case q.TimeItem():
            return _moment(time.fromisoformat, text, "a time of day", "write it as 09:30")
        case q.DateTimeItem():
            return _moment(datetime.fromisoformat, text, "a date with a time", "write it as 2026-11-30T09:30")
        case q.BooleanItem() | q.Matrix(answerOption=None):
            if text not in (NO, YES):
                raise AnswerError("is neither yes nor no", f"use {NO} or {YES}")
            return text == YES
        case q.IntegerItem() | q.DecimalItem() | q.QuantityItem():
            return _number(item, text)
        case q.ChoiceItem() | q.Matrix() | q.BodyChart():
            return _code(codes(item), text)
        case q.UrlItem():
            return _address(text, item.maxLength)
        case q.StringItem() | q.TextItem() | q.AttachmentItem():
            return _words(text, item.maxLength)
        case _:
            return text


def codes(item: q.ChoiceItem | q.Matrix | q.BodyChart) -> tuple[str, ...]:
    """Return the codes that an answer to *item* (or to each of its rows) may have, in their order on paper."""
    match item:
        case q.BodyChart():
            from generator.figures.body_chart import body_view

            return tuple(region.code for view in item.views for region in body_view(view).regions)
        case q.Matrix(answerOption=None):
            return (NO, YES)
        case q.Matrix(sides=True):
            return tuple(f"{option.code}_{side}" for option in item.answerOption or () for side in ("left", "right"))
    found = tuple(option.code for option in item.answerOption or ())
    if isinstance(item, q.ChoiceItem) and item.type == "open-choice":
        found += (q.OTHER,)
    return found


def several(item: q.QuestionItem) -> bool:
    """Tell whether *item* (or each of its rows) takes more than one answer."""
    match item:
        case q.BodyChart():
            return True
        case q.ChoiceItem() | q.Matrix():
            return item.repeats
    return False


def contradiction(item: q.QuestionItem, chosen: Sequence[str]) -> AnswerError | None:
    """Return what is wrong with the codes *chosen* together, or None."""
    if len(chosen) > 1 and not several(item):
        return AnswerError("has more than one answer", "one is right")
    options = item.answerOption or () if isinstance(item, q.ChoiceItem | q.Matrix) else ()
    alone = {option.code for option in options if option.exclusive}
    for side in ("_left", "_right") if isinstance(item, q.Matrix) and item.sides else ("",):
        here = [code.removesuffix(side) for code in chosen if code.endswith(side)]
        if len(here) > 1 and alone.intersection(here):
            return AnswerError("has an answer that excludes the others beside it", "one of them is right")
    return None


def greatest(item: q.QuestionItem) -> float | None:
    """Return the most that an answer to *item* (or to each of its rows) can count in a score; None without bound."""
    match item:
        case q.IntegerItem() | q.DecimalItem() | q.QuantityItem():
            return item.maxValue
        case q.BooleanItem() | q.Matrix(answerOption=None):
            return 1
        case q.ChoiceItem() | q.Matrix():
            scores = [option.score or 0 for option in item.answerOption or ()]
            sides = 2 if isinstance(item, q.Matrix) and item.sides else 1
            return sides * sum(score for score in scores if score > 0) if item.repeats else max(scores)
    return None


def _moment(read: Callable[[str], Moment], text: str, what: str, hint: str) -> Moment:
    try:
        return read(text)
    except ValueError:
        raise AnswerError(f"is not {what}", hint) from None


def _number(item: q.NumberItem, text: str) -> int | float:
    """Return the number; decimal commas are read as points, blanks between digits fall away."""
    plain = re.sub(r"(?<=\d)[\s\u202f\u00a0](?=\d)", "", text.strip()).replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    whole = isinstance(item, q.IntegerItem)
    if not re.fullmatch(r"[+-]?\d{1,15}" if whole else r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})", plain):
        raise AnswerError(f"is not a {'whole ' if whole else ''}number", "use digits")
    value = int(plain) if whole else float(plain)
    low = -math.inf if item.minValue is None else item.minValue
    high = math.inf if item.maxValue is None else item.maxValue
    if not low <= value <= high:
        bounds = [f"{word} {bound:g}" for word, bound in (("at least", low), ("at most", high)) if math.isfinite(bound)]
        raise AnswerError("is out of bounds", " and ".join(bounds))
    return value


def _code(known: Sequence[str], text: str) -> str:
    if text not in known:
        shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
        raise AnswerError("is none of its answers", f"use {shown}")
    return text


def _address(text: str, longest: int) -> str:
    if not _WEB.fullmatch(text.strip()):
        raise AnswerError("is not an address on the web", "write it as www.example.org/page")
    return _words(text.strip(), longest)


def _words(text: str, longest: int) -> str:
    if len(text) > longest:
        raise AnswerError("is too long", f"at most {longest} characters")
    return text
