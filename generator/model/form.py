"""Questionnaires: the semantics and names of FHIR R4 Questionnaire, with what paper needs besides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from generator.errors import nearest
from generator.model.base import LinkId, Node, Published, Template, WrittenAs
from generator.model.patient import Patient

Code = Annotated[str, WrittenAs(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", "use up to 40 letters, digits, - and _")]
OTHER = "other"  # code of the open answer; the field beside it is called linkId_other
Span = Annotated[int, Field(ge=1, le=12)]


def _comb(value: object) -> object:
    """Refuse what is neither a list of cells nor a word, in one message instead of one for each of the two."""
    if value in ("postcode", "phone") or isinstance(value, list | tuple):
        return value
    raise PydanticCustomError(
        "comb", "this is no comb", {"hint": "use postcode, phone, or groups of cells such as [4, 3]"}
    )


Cells = tuple[Annotated[int, Field(ge=1, le=16)], ...]
Comb = Annotated[Cells | Literal["postcode", "phone"], BeforeValidator(_comb)]


class AnswerOption(Node):
    """One answer of a choice."""

    code: Code
    display: Template
    exclusive: bool = Field(False, description="Such as “none of these”: stands apart from the others")


class _Item(Node):
    linkId: LinkId = Field(description="Stable id of the question; names the field in the PDF")


class _Question(_Item):
    """What every question has. `span` is its width in the twelve columns of the page."""

    text: Template
    required: bool = False
    optional: bool = Field(False, description="Print “optional” beside the label")
    hint: Template | None = Field(None, description="A few words in grey beside the label")
    readOnly: bool = False
    span: Span = 12
    prefill: str | None = Field(None, description="Patient field that fills it, such as family")

    @model_validator(mode="after")
    def _prefill_is_known(self) -> _Question:
        if self.prefill is not None and self.prefill not in Patient.model_fields:
            raise PydanticCustomError(
                "unknown_prefill",
                "“{name}” is not something a patient row can hold",
                {"name": self.prefill, "hint": nearest(self.prefill, Patient.model_fields)},
            )
        if self.required and self.optional:
            raise PydanticCustomError(
                "required_optional", "a question cannot be both required and optional", {"hint": "drop one"}
            )
        return self


class Display(_Item):
    """Words between questions."""

    type: Literal["display"]
    text: Template


class StringItem(_Question):
    """One line: a box, or single cells (a comb) for numbers that people copy."""

    type: Literal["string"]
    maxLength: Annotated[int, Field(ge=1, le=500)] = 120
    comb: Comb | None = Field(
        None, description="Cells in groups, such as [4, 3], or the country's own postcode or phone"
    )


class TextItem(_Question):
    """Several lines in the patient's own words."""

    type: Literal["text"]
    maxLength: Annotated[int, Field(ge=1, le=4000)] = 1000
    lines: Annotated[int, Field(ge=2, le=30)] = 3


class DateItem(_Question):
    """A date in cells, in the order of the country."""

    type: Literal["date"]


class TimeItem(_Question):
    """A time of day in cells, hours and minutes."""

    type: Literal["time"]


class DateTimeItem(_Question):
    """A date and a time of day in cells."""

    type: Literal["dateTime"]


class UrlItem(_Question):
    """An address on the web: a long box."""

    type: Literal["url"]
    maxLength: Annotated[int, Field(ge=10, le=500)] = 200


class BooleanItem(_Question):
    """Yes or no, two answers: an empty box would not tell “no” from “not answered”."""

    type: Literal["boolean"]
    label: Literal["above", "beside"] = "above"


class _Number(_Question):
    """A number between bounds; the bounds size the box."""

    minValue: float | None = None
    maxValue: float | None = None

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> _Number:
        if self.minValue is not None and self.maxValue is not None and self.minValue >= self.maxValue:
            raise PydanticCustomError(
                "bounds", "“minValue” is not below “maxValue”", {"hint": "exchange them, or drop one"}
            )
        return self


class IntegerItem(_Number):
    """A whole number: digits in cells when its bounds are known, a box otherwise; or a row of cells to pick from."""

    type: Literal["integer"]
    control: Literal["box", "scale"] = Field("box", description="“scale”: one cell for each number, such as 0 to 10")
    low: Template | None = Field(None, description="What the lowest number of a scale means")
    high: Template | None = Field(None, description="What the highest number of a scale means")

    @model_validator(mode="after")
    def _scale_has_ends(self) -> IntegerItem:
        bounds = [bound for bound in (self.minValue, self.maxValue) if bound is not None]
        if any(bound != int(bound) for bound in bounds):
            raise PydanticCustomError("whole_bounds", "the bounds are no whole numbers", {"hint": "drop the fraction"})
        if self.control != "scale":
            return self
        if len(bounds) < 2 or not self.low or not self.high:
            raise PydanticCustomError(
                "scale_ends", "a scale needs its ends", {"hint": "give minValue, maxValue, low and high"}
            )
        if bounds[1] - bounds[0] > 10:
            raise PydanticCustomError("scale_long", "a scale has at most eleven cells", {"hint": "0 to 10, say"})
        return self


class DecimalItem(_Number):
    """A number with a fraction."""

    type: Literal["decimal"]


class QuantityItem(_Number):
    """A number with its unit beside the box."""

    type: Literal["quantity"]
    unit: Template


