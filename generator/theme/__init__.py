"""The look as data: colour roles from one brand colour, type sizes, lengths, paper. Points unless said.

Nothing outside this package holds a page size, a point size or a colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from generator.theme.colour import RGB, WHITE, code, contrast, darken, grey, mix, rgb, tone

Density = Literal["open", "snug", "tight"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper and the frame that text stands in."""

    name: str
    width: float
    height: float
    top: float = 36.0
    right: float = 42.0
    rail_x: float = 53.0
    content_x: float = 78.0
    footer_y: float = 66.0
    usable_y: float = 74.0
    coded_rise: float = 8.0  # how much higher the foot of a form's page is, which says how to fill it in

    @property
    def content_width(self) -> float:
        return self.width - self.right - self.content_x

    @property
    def coded(self) -> Paper:
        """The same sheet with the higher foot of a form."""
        return replace(self, footer_y=self.footer_y + self.coded_rise, usable_y=self.usable_y + self.coded_rise)


PAPERS: Mapping[str, Paper] = MappingProxyType(
    {"a4": Paper("a4", 595.28, 841.89), "letter": Paper("letter", 612.0, 792.0)}
)


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """How a role of text is set."""

    size: float
    leading: float
    bold: bool = False
    italic: bool = False
    colour: str = "ink"
    tracking: float = 0.0
    caps: bool = False


# Tracking stays below a tenth of the size: readers take wider gaps between letters for word spaces.
TYPE: Mapping[str, TypeStyle] = MappingProxyType(
    {
        "title": TypeStyle(33, 37, bold=True, colour="strong", tracking=-0.5),
        "form_title": TypeStyle(24, 28, bold=True, colour="strong", tracking=-0.3),
        "eyebrow": TypeStyle(8.8, 14, bold=True, colour="primary", tracking=0.7, caps=True),
        "lead": TypeStyle(13, 19, colour="soft"),
        "form_lead": TypeStyle(11, 15, colour="soft"),
        "h2": TypeStyle(15, 19, bold=True, colour="strong", tracking=-0.1),
        "form_h2": TypeStyle(13.5, 17, bold=True, colour="strong", tracking=-0.1),
        "body": TypeStyle(11, 15.5),
        "fact_title": TypeStyle(12.6, 15, bold=True, colour="strong"),
        "fact": TypeStyle(11, 13.6),
        "cell": TypeStyle(11, 14),
        "cell_head": TypeStyle(11, 14, bold=True, colour="strong"),
        "alert_title": TypeStyle(12.2, 15, bold=True, colour="paper"),
        "alert": TypeStyle(11, 14.6),
        "alert_line": TypeStyle(11, 14.6, bold=True, colour="paper"),
        "mark": TypeStyle(10.5, 13.5),
        "view": TypeStyle(8.8, 11, bold=True, colour="soft", tracking=0.6, caps=True),
        "card_name": TypeStyle(12, 15, bold=True),
        "card_text": TypeStyle(11, 13.6),
        "card_note": TypeStyle(9.5, 12.2, colour="soft"),
        "chip": TypeStyle(8.8, 11, bold=True, colour="strong"),
        "log_title": TypeStyle(11, 15, bold=True, colour="strong"),
        "log_day": TypeStyle(9, 11, bold=True, colour="soft"),
        "log": TypeStyle(9.2, 11.4),
        "log_walk": TypeStyle(9.2, 11.4, bold=True),
        "strip_name": TypeStyle(11, 13.6, bold=True),
        "strip_dose": TypeStyle(11, 13.6),
        "cut_title": TypeStyle(12, 14.5, bold=True, colour="paper"),
        "cut_text": TypeStyle(10.2, 12.8),
        "h3": TypeStyle(11, 14, bold=True, colour="strong"),
        "call_title": TypeStyle(13.5, 17, bold=True, colour="warn"),
        "note_title": TypeStyle(11, 15, bold=True, colour="strong"),
        "small": TypeStyle(9.2, 12.4, colour="soft"),
        "soft": TypeStyle(11, 15.5, colour="soft"),
        "figure_label": TypeStyle(9.2, 11.6),
        "caption": TypeStyle(8.8, 11.6, italic=True, colour="soft"),
        "strip_label": TypeStyle(8.2, 10, colour="soft"),
        "strip_value": TypeStyle(10.8, 13, bold=True),
        "label": TypeStyle(9.5, 11.5, bold=True),
        "hint": TypeStyle(9, 11.5, colour="soft"),
        "option": TypeStyle(10.5, 13.5),
        "field": TypeStyle(10.5, 13),
        "scale": TypeStyle(11, 13, bold=True),
        "matrix_head": TypeStyle(9.5, 11.5, bold=True),
        "comb_letter": TypeStyle(9, 11, colour="pale"),
        "staff_title": TypeStyle(9, 11, bold=True),
        "staff_label": TypeStyle(8.5, 10.5, colour="soft"),
        "header_name": TypeStyle(15, 18, bold=True, colour="strong", tracking=-0.1),
        "header_tag": TypeStyle(9.5, 12, colour="soft"),
        "header_branch": TypeStyle(9, 12, bold=True),
        "header_line": TypeStyle(9, 12, colour="soft"),
        "header_compact": TypeStyle(10.5, 13, bold=True, colour="strong"),
        "footer_title": TypeStyle(9, 11.4, bold=True),
        "footer": TypeStyle(8, 10.4, colour="soft"),
        "node": TypeStyle(10.5, 12, bold=True, colour="paper"),
        "alert_node": TypeStyle(13, 15, bold=True, colour="paper"),
    }
)

