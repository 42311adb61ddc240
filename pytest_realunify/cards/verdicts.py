"""Verdicts by case, written so that a thousand of them are a page: `"mental_tracking-cups" = ["0000 c", "0001 2cw"]`.

A letter is a verdict, a number before it how often that came; `/1` behind them says how many different replies these
were, where some are copies of others. What instances' ids have in common stands once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.errors import DataError
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.records import Result, State, kind_of

LETTERS: Final[Mapping[State, str]] = {
    "correct": "c",
    "wrong": "w",
    "unparsed": "u",
    "judge-invalid": "j",
    "error": "e",
    "unsupported": "n",
}
_STATES: Final = {letter: state for state, letter in LETTERS.items()}
_COUNTED: Final = re.compile(r"(\d{0,2})([cwujen])")

MOST: Final = 99
"""Verdicts of one case that a card holds: a case with more is left out, and counts in the scores alone."""

Written = dict[str, dict[str, tuple[str, ...]]]
"""By protocol, then by what instances' ids begin with."""


def written(results: Iterable[Result | Outline]) -> Written:
    """Of one run."""
    results = list(results)
    instances = {result.case: (result.protocol, result.instance) for result in results}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for case, record in Evidence.of_runs([results]).cases.items():
        [counts] = record.runs
        assert counts is not None, "every case is of the only run"
        if sum(counts.strict.values()) > MOST:
            continue
        protocol, instance = instances[case]
        common, dash, rest = instance.rpartition("-")
        found[protocol][common if dash else ""].append(f"{rest} {_text(counts)}")
    return {protocol: {common: tuple(each) for common, each in held.items()} for protocol, held in found.items()}


def evidence(told: Written, file: object) -> Evidence:
    """The inverse, as one run. Raises DataError naming the place in `file`."""
    cases: dict[str, CaseRecord] = {}
    for protocol, groups in told.items():
        for common, each_one in groups.items():
            for number, each in enumerate(each_one):
                place = f"verdicts.{protocol}.{common}"
                rest, counts = _parted(each, file, number, place)
                case = f"{common}-{rest}-{protocol}" if common else f"{rest}-{protocol}"
                if kind_of(case) is None:
                    raise DataError.at(file, number, place, f"{case[:120]!r} is no case's id")
                cases[case] = CaseRecord((counts,))
    return Evidence(dict(sorted(cases.items())), dict.fromkeys(cases, (None,)))


def instances(told: Written) -> dict[str, list[str]]:
    """By protocol, the ids of instances, in their order."""
    return {
        protocol: [
            f"{common}-{rest}" if common else rest
            for common, each_one in groups.items()
            for rest in (each.rpartition(" ")[0] for each in each_one)
        ]
        for protocol, groups in told.items()
    }


_WRITTEN: Final = re.compile(r"(?:\d{0,2}[cwujen])+(?:/[1-9]\d?)?")


def _text(counts: RunCounts) -> str:
    told = "".join(f"{count if count > 1 else ''}{LETTERS[state]}" for state, count in counts.strict.items())
    return f"{told}/{counts.replies}" if counts.replies else told


def _parted(text: str, file: object, number: int, place: str) -> tuple[str, RunCounts]:
    rest, _, given = text.rpartition(" ")
    if not rest or _WRITTEN.fullmatch(given) is None:
        raise DataError.at(file, number, place, f"{text[:80]!r} is no verdict; such as '0007 c' or '0007 2cw'")
    told, _, replies = given.partition("/")
    strict: dict[State, int] = defaultdict(int)
    for count, letter in _COUNTED.findall(told):
        strict[_STATES[letter]] += int(count or 1)
    if not all(strict.values()) or sum(strict.values()) > MOST or int(replies or 1) > sum(strict.values()):
        raise DataError.at(file, number, place, f"{text[:80]!r} counts what cannot be, or more than {MOST} verdicts")
    return rest, RunCounts(dict(strict), dict(strict), int(replies) if replies else None)
