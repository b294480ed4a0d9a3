"""A sheet → Typst's markup, compiled for each patient by one compiler that is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from pathlib import Path

import typst

from benchmarks.peers.art import write_svg
from benchmarks.peers.parts import (
    BOTTOM,
    FONTS,
    MARGIN,
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

_LOOKS = {
    "body": "",
    "lead": 'size: 12.5pt, fill: rgb("{soft}")',
    "small": 'size: 8.5pt, fill: rgb("{soft}")',
    "eyebrow": 'size: 8.5pt, fill: rgb("{primary}"), tracking: .7pt',
}
_SETUP = """#let p = sys.inputs
#let data = json(bytes(p.at("data", default: "{{}}")))
#set document(title: {title}, author: {author})
#set text(font: "Noto Sans", size: 10.5pt, lang: "{lang}", fill: rgb("{ink}"), hyphenate: false)
#set par(leading: 4.6pt, spacing: 8pt)
#show heading: set text(fill: rgb("{strong}"))
#show heading.where(level: 1): set text(size: 30pt)
#show heading.where(level: 1): set block(above: 6pt, below: 10pt)
#show heading.where(level: 2): set text(size: 14pt)
#show link: underline
#set page(paper: "a4", margin: (x: {x}pt, top: {top}pt, bottom: {bottom}pt), header: [
#set text(size: 9pt, fill: rgb("{soft}"))
#grid(columns: (44pt, 1fr, auto), image("logo.svg", height: 34pt), [{head_left}], align(right)[{head_right}])
#v(-4pt) #line(length: 100%, stroke: .7pt + rgb("{rule}"))], footer: context [
#set text(size: 8pt, fill: rgb("{soft}"))
#set par(leading: 3pt)
#line(length: 100%, stroke: .7pt + rgb("{rule}"))
#v(-4pt)
#grid(columns: (1fr, auto, auto), column-gutter: 10pt, [{foot_left}], align(right)[{foot_right}], {qr})])
#let panel(columns, ..cells) = block(width: 100%, fill: rgb("{tint1}"), inset: 7pt, radius: 5pt, below: 10pt,
  grid(columns: columns, column-gutter: 8pt, ..cells))
#let rows(columns, ..cells) = table(columns: columns, stroke: none, inset: (x: 4pt, y: 4.5pt),
  fill: (_, y) => if calc.odd(y) {{ rgb("{tint1}") }}, ..cells)
