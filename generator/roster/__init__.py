"""Who: rosters as practices export them (CSV, Excel, JSON, FHIR, databases) → patients, row by row.

Rows are read one at a time, so memory does not grow with the roster. A row that cannot be used is set aside with
its number and a reason; no reason and no error holds a patient's value.
"""

from __future__ import annotations

from generator.roster.dates import DateOrder, parse_date
from generator.roster.opening import open_roster
from generator.roster.people import Person, Rejected, Roster
from generator.roster.place import FORMATS, Format, RosterSource
from generator.roster.rejected import RejectedRows
from generator.roster.single import read_patient

__all__ = [
    "FORMATS",
    "DateOrder",
    "Format",
    "Person",
    "Rejected",
    "RejectedRows",
    "Roster",
    "RosterSource",
    "open_roster",
    "parse_date",
    "read_patient",
]
