"""The body chart: pictures to draw on, the marks to use, and on screen a tick field over each part of the body."""

from __future__ import annotations

from dataclasses import dataclass

from generator.blocks import BodyChart, BodyPicture, Text
from generator.figures.body_chart import BodyView, body_view, mark
from generator.layout.flow import Flowable, Sheet
from generator.layout.picture import draw_shapes
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.pdf.widgets import TickWidget
from generator.theme import Theme

_BESIDE = 2  # so many pictures leave room for the marks at their right
_SHORT = 0.5  # width of a mark's box in a row, of that in a column


@dataclass(eq=False)
class BodyChartPanel(Flowable):
    """Pictures in a row, their names below, the marks at the right or, under more than two pictures, in a row."""

    block: BodyChart
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.row_gap

    # -- what it is made of ------------------------------------------------------------------------------------

    def _label(self, width: float) -> list[Typeset]:
        """Return the question and its hint, above the marks or above everything."""
        types, question = self.theme.type, self.block.question
        parts = ((question.label if self.block.label == "above" else (), "label"), (question.hint, "option"))
        return [self.setter.set(text, types[role], width) for text, role in parts if text]

    def _view(self, picture: BodyPicture) -> BodyView:
        return body_view(picture.view)

    def _scale(self, width: float) -> float:
        """Return points a unit: what the author asked for, or what the width allows."""
        m = self.theme.measures
        units = sum(self._view(picture).drawing.width for picture in self.block.pictures)
        free = width - m.chart_gap * (len(self.block.pictures) - 1)
        return min(self.block.height / self._view(self.block.pictures[0]).drawing.height, free / units)

    def _pictures_width(self, width: float) -> float:
        units = sum(self._view(picture).drawing.width for picture in self.block.pictures)
        return units * self._scale(width) + self.theme.measures.chart_gap * (len(self.block.pictures) - 1)

    def _tall(self, width: float) -> float:
        """Return the height of the pictures with their names."""
        drawing = self._view(self.block.pictures[0]).drawing
        below = self.theme.measures.chart_name_gap + self.theme.type["view"].leading
        return drawing.height * self._scale(width) + below

    @property
    def _is_wide(self) -> bool:
        return len(self.block.pictures) > _BESIDE

    def _side(self, width: float) -> float:
        """Return the room at the right of the pictures."""
        return width - self._pictures_width(width) - 2 * self.theme.measures.chart_gap

    def _words_height(self, width: float) -> float:
        return sum(text.height for text in self._label(width))

    def _row(self) -> float:
        return self.theme.measures.chart_mark[1] + self.theme.measures.chart_mark_gap

    def wrap(self, width: float) -> float:
        if self._is_wide:
            return self._words_height(width) + self._tall(width) + self.theme.measures.row_gap * 3 + self._row()
        words = self._words_height(self._side(width)) + self.theme.measures.row_gap * 2
        return max(self._tall(width), words + self._row() * len(self.block.marks))

    # -- drawing -----------------------------------------------------------------------------------------------

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        gap = self.theme.measures.row_gap
        with sheet.canvas.element("Div"):
            if self._is_wide:
                y = self._draw_words(sheet, self._label(width), x, top) - gap
                self._draw_pictures(sheet, x + (width - self._pictures_width(width)) / 2, y, width)
                self._draw_marks_in_row(sheet, x, y - self._tall(width) - gap * 2, width)
            else:
                side = x + self._pictures_width(width) + 2 * self.theme.measures.chart_gap
                y = self._draw_words(sheet, self._label(self._side(width)), side, top) - gap * 2
                self._draw_marks(sheet, side, y)
                self._draw_pictures(sheet, x, top, width)

    def _draw_words(self, sheet: Sheet, texts: list[Typeset], x: float, top: float) -> float:
        for text in texts:
            with sheet.canvas.element("P"):
                draw(sheet.canvas, sheet.theme, text, x, top)
            top -= text.height
        return top

    def _draw_marks(self, sheet: Sheet, x: float, top: float) -> None:
        with sheet.canvas.element("L", attributes={"List": {"ListNumbering": "/None"}}):
            for kind, words in self.block.marks:
                self._draw_mark(sheet, kind, words, (x, top))
                top -= self._row()

    def _draw_marks_in_row(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, style = self.theme.measures, self.theme.type["mark"]
        box = m.chart_mark[0] * _SHORT + m.option_hang
        needs = [box + self.setter.width(words, style) for _, words in self.block.marks]
        gap = max(m.option_hang, (width - sum(needs)) / (len(needs) - 1))
        with sheet.canvas.element("L", attributes={"List": {"ListNumbering": "/None"}}):
            for (kind, words), need in zip(self.block.marks, needs, strict=True):
                self._draw_mark(sheet, kind, words, (x, top), share=_SHORT)
                x += need + gap

    def _draw_mark(self, sheet: Sheet, kind: str, text: Text, at: tuple[float, float], share: float = 1.0) -> None:
        (x, top), m = at, self.theme.measures
        (wide, tall), drawing = m.chart_mark, mark(kind)
        wide *= share
        words = self.setter.set(text, self.theme.type["mark"], float("inf"))
        sheet.rect(x, top - tall, wide, tall, fill="paper", stroke="field", line=m.field_border, radius=m.field_radius)
        with sheet.canvas.artifact():  # the word beside it says the same
            draw_shapes(sheet, drawing, x + (wide - drawing.width) / 2, top - (tall + drawing.height) / 2, 1.0)
        with sheet.canvas.element("LI"), sheet.canvas.element("LBody"):
            draw(sheet.canvas, sheet.theme, words, x + wide + m.option_hang, top - (tall - words.height) / 2)

    def _draw_pictures(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        k, canvas, m = self._scale(width), sheet.canvas, self.theme.measures
        drawing = self._view(self.block.pictures[0]).drawing
        bottom = top - drawing.height * k
        box = (x, bottom, x + self._pictures_width(width), top)
        places = []
        with canvas.element("Figure", alt=self.block.alt, attributes={"Layout": {"Placement": "/Block", "BBox": box}}):
            for picture in self.block.pictures:
                view = self._view(picture)
                with canvas.marked():
                    draw_shapes(sheet, view.drawing, x, bottom, k)
                self._draw_sides(sheet, picture, (x, bottom, k))
                places.append((picture, x))
                x += view.drawing.width * k + m.chart_gap
        for picture, left in places:
            wide = self._view(picture).drawing.width * k + m.chart_gap  # the room between pictures is free below them
            name = self.setter.set(picture.name, self.theme.type["view"], wide)
            y = bottom - m.chart_name_gap
            with canvas.element("P"):
                draw(canvas, sheet.theme, name, left - m.chart_gap / 2, y, align="centre", width=wide)
        for picture, left in places:
            sheet.zone(
                self.block.question, "drawing", (left, bottom, left + self._view(picture).drawing.width * k, top)
            )
            self._add_fields(sheet, picture, (left, bottom, k))

    def _draw_sides(self, sheet: Sheet, picture: BodyPicture, at: tuple[float, float, float]) -> None:
        """Draw LEFT and RIGHT beside the head: they change places between front and back."""
        (x, y, k), style, m = at, self.theme.type["view"], self.theme.measures
        anchors = self._view(picture).drawing.anchors
        for anchor, words, align in zip(("head_left", "head_right"), picture.sides, ("right", "left"), strict=True):
            if not words:
                continue
            ax, ay = anchors[anchor]
            text = self.setter.set(words, style, float("inf"))
            start = x + ax * k + (m.hint_gap if align == "left" else -m.hint_gap - text.width)
            with sheet.canvas.marked():
                draw(sheet.canvas, sheet.theme, text, start, y + ay * k + text.height / 2)

    def _add_fields(self, sheet: Sheet, picture: BodyPicture, at: tuple[float, float, float]) -> None:
        (x, y, k), question = at, self.block.question
        chosen = question.value.text.split() if question.value else []
        boxes = {region.code: region.box for region in self._view(picture).regions}
        for code, tooltip in picture.regions:
            x0, y0, x1, y1 = boxes[code]
            rect = (x + x0 * k, y + y0 * k, x + x1 * k, y + y1 * k)
            widget = TickWidget(
                f"{question.name}.{code}", tooltip, rect, code,
                checked=code in chosen, read_only=question.read_only, spot=True,
            )  # fmt: skip
            sheet.field(widget, question)
