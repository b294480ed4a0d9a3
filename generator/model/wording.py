"""Words that sheets should not use, and better ones; long words that readers know: data in generator/locales/."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.model.base import Line, Node

WordKind = Literal["myth", "fear", "blame", "promise", "jargon", "order"]


class Avoided(Node):
    """Words that mean harm or mislead; a word ending in * stands for all that begin with it."""

    words: Annotated[tuple[Line, ...], Field(min_length=1)]
    kind: WordKind
    instead: Line = Field(description="What to write")
    sheets_only: bool = Field(False, description="Forms may use it: for staff, or in a question")
    because: Line | None = Field(None, description="Where it differs from what is said of the kind")


class Wording(Node):
    """What “paperwell check” knows of one language."""

    why: dict[WordKind, Line] = Field(description="Why words of a kind harm")
    avoid: Annotated[tuple[Avoided, ...], Field(min_length=1)]
    known_long_words: tuple[Line, ...] = Field(description="Long words that every reader knows, or cannot do without")
    drug_units: tuple[Line, ...] = Field(description="Units and shapes that a dose of a drug is counted in")
    praise: tuple[Line, ...] = Field(description="Verbs that say that a treatment helps")
    denial: tuple[Line, ...] = Field(description="Words that turn praise into its opposite")
