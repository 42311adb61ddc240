"""The calibration file: small JSON, written by `realunify judge calibrate`, read when a score is corrected."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.numbers.calibration.confusion import Confusion, Count
from pytest_realunify.numbers.calibration.pictures import Picture, impossible

FORMAT: Final = 2
"""2 keeps each picture's outcome. Raised when a reader of older files would misread newer ones."""

READABLE: Final = (1, FORMAT)
"""1 knows answers alone, not which of them were about one picture."""

MAX_BYTES: Final = 10_000_000
PACKAGED: Final = Path(__file__).with_name("pixels.json")
"""The built-in judge's own calibration, made by the command."""

CLEAN: Final = ("clean",)
"""The conditions whose rendered pictures correct a score."""

Seconds = Annotated[float, msgspec.Meta(ge=0)]


@dataclass(frozen=True, slots=True)
class MeasuredJudge:
    """Whom the figures are about. `repeats` votes made each answer."""

    name: str
    source: str
    fingerprint: str
    prompt: str
    repeats: Annotated[int, msgspec.Meta(ge=1)] = 1


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds per poll; a judge that answers batches has its time shared out evenly."""

    calls: Count = 0
    median: Seconds = 0.0
    p95: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of one subtask's pictures under one condition, and what became of each picture."""

    subtask: str
    condition: str
    counts: Confusion
    category: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything in the file. `suite` is the fingerprint of the instances that were drawn."""

    format: int
    judge: MeasuredJudge
    created: str
    """UTC, ISO 8601."""
    version: str
    """pytest-realunify's."""
    suite: str
    rows: tuple[Row, ...]
    labels: Confusion | None = None
    """Counts on the user's own labelled pictures."""
    latency: Latency = Latency()
    labelled: tuple[Picture, ...] = ()
    """The user's own pictures one by one."""

    def under(self, *, conditions: Collection[str] = (), subtask: str = "") -> Confusion:
        """Counts added up over these conditions (all by default) of one subtask (all by default)."""
        return Confusion.total(
            row.counts
            for row in self.rows
            if (not conditions or row.condition in conditions) and subtask in ("", row.subtask)
        )

    @property
    def basis(self) -> Confusion:
        """What corrects a score: the user's own labels where there are any, else clean rendered pictures."""
        return self.labels if self.labels is not None else self.under(conditions=CLEAN)

    def write(self, file: Path) -> None:
        """In one move. Raises UsageError where that is impossible."""
        text = _laid_out(msgspec.to_builtins(self))
        try:
            write_whole(file, text)
        except OSError as error:
            raise UsageError(f"cannot write {file}: {error.strerror or error}\nchoose another with -o FILE") from error

    def check_judge(self, fingerprint: str, repeats: int, file: object) -> None:
        """Raise UsageError unless this was measured with that judge, asked as often."""
        mine, again = self.judge, f"measure the judge of this run: realunify judge calibrate --judge=NAME -o {file}"
        if mine.fingerprint != fingerprint:
            raise UsageError(
                f"{file} is the calibration of judge {mine.name} with fingerprint {mine.fingerprint}, "
                f"this run's judge has {fingerprint}.\n"
                f"The fingerprint covers what the judge is (weights, settings, versions) and its prompt; {again}"
            )
        if mine.repeats != repeats:
            raise UsageError(
                f"{file} was measured with {mine.repeats} votes per question, this run takes {repeats}.\n"
                f"Type --realunify-judge-repeats={mine.repeats}, or {again} --repeats={repeats}"
            )


def read(file: Path) -> Calibration:
    """Raises DataError naming file and field for whatever is wrong with it."""
    data = _parsed(file)
    if type(data.get("format")) is not int or data["format"] not in READABLE:
        known = " and ".join(map(str, READABLE))
        raise DataError.at(file, None, "format", f"is {data.get('format')!r}, this version reads calibrations {known}")
    try:
        found = msgspec.convert(data, Calibration)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        raise DataError.at(file, None, place.strip("`").removeprefix("$.") or None, _lowered(problem)) from error
    for name, pictures in [(f"rows[{at}].pictures", row.pictures) for at, row in enumerate(found.rows)] + [
        ("labelled", found.labelled)
    ]:
        for place_, problem in enumerate(map(impossible, pictures)):
            if problem:
                raise DataError.at(file, None, f"{name}[{place_}]", problem)
    return found


def _laid_out(data: dict[str, Any]) -> str:
    """JSON with one row a line: readable, and no longer than need be."""
    lines = []
    for key, value in data.items():
        told = json.dumps(value, ensure_ascii=False)
        if key in ("rows", "labelled") and value:
            told = "[\n  " + ",\n  ".join(json.dumps(each, ensure_ascii=False) for each in value) + "\n ]"
        lines.append(f" {json.dumps(key)}: {told}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def packaged(fingerprint: str, file: Path = PACKAGED) -> Calibration | None:
    """The calibration that ships with the plugin, if it is of this very judge."""
    if not file.is_file():
        return None
    found = read(file)
    return found if found.judge.fingerprint == fingerprint else None


def _parsed(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise DataError.at(file, None, None, f"is no calibration file: more than {MAX_BYTES // 10**6} MB")
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError.at(file, None, None, f"cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise DataError.at(file, None, None, f"is no calibration file: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise DataError.at(file, None, None, "is no calibration file: its top level is no object")
    return data


def _lowered(problem: str) -> str:
    """msgspec's sentence as the end of ours; what it says about a missing field names that field already."""
    return re.sub(r"^[A-Z]", lambda first: first[0].lower(), problem)
