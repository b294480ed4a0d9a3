"""What a therapist types for a dose → numbers: “3x10, hold 5 s, 2/day, left”.

Parts stand between commas, in any order; each may be written as people write it, and commas may be missing.
docs/programmes.md has the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Literal

from generator.errors import nearest

Range = tuple[int, int]
"""From least to most; both ends alike for one number."""
Side = Literal["left", "right", "both", "each", "alternate"]
EXAMPLE = "3x10, hold 5 s, 2/day, left"


class DoseError(ValueError):
    """A part of a dose that cannot be read; *part* is as it was typed."""

    def __init__(self, part: str, why: str, hint: str) -> None:
        super().__init__(f"“{part}” {why}")
        self.part, self.hint = part, hint


@dataclass(frozen=True, slots=True)
class Prescription:
    """How much of an exercise, on which side. What is None is left to the pen."""

    sets: Range | None = None
    repetitions: Range | None = None
    hold_seconds: Range | None = None
    minutes: Range | None = None
    times_a_day: Range | None = None
    days_a_week: Range | None = None
    side: Side | None = None
    slow: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing says how much: chips stay empty for the pen."""
        amounts = (self.sets, self.repetitions, self.hold_seconds, self.minutes, self.times_a_day, self.days_a_week)
        return not any(amounts)


@lru_cache(maxsize=1024)
def parse_dose(text: str) -> Prescription:
    """Return what *text* prescribes; raises DoseError for the first part that cannot be read.

    An empty text, or “blank”, leaves everything to the pen.
    """
    found = Prescription()
    if text.strip().lower() in ("", "blank", "pen"):
        return found
    for typed in filter(None, (piece.strip() for piece in _PARTS.split(text))):
        for more in _read(typed):
            found = _merged(found, more, typed)
    return found


def _read(typed: str) -> Iterator[Prescription]:
    """Yield what one part says: the longest beginning that can be read, and so on with the rest."""
    rest = whole = _plain(typed)
    while rest:
        found = [(match, read) for pattern, read in _PATTERNS if (match := pattern.match(rest))]
        if not found:
            raise DoseError(typed, "is no dose", _hint(whole, rest))
        match, read = max(found, key=lambda each: each[0].end())
        more = read(match)
        _check(more, typed)
        yield more
        rest = rest[match.end() :].lstrip()


# -- spelling -----------------------------------------------------------------------------------------------------

_BOTH = r"(?:(?<=\bleft and)|(?<=\bl and))(?= r(?:ight)?\b)"  # “left and right” stays together
_PARTS = re.compile(rf"[,;\n]|(?<=\d)\.\s|\band\b(?!{_BOTH})", re.IGNORECASE)
_COUNTS = {
    "once": "1", "one": "1", "twice": "2", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15",
    "twenty": "20", "thirty": "30",
}  # fmt: skip
_SIGNS = str.maketrans({"×": "x", "*": "x", **dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("()[]:=&+", " ")})


def _plain(typed: str) -> str:
    """Return *typed* in small letters and figures, with one sign for each thing and single spaces."""
    text = re.sub(r"\b(?:l|left) ?(?:and|&|/|\+) ?(?:r|right)\b", "each side", " ".join(typed.lower().split()))
    text = re.sub(r"\b(?:" + "|".join(_COUNTS) + r")\b", lambda word: _COUNTS[word[0]], text.translate(_SIGNS))
    text = re.sub(r"(?<=[^\W\d])\.|\.(?!\d)", "", text)  # of “reps.”, “b.d.” and a sentence's end, not of 2.5
    return " ".join(text.split())


_N = r"(\d{1,3})(?: ?(?:-|to|or) ?(\d{1,3}))?"
_TIMES = r"(?:times?|repetitions?|reps?)"
# “3x10”, “3 x 10”, “3 x10”; “3x 10” only at the end, since “3x 2/day” is three times, twice a day.
_BY = rf"(?:x| x ?|x (?=\d[^a-z/]*{_TIMES}?$))"
_SETS = rf"(?: ?sets? of ?| ?sets?{_BY}|{_BY})"
_SECONDS = r"[ -]?(?:s|secs?|seconds?|\"|″)"
_MINUTES = r"[ -]?(?:mins?|minutes?)"
_HOLD = r"holds?(?: it| each)?(?: for)?"
_WITH = r"(?:with )?(?:a |for )?"
_OFTEN = r" ?(?:x|times?)? ?"
_A = r"(?:/|per|an?|each|every)"
_SIDE = r"(?: ?(?:sides?|legs?|knees?|feet|foot|hips?|arms?))"
_ELSE = rf"(?!{_OFTEN}(?:{_A} ?(?:d|day|w|wk|week)|daily|weekly)\b|{_MINUTES}\b| days?\b)"  # “3 sets 2 daily”
_ON = r"(?:on )?(?:the |your )?"


_KNOWN = ("3x10", "10 times", "2 sets", "hold 5 s", "10 min", "2/day", "3 days a week", "left", "each side", "slow")


def _hint(whole: str, rest: str) -> str:
    """Return what to do about a part, of which the *rest* cannot be read."""
    if re.search(r"\bevery\b|\bh(?:ours?|rs?)?$", rest):
        return "say how often a day, such as 6/day, or how many minutes"
    if re.search(r"\d ?m$", whole):
        return "write 5 min for minutes"  # m may be metres
    for hint in (nearest(whole, _KNOWN), nearest(rest, _KNOWN)):
        if hint.startswith("did"):
            return hint
    return f"write it like {EXAMPLE}"


# -- what each spelling means -------------------------------------------------------------------------------------

_Reader = Callable[[re.Match[str]], Prescription]


