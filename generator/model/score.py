"""Scores of a form: what is added up, what a missing answer does, what the result means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from generator.model.base import Line, LinkId, Node, Template
from generator.model.question import Path


class Missing(Node):
    """What blank answers do. With more than `most` of them there is no score."""

    most: Annotated[int, Field(ge=0, le=100)] = Field(default=0, description="How many blank answers are still allowed")
    rule: Literal["mean", "zero"] = Field(
        default="mean", description="“mean”: a blank counts as the mean of the others; “zero”: it counts as none"
    )


class Band(Node):
    """What a range of results means; both ends belong to it."""

    low: float = Field(alias="from")
    high: float = Field(alias="to")
    text: Template

    @model_validator(mode="after")
    def _ends_are_in_order(self) -> Band:
        if self.low > self.high:
            raise PydanticCustomError("band_ends", "“from” is above “to”", {"hint": "exchange them"})
        return self


class Score(Node):
    """A number made of answers: worked out by hand on paper, and by the computer when answers are read."""

    linkId: LinkId = Field(description="Names the box for it in the PDF")
    text: Template
    method: Literal["sum", "mean", "count", "percentage"] = Field(
        description="percentage: of the most there can be; count: how many questions have a flag or score above 0"
    )
    item: Annotated[tuple[Path, ...], Field(min_length=1, max_length=60)] = Field(
        description="The questions, by linkId; “linkId.row” for a row of a matrix, the matrix for all its rows"
    )
    decimals: Annotated[int, Field(ge=0, le=2)] = 0
    missing: Missing = Missing()
    steps: Template | None = Field(None, description="How to work it out by hand; written by Paperwell without it")
    band: tuple[Band, ...] = ()
    source: Line = Field(description="Where the score and its bands come from, or “own”")
    licence: Line = Field(description="Licence of the instrument, such as CC-BY-4.0")

    @model_validator(mode="after")
    def _bands_are_apart(self) -> Score:
        for lower, upper in zip(self.band, self.band[1:], strict=False):
            if upper.low <= lower.high:
                raise PydanticCustomError(
                    "band_overlap", "two bands overlap", {"at": upper.at, "hint": "start it above the one before"}
                )
        return self
