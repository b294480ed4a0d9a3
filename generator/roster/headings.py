"""Headings of a roster → fields of a patient and names for rules: by a map, by our own names, by synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.errors import InputError, Location, Problem, nearest
from generator.model.patient import Patient

FIELDS: tuple[str, ...] = tuple(Patient.model_fields)

# Numbers of a state or an insurance (NHS number, social security …) are no ids on purpose: the id goes into file names.
_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id, patient id, patient no, patient number, patient ref, reference, ref, mrn, number, client id,"
        "client no, client number, chart no, chart number, file no, file number, case no, record number,"
        "medical record number, hospital number, urn, uhid, patientennummer, patienten-nr, patienten-id, pat.-nr,"
        "numéro patient, numéro de patient, n° patient, no patient, identifiant, número de paciente, id paciente,"
        "historia clínica, रोगी आईडी, रोगी संख्या, मरीज आईडी",
        "title": "title, salutation, anrede, titel, civilité",
        "given": "given, given name, given names, first, first name, first names, forename, forenames, vorname,"
        "vornamen, prénom, prénoms, nombre, nombres, पहला नाम, प्रथम नाम",
        "family": "family, family name, last, last name, surname, nachname, familienname, nom, nom de famille,"
        "apellido, apellidos, primer apellido, उपनाम, कुलनाम",
        "name": "name, full name, patient, patient name, patient full name, client, client name, nom complet,"
        "nombre completo, patientenname, नाम, पूरा नाम, रोगी का नाम, मरीज का नाम",
        "preferred_name": "preferred name, known as, preferred, nickname, rufname",
        "birth_date": "birth date, date of birth, dob, d.o.b., birthday, born, birthdate, patient dob, geburtsdatum,"
        "geburtstag, geb.-datum, geb. am, geboren, geboren am, date de naissance, né le, née le, né(e) le, ddn,"
        "fecha de nacimiento, fecha nacimiento, nacimiento, जन्म तिथि, जन्म तारीख, जन्मदिन",
        "sex": "sex, gender, geschlecht, sexe, sexo, लिंग",
        "address": "address, address line, street address, street, city, town, suburb, county, home address,"
        "adresse, anschrift, straße, ort, wohnort, stadt, rue, ville, dirección, domicilio, calle, ciudad, localidad,"
        "पता, शहर",
        "postcode": "postcode, postal code, zip, zip code, pin code, pincode, eircode, plz, postleitzahl,"
        "code postal, código postal, cp, पिन कोड",
        "phone": "phone, telephone, tel, mobile, mobile phone, mobile no, mobile number, phone no, phone number,"
        "telephone number, cell, cell phone, contact number, home phone, telefon, telefonnummer, handy, mobil,"
        "téléphone, portable, teléfono, móvil, celular, फ़ोन, फोन, मोबाइल, मोबाइल नंबर",
        "email": "email, email address, mail, e-mail-adresse, courriel, correo, correo electrónico, ईमेल",
        "language": "language, preferred language, sprache, langue, idioma, भाषा",
        "therapist": "therapist, physiotherapist, physical therapist, physio, clinician, practitioner, provider,"
        "therapeut, therapeutin, behandler, thérapeute, kinésithérapeute, praticien, terapeuta, fisioterapeuta",
    }
)
# Objects in JSON: only below these does the last part of a key speak of the patient; “gp.phone” does not.
_OWN_GROUPS = frozenset({"patient", "person", "name", "address", "demographics", "client"})


def _squash(head: str, *, digits: bool = False) -> str:
    """Return the letters of *head* without case and accents; the marks of other scripts than Latin are letters."""
    kept = []
    for sign in unicodedata.normalize("NFKD", head).casefold():
        kind = unicodedata.category(sign)
        if kind[0] == "L" or (kind[0] == "M" and not "\u0300" <= sign <= "\u036f") or (digits and kind[0] == "N"):
            kept.append(sign)
    return "".join(kept)


_FIELD_OF = {_squash(word): field for field, words in _SYNONYMS.items() for word in words.split(",")} | {
    _squash(field): field for field in FIELDS
}


def field_of(head: str) -> str | None:
    """Return the patient's field that *head* means by our names and synonyms, or None."""
    field = _FIELD_OF.get(_squash(head))
    if field is None and "." in head:
        *groups, last = head.split(".")
        if all(group.casefold() in _OWN_GROUPS or group.isdigit() for group in groups):
            return _FIELD_OF.get(_squash(last))
    return field


