"""Flowables of running text: title block, headings, paragraphs, list items, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from generator.blocks import BulletList, Heading, Paragraph, Table, Text, Title
from generator.errors import NOWHERE
from generator.layout.flow import Container, Flowable, Node, RepeatedHead, Sheet, TableHead
from generator.layout.typeset import CAP_HEIGHT, Typeset, Typesetter, baseline, draw
from generator.theme import Theme, TypeStyle

_MIN_LINES = 2  # lines of a paragraph that stay together at a page's end


@dataclass(eq=False)
class Prose(Flowable):
    """A paragraph or heading: one structure element, however often it is split."""

    text: Text
    style: TypeStyle
    setter: Typesetter
    tag: str = "P"
    space_before: float = 0.0
    keep_with_next: bool = False
    whole: bool = False  # never split
    key: object = field(default_factory=object)
    set_lines: Typeset | None = None

    def _set(self, width: float) -> Typeset:
        return self.set_lines or self.setter.set(self.text, self.style, width)

    def wrap(self, width: float) -> float:
        return self._set(width).height

    def split(self, width: float, height: float) -> tuple[Flowable, Flowable] | None:
        if self.whole:
            return None
        lines = self._set(width).lines
        fit = min(int(height / self.style.leading), len(lines) - _MIN_LINES)
        if fit < _MIN_LINES:
            return None
        first, second = (
            replace(self, set_lines=replace(self._set(width), lines=part)) for part in (lines[:fit], lines[fit:])
        )
        first.within, first.at = self.within, self.at
        second.within, second.at = self.within, self.at
        return first, second

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        with sheet.canvas.element(self.tag, self.key):
            draw(sheet.canvas, sheet.theme, self._set(width), x, top)


@dataclass(eq=False)
class HeadingLine(Flowable):
    """A section's heading, with its node on the rail and a note at the right."""

    heading: Heading
    style: TypeStyle
    theme: Theme
    setter: Typesetter
    space_before: float = 0.0
    keep_with_next: bool = True

    def _lines(self, width: float) -> tuple[Typeset, Typeset]:
        note = self.setter.set(self.heading.note, self.theme.type["hint"], width * 0.4)
        room = width - (note.width + self.theme.measures.gutter if note.lines else 0.0)
        return self.setter.set(self.heading.text, self.style, room), note

    def wrap(self, width: float) -> float:
        title, _ = self._lines(width)
        below = self.style.size * self.theme.measures.heading_lead - self.style.leading
        return max(title.height, self._lines(width)[1].height) + below

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        title, note = self._lines(width)
        with sheet.canvas.element(f"H{self.heading.level}"):
            draw(sheet.canvas, sheet.theme, title, x, top)
        y = top - baseline(self.style)
        if note.lines:
            drop = baseline(note.style) - baseline(self.style)
            with sheet.canvas.element("P"):
                draw(sheet.canvas, sheet.theme, note, x, top + drop, align="right", width=width)
        if self.heading.level > 2:
            return  # the rail joins sections, not their parts
        number = self.heading.number
        kind = "ring" if number is None else "number"
        sheet.nodes.append(Node(y + self.style.size * CAP_HEIGHT / 2, kind, number or 0))  # type: ignore[arg-type]


