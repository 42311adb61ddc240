"""A stored run as the JUnit file that pytest would have written with `--junitxml`: the same names and verdicts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from pytest_realunify.engine.batches import written
from pytest_realunify.records import Result
from pytest_realunify.reporting.inputs import Inputs
from pytest_realunify.reporting.lines import result_line
from pytest_realunify.reporting.standing import Standing, is_lenient, standings
from pytest_realunify.reporting.view import RunView
from pytest_realunify.text import harmless, shortened

GATES: Final = "gates"
"""The class of those."""

KNOWN: Final = {"known": "known: the baseline has it too; ", "changed": "new; ", "expected": "", "failure": ""}
"""What stands before a wrong answer's line, by what it means."""

DIED: Final = "crash"
"""The kind of trouble of a case that took its process down: of no phase of a test, and so an error."""

_NO_XML: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(views: Sequence[RunView], include_inputs: bool = False) -> str:
    """A suite of tests per run; of a suite of data whose licence may forbid it no question, unless asked for."""
    root = ET.Element("testsuites", name="pytest tests")
    for view in views:
        name = "pytest" if len(views) == 1 else f"pytest, run {view.run.id}"
        root.append(_suite(view, name, Inputs.of(view.run.facts["suite"], include_inputs)))
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(view: RunView, name: str, inputs: Inputs) -> ET.Element:
    cases = [*_cases(view, inputs), *_gates(view)]
    said = Counter(child.tag for case in cases for child in case)
    suite = _element(
        "testsuite",
        name=name,
        errors=str(said["error"]),
        failures=str(said["failure"]),
        skipped=str(said["skipped"]),
        tests=str(len(cases)),
        time=f"{sum(each.seconds for each in view.run.outlines.values()):.3f}",
        timestamp=view.run.started,
        hostname="localhost",  # what the format says where nobody knows: a run may be merged of several machines'
    )
    properties = ET.SubElement(suite, "properties")
    told = {"run": view.run.id, "model": view.run.model, "label": view.run.label}
    told |= {"suite": str(view.run.facts["suite"].get("name", ""))}
    for key, value in told.items():
        if value:
            properties.append(_element("property", name=f"realunify.{key}", value=harmless(value)))
    suite.extend(cases)
    return suite


def _cases(view: RunView, inputs: Inputs) -> Iterator[ET.Element]:
    standing, lenient = standings(view), is_lenient(view)
    for result in view.run.results.values():
        axis = result.axis.lower()
        name = written(f"test_{axis}[{result.param}]")
        case = _element("testcase", classname=f"cases.test_{axis}", name=name, time=f"{result.seconds:.3f}")
        case.extend(_outcome(result, standing(result.case), lenient, inputs))
        yield case


def _outcome(result: Result, standing: Standing, lenient: bool, inputs: Inputs) -> Iterator[ET.Element]:
    state = result.verdict.strict
    if state == "unsupported":
        yield _said(
            "skipped", f"the model cannot {result.steps[-1].verb if result.steps else 'do this'}", "pytest.skip"
        )
    elif state in ("wrong", "unparsed"):
        line = harmless(result_line(result, inputs.shown))
        yield _said("skipped", f"{KNOWN[standing]}{line}", "pytest.xfail") if lenient else _said("failure", line)
    elif state != "correct":
        told = f"{result.error.kind}: {result.error.message}" if result.error else result_line(result, inputs.shown)
        line = harmless(f"{result.case}: {shortened(told, 1000)}")
        if lenient:
            yield _said("skipped", line, "pytest.xfail")
        else:
            died = result.error is not None and result.error.kind == DIED
            yield _said("error" if died else "failure", line)


def _gates(view: RunView) -> Iterator[ET.Element]:
    for gate in view.decision.gates if view.decision else ():
        case = _element("testcase", classname=GATES, name=gate.name, time="0.000")
        if not gate.passed:
            case.append(_said("failure", harmless(gate.reason)))
        yield case


def _said(tag: str, line: str, kind: str = "") -> ET.Element:
    found = _element(tag, **({"type": kind} if kind else {}), message=line)
    found.text = _xml(line)
    return found


def _element(tag: str, **attributes: str) -> ET.Element:
    return ET.Element(tag, {name: _xml(value) for name, value in attributes.items()})


def _xml(text: str) -> str:
    """What XML cannot hold spelled as pytest spells it."""
    return _NO_XML.sub(
        lambda found: f"#x{ord(found[0]):02X}" if ord(found[0]) <= 0xFF else f"#x{ord(found[0]):04X}", text
    )
