"""Raw fields → the form that they belong to: by what the file says of itself, else by the names of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.answers.extract import RawField, RawForm
from generator.answers.shapes import SCORES, Plan, Shape, plan
from generator.errors import InputError, Problem, UsageError
from generator.library import Library
from generator.model.form import Form, questions_hash
from generator.pdf.metadata import FormFacts

_SHOWN = 8  # names in a message


@dataclass(frozen=True, slots=True)
class Match:
    """The form to read a file with. `asked` are the paths whose fields the file has, or should have."""

    plan: Plan
    facts: FormFacts
    asked: frozenset[str]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


class Forms:
    """The forms of a library, each made ready once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._plans: dict[str, Plan | None] = {}
        self._kept: dict[FormFacts, Plan | None] = {}

    def plan(self, id_: str) -> Plan | None:
        """Return the form *id_*, or None when there is none; InputError with all problems of its file."""
        if id_ not in self._plans:
            try:
                self._plans[id_] = plan(self._library.form(id_))
            except UsageError:  # no form is called that
                self._plans[id_] = None
        return self._plans[id_]

    def all(self) -> list[Plan]:
        """Return all forms that can be used."""
        ids = [entry.id for entry in self._library.forms() if not entry.problem]
        return [found for id_ in ids if (found := self.plan(id_))]

    def made_from(self, facts: FormFacts | None) -> Plan | None:
        """Return the very form that a file was made from; a clinic may keep an old one under another id."""
        if facts is None:
            return None
        found = self.plan(facts.form)
        if found and found.questions == facts.questions:
            return found
        if facts not in self._kept:
            kept = (each for each in self.all() if _hash_as(each.form, facts.form) == facts.questions)
            self._kept[facts] = next(kept, None)
        return self._kept[facts]


def _hash_as(form: Form, id_: str) -> str:
    return questions_hash(form.model_copy(update={"id": id_}))


def match(raw: RawForm, forms: Forms) -> Match:
    """Return the form that *raw* was filled in on; raises InputError when it cannot be told, or no longer fits."""
    if raw.facts is None:
        return _by_fields(raw, forms)
    found = forms.made_from(raw.facts)
    if found is None and (found := forms.plan(raw.facts.form)) is None:
        hint = f"put {raw.facts.form}.yaml into the folder forms/ of the clinic, and name the clinic with --clinic"
        raise InputError(Problem(f"it is the form “{raw.facts.form}”, which is not known here", raw.at, hint))
    if raw.fields.keys().isdisjoint(found.shapes):
        hint = "ask for the file that was filled in, not for a print or a scan of it"
        raise InputError(Problem(f"it is the form “{raw.facts.form}”, but has none of its fields", raw.at, hint))
    if forms.made_from(raw.facts):
        return _same(raw, raw.facts, found)
    return _other_version(raw, raw.facts, found)


def _same(raw: RawForm, facts: FormFacts, plan: Plan) -> Match:
    """Return the match of a file and the very form it was made from; tell what a program has done to its fields."""
    problems, notes = [], []
    if plan.form.id != facts.form:
        notes.append(Problem(f"it is {_versions(facts, plan)}, kept here as “{plan.form.id}”", raw.at))
    missing = _paths(plan.shapes[name] for name in plan.shapes if name not in raw.fields)
    if missing:
        hint = "what was answered there is lost: ask for the file again"
        problems.append(Problem(f"fields are missing: {_listed(missing)}", raw.at, hint))
    changed = _paths(plan.shapes[name] for name in _misfits(raw.fields, plan.shapes) if name in plan.shapes)
    if changed:
        problems.append(Problem(f"fields are not as they were made: {_listed(changed)}", raw.at, "look at the file"))
    if any(name not in plan.shapes for name in raw.fields):
        notes.append(Problem("there are fields that the form does not have; they are left out", raw.at))
    return Match(plan, facts, frozenset(shape.path for shape in plan.shapes.values()), tuple(problems), tuple(notes))


def _other_version(raw: RawForm, facts: FormFacts, plan: Plan) -> Match:
    """Return the match of a file of another version, whose fields must all be known still, as they were."""
    gone = [name for name in _misfits(raw.fields, plan.shapes) if name.partition(".")[0] != SCORES]
    if gone:
        paths = dict.fromkeys(plan.shapes[name].path if name in plan.shapes else _safe(name) for name in gone)
        what = f"it is {_versions(facts, plan)}; these questions no longer fit: {_listed(paths)}"
        hint = (
            f"put {facts.form}.yaml as it was then into the clinic's folder forms/, under another name and id such as "
            f"{facts.form}-{facts.version.replace('.', '-')}"
        )
        raise InputError(Problem(what, raw.at, hint))
    asked = frozenset(plan.shapes[name].path for name in raw.fields if name in plan.shapes)
    new = [path for path in _paths(plan.shapes.values()) if path not in asked]
    what = f"it is {_versions(facts, plan)}; " + (f"new since then: {_listed(new)}" if new else "no question is new")
    return Match(plan, facts, asked, notes=(Problem(what, raw.at),))


def _by_fields(raw: RawForm, forms: Forms) -> Match:
    """Return the one form whose fields are those of a file that does not say what it is."""
    if not raw.fields:
        hint = "give a form of Paperwell that was filled in, not a print or a scan of one"
        raise InputError(Problem("it is no form of Paperwell: it has no fields", raw.at, hint))
    plans = [plan for plan in forms.all() if plan.shapes.keys() == raw.fields.keys()]
    fitting = [plan for plan in plans if not list(_misfits(raw.fields, plan.shapes))]
    if len(fitting) != 1:
        names = f": it could be {_listed(plan.form.id for plan in fitting)}" if fitting else ""
        hint = "give a form of Paperwell; if it is one, name the clinic that it belongs to with --clinic"
        raise InputError(
            Problem(f"the file does not say which form it is, and its fields do not tell{names}", raw.at, hint)
        )
    plan = fitting[0]
    note = Problem(f"the file does not say which form it is; by its fields it is “{plan.form.id}”", raw.at)
    facts = FormFacts(plan.form.id, plan.form.version, plan.questions, "")
    return Match(plan, facts, frozenset(shape.path for shape in plan.shapes.values()), notes=(note,))


def _misfits(fields: Mapping[str, RawField], shapes: Mapping[str, Shape]) -> Iterator[str]:
    """Yield the names of fields that are not known, or of another kind, or with other export values."""
    for name, field in fields.items():
        shape = shapes.get(name)
        if shape is None or shape.kind != field.kind or (field.codes and set(field.codes) != set(shape.codes)):
            yield name


def _paths(shapes: Iterable[Shape]) -> list[str]:
    return list(dict.fromkeys(shape.path for shape in shapes))


def _versions(facts: FormFacts, plan: Plan) -> str:
    if plan.form.id != facts.form:
        return f"version {facts.version} of “{facts.form}”"
    if facts.version == plan.form.version:
        return f"an earlier or later state of “{facts.form}” {facts.version}"
    return f"version {facts.version} of “{facts.form}”, and the one here is {plan.form.version}"


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(f"“{name}”" for name in listed[:_SHOWN]) + more


def _safe(name: str) -> str:
    """Return the name of an unknown field as it can be shown anywhere."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name[:80])
