"""Blocks → flowables → pages → PDF. The one tree gives reading order, layout order and tag tree at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import assert_never

from generator import blocks
from generator.blocks import Block, Document
from generator.errors import NOWHERE, FitError, Location, MissingGlyphError, Problem
from generator.layout.fieldmap import FieldMap, PageMarks, field_map
from generator.layout.flow import Container, Flowable, Placed, Sheet, fill, inside
from generator.layout.furniture import (
    body_height,
    body_top,
    code_place,
    draw_footer,
    draw_header,
    draw_rail,
    page_code_operators,
)
from generator.layout.panels import AlertLine, EmergencyBox, GlancePanel, SideBox, Strip, TherapistPanel, TwoColumns
from generator.layout.picture import Picture
from generator.layout.prose import HeadingLine, TitleBlock, list_items, paragraph, table_rows
from generator.layout.typeset import TextMemory, Typesetter
from generator.pdf.canvas import TaggedCanvas
from generator.pdf.finish import finish
from generator.pdf.fonts import Fonts
from generator.pdf.metadata import FileFacts, FormFacts
from generator.theme import Theme

_EMPTY_TAIL = 0.2  # a last page filled less than this looks forgotten
_BLOCK = 0.8  # of the gap between blocks: what has as much above it starts one
_HALF_EMPTY = 0.6  # a last page filled less than this may be saved by a closer layout


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file, how many pages it has and, of a form, where its answers stand."""

    data: bytes
    pages: int
    map: FieldMap | None = None


@dataclass(frozen=True, slots=True)
class _Pages:
    """What stands on each page, and whether the pinned box stands where the author put it."""

    pages: tuple[tuple[Placed, ...], ...]
    in_order: bool
    tail: float  # share of the last page that is filled
    theme: Theme


@dataclass(frozen=True, slots=True)
class PageFit:
    """How full one page is: *filled* is the share down to the end of its last block, *gap* the largest hole in it.

    A gap is a share of the page too: above a box that stands at the foot, or below the last block of a page that is
    not the last. *lonely* is a heading at the foot of the page, without what it heads.
    """

    filled: float
    gap: float
    lonely: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """All pages of a document on their canvas, not yet a file."""

    canvas: TaggedCanvas
    facts: FileFacts
    theme: Theme
    pages: int
    map: FieldMap | None


def render(document: Document, themes: Sequence[Theme], fonts: Fonts, creator: str) -> Rendered:
    """Return *document* as PDF, in the first of *themes* (open, then snug) that holds it well.

    Raises MissingGlyphError for characters without a font, FitError for parts larger than a page.
    """
    drawn = draw_document(document, themes, Typesetter(fonts), creator)
    colours = drawn.theme.colours
    return Rendered(
        finish(drawn.canvas, drawn.facts, fonts.field_face, colours.ink, colours.pale), drawn.pages, drawn.map
    )


def page_fit(
    document: Document, themes: Sequence[Theme], fonts: Fonts, memory: TextMemory | None = None
) -> tuple[tuple[PageFit, ...], bool]:
    """Return how the pages of *document* are filled, and whether all stands in the author's order.

    *memory* keeps texts that other documents have too. Raises what render raises.
    """
    setter = Typesetter(fonts, memory)
    check_glyphs(document, setter)
    found = _best(document, themes, setter)
    fits = []
    for number, page in enumerate(found.pages):
        height = body_height(found.theme, document.letterhead, number)
        ends = [item.offset + item.height for item in page]
        holes = [b.offset - end for end, b in zip(ends, page[1:], strict=False) if b.flowable.pinned]
        last = number == len(found.pages) - 1
        filled = ends[-1] / height if ends else 0.0
        gap = max([*holes, 0.0 if last else height - (ends[-1] if ends else 0.0)])
        fits.append(PageFit(filled, gap / height, bool(page) and page[-1].flowable.keep_with_next))
    return tuple(fits), found.in_order


def draw_document(document: Document, themes: Sequence[Theme], setter: Typesetter, creator: str) -> Drawn:
    """Return *document* drawn in the first of *themes* that holds it well; raises what render raises."""
    check_glyphs(document, setter)
    if document.form:
        themes = [replace(theme, paper=theme.paper.coded) for theme in themes]
    laid_out = _best(document, themes, setter)
    theme = laid_out.theme
    canvas = TaggedCanvas((theme.paper.width, theme.paper.height), document.language)
    marks: list[PageMarks] = []
    for number, page in enumerate(laid_out.pages):
        sheet = Sheet(canvas, theme, setter, flat=document.flat)
        _draw_page(sheet, document, page, number, len(laid_out.pages))
        marks.append(sheet.answers)
    form_map = field_map(document, theme, marks, [code_place(theme)] * len(marks))
    if form_map:
        for number in range(len(marks)):
            canvas.add_furniture(number, page_code_operators(form_map.payload(number), code_place(theme)))
    facts = FileFacts(
        title=document.title,
        subject=document.subject,
        author=document.author,
        language=document.language,
        date=document.date,
        creator=creator,
        form=_form_facts(form_map) if form_map else None,
    )
    return Drawn(canvas, facts, theme, len(laid_out.pages), form_map)


