"""Questions of a form: the types and names of FHIR R4 Questionnaire.item, with what paper needs besides."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from generator.errors import nearest
from generator.model.base import Line, LinkId, Node, Template, WrittenAs
from generator.model.patient import Patient

Code = Annotated[str, WrittenAs(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", "use up to 40 letters, digits, - and _")]
OTHER = "other"  # code of the open answer; the field beside it is called linkId_other
TODAY = "today"  # initial value of a date: the day the form is made
Span = Annotated[int, Field(ge=1, le=12)]
Flag = Literal["emergency", "today", "soon"]
"""What an answer asks for: help now, a talk before the patient leaves, or one within days."""
MAX_COLUMNS, MAX_ROWS, MAX_CELLS = 12, 40, 16


def _comb(value: object) -> object:
    """Refuse what is neither a list of cells nor a word, in one message instead of one for each of the two."""
    if isinstance(value, list | tuple):
        value = tuple(value)
        if value and all(isinstance(cells, int) and 1 <= cells <= MAX_CELLS for cells in value):
            return value
    elif value in ("postcode", "phone"):
        return value
    raise PydanticCustomError(
        "comb",
        "this is no comb",
        {"hint": f"use postcode, phone, or groups of cells such as [4, 3], each of 1 to {MAX_CELLS}"},
    )


def _rows(value: object) -> object:
    """Refuse what is neither a number of rows nor a list of them, in one message."""
    if isinstance(value, list | tuple) and 1 <= len(value) <= MAX_ROWS:
        return tuple(value)
    if isinstance(value, int) and 1 <= value <= MAX_ROWS:
        return value
    raise PydanticCustomError(
        "rows", "these are no rows", {"hint": f"give a number up to {MAX_ROWS}, or the words of their first cells"}
    )


def _as_text(value: object) -> object:
    """Return a scalar of YAML as the text that a field of the PDF would hold."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else value


def _as_texts(value: object) -> object:
    """Return one scalar or a list of them as texts."""
    several = value if isinstance(value, list | tuple) else [value]
    return tuple(_as_text(one) for one in several)


