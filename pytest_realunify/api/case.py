"""One case of a run, with what went into the model and what came out of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pytest_realunify.datafiles.pictures import UnreadableError, opened, upright
from pytest_realunify.engine.batches import case_typed
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.records import Poll, Result, State, Step
from pytest_realunify.taxonomy import Axis, Stratum
from pytest_realunify.text import harmless, number_of

if TYPE_CHECKING:
    from PIL.Image import Image

    from pytest_realunify.api.shapes import Run


@dataclass(frozen=True, eq=False)
class Picture:
    """One that a step was given or made."""

    case: Case = field(repr=False)
    step: int
    """Counts from 1."""
    role: Literal["input", "output"]
    sha256: str
    """Of its file."""

    @property
    def file(self) -> Path | None:
        """With the run, or in the suite's own folder; None where it is in neither."""
        return self.case.run.originals.file(self.sha256, self.case.result)

    def open(self) -> Image:
        """Decoded, and turned as its metadata says. Raises DataError where it is nowhere, or no picture."""
        run, name = self.case.run, f"{self.sha256}.png"
        where = f"run {run.id}, case {self.case.id}, step {self.step}"
        try:
            if run.folder.stored(self.sha256) is not None:
                images = run.folder.files.folder(run.folder.images.name)
                with os.fdopen(images.open(name, os.O_RDONLY), "rb") as stored:
                    return opened(stored, upright)
            if (file := self.file) is not None:
                return opened(file, upright)
        except (UnreadableError, OSError) as error:
            raise DataError(f"{where}: picture {name} {_why(error)}") from error
        raise DataError(f"{where}: picture {name} lies neither in {run.folder.images} nor in the suite's own folder")


def _why(error: Exception) -> str:
    return f"cannot be read: {error.strerror or error}" if isinstance(error, OSError) else str(error)


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """One case and repeat."""

    run: Run
    result: Result
    """All that is known of it, as a line of the journal has it."""

    @property
    def id(self) -> str:
        """Such as `mental_tracking-sequential-0007-stepwise`; the same for all repeats."""
        return self.result.case

    @property
    def repeat(self) -> int:
        """Counts from 0."""
        return self.result.repeat

    @property
    def instance(self) -> str:
        return self.result.instance

    @property
    def axis(self) -> Axis:
        return self.result.axis

    @property
    def category(self) -> str:
        return self.result.category

    @property
    def subtask(self) -> str:
        return self.result.subtask

    @property
    def protocol(self) -> str:
        return self.result.protocol

    @property
    def stratum(self) -> Stratum | None:
        """None of a suite without strata."""
        return self.result.stratum

    @property
    def strict(self) -> State:
        """What the strict scorer says."""
        return self.result.verdict.strict

    @property
    def parity(self) -> State:
        """What the data set's own rules say."""
        return self.result.verdict.parity

    @property
    def expected(self) -> str | None:
        """The gold letter; None for UEG."""
        return self.result.expected

    @property
    def answers(self) -> Mapping[str, str | None]:
        """By scorer, the letter it read in the reply; None where it read none."""
        return self.result.verdict.answers

    @property
    def reply(self) -> str | None:
        """The last step's: a text, or the sha256 of what was drawn. None where there is none."""
        return self.result.reply

    @property
    def error(self) -> str | None:
        """Why it has no verdict, in a line; None of a case without trouble."""
        error = self.result.error
        return f"{error.kind}: {error.message}" if error else None

    @property
    def steps(self) -> Sequence[Step]:
        """The model's calls: `verb`, `prompt`, `inputs`, `output`, `seconds`, `usage`, `finish`."""
        return self.result.steps

    @property
    def polls(self) -> Sequence[Poll]:
        """What the judge was asked about the drawing, and said: `question`, `expected`, `reply`, `answer`, `votes`."""
        return self.result.polls

    @property
    def seconds(self) -> float:
        """What the model's calls took."""
        return self.result.seconds

    def pictures(self) -> list[Picture]:
        """What went into its steps and came out, in order, each once. Opens none."""
        found: dict[str, Picture] = {}
        for number, step in enumerate(self.steps, 1):
            for sha256 in step.inputs:
                found.setdefault(sha256, Picture(self, number, "input", sha256))
            if step.output is not None and step.verb != "understand":
                found.setdefault(step.output, Picture(self, number, "output", step.output))
        return list(found.values())

    def images(self) -> list[Image]:
        """All of `pictures`, opened. Raises DataError where one is nowhere, or is no picture."""
        return [picture.open() for picture in self.pictures()]

    def __repr__(self) -> str:
        return harmless(f"<Case {self.result.param}: {self.strict}>")

    def _repr_html_(self) -> str:
        from pytest_realunify.api.shown import case_html

        return case_html(self)


def repeats(run: Run, name: str) -> list[Case]:
    """Of one case, in order. `name` is its id, also with `-rep1` behind it, or as pytest prints it.

    Raises UsageError, with the nearest match, where the run has no such case.
    """
    wanted = case_typed(name)
    outlines = run.stored.every_outline.values()
    found = [each for each in outlines if wanted in (each.case, f"{each.case}-rep{each.repeat}")]
    if not found:
        known = sorted({each.case for each in outlines})
        error = UsageError.unknown(f"case in run {run.id}", wanted, known)
        raise UsageError(
            str(error).splitlines()[0] + f"\n{number_of(len(known), 'case is', 'cases are')} in {run.folder.journal}"
        )
    return [Case(run, result) for result in run.stored.chosen(sorted(found, key=lambda each: each.repeat))]
