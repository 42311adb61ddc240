"""What of a run's folder somebody deleted while the run went."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pytest_realunify.records import Result
from pytest_realunify.stored.journal import FACTS, JOURNAL, Journal, RunFolder

DRAWN = ("generate", "edit")


def lost(folder: RunFolder, results: Collection[Result]) -> Iterator[str]:
    """What there should be and is not, in words. Raises OSError and DataError where one cannot look."""
    if not folder.files.has(FACTS):
        yield f"{FACTS}, which is written again"
    if results and not folder.files.has(JOURNAL):
        yield f"{JOURNAL}, which is written again with all {len(results)} results"
    there = {*folder.files.folder(folder.images.name).names()}
    outputs = {step.output for result in results for step in result.steps if step.verb in DRAWN and step.output}
    if gone := [sha256 for sha256 in outputs if f"{sha256}.png" not in there]:
        yield f"{len(gone)} of {len(outputs)} pictures, which are gone: their verdicts stay"


def mend(folder: RunFolder, results: Collection[Result]) -> None:
    """Write the journal again where it is gone. Raises StorageError."""
    if results and not folder.files.has(JOURNAL):
        journal = Journal(folder.files)
        for result in results:
            journal.append(result)
        journal.close()
