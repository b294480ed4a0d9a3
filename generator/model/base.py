"""What every model shares: strict nodes that know their place in the file, authored text, ids and review facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from generator.errors import NOWHERE, Location


@dataclass(frozen=True, slots=True)
class WrittenAs:
    """A text must match *pattern* as a whole; *how* tells authors how to write it."""

    pattern: str
    how: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "pattern": f"^{self.pattern}$"}

    def _check(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise PydanticCustomError(
                "written_as", "“{value}” is written otherwise", {"value": value, "hint": self.how}
            )
        return value


Id = Annotated[str, WrittenAs(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", "use small letters, digits, - and _")]
LinkId = Annotated[
    str, WrittenAs(r"[a-z][a-z0-9_]{0,39}", "use at most 40 small letters, digits and _, a letter first")
]
LanguageTag = Annotated[str, WrittenAs(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", "write it as en or en-GB")]
CountryCode = Annotated[str, WrittenAs(r"(?!UK)[A-Z]{2}", "two capitals, such as IN, US, or GB for the United Kingdom")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n{}]*$")]


MAX_TEXT = 20_000  # characters of one text


@dataclass(frozen=True, slots=True)
class Template:
    """Text as its author wrote it: inline markup and {{ values }}, not yet rendered."""

    source: str
    at: Location = NOWHERE

    def __str__(self) -> str:
        return self.source

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            json_schema_input_schema=core_schema.str_schema(min_length=1),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def _validate(cls, value: object) -> Template:
        if isinstance(value, Template):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError("text_type", "should be a text")
        if not value.strip():
            raise PydanticCustomError("string_too_short", "is empty")
        if len(value) > MAX_TEXT:
            raise PydanticCustomError("text_long", "the text is too long", {"hint": f"at most {MAX_TEXT} characters"})
        return cls(value.strip(), getattr(value, "at", NOWHERE))


class Node(BaseModel):
    """A frozen part of an authored file; unknown keys are errors; `at` is its place in the file."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    _at: Location = PrivateAttr(NOWHERE)

    @property
    def at(self) -> Location:
        """Where the author wrote this."""
        return self._at

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        if isinstance(data, dict) and hasattr(data, "known_keys"):
            data.known_keys = tuple(field.alias or name for name, field in cls.model_fields.items())
        node = handler(data)
        node._at = getattr(data, "at", NOWHERE)
        return node


def templates(node: Any) -> Iterator[Template]:
    """Yield every authored text in *node*, in the order of its fields."""
    if isinstance(node, Template):
        yield node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from templates(getattr(node, name))
    elif isinstance(node, tuple | list):
        for child in node:
            yield from templates(child)
    elif isinstance(node, dict):
        for child in node.values():
            yield from templates(child)


def _only_text(value: object) -> object:
    """Refuse numbers where a date is meant: pydantic would take them for seconds since 1970."""
    if isinstance(value, int | float):
        raise PydanticCustomError("date_type", "should be a date")
    return value


Day = Annotated[date, BeforeValidator(_only_text)]


class Review(Node):
    """Who answers for the text, and until when."""

    written: Day
    reviewed: Day | None = None
    reviewer: Line | None = Field(None, description="Name and registration of the licensed clinician")
    next_review: Day

    @model_validator(mode="after")
    def _reviewed_by_somebody(self) -> Review:
        if (self.reviewed is None) != (self.reviewer is None):
            raise PydanticCustomError(
                "review_incomplete",
                "a review needs both “reviewed” and “reviewer”",
                {"hint": "give both, or leave both out while the text awaits its review"},
            )
        return self

    def state(self, on: date) -> Literal["reviewed", "overdue", "awaiting"]:
        """Return what the foot of the page says on a day."""
        if self.next_review < on:
            return "overdue"
        return "reviewed" if self.reviewer else "awaiting"


Version = Annotated[str, WrittenAs(r"\d+(\.\d+)*", 'write it as "1.0", in quotes')]


class Published(Node):
    """What every form and handout says about itself."""

    id: Id
    title: Line
    language: LanguageTag = Field(description="BCP 47 tag of the text, such as en or en-GB")
    code: Annotated[str, WrittenAs(r"[A-Z0-9-]{1,12}", "use up to 12 capitals, digits and -")] = Field(
        description="Short code printed in the footer"
    )
    version: Version
    review: Review
    licence: Line = Field(description="Licence of the text, such as CC-BY-4.0")
