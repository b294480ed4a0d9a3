"""Matrices (rows with the same answers) and tables of blank rows: Table elements that may run over pages."""

from __future__ import annotations

from dataclasses import dataclass

from generator.blocks import EntryTable, Matrix, Question, plain
from generator.layout.choices import draw_answer_box
from generator.layout.flow import Container, Flowable, RepeatedHead, Sheet, TableHead, inside
from generator.layout.prose import Prose
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.pdf.widgets import RadioWidget, TextWidget, TickWidget
from generator.theme import Theme

# -- matrices -----------------------------------------------------------------------------------------------------


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


@dataclass(eq=False)
class _MatrixHead(TableHead):
    """The question at the left, the answers' words above their columns."""

    columns: _Columns
    setter: Typesetter
    key: object
    keep_with_next: bool = True

    def _words(self, width: float) -> list[Typeset]:
        style = self.columns.theme.type["matrix_head"]
        room = self.columns.pitch(width) - self.columns.theme.measures.option_hang
        return [self.setter.set(option.text, style, room) for option in self.columns.block.options]

    def _question(self, width: float) -> tuple[Typeset, Typeset]:
        types, question, room = self.columns.theme.type, self.columns.block.question, self.columns.label_width(width)
        return self.setter.set(question.label, types["label"], room), self.setter.set(
            question.hint, types["hint"], room
        )

    def wrap(self, width: float) -> float:
        label, hint = self._question(width)
        heads = max(words.height for words in self._words(width))
        return max(heads, label.height + hint.height) + self.columns.theme.measures.label_gap

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        canvas = sheet.canvas
        with canvas.element("THead", (self.key, "head")), canvas.element("TR"):
            with canvas.element("TH", attributes={"Table": {"Scope": "/Column"}}):
                self._draw_question(sheet, x, top, width)
            for column in range(len(self.columns.block.options)):
                with canvas.element("TH", attributes={"Table": {"Scope": "/Column"}}):
                    self._draw_word(sheet, column, x, top, width)

    def draw_again(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        self._draw_question(sheet, x, top, width)
        for column in range(len(self.columns.block.options)):
            self._draw_word(sheet, column, x, top, width)

    def _draw_question(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        label, hint = self._question(width)
        y = top - self.wrap(width) + self.columns.theme.measures.label_gap + label.height + hint.height
        draw(sheet.canvas, sheet.theme, label, x, y)
        draw(sheet.canvas, sheet.theme, hint, x, y - label.height)

    def _draw_word(self, sheet: Sheet, column: int, x: float, top: float, width: float) -> None:
        words, left = self._words(width)[column], x + self.columns.left(width, column)
        y = top - self.wrap(width) + self.columns.theme.measures.label_gap + words.height
        draw(sheet.canvas, sheet.theme, words, left, y, align="centre", width=self.columns.pitch(width))


@dataclass(eq=False)
class _MatrixRow(Flowable):
    """One row: words, then a box or circle under each answer."""

    columns: _Columns
    question: Question
    number: int
    setter: Typesetter
    key: object
    above: TableHead

    def _words(self, width: float) -> Typeset:
        style = self.columns.theme.type["option"]
        return self.setter.set(self.question.label, style, self.columns.label_width(width))

    def wrap(self, width: float) -> float:
        return max(self.columns.theme.measures.matrix_row, self._words(width).height + 5)

    def head(self) -> Flowable | None:
        return RepeatedHead(self.above, self.at)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas, height = self.columns.theme.measures, sheet.canvas, self.wrap(width)
        if self.number % 2 == 0:
            sheet.rect(x - m.table_bleed, top - height, width + 2 * m.table_bleed, height, fill="tint1")
        words, middle = self._words(width), top - height / 2
        with canvas.element("TBody", (self.key, "body")), canvas.element("TR"):
            with canvas.element("TH", attributes={"Table": {"Scope": "/Row"}}):
                draw(canvas, sheet.theme, words, x, middle + words.height / 2)
            for column in range(len(self.columns.block.options)):
                with canvas.element("TD"):
                    centre = x + self.columns.left(width, column) + self.columns.pitch(width) / 2
                    self._draw_answer(sheet, column, centre, middle)

    def _draw_answer(self, sheet: Sheet, column: int, x: float, y: float) -> None:
        block, question, half = self.columns.block, self.question, self.columns.theme.measures.matrix_box / 2
        code, rect = block.options[column].code, (x - half, y - half, x + half, y + half)
        tooltip = f"{question.tooltip}: {plain(block.options[column].text)}"
        draw_answer_box(sheet, x, y, 2 * half, several=block.several)
        if block.several:
            sheet.canvas.widget(TickWidget(f"{question.name}.{code}", tooltip, rect, code))
        else:
            sheet.canvas.widget(
                RadioWidget(question.name, tooltip, question.tooltip, rect, code, required=question.required)
            )


def matrix(block: Matrix, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return the question, the head and the rows of a matrix."""
    key = object()
    columns = _Columns(block, theme)
    head = _MatrixHead(columns, setter, key)
    rows = [_MatrixRow(columns, question, number, setter, key, head) for number, question in enumerate(block.rows)]
    head.space_before = theme.measures.row_gap * 2
    return inside(Container("Table", key, {"Table": {"Summary": plain(block.question.label)}}), [head, *rows])


# -- tables to fill in --------------------------------------------------------------------------------------------


@dataclass(eq=False)
class _EntryHead(TableHead):
    """The heads of the columns."""

    block: EntryTable
    theme: Theme
    setter: Typesetter
    key: object
    keep_with_next: bool = True

    def _words(self) -> list[tuple[Typeset, float]]:
        """Return the words of each head with where they start."""
        style, places, used = self.theme.type["hint"], [], 0
        for text, span in self.block.heads:
            places.append((self.setter.set(text, style, self.theme.span(span)), _offset(self.theme, used)))
            used += span
        return places

    def wrap(self, width: float) -> float:
        return max(words.height for words, _ in self._words()) + 2

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        canvas = sheet.canvas
        with canvas.element("THead", (self.key, "head")), canvas.element("TR"):
            for words, left in self._words():
                with canvas.element("TH", attributes={"Table": {"Scope": "/Column"}}):
                    draw(canvas, sheet.theme, words, x + left, top)

    def draw_again(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        for words, left in self._words():
            draw(sheet.canvas, sheet.theme, words, x + left, top)


def _offset(theme: Theme, columns: int) -> float:
    """Return where the column after *columns* of the page's twelve starts."""
    return theme.span(columns) + theme.measures.gutter if columns else 0.0


@dataclass(eq=False)
class _EntryRow(Flowable):
    """One blank row: a box in each column, closer together than single fields."""

    block: EntryTable
    number: int
    theme: Theme
    key: object
    above: TableHead

    def wrap(self, width: float) -> float:
        return self.theme.measures.entry_row + self.theme.measures.label_gap

    def head(self) -> Flowable | None:
        return RepeatedHead(self.above, self.at)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas, used = self.theme.measures, sheet.canvas, 0
        with canvas.element("TBody", (self.key, "body")), canvas.element("TR"):
            for cell, (_, span) in zip(self.block.rows[self.number], self.block.heads, strict=True):
                left = x + _offset(self.theme, used)
                wide = self.theme.span(span)
                used += span
                sheet.rect(
                    left, top - m.entry_row, wide, m.entry_row,
                    fill="paper", stroke="field", line=m.field_border, radius=m.field_radius,
                )  # fmt: skip
                with canvas.element("TD"):
                    canvas.widget(
                        TextWidget(
                            cell.question.name, cell.question.tooltip,
                            (left, top - m.entry_row, left + wide, top),
                            self.theme.type["field"].size, cell.max_length,
                        )
                    )  # fmt: skip


def entry_table(block: EntryTable, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return the question, the heads and the blank rows of a table."""
    key = object()
    head = _EntryHead(block, theme, setter, key)
    rows = [_EntryRow(block, number, theme, key, head) for number in range(len(block.rows))]
    types, question = theme.type, block.question
    label = Prose(question.label, types["label"], setter, space_before=theme.measures.row_gap * 2, keep_with_next=True)
    parts: list[Flowable] = [label]
    if question.hint:
        parts.append(Prose(question.hint, types["hint"], setter, keep_with_next=True))
    return [*parts, *inside(Container("Table", key, {"Table": {"Summary": plain(question.label)}}), [head, *rows])]
