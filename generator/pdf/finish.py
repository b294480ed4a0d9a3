"""The last pass: ReportLab's pages + tags, fonts, fields and metadata → one conforming file (pikepdf)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from generator.pdf.acroform import rect_array, write_annotations
from generator.pdf.canvas import RGB, TaggedCanvas, number
from generator.pdf.embed import EmbeddedFonts
from generator.pdf.fonts import Face
from generator.pdf.metadata import FileFacts, srgb_profile, xmp
from generator.pdf.tags import AnnotationRef, MarkedContent, StructElem


def finish(canvas: TaggedCanvas, facts: FileFacts, field_face: Face, ink: RGB, pale: RGB) -> bytes:
    """Return the whole file of what *canvas* drew; equal canvases give equal bytes.

    Fields are typed in *field_face* and marked in the colour *ink*; hints in them are *pale*.
    """
    with finished(canvas, facts, field_face, ink, pale) as pdf:
        out = BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=False,
            deterministic_id=True,
        )
    return out.getvalue()


@contextmanager
def finished(canvas: TaggedCanvas, facts: FileFacts, field_face: Face, ink: RGB, pale: RGB) -> Iterator[Pdf]:
    """Open what *canvas* drew as a file that only has to be saved; see finish."""
    with pikepdf.open(BytesIO(canvas.pages())) as pdf:
        fonts = EmbeddedFonts(pdf, canvas, field_face, " ".join(map(number, ink)), " ".join(map(number, pale)))
        annotations = write_annotations(pdf, canvas, fonts)
        _tag(pdf, canvas, annotations)
        for index, page in enumerate(pdf.pages):
            code = (canvas.contents[index], *canvas.furniture.get(index, ()))
            packed = zlib.compress("\n".join(code).encode("ascii"), _PAGE_LEVEL)
            page.obj.Contents.write(packed, filter=Name.FlateDecode)
        _write_forms(pdf, canvas)
        for page in pdf.pages:
            page.obj.Resources.Font = fonts.resources
            page.obj.Tabs = Name.S  # PDF/UA-1 7.18.3: tab order follows the structure
        _describe(pdf, facts)
        yield pdf


_PAGE_LEVEL = 4  # half the time of the usual 6, for pages 4 % larger


@lru_cache(maxsize=256)
def _packed(operators: str) -> bytes:
    """Return *operators* compressed: the same figures stand in document after document."""
    return zlib.compress(operators.encode("ascii"), 9)


def _write_forms(pdf: Pdf, canvas: TaggedCanvas) -> None:
    """Write the form XObjects, and name them in the resources of the pages that place them."""
    for form in canvas.forms.values():
        obj = pdf.make_indirect(
            pikepdf.Stream(
                pdf,
                _packed(form.operators),
                Filter=Name.FlateDecode,
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=rect_array((0, 0, *form.size)),
                Resources=Dictionary(),
            )
        )
        for index in form.pages:
            resources = pdf.pages[index].obj.Resources
            if "/XObject" not in resources:
                resources.XObject = Dictionary()
            resources.XObject[form.name] = obj


def _tag(pdf: Pdf, canvas: TaggedCanvas, annotations: list[Object]) -> None:
    """Write the structure tree, and the parent tree that leads from content back to it."""
    pages = [page.obj for page in pdf.pages]
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    objects: dict[StructElem, Object] = {}
    owners: dict[int, Object] = {}  # annotation number → element

    def write(elem: StructElem, parent: Object) -> Object:
        home = next((kid.page for kid in elem.kids if not isinstance(kid, StructElem)), None)
        obj = pdf.make_indirect(_element(elem, parent, None if home is None else pages[home]))
        objects[elem] = obj
        kids: list[Any] = []  # lists become arrays at once: entry by entry takes three times as long
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
        if kids:
            obj.K = Array(kids)
        return obj

    root.K = write(canvas.tree.root, root)
    numbers: list[Any] = []
    for index, page in enumerate(pages):
        page.StructParents = index
        numbers += [index, pdf.make_indirect(Array([objects[elem] for elem in canvas.page_elements[index]]))]
    for index, annotation in enumerate(annotations):
        annotation.StructParent = len(pages) + index
        numbers += [len(pages) + index, owners[index]]
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(pages) + len(annotations)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _element(elem: StructElem, parent: Object, page: Object | None) -> Dictionary:
    made: dict[str, Any] = {"/Type": Name.StructElem, "/S": Name(f"/{elem.tag}"), "/P": parent}
    if page is not None:
        made["/Pg"] = page
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
                made[f"/{key}"] = rect_array(value)
            case _:
                made[f"/{key}"] = value
    return Dictionary(made)


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
