"""What the clinic fills in: the grey strip of short boxes, and the box for the scores."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.blocks import ScoreBox, ScoreSteps, StaffStrip
from generator.layout.boxes import TextBox
from generator.layout.flow import Flowable, Sheet
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.theme import Theme


def _draw_ground(sheet: Sheet, x: float, top: float, width: float, height: float) -> None:
    """Draw the grey ground with its dashed border: not for patients."""
    m = sheet.theme.measures
    sheet.rect(x, top - height, width, height, fill="staff", radius=m.strip_radius)
    sheet.rect(
        x, top - height, width, height,
        stroke="field", line=m.staff_border, radius=m.strip_radius, dash=m.staff_dash,
    )  # fmt: skip


@dataclass(eq=False)
class StaffBand(Flowable):
    """The grey strip for the clinic's own entries: title at the left, small white boxes."""

    block: StaffStrip
    theme: Theme
    setter: Typesetter
    keep_with_previous: bool = True

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.form_block_gap * 0.8

    def _boxes(self, width: float) -> list[tuple[TextBox, float]]:
        """Return the boxes with their widths; they grow with a long value like any other."""
        m = self.theme.measures
        room = width - 2 * m.staff_pad - self._title(width).width - m.staff_title_gap
        free = room - m.staff_pad * (len(self.block.fields) - 1)
        total = sum(field.question.span for field in self.block.fields)
        low = replace(self.theme, measures=replace(m, field_height=m.staff_field))
        return [(TextBox(field, low, self.setter), free * field.question.span / total) for field in self.block.fields]

    def _title(self, width: float) -> Typeset:
        return self.setter.set(self.block.title, self.theme.type["staff_title"], width * 0.3)

    def wrap(self, width: float) -> float:
        m = self.theme.measures
        boxes = self._boxes(width)
        return m.staff_height - m.staff_field + self._extra(boxes) + max(box.height(wide) for box, wide in boxes)

    def _extra(self, boxes: list[tuple[TextBox, float]]) -> float:
        """Return how much higher than one line the highest label is."""
        style = self.theme.type["staff_label"]
        highest = max(self.setter.set(box.field.question.label, style, wide).height for box, wide in boxes)
        return max(0.0, highest - style.leading)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        height, title = self.wrap(width), self._title(width)
        _draw_ground(sheet, x, top, width, height)
        with canvas.element("P"):
            draw(canvas, sheet.theme, title, x + m.staff_pad, top - m.staff_pad_y)
        left = x + m.staff_pad + title.width + m.staff_title_gap
        for box, wide in self._boxes(width):
            self._draw_field(sheet, box, (left, top, wide), self._extra(self._boxes(width)))
            left += wide + m.staff_pad

    def _draw_field(self, sheet: Sheet, box: TextBox, frame: tuple[float, float, float], extra: float) -> None:
        x, top, width = frame
        m, canvas = self.theme.measures, sheet.canvas
        label = self.setter.set(box.field.question.label, self.theme.type["staff_label"], width)
        with canvas.element("Div"):
            with canvas.element("P"):
                draw(canvas, sheet.theme, label, x, top - m.staff_pad_y)
            sheet.label = (x, top - m.staff_pad_y - label.height, x + label.width, top - m.staff_pad_y)
            box.draw(sheet, x, top - m.staff_height + m.staff_pad_y + m.staff_field - extra, width)
            sheet.label = None


@dataclass(eq=False)
class ScoreBand(Flowable):
    """The box for the scores: for each its name and how to work it out, what results mean, and a box at the right."""

    block: ScoreBox
    theme: Theme
    setter: Typesetter
    keep_with_previous: bool = True

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.form_block_gap * 0.8

    def _title(self, width: float) -> Typeset:
        return self.setter.set(self.block.title, self.theme.type["staff_title"], width)

    def _texts(self, score: ScoreSteps, width: float) -> list[Typeset]:
        """Return the lines of one score: name, steps, meanings."""
        m, types = self.theme.measures, self.theme.type
        room = width - 2 * m.staff_pad - m.score_box - m.gutter
        texts = [self.setter.set(score.field.question.label, types["staff_title"], room)]
        return texts + [self.setter.set(text, types["staff_label"], room) for text in (score.steps, *score.bands)]

    def _height(self, score: ScoreSteps, width: float) -> float:
        lines = sum(text.height for text in self._texts(score, width))
        return max(lines, self.theme.measures.staff_field) + self.theme.measures.label_gap

    def wrap(self, width: float) -> float:
        m = self.theme.measures
        scores = sum(self._height(score, width) for score in self.block.scores)
        return 2 * m.staff_pad_y + self._title(width).height + m.label_gap + scores

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        _draw_ground(sheet, x, top, width, self.wrap(width))
        title, y = self._title(width), top - m.staff_pad_y
        with canvas.element("P"):
            draw(canvas, sheet.theme, title, x + m.staff_pad, y)
        y -= title.height + m.label_gap
        for score in self.block.scores:
            self._draw_score(sheet, score, (x, y, width))
            y -= self._height(score, width)

    def _draw_score(self, sheet: Sheet, score: ScoreSteps, frame: tuple[float, float, float]) -> None:
        x, top, width = frame
        m, canvas, y = self.theme.measures, sheet.canvas, top
        with canvas.element("Div"):
            for text in self._texts(score, width):
                with canvas.element("P"):
                    draw(canvas, sheet.theme, text, x + m.staff_pad, y)
                y -= text.height
            low = replace(self.theme, measures=replace(m, field_height=m.staff_field))
            box = TextBox(score.field, low, self.setter)
            box.draw(sheet, x + width - m.staff_pad - m.score_box, top, m.score_box)
