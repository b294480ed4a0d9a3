"""The words that a picture of an exercise is described with, by language: data in generator/locales/figures.*.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generator.model.base import Node

Words = Annotated[str, Field(min_length=1, max_length=120)]
Pair = tuple[Words, Words]


class FigureWords(Node):
    """Names of parts, moves, positions and things. A pair holds the words for one and for both or several."""

    sides: dict[str, Words]
    pictures: dict[str, Words]
    pictured: Words = Field(description="{pictures} and {text}")
    sentence: Words = Field(description="{position} and {what}")
    still: Words = Field(description="{position}")
    list: Words
    last: Words
    holds: Words = Field(description="{hands} and {part}")
    crossed: Words = Field(description="{ankle} and {knee}")
    hand: Pair
    felt: Words = Field(description="{part}")
    props: Words = Field(description="{things}")
    then: Words = Field(description="{first} and {second}")
    positions: dict[str, Words]
    next_positions: dict[str, Words]
    parts: dict[str, Pair]
    plural: tuple[Words, ...] = Field(description="Parts that take a move's words for several")
    moves: dict[str, Pair]
    things: dict[str, Words]
