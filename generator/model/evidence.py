"""Where facts come from, what guidelines advise, and who has signed a document off: all of it data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from generator.model.base import Day, Id, Line, Node, Template, Version, WrittenAs

GuidelineSet = Literal["uk", "us", "who"]
Website = Annotated[str, WrittenAs(r"https://[^\s{}]*", "write it as https://…")]


class Source(Node):
    """Where a fact comes from."""

    id: Id
    cite: Line = Field(description="Short citation as it is printed")
    author: Line | None = Field(None, description="Authors or organisation; “et al.” after the first three")
    year: Annotated[int, Field(ge=1950, le=2100)] | None = None
    title: Line | None = None
    published_in: Line | None = Field(None, description="Journal with volume and page, or kind of page")
    doi: Annotated[str, WrittenAs(r"10\.\d{4,9}/[^\s{}]+", "write it as 10.1136/bmj.39223.428495.BE")] | None = None
    number: Line | None = Field(None, description="Guideline or archive number, such as NG59 or PMC1895638")
    url: Website | None = None
    supports: Line = Field(description="What it supports, for reviewers")
    read: Literal["yes", "abstract", "no"] = Field(description="Was the primary text read?")
    printed: bool = Field(True, description="Whether sheets print it; what has no text to look up is not")
    looked_up: bool = Field(False, description="Was the citation itself looked up, not only remembered?")

    @property
    def link(self) -> str | None:
        """The address that the printed citation leads to."""
        return self.url or (f"https://doi.org/{self.doi}" if self.doi else None)


class Register(Node):
    """The sources that sheets, shared parts, guidelines and exercises name by id."""

    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_differ(self) -> Register:
        seen: set[str] = set()
        for source in self.sources:
            if source.id in seen:
                raise PydanticCustomError(
                    "source_twice",
                    "two sources have the id “{id}”",
                    {"id": source.id, "at": source.at, "hint": "give each source an id of its own"},
                )
            seen.add(source.id)
        return self


# -- guidelines -----------------------------------------------------------------------------------------------------

Stance = Literal["for", "may", "unclear", "against"]


class Verdict(Node):
    """What one guideline set says of a treatment, and how a sheet words it."""

    stance: Stance
    answer: Template = Field(description="The cell under “does it help?”")
    note: Template = Field(description="The cell beside it")
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]


class Treatment(Node):
    """A treatment that people hear about; *words* are what texts call it."""

    id: Id
    name: Template
    words: Annotated[tuple[Line, ...], Field(min_length=1)]
    uk: Verdict
    us: Verdict
    who: Verdict

    def verdict(self, guidelines: GuidelineSet) -> Verdict:
        """Return what the guideline set says."""
        return {"uk": self.uk, "us": self.us, "who": self.who}[guidelines]


class Guidelines(Node):
    """What the guideline sets are called, and what each says of every treatment."""

    names: dict[GuidelineSet, Line]
    columns: Annotated[tuple[Template, Template, Template], Field(description="Heads of the printed table")]
    treatments: Annotated[tuple[Treatment, ...], Field(min_length=1)]


# -- sign-off -------------------------------------------------------------------------------------------------------


class SignOff(Node):
    """A clinic's approval of one text as it stood; a text that has changed since awaits its review again."""

    version: Version
    text: Annotated[str, WrittenAs(r"[A-Z2-7]{8}", "copy the eight signs that “paperwell reviews” prints")]
    reviewed: Day
    reviewer: Line = Field(description="Name and registration of the licensed clinician")
    next_review: Day


class SignOffs(Node):
    """The clinic's reviews.yaml."""

    forms: dict[str, SignOff] = Field(default_factory=dict)
    handouts: dict[str, SignOff] = Field(default_factory=dict)
