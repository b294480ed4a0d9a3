"""Authored text → runs: Jinja2 values and conditions (sandboxed, strict), then inline markup.

Markup: **bold**, [words](https://address), backslash before a sign that should stay as it is.
A value never passes through either language: it becomes a run of its own, so nothing in it can act as
template or markup. Templates know values and conditions; everything else of Jinja is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.blocks import Run, Text
from generator.errors import NOWHERE, InputError, Location, Problem, nearest
from generator.model.base import Template

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

# Private-use characters fence what a template prints; authors and values may not use them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_FENCES = re.compile(f"[{_OPEN}{_CLOSE}]")
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")  # not the no-break spaces: their author means them
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_ALLOWED_NODES = frozenset(
    "Template Output TemplateData If CondExpr Name Getattr Const Compare Operand And Or Not".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value a template may print: the patient's when *name* is given, the clinic's otherwise."""

    text: str
    name: str | None = None
    at: Location | None = None

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return self.text == (other.text if isinstance(other, Value) else other)

    def __hash__(self) -> int:
        return hash(self.text)


Names = Mapping[str, Mapping[str, Value]]

# Most templates only print a value, or say something where there is one: {% if branch.phone %} … {% endif %}.
# They need no Jinja2, whose import and set-up cost 40 ms; a test holds both ways to the same result.
_PRINT = re.compile(r"\{\{\s*([a-z][a-z_]*)\.([a-z][a-z_]*)\s*\}\}")
_IF = re.compile(r"\{%\s*if\s+([a-z][a-z_]*)\.([a-z][a-z_]*)\s*%\}((?:(?!\{%).)*)\{%\s*endif\s*%\}", re.DOTALL)


def _is_simple(source: str) -> bool:
    return "{" not in _PRINT.sub("", _IF.sub(r"\3", source))


@cache
def _environment() -> Environment:
    """Return the sandbox; made on first need, since importing Jinja2 costs 45 ms."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False, extensions=()
    )


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def check(template: Template) -> list[Problem]:
    """Return what is wrong with *template*, whatever values it will meet."""
    if _FENCES.search(template.source):
        return [Problem("the text holds a private-use character", template.at, "delete it")]
    if re.search(r"\]\([^)]*\{", template.source):
        return [Problem("an address cannot hold a value", template.at, "write the whole address")]
    if _is_simple(template.source):
        return _check_markup(template)
    from jinja2 import TemplateSyntaxError

    try:
        tree = _environment().parse(template.source)
    except TemplateSyntaxError as error:
        at = _lines_below(template.at, error.lineno)
        return [Problem(f"the template cannot be read: {error.message}", at, "check the braces")]
    for what, node in _refused(tree):
        at = _lines_below(template.at, node.lineno)
        return [Problem(what, at, "use {{ values }} and {% if %} only")]
    return _check_markup(template)


def _refused(tree: nodes.Node) -> Iterator[tuple[str, nodes.Node]]:
    """Yield what templates may not do: only values such as clinic.name, compared with texts, in if and print."""
    from jinja2 import nodes as n

    groups = {id(node.node) for node in _walk(tree) if isinstance(node, n.Getattr)}
    for node in _walk(tree):
        kind = type(node).__name__
        if kind not in _ALLOWED_NODES:
            yield f"templates cannot use “{kind.lower()}”", node
        elif isinstance(node, n.Getattr) and (not isinstance(node.node, n.Name) or node.attr.startswith("_")):
            yield f"“{node.attr}” is not the name of a value", node
        elif isinstance(node, n.Name) and id(node) not in groups:
            yield f"“{node.name}” alone is no value", node
        elif isinstance(node, n.Const) and not isinstance(node.value, str):
            yield "values are texts: compare them with texts", node
        elif isinstance(node, n.Operand) and node.op not in ("eq", "ne"):
            yield "values can only be compared with == and !=", node


def _lines_below(at: Location, line: int | None) -> Location:
    line = line or 1  # operators have none
    return Location(at.file, (at.line or 1) + line - 1, at.column if line == 1 else None)


def _check_markup(template: Template) -> list[Problem]:
    bare = template.source.replace("\\*", "")
    if bare.count("**") % 2:
        return [Problem("“**” opens bold text that nothing closes", template.at, "add the second “**”")]
    for match in re.finditer(r"\]\((?!https://)[^)\s]{1,80}\)", template.source):
        return [Problem(f"“{match[0][2:-1]}” is no address that can be linked", template.at, "write it as https://…")]
    return []


class TextRenderer:
    """Renders templates with one set of names; a function from Template to Text."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __call__(self, template: Template) -> Text:
        """Return the runs of *template*; raises InputError when it prints a value that is not there."""
        printed: list[Value] = []

        def fence(value: Any) -> str:
            if not value:
                raise InputError(
                    Problem("the text prints a value that is empty here", template.at, "guard it with {% if %}")
                )
            if not isinstance(value, Value | str):
                raise InputError(Problem("the text prints more than one value", template.at, "name one value"))
            printed.append(value if isinstance(value, Value) else Value(value))
            return f"{_OPEN}{len(printed) - 1}{_CLOSE}"

        if _is_simple(template.source):
            at = template.at
            said = _IF.sub(lambda found: found[3] if self._value(found[1], found[2], at) else "", template.source)
            source = _PRINT.sub(lambda found: fence(self._value(found[1], found[2], at)), said)
        else:
            source = self._render(template, fence)
        return tuple(_runs(source, printed, template.at))

    def _value(self, group: str, name: str, at: Location) -> Value:
        names = self._names.get(group)
        if names is None:
            raise InputError(Problem(f"the text prints an unknown “{group}”", at, nearest(group, self._names)))
        if name not in names:
            raise InputError(Problem(f"“{group}” has no “{name}”", at, nearest(name, names)))
        return names[name]

    def _render(self, template: Template, fence: Callable[[Any], str]) -> str:
        """Return what Jinja2 makes of *template*, printed values fenced; its names are checked first."""
        from jinja2 import nodes as n

        environment = _environment().overlay(finalize=fence)
        for node in _walk(environment.parse(template.source)):
            if isinstance(node, n.Getattr) and isinstance(node.node, n.Name):
                self._value(node.node.name, node.attr, _lines_below(template.at, node.lineno))
        return environment.from_string(template.source).render(self._names)


