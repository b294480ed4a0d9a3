"""What stands on every page: header, rail with its nodes, footer. Artifacts all: the content tells it once already."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from pathlib import Path

from generator.blocks import Colophon, Letterhead, Run, Text, plain
from generator.errors import NOWHERE, FitError, Problem
from generator.layout.flow import Node, Sheet
from generator.layout.logo import draw_logo, logo_size
from generator.layout.typeset import Typeset, draw
from generator.pdf.widgets import Rect
from generator.theme import Theme

_USUAL_OWNER = "0" * 12  # as wide as most references are


def body_top(theme: Theme, letterhead: Letterhead, page: int) -> float:
    """Return the height at which the content of page *page* (from 0) starts."""
    m, paper = theme.measures, theme.paper
    compact = letterhead.compact or page > 0
    return paper.height - paper.top - (m.header_compact_height if compact else m.header_height)


def body_height(theme: Theme, letterhead: Letterhead, page: int) -> float:
    """Return the height between header and footer."""
    return body_top(theme, letterhead, page) - theme.paper.usable_y


def _set(sheet: Sheet, text: Text, role: str, width: float | None = None) -> Typeset:
    room = sheet.theme.paper.content_width if width is None else width
    return sheet.setter.set(text, sheet.theme.type[role], room)


def _one_line(sheet: Sheet, text: Text, role: str, width: float) -> Typeset:
    """Return a line of the header, set smaller if need be; FitError when it is too long even then."""
    line = sheet.setter.fit(text, sheet.theme.type[role], width, sheet.theme.measures.shrink)
    if len(line.lines) > 1:
        at = text[0].at if text else NOWHERE
        hint = "shorten it in clinic.yaml"
        raise FitError(Problem(f"“{plain(text)[:40]}…” is too long for the header", at, hint))
    return line


def draw_header(sheet: Sheet, letterhead: Letterhead, page: int) -> None:
    """Draw the clinic at the top: full on a sheet's first page, low on forms and later pages."""
    with sheet.canvas.artifact("Pagination", "Header"):
        if letterhead.compact or page:
            _compact_header(sheet, letterhead, later=page > 0)
        else:
            _full_header(sheet, letterhead)


def _full_header(sheet: Sheet, letterhead: Letterhead) -> None:
    paper, m = sheet.theme.paper, sheet.theme.measures
    middle = paper.height - paper.top - m.mark / 2
    used = _draw_mark(sheet, letterhead.logo, middle, m.mark)
    right = paper.width - paper.right
    lines = [(letterhead.branch, "header_branch"), *((line, "header_line") for line in letterhead.lines)]
    widest = 0.0
    y = middle + sum(sheet.theme.type[role].leading for _, role in lines) / 2
    for text, role in lines:
        line = _one_line(sheet, text, role, paper.content_width * 0.55)
        draw(sheet.canvas, sheet.theme, line, paper.content_x, y, align="right", width=paper.content_width)
        y -= sheet.theme.type[role].leading
        widest = max(widest, line.width)
    left = paper.content_x + used
    room = right - left - widest - m.gutter
    name = sheet.setter.fit(letterhead.name, sheet.theme.type["header_name"], room, m.shrink)
    tag = _set(sheet, letterhead.tagline, "header_tag", room)
    top = middle + (name.height + tag.height) / 2
    draw(sheet.canvas, sheet.theme, name, left, top)
    draw(sheet.canvas, sheet.theme, tag, left, top - name.height)
    base = paper.height - paper.top - m.header_height
    sheet.line(paper.content_x, base, right, base)


def _compact_header(sheet: Sheet, letterhead: Letterhead, *, later: bool) -> None:
    paper, m = sheet.theme.paper, sheet.theme.measures
    middle = paper.height - paper.top + m.header_compact_rise
    used = _draw_mark(sheet, letterhead.logo, middle, m.mark_compact)
    if later and letterhead.write_name:
        taken = _draw_name_line(sheet, letterhead.write_name, middle)
    else:
        contact = _one_line(sheet, letterhead.contact, "header_line", paper.content_width * 0.55)
        draw(
            sheet.canvas, sheet.theme, contact, paper.content_x, middle + contact.height / 2,
            align="right", width=paper.content_width,
        )  # fmt: skip
        taken = contact.width
    room = paper.content_width - used - taken - m.gutter
    name = sheet.setter.fit(letterhead.name, sheet.theme.type["header_compact"], room, m.shrink)
    draw(sheet.canvas, sheet.theme, name, paper.content_x + used, middle + name.height / 2)
    base = middle - m.header_compact_base
    sheet.line(paper.content_x, base, paper.width - paper.right, base)


