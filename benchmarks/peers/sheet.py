"""The product's own documents → plain parts, so that every engine prints the same words and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.peers.art import art_of, qr_art
from benchmarks.peers.parts import (
    Box,
    Break,
    Bullets,
    Card,
    Cards,
    Columns,
    Grid,
    Heading,
    Label,
    Para,
    Part,
    Picture,
    Sheet,
    Span,
    Words,
)
from generator import blocks
from generator.figures import figure
from generator.theme import Colours, Theme
from generator.theme.colour import code

_CARD_PICTURE = (60.0, 200.0)  # points: height and width of a card's picture at most
_DATE = Span("", bold=True, value="date")


def sheet_of(document: blocks.Document, theme: Theme, logo: Path) -> Sheet:
    """Return *document* as parts."""
    head, foot, colours = document.letterhead, document.colophon, theme.colours
    names = ("strong", "primary", "tint1", "tint3", "accent", "danger", "warn", "ink", "soft", "rule")
    palette = {name: code(getattr(colours, name)) for name in names}
    contact = (*_bold(head.branch), *(span for line in head.lines for span in (Span("\n"), *_spans(line))))
    owner = (Span(" · "), *_spans(foot.owner)) if foot.owner else ()
    number = (Span(foot.page_of.text, bold=True), *owner, Span("\n"), *_spans(foot.qr_note if foot.qr else ()))
    return Sheet(
        document.title,
        document.author,
        document.language,
        tuple(part for block in document.body for part in _parts(block, theme)),
        logo,
        ((*_bold(head.name), Span("\n"), *_spans(head.tagline)), contact),
        ((*_bold(foot.title), Span("\n"), *_spans(foot.small_print)), (*number, Span("\n"), *_spans(foot.code))),
        qr_art(foot.qr, theme.measures.qr, palette["ink"]) if foot.qr else None,
        palette,
    )


def _spans(text: blocks.Text) -> Words:
    return tuple(
        Span("", run.bold, run.href, run.value.removeprefix("patient."))
        if run.value
        else Span(run.text, run.bold, run.href)
        for run in text
    )


def _bold(text: blocks.Text) -> Words:
    return tuple(Span(span.text, True, span.href, span.value) for span in _spans(text))


def _parts(block: blocks.Block, theme: Theme) -> Iterator[Part]:
    colours = theme.colours
    match block:
        case blocks.Title():
            if block.topic:
                yield Para((Span(blocks.plain(block.topic).upper(), bold=True),), "eyebrow")
            yield Heading(_spans(block.title), 1)
            if block.lead:
                yield Para(_spans(block.lead), "lead")
        case blocks.PatientStrip(cells):
            values = [_bold(cell.value)[0] if cell.value[0].value else _DATE for cell in cells]
            row = tuple((*_spans(cell.label), Span("\n"), value) for cell, value in zip(cells, values, strict=True))
            yield Grid((row,), tuple(1.0 for _ in cells), panel=True)
        case blocks.Glance(facts):
            row = tuple((*_bold(title), Span("\n"), *_spans(text)) for title, text in facts)
            yield Grid((row,), tuple(1.0 for _ in facts), panel=True)
        case blocks.Paragraph():
            yield Para(_spans(block.text), "small" if block.role == "small" else "body")
        case blocks.BulletList():
            yield Bullets(tuple(map(_spans, block.items)))
        case blocks.Table():
            rows = (tuple(map(_bold, block.head)), *(tuple(map(_spans, row)) for row in block.rows))
            yield Grid(rows, block.widths, head=True)
        case blocks.Callout():
            danger = block.kind == "emergency"
            edge, fill = (colours.danger, colours.danger_tint) if danger else (colours.warn, colours.warn_tint)
            signs = tuple(map(_spans, block.signs))
            yield Box(_bold(block.title), _spans(block.lead), signs, code(edge), code(fill))
            if danger:  # the foot of the first page
                yield Break()
        case blocks.TherapistNote():
            yield Box(_bold(block.title), (), (), code(colours.primary), code(colours.tint1), lines=3)
        case blocks.Section():
            yield Heading(_spans(block.heading.text), 2)
            for each in block.body:
                yield from _parts(each, theme)
        case blocks.Columns():
            main = tuple(part for each in block.main for part in _parts(each, theme))
            yield Columns(main, tuple(part for each in block.side for part in _parts(each, theme)))
        case blocks.Figure():
            yield _picture(block, theme)
        case blocks.CardGrid():
            yield Cards(tuple(_card(card, colours) for card in block.cards))
        case blocks.WeekPanel():
            yield Break()
            yield from _week(block, colours)
        case _:
            raise TypeError(f"no peer prints {type(block).__name__}")


def _picture(block: blocks.Figure, theme: Theme) -> Picture:
    drawing, scale = figure(block.figure), theme.measures.figure_scale
    labels = []
    for anchor, text in block.labels:
        x, y = drawing.anchors[anchor]
        point = (x * scale, (drawing.height - y) * scale)
        labels.append(Label(_spans(text), point[1], point))
    return Picture(art_of(block.figure, drawing, theme.colours, scale), tuple(labels), _spans(block.caption))


def _card(card: blocks.ExerciseCard, colours: Colours) -> Card:
    high, wide = _CARD_PICTURE
    scale = min(high / card.drawing.height, wide / card.drawing.width)
    name = blocks.plain(card.name)
    art = art_of(re.sub(r"[^a-z]+", "-", name.lower()), card.drawing, colours, scale)
    lines = tuple(blocks.plain(line) for line in (*card.lines, *card.notes))
    return Card(art, f"{card.number}  {name}", lines, " · ".join(blocks.plain(chip.text) for chip in card.chips))


def _week(panel: blocks.WeekPanel, colours: Colours) -> Iterator[Part]:
    log = panel.log
    yield Heading(_spans(log.title), 2)
    yield Para(_spans(log.note), "small")
    days = tuple(_bold(day) for day in log.days)
    rows = [((Span(""),), *days)]
    for row in log.rows:
        boxes = (Span(" ".join(["[ ]"] * row.boxes)),)
        rows.append(
            ((Span(f"{row.number}  {blocks.plain(row.name)} {blocks.plain(row.remark)}"),), *(boxes,) * len(days))
        )
    rows.append((_bold(log.walk), *((Span("____"),),) * len(days)))
    yield Grid(tuple(rows), (4.0, *(1.0,) * len(days)), head=True, week=True)
    yield Box(_bold(panel.note.title), (), (), code(colours.primary), code(colours.tint1), lines=4)