@dataclass(eq=False)
class TitleBlock(Flowable):
    """Line above, title, lead; the title's node is a ring."""

    title: Title
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        kinds = ("title", "lead") if self.title.topic else ("form_title", "form_lead")
        self._title_style, self._lead_style = (self.theme.type[kind] for kind in kinds)
        self._topic_style = self.theme.type["eyebrow"]

    def _parts(self, width: float) -> tuple[Typeset, Typeset, Typeset]:
        """Return line above, title and lead; an advice sheet's lead is held to 84 % of the width."""
        lead_width = width * 0.84 if self.title.topic else width
        return (
            self.setter.set(self.title.topic, self._topic_style, width),
            self.setter.set(self.title.title, self._title_style, width),
            self.setter.set(self.title.lead, self._lead_style, lead_width),
        )

    @property
    def _gaps(self) -> tuple[float, float]:
        """Space above the title block and between title and lead."""
        m = self.theme.measures
        return (m.title_gap * 0.55, m.lead_gap * 0.5) if self.title.topic else (m.title_gap * 0.1, 1.0)

    def wrap(self, width: float) -> float:
        return sum(self._gaps) + sum(part.height for part in self._parts(width))

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        topic, title, lead = self._parts(width)
        above, below = self._gaps
        y = top - above
        if topic.lines:
            with sheet.canvas.element("P"):
                draw(sheet.canvas, sheet.theme, topic, x, y)
        y -= topic.height
        with sheet.canvas.element("H1"):
            draw(sheet.canvas, sheet.theme, title, x - 1, y)
        style = title.style
        sheet.nodes.append(Node(y - style.leading / 2))
        if self.title.aside:
            role = self.theme.type["form_lead"]
            aside = self.setter.set(self.title.aside, role, width - title.width)
            drop = baseline(style) - baseline(role)
            with sheet.canvas.element("P"):
                draw(sheet.canvas, sheet.theme, aside, x, y - drop, align="right", width=width)
        if lead.lines:
            with sheet.canvas.element("P"):
                draw(sheet.canvas, sheet.theme, lead, x, y - title.height - below)


@dataclass(eq=False)
class ListItem(Flowable):
    """One item of a list with its drawn mark."""

    text: Text
    mark: str
    style: TypeStyle
    theme: Theme
    setter: Typesetter
    space_before: float = 0.0

    def _body(self, width: float) -> Typeset:
        return self.setter.set(self.text, self.style, width - self.theme.measures.bullet_hang)

    def wrap(self, width: float) -> float:
        return self._body(width).height

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        canvas, m = sheet.canvas, self.theme.measures
        with canvas.element("LI"):
            middle = top - self.style.leading / 2
            with canvas.element("Lbl", alt=_MARK_WORDS[self.mark]), canvas.marked():
                draw_mark(sheet, self.mark, x, middle, m.bullet_size)
            with canvas.element("LBody"):
                draw(canvas, sheet.theme, self._body(width), x + m.bullet_hang, top)


_MARK_WORDS = {"do": "✓", "avoid": "✗", "points": "•"}  # signs, not words: the same in every language


def draw_mark(sheet: Sheet, mark: str, x: float, middle: float, size: float) -> None:
    """Draw a tick, cross or dot as a path, centred on the height *middle*."""
    canvas, colours = sheet.canvas, sheet.theme.colours
    canvas.saveState()
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.setLineWidth(size * 0.17)
    path = canvas.beginPath()
    if mark == "do":
        canvas.setStrokeColorRGB(*colours.primary)
        path.moveTo(x, middle - size * 0.04)
        path.lineTo(x + size * 0.3, middle - size * 0.34)
        path.lineTo(x + size * 0.85, middle + size * 0.36)
    elif mark == "avoid":
        canvas.setStrokeColorRGB(*colours.soft)
        half = size * 0.32
        for rise in (-half, half):
            path.moveTo(x + 1, middle - rise)
            path.lineTo(x + 1 + 2 * half, middle + rise)
    else:
        canvas.setFillColorRGB(*colours.primary)
        path.circle(x + size * 0.32, middle, size * 0.17)
    canvas.drawPath(path, stroke=int(mark != "points"), fill=int(mark == "points"))
    canvas.restoreState()