def _draw_name_line(sheet: Sheet, word: Text, middle: float) -> float:
    """Draw *word* and a line to write on at the right; return the width they take."""
    m, right = sheet.theme.measures, sheet.theme.paper.width - sheet.theme.paper.right
    label = _set(sheet, word, "header_line")
    start = right - m.name_line
    draw(sheet.canvas, sheet.theme, label, start - label.width - m.hint_gap, middle + label.height / 2)
    sheet.line(start, middle - m.hint_gap, right, middle - m.hint_gap, stroke="field", line=m.rule)
    return m.name_line + label.width + m.hint_gap


def _draw_mark(sheet: Sheet, logo: Path | None, middle: float, size: float) -> float:
    """Draw the clinic's logo or the plain tile on the rail; return the room a wide logo takes in the content."""
    paper, m = sheet.theme.paper, sheet.theme.measures
    sheet.rail_top = middle - size / 2 - 3
    if logo is None:
        _draw_tile(sheet, paper.rail_x, middle, size / 2)
        return 0.0
    tall = m.logo * size / m.mark
    width, height = logo_size(logo, tall, m.logo_wide, tall)
    if width <= 1.3 * tall:
        draw_logo(sheet.canvas, logo, (paper.rail_x - width / 2, middle - height / 2, width, height))
        sheet.rail_top = middle - height / 2 - 3
        return 0.0
    draw_logo(sheet.canvas, logo, (paper.content_x, middle - height / 2, width, height))
    sheet.rail_top = middle
    return width + m.gutter


def _draw_tile(sheet: Sheet, x: float, y: float, radius: float) -> None:
    """Draw the mark of clinics without a logo: four bones of a spine on a tile."""
    sheet.rect(x - radius, y - radius, 2 * radius, 2 * radius, fill="primary", radius=radius * 0.42)
    for index, (shift, width) in enumerate(((1.6, 6.2), (0.4, 7.4), (-0.7, 8.6), (0.6, 7.2))):
        k = radius / 13
        centre = y + radius * 0.58 - index * radius * 0.39
        sheet.rect(
            x + (shift - width / 2) * k, centre - radius * 0.13, width * k, radius * 0.25,
            fill="paper", radius=radius * 0.1,
        )  # fmt: skip


def draw_rail(sheet: Sheet) -> None:
    """Draw the line from the clinic's mark to the last node of the page, then the nodes on it."""
    if not sheet.nodes:
        return
    x, m = sheet.theme.paper.rail_x, sheet.theme.measures
    with sheet.canvas.artifact("Layout"):
        sheet.line(x, sheet.rail_top, x, min(node.y for node in sheet.nodes), stroke="tint3", line=m.rail_width)
        for node in sheet.nodes:
            _draw_node(sheet, node, x)


def _draw_node(sheet: Sheet, node: Node, x: float) -> None:
    canvas, m = sheet.canvas, sheet.theme.measures
    if node.kind == "ring":
        sheet.circle(x, node.y, m.node_ring, fill="paper", stroke="primary", line=m.node_ring_width)
        return
    danger = node.kind == "danger"
    sheet.circle(x, node.y, m.node_disc, fill="danger" if danger else "primary")
    text = _set(sheet, (Run("!" if danger else str(node.number)),), "alert_node" if danger else "node")
    top = node.y + text.style.leading / 2
    draw(canvas, sheet.theme, text, x - m.node_disc, top, align="centre", width=2 * m.node_disc)


def code_place(theme: Theme) -> Rect:
    """Return where the page's code of a form stands: bottom right, white around it."""
    paper, m = theme.paper, theme.measures
    right, top = paper.width - paper.right, paper.footer_y - m.rule - m.page_code_quiet
    return (right - m.page_code, top - m.page_code, right, top)