class ChoiceItem(_Question):
    """One answer (radio buttons) or, with `repeats`, several (tick boxes). “open-choice” adds a line for another."""

    type: Literal["choice", "open-choice"]
    answerOption: Annotated[tuple[AnswerOption, ...], Field(min_length=2, max_length=60)]
    repeats: bool = False
    label: Literal["above", "beside", "heading"] = Field(
        "above",
        description="Where the question stands: above, left of the answers, or only in the group's heading",
    )
    columns: Annotated[int, Field(ge=1, le=4)] | None = Field(
        None, description="Answers in columns; without it they flow in a row"
    )

    @model_validator(mode="after")
    def _codes_differ(self) -> ChoiceItem:
        codes = [option.code for option in self.answerOption]
        twice = {code for code in codes if codes.count(code) > 1}
        if self.type == "open-choice" and OTHER in codes:
            raise PydanticCustomError(
                "code_other", "“other” is the code of the line that open-choice adds", {"hint": "use another code"}
            )
        if "Off" in codes:
            raise PydanticCustomError(
                "code_off", "the code “Off” is PDF's own word for an empty box", {"hint": "use another code"}
            )
        if twice:
            raise PydanticCustomError(
                "code_twice",
                "two answers have the code “{code}”",
                {"code": min(twice), "hint": "codes must differ"},
            )
        return self


class MatrixRow(_Item):
    """A row of a matrix."""

    text: Template


class TableColumn(_Item):
    """A column of a table to fill in; `span` is its share of the twelve columns."""

    text: Template
    span: Span
    maxLength: Annotated[int, Field(ge=1, le=500)] = 80


def _ids_differ(rows: tuple[_Item, ...]) -> None:
    ids = [row.linkId for row in rows]
    for row in rows:
        if ids.count(row.linkId) > 1:
            raise PydanticCustomError(
                "row_twice",
                "two entries have the linkId “{id}”",
                {"id": row.linkId, "at": row.at, "hint": "rename one"},
            )


class Matrix(_Question):
    """Rows with the same answers: one answer a row, or several with `repeats`."""

    type: Literal["group"]
    control: Literal["matrix"]
    repeats: bool = False
    answerOption: Annotated[tuple[AnswerOption, ...], Field(min_length=2, max_length=12)]
    item: Annotated[tuple[MatrixRow, ...], Field(min_length=1, max_length=40)]

    @model_validator(mode="after")
    def _rows_differ(self) -> Matrix:
        _ids_differ(self.item)
        return self


class EntryTable(_Question):
    """Blank rows to fill in, such as medicines."""

    type: Literal["group"]
    control: Literal["table"]
    rows: Annotated[int, Field(ge=1, le=40)]
    item: Annotated[tuple[TableColumn, ...], Field(min_length=1, max_length=7)]

    @model_validator(mode="after")
    def _columns_fit(self) -> EntryTable:
        _ids_differ(self.item)
        total = sum(column.span for column in self.item)
        if total != 12:
            raise PydanticCustomError(
                "table_spans", "the spans of the columns sum to {total}", {"total": total, "hint": "make it 12"}
            )
        return self


Grid = Annotated[Matrix | EntryTable, Field(discriminator="control")]


class SignatureItem(_Question):
    """A line to sign on."""

    type: Literal["signature"]


_Plain = Annotated[
    Display
    | StringItem
    | TextItem
    | DateItem
    | TimeItem
    | DateTimeItem
    | UrlItem
    | BooleanItem
    | IntegerItem
    | DecimalItem
    | QuantityItem
    | ChoiceItem
    | SignatureItem,
    Field(discriminator="type"),
]


def _type(value: object) -> str:
    found = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return "grid" if found == "group" else "plain"


Question = Annotated[Annotated[_Plain, Tag("plain")] | Annotated[Grid, Tag("grid")], Discriminator(_type)]


class Group(_Item):
    """Questions that belong together, under a numbered heading."""

    type: Literal["group"]
    text: Template
    note: Template | None = Field(None, description="A few words at the right of the heading")
    page: Literal["new", "together"] | None = Field(
        None, description="“new”: starts a page; “together”: is not split over pages where it fits one"
    )
    staff: bool = Field(False, description="For the clinic only: a grey strip, always last")
    item: Annotated[tuple[Question, ...], Field(min_length=1)]


class Form(Published):
    """A questionnaire."""

    lead: Template
    footer: Template = Field(description="The small print of the footer")
    item: Annotated[tuple[Group, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _link_ids_differ(self) -> Form:
        first: dict[str, int | None] = {}
        for item in items(self):
            for name in _names(item):
                if name in first:
                    raise PydanticCustomError(
                        "link_id_twice",
                        "two items have the linkId “{id}” (the first is on line {first})",
                        {"at": item.at, "id": name, "first": first[name] or 0,
                         "hint": "rename one: answers are kept by linkId"},
                    )  # fmt: skip
                first[name] = item.at.line
        if any(group.staff for group in self.item[:-1]):
            raise PydanticCustomError(
                "staff_not_last", "the staff-only group is not the last one", {"hint": "move it to the end"}
            )
        return self


def _names(item: Group | Question) -> Iterator[str]:
    """Yield the names an item takes: its linkId, and that of the line for another answer."""
    yield item.linkId
    if isinstance(item, ChoiceItem) and item.type == "open-choice":
        yield f"{item.linkId}_{OTHER}"


def items(form: Form) -> Iterator[Group | Question]:
    """Yield groups and questions in reading order."""
    for group in form.item:
        yield group
        yield from group.item
