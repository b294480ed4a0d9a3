"""A batch job: who gets what, at which branch, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from generator.errors import NOWHERE
from generator.model.base import Day, Id, Node, Template, WrittenAs

_ID = r"[a-z][a-z0-9]*([_-][a-z0-9]+)*"
DocumentName = Annotated[
    str, WrittenAs(rf"(form|handout):{_ID}|programme", "write it as form:ID, handout:ID or programme")
]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Place = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Typed = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Format = Literal["csv", "xlsx", "json", "jsonl", "fhir", "sql"]
DateOrder = Literal["dmy", "mdy", "ymd"]
SortKey = Literal["branch", "time", "therapist", "name", "roster"]
MAX_COPIES = 10_000


class _Written(dict[str, Any]):
    """What a short spelling stands for, with the place where it was written."""

    at: Any


@dataclass(frozen=True, slots=True)
class Short:
    """A text may stand for a mapping with *key* alone."""

    key: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._unfold, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(schema)]}

    def _unfold(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        written = _Written({self.key: value})
        written.at = getattr(value, "at", NOWHERE)
        return written


class RosterPart(Node):
    """Where the patients are, and how to read it (docs/rosters.md)."""

    file: Place = Field(description="A file, “-” for standard input, or the address of a database")
    format: Format | None = None
    columns: dict[Id, ColumnName] = Field({}, description="Our name of a field: the file's heading")
    date_order: DateOrder | None = None
    sheet: Annotated[str, Field(min_length=1)] | None = None
    query: Annotated[str, Field(min_length=1)] | None = None
    encoding: Annotated[str, Field(min_length=1)] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None


class Choice(Node):
    """A value that is the same for all rows, or stands in a column; *map* says what the column's words mean."""

    value: Typed | None = None
    column: ColumnName | None = None
    map: dict[str, Typed] = Field({}, description="A word of the column: what it means")

    @model_validator(mode="after")
    def _one_of_both(self) -> Choice:
        if (self.value is None) == (self.column is None):
            raise PydanticCustomError("choice", "give either a value or a column", {"hint": "write {column: NAME}"})
        return self


CardPrint = Literal["fold", "duplex"]
Chosen = Annotated[Choice, Short("value")]


class Wanted(Node):
    """A document that every row gets, or those rows that `when` chooses; or the one that a column names."""

    document: DocumentName | None = None
    column: ColumnName | None = None
    map: dict[str, DocumentName] = Field({}, description="A word of the column: the document it stands for")
    otherwise: Literal["reject", "skip"] = Field("reject", description="What to do with a row of another word")
    when: Template | None = Field(None, description="A rule over the row's columns: condition == 'sciatica'")
    programme: Chosen | None = Field(None, description="A phase of the sheet, or exercises: pelvic_tilt:3x10; cat_cow")
    flags: Chosen | None = Field(None, description="What is known of the patient: osteoporosis; pregnant:28")
    note: Chosen | None = Field(None, description="The therapist's own words")
    medium: Literal["both", "paper", "screen"] = "both"
    card: CardPrint | None = Field(None, description="Sheets: a card of emergency signs, to fold or for both sides")
    copies: Annotated[int, Field(ge=1, le=MAX_COPIES)] = Field(1, description="In the print file")
    tray: Id | None = Field(None, description="Each tray gets a print file of its own")

    @model_validator(mode="after")
    def _one_of_both(self) -> Wanted:
        if (self.document is None) == (self.column is None):
            hint = "write “document: handout:ID”, or “column: NAME”"
            raise PydanticCustomError("wanted", "name either a document or a column", {"hint": hint})
        if self.document and (self.map or "otherwise" in self.model_fields_set):
            hint = "leave them out, or name a column instead of the document"
            raise PydanticCustomError("wanted", "“map” and “otherwise” belong to a column", {"hint": hint})
        if self.card and self.document and not self.document.startswith("handout:"):
            raise PydanticCustomError("wanted", "only advice sheets have a card", {"hint": "leave “card” out"})
        if self.document == "programme" and self.programme is None:
            hint = "add “programme: {column: NAME}”, or list the exercises there"
            raise PydanticCustomError("wanted", "a programme needs exercises", {"hint": hint})
        return self


class Merge(Node):
    """A file for the printer with all documents, in order."""

    file: Place
    sort: tuple[SortKey, ...] | None = Field(None, description="Without it branch, time if there is a column, name")
    duplex: bool = Field(False, description="Each patient starts on a fresh sheet")
    separator: Literal["none", "branch", "patient"] = "none"
    pick_sheet: bool = Field(False, description="Starts with a list of what follows for whom")
    tagged: bool = Field(True, description="Accessible; without it smaller and quicker, for paper alone")
    per: tuple[Literal["branch", "tray"], ...] = ("branch", "tray")


class Job(Node):
    """What `paperwell batch` does."""

    roster: Annotated[RosterPart, Short("file")] | None = None
    documents: Annotated[tuple[Annotated[Wanted, Short("document")], ...], Field(min_length=1, max_length=200)]
    branch: Chosen | None = Field(None, description="Without it the column “branch”, or the clinic's first branch")
    language: Chosen | None = Field(None, description="Without it the column “language”")
    date: Day | None = Field(None, description="Date to print; without it today's")
    out: Place | None = Field(None, description="Folder for a file per patient and document, or s3://bucket/folder")
    ledger: Place | None = Field(
        None, description="Folder for the ledger and the rejected rows, where `out` is s3://… and holds neither"
    )
    name: Template | None = Field(
        None, description="Pattern of file names, such as {{ branch }}/{{ document }}-{{ id }}"
    )
    merge: Annotated[Merge, Short("file")] | None = None