def page_code_operators(text: str, place: Rect) -> str:
    """Return the operators of a page's code: QR version 1, level Q, black on white (ISO/IEC 18004)."""
    modules, bars = qr_bars(text, error="q", version=1)
    x0, y0, x1, _ = place
    scale = (x1 - x0) / modules
    return f"0 0 0 rg {scale:.5f} 0 0 {scale:.5f} {x0:.2f} {y0:.2f} cm {bars} f"


def draw_footer(sheet: Sheet, colophon: Colophon, page: int, pages: int, *, coded: bool) -> None:
    """Draw title, version, small print, page number and QR code below the hairline.

    On a *coded* page the place of its code stays free: what it says is known when all pages are drawn.
    """
    paper, m = sheet.theme.paper, sheet.theme.measures
    y = paper.footer_y
    with sheet.canvas.artifact("Pagination", "Footer"):
        sheet.line(paper.content_x, y, paper.width - paper.right, y)
        right = paper.width - paper.right
        if colophon.qr:
            draw_qr(sheet, colophon.qr, right - m.qr, y - m.footer_pad - m.qr, m.qr)
            right -= m.qr + m.qr_gap
        if coded:
            right = code_place(sheet.theme)[0] - m.qr_gap
        wide = right - paper.content_x
        number = colophon.page_of.text.replace("{page}", str(page + 1)).replace("{pages}", str(pages))
        numbered = (Run(number), Run(" · "), *colophon.owner) if colophon.owner else (Run(number),)
        lines = [(numbered, "footer_title"), (colophon.qr_note if colophon.qr else (), "footer")]
        lines.append((colophon.code, "footer"))
        taken, top = _owner_room(sheet, numbered) if colophon.owner else 0.0, y - m.footer_pad
        for text, role in lines:
            line = _set(sheet, text, role, wide)
            draw(sheet.canvas, sheet.theme, line, paper.content_x, top, align="right", width=wide)
            top -= line.height
            if text is not numbered or not taken:
                taken = max(taken, line.width)
        room = wide - taken - 2 * m.gutter
        title = _set(sheet, colophon.title, "footer_title", room)
        draw(sheet.canvas, sheet.theme, title, paper.content_x, y - m.footer_pad)
        small = _set(sheet, colophon.small_print, "footer", room)
        if y - m.footer_pad - title.height - small.height < m.footer_least:
            at = colophon.small_print[-1].at
            raise FitError(Problem("the small print is higher than the foot of the page", at, "shorten it"))
        draw(sheet.canvas, sheet.theme, small, paper.content_x, y - m.footer_pad - title.height)


def _owner_room(sheet: Sheet, numbered: Text) -> float:
    """Return the width of the page's number with a reference: the same for all but the longest references."""
    setter, style = sheet.setter, sheet.theme.type["footer_title"]
    room = setter.width(numbered[:2], style) + setter.width((Run(_USUAL_OWNER),), style)
    return room if setter.fits(numbered, style, room) else setter.set(numbered, style, float("inf")).width


@lru_cache(maxsize=64)
def qr_bars(content: str, error: str = "m", version: int | None = None) -> tuple[int, str]:
    """Return a QR code's modules a side, and its dark bars as path operators in modules, origin bottom left.

    Neighbours in a row are one bar, so no seams show. Never made of anything of a patient.
    """
    import segno

    rows = [
        [bool(module) for module in row]
        for row in segno.make_qr(content, error=error, version=version, boost_error=False).matrix
    ]
    bars = []
    for index, row in enumerate(rows):
        start = 0
        for dark, group in groupby(row):
            length = len(list(group))
            if dark:
                bars.append(f"{start} {len(rows) - index - 1} {length} 1 re")
            start += length
    return len(rows), " ".join(bars)


def draw_qr(sheet: Sheet, content: str, x: float, y: float, size: float) -> None:
    """Draw a QR code, its lower left corner at (x, y); inside an artifact."""
    modules, bars = qr_bars(content)
    canvas = sheet.canvas
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / modules, size / modules)
    canvas.setFillColorRGB(*sheet.theme.colours.ink)
    canvas.addLiteral(f"{bars} f")
    canvas.restoreState()