# DESIGN: large print column. Sizes for roles that are not named there follow their neighbours.
_LARGE: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "title": (46, 50), "form_title": (34, 40), "eyebrow": (16, 20), "lead": (20, 28), "form_lead": (18, 26),
        "h2": (24, 32), "form_h2": (22, 30), "body": (18, 26), "fact_title": (20, 26), "fact": (18, 24),
        "cell": (18, 24), "cell_head": (18, 24), "alert_title": (20, 26), "alert": (18, 26), "call_title": (19, 26),
        "strip_name": (18, 24), "strip_dose": (18, 24), "cut_title": (16, 20), "cut_text": (16, 20),
        "card_name": (22, 28), "card_text": (18, 26), "card_note": (18, 24), "chip": (16, 20),
        "log_title": (20, 26), "log_day": (16, 20), "log": (16, 20), "log_walk": (16, 20),
        "alert_line": (18, 26), "mark": (18, 24), "view": (16, 20), "h3": (20, 26),
        "note_title": (18, 26), "small": (16, 22), "soft": (18, 26), "figure_label": (16, 20), "caption": (16, 20),
        "strip_label": (16, 19), "strip_value": (18, 22), "label": (16, 20), "hint": (16, 20), "option": (18, 24),
        "field": (18, 22), "scale": (18, 22), "matrix_head": (16, 20), "comb_letter": (16, 18), "staff_title": (16, 20),
        "staff_label": (16, 20),
        "header_name": (18, 22), "header_tag": (16, 20), "header_branch": (16, 20), "header_line": (16, 20),
        "header_compact": (16, 20), "footer_title": (16, 20), "footer": (15, 19), "node": (16, 18),
        "alert_node": (18, 20),
    }
)  # fmt: skip


_EASY_TIGHT_SCALE = 1.3  # an easy page has the words large, and a tall figure must leave room for them
# For easy reading: a little larger than usual, for few words on one page.
_EASY: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "lead": (16, 22), "h2": (17, 21), "h3": (14, 18), "body": (14, 19), "fact_title": (16, 19), "fact": (13.5, 17),
        "alert_title": (15, 18), "alert": (13.5, 17.5), "call_title": (15, 19), "note_title": (13.5, 17),
        "card_name": (14, 17), "card_text": (13.5, 16.5), "figure_label": (11, 13.6), "caption": (10, 13),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)  # so many fields: half the import
