"""A sheet → HTML from a template that is parsed once, printed by WeasyPrint for each patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from jinja2 import Environment
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.peers.art import write_svg
from benchmarks.peers.parts import (
    BOLD,
    BOTTOM,
    MARGIN,
    REGULAR,
    TOP,
    Box,
    Break,
    Bullets,
    Cards,
    Columns,
    Grid,
    Heading,
    Para,
    Part,
    Picture,
    Sheet,
    Words,
)

_CSS = """
@font-face {{ font-family: Noto; src: url(file://{regular}); font-weight: 400 }}
@font-face {{ font-family: Noto; src: url(file://{bold}); font-weight: 700 }}
@page {{ size: A4; margin: {top}pt {x}pt {bottom}pt {x}pt;
  @top-left {{ content: element(head); width: 100% }} @bottom-left {{ content: element(foot); width: 100% }} }}
body {{ font: 10.5pt/14.5pt Noto; color: {ink}; margin: 0 }}
#head {{ position: running(head); font-size: 9pt; line-height: 12pt; color: {soft}; height: 40pt;
  border-bottom: .7pt solid {rule} }}
#foot {{ position: running(foot); font-size: 8pt; line-height: 10.5pt; color: {soft}; height: 56pt; padding-top: 5pt;
  border-top: .7pt solid {rule} }}
#head img {{ float: left; height: 34pt; margin-right: 10pt }} #foot img {{ float: right; margin-left: 10pt }}
.right {{ float: right; text-align: right }} #foot .left {{ float: left; width: 270pt }}
.page::before {{ content: "Page " counter(page) " of " counter(pages) }}
h1, h2 {{ color: {strong}; margin: 8pt 0 4pt }}
h1 {{ font-size: 30pt; line-height: 34pt; margin-top: 0 }} h2 {{ font-size: 14pt; line-height: 18pt }}
p, ul {{ margin: 0 0 6pt }} ul {{ padding-left: 13pt }} a {{ color: {soft} }}
.lead {{ font-size: 12.5pt; line-height: 16.5pt; color: {soft} }}
.small, .note {{ font-size: 8.5pt; line-height: 11pt; color: {soft} }}
.eyebrow {{ font-size: 8.5pt; font-weight: 700; color: {primary}; letter-spacing: .7pt; margin: 0 }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; margin-bottom: 10pt; font-size: 10pt;
  line-height: 13pt }}
td, th {{ padding: 3pt 5pt; text-align: left; vertical-align: top }} .panel td {{ background: {tint1} }}
.rows tr:nth-child(even) td {{ background: {tint1} }} .week {{ font-size: 9pt }}
.box {{ border-radius: 5pt; padding: 7pt 9pt 3pt; margin-bottom: 10pt }} .box b.title {{ font-size: 12pt }}
.line {{ height: 18pt; border-bottom: .7pt solid {rule}; margin-bottom: 1pt }}
.columns {{ display: flex; gap: 15pt }}
.picture {{ position: relative }} .picture img {{ display: block }}
.picture svg {{ position: absolute; left: 0; top: 0 }}
.label {{ position: absolute; font-size: 8.5pt; line-height: 11pt; white-space: nowrap }}
.cards {{ display: flex; flex-wrap: wrap; gap: 8pt }}
.card {{ box-sizing: border-box; width: 233pt; height: 150pt; padding: 7pt;
  border: .7pt solid {rule}; border-radius: 6pt }}
.card b {{ font-size: 12pt }} .card img {{ display: block }} .card i {{ font: 700 9pt Noto; color: {strong} }}
"""
_PAGE, _LINE = '<span class="page"></span>', '<div class="line"></div>'
_CARDS = """<div class="cards">{% for card in cards %}<div class="card"><b>{{ card.name }}</b>
<img src="{{ card.art.name }}.svg">{% for line in card.lines %}{{ line }}<br>{% endfor %}<i>{{ card.dose }}</i></div>
{% endfor %}</div>"""
_WEEK = (
    """{% for row in week.rows %}<tr>{% for cell in row %}<td>{{ cell[0].text }}</td>{% endfor %}</tr>{% endfor %}"""
)


class WeasyPrint:
    """Prints sheets with WeasyPrint, without tags (its default)."""

    name = "WeasyPrint"
    version = version_of("weasyprint")
    tagged = False

    def __init__(self, sheets: Sequence[Sheet], folder: Path) -> None:
        """Parse the template and the style of *sheets*, which differ in their exercises alone; pictures to *folder*."""
        first = sheets[0]
        (folder / "logo.svg").write_bytes(first.logo.read_bytes())
        for art in (*([first.qr] if first.qr else ()), *(card.art for sheet in sheets for card in sheet.cards)):
            write_svg(art, folder)
        look = {"x": MARGIN, "top": TOP, "bottom": BOTTOM, "regular": REGULAR, "bold": BOLD, **first.colours}
        self._folder, self._fonts, self._images = folder, FontConfiguration(), dict[str, Any]()
        self._css = CSS(string=_CSS.format(**look), font_config=self._fonts)
        self._template = Environment(autoescape=True).from_string(self._page(first))

    def make(self, sheet: Sheet, patient: Mapping[str, str], path: Path) -> None:
        """Print *sheet* for *patient*."""
        html = HTML(
            string=self._template.render(p=patient, cards=sheet.cards, week=sheet.week), base_url=f"{self._folder}/"
        )
        html.write_pdf(path, stylesheets=[self._css], font_config=self._fonts, cache=self._images)

    def _page(self, sheet: Sheet) -> str:
        (left, right), (below, number) = sheet.head, sheet.foot
        qr = '<img src="qr.svg">' if sheet.qr else ""
        page_of = next(span.text for span in number if "{page}" in span.text)
        return (
            f'<html lang="{sheet.language}"><head><title>{escape(sheet.title)}</title>'
            f'<meta name="author" content="{escape(sheet.author)}"></head><body>'
            f'<div id="head"><div class="right">{_html(right)}</div><img src="logo.svg">{_html(left)}</div>'
            f'<div id="foot"><div class="left">{_html(below)}</div>{qr}<div class="right">'
            f"{_html(number).replace(page_of, _PAGE)}</div></div>{self._parts(sheet.parts)}</body></html>"
        )

    def _parts(self, parts: Sequence[Part]) -> str:
        return "".join(map(self._part, parts))

    def _part(self, part: Part) -> str:
        match part:
            case Heading():
                return f"<h{part.level}>{_html(part.words)}</h{part.level}>"
            case Para():
                return f'<p class="{part.look}">{_html(part.words)}</p>'
            case Bullets():
                return _list(part.items)
            case Grid():
                return _grid(part)
            case Box():
                title = f'<b class="title" style="color: {part.edge}">{_html(part.title)}</b>'
                items = _list(part.items) if part.items else ""
                body = f"<p>{_html(part.lead)}</p>{items}{_LINE * part.lines}"
                look = f"background: {part.fill}; border: 1.2pt solid {part.edge}"
                return f'<div class="box" style="{look}">{title}{body}</div>'
            case Picture():
                return self._picture(part)
            case Columns():
                left, right = self._parts(part.left), self._parts(part.right)
                return (
                    f'<div class="columns"><div style="width: {part.share:.0%}">{left}</div>'
                    f'<div style="width: {1 - part.share:.0%}">{right}</div></div>'
                )
            case Cards():
                return _CARDS
            case Break():
                return '<div style="break-after: page"></div>'

    def _picture(self, picture: Picture) -> str:
        art = picture.art
        write_svg(art, self._folder)
        at = art.width + 12
        lines = "".join(
            f'<path d="M{label.point[0]} {label.point[1]}L{at - 3} {label.y}" stroke="#000" stroke-width=".6"/>'
            for label in picture.labels
        )
        labels = "".join(
            f'<div class="label" style="left: {at}pt; top: {label.y - 6}pt">{_html(label.words)}</div>'
            for label in picture.labels
        )
        size = f'width="{at}pt" height="{art.height}pt" viewBox="0 0 {at} {art.height}"'
        leaders = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{lines}</svg>'
        caption = f'<p class="note">{_html(picture.caption)}</p>'
        return f'<div class="picture"><img src="{art.name}.svg">{leaders}{labels}{caption}</div>'


def _grid(grid: Grid) -> str:
    total = sum(grid.widths)
    columns = "".join(f'<col style="width: {width / total:.2%}">' for width in grid.widths)
    rows = _WEEK
    if not grid.week:
        rows = "".join(_row(row, "td" if number or not grid.head else "th") for number, row in enumerate(grid.rows))
    kind = "panel" if grid.panel else "rows week" if grid.week else "rows"
    return f'<table class="{kind}"><colgroup>{columns}</colgroup>{rows}</table>'


def _row(cells: Sequence[Words], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{_html(cell)}</{tag}>' for cell in cells)}</tr>"


def _list(items: Sequence[Words]) -> str:
    return f"<ul>{''.join(f'<li>{_html(item)}</li>' for item in items)}</ul>"


def _html(words: Words) -> str:
    out = []
    for span in words:
        said = f"{{{{ p.{span.value} }}}}" if span.value else escape(span.text).replace("\n", "<br>")
        said = f"<b>{said}</b>" if span.bold and said != "<br>" else said
        out.append(f'<a href="{span.href}">{said}</a>' if span.href else said)
    return "".join(out)
