"""The list of a fonts folder: families in fallback order, and the one that people type with."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generator.model.base import Line, Node


class FontFamily(Node):
    """Files of one family; `faces` are regular, bold, italic, bold_italic as far as there are any."""

    name: Line
    licence: Line
    scripts: Annotated[tuple[Line, ...], Field(min_length=1, description="ISO 15924 codes, the main one first")]
    faces: dict[str, Line]
    pairwise: bool = Field(
        False,
        description="Whether a letter's place depends on the letter beside it alone (but for combining marks): "
        "batches then set names without a shaper",
    )


class FontList(Node):
    """fonts.yaml."""

    families: Annotated[tuple[FontFamily, ...], Field(min_length=1)]
    field: Line = Field(description="The family people type with in form fields")
