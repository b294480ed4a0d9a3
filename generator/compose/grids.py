"""Grids → blocks: matrices, tables to fill in, the pictures of the body."""

from __future__ import annotations

from dataclasses import replace

from generator import blocks
from generator.answer import codes
from generator.blocks import plain
from generator.compose.fields import POINTS_A_MM, Fields, Where
from generator.compose.instructions import body_part
from generator.compose.setting import value_run
from generator.model import question as q
from generator.model.locale import BodyWords
from generator.text import Value, literal


def matrix(fields: Fields, where: Where, item: q.Matrix) -> blocks.Matrix:
    """Return rows with the same answers; with two sides, each answer's word stands over left and right."""
    question = fields.question(where, item)
    options = tuple(blocks.Option(o.code, fields.text(o.display)) for o in item.answerOption or ())
    options = options or fields.no_and_yes()
    over: tuple[tuple[blocks.Text, int], ...] = ()
    if item.sides:
        over = tuple((option.text, 2) for option in options)
        options = tuple(side for option in options for side in _sides(fields.setting.words.body, option))
    rows = []
    for row in item.item:
        part = fields.part(question, row.linkId, row.text)
        given = fields.given(part.name, item)
        rows.append(replace(part, value=value_run(given) if given else None))
    return blocks.Matrix(question, options, tuple(rows), item.repeats, over, _alarms(question, item), item.label)


def _sides(body: BodyWords, option: blocks.Option) -> tuple[blocks.Option, ...]:
    return tuple(
        blocks.Option(f"{option.code}_{side}", literal(short), spoken=f"{plain(option.text)}: {word}")
        for side, word, short in (("left", body.left, body.left_short), ("right", body.right, body.right_short))
    )


def entry_table(fields: Fields, where: Where, item: q.EntryTable) -> blocks.EntryTable:
    """Return rows to fill in; the first cells may be printed."""
    question = fields.question(where, item)
    heads = tuple((fields.text(column.text), column.span) for column in item.item)
    printed = [fields.text(row) for row in item.rows] if isinstance(item.rows, tuple) else []
    count = len(item.rows) if isinstance(item.rows, tuple) else item.rows
    rows: list[tuple[blocks.TextField | blocks.Text, ...]] = []
    for number in range(1, count + 1):
        head = printed[number - 1] if printed else ()
        tip = f"{question.tooltip}, {plain(head) or number}"
        row = replace(question, name=f"{question.name}.row{number}", tooltip=tip, type="string")
        columns = item.item[1:] if printed else item.item
        cells = (fields.part(row, column.linkId, column.text) for column in columns)
        boxes = tuple(blocks.TextField(c, col.maxLength) for c, col in zip(cells, columns, strict=True))
        rows.append((head, *boxes) if printed else boxes)
    return blocks.EntryTable(question, heads, tuple(rows), item.label)


def body_chart(fields: Fields, where: Where, item: q.BodyChart) -> blocks.BodyChart:
    """Return the pictures with their words; ticked parts are chosen on screen."""
    words = fields.setting.words.body
    chosen = fields.given(where.path(item.linkId), item) or (Value(" ".join(item.initial)) if item.initial else None)
    question = fields.question(where, item, chosen)
    # In front of us a person's right is at the page's left; seen from behind it is at the page's right.
    faces = {
        "front": (words.front, (words.right, words.left)),
        "back": (words.back, (words.left, words.right)),
        "right": (words.right_side, ("", "")),
        "left": (words.left_side, ("", "")),
    }
    pictures = []
    for view in item.views:
        name, (left, right) = faces[view]
        regions = tuple(
            (code, ": ".join((*where.titles, name, body_part(words, code)))) for code in codes(_one_view(item, view))
        )
        pictures.append(blocks.BodyPicture(view, literal(name), (literal(left), literal(right)), regions))
    marks = tuple((mark, literal(word)) for mark, word in words.marks.items())
    alt = words.alt.replace("{views}", ", ".join(faces[view][0] for view in item.views))
    return blocks.BodyChart(question, tuple(pictures), marks, item.height * POINTS_A_MM, alt, item.label)


def _one_view(item: q.BodyChart, view: str) -> q.BodyChart:
    """Return *item* with one view alone."""
    return item.model_copy(update={"views": (view,)})


def _alarms(question: blocks.Question, item: q.Matrix) -> frozenset[str]:
    """Return the names of the rows that ask about an emergency."""
    general = any(option.flag == "emergency" for option in item.answerOption or ())
    flagged = [row for row in item.item if (row.flag == "emergency" if row.flag else general)]
    return frozenset(f"{question.name}.{row.linkId}" for row in flagged)
