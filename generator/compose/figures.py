"""Contact sheet of pictures → blocks: every exercise and figure with its id, for authors."""

from __future__ import annotations

from collections.abc import Sequence

from generator import blocks
from generator.blocks import Document
from generator.compose.setting import Setting, colophon, letterhead
from generator.figures import exercise_alt, exercise_scene, figure
from generator.model.exercise import Exercise
from generator.model.figure_words import FigureWords
from generator.model.programme import ProgrammePage
from generator.text import literal


def compose_figures(
    exercises: Sequence[Exercise], drawings: Sequence[str], words: FigureWords, page: ProgrammePage, setting: Setting
) -> Document:
    """Return a sheet with a card for each of *exercises* and for each figure of *drawings*: picture, id, alt text."""
    cards = [
        blocks.ExerciseCard(
            number=None,
            name=literal(exercise.id),
            drawing=exercise_scene(exercise),
            alt=exercise_alt(exercise, "right", words),
            lines=(literal(exercise_alt(exercise, "right", words)),),
        )
        for exercise in exercises
    ]
    for name in drawings:
        drawing = figure(name)
        parts = ", ".join(drawing.anchors)
        cards.append(blocks.ExerciseCard(None, literal(name), drawing, name.replace("_", " "), (literal(parts),)))
    title = setting.words.programme.pictures
    return Document(
        id="figures",
        title=title,
        subject=title,
        author=setting.clinic.name,
        language=setting.language,
        date=setting.date,
        letterhead=letterhead(setting, compact=True),
        colophon=colophon(page, (), setting, online=False),
        body=(blocks.Title(literal(title), ()), blocks.CardGrid(tuple(cards), 6)),
    )