def list_items(block: BulletList, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return a list as items that may run over pages and stay one L element."""
    m = theme.measures
    container = Container("L", object(), {"List": {"ListNumbering": "/Disc" if block.mark == "points" else "/None"}})
    items: list[Flowable] = []
    for index, text in enumerate(block.items):
        gap = m.bullet_gap if index else m.paragraph_gap * 0.7
        item = ListItem(text, block.mark, theme.type[block.role], theme, setter, space_before=gap)
        item.keep_with_next = index == 0 and len(block.items) > 1  # no entry alone at a page's foot
        item.within, item.at = (container,), text[0].at if text else NOWHERE
        items.append(item)
    return items


def paragraph(block: Paragraph, theme: Theme, setter: Typesetter) -> Prose:
    """Return running text."""
    m = theme.measures
    gap = m.block_gap if block.role == "small" else m.paragraph_gap
    return Prose(block.text, theme.type[block.role], setter, space_before=gap, whole=block.role == "small")


# -- tables -------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class TableRow(TableHead):
    """One row of a table; row 0 is its head."""

    cells: Sequence[Text]
    shares: Sequence[float]
    number: int  # 0 is the head
    key: object
    theme: Theme
    setter: Typesetter
    space_before: float = 0.0
    above: TableRow | None = None  # the table's head

    def __post_init__(self) -> None:
        self.keep_with_next = self.number == 0

    def head(self) -> Flowable | None:
        return RepeatedHead(self.above, self.at) if self.above else None

    def _columns(self, width: float) -> list[tuple[float, float]]:
        """Return offset and width of each column."""
        m = self.theme.measures
        free = width - m.gutter * (len(self.shares) - 1)
        columns, x = [], 0.0
        for share in self.shares:
            columns.append((x, free * share / sum(self.shares)))
            x += free * share / sum(self.shares) + m.gutter
        return columns

    def _set(self, width: float) -> list[Typeset]:
        head = self.theme.type["cell_head"]
        body = self.theme.type["cell"]
        first = replace(body, bold=True)
        return [
            self.setter.set(text, head if self.number == 0 else first if column == 0 else body, wide)
            for column, (text, (_, wide)) in enumerate(zip(self.cells, self._columns(width), strict=True))
        ]

    def wrap(self, width: float) -> float:
        return max(cell.height for cell in self._set(width)) + 2 * self.theme.measures.table_pad

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        self._draw_ground(sheet, x, top, width)
        part = sheet.canvas.element("THead" if self.number == 0 else "TBody", (self.key, self.number == 0))
        with part, sheet.canvas.element("TR"):
            for column, (cell, left) in enumerate(self._cells(x, width)):
                scope = "/Column" if self.number == 0 else "/Row" if column == 0 else None
                attributes = {"Table": {"Scope": scope}} if scope else None
                with sheet.canvas.element("TH" if scope else "TD", attributes=attributes):
                    draw(sheet.canvas, sheet.theme, cell, left, top - self.theme.measures.table_pad)

    def draw_again(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        self._draw_ground(sheet, x, top, width)
        for cell, left in self._cells(x, width):
            draw(sheet.canvas, sheet.theme, cell, left, top - self.theme.measures.table_pad)

    def _cells(self, x: float, width: float) -> list[tuple[Typeset, float]]:
        """Return the set cells with where they start."""
        offsets = [offset for offset, _ in self._columns(width)]
        return [(cell, x + offset) for cell, offset in zip(self._set(width), offsets, strict=True)]

    def _draw_ground(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        height, bleed = self.wrap(width), self.theme.measures.table_bleed
        if self.number % 2:
            sheet.rect(x - bleed, top - height, width + 2 * bleed, height, fill="tint1")
        if self.number == 0:
            sheet.line(x - bleed, top - height, x + width + bleed, top - height, stroke="tint3", line=1.0)


def table_rows(block: Table, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return a table as rows that may run over pages and stay one Table element."""
    key = object()
    container = Container("Table", key, {"Table": {"Summary": block.summary}})
    rows: list[TableRow] = []
    for number, cells in enumerate((block.head, *block.rows)):
        gap = 0.0 if number else theme.measures.paragraph_gap
        head = rows[0] if number else None
        row = TableRow(cells, block.widths, number, key, theme, setter, space_before=gap, above=head)
        row.within, row.at = (container,), cells[0][0].at if cells[0] else NOWHERE
        row.keep_with_next |= number == 1 and len(block.rows) > 1  # no row alone below the head
        rows.append(row)
    return [*rows]
