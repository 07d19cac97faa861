"""Owns the report as JUnit XML, which CI systems read."""

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from server.settings import ROOT
from tests.runner.diff import diff, title_of
from tests.runner.results import CaseResult, Outcome

# What XML 1.0 cannot hold; citizens type anything.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {Outcome.FAILED: "failure", Outcome.ERROR: "error", Outcome.UNSUPPORTED: "skipped"}


def junit_report(results: Sequence[CaseResult]) -> str:
    """A suite for each file; what cannot be judged is skipped, with the reason."""
    root = Element("testsuites", _numbers(results), name="conversations")
    by_file = sorted(results, key=file_of)
    for file, of_file in groupby(by_file, file_of):
        cases = list(of_file)
        suite = SubElement(root, "testsuite", _numbers(cases), name=file)
        for result in cases:
            _add(suite, result)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def file_of(result: CaseResult) -> str:
    """From the project's folder, where it is in it."""
    file = result.case.place.file.absolute()
    return str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file)


def _numbers(results: Sequence[CaseResult]) -> dict[str, str]:
    outcomes = [result.outcome for result in results]
    return {
        "tests": str(len(results)),
        "failures": str(outcomes.count(Outcome.FAILED)),
        "errors": str(outcomes.count(Outcome.ERROR)),
        "skipped": str(outcomes.count(Outcome.UNSUPPORTED)),
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _add(suite: Element, result: CaseResult) -> None:
    place = result.case.place
    case = SubElement(
        suite,
        "testcase",
        name=_readable(title_of(result)),
        classname=place.file.stem,
        file=file_of(result),
        line=str(place.line),
        time=f"{result.seconds:.3f}",
    )
    if (element := _ELEMENTS.get(result.outcome)) is not None:
        told = SubElement(case, element, message=_readable(_reason(result)))
        told.text = _readable(diff(result))


def _reason(result: CaseResult) -> str:
    """The first thing that went otherwise."""
    for step in result.steps:
        if step.error is not None:
            return step.error
    mismatches = [each for step in result.steps for each in step.mismatches]
    counted = [each for each in mismatches if not each.unsupported] or mismatches
    return f"line {counted[0].expectation.place.line}: {counted[0].actual}"


def _readable(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
