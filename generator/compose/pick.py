"""Who is in a print file, in order → blocks: the pick sheet before it, and the sheets that part it."""

from __future__ import annotations

from collections.abc import Sequence

from generator import blocks
from generator.blocks import Block, Colophon, Document, Run
from generator.compose.setting import Setting, letterhead, value_run
from generator.text import literal

PickRow = tuple[str, str, str, str]  # time, name, reference, documents


def compose_pick_sheet(rows: Sequence[PickRow], setting: Setting) -> Document:
    """Return the list of who gets what, in print order; the column of times is left out where nobody has one."""
    words = setting.words.pick
    heads = (words.time, setting.words.name, setting.words.reference, words.documents)
    widths = (0.12, 0.33, 0.17, 0.38)
    first = 0 if any(row[0] for row in rows) else 1
    table = blocks.Table(
        summary=words.summary,
        head=tuple(literal(head) for head in heads[first:]),
        rows=tuple(tuple(literal(cell or "–") for cell in row[first:]) for row in rows),
        widths=tuple(width / sum(widths[first:]) for width in widths[first:]),
    )
    count = words.count.replace("{n}", str(len(rows)))
    body = (blocks.Title(literal(words.title), literal(count)), table)
    return _sheet("pick-sheet", words.title, setting, body, words.keep)


def compose_separator(setting: Setting) -> Document:
    """Return the sheet that parts a print file: whose papers follow in large letters, or which branch's; the day."""
    branch, day = literal(setting.branch.name), setting.long_date(setting.date)
    name, reference = setting.patient_value("name"), setting.patient_value("id")
    whose = name or reference
    title = blocks.Title(
        title=(value_run(whose),) if whose else branch,
        lead=literal(day),
        topic=branch if whose else literal(setting.clinic.name),
    )
    body: tuple[Block, ...] = (title,)
    if name and reference:
        body += (blocks.PatientStrip((blocks.Cell(literal(setting.words.reference), (value_run(reference),)),)),)
    return _sheet("separator", setting.words.pick.separator, setting, body)


def _sheet(id_: str, title: str, setting: Setting, body: tuple[Block, ...], small: str = "") -> Document:
    day = setting.long_date(setting.date)
    return Document(
        id=id_,
        title=title,
        subject=title,
        author=setting.clinic.name,
        language=setting.language,
        date=setting.date,
        letterhead=letterhead(setting, compact=True),
        colophon=Colophon(
            title=literal(f"{title} · {day}"),
            small_print=literal(small),
            page_of=Run(setting.words.page_of, at=setting.words.at),
            code=literal(id_.upper()),
            qr=None,
            qr_note=(),
        ),
        body=body,
    )