Cells = tuple[Annotated[int, Field(ge=1, le=16)], ...]
Comb = Annotated[Cells | Literal["postcode", "phone"], BeforeValidator(_comb)]
Scalar = str | bool | int | float  # as YAML knows them
Answer = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=Scalar)]
Answers = Annotated[tuple[str, ...], BeforeValidator(_as_texts, json_schema_input_type=Scalar | list[Scalar])]
Path = Annotated[
    str, WrittenAs(r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?", "write its linkId, or linkId.row of a matrix")
]


class EnableWhen(Node):
    """A rule: the item is asked where an earlier answer is as said."""

    question: Path = Field(description="linkId of an earlier question; “linkId.row” for a row of a matrix")
    operator: Literal["exists", "=", "!=", ">", "<", ">=", "<="] = "="
    answer: Answer


class AnswerOption(Node):
    """One answer of a choice."""

    code: Code
    display: Template
    exclusive: bool = Field(False, description="Such as “none of these”: stands apart from the others")
    score: float | None = Field(None, description="What the answer counts in the scores")
    flag: Flag | None = Field(None, description="The answer asks for action: emergency, today or soon")


class Item(Node):
    """What groups, words and questions have in common."""

    linkId: LinkId = Field(description="Stable id of the question; names the field in the PDF")
    enableWhen: tuple[EnableWhen, ...] = Field((), description="When it is asked; always, without a rule")
    enableBehavior: Literal["all", "any"] = Field("all", description="Whether all rules must hold, or any")


class QuestionItem(Item):
    """What every question has. `span` is its width in the twelve columns of the page."""

    type: str
    text: Template
    prefix: Annotated[Line, Field(max_length=8)] | None = Field(None, description="Printed number, such as 2b")
    required: bool = False
    optional: bool = Field(False, description="Print “optional” beside the label")
    hint: Template | None = Field(None, description="A few words in grey beside the label")
    readOnly: bool = False
    hidden: bool = Field(False, description="Not printed; counts with its initial value when answers are read")
    span: Span = 12
    initial: Answers = Field((), description="Answer given beforehand; “today” for a date")
    prefill: str | None = Field(None, description="Patient field that fills it, such as family")

    @model_validator(mode="after")
    def _prefill_is_known(self) -> QuestionItem:
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


class Display(Item):
    """Words between questions. “danger” is the solid line that tells what to do now."""

    type: Literal["display"]
    text: Template
    control: Literal["instruction", "help", "legal", "danger"] = "instruction"


class StringItem(QuestionItem):
    """One line: a box, or single cells (a comb) for numbers that people copy."""

    type: Literal["string"]
    maxLength: Annotated[int, Field(ge=1, le=500)] = 120
    comb: Comb | None = Field(
        None, description="Cells in groups, such as [4, 3], or the country's own postcode or phone"
    )


class TextItem(QuestionItem):
    """Several lines in the patient's own words."""

    type: Literal["text"]
    maxLength: Annotated[int, Field(ge=1, le=4000)] = 1000
    lines: Annotated[int, Field(ge=2, le=30)] = 3


class DateItem(QuestionItem):
    """A date in cells, in the order of the country."""

    type: Literal["date"]


class TimeItem(QuestionItem):
    """A time of day in cells, hours and minutes."""

    type: Literal["time"]


class DateTimeItem(QuestionItem):
    """A date and a time of day in cells."""

    type: Literal["dateTime"]


class UrlItem(QuestionItem):
    """An address on the web: a long box."""

    type: Literal["url"]
    maxLength: Annotated[int, Field(ge=10, le=500)] = 200


class BooleanItem(QuestionItem):
    """Yes or no, two answers: an empty box would not tell “no” from “not answered”."""

    type: Literal["boolean"]
    label: Literal["above", "beside"] = "above"
    flag: Flag | None = Field(None, description="What a yes asks for: emergency, today or soon")


class NumberItem(QuestionItem):
    """A number between bounds; the bounds size the box."""

    minValue: float | None = None
    maxValue: float | None = None

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> NumberItem:
        if self.minValue is not None and self.maxValue is not None and self.minValue >= self.maxValue:
            raise PydanticCustomError(
                "bounds", "“minValue” is not below “maxValue”", {"hint": "exchange them, or drop one"}
            )
        return self


class IntegerItem(NumberItem):
    """A whole number: digits in cells when its bounds are known, a box otherwise; or one of two scales.

    “scale” is a row of cells to pick from. “vas” is the visual analogue scale: a line of 100 mm to mark with a
    pen, and a box for the millimetres.
    """

    type: Literal["integer"]
    control: Literal["box", "scale", "vas"] = Field("box", description="scale: a cell for each number; vas: 100 mm")
    low: Template | None = Field(None, description="What the lowest number of a scale means")
    high: Template | None = Field(None, description="What the highest number of a scale means")

    @model_validator(mode="before")
    @classmethod
    def _vas_has_bounds(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("control") == "vas":
            data.setdefault("minValue", 0)
            data.setdefault("maxValue", 100)
        return data

    @model_validator(mode="after")
    def _scale_has_ends(self) -> IntegerItem:
        bounds = [bound for bound in (self.minValue, self.maxValue) if bound is not None]
        if any(bound != int(bound) for bound in bounds):
            raise PydanticCustomError("whole_bounds", "the bounds are no whole numbers", {"hint": "drop the fraction"})
        if self.control == "box":
            return self
        if len(bounds) < 2 or not self.low or not self.high:
            raise PydanticCustomError(
                "scale_ends", "a scale needs its ends", {"hint": "give minValue, maxValue, low and high"}
            )
        if self.control == "vas" and bounds != [0, 100]:
            raise PydanticCustomError(
                "vas_bounds", "a visual analogue scale goes from 0 to 100", {"hint": "drop minValue and maxValue"}
            )
        if self.control == "scale" and bounds[1] - bounds[0] > 10:
            raise PydanticCustomError("scale_long", "a scale has at most eleven cells", {"hint": "0 to 10, say"})
        return self


class DecimalItem(NumberItem):
    """A number with a fraction."""

    type: Literal["decimal"]


class QuantityItem(NumberItem):
    """A number with its unit beside the box."""

    type: Literal["quantity"]
    unit: Template


class ChoiceItem(QuestionItem):
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
        _check_codes(self.answerOption)
        if self.type == "open-choice" and any(option.code == OTHER for option in self.answerOption):
            raise PydanticCustomError(
                "code_other", "“other” is the code of the line that open-choice adds", {"hint": "use another code"}
            )
        return self


def _check_codes(options: tuple[AnswerOption, ...]) -> None:
    seen: set[str] = set()
    for option in options:
        if option.code == "Off":
            raise PydanticCustomError(
                "code_off",
                "the code “Off” is PDF's own word for an empty box",
                {"at": option.at, "hint": "use another code"},
            )
        if option.code in seen:
            raise PydanticCustomError(
                "code_twice",
                "two answers have the code “{code}”",
                {"code": option.code, "at": option.at, "hint": "codes must differ"},
            )
        seen.add(option.code)


class MatrixRow(Node):
    """A row of a matrix. Its flag goes before that of the answer."""

    linkId: LinkId
    text: Template
    flag: Flag | None = None


class TableColumn(Node):
    """A column of a table to fill in; `span` is its share of the twelve columns."""

    linkId: LinkId
    text: Template
    span: Span
    maxLength: Annotated[int, Field(ge=1, le=500)] = 80


def _ids_differ(rows: tuple[MatrixRow, ...] | tuple[TableColumn, ...]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.linkId in seen:
            raise PydanticCustomError(
                "row_twice",
                "two entries have the linkId “{id}”",
                {"id": row.linkId, "at": row.at, "hint": "rename one"},
            )
        seen.add(row.linkId)


class GridItem(QuestionItem):
    """Rows and columns. `label` “heading”: the question stands in the group's heading alone."""

    type: Literal["group"]
    label: Literal["above", "heading"] = "above"


class Matrix(GridItem):
    """Rows with the same answers: one answer a row, or several with `repeats`; yes or no without `answerOption`.

    With `sides` each answer has a left and a right box under its word.
    """

    control: Literal["matrix"]
    repeats: bool = False
    sides: bool = Field(False, description="A left and a right box for each answer")
    answerOption: Annotated[tuple[AnswerOption, ...], Field(min_length=2, max_length=MAX_COLUMNS)] | None = Field(
        None, description="The answers; yes and no, without them"
    )
    item: Annotated[tuple[MatrixRow, ...], Field(min_length=1, max_length=MAX_ROWS)]

    @model_validator(mode="after")
    def _rows_differ(self) -> Matrix:
        _ids_differ(self.item)
        _check_codes(self.answerOption or ())
        if (self.sides or self.repeats) and self.answerOption is None:
            raise PydanticCustomError("yes_no_sides", "yes and no exclude each other", {"hint": "give answerOption"})
        if self.sides and not self.repeats:
            raise PydanticCustomError(
                "sides_single", "a row with two sides has several answers", {"hint": "add “repeats: true”"}
            )
        if self.sides and len(self.answerOption or ()) > MAX_COLUMNS // 2:
            raise PydanticCustomError(
                "sides_many", "there is room for at most six answers with two sides", {"hint": "split the matrix"}
            )
        return self


class EntryTable(GridItem):
    """Blank rows to fill in, such as medicines; or rows with their first cell printed, such as days."""

    control: Literal["table"]
    rows: Annotated[int | tuple[Template, ...], BeforeValidator(_rows)]
    item: Annotated[tuple[TableColumn, ...], Field(min_length=1, max_length=9)]

    @model_validator(mode="after")
    def _columns_fit(self) -> EntryTable:
        _ids_differ(self.item)
        total = sum(column.span for column in self.item)
        if total != 12:
            raise PydanticCustomError(
                "table_spans", "the spans of the columns sum to {total}", {"total": total, "hint": "make it 12"}
            )
        if isinstance(self.rows, tuple) and len(self.item) < 2:
            raise PydanticCustomError(
                "table_printed", "printed rows leave no column to fill in", {"hint": "add a second column"}
            )
        return self


class BodyChart(GridItem):
    """Pictures of the body to draw on; on screen their parts can be ticked."""

    control: Literal["body-chart"]
    views: Annotated[tuple[Literal["front", "back", "right", "left"], ...], Field(min_length=1, max_length=4)] = (
        "front",
        "back",
    )
    height: Annotated[int, Field(ge=70, le=150)] = Field(74, description="Of the pictures, in millimetres")

    @model_validator(mode="after")
    def _views_differ(self) -> BodyChart:
        if len(set(self.views)) < len(self.views):
            raise PydanticCustomError("view_twice", "a view stands twice", {"hint": "name each once"})
        return self


Grid = Annotated[Matrix | EntryTable | BodyChart, Field(discriminator="control")]


class SignatureItem(QuestionItem):
    """A line to sign on."""

    type: Literal["signature"]


class AttachmentItem(QuestionItem):
    """A frame to glue or clip a copy on; on screen, a line to say what is sent."""

    type: Literal["attachment"]
    height: Annotated[int, Field(ge=20, le=200)] = Field(50, description="Of the frame, in millimetres")
    maxLength: Annotated[int, Field(ge=1, le=500)] = 120


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
    | SignatureItem
    | AttachmentItem,
    Field(discriminator="type"),
]


def _kind(value: object) -> str:
    """Tell plain questions from grids and from groups: all but plain ones are of FHIR's type “group”."""

    def get(key: str) -> object:
        return value.get(key) if isinstance(value, dict) else getattr(value, key, None)

    if get("type") != "group":
        return "plain"
    return "grid" if get("control") else "group"


class Group(Item):
    """Questions that belong together: numbered at the top of a form, under a smaller heading inside another group."""

    type: Literal["group"]
    text: Template
    note: Template | None = Field(None, description="A few words at the right of the heading")
    page: Literal["new", "together"] | None = Field(
        None, description="“new”: starts a page; “together”: is not split over pages where it fits one"
    )
    staff: bool = Field(False, description="For the clinic only: a grey strip, always last")
    item: Annotated[tuple[Question, ...], Field(min_length=1)]


Question = Annotated[
    Annotated[_Plain, Tag("plain")] | Annotated[Grid, Tag("grid")] | Annotated[Group, Tag("group")],
    Discriminator(_kind),
]
