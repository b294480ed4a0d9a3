"""Where and for whom a document is made, and the parts of it that every document shares."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from generator.blocks import Colophon, Letterhead, Run, Text
from generator.errors import InputError, Location, Problem
from generator.model.base import Published, Template
from generator.model.clinic import Branch, Clinic
from generator.model.evidence import GuidelineSet
from generator.model.locale import Country, Words
from generator.model.patient import Patient
from generator.text import TextRenderer, Value, literal

Medium = Literal["both", "paper", "screen"]
_LONGEST_OWNER = 20  # characters of a reference that the footer has room for


@dataclass(frozen=True, slots=True)
class Setting:
    """The clinic and branch, the document's language and its words, the country's facts, the day, the patient if any.

    `note` is the therapist's; `answers` prefill a form by linkId path. A form's `medium` is paper alone (no
    fields), screen alone (no hints for the pen) or both.
    """

    clinic: Clinic
    language: str
    branch: Branch
    logo: Path | None
    words: Words
    country: Country
    date: datetime.date
    patient: Patient | None = None
    note: Value | None = None
    answers: Mapping[str, Value] = field(default_factory=dict)
    medium: Medium = "both"

    def country_word(self, name: str) -> str:
        """Return a word that differs by country, such as what people call their doctor."""
        words = self.words.country[name]
        return words.get(self.branch.country) or words["default"]

    @property
    def emergency(self) -> str:
        """The emergency numbers to print: the branch's own, or the country's."""
        return self.branch.emergency or f" {self.words.or_} ".join(self.country.emergency)

    @property
    def guidelines(self) -> GuidelineSet:
        """Whose advice to follow: the branch's own choice, or the country's."""
        return self.branch.guidelines or self.country.guidelines

    def renderer(self) -> TextRenderer:
        """Return what fills templates here."""
        clinic, branch = self.clinic, self.branch
        return TextRenderer(
            {
                "clinic": {name: Value(getattr(clinic, name) or "") for name in ("name", "tagline", "website")},
                "branch": {
                    **{name: Value(getattr(branch, name) or "") for name in ("name", "address", "phone", "email")},
                    "emergency": Value(self.emergency),
                    "guidelines": Value(self.guidelines),
                },
                "country": {name: Value(self.country_word(name)) for name in self.words.country},
                "patient": _Fields(self),
            }
        )

    @property
    def has_patient(self) -> bool:
        """Whether the document is for one patient."""
        return self.patient is not None

    def patient_value(self, name: str) -> Value | None:
        """Return the patient's value *name* with its place, or None when there is none."""
        if self.patient is None:
            return None
        found = self.patient.full_name if name == "name" else getattr(self.patient, name)
        if found is None or found == "":
            return None
        text = self.long_date(found) if isinstance(found, datetime.date) else str(found)
        return Value(text, f"patient.{name}", self.patient.place(name))

    def patient_day(self, name: str) -> Mapping[str, Value] | None:
        """Return day (d), month (m) and year (y) of the patient's date *name* in digits; None when it is no date."""
        day = getattr(self.patient, name, None)
        if self.patient is None or not isinstance(day, datetime.date):
            return None
        return day_values(day, f"patient.{name}", self.patient.place(name))

    def patient_code(self, value: Value, codes: Mapping[str, str]) -> Value | None:
        """Return the code of the patient's *value* among *codes* by word in lower case, or None."""
        code = codes.get(value.text.casefold())
        return Value(code, value.name, value.at) if code else None

    def in_cells(self, value: Value, parts: tuple[int, ...]) -> Value | None:
        """Return *value* as it goes into cells of *parts*, or None when it does not fit them."""
        text = squeezed(value.text, parts)
        return None if text is None else Value(text, value.name, value.at)

    def is_short(self, value: Value, most: int) -> bool:
        """Return whether *value* has at most *most* characters."""
        return len(value.text) <= most

    def long_date(self, day: datetime.date) -> str:
        """Return *day* in words."""
        return self._formatted(day, "long")

    def month(self, day: datetime.date) -> str:
        """Return month and year of *day* in words."""
        return self._formatted(day, "MMMM y")

    def _formatted(self, day: datetime.date, pattern: str) -> str:
        """Return *day* as the document's language writes it, or as ISO 8601 where that is not known."""
        from babel.core import UnknownLocaleError
        from babel.dates import format_date

        try:
            return str(format_date(day, pattern, locale=self.language.replace("-", "_")))
        except UnknownLocaleError:
            return day.isoformat()