def name_of(head: str) -> str:
    """Return *head* as a name for rules: small letters, digits and _, such as leg_condition; empty for an empty one."""
    text = unicodedata.normalize("NFKC", head).casefold()
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    name = "_".join(kept.split())
    return f"column_{name}" if name[:1].isdigit() else name


@dataclass(frozen=True, slots=True)
class Headings:
    """Which columns hold which field: *names* and *heads* by column, *fields* as (field, its columns)."""

    heads: tuple[str, ...]
    names: tuple[str, ...]
    fields: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name that a row's values can be asked by."""
        return tuple(dict.fromkeys((*self.names, *(field for field, _ in self.fields))))

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the clean *cells* that are filled, by field: of several columns the first filled counts.

        The parts of an address are joined.
        """
        values, count = {}, len(cells)
        for field, columns in self.fields:
            if len(columns) == 1:
                value = cells[columns[0]] if columns[0] < count else ""
            elif field == "address":
                value = ", ".join(cells[column] for column in columns if column < count and cells[column])
            else:
                value = next((cells[column] for column in columns if column < count and cells[column]), "")
            if value:
                values[field] = value
        return values

    def column(self, field: str) -> int | None:
        """Return the first column of *field*, or None."""
        return next((columns[0] for name, columns in self.fields if name == field), None)


def read_headings(heads: Sequence[str], columns: Mapping[str, str], at: Location) -> Headings:
    """Return what the columns *heads* mean; the map *columns* (our name → heading) wins over synonyms.

    Raises InputError when the map names what is not there, or when no column is known.
    """
    mapped = _mapped(heads, columns, at)
    found: dict[str, list[int]] = {field: [index] for field, index in mapped.items()}
    taken = set(mapped.values())
    for index, field in _meant(heads):
        if index not in taken and field not in mapped:
            found.setdefault(field, []).append(index)
    if not found.keys() & set(FIELDS):
        hint = "name the columns in the first line: id, given, family, birth_date …"
        raise InputError(Problem("no column is known", at, hint))
    if "address" in found:
        found["address"].sort()  # street, town, county: in the order of the file
    names = _unique(name_of(head) or f"column_{number}" for number, head in enumerate(heads, 1))
    return Headings(tuple(heads), names, tuple((field, tuple(where)) for field, where in found.items()))


def _meant(heads: Sequence[str]) -> list[tuple[int, str]]:
    """Return the column and field of each known heading, our own names before synonyms."""
    known = [(index, field) for index, head in enumerate(heads) if (field := field_of(head))]
    letters = {_squash(head) for head in heads}
    if "vorname" in letters and not any(field == "family" for _, field in known):
        # In German “Name” beside “Vorname” is the family name.
        known = [(index, "family" if _squash(heads[index]) == "name" else field) for index, field in known]
    return sorted(known, key=lambda pair: name_of(heads[pair[0]]) != pair[1])


def _mapped(heads: Sequence[str], columns: Mapping[str, str], at: Location) -> dict[str, int]:
    """Return the column of each name in the map *columns*."""
    found, problems = {}, []
    for target, head in columns.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", target):
            hint = f"use small letters, digits and _; fields of a patient are {', '.join(FIELDS)}"
            problems.append(Problem(f"columns: “{target}” cannot be the name of a column", at, hint))
        same = [index for index, name in enumerate(heads) if name == head.strip()] or [
            index for index, name in enumerate(heads) if _squash(name, digits=True) == _squash(head, digits=True) != ""
        ]
        if same:
            found[target] = same[0]
        else:
            what = f"columns: “{target}” should be in the column “{head}”, which is not there"
            problems.append(Problem(what, at, nearest(head, [name for name in heads if name])))
    if problems:
        raise InputError(problems)
    return found


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for name in names:
        number, unique = 1, name
        while unique in seen:
            number += 1
            unique = f"{name}_{number}"
        seen[unique] = None
    return tuple(seen)
