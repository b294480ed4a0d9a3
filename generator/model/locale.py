"""Words of the furniture, by language, and facts of a country: both are data in generator/locales/."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.model.base import Line, Node
from generator.model.evidence import GuidelineSet

Pattern = Annotated[str, Field(min_length=1, max_length=200)]
ByCountry = dict[Annotated[str, Field(pattern=r"^([A-Z]{2}|default)$")], Line]


class RuleWords(Node):
    """Instructions for the pen about which question comes next."""

    go_to: Pattern = Field(description="{number}; stands after an answer")
    go_to_end: Pattern
    only_if: Pattern = Field(description="{answer} to the question above")
    only_if_in: Pattern = Field(description="{answer} to question {number}")
    not_answer: Pattern = Field(description="{answer}")
    more: Pattern = Field(description="{answer}")
    at_least: Pattern = Field(description="{answer}")
    less: Pattern = Field(description="{answer}")
    at_most: Pattern = Field(description="{answer}")
    answered: Pattern
    blank: Pattern


class ScoreWords(Node):
    """How scores are worked out by hand."""

    title: Line
    sum: Pattern
    mean: Pattern
    count: Pattern
    percentage: Pattern = Field(description="{greatest}")
    complete: Pattern
    missing_mean: Pattern = Field(description="{most}")
    missing_zero: Pattern = Field(description="{most}")


class BodyWords(Node):
    """Views, sides, marks and parts of the body; parts by their code without the side."""

    front: Line
    back: Line
    right_side: Line
    left_side: Line
    left: Line
    right: Line
    left_short: Line
    right_short: Line
    alt: Pattern = Field(description="{views}")
    sided: Pattern = Field(description="{part} and {side}")
    marks: dict[Line, Line]
    parts: dict[Line, Line]


class ProgrammeWords(Node):
    """Chips, cards and the week of an exercise programme. {n} and {sets} are numbers."""

    goal: Line
    note: Line
    start: Line
    review: Line
    feel: Line
    avoid: Line
    times: Pattern
    sets: Pattern
    sets_of: Pattern
    each_side: Pattern
    sets_each_side: Pattern
    hold: Pattern
    minutes: Pattern
    once_a_day: Line
    a_day: Pattern
    every_day: Line
    a_week: Pattern
    days_short: Pattern
    once: Line
    once_a_week: Line
    slow: Line
    left: Line
    right: Line
    left_side: Line
    right_side: Line
    each: Line
    alternate: Line
    which: Line = Field(description="Where the therapist marks the side by pen")
    week: Line
    tick: Line
    days: Annotated[tuple[Line, ...], Field(min_length=7, max_length=7)] = Field(description="From Monday")
    walk: Line
    pictures: Line = Field(description="Title of the sheet of pictures for authors")


class PickWords(Node):
    """The list of who is in a print file, and the sheets that part it."""

    title: Line
    summary: Line
    count: Pattern = Field(description="{n}")
    time: Line
    documents: Line
    separator: Line
    keep: Line = Field(description="In the footer: what to do with a sheet that names patients")


class Words(Node):
    """What Paperwell itself says on a page, in one language. Names in braces are filled in."""

    page_of: Pattern = Field(description="{page} and {pages}")
    version: Pattern = Field(description="{version}")
    next_review: Pattern = Field(description="{date}")
    awaiting_review: Line
    review_overdue: Line
    reviewed_by: Pattern = Field(description="{reviewer} and {date}")
    scan_me: Line
    optional: Line
    required: Line
    or_: Line = Field(alias="or")
    prepared_for: Line
    reference: Line
    name: Line
    therapist: Line
    date: Line
    day: Line
    month: Line
    year: Line
    hour: Line
    minute: Line
    yes: Line
    no: Line
    other: Line
    time_letters: Annotated[str, Field(pattern=r"^\S{2}$")] = Field(description="Letters for hours and minutes")
    date_letters: Annotated[str, Field(pattern=r"^\S{3}$")] = Field(description="Letters for day, month and year")
    advice_sheet: Line
    form: Line
    pen: Line = Field(description="How to fill in by hand, so that it can be read: at the foot of every page")
    attach: Line
    millimetres: Line = Field(description="Beside the box of a visual analogue scale")
    and_: Line = Field(alias="and")
    rules: RuleWords
    scores: ScoreWords
    body: BodyWords
    pick: PickWords
    programme: ProgrammeWords
    country: dict[str, ByCountry] = Field(description="Words that differ by country: name, then country code")


class Country(Node):
    """What a country decides on a page."""

    emergency: Annotated[tuple[Line, ...], Field(min_length=1)]
    date_order: Literal["dmy", "mdy", "ymd"] = "dmy"
    postcode: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    phone: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    guidelines: GuidelineSet = Field("who", description="Whose advice sheets follow there")


class Countries(Node):
    """All known countries, by ISO 3166 code."""

    countries: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], Country]
