"""Where every answer stands on the printed pages: what a scanner needs to find the marks again.

The map holds nothing of a patient. Its format is described in docs/field-map.md and kept stable; its hash is
printed on every page, so that a sheet of paper names the map it belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from generator.blocks import Document, FormIdentity, Question
from generator.fingerprint import short_hash
from generator.pdf.widgets import RadioWidget, Rect, TextWidget, TickWidget, Widget
from generator.theme import Theme

FORMAT = "paperwell-field-map"
FORMAT_VERSION = 1
Kind = Literal["text", "line", "drawing", "signature", "attachment"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One place for an answer: its widget, the question it belongs to, and where its words stand."""

    question: Question
    widget: Widget
    label: Rect | None


@dataclass(frozen=True, slots=True)
class Zone:
    """A place where ink is expected that is no tick: words, a signature, a drawing."""

    question: Question
    kind: Kind
    rect: Rect


@dataclass(slots=True)
class PageMarks:
    """What one page holds, in reading order."""

    marks: list[Mark] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The map of a document. `layout` is the hash of all that changes what a mark means or where it stands."""

    form: FormIdentity
    language: str
    paper: str
    pages: tuple[dict[str, Any], ...]
    layout: str

    def payload(self, page: int) -> str:
        """Return what the code on page *page* (from 0) says: form code, layout hash, page from 1. No patient."""
        return page_code(self.form.code, self.layout, page + 1)

    def as_json(self) -> str:
        """Return the map as it is written to a file; lengths in points, origin bottom left, rectangles x0 y0 x1 y1."""
        head = {
            "format": FORMAT,
            "formatVersion": FORMAT_VERSION,
            "form": self.form.id,
            "code": self.form.code,
            "version": self.form.version,
            "questions": self.form.questions,
            "layout": self.layout,
            "language": self.language,
            "paper": self.paper,
            "pages": self.pages,
        }
        return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def page_code(code: str, layout: str, page: int) -> str:
    """Return the text of a page's code: form code, eight characters of the layout's hash, two digits of base 36."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return f"{code}{layout}{digits[page // 36]}{digits[page % 36]}"


def field_map(document: Document, theme: Theme, pages: Sequence[PageMarks], codes: Sequence[Rect]) -> FieldMap | None:
    """Return the map of a form's pages, *codes* being where their QR codes stand; None for other documents."""
    if document.form is None:
        return None
    paper = theme.paper
    drawn = [
        {"marks": [_mark(mark) for mark in page.marks], "zones": [_zone(zone) for zone in page.zones]} for page in pages
    ]
    form = document.form
    meaning = [form.code, form.questions, document.language, paper.name, drawn]
    layout = short_hash(json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    told = tuple(
        {
            "page": number + 1,
            "width": paper.width,
            "height": paper.height,
            "qr": {"rect": _rounded(rect), "text": page_code(form.code, layout, number + 1)},
            **page,
        }
        for number, (page, rect) in enumerate(zip(drawn, codes, strict=True))
    )
    return FieldMap(form, document.language, paper.name, told, layout)


def _rounded(rect: Rect) -> list[float]:
    return [round(value, 2) for value in rect]


def _mark(mark: Mark) -> dict[str, Any]:
    question, widget = mark.question, mark.widget
    code: str | None = None
    match widget:
        case RadioWidget():
            kind, code, group, several = "radio", widget.code, widget.name, False
        case TickWidget():
            kind, code, group, several = "tick", widget.code, question.name, True
        case TextWidget():
            kind, group, several = "comb" if widget.comb else "text", widget.name, False
    return {
        "linkId": question.name,
        "field": widget.name,
        "type": question.type,
        "kind": kind,
        "code": code,
        "group": group,
        "multiple": several,
        "rect": _rounded(widget.rect),
        "label": _rounded(mark.label) if mark.label else None,
    }


def _zone(zone: Zone) -> dict[str, Any]:
    return {"linkId": zone.question.name, "kind": zone.kind, "rect": _rounded(zone.rect)}
