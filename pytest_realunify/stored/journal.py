"""A run on disk: `run.json` (who, what, with which options), `journal.jsonl` (one result a line), `images/`.

Only the controller writes the first two; workers add pictures. No pickle: everything can be read by anything.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import msgspec

from pytest_realunify.datafiles.whole import whole
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.records import Result, State, kind_of
from pytest_realunify.records.bounds import LARGEST
from pytest_realunify.stored import run_file
from pytest_realunify.taxonomy import CATEGORY

T = TypeVar("T")

FORMAT: Final = run_file.FORMAT

_SHA256: Final = re.compile("[0-9a-f]{64}")


def now() -> str:
    """UTC, ISO 8601 with milliseconds."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


class RunFolder:
    """Where one run lies. Making the object touches nothing; `create` does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = path / "journal.jsonl"
        self.images = path / "images"
        self.inflight = path / "inflight"

    @property
    def id(self) -> str:
        """The folder's name, also where it is called `.`."""
        return os.path.basename(os.path.abspath(self.path))  # noqa: PTH100, PTH119 -- `resolve` would follow links

    def picture(self, sha256: str) -> Path:
        """Where a picture lies, or would."""
        return self.images / f"{sha256}.png"

    def stored(self, sha256: str) -> Path | None:
        """Where a picture lies; None for one that is not there, and for a link: a run may come from elsewhere, and
        what a link leads to may be anything of this machine, which a report or an export would pass on."""
        picture = self.picture(sha256)
        there = _SHA256.fullmatch(sha256) and picture.is_file() and not picture.is_symlink()
        return picture if there else None

    def create(self) -> None:
        """Make the folders; safe to repeat, so a resumed run calls it too."""
        for folder in (self.images, self.inflight):
            folder.mkdir(parents=True, exist_ok=True)
        ignore = self.path.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("# Runs are large and made by pytest --realunify.\n*\n", encoding="utf-8")

    def discard(self) -> None:
        """Remove a run that had nothing to do."""
        shutil.rmtree(self.path, ignore_errors=True)

    def write_facts(self, facts: Mapping[str, Any]) -> None:
        """Replace run.json in one move."""
        aside = self.path / "run.json.part"
        aside.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        aside.replace(self.path / "run.json")

    def facts(self) -> dict[str, Any]:
        """run.json as written. Raises DataError when it is missing or broken."""
        return run_file.read(self.path / "run.json")

    def results(self) -> dict[tuple[str, int], Result]:
        """Results by (case, repeat); where a case was run again, the later line holds.

        A last line without its newline was being written when the run was killed: it is not there yet.
        """
        found = {}
        for number, result in enumerate(self._lines(_RESULTS)):
            counts = (*result.judging.values(), *(count for step in result.steps for count in step.usage.values()))
            if any(abs(count) > LARGEST for count in (result.repeat, *counts)):
                raise DataError.at(self.journal, number, None, "not a result: holds a number that counts nothing")
            found[result.key] = result
        return found

    def outlines(self) -> dict[tuple[str, int], Outline]:
        """As `results`, with no more than a table needs."""
        found = list(self._lines(_OUTLINES))
        check_cases(self.journal, found)
        return {(outline.case, outline.repeat): outline for outline in found}

    def _lines(self, decoder: msgspec.json.Decoder[T]) -> Iterator[T]:
        try:
            lines = whole(self.journal).split(b"\n")[:-1]
        except FileNotFoundError:
            return
        done = 0
        try:
            for line in lines:
                yield decoder.decode(line)
                done += 1
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise DataError.at(self.journal, done, None, f"not a result: {error}") from error


class Marks(msgspec.Struct, frozen=True):
    """The verdict of an `Outline`."""

    strict: State
    parity: State


class PutOut(msgspec.Struct, frozen=True):
    """A step of an `Outline`."""

    output: str | None = None


class Outline(msgspec.Struct, frozen=True):
    """What of a result makes a table, and tells a copy of another run's.

    Reading it takes a third of the time of the whole: thirty runs of 2,000 cases 0.6 s.
    """

    case: str
    instance: str
    category: str
    protocol: str
    repeat: int
    verdict: Marks
    reply: str | None = None
    steps: tuple[PutOut, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """A case runs once per repeat."""
        return self.case, self.repeat


def check_cases(file: Path, found: Iterable[Result | Outline]) -> None:
    """Raise DataError unless each is of a case that a table has a place for."""
    for number, each in enumerate(found):
        known = CATEGORY.get(each.category)
        kind = f"{each.category}/{each.protocol}"
        if known is None or kind_of(each.case) != kind or (isinstance(each, Result) and each.axis != known.axis):
            told = (
                f"{each.case[:100]!r} of {each.category[:100]!r} under {each.protocol[:100]!r} is no case of RealUnify"
            )
            raise DataError.at(file, number, "case", told)


_RESULTS: Final = msgspec.json.Decoder(Result)
_OUTLINES: Final = msgspec.json.Decoder(Outline)


class Journal:
    """Appends results, each flushed whole: a killed run loses at most the case in flight."""

    def __init__(self, folder: RunFolder) -> None:
        _drop_unfinished_line(folder.journal)
        self._file: IO[bytes] = folder.journal.open("ab")
        self._encoder = msgspec.json.Encoder()

    def append(self, result: Result) -> None:
        """One line, in the kernel's hands when this returns."""
        self._file.write(self._encoder.encode(result) + b"\n")
        self._file.flush()

    def close(self) -> None:
        """After this the journal cannot be appended to."""
        self._file.close()


def new_run(root: Path, model: str) -> RunFolder:
    """A folder that does not exist yet, named so that names sort by time, to the millisecond."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S-%f")[:-3]  # `last` must hold for quick runs too
    safe = "".join(letter if letter.isalnum() or letter in "._" else "-" for letter in model)[:40]
    return RunFolder(root / f"{stamp}-{safe}-{secrets.token_hex(2)}")


def find_run(root: Path, name: str) -> RunFolder:
    """A run by its id, a unique beginning of it, a path, or `last`."""
    if (Path(name) / "run.json").is_file():
        return RunFolder(Path(name))
    runs = sorted(file.parent for file in root.glob("*/run.json"))
    if name == "last":
        if not runs:
            raise UsageError(f"no run yet: {root} holds none")
        return RunFolder(next((run for run in reversed(runs) if not _ran_nothing(run)), runs[-1]))
    matching = [run for run in runs if run.name == name] or [run for run in runs if run.name.startswith(name)]
    if len(matching) != 1:
        what = "run" if not matching else "run (several begin so)"
        raise UsageError.unknown(what, name, ["last", *[run.name for run in runs[-5:]]], f"runs lie in {root}")
    return RunFolder(matching[0])


def _ran_nothing(run: Path) -> bool:
    """Whether no case was selected, as by a mistyped `-k`. A run killed while it collected does not say so."""
    try:
        return bool(run_file.decoded(run / "run.json").get("selected") == 0)
    except DataError:
        return False


def _drop_unfinished_line(journal: Path) -> None:
    if journal.exists():
        data = journal.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole != len(data):
            with journal.open("r+b") as file:
                file.truncate(whole)
