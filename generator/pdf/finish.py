"""The last pass: ReportLab's pages + tags, fonts, fields and metadata → one conforming file (pikepdf)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from generator.pdf import widgets
from generator.pdf.canvas import RGB, Link, PlacedWidget, TaggedCanvas, number, show_operators
from generator.pdf.fonts import FIELD_CHARACTERS, Face, to_unicode_cmap, width_array
from generator.pdf.metadata import FileFacts, srgb_profile, xmp
from generator.pdf.tags import AnnotationRef, MarkedContent, StructElem
from generator.pdf.widgets import RadioWidget, TextWidget, TickWidget, Widget

_SYMBOLIC = 4  # font descriptor flag: glyphs outside Adobe's standard Latin set
_PRINT = 4  # annotation flag


def finish(canvas: TaggedCanvas, facts: FileFacts, field_face: Face, ink: RGB) -> bytes:
    """Return the whole file of what *canvas* drew; equal canvases give equal bytes.

    Fields are typed in *field_face* and marked in the colour *ink*.
    """
    with pikepdf.open(BytesIO(canvas.pages())) as pdf:
        fonts = _Fonts(pdf, canvas, field_face, " ".join(map(number, ink)))
        annotations = _annotations(pdf, canvas, fonts)
        _tag(pdf, canvas, annotations)
        for page in pdf.pages:
            page.obj.Resources.Font = fonts.resources
            page.obj.Tabs = Name.S  # PDF/UA-1 7.18.3: tab order follows the structure
        _describe(pdf, facts)
        out = BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=False,
            deterministic_id=True,
        )
    return out.getvalue()


# -- fonts --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _field_subset(face: Face, gids: frozenset[int]) -> tuple[bytes, bytes]:
    """Return the wide field font, compressed, and its ToUnicode: the same for nearly every form of a process."""
    return zlib.compress(face.subset(gids), 9), to_unicode_cmap(face.to_unicode(gids))


class _Fonts:
    """The embedded fonts of one file, by resource name, and the ink of its fields."""

    def __init__(self, pdf: Pdf, canvas: TaggedCanvas, field_face: Face, ink: str) -> None:
        self.ink = ink
        self.field_name = ""
        if any(isinstance(a, PlacedWidget) and isinstance(a.widget, TextWidget) for a in canvas.annotations):
            self.field_name = canvas.font_name(field_face)
        for annotation in canvas.annotations:
            if isinstance(annotation, PlacedWidget) and isinstance(annotation.widget, TextWidget):
                for line in annotation.widget.lines:
                    for piece in line.pieces:
                        canvas.use(piece)
        self._pdf = pdf
        self._names = {face: canvas.font_name(face) for face in canvas.glyphs}
        self.resources = pdf.make_indirect(Dictionary())
        for face, glyphs in canvas.glyphs.items():
            name = self._names[face]
            self.resources[name] = self._embed(face, glyphs, wide=name == self.field_name)

    def name(self, face: Face) -> str:
        """Return the resource name of *face*."""
        return self._names[face]

    def _embed(self, face: Face, glyphs: Mapping[int, str], *, wide: bool) -> Object:
        """Return a Type0 font with a TrueType subset (ISO 32000-1, 9.7)."""
        gids = {0, *glyphs}
        if wide:
            gids |= {face.glyph(c) for c in FIELD_CHARACTERS if c in face.characters}
            data, cmap = _field_subset(face, frozenset(gids))
        else:
            meanings = {gid: text or "\u200c" for gid, text in glyphs.items()} | face.to_unicode(gids)
            data, cmap = zlib.compress(face.subset(gids), 6), to_unicode_cmap(meanings)
        metrics, pdf = face.metrics, self._pdf
        base_name = Name(f"/{_tag_of(gids)}+{metrics.postscript_name}")
        file = pikepdf.Stream(pdf, data, Filter=Name.FlateDecode, Length1=len(zlib.decompress(data)))
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=base_name,
            Flags=_SYMBOLIC,
            FontBBox=Array(metrics.bbox),
            ItalicAngle=round(metrics.italic_angle),
            Ascent=metrics.ascent,
            Descent=metrics.descent,
            CapHeight=metrics.cap_height,
            StemV=50 + (metrics.weight // 65) ** 2,  # no table holds it; the usual estimate from the weight
            FontFile2=pdf.make_indirect(file),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base_name,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            CIDToGIDMap=Name.Identity,
            DW=0,
            W=_array(width_array(face, gids)),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base_name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_indirect(pikepdf.Stream(pdf, cmap)),
            )
        )


def _tag_of(gids: Iterable[int]) -> str:
    """Return the six capitals that mark a subset (ISO 32000-1, 9.6.4), the same for the same glyphs."""
    digest = zlib.crc32(repr(sorted(gids)).encode())
    return "".join(chr(65 + (digest // 26**place) % 26) for place in range(6))


def _array(values: Iterable[Any]) -> Array:
    return Array([_array(value) if isinstance(value, list | tuple) else value for value in values])


# -- annotations and fields ---------------------------------------------------------------------------------------


def _annotations(pdf: Pdf, canvas: TaggedCanvas, fonts: _Fonts) -> list[Object]:
    """Return the annotation objects in the canvas's order, put on their pages, and the field tree in the catalog."""
    form = _FieldTree(pdf)
    made: list[Object] = []
    for annotation in canvas.annotations:
        page = pdf.pages[annotation.page].obj
        match annotation:
            case Link():
                obj: Object = pdf.make_indirect(_link(annotation))
            case PlacedWidget(widget=widget):
                obj = form.add(widget, _appearance(pdf, fonts, widget), fonts)
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