_TOKEN = re.compile(
    rf"(?P<escape>\\[\\*\[\]{{}}])|(?P<bold>\*\*)|\[(?P<words>[^\[\]]+)\]\((?P<href>https://[^\s()]+)\)"
    rf"|{_OPEN}(?P<value>\d+){_CLOSE}"
)


def _runs(source: str, printed: tuple[Value, ...] | list[Value], at: Location) -> Iterator[Run]:
    """Yield the runs of marked-up *source*; neighbours set alike are one run."""
    source = _BLANKS.sub(" ", source).strip(" ")
    bold, pending, position = False, "", 0
    for match in _TOKEN.finditer(source):
        pending += source[position : match.start()]
        position = match.end()
        if match["escape"]:
            pending += match["escape"][1]
            continue
        if match["value"] and printed[int(match["value"])].name is None:
            pending += printed[int(match["value"])].text
            continue
        if pending:
            yield Run(pending, bold, at=at)
            pending = ""
        if match["bold"]:
            bold = not bold
        elif match["href"]:
            yield from _link_runs(match["words"], printed, Run("", bold, href=match["href"], at=at))
        else:
            value = printed[int(match["value"])]
            yield Run(value.text, bold, value=value.name, at=value.at or at)
    pending += source[position:]
    if pending:
        yield Run(pending, bold, at=at)


def _link_runs(words: str, printed: tuple[Value, ...] | list[Value], like: Run) -> Iterator[Run]:
    """Yield the runs of a link's words, set as *like*."""
    for index, part in enumerate(re.split(f"{_OPEN}(\\d+){_CLOSE}", words)):
        if index % 2:
            value = printed[int(part)]
            yield replace(like, text=value.text, value=value.name, at=value.at or like.at)
        elif part:
            yield replace(like, text=part)


def clean_line(text: str) -> str:
    """Return *text* composed (NFC), on one line, without outer blanks and signs that turn the order of letters."""
    kept = "".join(character for character in unicodedata.normalize("NFC", text) if character not in _TURNS)
    return " ".join(kept.split())


def clean_lines(text: str) -> str:
    """Return *text* with each of its lines cleaned, empty ones left out."""
    return "\n".join(filter(None, map(clean_line, text.splitlines())))


def literal(text: str, at: Location = NOWHERE) -> Text:
    """Return *text* as it stands as one run, or nothing for an empty text."""
    return (Run(text, at=at),) if text else ()


# -- rules and patterns over a row ----------------------------------------------------------------------------------

_SLOT = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\}\}")
_FILTERS = frozenset({"lower", "upper", "trim", "int"})
_ORDER = frozenset({"lt", "lteq", "gt", "gteq"})
_KINDS = {"text": "a text", "number": "a number", "truth": "a comparison", "list": "a list"}


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a row meets a condition; *names* are the columns it looks at."""

    names: frozenset[str]
    _run: Callable[[Mapping[str, str]], Any]

    def __call__(self, values: Mapping[str, str]) -> bool:
        """Return what the rule says of a row; a column that is missing counts as empty."""
        return bool(self._run({name: values.get(name, "") for name in self.names}))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text with a row's values in it; *names* are the columns it prints or looks at; *fill* needs all of them."""

    names: frozenset[str]
    fill: Callable[[Mapping[str, str]], str]

    def __call__(self, values: Mapping[str, str]) -> str:
        """Return the text for a row; a column that is missing counts as empty."""
        return self.fill({name: values.get(name, "") for name in self.names})