class Measures:
    """Lengths of the components (DESIGN sections 4 and 5)."""

    columns: int = 12
    gutter: float = 12.0
    block_gap: float = 18.0
    form_block_gap: float = 13.0
    paragraph_gap: float = 7.0
    title_gap: float = 24.0
    lead_gap: float = 11.0
    heading_lead: float = 1.5  # heading's top to the text below it, in heading sizes
    bullet_gap: float = 3.4
    bullet_hang: float = 19.0
    bullet_size: float = 10.5
    panel_pad: float = 14.0
    panel_pad_y: float = 11.0  # less than at the sides: the leading adds to it
    panel_title_gap: float = 3.0
    panel_radius: float = 8.0
    callout_radius: float = 6.0
    callout_border: float = 1.4
    callout_bar: float = 27.0
    callout_side_bar: float = 5.0
    sign_gap: float = 4.6
    sign_size: float = 6.5
    sign_hang: float = 8.0
    callout_pad_y: float = 7.0
    rule: float = 0.75
    field_border: float = 0.8
    field_radius: float = 3.0
    field_height: float = 23.0
    field_pad: float = 4.0
    field_pad_y: float = 4.0  # above the first of several lines
    hint_gap: float = 5.0
    option_hang: float = 6.0  # between a box and its words
    option_rise: float = 2.0  # above answers that stand beside their question
    matrix_row: float = 19.5
    matrix_box: float = 11.6
    matrix_label: float = 0.4  # least share of the width for the rows' words
    matrix_pitch: float = 74.0  # most room for one answer
    matrix_pad: float = 5.0  # above and below the words of a row, together
    pair_pitch: float = 26.0  # between the left and the right box of one answer
    head_gap: float = 6.0  # between the words above neighbouring answers
    turned_head: float = 90.0  # room for an answer's words that are turned by a quarter
    danger_bar: float = 2.6
    danger_indent: float = 4.0  # of the words beside a bar
    alert_pad: float = 4.0
    vas_line: float = 0.9
    vas_tick: float = 12.0  # the height of the lines at its ends
    vas_inset: float = 2.0
    vas_box: float = 76.0  # room for the millimetres with their unit
    score_box: float = 72.0
    chart_gap: float = 14.0  # between pictures of the body
    chart_name_gap: float = 3.0
    chart_mark: tuple[float, float] = (58.0, 20.0)  # the box of a sample mark
    chart_mark_gap: float = 4.5
    page_code: float = 21 * 0.6 * 72 / 25.4  # 21 modules of 0.6 mm
    page_code_quiet: float = 4 * 0.6 * 72 / 25.4
    entry_row: float = 24.0
    other_line: float = 140.0  # the least room for another answer
    apart_gap: float = 5.0  # above an answer that excludes the others
    scale_cell: float = 22.0
    scale_gap: float = 4.0
    scale_least: float = 11.0  # a cell narrower than this cannot be circled
    scale_radius: float = 4.0
    option_lead: float = 16.0  # between a question and the answers beside it
    comb_line: float = 0.6
    label_gap: float = 2.4
    row_gap: float = 5.8
    comb_least: float = 8.0  # a cell narrower than this cannot be written in
    comb_cell: float = 25.1  # at most: cells fill their columns
    comb_gap: float = 6.0
    comb_tick: float = 0.45  # share of the cell's height
    tick_box: float = 12.0
    tick_radius: float = 2.0
    tick_border: float = 1.0
    radio_radius: float = 6.0
    option_gap: float = 12.0
    option_row: float = 19.0
    signature_height: float = 29.0
    signature_cross: float = 6.0
    writing_line: float = 19.0
    writing_lines: int = 3
    text_line: float = 18.0
    strip_height: float = 32.0
    strip_pad: float = 10.0
    strip_pad_y: float = 5.0
    strip_radius: float = 5.0
    staff_height: float = 48.0
    staff_pad: float = 10.0
    staff_pad_y: float = 7.5
    staff_title_gap: float = 18.0
    staff_border: float = 0.7
    staff_dash: tuple[float, float] = (3.0, 2.0)
    staff_field: float = 19.0
    rail_width: float = 1.6
    node_ring: float = 4.6
    node_ring_width: float = 2.2
    node_disc: float = 9.5
    logo: float = 34.0
    logo_wide: float = 150.0
    mark: float = 28.0
    mark_compact: float = 20.0
    header_height: float = 46.0
    header_compact_base: float = 18.0  # its line below its middle
    footer_pad: float = 7.0
    footer_least: float = 14.0  # 5 mm: what printers leave white
    header_compact_height: float = 27.0  # from the top margin to the content
    name_line: float = 190.0  # to write a name on, in the head of later pages
    header_compact_rise: float = 3.0  # its middle lies above the top margin
    qr: float = 40.0
    qr_gap: float = 10.0
    column_gap: float = 18.0
    side_width: float = 171.0
    figure_scale: float = 1.78
    leader: float = 0.6
    leader_dot: float = 1.4
    caption_gap: float = 3.0
    figure_label_gap: float = 4.0
    label_gap_x: float = 23.0  # between a figure and its labels: room for the leader lines
    table_pad: float = 5.0
    table_bleed: float = 5.0
    card_pad: float = 9.0
    card_radius: float = 7.0
    card_disc: float = 9.0
    card_gap: float = 5.0  # between picture, words and chips
    card_text_gap: float = 3.0  # below the name
    card_line_gap: float = 2.0
    card_row_gap: float = 8.0
    chip_height: float = 15.0
    chip_blank_height: float = 22.0
    chip_pad: float = 7.0
    chip_gap: float = 5.0
    chip_border: float = 0.7
    log_row: float = 14.5
    log_box: float = 9.2
    log_box_gap: float = 3.0
    log_days: float = 0.64  # share of the log's width for the days
    log_note: float = 0.3  # share of the page's width for the therapist's words
    strip_picture: tuple[float, float] = (92.0, 52.0)  # room for a small card's picture
    strip_largest: float = 1.0  # points a figure unit
    strip_card_pad: float = 5.0
    strip_row_gap: float = 6.0
    cut_card: tuple[float, float] = (242.65, 153.0)  # ISO/IEC 7810 ID-1: a bank card
    cut_pad: float = 8.0
    cut_bar_pad: float = 5.0
    cut_gap: float = 3.0
    cut_mark: float = 5.0
    cut_hang: float = 11.0
    cut_dash: tuple[float, float] = (4.0, 3.0)
    spread: float = 15.0  # at most between blocks, where page 1 has room to spare
    shrink: float = 0.88  # a patient's value may be set this much smaller before it wraps