def _range(match: re.Match[str], first: int = 1, unit: int = 1) -> Range:
    low = int(match[first])
    return low * unit, int(match[first + 1] or low) * unit


def _meaning(found: Prescription) -> _Reader:
    return lambda _: found


_SPELLINGS: tuple[tuple[str, _Reader], ...] = (
    (rf"{_N}{_SETS}{_N}{_BY}{_N}{_SECONDS}(?: holds?)?",
     lambda m: Prescription(sets=_range(m), repetitions=_range(m, 3), hold_seconds=_range(m, 5))),
    (rf"{_N}{_SETS}{_N}(?: ?{_TIMES})?", lambda m: Prescription(sets=_range(m), repetitions=_range(m, 3))),
    (rf"{_N} ?sets? {_N}(?: ?{_TIMES})?{_ELSE}", lambda m: Prescription(sets=_range(m), repetitions=_range(m, 3))),
    (rf"{_N}(?: ?{_TIMES}(?: ?x| for| in)? |{_BY}){_N} ?sets?",
     lambda m: Prescription(repetitions=_range(m), sets=_range(m, 3))),
    (rf"{_N} ?sets? ?(?:of |x )?{_N}{_SECONDS}(?: holds?)?",
     lambda m: Prescription(sets=_range(m), hold_seconds=_range(m, 3))),
    (rf"{_N}(?: ?{_TIMES})?{_BY}{_N}{_SECONDS}(?: holds?)?",
     lambda m: Prescription(repetitions=_range(m), hold_seconds=_range(m, 3))),
    (rf"{_N} ?sets?|sets? {_N}", lambda m: Prescription(sets=_range(m, 1 if m[1] else 3))),
    (rf"(?:x ?)?{_N}(?: ?(?:x|{_TIMES}))?|(?:reps|repetitions) {_N}",
     lambda m: Prescription(repetitions=_range(m, 1 if m[1] else 3))),
    (rf"{_N} ?{_TIMES}? ?/{_SIDE}", lambda m: Prescription(repetitions=_range(m), side="each")),
    (rf"(?:x ?)?{_N}{_OFTEN}(?:{_A} ?d(?:ay)?|daily)", lambda m: Prescription(times_a_day=_range(m))),
    (r"bd|bid", _meaning(Prescription(times_a_day=(2, 2)))),
    (r"tds|tid", _meaning(Prescription(times_a_day=(3, 3)))),
    (r"qds|qid", _meaning(Prescription(times_a_day=(4, 4)))),
    (rf"(?:x ?)?{_N}(?:{_OFTEN}| ?days? ?)(?:{_A} ?(?:week|wk|w)|weekly)",
     lambda m: Prescription(days_a_week=_range(m))),
    (r"daily|every day|each day", _meaning(Prescription(days_a_week=(7, 7)))),
    (r"every (?:other|second|2nd|2) days?|alternate days", _meaning(Prescription(days_a_week=(3, 4)))),
    (rf"{_WITH}(?:{_HOLD} )?{_N}{_SECONDS}(?: holds?)?|{_HOLD} {_N}",
     lambda m: Prescription(hold_seconds=_range(m, 1 if m[1] else 3))),
    (rf"{_WITH}(?:{_HOLD} {_N}{_MINUTES}|{_N}{_MINUTES} holds?)",
     lambda m: Prescription(hold_seconds=_range(m, 1 if m[1] else 3, unit=60))),
    (rf"(?:for )?{_N}{_MINUTES}", lambda m: Prescription(minutes=_range(m))),
    (rf"{_ON}(?:l|lt|left){_SIDE}?(?: only)?", _meaning(Prescription(side="left"))),
    (rf"{_ON}(?:r|rt|right){_SIDE}?(?: only)?", _meaning(Prescription(side="right"))),
    (rf"{_ON}both{_SIDE}?", _meaning(Prescription(side="both"))),
    (rf"(?:on )?(?:(?:each|every|per|a){_SIDE}|each)", _meaning(Prescription(side="each"))),
    (rf"alternat(?:e|ing|ely){_SIDE}?", _meaning(Prescription(side="alternate"))),
    (r"slow|slowly", _meaning(Prescription(slow=True))),
)  # fmt: skip
_PATTERNS = tuple((re.compile(rf"(?:{spelling})(?= |$)"), read) for spelling, read in _SPELLINGS)


def _check(found: Prescription, typed: str) -> None:
    """Refuse ranges that fall, noughts, and more days than a week has."""
    for field in fields(found):
        amount = getattr(found, field.name)
        if isinstance(amount, tuple) and not 0 < amount[0] <= amount[1]:
            raise DoseError(typed, "does not rise from a number above 0", "write the smaller number first")
    if found.days_a_week and found.days_a_week[1] > 7:
        raise DoseError(typed, "is more than the days of a week", "at most 7")
    if found.times_a_day and found.times_a_day[1] > 24:
        raise DoseError(typed, "is more than the hours of a day", "at most 24")


def _merged(known: Prescription, more: Prescription, typed: str) -> Prescription:
    """Return both together; raises DoseError where they say different things."""
    changes = {}
    for field in fields(more):
        new, old = getattr(more, field.name), getattr(known, field.name)
        if not new:
            continue
        if old and old != new:
            raise DoseError(typed, f"says {_NAMES[field.name]} a second time", "keep one of them")
        changes[field.name] = new
    return replace(known, **changes)


_NAMES = {
    "sets": "the sets", "repetitions": "the repetitions", "hold_seconds": "how long to hold",
    "minutes": "the minutes", "times_a_day": "how often a day", "days_a_week": "how often a week",
    "side": "the side", "slow": "slow",
}  # fmt: skip
