"""Links and widgets of a drawn document → annotations and the tree of fields of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from generator.pdf import widgets
from generator.pdf.canvas import Link, PlacedWidget, TaggedCanvas, hole_mark, lines_operators, number
from generator.pdf.embed import EmbeddedFonts
from generator.pdf.fonts import Face
from generator.pdf.widgets import RadioWidget, TextLine, TextWidget, TickWidget, Widget

_PRINT = 4  # annotation flag


def write_annotations(pdf: Pdf, canvas: TaggedCanvas, fonts: EmbeddedFonts) -> list[Object]:
    """Return the annotation objects in the canvas's order, put on their pages, and the field tree in the catalog."""
    form, appearances = _FieldTree(pdf), _Appearances(pdf, fonts)
    made: list[Object] = []
    for annotation in canvas.annotations:
        page = pdf.pages[annotation.page].obj
        match annotation:
            case Link():
                obj: Object = pdf.make_indirect(_link(annotation))
            case PlacedWidget(widget=widget):
                obj = form.add(widget, appearances.of(widget), fonts)
        obj.P = page
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(obj)
        made.append(obj)
    if form.roots:
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(form.roots)))
        if fonts.field_name:  # a form of ticks alone types nothing
            pdf.Root.AcroForm.DR = Dictionary(Font=fonts.resources)
            pdf.Root.AcroForm.DA = String(f"{fonts.field_name} 0 Tf {fonts.ink} rg")
    return made


def rect_array(rect: Iterable[float]) -> Array:
    return Array([round(value, 2) for value in rect])


def _link(link: Link) -> Dictionary:
    boxes = link.rects
    outline = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    quads = [value for x0, y0, x1, y1 in boxes for value in (x0, y1, x1, y1, x0, y0, x1, y0)]
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=rect_array(outline),
        QuadPoints=rect_array(quads),
        Border=Array([0, 0, 0]),
        F=_PRINT,
        Contents=String(link.contents),
        A=Dictionary(Type=Name.Action, S=Name.URI, URI=String(link.href)),
    )


