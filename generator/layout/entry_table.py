"""Tables to fill in: rows of boxes under column heads, one Table element that may run over pages."""

from __future__ import annotations

from dataclasses import dataclass

from generator.blocks import EntryTable, Text, TextField, plain
from generator.layout.flow import Container, Flowable, RepeatedHead, Sheet, TableHead, inside
from generator.layout.prose import Prose
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.pdf.widgets import TextWidget
from generator.theme import Theme


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
    setter: Typesetter
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
                if not isinstance(cell, TextField):
                    self._draw_head(sheet, cell, (left, top, wide))
                    continue
                sheet.rect(
                    left, top - m.entry_row, wide, m.entry_row,
                    fill="paper", stroke="field", line=m.field_border, radius=m.field_radius,
                )  # fmt: skip
                rect = (left, top - m.entry_row, left + wide, top)
                question, size = cell.question, self.theme.type["field"].size
                sheet.zone(question, "text", rect)
                with canvas.element("TD"):
                    sheet.field(
                        TextWidget(
                            question.name, question.tooltip, rect, size, cell.max_length,
                            read_only=question.read_only,
                        ),
                        question,
                    )  # fmt: skip
        sheet.label = None

    def _draw_head(self, sheet: Sheet, text: Text, frame: tuple[float, float, float]) -> None:
        """Draw the printed first cell, which heads its row."""
        left, top, wide = frame
        words = self.setter.set(text, self.theme.type["option"], wide)
        y = top - self.theme.measures.entry_row / 2 + words.height / 2
        sheet.label = (left, y - words.height, left + words.width, y)
        with sheet.canvas.element("TH", attributes={"Table": {"Scope": "/Row"}}):
            draw(sheet.canvas, sheet.theme, words, left, y)


def entry_table(block: EntryTable, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return the question, the heads and the blank rows of a table."""
    key = object()
    head = _EntryHead(block, theme, setter, key)
    rows = [_EntryRow(block, number, theme, setter, key, head) for number in range(len(block.rows))]
    types, question = theme.type, block.question
    parts: list[Flowable] = []
    if block.label == "above":
        gap = theme.measures.row_gap * 2
        parts.append(Prose(question.label, types["label"], setter, space_before=gap, keep_with_next=True))
    if question.hint:
        head.space_before = theme.measures.label_gap * 2
        parts.append(Prose(question.hint, types["hint"], setter, keep_with_next=True))
    return [*parts, *inside(Container("Table", key, {"Table": {"Summary": plain(question.label)}}), [head, *rows])]
