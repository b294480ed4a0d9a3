"""Authored text → one plain line, for people who see answers outside the page."""

from __future__ import annotations

import re

from generator.blocks import plain
from generator.model import question as q
from generator.model.base import Template
from generator.text import TextRenderer

_VALUE, _CONDITION = re.compile(r"\{\{[^{}]*\}\}"), re.compile(r"\{%[^{}]*%\}")


def plain_text(template: Template) -> str:
    """Return the words of *template* without markup; “…” stands for values, which depend on the branch."""
    bare = _CONDITION.sub("", _VALUE.sub("…", template.source))
    if "{" in bare:
        return bare
    return plain(TextRenderer({})(Template(bare, template.at)))


def option_of(item: q.ChoiceItem | q.Matrix, code: str) -> q.AnswerOption | None:
    """Return the answer that *code* stands for; with two sides, `code_left` and `code_right` are the same one."""
    if isinstance(item, q.Matrix) and item.sides:
        code = code.rpartition("_")[0]
    return next((option for option in item.answerOption or () if option.code == code), None)