class _FieldTree:
    """Fields by their dotted names: parts before the last dot are nodes of the tree (ISO 32000-1, 12.7.3.2)."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._nodes: dict[str, Object] = {}
        self.roots: list[Object] = []

    def add(self, widget: Widget, appearance: Object, fonts: EmbeddedFonts) -> Object:
        """Return the annotation of *widget*, hung into the tree."""
        common: dict[str, Any] = {
            "/Type": Name.Annot,
            "/Subtype": Name.Widget,
            "/Rect": rect_array(widget.rect),
            "/F": _PRINT,
            "/TU": String(widget.tooltip),
            "/AP": Dictionary(N=appearance),
        }
        match widget:
            case TextWidget():
                return self._hang(widget.name, {**common, **_text_keys(widget, fonts)})
            case TickWidget():
                state = Name(f"/{widget.code}") if widget.checked else Name.Off
                keys = {"/FT": Name.Btn, "/Ff": widgets.flags(widget), "/V": state, "/AS": state}
                return self._hang(widget.name, {**common, **keys})
            case RadioWidget():
                return self._button(widget, common)

    def _button(self, widget: RadioWidget, common: dict[str, Any]) -> Object:
        group = self._nodes.get(widget.name)
        if group is None:
            group = self._hang(
                widget.name,
                {
                    "/FT": Name.Btn,
                    "/Ff": widgets.flags(widget),
                    "/TU": String(widget.group_tooltip),
                    "/Kids": Array(),
                },
            )
            self._nodes[widget.name] = group
        state = Name(f"/{widget.code}") if widget.checked else Name.Off
        if widget.checked:
            group.V = state
        button = self._pdf.make_indirect(Dictionary({**common, "/Parent": group, "/AS": state}))
        group.Kids.append(button)
        return button

    def _hang(self, name: str, keys: dict[str, Any]) -> Object:
        path, _, last = name.rpartition(".")
        field = self._pdf.make_indirect(Dictionary({**keys, "/T": String(last)}))
        self._place(path, field)
        return field

    def _place(self, path: str, field: Object) -> None:
        if not path:
            self.roots.append(field)
            return
        if path not in self._nodes:
            above, _, last = path.rpartition(".")
            self._nodes[path] = self._pdf.make_indirect(Dictionary(T=String(last), Kids=Array()))
            self._place(above, self._nodes[path])
        field.Parent = self._nodes[path]
        self._nodes[path].Kids.append(field)


def _text_keys(widget: TextWidget, fonts: EmbeddedFonts) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "/FT": Name.Tx,
        "/Ff": widgets.flags(widget),
        "/DA": String(default_appearance(fonts.field_name, widget.size, fonts.ink)),
    }
    if widget.max_length is not None:
        keys["/MaxLen"] = widget.max_length
    if widget.hole is not None:
        keys |= {"/DA": hole_name("DA", widget.hole), "/V": hole_name("V", widget.hole)}
    elif widget.value:
        keys["/V"] = String(widget.value)
    return keys


class _Appearances:
    """What widgets look like. Buttons that look alike share their streams; a program that fills in a text field
    may write its appearance over the old one, so each of those has its own.
    """

    def __init__(self, pdf: Pdf, fonts: EmbeddedFonts) -> None:
        self._pdf, self._fonts = pdf, fonts
        self._shared: dict[tuple[str, str, str], Object] = {}

    def of(self, widget: Widget) -> Object:
        """Return the normal appearance of *widget*: a stream, or one for each state."""
        x0, y0, x1, y1 = widget.rect
        width, height = x1 - x0, y1 - y0
        ink = self._fonts.ink
        match widget:
            case TextWidget():
                code = _text_code(self._fonts, widget, width, height)
                return self._stream(code, width, height, Dictionary(Font=self._fonts.resources))
            case TickWidget() | RadioWidget():
                mark = widgets.mark_operators(widget, width, height, ink)
        states = {f"/{widget.code}": self._button(mark, width, height), "/Off": self._button("", width, height)}
        return Dictionary(states)

    def _button(self, code: str, width: float, height: float) -> Object:
        key = (code, number(width), number(height))
        if key not in self._shared:
            self._shared[key] = self._stream(code, width, height, Dictionary())
        return self._shared[key]

    def _stream(self, code: str, width: float, height: float, resources: Dictionary) -> Object:
        box = rect_array((0, 0, width, height))
        return self._pdf.make_indirect(
            pikepdf.Stream(
                self._pdf,
                code.encode("ascii"),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=box,
                Resources=resources,
            )
        )


def default_appearance(font: str, size: float, colour: str) -> str:
    """Return how a program sets what is typed into a text field (ISO 32000-1, 12.7.3.3)."""
    return f"{font} {number(size)} Tf {colour} rg"


def hole_name(key: str, hole: int) -> Name:
    """Return what stands for the value of *key* until the hole is filled."""
    return Name(f"/HOLE.{key}.{hole}")


def _text_code(fonts: EmbeddedFonts, widget: TextWidget, width: float, height: float) -> str:
    """Return the appearance of a text field: its value clipped to the box (ISO 32000-1, 12.7.3.3)."""
    if widget.hole is not None:
        return hole_mark(widget.hole, 0)
    colour = fonts.pale if widget.hint else fonts.ink
    return field_operators(widget.lines, (width, height), widget.size, colour, fonts.name)


def field_operators(
    lines: Sequence[TextLine],
    box: tuple[float, float],
    size: float,
    colour: str,
    name_of: Callable[[Face], str],
) -> str:
    """Return the operators that show *lines* in a field *box* points wide and high; *colour* as “r g b”."""
    if not lines:
        return "/Tx BMC EMC"
    shown = lines_operators(lines, (0.0, 0.0), size, colour, name_of)
    return f"{field_clip(box)} {shown} Q EMC"


def field_clip(box: tuple[float, float]) -> str:
    """Return what every look of a text field *box* points wide and high starts with (ISO 32000-1, 12.7.3.3)."""
    return f"/Tx BMC q 1 1 {number(box[0] - 2)} {number(box[1] - 2)} re W n"
