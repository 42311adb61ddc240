"""Samples that lmms-eval logs (`--log_samples`): numbered within a task, which the file's name says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pytest_realunify.datafiles import Row, described
from pytest_realunify.errors import DataError
from pytest_realunify.models.recorded.rows import response_of
from pytest_realunify.taxonomy import CATEGORY

_FILE: Final = re.compile(r"samples_(?P<task>.+)\.jsonl$")
SUMMARY: Final = re.compile(r"\d{8}_\d{6}_results\.json$")
"""What the tool writes beside its samples: scores, and no output."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One line. `number` counts from 0 in the task's data; `asked` is the prompt, empty where the line has none."""

    row: Row
    category: str
    number: int
    asked: str

    def reply(self) -> str:
        """What came back. Raises DataError where nothing did."""
        return response_of(self.row, "filtered_resps", "resps")


def is_sample(row: Row) -> bool:
    """Whether a row is of this kind."""
    return "doc_id" in row.data and bool(row.data.keys() & {"filtered_resps", "resps"})


def sample_of(row: Row, file: Path) -> Sample:
    """Raises DataError for a task that is no category of GEU, and for one that is no protocol of the paper's."""
    match = _FILE.search(file.name)
    task = match["task"] if match else file.stem
    if "visual_cot" in task:
        raise row.error(None, f"is of {task}, whose model sees the given picture and a drawn one: not a protocol here")
    category = next((name for name in CATEGORY if task.endswith(name)), "") or _scored_as(row)
    if not category or CATEGORY[category].axis != "GEU":
        raise row.error(None, f"is a sample of {task!r}, which names no category of GEU")
    number = row.data["doc_id"]
    if isinstance(number, str) and number.isdecimal():
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise row.error("doc_id", f"is {described(number)}, expected a whole number from 0")
    asked = row.data.get("input")
    return Sample(row, category, number, _plain(asked) if isinstance(asked, str) else "")


def chosen(samples: Sequence[Sample], case: str, prompt: str, place: int | None) -> Sample:
    """The sample of a case: the only one that was asked this very prompt, else of those that were the one at the case's
    place in its category. Raises DataError where neither tells: a sample that was asked something else is not its.

    Where all samples were asked one and the same, what they were asked tells nothing, and the place alone does."""
    asked = [sample for sample in samples if prompt and _plain(prompt) in sample.asked]
    if len(asked) == 1:
        return asked[0]
    alike = len(samples) > 1 and len({sample.asked for sample in samples}) == 1
    unknown = [sample for sample in samples if alike or not sample.asked]
    found = [sample for sample in asked or unknown if sample.number == place]
    if len(found) == 1:
        return found[0]
    why = f"{len(asked)} were asked the same, and none by its place" if asked else "none was asked what it asks"
    raise DataError(f"{_files(samples)}: no sample for {case}: of the {len(samples)} of its category {why}")


def by_category(samples: Sequence[Sample]) -> Mapping[str, Sequence[Sample]]:
    """Raises DataError where one number was logged twice."""
    sorted_: dict[str, dict[int, Sample]] = {}
    for sample in samples:
        of_category = sorted_.setdefault(sample.category, {})
        if (first := of_category.get(sample.number)) is not None and first.row.data != sample.row.data:
            raise sample.row.error("doc_id", f"is taken: {first.row.file}, row {first.row.number} is the same sample")
        of_category[sample.number] = sample
    return {category: list(numbered.values()) for category, numbered in sorted_.items()}


def _scored_as(row: Row) -> str:
    """The category that a line's metrics name, where the file's name does not."""
    named = {
        value["task_type"]
        for value in row.data.values()
        if isinstance(value, dict) and value.get("task_type") in CATEGORY
    }
    return named.pop() if len(named) == 1 else ""


def _files(samples: Sequence[Sample]) -> str:
    return ", ".join(sorted({sample.row.file for sample in samples}))


def _plain(text: str) -> str:
    return " ".join(text.split())
