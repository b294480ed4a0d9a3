"""Dates as exports write them → dates, in an order that is declared or seen; what can be read two ways is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]

_MOST_SILENT = 20  # dates that tell nothing, for each that does
EARLIEST_YEAR = 1880  # nobody alive was born before; a year below is a slip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_LONG_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTH_OF = {name: number for names in (_MONTHS, _LONG_MONTHS) for number, name in enumerate(names, 1)} | {"sept": 9}
_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}.*$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d\d)(\d\d)")
_PARTS = re.compile(r"(\d{1,4})([./ -]) ?(\d{1,2})\2 ?(\d{1,4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?[ /-]+([a-z]{3,9})\.?,?[ /-]+(\d{1,4})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?[ /-]+(\d{1,2})(?:st|nd|rd|th)?,?[ /-]+(\d{1,4})", re.IGNORECASE)
_ORDER_IN_WORDS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


class NotADateError(ValueError):
    """A text is no date, or could be two; the message says why and never holds the text."""


def parse_date(text: str, order: str) -> date | None:
    """Return the date of *text*: ISO, or day, month and year in *order* (“dmy”, “mdy”, “ymd”); None if it is none."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", text):
        parts = dict(zip("ymd", match.groups(), strict=True))
    elif match := re.fullmatch(r"(\d{1,4})[./ -](\d{1,2})[./ -](\d{1,4})", text):
        parts = dict(zip(order, match.groups(), strict=True))
    else:
        return None
    if len(parts["y"]) != 4:
        return None
    try:
        return date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None


def read_date(text: str, order: str | None, example: str = "dmy") -> date:
    """Return the date of birth in *text*: ISO, with an English month, or in *order*; a time after it is left out.

    Without an *order* only what can be read one way is a date. *example* is the order that the reason of a refusal
    suggests to declare. Raises NotADateError.
    """
    text = text.strip()
    if ":" in text:
        text = _TIME.sub("", text)
    if match := _ISO.fullmatch(text):
        found = _day(*[part for part in match.groups() if part])
    elif match := _PARTS.fullmatch(text):
        found = _in_order(match[1], match[3], match[4], order, example)
    elif match := _DAY_FIRST.fullmatch(text):
        found = _named(*match.groups())
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
        found = _named(day, month, year)
    else:
        raise NotADateError("is no date: write it as 1968-11-30")
    if found.year < EARLIEST_YEAR:
        raise NotADateError(f"is before {EARLIEST_YEAR}")
    return found


def detect_order(texts: Iterable[str]) -> DateOrder | None:
    """Return the order of the dates in *texts*; None where nothing tells, both orders show, or next to nothing tells.

    A number above 12 cannot be a month: 25/12/1980 tells that the day is first. ISO dates tell nothing of the others.
    """
    seen: Counter[DateOrder | None] = Counter()
    for text in texts:
        text = _TIME.sub("", text.strip())
        if (match := _PARTS.fullmatch(text)) and not _ISO.fullmatch(text):
            seen[_proved(match[1], match[3], match[4])] += 1
    days, months = seen["dmy"], seen["mdy"]
    if days and months:
        return None
    # Six days of ten are above 12: where one date in many tells, it is more likely a slip than the order.
    if days + months:
        return None if seen[None] > _MOST_SILENT * (days + months) else "dmy" if days else "mdy"
    return "ymd" if seen["ymd"] else None


def _proved(first: str, second: str, last: str) -> DateOrder | None:
    """Return the order that the numbers themselves prove, if any."""
    if len(first) == 4:
        return "ymd"
    if len(last) != 4:
        return None
    if 12 < int(first) <= 31 and 1 <= int(second) <= 12:
        return "dmy"
    if 12 < int(second) <= 31 and 1 <= int(first) <= 12:
        return "mdy"
    return None


def _is_ambiguous(first: str, second: str, last: str) -> bool:
    return len(last) == 4 and int(first) != int(second) and all(1 <= int(part) <= 12 for part in (first, second))


def _in_order(first: str, second: str, last: str, order: str | None, example: str) -> date:
    if len(first) <= 2 and len(last) <= 2:
        raise NotADateError("has a year of two digits: write four")
    proved = _proved(first, second, last)
    if order is None and _is_ambiguous(first, second, last):
        suggested = example if example in ("dmy", "mdy") else "dmy"
        raise NotADateError(f"can be read two ways: declare date_order, such as {suggested}, or write it as 1968-11-30")
    order = order or proved or "dmy"
    if (proved or order) != order or (len(last) == 4 and order == "ymd"):
        raise NotADateError(f"is not in the order of the file ({_ORDER_IN_WORDS[order]}): write it as 1968-11-30")
    if order == "dmy":
        return _day(last, second, first)
    return _day(last, first, second) if order == "mdy" else _day(first, second, last)


def _named(day: str, month: str, year: str) -> date:
    number = _MONTH_OF.get(month.casefold())
    if number is None:
        raise NotADateError("has a month that is not known: write it as 1968-11-30")
    return _day(year, str(number), day)


def _day(year: str, month: str, day: str) -> date:
    if len(year) == 2:
        raise NotADateError("has a year of two digits: write four")
    try:
        return date(int(year) if len(year) == 4 else 0, int(month), int(day))
    except ValueError:
        raise NotADateError("is no date of the calendar: write it as 1968-11-30") from None
