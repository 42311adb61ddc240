"""A baseline file as it comes from a colleague's branch: merged by hand, cut short, or not a baseline at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from pytest_realunify.decisions.baseline.provenance import provenance
from pytest_realunify.decisions.baseline_names import REFERENCE
from pytest_realunify.decisions.counts import ABSENT, CaseRecord
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.numbers.outlines import DIGITS
from pytest_realunify.records import kind_of, to_json

FORMAT: Final = 2
"""Raised when a reader of older baselines would misread newer ones."""

_DIGEST: Final = re.compile(rf"[0-9a-f]{{{DIGITS}}}|{ABSENT}")

PACKAGED: Final = Path(__file__).with_name("reference.json")
"""Made by `realunify baseline save`."""

MAX_BYTES: Final = 50_000_000
"""A hundred times a baseline of four protocols over a thousand instances."""


def find(given: str) -> Path:
    """The file of a name or path. Raises UsageError with what there is, and how to make one."""
    if given == REFERENCE:
        return PACKAGED
    file = Path(given).expanduser()
    if file.exists():
        return file
    beside = sorted(str(each) for each in file.parent.glob("*baseline*.json"))[:5] if file.parent.is_dir() else []
    hint = f"to make one: pytest --realunify --model=NAME, then realunify baseline save last -o {given}"
    raise UsageError.unknown("baseline (--realunify-baseline): no such file", given, [REFERENCE, *beside], hint)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says."""

    cases: dict[str, CaseRecord]
    provenance: dict[str, Any]
    replies: dict[str, tuple[str | None, ...]]


def read(file: Path) -> Read:
    """Raises DataError naming file and field for whatever is wrong.

    A file of format 1 kept no runs apart: it counts as one run with as many repeats.
    """
    data = _json(file)
    if not isinstance(data, dict):
        raise DataError.at(file, None, None, "is no baseline: its top level is no object")
    if data.get("format") not in (1, FORMAT):
        shown = repr(data.get("format"))[:40]
        raise DataError.at(file, None, "format", f"is {shown}, this version reads baseline formats 1 and {FORMAT}")
    said = _provenance(file, data.get("provenance"))
    if data["format"] == 1:
        said = {**said, "runs": [" ".join(said.get("runs", []))]}
        cases = _cases(file, data.get("cases"), 1)
        return Read({case: record.cautious for case, record in cases.items()}, said, {})
    cases = _cases(file, data.get("cases"), len(said.get("runs", [])))
    return Read(cases, said, _replies(file, data.get("replies", {}), cases))


def _cases(file: Path, cases: object, runs: int) -> dict[str, CaseRecord]:
    if not isinstance(cases, dict) or not cases:
        raise DataError.at(file, None, "cases", "is missing, empty, or no object of verdicts by case id")
    found = {}
    for case, text in sorted(cases.items()):
        field = f"cases.{case[:100]}"
        if kind_of(case) is None or not case.isprintable():
            raise DataError.at(file, None, field, "is no case id, such as mental_tracking-sequential-0007-stepwise")
        if not isinstance(text, str):
            raise DataError.at(file, None, field, f"is a {type(text).__name__}, expected a text such as 'correct'")
        try:
            found[case] = CaseRecord.parse(text)
        except ValueError as error:
            raise DataError.at(file, None, field, str(error)) from error
        if len(found[case].runs) != runs or not found[case].known:
            raise DataError.at(file, None, field, f"is {text[:80]!r}, expected a verdict for each of {runs} runs")
    return found


def _replies(file: Path, replies: object, cases: Mapping[str, CaseRecord]) -> dict[str, tuple[str | None, ...]]:
    if not isinstance(replies, dict):
        raise DataError.at(file, None, "replies", "is no object of digests by case id")
    found = {}
    for case, text in replies.items():
        field = f"replies.{case[:100]}"
        told = text.split(" ") if isinstance(text, str) else []
        if case not in cases or len(told) != len(cases[case].runs) or not all(map(_DIGEST.fullmatch, told)):
            raise DataError.at(file, None, field, "is no digest of a reply for each run of a case above")
        found[case] = tuple(None if each == ABSENT else each for each in told)
    return found


def _provenance(file: Path, said: object) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise DataError.at(file, None, "provenance", "is missing, or no object")
    try:
        told = provenance(said)
        json.dumps(said, ensure_ascii=False).encode()
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        field = f"provenance{place.strip('`').removeprefix('$')}"
        raise DataError.at(file, None, field, problem[:1].lower() + problem[1:]) from error
    except UnicodeEncodeError as error:
        raise DataError.at(file, None, "provenance", "holds half a surrogate pair") from error
    return {**to_json(told), **said}


def _json(file: Path) -> object:
    try:
        if not file.is_file():
            raise DataError.at(file, None, None, "is not a file")
        if file.stat().st_size > MAX_BYTES:
            raise DataError.at(file, None, None, f"is no baseline: more than {MAX_BYTES // 10**6} MB")
        text = file.read_text(encoding="utf-8")
        parsed: object = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except OSError as error:
        raise DataError.at(file, None, None, f"cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        merge = " (a merge conflict is left in it)" if "<<<<<<<" in _start(file) else ""
        raise DataError.at(file, None, None, f"is no baseline: {' '.join(str(error).split())}{merge}") from error
    return parsed


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    """Of two lines for a case, as a careless merge leaves them, neither is the truth."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key[:100]!r} is there twice")
        found[key] = value
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _start(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