def _rect(rect: Iterable[float]) -> Array:
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
        Rect=_rect(outline),
        QuadPoints=_rect(quads),
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

    def add(self, widget: Widget, appearance: Object, fonts: _Fonts) -> Object:
        """Return the annotation of *widget*, hung into the tree."""
        common: dict[str, Any] = {
            "/Type": Name.Annot,
            "/Subtype": Name.Widget,
            "/Rect": _rect(widget.rect),
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


def _text_keys(widget: TextWidget, fonts: _Fonts) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "/FT": Name.Tx,
        "/Ff": widgets.flags(widget),
        "/DA": String(f"{fonts.field_name} {number(widget.size)} Tf {fonts.ink} rg"),
    }
    if widget.max_length is not None:
        keys["/MaxLen"] = widget.max_length
    if widget.value:
        keys["/V"] = String(widget.value)
    return keys


def _appearance(pdf: Pdf, fonts: _Fonts, widget: Widget) -> Object:
    x0, y0, x1, y1 = widget.rect
    width, height = x1 - x0, y1 - y0

    def stream(code: str, resources: Dictionary) -> Object:
        return pdf.make_indirect(
            pikepdf.Stream(
                pdf,
                code.encode("ascii"),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=_rect((0, 0, width, height)),
                Resources=resources,
            )
        )

    match widget:
        case TextWidget():
            return stream(_text_code(fonts, widget, width, height), Dictionary(Font=fonts.resources))
        case TickWidget():
            mark = widgets.tick_appearance(width, height, fonts.ink)
        case RadioWidget():
            mark = widgets.dot_appearance(width, height, fonts.ink)
    return Dictionary({f"/{widget.code}": stream(mark, Dictionary()), "/Off": stream("", Dictionary())})


def _text_code(fonts: _Fonts, widget: TextWidget, width: float, height: float) -> str:
    """Return the appearance of a text field: its value clipped to the box (ISO 32000-1, 12.7.3.3)."""
    if not widget.lines:
        return "/Tx BMC EMC"
    code = [f"/Tx BMC q 1 1 {number(width - 2)} {number(height - 2)} re W n BT {fonts.ink} rg"]
    for line in widget.lines:
        code.append(f"1 0 0 1 {number(line.x)} {number(line.y)} Tm")
        for piece in line.pieces:
            code.append(f"{fonts.name(piece.face)} {number(widget.size)} Tf")
            code += show_operators(piece, widget.size)
    code.append("ET Q EMC")
    return " ".join(code)


