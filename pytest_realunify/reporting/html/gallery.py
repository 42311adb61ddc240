"""The cases of a run as the gallery's script reads them: one block of JSON, every text and every picture once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.records import Poll, Result, Step, Vote
from pytest_realunify.reporting.html.texts import readable
from pytest_realunify.reporting.inputs import Inputs
from pytest_realunify.reporting.lines import ended
from pytest_realunify.reporting.originals import Originals
from pytest_realunify.taxonomy import CATEGORY, protocol_key, table_key

LONGEST: Final = 4000
"""Letters of one text; the rest is counted. A model may reply a megabyte."""

WITHHELD: Final = -1
"""In the place of a text or a picture that the suite's licence keeps out of the report."""


@dataclass
class Gallery:
    """Filled case by case. A text or a picture is named by its place in the lists."""

    originals: Originals
    shows_inputs: bool
    changes: Mapping[str, Change] = field(default_factory=dict)
    """By case."""
    texts: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, int] = field(default_factory=dict)
    """By sha256."""
    files: dict[str, Path] = field(default_factory=dict)
    """Of the pictures that are there, by sha256."""
    cases: list[dict[str, Any]] = field(default_factory=list)

    @property
    def _inputs(self) -> Inputs:
        return Inputs(self.shows_inputs)

    def add_all(self, results: Iterable[Result]) -> None:
        """In table order."""
        for result in sorted(results, key=_place):
            self.cases.append(self.case(result))

    def data(self, sources: Mapping[str, tuple[object, int, int]]) -> dict[str, Any]:
        """What the script reads. `sources` are URL (or what becomes one), width and height of thumbnails by sha256."""
        return {
            "texts": list(self.texts),
            "pictures": [sources.get(sha256) for sha256 in self.pictures],
            "cases": self.cases,
        }

    def case(self, result: Result) -> dict[str, Any]:
        """One of them, its texts and pictures kept."""
        produced = [step.output for step in result.steps]
        steps = [self._step(step, produced[:place], result) for place, step in enumerate(result.steps)]
        case: dict[str, Any] = {
            "id": readable(result.case, 200),
            "instance": readable(result.instance, 200),
            "axis": result.axis,
            "category": result.category,
            "subtask": readable(result.subtask, 80),
            "protocol": result.protocol,
            "repeat": result.repeat,
            "stratum": result.stratum,
            "strict": result.verdict.strict,
            "parity": result.verdict.parity,
            "read": {str(name): readable(answer or "", 40) for name, answer in result.verdict.answers.items()},
            "expected": readable(result.expected or "", 40),
            "steps": steps,
            "polls": [self._poll(poll) for poll in result.polls],
            "facts": self._text(_facts(result)),
        }
        if result.error is not None:
            case["error"] = self._text(f"{result.error.kind}: {result.error.message}")
        if (change := self.changes.get(result.case)) is not None:
            case["change"] = {
                "before": readable(change.before, 80),
                "after": readable(change.after, 80),
                "worse": change.worse,
                "steady": change.steady,
            }
        return case

    def _step(self, step: Step, produced: list[str | None], result: Result) -> dict[str, Any]:
        """`produced`: the outputs of earlier steps, which are the model's own and no input of the suite's."""
        own = self._inputs.shows(step.prompt, produced)
        shown: dict[str, Any] = {
            "verb": step.verb,
            "prompt": self._text(step.prompt) if own else WITHHELD,
            "inputs": [self._input(sha256, produced, result) for sha256 in step.inputs],
            "seconds": round(step.seconds, 2),
        }
        if step.finish:
            shown["finish"] = ended(step.finish)
        if step.output is not None:
            drawn = step.verb != "understand"
            shown["picture" if drawn else "text"] = (
                self._picture(step.output, result) if drawn else self._text(step.output)
            )
        return shown

    def _input(self, sha256: str, produced: list[str | None], result: Result) -> int:
        return self._picture(sha256, result) if self._inputs.shows(sha256, produced) else WITHHELD

    def _poll(self, poll: Poll) -> dict[str, Any]:
        votes = poll.votes or (Vote(poll.reply, poll.answer),)
        return {
            "question": self._text(poll.question) if self.shows_inputs else WITHHELD,
            "expected": readable(poll.expected, 40),
            "answer": poll.answer and readable(poll.answer, 40),
            "votes": [[self._text(vote.reply), vote.answer and readable(vote.answer, 40)] for vote in votes],
        }

    def _text(self, text: str) -> int:
        return self.texts.setdefault(readable(text, LONGEST), len(self.texts))

    def _picture(self, sha256: str, result: Result) -> int:
        if sha256 not in self.pictures:
            self.pictures[sha256] = len(self.pictures)
            if (file := self.originals.file(sha256, result)) is not None:
                self.files[sha256] = file
        return self.pictures[sha256]


def _place(result: Result) -> tuple[int, str, tuple[int, str], int]:
    """Names that are not the benchmark's come last: a journal may be of a later version."""
    category = table_key(result.category) if result.category in CATEGORY else len(CATEGORY)
    protocol = protocol_key(result.protocol)
    return category, result.instance, protocol, result.repeat


def _facts(result: Result) -> str:
    judge = f", judged by {result.judge}" if result.judge else ""
    return f"{result.model} on {result.worker} ({result.device}), {result.seconds:.2f} s, {result.started}{judge}"
