"""Documents of many patients, stamped or laid out → one file for the printer, written as it goes.

Fonts, figures and constant content are in it once; pages, structure elements and fields are repeated for each
patient. With tags it is PDF/UA-1 and PDF/A-2a, without them PDF/A-2u. Memory grows by some bytes a patient.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from generator.errors import Problem, WriteError
from generator.pdf.metadata import FileFacts, srgb_profile, xmp
from generator.stamp.base import Base, Filled, text_string
from generator.stamp.cut import Cut, Pieces, take_apart
from generator.stamp.press import LaidOut
from generator.stamp.print_objects import ObjectFile, Shared
from generator.stamp.print_plan import Plan
from generator.stamp.print_planner import FieldFonts, make_plan
from generator.stamp.print_trees import NumberTree, Outline, PageLabels, PageTree, references

_MOST = 8_388_607  # objects in a file (PDF/A-2 6.1.13): some 47,000 patients with a sheet of two pages, if tagged
_SPARE = 20_000  # of these, for what is written last
_KEPT = 32  # documents laid out that may come again, such as separators


@dataclass(frozen=True, slots=True)
class Totals:
    """What a print file has; blank pages count."""

    patients: int
    documents: int
    pages: int


@dataclass(slots=True)
class _Patient:
    """Whose documents are being printed: the Part above their tags, and what is below it so far."""

    label: str
    number: int
    part: int
    tops: list[int]
    forms: int = 0
    bookmarked: bool = False


class PrintFile:
    """One file for many patients, written as it goes: shared streams and fonts once, pages per patient.

    *write* is given bytes to append. *duplex* starts each patient, and each copy, on a fresh sheet. Title and author
    must not name a patient.
    """

    def __init__(
        self,
        write: Callable[[bytes], object],
        *,
        title: str,
        author: str,
        language: str,
        on: date,
        creator: str,
        tagged: bool = True,
        duplex: bool = False,
    ) -> None:
        self._facts = FileFacts(title, "", author, language, on, creator)
        self._tagged, self._duplex = tagged, duplex
        self._file = file = ObjectFile(write)
        self._pages, self._labels, self._outline = PageTree(file), PageLabels(file), Outline(file)
        self._parents, self._structure, self._document = NumberTree(file), 0, 0
        if tagged:
            self._structure, self._document = file.reserve(), file.reserve()
        self._shared, self._fonts = Shared(file), FieldFonts()
        self._plans: dict[int, tuple[Base, Plan]] = {}  # by identity; the base is kept so that its id stays its own
        self._laid_out: dict[bytes, Plan] = {}
        self._parts, self._fields = array("I"), array("I")
        self._patient: _Patient | None = None
        self._patients = self._documents = self._key = 0
        self._blank = b""

    def add(
        self,
        printed: tuple[Base, Filled] | LaidOut,
        *,
        label: str,
        new_patient: bool = True,
        copies: int = 1,
    ) -> int:
        """Print a document, and return how many pages that took, blank ones included.

        *label* is the bookmark of a new patient, and the start of the page labels. Raises WriteError when the file
        is as large as PDF/A-2 allows.
        """
        before = self._pages.count
        plan, filled = self._plan(printed)
        if self._file.next + plan.size * copies > _MOST - _SPARE:
            hint = "split it: a print file for each branch or tray, or fewer patients; without tags it takes more"
            raise WriteError(
                Problem(f"a print file cannot hold more than {self._patients} of these patients", None, hint)
            )
        streams: int | None = None
        for copy in range(copies):
            patient = self._patient
            if patient is None or (new_patient and not copy):
                patient = self._start(label)
            elif copy:
                self._turn()
            streams = self._print(plan, filled, patient, streams)
        return self._pages.count - before

    def close(self) -> Totals:
        """Write what is left, and return what the file has; raises ValueError when that is nothing."""
        if not self._documents:
            raise ValueError("a print file without documents")
        self._end()
        self._file.close(self._file.add(b"<<%b>>" % b"".join(self._catalog())), self._file.add(self._info()))
        return Totals(self._patients, self._documents, self._pages.count)

    # -- patients --------------------------------------------------------------------------------------------

    def _start(self, label: str) -> _Patient:
        self._end()
        self._turn()
        self._patients += 1
        part = self._file.reserve() if self._tagged else 0
        self._labels.add(self._pages.count, label)
        self._patient = _Patient(label, self._patients, part, [])
        return self._patient

    def _end(self) -> None:
        """Write the Part of the patient who is done."""
        patient, self._patient = self._patient, None
        if patient is not None and self._tagged:
            keys = (self._document, references(patient.tops))
            self._file.put(patient.part, b"<</S/Part/P %d 0 R/K[%b]>>" % keys)
            self._parts.append(patient.part)

    def _turn(self) -> None:
        """Add a blank page where the next one would be on the back of a sheet."""
        if self._duplex and self._pages.count % 2:
            leaf = self._pages.leaf()
            page = b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources<<>>>>" % (leaf, self._blank)
            self._pages.add([self._file.add(page)])

    # -- documents -------------------------------------------------------------------------------------------

    def _plan(self, printed: tuple[Base, Filled] | LaidOut) -> tuple[Plan, Filled]:
        if not isinstance(printed, LaidOut):
            base, filled = printed
            known = self._plans.get(id(base))
            if known is None:
                known = self._plans[id(base)] = (base, self._make_plan(base.cut))
            return known[1], known[1].renamed(filled)
        key = blake2b(printed.data, digest_size=16).digest()
        plan = self._laid_out.pop(key, None) or self._make_plan(take_apart(printed.data))
        self._laid_out[key] = plan
        if len(self._laid_out) > _KEPT:
            del self._laid_out[next(iter(self._laid_out))]
        return plan, {}

    def _make_plan(self, base: Cut | Pieces) -> Plan:
        plan = make_plan(base, self._shared, self._fonts, tagged=self._tagged, language=self._facts.language)
        self._file.rest()
        return plan

    def _print(self, plan: Plan, filled: Filled, patient: _Patient, streams: int | None) -> int:
        """Print a document once; *streams* is the first number of its own streams where they are there already."""
        file, leaf = self._file, self._pages.leaf()
        patient.forms += plan.field >= 0
        first = file.next
        own = first + plan.block.count if streams is None else streams
        starts = (first, own, self._key, leaf, patient.part, patient.number, patient.forms)
        file.add_block(*plan.block.fill(starts, filled), plan.block.count)
        if streams is None:
            file.add_streams(plan.streamed(filled))
        pages = [first + place for place in plan.pages]
        self._pages.add(pages)
        if not patient.bookmarked:
            self._outline.add(patient.label, pages[0])
            patient.bookmarked = True
        if plan.field >= 0:
            self._fields.append(first + plan.field)
        if self._tagged:
            patient.tops.append(first + plan.top)
            self._parents.add(first + plan.parents, self._key, self._key + plan.keys - 1)
            self._key += plan.keys
        self._documents += 1
        self._blank = plan.media_box
        file.rest()
        return own

    # -- the whole file --------------------------------------------------------------------------------------

    def _catalog(self) -> Iterator[bytes]:
        facts, file = self._facts, self._file
        yield b"/Type/Catalog/PageMode/UseOutlines"
        yield b"/Pages %d 0 R" % self._pages.close()
        yield b"/Outlines %d 0 R" % self._outline.close()
        yield b"/PageLabels %d 0 R" % self._labels.close()
        yield b"/Lang%b" % text_string(facts.language)
        yield b"/ViewerPreferences<</DisplayDocTitle true%b>>" % (self._duplex * b"/Duplex/DuplexFlipLongEdge")
        metadata = xmp(facts, tagged=self._tagged)
        yield b"/Metadata %d 0 R" % file.stream(b"<</Type/Metadata/Subtype/XML/Length ", metadata)
        profile = zlib.compress(srgb_profile(), 9)
        yield b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
        yield b"/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]" % self._shared.stream(
            b"<</N 3/Filter/FlateDecode/Length ", profile
        )
        if self._fields:
            yield b"/AcroForm %d 0 R" % self._form()
        if self._tagged:
            yield b"/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R" % self._structure
            file.put(self._document, b"<</S/Document/P %d 0 R/K[%b]>>" % (self._structure, references(self._parts)))
            keys = (self._document, self._parents.close(), self._key)
            root = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>" % keys
            file.put(self._structure, root)

    def _form(self) -> int:
        typed = b""
        if self._fonts.numbers:
            fonts = b"".join(b"%b %d 0 R" % each for each in self._fonts.numbers.items())
            typed = b"/DR<</Font<<%b>>>>/DA%b" % (fonts, self._fonts.appearance)
        return self._file.add(b"<</Fields[%b]%b>>" % (references(self._fields), typed))

    def _info(self) -> bytes:
        facts = self._facts
        keys = {"Title": facts.title, "Author": facts.author, "Creator": facts.creator, "Producer": facts.creator}
        texts = [b"/%b%b" % (key.encode(), text_string(text)) for key, text in keys.items()]
        day = b"(%b)" % facts.pdf_date.encode()
        return b"<<%b/CreationDate%b/ModDate%b>>" % (b"".join(texts), day, day)
