"""What every model shares: strict nodes that know their place in the file, authored text, ids and review facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from generator.errors import NOWHERE, Location

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=60)]
LinkId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n{}]*$")]


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


class Review(Node):
    """Who answers for the text, and until when."""

    written: date
    reviewed: date | None = None
    reviewer: Line | None = Field(None, description="Name and registration of the licensed clinician")
    next_review: date

    @model_validator(mode="after")
    def _reviewed_by_somebody(self) -> Review:
        if (self.reviewed is None) != (self.reviewer is None):
            raise PydanticCustomError(
                "review_incomplete",
                "a review needs both “reviewed” and “reviewer”",
                {"hint": "give both, or leave both out while the text awaits its review"},
            )
        return self


Version = Annotated[
    str,
    StringConstraints(pattern=r"^\d+(\.\d+)*$"),
    BeforeValidator(lambda value: str(value) if isinstance(value, float) else value),
]


class Published(Node):
    """What every form and handout says about itself."""

    id: Id
    title: Line
    language: LanguageTag = Field(description="BCP 47 tag of the text, such as en or en-GB")
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,12}$")] = Field(
        description="Short code printed in the footer"
    )
    version: Version
    review: Review
    licence: Line = Field(description="Licence of the text, such as CC-BY-4.0")