_SNUG: Mapping[str, Any] = MappingProxyType({
    "block_gap": 13.0,
    "form_block_gap": 10.0,
    "bullet_gap": 2.0,
    "title_gap": 15.0,
    "lead_gap": 9.0,
    "figure_scale": 1.62,
    "sign_gap": 3.0,
    "row_gap": 4.8,
    "option_row": 17.5,
    "paragraph_gap": 6.0,
    "table_pad": 3.4,
    "card_row_gap": 6.0,
    "card_line_gap": 1.0,
    "log_row": 13.2,
})  # fmt: skip
# For paper as low as US Letter, on which “snug” leaves a page half empty. Type keeps its size here too.
_TIGHT: Mapping[str, Any] = MappingProxyType(
    {
        **_SNUG,
        "block_gap": 9.2,
        "panel_pad_y": 9.0,
        "callout_pad_y": 5.6,
        "form_block_gap": 8.0,
        "bullet_gap": 1.0,
        "title_gap": 12.0,
        "lead_gap": 5.0,
        "figure_scale": 1.5,
        "sign_gap": 2.0,
        "row_gap": 4.2,
        "label_gap": 2.0,
        "hint_gap": 4.0,
        "heading_lead": 1.35,
        "field_height": 22.5,
        "signature_height": 27.0,
    }
)
_LARGE_MEASURES: Mapping[str, Any] = MappingProxyType({
    "field_height": 34.0,
    "comb_cell": 24.0,
    "tick_box": 18.0,
    "radio_radius": 9.0,
    "option_row": 28.0,
    "strip_height": 48.0,
    "staff_field": 28.0,
    "staff_height": 64.0,
    "bullet_hang": 28.0,
    "bullet_size": 16.0,
    "callout_bar": 40.0,
    "writing_line": 28.0,
    "sign_size": 10.0,
    "node_disc": 12.0,
    "chip_height": 26.0,
    "chip_blank_height": 32.0,
    "chip_pad": 12.0,
    "card_disc": 14.0,
    "log_row": 26.0,
    "log_box": 16.0,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class CardMeasures:
    """Lengths of exercise cards, by how many stand on a page."""

    wide_height: float  # of a picture above the words, at most
    tall_height: float  # of a picture beside them
    tall_share: float  # of the card's width, at most
    largest: float  # points a figure unit
    least: float  # height of a card


CARDS: Mapping[int, CardMeasures] = MappingProxyType(
    {
        9: CardMeasures(58, 74, 0.4, 1.2, 100),
        6: CardMeasures(60, 104, 0.48, 1.5, 146),
        4: CardMeasures(92, 150, 0.5, 1.9, 216),
        2: CardMeasures(110, 170, 0.4, 2.4, 200),
        1: CardMeasures(230, 340, 0.45, 4.0, 300),
    }
)


_SNUG_CARDS: Mapping[int, CardMeasures] = MappingProxyType(
    {
        **CARDS,
        9: CardMeasures(52, 68, 0.4, 1.1, 90),
        6: CardMeasures(52, 92, 0.48, 1.5, 134),
    }
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Colours:
    """Colour roles; text and lines name them, never a colour."""

    strong: RGB
    primary: RGB
    tint1: RGB
    tint2: RGB
    tint3: RGB
    accent: RGB
    danger: RGB
    danger_tint: RGB
    warn: RGB
    warn_tint: RGB
    ink: RGB
    soft: RGB
    pale: RGB
    field: RGB
    rule: RGB
    staff: RGB
    paper: RGB
    # the figures' own roles
    skin: RGB
    skin_far: RGB
    shirt: RGB
    shorts: RGB
    line: RGB
    bone: RGB

    def role(self, name: str) -> RGB:
        """Return the colour of the role *name*; KeyError when there is none."""
        if name not in _ROLES:
            raise KeyError(name)
        colour: RGB = getattr(self, name)
        return colour


_ROLES = frozenset(field.name for field in fields(Colours))
_INK, _SOFT, _RULE, _FIELD = rgb("#16202A"), rgb("#46525E"), rgb("#C6CED5"), rgb("#66727D")


def _colours(brand: RGB, accent: RGB) -> Colours:
    base = darken(brand, 3.0)  # a light brand colour: tints come from a darker version
    strong = darken(brand, 9.0)
    return Colours(
        strong=strong,
        primary=darken(brand, 4.5),
        tint1=tone(base, 0.955),
        tint2=tone(base, 0.895),
        tint3=tone(base, 0.74),
        accent=darken(accent, 4.5),
        danger=rgb("#A61B1B"),
        danger_tint=rgb("#FCEFED"),
        warn=rgb("#7A4D00"),
        warn_tint=rgb("#FFF5DC"),
        ink=_INK,
        soft=_SOFT,
        pale=mix(_SOFT, WHITE, 0.35),
        field=_FIELD,
        rule=_RULE,
        staff=mix(_RULE, WHITE, 0.62),
        paper=WHITE,
        skin=tone(base, 0.86),
        skin_far=tone(base, 0.74),
        shirt=tone(base, 0.61),
        shorts=tone(base, 0.27),
        line=mix(strong, _INK, 0.5),
        bone=WHITE,
    )


def _checked(colours: Colours) -> Colours:
    """Return *colours* with the roles darkened that fall short on the tinted panel as well."""
    text = {name: darken(colours.role(name), 4.5, colours.tint1) for name in ("strong", "primary", "accent", "soft")}
    return replace(colours, **text, field=darken(colours.field, 3.0))


def _in_grey(colours: Colours) -> Colours:
    """Return *colours* for a mono print; urgency and the nerve step past their own grey to survive a copier."""
    greys = {field.name: grey(getattr(colours, field.name)) for field in fields(colours)}
    return Colours(**{**greys, "danger": (0.12, 0.12, 0.12), "accent": (0.15, 0.15, 0.15)})


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything the layout asks about looks. `notes` tells what had to be changed for contrast."""

    paper: Paper
    colours: Colours
    type: Mapping[str, TypeStyle]
    measures: Measures
    density: Density
    notes: tuple[str, ...] = ()
    one_column: bool = False  # large print never sets columns side by side
    cards: Mapping[int, CardMeasures] = field(default_factory=lambda: CARDS)

    def span(self, columns: int) -> float:
        """Return the width of *columns* of the page's twelve, gutters between them included."""
        m = self.measures
        column = (self.paper.content_width - m.gutter * (m.columns - 1)) / m.columns
        return columns * column + (columns - 1) * m.gutter


def _notes(brand: RGB, accent: RGB, colours: Colours) -> tuple[str, ...]:
    notes = []
    if contrast(brand, WHITE) < 4.5:
        notes.append(f"brand colour {code(brand)} is too light for text: printed as {code(colours.primary)}")
    if contrast(accent, WHITE) < 4.5:
        notes.append(f"accent {code(accent)} is too light: printed as {code(colours.accent)}")
    return tuple(notes)


ACCENT = "#C2410C"  # of clinics that name none


@lru_cache(maxsize=32)
def make_theme(
    brand: str,
    accent: str | None = None,
    *,
    paper: str = "a4",
    density: Density = "open",
    large_print: bool = False,
    greyscale: bool = False,
    easy: bool = False,
) -> Theme:
    """Return the theme of the brand colours (#RRGGBB) on *paper*; KeyError when the paper is unknown."""
    accent = accent or ACCENT
    colours = _checked(_colours(rgb(brand), rgb(accent)))
    measures = Measures()
    if density != "open":
        measures = replace(measures, **(_SNUG if density == "snug" else _TIGHT))
    styles = dict(TYPE)
    if large_print:
        measures = replace(measures, **_LARGE_MEASURES)
        for role, (size, leading) in _LARGE.items():
            styles[role] = replace(styles[role], size=size, leading=leading, caps=False)
    if easy:
        if density == "tight":
            measures = replace(measures, figure_scale=_EASY_TIGHT_SCALE)
        styles |= {role: replace(styles[role], size=size, leading=leading) for role, (size, leading) in _EASY.items()}
    return Theme(
        paper=replace(PAPERS[paper], footer_y=140.0, usable_y=148.0, coded_rise=64.0) if large_print else PAPERS[paper],
        colours=_in_grey(colours) if greyscale else colours,
        type=MappingProxyType(styles),
        measures=measures,
        density=density,
        one_column=large_print,
        cards=CARDS if density == "open" else _SNUG_CARDS,
        notes=_notes(rgb(brand), rgb(accent), colours),
    )
