"""Framed and tinted parts: patient strip, glance panel, callouts, therapist's note, two columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.blocks import Alert, Callout, Glance, PatientStrip, TherapistNote
from generator.layout.flow import (
    Flowable,
    Node,
    Sheet,
    draw_stack,
    fill,
    stack_height,
)
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.theme import Theme


@dataclass(eq=False)
class Strip(Flowable):
    """Who the document is for. Values shrink, then wrap; the strip grows with them."""

    block: PatientStrip
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.block_gap * 0.75

    def _columns(self, width: float) -> list[float]:
        """Return the width of each cell: a fixed one, unless a value is too long for it.

        So most patients' values decide over no width, and one layout serves them all.
        """
        m, style = self.theme.measures, self.theme.type["strip_value"]
        fixed = self._fixed(width)
        rooms = [(wide - 2 * m.strip_pad) / m.shrink for wide in fixed]
        texts = [cell.value for cell in self.block.cells]
        if all(self.setter.fits(text, style, room) for text, room in zip(texts, rooms, strict=True)):
            return fixed
        needs = [
            max(need, self.setter.width(text, style) + 2 * m.strip_pad)
            for text, need in zip(texts, self._labels, strict=True)
        ]
        wide = [min(need, _cap(needs, width)) for need in needs]
        return [cell * width / sum(wide) for cell in wide]

    @property
    def _labels(self) -> list[float]:
        """The width that each cell needs for its label."""
        style, pad = self.theme.type["strip_label"], 2 * self.theme.measures.strip_pad
        return [self.setter.width(cell.label, style) + pad for cell in self.block.cells]

    def _fixed(self, width: float) -> list[float]:
        """Return what each cell needs where that is the same for all patients, else its share of the rest."""
        style, pad = self.theme.type["strip_value"], 2 * self.theme.measures.strip_pad
        known = [bool(cell.value) and not any(run.value for run in cell.value) for cell in self.block.cells]
        needs = [
            max(need, self.setter.width(cell.value, style) + pad) if is_known else need
            for cell, need, is_known in zip(self.block.cells, self._labels, known, strict=True)
        ]
        rest = width - sum(need for need, is_known in zip(needs, known, strict=True) if is_known)
        shares = sum(cell.share for cell, is_known in zip(self.block.cells, known, strict=True) if not is_known)
        wide = [
            need if is_known else max(need, rest * cell.share / shares)
            for cell, need, is_known in zip(self.block.cells, needs, known, strict=True)
        ]
        return [cell * width / sum(wide) for cell in wide]

    def _values(self, width: float) -> list[Typeset]:
        m, style = self.theme.measures, self.theme.type["strip_value"]
        return [
            self.setter.fit(cell.value, style, wide - 2 * m.strip_pad, m.shrink)
            for cell, wide in zip(self.block.cells, self._columns(width), strict=True)
        ]

    def wrap(self, width: float) -> float:
        style = self.theme.type["strip_value"]
        return (
            self.theme.measures.strip_height
            - style.leading
            + max(style.leading, *(value.height for value in self._values(width)))
        )

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        height, columns = self.wrap(width), self._columns(width)
        sheet.rect(x, top - height, width, height, stroke="rule", line=m.rule, radius=m.strip_radius)
        label_style = self.theme.type["strip_label"]
        with canvas.element("L", attributes={"List": {"ListNumbering": "/None"}}):
            for index, (cell, value, wide) in enumerate(
                zip(self.block.cells, self._values(width), columns, strict=True)
            ):
                if index:
                    sheet.line(x, top - m.strip_pad_y, x, top - height + m.strip_pad_y)
                label = self.setter.set(cell.label, label_style, wide)
                with canvas.element("LI"):
                    with canvas.element("Lbl"):
                        draw(canvas, sheet.theme, label, x + m.strip_pad, top - m.strip_pad_y)
                    with canvas.element("LBody"):
                        draw(canvas, sheet.theme, value, x + m.strip_pad, top - m.strip_pad_y - label.height)
                x += wide


def _cap(needs: Sequence[float], width: float) -> float:
    """Return the width that no cell may pass so that all fill *width*: the short ones keep what they need."""
    left = width
    for taken, need in enumerate(sorted(needs)):
        share = left / (len(needs) - taken)
        if need > share:
            return share
        left -= need
    return max(needs)


@dataclass(eq=False)
class GlancePanel(Flowable):
    """Three or four facts side by side on a tint."""

    block: Glance
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.block_gap * 0.85

    def _facts(self, width: float) -> tuple[float, list[tuple[Typeset, Typeset]]]:
        m, count = self.theme.measures, len(self.block.facts)
        wide = (width - 2 * m.panel_pad - m.gutter * (count - 1)) / count
        title, text = self.theme.type["fact_title"], self.theme.type["fact"]
        return wide, [(self.setter.set(t, title, wide), self.setter.set(b, text, wide)) for t, b in self.block.facts]

    def wrap(self, width: float) -> float:
        _, facts = self._facts(width)
        return max(title.height + text.height for title, text in facts) + 2 * self.theme.measures.panel_pad_y

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        height = self.wrap(width)
        sheet.rect(x, top - height, width, height, fill="tint1", radius=m.panel_radius)
        style = self.theme.type["fact_title"]
        top -= m.panel_pad_y
        sheet.nodes.append(Node(top - style.leading / 2))
        wide, facts = self._facts(width)
        x += m.panel_pad
        with canvas.element("L", attributes={"List": {"ListNumbering": "/None"}}):
            for index, (title, text) in enumerate(facts):
                if index:
                    middle = x - m.gutter / 2 - 1
                    sheet.line(middle, top - 3, middle, top - height + 2 * m.panel_pad_y, stroke="tint3")
                with canvas.element("LI"), canvas.element("LBody"):
                    with canvas.element("P"):
                        draw(canvas, sheet.theme, title, x, top)
                    with canvas.element("P"):
                        draw(canvas, sheet.theme, text, x, top - title.height - 1)
                x += wide + m.gutter


@dataclass(eq=False)
class EmergencyBox(Flowable):
    """The red box: bar, tinted body, squares in two columns. Stands at the foot of page 1."""

    block: Callout
    theme: Theme
    setter: Typesetter
    pinned: bool = True

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.block_gap
        self.at = self.block.at

    def _inner(self, width: float) -> float:
        return width - 2 * self.theme.measures.panel_pad

    def _title(self, width: float) -> Typeset:
        return self.setter.set(self.block.title, self.theme.type["alert_title"], self._inner(width))

    def _lead(self, width: float) -> Typeset:
        return self.setter.set(self.block.lead, self.theme.type["alert"], self._inner(width))

    def _signs(self, width: float) -> tuple[float, list[list[Typeset]]]:
        """Return the width of the left column, and the signs of both: the split that comes out lowest."""
        m, style = self.theme.measures, self.theme.type["alert"]
        hang = m.sign_size + m.sign_hang
        free = self._inner(width) - m.gutter
        half = -(-len(self.block.signs) // 2)
        best: tuple[float, float, list[list[Typeset]]] | None = None
        for share in (0.5, 0.54, 0.58, 0.62):
            columns = [
                [self.setter.set(sign, style, free * part - hang) for sign in signs]
                for part, signs in (
                    (share, self.block.signs[:half]),
                    (1 - share, self.block.signs[half:]),
                )
            ]
            height = max(self._column_height(column) for column in columns)
            if best is None or height < best[0] - 0.01:
                best = (height, free * share, columns)
        assert best is not None  # the loop runs at least once
        return best[1], best[2]

    def _column_height(self, column: Sequence[Typeset]) -> float:
        return sum(sign.height for sign in column) + self.theme.measures.sign_gap * (len(column) - 1)

    def _bar(self, width: float) -> float:
        title = self._title(width)
        return self.theme.measures.callout_bar + title.height - title.style.leading

    def wrap(self, width: float) -> float:
        _, columns = self._signs(width)
        signs = max(self._column_height(column) for column in columns)
        return self._bar(width) + self._lead(width).height + signs + 3 * self.theme.measures.callout_pad_y + 2

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        height, bar = self.wrap(width), self._bar(width)
        sheet.rect(x, top - height, width, height, fill="danger_tint", radius=m.callout_radius)
        sheet.rect(x, top - bar, width, bar, fill="danger", radius=m.callout_radius)
        sheet.rect(x, top - bar, width, bar / 2, fill="danger")
        sheet.rect(x, top - height, width, height, stroke="danger", line=m.callout_border, radius=m.callout_radius)
        title, lead = self._title(width), self._lead(width)
        title_top = top - (bar - title.height) / 2
        left = x + m.panel_pad
        with canvas.element("Sect"):
            with canvas.element(f"H{self.block.level}"):
                draw(canvas, sheet.theme, title, left, title_top)
            with canvas.element("P"):
                draw(canvas, sheet.theme, lead, left, top - bar - m.callout_pad_y)
            self._draw_signs(sheet, left, top - bar - lead.height - 2 * m.callout_pad_y, width)
        sheet.nodes.append(Node(top - m.callout_bar / 2, "danger"))

    def _draw_signs(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        first, columns = self._signs(width)
        with canvas.element("L", attributes={"List": {"ListNumbering": "/Square"}}):
            for column, left in zip(columns, (x, x + first + m.gutter), strict=True):
                y = top
                for sign in column:
                    with canvas.element("LI"):
                        middle = y - sign.style.leading / 2
                        with canvas.element("Lbl", alt="■"), canvas.marked():
                            sheet.rect(left, middle - m.sign_size / 2, m.sign_size, m.sign_size, fill="danger")
                        with canvas.element("LBody"):
                            draw(canvas, sheet.theme, sign, left + m.sign_size + m.sign_hang, y)
                    y -= sign.height + m.sign_gap


@dataclass(eq=False)
class SideBox(Flowable):
    """The amber “call us” box (bar at the left) and the tinted note."""

    block: Callout
    parts: Sequence[Flowable]
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.block_gap
        self.at = self.block.at

    @property
    def _pad(self) -> float:
        return self.theme.measures.panel_pad

    def _title(self, width: float) -> Typeset:
        role = "call_title" if self.block.kind == "call_us" else "note_title"
        return self.setter.set(self.block.title, self.theme.type[role], width - 2 * self._pad)

    def wrap(self, width: float) -> float:
        body = stack_height(self.parts, width - 2 * self._pad)
        m = self.theme.measures
        return self._title(width).height + m.panel_title_gap + body + 2 * m.panel_pad_y

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        height = self.wrap(width)
        amber = self.block.kind == "call_us"
        sheet.rect(x, top - height, width, height, fill="warn_tint" if amber else "tint1", radius=m.callout_radius)
        if amber:
            sheet.rect(x, top - height, width, height, stroke="warn", line=m.rule, radius=m.callout_radius)
            sheet.rect(x, top - height, m.callout_side_bar, height, fill="warn")
        title = self._title(width)
        y = top - m.panel_pad_y
        with canvas.element("Sect"):
            with canvas.element(f"H{self.block.level}"):
                draw(canvas, sheet.theme, title, x + self._pad, y)
            draw_stack(sheet, self.parts, x + self._pad, y - title.height - m.panel_title_gap, width - 2 * self._pad)
        if amber:
            style = title.style
            sheet.nodes.append(Node(y - style.leading / 2))


@dataclass(eq=False)
class TherapistPanel(Flowable):
    """The therapist's words on a tint, then lines for the pen."""

    block: TherapistNote
    theme: Theme
    setter: Typesetter
    height: float = 0.0  # at least; what it has more is room to write

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.block_gap

    def _parts(self, width: float) -> tuple[Typeset, Typeset]:
        wide = width - 2 * self.theme.measures.panel_pad
        return (
            self.setter.set(self.block.title, self.theme.type["note_title"], wide),
            self.setter.set(self.block.text, self.theme.type["body"], wide),
        )

    @property
    def _lines(self) -> int:
        return 0 if self.block.text else self.theme.measures.writing_lines

    def wrap(self, width: float) -> float:
        m = self.theme.measures
        title, text = self._parts(width)
        need = title.height + text.height + self._lines * m.writing_line + 2 * m.panel_pad_y + m.panel_title_gap
        return max(need, self.height)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        height = self.wrap(width)
        sheet.rect(x, top - height, width, height, fill="tint1", radius=m.panel_radius)
        title, text = self._parts(width)
        y = top - m.panel_pad_y
        with canvas.element("Sect"):
            with canvas.element(f"H{self.block.level}"):
                draw(canvas, sheet.theme, title, x + m.panel_pad, y)
            if text.lines:
                with canvas.element("P"):
                    draw(canvas, sheet.theme, text, x + m.panel_pad, y - title.height - m.panel_title_gap)
        y -= title.height + text.height + m.panel_title_gap
        free = int((y - (top - height) - m.panel_pad_y) / m.writing_line)
        for line in range(1, (free if self.height else self._lines) + 1):
            at = y - line * m.writing_line + 2
            sheet.line(x + m.panel_pad, at, x + width - m.panel_pad, at, stroke="field", line=m.rule)