class _Fields(Mapping[str, Value]):
    """The patient's fields for templates; each is looked up when a template names it."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def __getitem__(self, name: str) -> Value:
        if name not in Patient.model_fields:
            raise KeyError(name)
        return self._setting.patient_value(name) or Value("")

    def __iter__(self) -> Iterator[str]:
        return iter(Patient.model_fields)

    def __len__(self) -> int:
        return len(Patient.model_fields)


def day_values(day: datetime.date, name: str | None, at: Location | None) -> dict[str, Value]:
    """Return day (d), month (m) and year (y) of *day* in digits, named as parts of *name*."""
    digits = {"d": f"{day.day:02}", "m": f"{day.month:02}", "y": f"{day.year:04}"}
    return {part: Value(text, f"{name}.{part}" if name else None, at) for part, text in digits.items()}


def squeezed(text: str, parts: tuple[int, ...]) -> str | None:
    """Return *text* as it goes into cells of *parts*, or None when it does not fit them.

    Written in as many portions as the cells have, each starts its own (“ZZ3 1GH” in 4 + 3 cells leaves the
    fourth empty); otherwise blanks, brackets and hyphens fall away.
    """
    portions = re.split(r"[\s()-]+", text.strip("() "))
    joined = "".join(portions)
    if len(portions) == len(parts) and all(len(p) <= n for p, n in zip(portions, parts, strict=True)):
        joined = "".join(p.ljust(n) for p, n in zip(portions, parts, strict=True)).rstrip()
    return joined if len(joined) <= sum(parts) else None


def value_run(value: Value) -> Run:
    """Return the run that prints *value* and names it."""
    run = Run(value.text, value=value.name)
    return Run(value.text, value=value.name, at=value.at) if value.at else run


def identity_cells(words: Words) -> tuple[tuple[str, str, int], ...]:
    """Return label, patient's field and share of the width of the cells that tell whose a document is."""
    return (words.prepared_for, "name", 6), (words.reference, "id", 3), (words.therapist, "therapist", 4)


def letterhead(setting: Setting, *, compact: bool) -> Letterhead:
    """Return the head of the page."""
    clinic, branch = setting.clinic, setting.branch
    reach = (branch.phone, clinic.website or branch.email) if branch.phone else (branch.email, clinic.website)
    contact = " · ".join(part for part in reach if part)
    lines = [part for part in (branch.address, contact) if part]
    return Letterhead(
        name=literal(clinic.name, clinic.at),
        tagline=literal(clinic.tagline or ""),
        branch=literal(branch.name, branch.at),
        lines=tuple(literal(line, branch.at) for line in lines),
        contact=literal(contact or branch.name, branch.at),
        logo=setting.logo,
        compact=compact,
    )


def colophon(
    published: Published, small_print: Text, setting: Setting, *, online: bool, fingerprint: str = ""
) -> Colophon:
    """Return the foot of the page: title, version, review, small print, code; a QR code where a page is online.

    *fingerprint* is the hash that a form's code ends with.
    """
    words, review = setting.words, published.review
    reviewed = words.review_overdue if review.state(setting.date) == "overdue" else words.awaiting_review
    if review.state(setting.date) == "reviewed" and review.reviewed and review.reviewer:
        day = setting.long_date(review.reviewed)
        reviewed = words.reviewed_by.replace("{reviewer}", review.reviewer).replace("{date}", day)
    version = () if fingerprint else (words.version.replace("{version}", published.version),)  # a form's code has it
    parts = [published.title, *version, words.next_review.replace("{date}", setting.month(review.next_review))]
    address = setting.clinic.online if online else None
    owner = setting.patient_value("id")
    if owner and not setting.is_short(owner, _LONGEST_OWNER):
        owner = None
    return Colophon(
        title=literal(" · ".join(parts)),
        small_print=(Run(f"{reviewed} "), *small_print),
        page_of=Run(words.page_of, at=words.at),
        code=literal(" · ".join((published.code, f"v{published.version}", *([fingerprint] if fingerprint else [])))),
        qr=address.replace("{id}", published.id) if address else None,
        qr_note=literal(words.scan_me),
        owner=(value_run(owner),) if owner else (),
    )


class Texts:
    """Renders an author's templates; keeps going after a fault, so that all of them can be told at the end."""

    def __init__(self, setting: Setting) -> None:
        self._render = setting.renderer()
        self.problems: list[Problem] = []

    def __call__(self, template: Template | None) -> Text:
        """Return the runs of *template*; none for None or for a fault."""
        if template is None:
            return ()
        try:
            return self._render(template)
        except InputError as error:
            self.problems += error.problems
            return ()
