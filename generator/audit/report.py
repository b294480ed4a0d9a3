"""An audit as JSON for programs and as annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.audit import Audit
from generator.check.finding import Finding
from generator.check.pemat import ITEMS


def as_json(audit: Audit) -> str:
    """Return the findings and, by sheet, reading grades and PEMAT-P items."""
    sheets = [
        {
            "id": sheet.id,
            "flesch_kincaid": round(sheet.whole.flesch_kincaid, 1),
            "smog": round(sheet.whole.smog, 1),
            "long_words": sorted(set(sheet.whole.long), key=str.lower),
            "sections": [
                {"title": title, "flesch_kincaid": round(found.flesch_kincaid, 1), "smog": round(found.smog, 1)}
                for title, found in sheet.chapters
                if found.words
            ],
            "pemat": {f"{item.number} {item.asks}": sheet.pemat[item.number] for item in ITEMS},
        }
        for sheet in audit.sheets
    ]
    found = [_plain(finding) for finding in audit.findings]
    return json.dumps({"findings": found, "sheets": sheets}, ensure_ascii=False, indent=2)


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "file": finding.at.file,
        "line": finding.at.line,
        "what": finding.what,
        "why": finding.why,
        "instead": finding.instead,
    }


def github_lines(audit: Audit) -> Iterator[str]:
    """Yield workflow commands: GitHub shows each at its line of the change."""
    for finding in audit.findings:
        place = f"file={_escaped(finding.at.file, ',:')},line={finding.at.line or 1}"
        said = _escaped(f"{finding.what}. Why: {finding.why}. Instead: {finding.instead}")
        yield f"::{finding.level} {place},title={_escaped(finding.rule, ',:')}::{said}"


def _escaped(text: str, more: str = "") -> str:
    """Return *text* with the signs escaped that end a workflow command or one of its properties."""
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
