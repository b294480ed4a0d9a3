"""Matrices: rows with the same answers, one Table element that may run over pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.blocks import Matrix, Question, Run, plain
from generator.errors import FitError, Problem
from generator.layout.choices import draw_answer_box
from generator.layout.flow import Container, Flowable, RepeatedHead, Sheet, TableHead, inside
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.pdf.widgets import RadioWidget, TickWidget
from generator.theme import Theme, TypeStyle


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the answers of a matrix stand: the words of the rows at the left, answers at the right edge."""

    block: Matrix
    theme: Theme

    def pitch(self, width: float) -> float:
        """Return the room of one answer."""
        m = self.theme.measures
        return min(m.matrix_pitch, width * (1 - m.matrix_label) / len(self.block.options))

    def label_width(self, width: float) -> float:
        """Return the room of a row's words."""
        return width - self.pitch(width) * len(self.block.options) - self.theme.measures.gutter

    def left(self, width: float, column: int) -> float:
        """Return where the room of answer *column* starts."""
        return width - self.pitch(width) * (len(self.block.options) - column)

    def centre(self, width: float, column: int) -> float:
        """Return where the box of answer *column* stands; neighbours under one word stand closer together."""
        first, count = next(((start, n) for start, n in self.spans() if start <= column < start + n), (column, 1))
        pitch, middle = self.pitch(width), self.left(width, first) + self.pitch(width) * count / 2
        return middle + (column - first - (count - 1) / 2) * (min(pitch, self.theme.measures.pair_pitch))

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield first column and number of columns of each word over several answers."""
        column = 0
        for _, count in self.block.over:
            yield column, count
            column += count


@dataclass(eq=False)
class _MatrixHead(TableHead):
    """The question at the left, the answers' words above their columns, words over several of them above those.

    Words wider than their column are turned by a quarter, all of them: never broken, never smaller.
    """

    columns: _Columns
    setter: Typesetter
    key: object
    keep_with_next: bool = True

    @property
    def _style(self) -> TypeStyle:
        return self.columns.theme.type["matrix_head"]

    def _room(self, width: float, columns: int = 1) -> float:
        return self.columns.pitch(width) * columns - self.columns.theme.measures.head_gap

    @cached_property
    def _longest(self) -> float:
        """The width of the longest single word."""
        words = (word for option in self.columns.block.options for word in plain(option.text).split())
        return max(self.setter.width((Run(word),), self._style) for word in words)

    def _turned(self, width: float) -> bool:
        return self._longest > self._room(width)

    def _words(self, width: float) -> list[Typeset]:
        room = self.columns.theme.measures.turned_head if self._turned(width) else self._room(width)
        return [self.setter.set(option.text, self._style, room) for option in self.columns.block.options]

    def _check_room(self, width: float) -> None:
        """Raise FitError where turned words need more lines than fit their column."""
        words = max(self._words(width), key=lambda words: words.height)
        if self._turned(width) and words.height > self._room(width) + self._style.leading:
            at = self.columns.block.question.label[0].at
            hint = "shorten them, or give fewer answers"
            raise FitError(Problem("the words of the answers have no room above their columns", at, hint))

    def _over(self, width: float) -> list[tuple[Typeset, int]]:
        return [(self.setter.set(text, self._style, self._room(width, n)), n) for text, n in self.columns.block.over]

    def _question(self, width: float) -> tuple[Typeset, Typeset]:
        types, block, room = self.columns.theme.type, self.columns.block, self.columns.label_width(width)
        label = block.question.label if block.label == "above" else ()
        return self.setter.set(label, types["label"], room), self.setter.set(block.question.hint, types["hint"], room)

    def _heads(self, width: float) -> float:
        """Return the height of the answers' words."""
        words = self._words(width)
        return max(word.width for word in words) if self._turned(width) else max(word.height for word in words)

    def wrap(self, width: float) -> float:
        self._check_room(width)
        label, hint = self._question(width)
        over = max((words.height for words, _ in self._over(width)), default=0.0)
        return max(self._heads(width) + over, label.height + hint.height) + self.columns.theme.measures.label_gap

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        canvas, block, scope = sheet.canvas, self.columns.block, {"Table": {"Scope": "/Column"}}
        with canvas.element("THead", (self.key, "head")):
            if block.over:
                with canvas.element("TR"):
                    with canvas.element("TD"):
                        pass
                    for column, (words, count) in self._starts(width):
                        with canvas.element("TH", attributes={"Table": {"Scope": "/Column", "ColSpan": count}}):
                            self._draw_over(sheet, words, (column, count), (x, top, width))
            with canvas.element("TR"):
                with canvas.element("TH", attributes=scope):
                    self._draw_question(sheet, x, top, width)
                for column in range(len(block.options)):
                    with canvas.element("TH", attributes=scope):
                        self._draw_word(sheet, column, x, top, width)

    def draw_again(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        self._draw_question(sheet, x, top, width)
        for column, (words, count) in self._starts(width):
            self._draw_over(sheet, words, (column, count), (x, top, width))
        for column in range(len(self.columns.block.options)):
            self._draw_word(sheet, column, x, top, width)

    def _starts(self, width: float) -> Iterator[tuple[int, tuple[Typeset, int]]]:
        for (column, _), over in zip(self.columns.spans(), self._over(width), strict=True):
            yield column, over

    def _bottom(self, top: float, width: float) -> float:
        return top - self.wrap(width) + self.columns.theme.measures.label_gap

    def _draw_question(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        label, hint = self._question(width)
        y = self._bottom(top, width) + label.height + hint.height
        draw(sheet.canvas, sheet.theme, label, x, y)
        draw(sheet.canvas, sheet.theme, hint, x, y - label.height)

    def _draw_over(
        self, sheet: Sheet, words: Typeset, place: tuple[int, int], frame: tuple[float, float, float]
    ) -> None:
        (column, count), (x, top, width) = place, frame
        y = self._bottom(top, width) + self._heads(width) + words.height
        wide = self.columns.pitch(width) * count
        draw(sheet.canvas, sheet.theme, words, x + self.columns.left(width, column), y, align="centre", width=wide)

    def _draw_word(self, sheet: Sheet, column: int, x: float, top: float, width: float) -> None:
        words, centre = self._words(width)[column], x + self.columns.centre(width, column)
        bottom, pitch, canvas = self._bottom(top, width), self.columns.pitch(width), sheet.canvas
        if not self._turned(width):
            draw(canvas, sheet.theme, words, centre - pitch / 2, bottom + words.height, align="centre", width=pitch)
            return
        canvas.saveState()
        canvas.translate(centre, bottom)
        canvas.rotate(90)
        draw(canvas, sheet.theme, words, 0, words.height / 2)
        canvas.restoreState()


@dataclass(eq=False)
class _MatrixRow(Flowable):
    """One row: words, then a box or circle under each answer; a bar at the left of a row in the danger tone."""

    columns: _Columns
    question: Question
    number: int
    setter: Typesetter
    key: object
    above: TableHead

    @property
    def _is_alarm(self) -> bool:
        return self.question.name in self.columns.block.alarms

    @property
    def _indent(self) -> float:
        """How far the words stand in, in a matrix with bars."""
        return self.columns.theme.measures.danger_indent if self.columns.block.alarms else 0.0

    def _words(self, width: float) -> Typeset:
        style = self.columns.theme.type["option"]
        return self.setter.set(self.question.label, style, self.columns.label_width(width) - self._indent)

    def wrap(self, width: float) -> float:
        m = self.columns.theme.measures
        return max(m.matrix_row, self._words(width).height + m.matrix_pad)

    def head(self) -> Flowable | None:
        return RepeatedHead(self.above, self.at)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        canvas, height = sheet.canvas, self.wrap(width)
        self._draw_ground(sheet, x, top, width)
        words, middle = self._words(width), top - height / 2
        y, left = middle + words.height / 2, x + self._indent
        sheet.label = (left, y - words.height, left + words.width, y)
        with canvas.element("TBody", (self.key, "body")), canvas.element("TR"):
            with canvas.element("TH", attributes={"Table": {"Scope": "/Row"}}):
                draw(canvas, sheet.theme, words, left, y)
            for column in range(len(self.columns.block.options)):
                with canvas.element("TD"):
                    self._draw_answer(sheet, column, x + self.columns.centre(width, column), middle)
        sheet.label = None

    def _draw_ground(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, height = self.columns.theme.measures, self.wrap(width)
        fill = "danger_tint" if self._is_alarm else "tint1" if self.number % 2 == 0 else None
        if fill:
            sheet.rect(x - m.table_bleed, top - height, width + 2 * m.table_bleed, height, fill=fill)
        if self._is_alarm:
            sheet.rect(x - m.table_bleed, top - height, m.danger_bar, height, fill="danger")

    def _draw_answer(self, sheet: Sheet, column: int, x: float, y: float) -> None:
        block, question, half = self.columns.block, self.question, self.columns.theme.measures.matrix_box / 2
        option, rect = block.options[column], (x - half, y - half, x + half, y + half)
        tooltip = f"{question.tooltip}: {option.tooltip}"
        checked = option.code in question.value.text.split() if question.value else False
        draw_answer_box(sheet, x, y, 2 * half, several=block.several)
        widget = (
            TickWidget(f"{question.name}.{option.code}", tooltip, rect, option.code, checked, question.read_only)
            if block.several
            else RadioWidget(
                question.name, tooltip, question.tooltip, rect, option.code,
                checked=checked, required=question.required, read_only=question.read_only,
            )
        )  # fmt: skip
        sheet.field(widget, question)


def matrix(block: Matrix, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return the question, the head and the rows of a matrix."""
    key = object()
    columns = _Columns(block, theme)
    head = _MatrixHead(columns, setter, key)
    rows = [_MatrixRow(columns, question, number, setter, key, head) for number, question in enumerate(block.rows)]
    head.space_before = theme.measures.row_gap * (2 if block.label == "above" else 1)
    return inside(Container("Table", key, {"Table": {"Summary": plain(block.question.label)}}), [head, *rows])
