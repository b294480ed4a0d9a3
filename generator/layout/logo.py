"""A clinic's own logo: SVG (svglib) or PNG (Pillow), drawn to fit."""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from generator.errors import InputError, Location, MissingAssetError, Problem, shown
from generator.pdf.canvas import TaggedCanvas

_SHARP = 4  # pixels a point that a printer can show (288 dpi); more only makes the file larger
_MAX_PIXELS = 40_000_000
_MAX_USES = 12  # <use> may hold <use>: each level multiplies


def _missing(path: Path) -> MissingAssetError:
    return MissingAssetError(
        Problem(
            "the logo is not there",
            Location(shown(path)),
            "put the file there, or correct “logo” in clinic.yaml",
        )
    )


def _unusable(path: Path, why: str, hint: str) -> InputError:
    return InputError(Problem(f"the logo cannot be used: {why}", Location(shown(path)), hint))


@cache
def _svg(path: Path, changed: int) -> Any:
    """Return the SVG as a ReportLab drawing; *changed* is its time of change, so that an edit is seen."""
    import logging

    from lxml.etree import XMLSyntaxError
    from svglib.svglib import svg2rlg

    logging.getLogger("svglib").setLevel(logging.CRITICAL)  # its warnings name features, not what to do
    source = path.read_bytes()
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        raise _unusable(path, "it is not UTF-8", "save it as UTF-8") from None
    _check_svg(path, source)
    try:
        drawing = svg2rlg(BytesIO(source))
    except (XMLSyntaxError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        drawing = None  # what svglib trips over in a broken file
    if drawing is None or not drawing.width or not drawing.height:
        raise _unusable(path, "it is not an SVG with a size", "export it again as SVG or PNG")
    return drawing


def _check_svg(path: Path, source: bytes) -> None:
    """Raise InputError for what svglib would read from elsewhere, drop, or unfold without end."""
    from lxml import etree

    if b"<!ENTITY" in source:
        raise _unusable(path, "it holds XML entities", "save it as plain paths")
    try:
        parts = [e for e in etree.fromstring(source).iter() if isinstance(e.tag, str)]
    except etree.XMLSyntaxError:
        raise _unusable(path, "it is not an SVG", "export it again as SVG or PNG") from None
    names = {etree.QName(part).localname for part in parts}
    for name, what, hint in (
        ("text", "it holds text in a font that may be missing", "convert text to paths"),
        ("image", "it holds pictures", "save it as plain paths"),
    ):
        if name in names:
            raise _unusable(path, what, hint)
    if sum(etree.QName(part).localname == "use" for part in parts) > _MAX_USES:
        raise _unusable(path, "it repeats parts too often", "save it as plain paths")


@lru_cache(maxsize=64)
def _svg_operators(path: Path, changed: int, box: tuple[float, float, float, float]) -> str:
    """Return the operators that draw an SVG into *box*: the same on every page, and slow to make."""
    from reportlab.graphics import renderPDF

    x, y, width, height = box
    drawing = _svg(path, changed)
    scratch = TaggedCanvas((x + width, y + height), "en")
    with scratch.artifact():
        start = len(scratch.operators)
        scratch.saveState()
        scratch.translate(x, y)
        scratch.scale(width / drawing.width, height / drawing.height)
        renderPDF.draw(drawing, scratch, 0, 0)
        scratch.restoreState()
        return "\n".join(scratch.operators[start:])


@cache
def _png(path: Path, changed: int, box: tuple[int, int]) -> tuple[Any, tuple[int, int]]:
    """Return the PNG as an RGBA picture no larger than *box* pixels, and its own size."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=["PNG"]) as opened:
            size = opened.size
            if size[0] * size[1] > _MAX_PIXELS:
                raise _unusable(path, "it has more than 40 million pixels", "make it smaller")
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise _unusable(path, "it is not a PNG file", "export it again as PNG or SVG") from None
    picture.thumbnail(box)
    return picture, size


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        raise _unusable(path, f"“{kind}” files are not known here", "export it as SVG or PNG")
    if not path.is_file():
        raise _missing(path)
    return kind


def logo_size(path: Path, square: float, wide: float, height: float) -> tuple[float, float]:
    """Return width and height in points: within a square, or within *wide* × *height* for a wide logo.

    Raises MissingAssetError or InputError when the file is missing or no picture.
    """
    if _kind(path) == ".svg":
        drawing = _svg(path, path.stat().st_mtime_ns)
        own: tuple[float, float] = (drawing.width, drawing.height)
    else:
        own = _png(path, path.stat().st_mtime_ns, (int(wide * _SHARP), int(wide * _SHARP)))[1]
    limit = (square, square) if own[0] <= own[1] * 1.3 else (wide, height)
    scale = min(limit[0] / own[0], limit[1] / own[1])
    return own[0] * scale, own[1] * scale


def draw_logo(canvas: TaggedCanvas, path: Path, box: tuple[float, float, float, float]) -> None:
    """Draw the logo into *box* (x, y, width, height); inside an artifact."""
    x, y, width, height = box
    if _kind(path) == ".svg":
        canvas.addLiteral(_svg_operators(path, path.stat().st_mtime_ns, box))
        return
    from reportlab.lib.utils import ImageReader

    picture, _ = _png(path, path.stat().st_mtime_ns, (max(1, int(width * _SHARP)), max(1, int(height * _SHARP))))
    canvas.drawImage(ImageReader(picture), x, y, width, height, mask="auto")