#let frame(edge, fill, title, body) = block(width: 100%, fill: fill, stroke: 1.2pt + edge, inset: 9pt, radius: 5pt,
  below: 10pt)[#text(fill: edge, size: 12pt, strong(title)) #parbreak() #body]
#let card(it) = block(width: 100%, height: 150pt, stroke: .7pt + rgb("{rule}"), inset: 8pt, radius: 6pt)[
  #text(size: 12pt, strong(it.name)) #linebreak() #image(it.picture + ".svg")
  #for each in it.lines [#each #linebreak()] #text(size: 9pt, fill: rgb("{strong}"), strong(it.dose))]
"""


class Typst:
    """Prints sheets with Typst; it tags them by itself."""

    name = "Typst, compiler reused"
    version = version_of("typst")
    tagged = True

    def __init__(self, sheets: Sequence[Sheet], folder: Path) -> None:
        """Write the template of *sheets*, which differ in their exercises alone, and their pictures to *folder*."""
        first = sheets[0]
        (folder / "logo.svg").write_bytes(first.logo.read_bytes())
        for art in (*([first.qr] if first.qr else ()), *(card.art for sheet in sheets for card in sheet.cards)):
            write_svg(art, folder)
        template = folder / "sheet.typ"
        template.write_text(_Markup(first, folder).text(), encoding="utf-8")
        self._compiler = typst.Compiler(str(template), font_paths=[str(FONTS)], ignore_system_fonts=True)

    def make(self, sheet: Sheet, patient: Mapping[str, str], path: Path) -> None:
        """Print *sheet* for *patient*."""
        inputs = dict(patient)
        if sheet.cards and sheet.week:
            cards = [
                {"name": card.name, "picture": card.art.name, "lines": card.lines, "dose": card.dose}
                for card in sheet.cards
            ]
            week = [span.text for row in sheet.week.rows for cell in row for span in cell]
            inputs["data"] = json.dumps({"cards": cards, "week": week}, ensure_ascii=False)
        self._compiler.compile(output=str(path), format="pdf", sys_inputs=inputs)


class _Markup:
    """Writes a sheet as Typst's markup."""

    def __init__(self, sheet: Sheet, folder: Path) -> None:
        self._sheet, self._folder = sheet, folder

    def text(self) -> str:
        """Return the whole file."""
        sheet = self._sheet
        setup = _SETUP.format(
            title=json.dumps(sheet.title),
            author=json.dumps(sheet.author),
            lang=sheet.language.split("-")[0],
            x=MARGIN,
            top=TOP,
            bottom=BOTTOM,
            head_left=_words(sheet.head[0]),
            head_right=_words(sheet.head[1]),
            foot_left=_words(sheet.foot[0]),
            foot_right=_paged(_words(sheet.foot[1])),
            qr='image("qr.svg")' if sheet.qr else "[]",
            **sheet.colours,
        )
        return setup + self._parts(sheet.parts)

    def _parts(self, parts: Sequence[Part]) -> str:
        return "\n\n".join(self._part(part) for part in parts) + "\n"

    def _part(self, part: Part) -> str:
        match part:
            case Heading():
                return f"{'=' * part.level} {_words(part.words)}"
            case Para():
                return f"#text({_LOOKS[part.look].format(**self._sheet.colours)})[{_words(part.words)}]"
            case Bullets():
                return _list(part.items)
            case Grid():
                return self._grid(part)
            case Box():
                lines = "#v(14pt)#line(length: 100%, stroke: .7pt)" * part.lines
                body = f"{_words(part.lead)}\n\n{_list(part.items)}{lines}"
                return f'#frame(rgb("{part.edge}"), rgb("{part.fill}"))[{_words(part.title)}][{body}]'
            case Picture():
                return self._picture(part)
            case Columns():
                shares = f"({part.share}fr, {1 - part.share}fr)"
                left, right = self._parts(part.left), self._parts(part.right)
                return f"#grid(columns: {shares}, column-gutter: 15pt, [{left}], [{right}])"
            case Cards():
                return "#grid(columns: (1fr, 1fr), gutter: 8pt, ..data.cards.map(card))"
            case Break():
                return "#pagebreak()"

    def _grid(self, grid: Grid) -> str:
        columns = f"({', '.join(f'{width}fr' for width in grid.widths)})"
        if grid.week:
            return f"#text(size: 9pt, rows({columns}, ..data.week))"
        cells = [f"[{_words(cell)}]" for row in grid.rows for cell in row]
        if grid.head:
            width = len(grid.widths)
            cells = [f"table.header({', '.join(cells[:width])})", *cells[width:]]
        return f"#{'panel' if grid.panel else 'rows'}({columns}, {', '.join(cells)})"

    def _picture(self, picture: Picture) -> str:
        art = picture.art
        write_svg(art, self._folder)
        placed = [f'#image("{art.name}.svg")']
        for label in picture.labels:
            (x, y), at = label.point, art.width + 12
            line = f"line(start: ({x}pt, {y}pt), end: ({at - 3}pt, {label.y}pt), stroke: .6pt)"
            words = f"text(size: 8.5pt)[{_words(label.words)}]"
            placed.append(f"#place(top + left, {line})#place(top + left, dx: {at}pt, dy: {label.y - 4}pt, {words})")
        caption = f"#text(size: 8.5pt)[{_words(picture.caption)}]"
        return f"#block(height: {art.height}pt)[{''.join(placed)}]\n{caption}"


def _list(items: Sequence[Words]) -> str:
    return "\n".join(f"- {_words(item)}" for item in items)


def _paged(markup: str) -> str:
    return markup.replace("{page}", "#counter(page).display()").replace("{pages}", "#counter(page).final().first()")


def _words(words: Words) -> str:
    """Return *words* as markup: strings of code, so that nothing in them is read as markup."""
    out = []
    for span in words:
        if span.text == "\n":
            out.append("\\ ")
            continue
        said = f"#p.{span.value}" if span.value else _escaped(span.text)
        said = f"#strong[{said}]" if span.bold else said
        out.append(f"#link({json.dumps(span.href)})[{said}]" if span.href else said)
    return "".join(out)


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\#$*_@<>`~[]/" else sign for sign in text)