# -- structure tree ---------------------------------------------------------------------------------------------


def _tag(pdf: Pdf, canvas: TaggedCanvas, annotations: list[Object]) -> None:
    """Write the structure tree, and the parent tree that leads from content back to it."""
    pages = [page.obj for page in pdf.pages]
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    objects: dict[StructElem, Object] = {}
    owners: dict[int, Object] = {}  # annotation number → element

    def write(elem: StructElem, parent: Object) -> Object:
        obj = pdf.make_indirect(_element(elem, parent))
        objects[elem] = obj
        home = next((kid.page for kid in elem.kids if not isinstance(kid, StructElem)), None)
        if home is not None:
            obj.Pg = pages[home]
        kids = Array()
        for kid in elem.kids:
            match kid:
                case StructElem():
                    kids.append(write(kid, obj))
                case MarkedContent(page=page, mcid=mcid):
                    same = page == home
                    kids.append(mcid if same else Dictionary(Type=Name.MCR, Pg=pages[page], MCID=mcid))
                case AnnotationRef(page=page, number=index):
                    kids.append(Dictionary(Type=Name.OBJR, Pg=pages[page], Obj=annotations[index]))
                    owners[index] = obj
        if len(kids):
            obj.K = kids
        return obj

    root.K = write(canvas.tree.root, root)
    numbers = Array()
    for index, page in enumerate(pages):
        page.StructParents = index
        numbers.append(index)
        numbers.append(pdf.make_indirect(Array([objects[elem] for elem in canvas.page_elements[index]])))
    for index, annotation in enumerate(annotations):
        annotation.StructParent = len(pages) + index
        numbers.append(len(pages) + index)
        numbers.append(owners[index])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pages) + len(annotations)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _element(elem: StructElem, parent: Object) -> Dictionary:
    made: dict[str, Any] = {"/Type": Name.StructElem, "/S": Name(f"/{elem.tag}"), "/P": parent}
    if elem.alt:
        made["/Alt"] = String(elem.alt)
    if elem.lang:
        made["/Lang"] = String(elem.lang)
    if elem.attributes:
        made["/A"] = Array([_attributes(owner, keys) for owner, keys in elem.attributes.items()])
    return Dictionary(made)


def _attributes(owner: str, keys: Mapping[str, object]) -> Dictionary:
    made: dict[str, Any] = {"/O": Name(f"/{owner}")}
    for key, value in keys.items():
        match value:
            case str() if value.startswith("/"):
                made[f"/{key}"] = Name(value)
            case str():
                made[f"/{key}"] = String(value)
            case tuple():
                made[f"/{key}"] = _rect(value)
            case _:
                made[f"/{key}"] = value
    return Dictionary(made)


# -- metadata -----------------------------------------------------------------------------------------------------


def _describe(pdf: Pdf, facts: FileFacts) -> None:
    """Write what PDF/A-2a and PDF/UA-1 want said in the catalog."""
    metadata = pikepdf.Stream(pdf, xmp(facts), Type=Name.Metadata, Subtype=Name.XML)
    profile = pikepdf.Stream(pdf, srgb_profile(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    root = pdf.Root
    root.Metadata = pdf.make_indirect(metadata)
    root.OutputIntents = Array([intent])
    root.Lang = String(facts.language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for key in ("/PageMode", "/Outlines"):
        if key in root:
            del root[key]
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String(facts.title),
            Author=String(facts.author),
            Subject=String(facts.subject),
            Creator=String(facts.creator),
            Producer=String(facts.creator),
            CreationDate=String(facts.pdf_date),
            ModDate=String(facts.pdf_date),
        )
    )
