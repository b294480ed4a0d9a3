"""A ReportLab canvas that tags while it draws: what paints is claimed by an element or declared an artifact.

PDF/UA-1 7.1: all content is either tagged or an artifact. Painting that nobody claims raises at once, so a file
that claims conformance and breaks it is never made. Coordinates are points, origin bottom left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from generator.pdf.fonts import Face, Shaped
from generator.pdf.tags import AnnotationRef, MarkedContent, StructElem, StructTree
from generator.pdf.widgets import TextLine, Widget

RGB = tuple[float, float, float]
Rect = tuple[float, float, float, float]

# Operators that put something on the page (ISO 32000-1, annex A)
_PAINTS = re.compile(r"(?:^|\s)(?:S|s|f\*?|F|B\*?|b\*?|sh|Do|EI|Tj|TJ|'|\")(?:\s|$)")


class UntaggedContentError(RuntimeError):
    """Something was painted outside every element and artifact: a mistake of ours, not the author's."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation: one address, a rectangle for each line it runs over."""

    page: int
    href: str
    contents: str
    rects: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class PlacedWidget:
    """A form field's widget on a page."""

    page: int
    widget: Widget


Annotation = Link | PlacedWidget


@dataclass(frozen=True, slots=True)
class PlacedForm:
    """A form XObject: its name in the resources, its operators, its size, the pages that place it."""

    name: str
    operators: str
    size: tuple[float, float]
    pages: set[int]


def number(value: float) -> str:
    """Return *value* as PDF writes it, to a hundredth."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class _GuardedCode(list[str]):
    """The page's operators; refuses painting that no element and no artifact claims."""

    def __init__(self, canvas: TaggedCanvas) -> None:
        super().__init__()
        self._canvas = canvas

    def append(self, item: str) -> None:
        if not self._canvas.claimed and _PAINTS.search(item):
            raise UntaggedContentError(f"nobody claims: {item[:60]}")
        super().append(item)


class _Opened:
    """An open element: contextlib's own managers take three times as long, and a page has hundreds."""

    __slots__ = ("_open", "_tree")

    def __init__(self, tree: StructTree, open_: Callable[[], StructElem]) -> None:
        self._tree, self._open = tree, open_

    def __enter__(self) -> StructElem:
        return self._open()

    def __exit__(self, *_: object) -> None:
        self._tree.close()


class _Claim:
    """What is painted inside belongs to what *begin* says."""

    __slots__ = ("_begin", "_canvas")

    def __init__(self, canvas: TaggedCanvas, begin: Callable[[], str]) -> None:
        self._canvas, self._begin = canvas, begin

    def __enter__(self) -> None:
        self._canvas.operators.append(self._begin())
        self._canvas.claimed = True

    def __exit__(self, *_: object) -> None:
        self._canvas.claimed = False
        self._canvas.operators.append("EMC")


