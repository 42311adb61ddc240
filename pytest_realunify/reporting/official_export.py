"""A run as the result files of the data set's own scripts: its rows with `response`, `generated_image`, `edit_image`.

What could not be scored (an error, a verb that the model lacks) has no row, which those scripts count as not correct.
`realunify_subtask` is ours: the procedural suite counts instances by subtask, so that `index` alone names several.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.interfaces import GEUInstance, Listing, Suite, UEGInstance
from pytest_realunify.records import Result
from pytest_realunify.stored.stored_run import StoredRun, suite_of

FILES: Final[Mapping[tuple[str, str], str]] = {
    ("UEG", "direct"): "UEG_direct",
    ("UEG", "stepwise"): "UEG_step",
    ("GEU", "direct"): "GEU_direct",
    ("GEU", "stepwise"): "GEU_step",
}
"""By axis and protocol; there are no official files for the other protocols."""

_SHA256: Final = re.compile("[0-9a-f]{64}")


def export(run: StoredRun, folder: Path, repeat: int = 0) -> Iterator[str]:
    """Write the files and the pictures they name into an empty or new folder; a line about each.

    Raises UsageError where the folder is not empty or the suite is not what it was, DataError where a picture is gone.
    """
    suite = suite_of(run)
    listings = {listing.id: (place, listing) for place, listing in enumerate(suite.listings())}
    chosen = [result for result in run.results.values() if result.repeat == repeat and result.instance in listings]
    if not chosen:
        raise UsageError(f"run {run.id} has no result of repeat {repeat}; --repeat counts from 0")
    _make(folder)
    files: dict[str, list[tuple[int, Result]]] = defaultdict(list)
    for result in chosen:
        if (name := FILES.get((result.axis, result.protocol))) is not None:
            files[name].append((listings[result.instance][0], result))
    for name in sorted(files, reverse=True):
        answered = [result for _, result in sorted(files[name], key=lambda each: each[0]) if _answered(result)]
        rows = [_Exported(run, suite, folder, name).row(listings[each.instance][1], each) for each in answered]
        file = folder / f"{name}.json"
        write_whole(file, json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
        lacking = len(files[name]) - len(rows)
        yield f"{file}: {len(rows)} results" + (f"; {lacking} without an output are left out" if lacking else "")
    yield from _remarks(run, chosen, suite)


class _Exported:
    """One file's rows, and the pictures they name."""

    def __init__(self, run: StoredRun, suite: Suite, folder: Path, name: str) -> None:
        self.run, self.suite, self.folder, self.name = run, suite, folder, name

    def row(self, listing: Listing, result: Result) -> dict[str, Any]:
        instance = self.suite.instance(listing, result.protocol)
        label = listing.id.rpartition("-")[2]
        head: dict[str, Any] = {"index": int(label) if label.isdecimal() else label, "task_type": listing.category}
        if listing.subtask:
            head["realunify_subtask"] = listing.subtask
        return head | (self._ueg(instance, result) if instance.axis == "UEG" else self._geu(instance, result))

    def _ueg(self, instance: UEGInstance, result: Result) -> dict[str, Any]:
        prompt: dict[str, Any] = {"prompt": instance.prompt}
        if result.protocol == "stepwise":
            prompt = {"new_prompt": instance.refine_prompt, "response": _output(result, "understand")}
        return {
            **prompt,
            "question_list": [{"question": each.question, "answer": each.answer} for each in instance.questions],
            "generated_image": self._drawn(result.reply, result),
        }

    def _geu(self, instance: GEUInstance, result: Result) -> dict[str, Any]:
        row: dict[str, Any] = {
            "question": instance.question,
            "option": list(instance.options),
            "answer": instance.answer,
            "input_image": self._input(instance, result),
            "evaluation_prompt": instance.evaluation_prompt,
        }
        if result.protocol == "stepwise":
            row |= {"edit_prompt": instance.edit_prompt, "edit_image": self._drawn(_output(result, "edit"), result)}
        return row | {"response": result.reply}

    def _drawn(self, sha256: str | None, result: Result) -> str:
        """A copy of a picture the model made."""
        return self._copied(sha256, f"generated/{self.name}/{result.instance}.png", result)

    def _input(self, instance: GEUInstance, result: Result) -> str:
        """The data's own path where the picture is the user's file, which stays where it is; else a copy."""
        if self.suite.file(instance.image) is not None:
            return instance.image
        label = instance.id.rpartition("-")[2]
        inputs = result.steps[0].inputs if result.steps else ()
        path = f"image/{instance.category}/{instance.subtask}/images/{label}.png"
        return self._copied(inputs[0] if inputs else None, path, result)

    def _copied(self, sha256: str | None, path: str, result: Result) -> str:
        if sha256 is None or not _SHA256.fullmatch(sha256):
            raise DataError(f"run {self.run.id}: {result.case} names no stored picture where a picture belongs")
        if (stored := self.run.folder.stored(sha256)) is None:
            raise DataError(f"run {self.run.id}: the picture of {result.case} is not there, or a link")
        target = self.folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():  # the input of direct and stepwise is one
                shutil.copyfile(stored, target)
        except OSError as error:
            raise DataError(f"the picture of {result.case} cannot be copied: {error}") from error
        return f"./{path}"


def _answered(result: Result) -> bool:
    """Whether the model came to the end, whatever the judge then did."""
    return result.reply is not None and (result.axis == "GEU" or bool(_SHA256.fullmatch(result.reply)))


def _output(result: Result, verb: str) -> str | None:
    return next((step.output for step in result.steps if step.verb == verb), None)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(
                f"-o {folder} is not empty, and an export never mixes with other files.\nName a new folder"
            )
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}\nname another folder with -o") from error


def _remarks(run: StoredRun, chosen: Sequence[Result], suite: Suite) -> Iterator[str]:
    if others := sorted({result.protocol for result in chosen if (result.axis, result.protocol) not in FILES}):
        yield f"not exported: {', '.join(others)}, for which there are no official files"
    repeats = 1 + max(repeat for _, repeat in run.results)
    if repeats > 1:
        yield f"one of {repeats} repeats: the files have room for one output of a case (choose with --repeat)"
    if not suite.name.startswith("procedural"):
        yield "the files hold texts of the data set, whose licence does not let you pass them on"