def rule(template: Template) -> Rule:
    """Return the rule that a Jinja expression over column names means: condition == 'sciatica' and age|int >= 65.

    Raises InputError for what is no such expression: rules compare texts and whole numbers, and nothing else.
    """
    with _told(template):
        run = _environment().compile_expression(template.source, undefined_to_none=False)
        tree = _environment().parse(f"{{{{ ({template.source}) }}}}")
    _refuse_in_row(tree, template.at)
    return Rule(_names_in(tree), run)


def pattern(template: Template) -> Pattern:
    """Return the text with column values that *template* means: {{ branch }}/{{ document }}-{{ id }}.

    Raises InputError for what is no such text.
    """
    pieces = _SLOT.split(template.source)
    if not any("{" in piece for piece in pieces):
        names = tuple(pieces[1::2])
        shape = "".join("%s" if i % 2 else piece.replace("%", "%%") for i, piece in enumerate(pieces))
        return Pattern(frozenset(names), lambda values: shape % tuple([values[name] for name in names]))
    with _told(template):
        tree = _environment().parse(template.source)
    _refuse_in_row(tree, template.at)
    return Pattern(_names_in(tree), _environment().from_string(template.source).render)


@contextmanager
def _told(template: Template) -> Iterator[None]:
    """Raise InputError with its place for what Jinja2 cannot read."""
    from jinja2 import TemplateSyntaxError

    try:
        yield
    except TemplateSyntaxError as error:
        at = _lines_below(template.at, error.lineno)
        what = f"this cannot be read: {error.message}"
        raise InputError(Problem(what, at, "compare columns with texts: condition == 'sciatica'")) from None


def _names_in(tree: nodes.Node) -> frozenset[str]:
    from jinja2 import nodes as n

    return frozenset(node.name for node in _walk(tree) if isinstance(node, n.Name))


def _refuse_in_row(tree: nodes.Template, at: Location) -> None:
    problems = list(_row_problems(tree, at))
    if problems:
        raise InputError(problems)


def _row_problems(tree: nodes.Template, at: Location) -> Iterator[Problem]:
    """Yield what a rule or a pattern over a row may not do."""
    from jinja2 import nodes as n

    for node in _walk(tree):
        hint = "compare columns with texts: condition == 'sciatica' and age|int >= 65"
        here = _lines_below(at, node.lineno)
        if not isinstance(
            node,
            n.Template | n.Output | n.TemplateData | n.If | n.CondExpr | n.Name | n.Const | n.Compare | n.Operand
            | n.And | n.Or | n.Not | n.Filter | n.List | n.Tuple,
        ):  # fmt: skip
            yield Problem(f"this cannot use “{type(node).__name__.lower()}”", here, hint)
        elif isinstance(node, n.Filter) and (node.name not in _FILTERS or node.args or node.kwargs):
            yield Problem(f"this cannot use “|{node.name}”", here, f"use {', '.join(sorted(_FILTERS))}")
        elif isinstance(node, n.Const) and type(node.value) not in (str, int):
            yield Problem("columns hold texts and whole numbers", here, "put the value in quotes")
        elif isinstance(node, n.Compare):
            yield from (Problem(what, here, hint) for what in _odd_comparisons(node))


def _odd_comparisons(compare: nodes.Compare) -> Iterator[str]:
    """Yield the comparisons that could only ever say no, or fail at some row."""
    if len(compare.ops) > 1:
        yield "this compares more than two things: join them with “and”"
        return
    operand = compare.ops[0]
    left, right = _kind(compare.expr), _kind(operand.expr)
    if operand.op in _ORDER and (left, right) != ("number", "number"):
        yield f"this orders {_KINDS[left]} and {_KINDS[right]}: write “age|int >= 65”"
    elif operand.op in ("eq", "ne") and left != right:
        yield f"this compares {_KINDS[left]} with {_KINDS[right]}"
    elif operand.op in ("in", "notin") and (left != "text" or right not in ("list", "text")):
        yield "“in” looks for a text in a list of texts"


def _kind(node: nodes.Node) -> str:
    from jinja2 import nodes as n

    match node:
        case n.Filter(name="int"):
            return "number"
        case n.Const(value=int()):
            return "number"
        case n.List() | n.Tuple():
            return "list"
        case n.Name() | n.Const() | n.Filter():
            return "text"
    return "truth"
