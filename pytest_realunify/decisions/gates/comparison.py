"""A run and its baseline side by side: which cases can be compared, by category x protocol."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.baseline import Baseline, CaseRecord
from pytest_realunify.decisions.gates.paired import Pair, Tally
from pytest_realunify.records import Result, Verdict
from pytest_realunify.taxonomy import CATEGORY, protocol_key, table_key

Place = tuple[str, str]
"""Category and protocol."""


@dataclass(frozen=True)
class Comparison:
    """Built once per decision."""

    baseline: Baseline
    now: Mapping[str, CaseRecord]
    """The run's cases, repeats counted."""

    @classmethod
    def of(cls, baseline: Baseline, results: Iterable[Result]) -> Comparison:
        return cls(baseline, records(results))

    @cached_property
    def places(self) -> dict[Place, list[str]]:
        """The baseline's cases in the order of a table, without verbs that the model lacked then already."""
        kinds = {
            place: cases
            for place, cases in self.baseline.kinds.items()
            if any(set(self.baseline.cases[case].strict) - {"unsupported"} for case in cases)
        }
        return {place: kinds[place] for place in sorted(kinds, key=_order)}

    @cached_property
    def pairs(self) -> dict[Place, list[Pair]]:
        """Cases scored on both sides, for every one of `places`."""
        return {
            place: [
                Pair(case, Tally(before.correct, before.scored), Tally(after.correct, after.scored))
                for case in cases
                if (before := self.baseline.cases[case]).scored and (after := self.now.get(case)) and after.scored
            ]
            for place, cases in self.places.items()
        }

    @cached_property
    def missing(self) -> list[str]:
        """Cases of the baseline that this run has no result for."""
        return [case for case in self.baseline.cases if case not in self.now]

    @cached_property
    def flips(self) -> dict[Place, float]:
        """The chance that two verdicts on a case differ without a change of the model."""
        known = noise.flip_rates(self.baseline)
        return {place: known[place].rate.value if place in known else self._seen(place) for place in self.places}

    def _seen(self, place: Place) -> float:
        repeated = _within(self.pairs[place])
        return self._between(place) if repeated is None else repeated

    def _between(self, place: Place) -> float:
        """From cases that got better, twice over, over axis and protocol together: a drop does not add to them, and
        single categories have too few. One more than seen, for no model is known never to flip."""
        axis, protocol = CATEGORY[place[0]].axis, place[1]
        alike = [
            pair
            for (category, other), pairs in self.pairs.items()
            if CATEGORY[category].axis == axis and other == protocol
            for pair in pairs
        ]
        better = sum(pair.after.rate > pair.before.rate for pair in alike)
        return min(0.5, (2 * better + 1) / (len(alike) + 1))


def records(results: Iterable[Result]) -> dict[str, CaseRecord]:
    """Verdicts by case id."""
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    for result in results:
        verdicts[result.case].append(result.verdict)
    return {case: CaseRecord.of(given) for case, given in verdicts.items()}


def usual_verdicts(pairs: Sequence[Pair]) -> tuple[int, int]:
    """How many verdicts most cases have before and now; `pairs` not empty."""
    [(usual, _)] = Counter((pair.before.of, pair.after.of) for pair in pairs).most_common(1)
    return usual


def _within(pairs: Sequence[Pair]) -> float | None:
    """From repeats of this run; None without any."""
    tallies = [pair.after for pair in pairs if pair.after.of > 1]
    if not tallies:
        return None
    flipped = sum(2 * t.correct * (t.of - t.correct) / (t.of * (t.of - 1)) for t in tallies)
    return (flipped + 1) / (len(tallies) + 1)


def _order(place: Place) -> tuple[tuple[int, str], int]:
    category, protocol = place
    return protocol_key(protocol), table_key(category)