def _form_facts(form_map: FieldMap) -> FormFacts:
    form = form_map.form
    return FormFacts(form.id, form.version, form.questions, form_map.layout)


def check_glyphs(document: Document, setter: Typesetter) -> None:
    """Raise MissingGlyphError naming every character of *document* that no font has, and its place."""
    import unicodedata

    problems = []
    for run in blocks.runs((document.letterhead, document.body, document.colophon)):
        if setter.leaves_open((run,)):
            continue
        for character in setter.fonts.missing(run.text.replace("\n", " ")):
            name = unicodedata.name(character, "a control character")
            what = f"no font has “{character}” (U+{ord(character):04X} {name})"
            problems.append(Problem(what, run.at, "write it otherwise, or add a font to fonts.yaml"))
    if problems:
        raise MissingGlyphError(dict.fromkeys(problems))


# -- blocks → flowables -------------------------------------------------------------------------------------------


def flowables(block: Block, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return what prints *block*; each knows the place it came from."""
    made = _flowables(block, theme, setter)
    at = next((run.at for run in blocks.runs(block) if run.at is not NOWHERE), NOWHERE)
    for flowable in made:
        if flowable.at is NOWHERE:
            flowable.at = at
    return made


def _flowables(block: Block, theme: Theme, setter: Typesetter) -> list[Flowable]:
    match block:
        case blocks.Title():
            return [TitleBlock(block, theme, setter)]
        case blocks.PatientStrip():
            return [Strip(block, theme, setter)]
        case blocks.Paragraph():
            return [paragraph(block, theme, setter)]
        case blocks.BulletList():
            return list_items(block, theme, setter)
        case blocks.Glance():
            return [GlancePanel(block, theme, setter)]
        case blocks.Figure():
            return [Picture(block, theme, setter)]
        case blocks.Table():
            return table_rows(block, theme, setter)
        case blocks.Callout():
            return [_callout(block, theme, setter)]
        case blocks.TherapistNote():
            return [TherapistPanel(block, theme, setter)]
        case blocks.Section():
            return _section(block, theme, setter)
        case blocks.Columns():
            main, side = (_flow(part, theme, setter) for part in (block.main, block.side))
            return [TwoColumns(main, side, theme)]
        case blocks.Matrix():
            from generator.layout.matrix import matrix

            return matrix(block, theme, setter)
        case blocks.EntryTable():
            from generator.layout.entry_table import entry_table

            return entry_table(block, theme, setter)
        case blocks.BodyChart():
            from generator.layout.body import BodyChartPanel

            return [BodyChartPanel(block, theme, setter)]
        case blocks.Alert():
            return [AlertLine(block, theme, setter)]
        case blocks.FieldRow():
            from generator.layout.fields import Row  # only forms have them: 10 ms for handouts

            return [Row(block, theme, setter)]
        case blocks.StaffStrip():
            from generator.layout.staff import StaffBand

            return [StaffBand(block, theme, setter)]
        case blocks.CardGrid():
            from generator.layout.cards import card_rows

            return card_rows(block, theme, setter)
        case blocks.CardStrip():
            from generator.layout.strip import strip_rows

            return strip_rows(block.cards, block.level, theme, setter)
        case blocks.CutOutCard():
            from generator.layout.cutout import cut_out

            return cut_out(block, theme, setter)
        case blocks.WeekPanel():
            from generator.layout.week import WeekFoot

            words = [TherapistPanel(block.note, theme, setter)] if theme.one_column else []
            return [*words, WeekFoot(block, theme, setter)]
        case blocks.ScoreBox():
            from generator.layout.staff import ScoreBand

            return [ScoreBand(block, theme, setter)]
        case _:
            assert_never(block)


def _flow(body: Sequence[Block], theme: Theme, setter: Typesetter) -> list[Flowable]:
    return [flowable for block in body for flowable in flowables(block, theme, setter)]


def _callout(block: blocks.Callout, theme: Theme, setter: Typesetter) -> Flowable:
    if block.kind == "emergency":
        return EmergencyBox(block, theme, setter)
    parts: list[Flowable] = []
    if block.lead:
        parts.append(paragraph(blocks.Paragraph(block.lead), theme, setter))
    if block.signs:
        signs = list_items(blocks.BulletList(block.signs, "points"), theme, setter)
        parts += signs
    return SideBox(block, parts, theme, setter)


def _section(block: blocks.Section, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return heading and content as children of one Sect element."""
    numbered = block.heading.number is not None
    inner = block.heading.level > 2
    style = theme.type["h3" if inner else "form_h2" if numbered else "h2"]
    gap = theme.measures.form_block_gap if numbered or inner else theme.measures.block_gap
    heading = HeadingLine(block.heading, style, theme, setter, space_before=gap)
    body = _flow(block.body, theme, setter)
    if body:
        body[0].space_before = 0.0
    heading.new_page = block.page == "new"
    heading.together = len(body) + 1 if block.page == "together" else 0
    return inside(Container("Sect", object()), [heading, *body])


# -- flowables → pages --------------------------------------------------------------------------------------------


def _best(document: Document, themes: Sequence[Theme], setter: Typesetter) -> _Pages:
    """Return the first layout that keeps the author's order and ends on a well-filled page.

    One that ends on a page half empty gives way to a closer one that needs a page less.
    """
    tried: list[_Pages] = []
    too_large: list[FitError] = []
    for theme in themes:
        try:
            laid_out = _paginate(document, theme, setter)
        except FitError as error:
            too_large.append(error)  # a closer one may hold it
            continue
        tried.append(laid_out)
        if laid_out.in_order and (len(laid_out.pages) == 1 or laid_out.tail > _HALF_EMPTY):
            break
    if not tried:
        raise too_large[-1]
    return min(tried, key=lambda pages: (not pages.in_order, len(pages.pages), pages.tail <= _EMPTY_TAIL))


def _paginate(document: Document, theme: Theme, setter: Typesetter) -> _Pages:
    """Fill pages from the top; a pinned box has its room at the foot of page 1 from the start."""
    flow = _flow(document.body, theme, setter)
    for flowable, below in pairwise(flow):
        flowable.keep_with_next |= below.keep_with_previous
    width = theme.paper.content_width
    if not fill(flow, width, body_height(theme, document.letterhead, 0))[1]:
        for flowable in flow:
            flowable.pinned = False  # all fits one page: the box follows the text before it
    pinned = next((flowable for flowable in flow if flowable.pinned), None)
    before = flow.index(pinned) if pinned else 0
    rest = [flowable for flowable in flow if not flowable.pinned]
    pages: list[tuple[Placed, ...]] = []
    in_order = True
    while rest or pinned:
        height = body_height(theme, document.letterhead, len(pages))
        if pinned:
            tall = pinned.wrap(width)
            if tall > height:
                raise _too_large(pinned)
            placed, after = fill(rest[:before], width, height - tall - pinned.space_before)
            if not placed and before:
                raise _too_large(pinned)  # not even the title fits above it
            in_order = not after
            placed = _spread(placed, height - tall - pinned.space_before, theme)
            placed.append(Placed(pinned, height - tall, tall))
            rest = [*after, *rest[before:]]
            pinned = None
        elif rest[0].new_leaf and len(pages) % 2:
            pages.append(())
            continue
        else:
            placed, rest = fill(rest, width, height)
        if not placed:
            raise _too_large(next((part for part in rest if not part.keep_with_next), rest[0]))
        pages.append(tuple(placed))
    last = pages[-1][-1]
    tail = (last.offset + last.height) / body_height(theme, document.letterhead, len(pages) - 1)
    return _Pages(tuple(pages), in_order, tail, theme)


def _spread(placed: list[Placed], height: float, theme: Theme) -> list[Placed]:
    """Return what stands above a pinned box with some of the room below it put between blocks, not inside them."""
    m = theme.measures
    starts = [index > 0 and item.flowable.space_before >= m.block_gap * _BLOCK for index, item in enumerate(placed)]
    gaps = sum(starts) + 1  # and the one above the box
    if not placed:
        return placed
    left = height - placed[-1].offset - placed[-1].height
    more = min(left / gaps, m.spread)
    spread, drop = [], 0.0
    for starts_block, item in zip(starts, placed, strict=True):
        drop += more * starts_block
        spread.append(Placed(item.flowable, item.offset + drop, item.height))
    return spread


def _too_large(flowable: Flowable) -> FitError:
    at: Location = flowable.at
    return FitError(Problem("this part is higher than a page", at, "shorten it, or split it in two"))


def _draw_page(sheet: Sheet, document: Document, page: Sequence[Placed], number: int, pages: int) -> None:
    """Draw one page: header, content, then the rail whose nodes the content has told."""
    theme = sheet.theme
    draw_header(sheet, document.letterhead, number)
    top = body_top(theme, document.letterhead, number)
    for item in page:
        item.flowable.draw_tagged(sheet, theme.paper.content_x, top - item.offset, theme.paper.content_width)
    draw_rail(sheet)
    draw_footer(sheet, document.colophon, number, pages, coded=document.form is not None)
    sheet.canvas.showPage()
