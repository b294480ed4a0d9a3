"""Fields of a form by their names, and four programs that fill them in: pypdf, pdf-lib, PDFium, pdftk."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdfium2
from pikepdf import Name, Object, Pdf
from pypdf import PdfReader, PdfWriter
from pypdfium2 import raw

ROOT = Path(__file__).parent.parent
NODE = Path(__file__).parent / "node"

Value = str | bool  # text, the code of an answer, or a tick
Values = Mapping[str, Value]

# -- the fields of a form, read with pikepdf ---------------------------------------------------------------------------


def terminals(pdf: Pdf) -> dict[str, Object]:
    """Return the fields by their full names."""

    def below(node: Object, path: str) -> Iterator[tuple[str, Object]]:
        name = ".".join(filter(None, (path, str(node.T))))
        if "/FT" in node:
            yield name, node
            return
        for kid in node.Kids:
            yield from below(kid, name)

    return {name: node for root in pdf.Root.AcroForm.Fields for name, node in below(root, "")}


def widgets(field: Object) -> list[Object]:
    return list(field.Kids) if "/Kids" in field else [field]


def codes(field: Object) -> list[str]:
    """Return the export values of a field's buttons."""
    return [str(state)[1:] for widget in widgets(field) for state in widget.AP.N.keys() if state != "/Off"]  # noqa: SIM118


def is_text(field: Object) -> bool:
    return bool(Name.Tx == field.FT)


def is_radio(field: Object) -> bool:
    return not is_text(field) and bool(int(field.Ff) & 1 << 15)


def read_back(data: bytes) -> dict[str, Value]:
    """Return the value of every field as pikepdf reads it; asserts that buttons show what they hold."""
    found: dict[str, Value] = {}
    with pikepdf.open(BytesIO(data)) as pdf:
        for name, field in terminals(pdf).items():
            value = str(field.get("/V", ""))
            if is_text(field):
                found[name] = value
                continue
            shown = [str(widget.AS) for widget in widgets(field) if Name.Off != widget.AS]
            assert shown == [value] * (value not in ("", "/Off")), name
            code = value.removeprefix("/").removeprefix("Off")
            found[name] = code if is_radio(field) else bool(code)
    return found


def is_comb(field: Object) -> bool:
    return bool(int(field.Ff) & 1 << 24)


# -- four programs that fill in -------------------------------------------------------------------------------------


def fill_with_pypdf(data: bytes, values: Values) -> bytes:
    on = {name: value if isinstance(value, str) else "" for name, value in values.items()}
    with pikepdf.open(BytesIO(data)) as pdf:
        for name, field in terminals(pdf).items():
            if name in values and not is_text(field):
                on[name] = f"/{values[name] if is_radio(field) else codes(field)[0] if values[name] else 'Off'}"
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    for page in writer.pages:
        writer.update_page_form_field_values(page, on, auto_regenerate=False)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def fill_with_pdf_lib(data: bytes, values: Values, folder: Path) -> tuple[bytes, dict[str, Any]]:
    """Return the filled form, and what pdf-lib says of it."""
    form, filled = folder / "form.pdf", folder / "filled.pdf"
    form.write_bytes(data)
    filled.unlink(missing_ok=True)
    font = ROOT / "fonts" / "NotoSans-Regular.ttf"
    job = {"form": str(form), "values": dict(values), "filled": str(filled), "font": str(font)}
    said = _pdf_lib().ask(job)
    assert "error" not in said, said["error"]
    return filled.read_bytes(), said


class _PdfLib:
    """A process of node that has pdf-lib at hand: to load it takes longer than to fill in a form."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", NODE / "fill.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        atexit.register(self._end)

    def ask(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Return what node answers to one job; its own complaints go to standard error."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "node has ended; its standard error says why"
        said: dict[str, Any] = json.loads(line)
        return said

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()


@cache
def _pdf_lib() -> _PdfLib:
    return _PdfLib()


def middle(rect: Object) -> tuple[float, float]:
    x0, y0, x1, y1 = (float(value) for value in rect)
    return (x0 + x1) / 2, (y0 + y1) / 2


def clicks_and_words(data: bytes, values: Values) -> Iterator[tuple[int, tuple[float, float], str]]:
    """Yield for each answer the page, where to click there and what to type then."""
    with pikepdf.open(BytesIO(data)) as pdf:
        numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        for name, field in terminals(pdf).items():
            value = values.get(name)
            if value is None:
                continue
            chosen = isinstance(value, str) and not is_text(field)
            widget = widgets(field)[codes(field).index(str(value))] if chosen else field
            words = str(value) if is_text(field) else ""  # a click changes a tick into its opposite
            yield numbers[widget.P.objgen], middle(widget.Rect), words


def type_with_pdfium(data: bytes, values: Values) -> bytes:
    """Click and type as in a browser: a click puts the cursor into a text field, or presses a button."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        kept = list(document)  # PDFium forgets a page that nobody holds
        form = document.formenv.raw
        for number, (x, y), words in clicks_and_words(data, values):
            page = kept[number].raw
            raw.FORM_OnMouseMove(form, page, 0, x, y)
            raw.FORM_OnLButtonDown(form, page, 0, x, y)
            raw.FORM_OnLButtonUp(form, page, 0, x, y)
            for character in words:
                raw.FORM_OnChar(form, page, ord(character), 0)
        raw.FORM_ForceToKillFocus(form)
        out = BytesIO()
        document.save(out)
    finally:
        document.close()
    return out.getvalue()


def fill_with_pdftk(data: bytes, values: Values, folder: Path) -> bytes:
    """Return the form filled in by pdftk from an XFDF file."""
    form, given, filled = (folder / name for name in ("form.pdf", "values.xfdf", "filled.pdf"))
    form.write_bytes(data)
    given.write_bytes(xfdf(data, values))
    command: list[str | Path] = ["pdftk", form, "fill_form", given, "output", filled]
    quick = {**os.environ, "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}  # a run is over in no time
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=quick)
    assert done.returncode == 0, done.stderr
    return filled.read_bytes()


def xfdf(data: bytes, values: Values) -> bytes:
    """Return *values* as XFDF (ISO 19444-1): fields inside fields, by the parts of their names."""
    root = ElementTree.Element("xfdf", xmlns="http://ns.adobe.com/xfdf/")
    nodes = {"": ElementTree.SubElement(root, "fields")}

    def node(name: str) -> ElementTree.Element:
        if name not in nodes:
            path, _, last = name.rpartition(".")
            nodes[name] = ElementTree.SubElement(node(path), "field", name=last)
        return nodes[name]

    with pikepdf.open(BytesIO(data)) as pdf:
        for name, field in terminals(pdf).items():
            if name in values:
                value = values[name]
                code = value if isinstance(value, str) else codes(field)[0] if value else "Off"
                ElementTree.SubElement(node(name), "value").text = code
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
