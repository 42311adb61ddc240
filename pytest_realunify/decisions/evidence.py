"""What runs say of a model, and how much of it is said twice.

Evidence is a run, and within it a reply. Repeats of a case with identical replies, and runs whose replies are
identical, say one thing once, however often they were asked: a greedy model's are copies, and so are the runs of a
sampler under one `--realunify-sample-seed`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Final

from pytest_realunify.decisions.counts import CaseRecord, RunCounts, in_columns
from pytest_realunify.numbers.outlines import Outline, digest, outlined
from pytest_realunify.records import SCORED, Result, kind_of
from pytest_realunify.taxonomy import protocol_key, table_key

Place = tuple[str, str]
"""Category and protocol."""

ALIKE: Final = 0.99
"""Runs that give the very same reply to so large a share of their common cases are copies of one another. Even where
replies are single letters, a model so steady has no noise to speak of."""


@dataclass(frozen=True)
class Evidence:
    """One side of a comparison: the same cases in one run or several."""

    cases: Mapping[str, CaseRecord]
    """By case id, sorted."""
    replies: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    """A digest of what was replied to the case, run by run; empty where it is not known."""

    @classmethod
    def of_runs(cls, runs: Sequence[Iterable[Result | Outline]]) -> Evidence:
        """From each run's results."""
        by_case = [_by_case(results) for results in runs]
        cases = in_columns([{case: _counts(given) for case, given in run.items()} for run in by_case])
        replies = {case: tuple(_digest(run.get(case, ())) for run in by_case) for case in cases}
        return cls(cases, replies)

    @cached_property
    def runs(self) -> int:
        """Columns of every record."""
        return max((len(record.runs) for record in self.cases.values()), default=0)

    @cached_property
    def places(self) -> dict[Place, list[str]]:
        """Case ids by category and protocol, in the order of a table."""
        found: dict[Place, list[str]] = defaultdict(list)
        for case in self.cases:
            category, _, protocol = (kind_of(case) or "").partition("/")
            found[category, protocol].append(case)
        return {place: found[place] for place in sorted(found, key=_order)}

    @cached_property
    def distinct(self) -> dict[Place, tuple[int, ...]]:
        """By place, the runs that say something of their own: the first of each set of copies."""
        return {
            place: tuple(number for number, original in enumerate(originals) if number == original)
            for place, originals in self.originals.items()
        }

    @cached_property
    def originals(self) -> dict[Place, tuple[int | None, ...]]:
        """By place, for each run the first with its replies: itself if it copies none; None where it has no case."""
        return {place: self._originals(cases) for place, cases in self.places.items()}

    def scores(self, case: str) -> tuple[int, ...]:
        """A score for each independent run of the case (or each draw within one), in parts of WHOLE; empty for none."""
        found: tuple[int, ...] = ()
        for run in self.of_run(case):
            found += run.scores
        return found

    def of_run(self, case: str) -> list[RunCounts]:
        """Of the runs that say something of their own, those that scored the case."""
        record = self.cases.get(case)
        if record is None:
            return []
        runs = (record.runs[number] for number in self._columns[case])
        return [run for run in runs if run is not None and run.scored]

    @cached_property
    def _columns(self) -> dict[str, tuple[int, ...]]:
        """By case, the runs that say something of their own."""
        return {case: self.distinct[place] for place, cases in self.places.items() for case in cases}

    def _originals(self, cases: Sequence[str]) -> tuple[int | None, ...]:
        found: list[int | None] = []
        for number in range(self.runs):
            if any(self._has(case, number) for case in cases):
                kept = (earlier for earlier, original in enumerate(found) if earlier == original)
                found.append(next((earlier for earlier in kept if self._copied(cases, number, earlier)), number))
            else:
                found.append(None)
        return tuple(found)

    def _has(self, case: str, number: int) -> bool:
        return self.cases[case].runs[number] is not None

    def _copied(self, cases: Sequence[str], number: int, earlier: int) -> bool:
        common = [
            mine == its
            for case in cases
            if (told := self.replies.get(case)) and (mine := told[number]) and (its := told[earlier])
        ]
        return bool(common) and sum(common) >= ALIKE * len(common)


def deterministic(results: Iterable[Result | Outline]) -> dict[Place, int]:
    """Places where a run's repeats all gave the very same replies, with the number of repeats: they say it once."""
    replies: dict[Place, list[set[str]]] = defaultdict(list)
    repeats: dict[Place, int] = defaultdict(int)
    for case, given in _by_case(results).items():
        if len(given) > 1:
            replies[_place(case)].append({result.said for result in given})
            repeats[_place(case)] = max(repeats[_place(case)], len(given))
    return {place: repeats[place] for place, said in replies.items() if all(len(each) == 1 for each in said)}


def repeats_line(results: Iterable[Result | Outline]) -> str | None:
    """What is to be said of repeats that are copies; None where none are."""
    outlines = outlined(results)
    copied = deterministic(outlines)
    if not copied:
        return None
    places = {_place(each.case) for each in outlines}
    where = "everywhere" if len(copied) == len(places) else f"in {len(copied)} of {len(places)} categories x protocols"
    repeats = max(copied.values())
    return f"{repeats} repeats, 1 distinct {where}: the model is deterministic there, and its repeats count once"


def _by_case(results: Iterable[Result | Outline]) -> dict[str, list[Outline]]:
    found: dict[str, list[Outline]] = {}
    for each in sorted(outlined(results), key=attrgetter("case", "repeat")):
        found.setdefault(each.case, []).append(each)
    return found


def _counts(given: Sequence[Outline]) -> RunCounts:
    scored = {each.said for each in given if each.verdict.strict in SCORED} if len(given) > 1 else ()
    return RunCounts.of((each.verdict for each in given), len(scored))


def _digest(given: Sequence[Outline]) -> str | None:
    """Over the replies of all repeats, in their order; None where there are none."""
    if not given or any(each.digest is None for each in given):
        return None
    return given[0].digest if len(given) == 1 else digest("/".join([each.said for each in given]))


def _place(case: str) -> Place:
    category, _, protocol = (kind_of(case) or "").partition("/")
    return category, protocol


def _order(place: Place) -> tuple[tuple[int, str], int]:
    category, protocol = place
    return protocol_key(protocol), table_key(category)
