"""The foot of a programme: the therapist's words at the left, a week to tick at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.blocks import LogRow, Run, Text, WeekLog, WeekPanel, plain
from generator.layout.flow import Flowable, Node, Sheet
from generator.layout.panels import TherapistPanel
from generator.layout.typeset import CAP_HEIGHT, Typeset, Typesetter, baseline, draw
from generator.theme import Theme


@dataclass(eq=False)
class _Log:
    """The week as a table: days above, a row for each exercise, a line for the minutes of walking."""

    block: WeekLog
    level: int
    theme: Theme
    setter: Typesetter
    _numbered: dict[int, Text] = field(default_factory=dict)  # what stands before the days, by row

    def _title(self, width: float) -> tuple[Typeset, Typeset]:
        types = self.theme.type
        note = self.setter.set(self.block.note, types["hint"], width / 2)
        return self.setter.set(self.block.title, types["log_title"], width - note.width), note

    def _pitch(self, width: float) -> float:
        """Return the room of one day."""
        return width * self.theme.measures.log_days / len(self.block.days)

    def _name(self, row: LogRow, width: float) -> Typeset:
        if row.number not in self._numbered:
            remark = (Run(" · "), *row.remark) if row.remark else ()
            self._numbered[row.number] = (Run(f"{row.number}\u2007 "), *row.name, *remark)
        room = width * (1 - self.theme.measures.log_days) - 4
        return self.setter.set(self._numbered[row.number], self.theme.type["log"], room)

    def _row_height(self, row: LogRow, width: float) -> float:
        return max(self.theme.measures.log_row, self._name(row, width).height + 2)

    def height(self, width: float) -> float:
        m = self.theme.measures
        title, _ = self._title(width)
        rows = sum(self._row_height(row, width) for row in self.block.rows)
        return title.height + m.label_gap + self.theme.type["log_day"].leading + 2 + rows + m.log_row

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        title, note = self._title(width)
        with canvas.element(f"H{self.level}"):
            draw(canvas, sheet.theme, title, x, top)
        drop = baseline(note.style) - baseline(title.style)
        with canvas.element("P"):
            draw(canvas, sheet.theme, note, x, top + drop, align="right", width=width)
        y = top - title.height - m.label_gap
        with canvas.element("Table", attributes={"Table": {"Summary": plain(self.block.title)}}):
            y = self._draw_days(sheet, x, y, width)
            with canvas.element("TBody"):
                for index, row in enumerate(self.block.rows):
                    self._draw_row(sheet, row, (x, y, width), shaded=index % 2 == 0)
                    y -= self._row_height(row, width)
                self._draw_walk(sheet, x, y, width)

    def _draw_days(self, sheet: Sheet, x: float, top: float, width: float) -> float:
        canvas, style, pitch = sheet.canvas, self.theme.type["log_day"], self._pitch(width)
        left = x + width - pitch * len(self.block.days)
        with canvas.element("THead"), canvas.element("TR"):
            with canvas.element("TD"):
                pass
            for number, day in enumerate(self.block.days):
                words = self.setter.set(day, style, pitch)
                with canvas.element("TH", attributes={"Table": {"Scope": "/Column"}}):
                    draw(canvas, sheet.theme, words, left + number * pitch, top, align="centre", width=pitch)
        return top - style.leading - 2

    def _draw_row(self, sheet: Sheet, row: LogRow, frame: tuple[float, float, float], *, shaded: bool) -> None:
        x, top, width = frame
        m, canvas, pitch, height = self.theme.measures, sheet.canvas, self._pitch(width), self._row_height(row, width)
        if shaded:
            sheet.rect(x - m.table_bleed, top - height, width + m.table_bleed, height, fill="tint1")
        name, middle = self._name(row, width), top - height / 2
        left = x + width - pitch * len(self.block.days)
        with canvas.element("TR"):
            with canvas.element("TH", attributes={"Table": {"Scope": "/Row"}}):
                draw(canvas, sheet.theme, name, x, middle + name.height / 2)
            for _ in self.block.days:
                with canvas.element("TD"):
                    pass
            middles = [left + (day + 0.5) * pitch for day in range(len(self.block.days))]
            self._draw_boxes(sheet, row.boxes, middles, middle, pitch * 0.8)

    def _draw_boxes(self, sheet: Sheet, count: int, middles: Sequence[float], y: float, room: float) -> None:
        """Draw *count* boxes around each of the *middles*."""
        m = self.theme.measures
        gap = min(m.log_box_gap, m.log_box_gap * 2 / count)
        box = min(m.log_box, (room - (count - 1) * gap) / count)
        wide = count * box + (count - 1) * gap
        lefts = [x - wide / 2 + number * (box + gap) for x in middles for number in range(count)]
        sheet.rects(
            [(left, y - box / 2, box, box) for left in lefts],
            fill="paper", stroke="field", line=m.chip_border, radius=min(m.tick_radius, box * 0.18),
        )  # fmt: skip

    def _draw_walk(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas, pitch = self.theme.measures, sheet.canvas, self._pitch(width)
        words = self.setter.set(self.block.walk, self.theme.type["log_walk"], width)
        shaded = len(self.block.rows) % 2 == 0
        if shaded:
            sheet.rect(x - m.table_bleed, top - m.log_row, width + m.table_bleed, m.log_row, fill="tint1")
        left = x + width - pitch * len(self.block.days)
        with canvas.element("TR"):
            with canvas.element("TH", attributes={"Table": {"Scope": "/Row"}}):
                draw(canvas, sheet.theme, words, x, top - (m.log_row - words.height) / 2)
            for day in range(len(self.block.days)):
                with canvas.element("TD"):
                    pass
                start, y = left + day * pitch + pitch * 0.15, top - m.log_row + 2.5
                sheet.line(start, y, start + pitch * 0.7, y, stroke="field", line=m.rule)


@dataclass(eq=False)
class WeekFoot(Flowable):
    """Both side by side, on a node of the rail; the week alone in one column, where the words stand before it."""

    block: WeekPanel
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.form_block_gap
        self._note = TherapistPanel(self.block.note, self.theme, self.setter)
        self._log = _Log(self.block.log, self.block.level, self.theme, self.setter)

    def _widths(self, width: float) -> tuple[float, float]:
        m = self.theme.measures
        note = width * m.log_note
        return note, width - note - m.column_gap

    def wrap(self, width: float) -> float:
        if self.theme.one_column:
            return self._log.height(width)
        note, log = self._widths(width)
        return max(self._note.wrap(note), self._log.height(log))

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        if self.theme.one_column:
            self._log.draw(sheet, x, top, width)
        else:
            note, log = self._widths(width)
            self._note.height = self.wrap(width)
            self._note.draw(sheet, x, top, note)
            self._log.draw(sheet, x + note + self.theme.measures.column_gap, top, log)
        style = self.theme.type["note_title"]
        y = top - self.theme.measures.panel_pad_y - baseline(style) + style.size * CAP_HEIGHT / 2
        sheet.nodes.append(Node(y))
