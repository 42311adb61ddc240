"""The cases that turned over the runs of a trend, for the gallery: bounded, however many runs, cases and letters.

All of them are counted in the heatmap's cells. `LISTED` are listed with their verdicts; `DETAILED` of these with
prompts, replies and pictures, before and after, as long as `TEXTS` bytes suffice: those at a fall first, then from each
run and category in turn, in each the ones that went from right to wrong first. The rest says what to type to see them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Final

from pytest_realunify.decisions.gates.outcome import Change
from pytest_realunify.records import Result
from pytest_realunify.reporting.html.gallery import Gallery
from pytest_realunify.reporting.html.texts import readable
from pytest_realunify.reporting.originals import Originals, is_free
from pytest_realunify.reporting.trend import Trend
from pytest_realunify.reporting.trend_words import turned_at
from pytest_realunify.reporting.turned import Turns
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORY

LISTED: Final = 6000
"""Cases: about 300 bytes each, as JSON."""

DETAILED: Final = 600
"""Cases, each before and after."""

TEXTS: Final = 4_000_000
"""Bytes of JSON for these."""


@dataclass(frozen=True, slots=True)
class Turned:
    """One case that turned."""

    turns: Turns
    change: Change

    @property
    def sides(self) -> tuple[int, int]:
        """Places of the runs before and after."""
        return self.turns.since, self.turns.at


@dataclass
class TurnedCases:
    """What the page's gallery shows."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, int] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    """By sha256, the most wanted first."""
    total: int = 0
    """That turned."""
    detailed: int = 0
    withheld: bool = False
    """Some inputs are left out, for a suite's licence."""

    @property
    def listed(self) -> int:
        """Of `total`."""
        return sum("past" not in each for each in self.cases)

    def data(self, sources: Mapping[str, tuple[object, int, int]]) -> dict[str, Any]:
        """As `Gallery.data`."""
        return {
            "texts": list(self.texts),
            "pictures": [sources.get(sha256) for sha256 in self.pictures],
            "cases": self.cases,
        }


def turned_cases(trend: Trend, include_inputs: bool = False) -> TurnedCases:
    """Reads the runs again, one after another, as far as they have cases in detail. Raises DataError."""
    wanted = list(_most_wanted_first(trend))
    found = TurnedCases(total=len(wanted))
    chosen, galleries, results = wanted[:DETAILED], dict[int, Gallery](), dict[tuple[int, str], list[Result]]()
    for place in sorted({side for each in chosen for side in each.sides}):
        run = StoredRun.load(trend.folders[place])
        names = {each.change.case for each in chosen if place in each.sides}
        for result in run.results.values():
            if result.case in names:
                results.setdefault((place, result.case), []).append(result)
        run = replace(run, results={})
        galleries[place] = Gallery(
            Originals(run), include_inputs or is_free(run), {}, found.texts, found.pictures, found.files
        )
    found.withheld = any(not gallery.shows_inputs for gallery in galleries.values())
    _Filling(trend, found, galleries, results).fill(wanted)
    found.cases.sort(key=lambda each: each.pop("order"))
    return found


def _most_wanted_first(trend: Trend) -> Iterator[Turned]:
    first = {id(each): None for move in trend.page.falls for each in turned_at(move, trend)}
    falls = [each for each in trend.turned if id(each) in first]
    others = [each for each in trend.turned if id(each) not in first]
    for group in (falls, others):
        for row in zip_longest(*(each.changes for each in group)):
            yield from (Turned(turns, change) for turns, change in zip(group, row, strict=True) if change is not None)


@dataclass
class _Filling:
    trend: Trend
    found: TurnedCases
    galleries: Mapping[int, Gallery]
    results: Mapping[tuple[int, str], Sequence[Result]]
    made: dict[tuple[int, tuple[str, int]], dict[str, Any]] = field(default_factory=dict)
    """By the run's place, case and repeat."""
    spent: int = 0

    def fill(self, wanted: Sequence[Turned]) -> None:
        """In detail while that may be, then by name."""
        for number, each in enumerate(wanted[:LISTED]):
            order = each.turns.at, number
            if number < DETAILED and self.spent < TEXTS and self._in_detail(each, order):
                self.found.detailed += 1
            else:
                self.found.cases.append(self._by_name(each, order))

    def _in_detail(self, each: Turned, order: tuple[int, int]) -> bool:
        """False where a run has lost the case meanwhile."""
        before, after = (self.results.get((side, each.change.case), ()) for side in each.sides)
        if not before or not after:
            return False
        then, now = (
            self._side(side, results, right)
            for side, results, right in (
                (each.turns.since, before, each.change.worse),
                (each.turns.at, after, not each.change.worse),
            )
        )
        now |= {"order": order, **_changed(each.change)}
        now.pop("past", None)
        then.setdefault("order", order)
        return True

    def _side(self, side: int, results: Sequence[Result], right: bool) -> dict[str, Any]:
        """The case as it was in a run: of its repeats the first that tells. `past`: shown beside another alone."""
        result = next((each for each in results if (each.verdict.strict == "correct") == right), results[0])
        key = side, result.key
        if key not in self.made:
            texts = len(self.found.texts)
            case = self.galleries[side].case(result)
            new = islice(self.found.texts, texts, None)
            self.spent += len(json.dumps(case)) + sum(len(json.dumps(text)) for text in new)
            self.made[key] = case | self._where(side) | {"past": True}
            self.found.cases.append(self.made[key])
        return self.made[key]

    def _by_name(self, each: Turned, order: tuple[int, int]) -> dict[str, Any]:
        case, category = each.change.case, each.turns.category
        instance = case.removesuffix(f"-{each.turns.protocol}")
        before, after = (self.trend.stops[side].id for side in each.sides)
        how = f"Not in detail on this page, which is bounded: realunify compare {before} {after} -o turned.html"
        state = each.change.after if each.change.after.isalpha() else "wrong" if each.change.worse else "correct"
        return {
            "id": readable(case, 200),
            "instance": readable(instance, 200),
            "axis": CATEGORY[category].axis,
            "category": category,
            "subtask": readable(instance.removeprefix(f"{category}-").rpartition("-")[0], 80),
            "protocol": each.turns.protocol,
            "repeat": 0,
            "stratum": None,
            "strict": state,
            "parity": state,
            "read": {},
            "expected": "",
            "steps": [],
            "polls": [],
            "left": self._text(how),
            "facts": self._text(""),
            "order": order,
            **self._where(each.turns.at),
            **_changed(each.change),
        }

    def _where(self, side: int) -> dict[str, Any]:
        stop = self.trend.stops[side]
        return {"at": side, "when": readable(stop.label or f"run {side + 1}", 60)}

    def _text(self, text: str) -> int:
        return self.found.texts.setdefault(text, len(self.found.texts))


def _changed(change: Change) -> dict[str, Any]:
    return {
        "change": {
            "before": readable(change.before, 80),
            "after": readable(change.after, 80),
            "worse": change.worse,
            "steady": change.steady,
        }
    }


def stops_with_turns(cases: Iterable[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """Place and name of the runs that the gallery can be narrowed to."""
    return sorted({(each["at"], each["when"]) for each in cases if "past" not in each})