_CLAIMED_ALREADY: AbstractContextManager[None] = nullcontext()


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """Draws pages, the structure tree, links and fields; finish.py makes the file of them."""

    def __init__(self, page_size: tuple[float, float], language: str) -> None:
        self.tree = StructTree()
        self.annotations: list[Annotation] = []
        self.glyphs: dict[Face, dict[int, str]] = {}
        self.page_elements: list[list[StructElem]] = []
        self._names: dict[Face, str] = {}
        self._used: dict[int, Shaped] = {}
        self._shown: dict[int, Sequence[Shaped]] = {}
        self.claimed = False
        self.furniture: dict[int, list[str]] = {}
        self.forms: dict[Hashable, PlacedForm] = {}
        self.contents: list[str] = []
        self.holes: list[object] = []
        self.reserved: dict[Face, frozenset[int]] = {}
        self._language = language
        super().__init__(
            BytesIO(), pagesize=page_size, pageCompression=0, invariant=1, pdfVersion=(1, 7), lang=language
        )
        self._fillMode = 1  # non-zero winding: figures are unions of overlapping outlines

    # -- ReportLab's hooks ------------------------------------------------------------------------------------

    def _make_preamble(self) -> None:
        """No initial font: ReportLab's would be Helvetica, not embedded (PDF/A-2 6.2.11.4)."""
        self._preamble = ""

    def _restartAccumulators(self) -> None:  # noqa: N802 - ReportLab's name
        super()._restartAccumulators()
        self._code = _GuardedCode(self)
        self.page_elements.append([])

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Close the page. Its operators go to `contents`: ReportLab would put each letter through a code table."""
        self.contents.append("\n".join(self._code))
        self._code = _GuardedCode(self)
        super().showPage()

    def setFont(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 - ReportLab's name
        """Do nothing: ReportLab's renderers choose a font even for drawings without text."""

    def beginText(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 - ReportLab's name
        """Refuse ReportLab's own text: its fonts are not embedded, shaped or tagged; use show()."""
        raise UntaggedContentError("text is drawn with show()")

    @property
    def operators(self) -> list[str]:
        """The operators of the current page so far."""
        return self._code

    @property
    def page_index(self) -> int:
        """The number of the current page, from 0."""
        return int(self._pageNumber) - 1

    # -- tags ---------------------------------------------------------------------------------------------------

    def element(
        self,
        tag: str,
        key: Hashable | None = None,
        *,
        alt: str | None = None,
        lang: str | None = None,
        attributes: Mapping[str, Mapping[str, object]] | None = None,
    ) -> AbstractContextManager[StructElem]:
        """Open a structure element; what is marked inside belongs to it or to its children."""
        return _Opened(self.tree, lambda: self.tree.open(tag, key, alt=alt, lang=lang, attributes=attributes))

    def marked(self, elem: StructElem | None = None) -> AbstractContextManager[None]:
        """Claim what is painted for *elem*, or for the innermost open element."""
        return _Claim(self, lambda: self._mark(elem or self.tree.current))

    def _mark(self, elem: StructElem) -> str:
        if self.claimed:
            raise UntaggedContentError(f"{elem.tag} inside other marked content")
        elements = self.page_elements[-1]
        number = len(elements)
        elem.kids.append(MarkedContent(self.page_index, number))
        elements.append(elem)
        return f"/{elem.tag} <</MCID {number}>> BDC"

    def artifact(self, kind: str = "Layout", subtype: str | None = None) -> AbstractContextManager[None]:
        """Declare what is painted decoration or furniture (ISO 32000-1, 14.8.2.2); does nothing when claimed."""
        if self.claimed:
            return _CLAIMED_ALREADY
        more = f" /Subtype /{subtype}" if subtype else ""
        return _Claim(self, lambda: f"/Artifact <</Type /{kind}{more}>> BDC")

    def add_furniture(self, page: int, code: str) -> None:
        """Put the operators *code* on page *page* (from 0) as an artifact, after everything else there.

        For what is known only when all pages are drawn. It must set its own colours.
        """
        self.furniture.setdefault(page, []).append(f"/Artifact <</Type /Pagination>> BDC q {code} Q EMC")

    def place_form(self, key: Hashable, operators: Callable[[], str], size: tuple[float, float], matrix: str) -> None:
        """Place the form XObject *key* (ISO 32000-1, 8.10) by *matrix*; its *operators* are asked for once.

        *size* is its box from the origin. It takes the colours and fonts of nothing outside it.
        """
        if key not in self.forms:
            self.forms[key] = PlacedForm(f"/P{len(self.forms)}", operators(), size, set())
        form = self.forms[key]
        form.pages.add(self.page_index)
        self._code.append(f"q {matrix} cm {form.name} Do Q")

    # -- holes: what differs by patient and is filled in later -------------------------------------------------

    def leave(self, hole: object) -> int:
        """Leave something open; return its number, for mark_hole or a widget."""
        self.holes.append(hole)
        return len(self.holes) - 1

    def mark_hole(self, hole: int, part: int) -> None:
        """Mark where operators of the *hole* will stand; what they paint must be claimed like all else."""
        if not self.claimed:
            raise UntaggedContentError("nobody claims a hole")
        self._code.append(hole_mark(hole, part))

    def reserve(self, face: Face, characters: Iterable[int]) -> None:
        """Have all *characters* of *face* embedded, whatever is shown."""
        self.font_name(face)
        self.reserved[face] = self.reserved.get(face, frozenset()) | (frozenset(characters) & face.characters)

    # -- text ---------------------------------------------------------------------------------------------------

    def show(
        self, pieces: Sequence[Shaped], operators: str, at: tuple[float, float], colour: RGB, tracking: float = 0.0
    ) -> None:
        """Show *pieces*, whose words_operators are known, from the baseline point *at*."""
        if id(pieces) not in self._shown:
            self._shown[id(pieces)] = pieces  # kept, so that its id stays its own
            for piece in pieces:
                self.use(piece)
        self._code.append(placed_words(operators, at, colour, tracking))

    def show_lines(self, lines: Sequence[TextLine], at: tuple[float, float], size: float, colour: RGB) -> None:
        """Show *lines* that stand from the point *at* on."""
        for line in lines:
            for piece in line.pieces:
                self.use(piece)
        self._code.append(lines_operators(lines, at, size, " ".join(map(number, colour)), self.font_name))

    def use(self, piece: Shaped) -> None:
        """Have the glyphs of *piece* embedded."""
        if id(piece) in self._used:
            return
        self._used[id(piece)] = piece  # kept, so that its id stays its own
        used = self.glyphs.setdefault(piece.face, {})
        for glyph in piece.glyphs:
            used.setdefault(glyph.gid, glyph.text)

    def font_name(self, face: Face) -> str:
        """Return the resource name of *face*: numbered in the order of first use."""
        self.glyphs.setdefault(face, {})
        return self._names.setdefault(face, f"/F{len(self._names)}")

    # -- annotations ------------------------------------------------------------------------------------------

    def link(self, elem: StructElem, href: str, contents: str, rects: tuple[Rect, ...]) -> None:
        """Add a link that belongs to *elem* (a Link element)."""
        self._annotate(elem, Link(self.page_index, href, contents, rects))

    def widget(self, widget: Widget) -> None:
        """Add a form field's widget as a Form element under the current one (PDF/UA-1 7.18.4)."""
        with self.element("Form", alt=widget.tooltip) as elem:
            self._annotate(elem, PlacedWidget(self.page_index, widget))

    def _annotate(self, elem: StructElem, annotation: Annotation) -> None:
        elem.kids.append(AnnotationRef(self.page_index, len(self.annotations)))
        self.annotations.append(annotation)

    # -- the end ----------------------------------------------------------------------------------------------

    def pages(self) -> bytes:
        """Return ReportLab's file: empty pages and pictures, without tags, fields and fonts."""
        data: bytes = self.getpdfdata()
        return data


def hole_mark(hole: int, part: int) -> str:
    """Return what stands in a page's operators, on a line of its own, where a part of a hole will stand."""
    return f"%@{hole}.{part}@"


def placed_words(operators: str, at: tuple[float, float], colour: RGB, tracking: float) -> str:
    """Return the text object that shows words_operators from the baseline point *at*."""
    start = f"BT {number(colour[0])} {number(colour[1])} {number(colour[2])} rg"
    place = f"1 0 0 1 {number(at[0])} {number(at[1])} Tm"
    if tracking:  # character spacing outlives ET
        return f"{start} {number(tracking)} Tc {place} {operators} 0 Tc ET"
    return f"{start} {place} {operators} ET"


def words_operators(pieces: Iterable[Shaped], size: float, name_of: Callable[[Face], str]) -> str:
    """Return the operators that choose fonts and show *pieces*, wherever that will be."""
    code: list[str] = []
    current: Face | None = None
    for piece in pieces:
        if piece.face is not current:
            current = piece.face
            code.append(f"{name_of(current)} {number(size)} Tf")
        code += show_operators(piece, size)
    return " ".join(code)


def lines_operators(
    lines: Iterable[TextLine], at: tuple[float, float], size: float, colour: str, name_of: Callable[[Face], str]
) -> str:
    """Return the operators that show *lines*, which stand from the point *at* on; *colour* as “r g b”."""
    code = [f"BT {colour} rg"]
    for line in lines:
        code.append(f"1 0 0 1 {number(at[0] + line.x)} {number(at[1] + line.y)} Tm")
        for piece in line.pieces:
            code.append(f"{name_of(piece.face)} {number(size)} Tf")
            code += show_operators(piece, size)
    code.append("ET")
    return " ".join(code)


def show_operators(piece: Shaped, size: float) -> list[str]:
    """Return the operators that show *piece*, with ActualText where glyphs and characters differ."""
    parts = []
    for rise, array in piece.shown:
        parts.append(f"{number(rise * size / 1000)} Ts [{array}] TJ 0 Ts" if rise else f"[{array}] TJ")
    if piece.simple:
        return parts
    actual = piece.text.encode("utf-16-be").hex().upper()
    lang = f" /Lang (und-{piece.face.script})" if piece.face.script != "Latn" else ""
    return [f"/Span <</ActualText <FEFF{actual}>{lang}>> BDC", *parts, "EMC"]
