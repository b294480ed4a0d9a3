"""A clinic: its brand and its branches."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from generator.model.base import CountryCode, Id, LanguageTag, Line, Node, WrittenAs
from generator.model.evidence import GuidelineSet

Colour = Annotated[str, WrittenAs(r"#[0-9A-Fa-f]{6}", "write it as # and six hexadecimal digits, in quotes")]


Website = Annotated[str, WrittenAs(r"[a-z0-9.-]+(/[^\s{}]*)?", "leave https:// out: riverside.example")]


class Brand(Node):
    """The clinic's look: one colour is enough, the rest is derived from it."""

    colour: Colour = Field(description="Brand colour as #RRGGBB; quote it, # starts a comment")
    accent: Colour | None = Field(None, description="Colour of nerves and movement arrows")
    logo: Line | None = Field(None, description="SVG or PNG file beside the clinic's file")


class Branch(Node):
    """One place where the clinic works."""

    id: Id
    name: Line
    country: CountryCode = Field(description="ISO 3166 code; decides the emergency number and the order of dates")
    address: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    emergency: Line | None = Field(None, description="Emergency number, where it differs from the country's")
    guidelines: GuidelineSet | None = Field(None, description="Whose advice sheets follow, where not the country's")


class Clinic(Node):
    """A clinic with at least one branch; the first is the usual one."""

    id: Id
    name: Line
    tagline: Line | None = None
    language: LanguageTag
    brand: Brand
    website: Annotated[str, WrittenAs(r"[a-z0-9.-]+(/[^\s{}]*)?", "leave https:// out: riverside.example")] | None = (
        None
    )
    online: Annotated[str, WrittenAs(r"https://[^\s{}]*\{id\}[^\s{}]*", "https://… with {id} in it")] | None = Field(
        None, description="Address of the online version for the QR code; {id} stands for the sheet's id"
    )
    paper: Literal["a4", "letter"] = "a4"
    branches: Annotated[tuple[Branch, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _branch_ids_differ(self) -> Clinic:
        ids = [branch.id for branch in self.branches]
        twice = {id_ for id_ in ids if ids.count(id_) > 1}
        if twice:
            raise PydanticCustomError(
                "branch_twice", "two branches have the id “{id}”", {"id": min(twice), "hint": "rename one"}
            )
        return self