@dataclass(eq=False)
class TwoColumns(Flowable):
    """Text at the left, pictures at the right; the text may go on over the page, the pictures stay."""

    main: list[Flowable]
    side: list[Flowable]
    theme: Theme

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.block_gap

    def _widths(self, width: float) -> tuple[float, float]:
        m = self.theme.measures
        if not self.side:
            return width, 0.0
        return width - m.side_width - m.column_gap, m.side_width

    def wrap(self, width: float) -> float:
        main, side = self._widths(width)
        return max(stack_height(self.main, main), stack_height(self.side, side) if self.side else 0.0)

    def split(self, width: float, height: float) -> tuple[Flowable, Flowable] | None:
        main, side = self._widths(width)
        if self.side and stack_height(self.side, side) > height:
            return None
        placed, rest = fill(self.main, main, height)
        if not placed or not rest:
            return None
        first = replace(self, main=[item.flowable for item in placed])
        second = replace(self, main=rest, side=[])
        first.within, first.at = self.within, self.at
        second.within, second.at = self.within, self.at
        return first, second

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        main, side = self._widths(width)
        draw_stack(sheet, self.main, x, top, main)
        if self.side:
            kept = len(sheet.nodes)
            draw_stack(sheet, self.side, x + width - side, top, side)
            del sheet.nodes[kept:]  # the rail joins what stands beside it, not the side column


@dataclass(eq=False)
class AlertLine(Flowable):
    """A solid line in the danger colour: what to do now. It stays with the questions above it."""

    block: Alert
    theme: Theme
    setter: Typesetter
    keep_with_previous: bool = True

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.row_gap * 1.5

    def _text(self, width: float) -> Typeset:
        return self.setter.set(
            self.block.text, self.theme.type["alert_line"], width - 2 * self.theme.measures.sign_hang
        )

    def wrap(self, width: float) -> float:
        return self._text(width).height + 2 * self.theme.measures.alert_pad

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, height, text = self.theme.measures, self.wrap(width), self._text(width)
        left, wide = x - m.table_bleed, width + 2 * m.table_bleed
        sheet.rect(left, top - height, wide, height, fill="danger", radius=m.callout_radius)
        with sheet.canvas.element("P"):
            draw(sheet.canvas, sheet.theme, text, x + m.sign_hang, top - m.alert_pad)
