"""Accuracy over runs or checkpoints, with what fell or rose, and marks where the ruler changed.

Knows nothing of how it is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pytest_realunify.decisions.evidence import Evidence, Place
from pytest_realunify.decisions.trend import Page, examine
from pytest_realunify.decisions.trend.course import Course, courses
from pytest_realunify.decisions.trend.points import too_few
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import Cell, accuracies
from pytest_realunify.reporting.score_table import COLUMNS
from pytest_realunify.reporting.turned import Turns, turned
from pytest_realunify.stored.comparability import Comparability, Instrument
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.labels import label_of
from pytest_realunify.taxonomy import AXES, CATEGORY, Axis, in_table_order


@dataclass(frozen=True, slots=True)
class Stop:
    """One run on the horizontal axis."""

    id: str
    model: str
    started: str
    """UTC, ISO 8601; empty where the run does not say."""
    finished: int
    selected: int
    """Cases with a result, and cases the run set out to do."""
    label: str = ""
    """What it is called, such as a checkpoint."""


@dataclass(frozen=True, slots=True)
class Line:
    """Strict accuracy of one category, axis or the total under one protocol."""

    scope: str
    """A category, `UEG`, `GEU` or `total`."""
    protocol: str
    points: tuple[Estimate | None, ...]
    """One for each stop; None where the run has no such score, or of too few cases."""
    scored: tuple[int, ...]
    """Instances behind each point."""


@dataclass(frozen=True, slots=True)
class Marker:
    """From the stop at `position` on another suite, judge or scorer was used: points across it do not compare."""

    position: int
    """Counts from 0; at least 1."""
    what: Instrument
    text: str
    """Such as `judge pixels (fac7b34a50c7) -> my-vlm (0c1d…)`."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What `trend RUN…` says. Stops in the order given by the user, without runs that are no point anywhere."""

    stops: Sequence[Stop]
    lines: Sequence[Line]
    """Protocols, and within each the scopes, in table order; without empty ones."""
    markers: Sequence[Marker]
    notes: Sequence[str] = ()
    page: Page = field(default_factory=Page)
    """The test, over the stops that were measured as the last one: places of runs in it are those of stops."""
    turned: Sequence[Turns] = ()
    """Cases that turned at a stop since the one before it."""
    folders: Sequence[RunFolder] = ()
    """Of the stops, for pictures and replies of such cases."""

    @property
    def labelled(self) -> bool:
        """Whether any run is called anything."""
        return any(stop.label for stop in self.stops)


@dataclass(frozen=True)
class Read:
    """One run, of which a trend needs so much."""

    folder: RunFolder
    tools: Comparability
    stop: Stop
    outlines: Sequence[Outline]

    @property
    def cases(self) -> Counter[Place]:
        """With a result, by category and protocol; repeats are one."""
        found = {(each.case, each.category, each.protocol) for each in self.outlines}
        return Counter((category, protocol) for _, category, protocol in found)

    def without(self, places: Collection[Place]) -> Read:
        """Less the results of these categories and protocols."""
        kept = [each for each in self.outlines if (each.category, each.protocol) not in places]
        return replace(self, outlines=kept)

    @property
    def cells(self) -> dict[str, Mapping[str, Cell]]:
        """Accuracies by protocol, then by scope."""
        protocols = in_table_order({each.protocol for each in self.outlines})
        return {name: accuracies(self.outlines, name) for name in protocols}


def trend(runs: Sequence[RunFolder]) -> Trend:
    """Runs in the order given. Raises DataError for one that cannot be read."""
    notes: list[str] = []
    read = _points([_read(run) for run in runs], notes)
    notes += [
        f"run {stop.id} is not complete: {stop.finished} of {stop.selected} cases have a result"
        for stop in (each.stop for each in read)
        if stop.finished < stop.selected
    ]
    if len(models := Counter(each.stop.model for each in read)) > 1:
        told = ", ".join(f"{name} ({count})" for name, count in models.items())
        notes.append(f"runs of {len(models)} models: {told}; what moved between them is no trend. Name runs of one")
    page = _tested(read, notes)
    return Trend(
        stops=[each.stop for each in read],
        lines=list(_lines([each.cells for each in read])),
        markers=[
            Marker(position, what, f"{what} {before.text} -> {after.text}")
            for position, (old, new) in enumerate(pairwise(each.tools for each in read), 1)
            for what, before, after in old.changes(new)
        ],
        notes=notes,
        page=page,
        turned=turned([(each.tools, each.outlines) for each in read]),
        folders=[each.folder for each in read],
    )


def _read(run: RunFolder) -> Read:
    facts, outlines = run.facts(), list(run.outlines().values())
    stop = Stop(
        id=run.id,
        model=str(facts["model"].get("name", "")),
        started=str(facts.get("started", "")),
        finished=len(outlines),
        selected=sum(int(count) for count in facts.get("selected_by_protocol", {}).values()),
        label=label_of(facts),
    )
    return Read(run, Comparability.of(facts), stop, outlines)


def _points(read: Sequence[Read], notes: list[str]) -> list[Read]:
    """Without what is a look at a few cases; `notes` says what that is."""
    kept = []
    for run, lacking in zip(read, too_few([run.cases for run in read]), strict=True):
        point = run.without(lacking)
        if lacking and not point.outlines:
            needed = max(lacking.values())
            notes.append(
                f"run {run.stop.id} is left out: a look at a few cases ({run.cases.total()}) is no point of a trend; "
                f"beside these runs it takes {needed} of a category"
            )
            continue
        if lacking:
            some = f"{len(lacking)} of {len(run.cases)} categories and protocols"
            notes.append(f"run {run.stop.id} has no point in {some}, where it looked at a few cases")
        kept.append(point)
    return kept


def _lines(runs: Sequence[Mapping[str, Mapping[str, Cell]]]) -> Iterator[Line]:
    for protocol in in_table_order(protocol for run in runs for protocol in run):
        for scope, _ in COLUMNS:
            cells = [run[protocol][scope] if protocol in run else Cell() for run in runs]
            if any(cell.estimate for cell in cells):
                yield Line(
                    scope, protocol, tuple(cell.estimate for cell in cells), tuple(cell.scored for cell in cells)
                )


# The test -------------------------------------------------------------------------------------------------------------


def _tested(read: Sequence[Read], notes: list[str]) -> Page:
    """Over the runs that were measured as the last one; `notes` says which were not."""
    if not read:
        return Page()
    apart: dict[str, list[int]] = {}
    found: list[Course] = []
    for axis in AXES:
        results = [[each for each in run.outlines if CATEGORY[each.category].axis == axis] for run in read]
        there = [place for place, given in enumerate(results) if given]
        alike = set(_alike([run.tools for run in read], axis, there, apart))
        evidence = Evidence.of_runs([given if place in alike else [] for place, given in enumerate(results)])
        found += courses(evidence)
    notes += [f"not in the test: {numbered(sorted(set(places)))}, {why}" for why, places in apart.items()]
    return examine(found)


def _alike(
    tools: Sequence[Comparability], axis: Axis, there: Sequence[int], apart: dict[str, list[int]]
) -> Iterator[int]:
    """Of the runs that are `there`, those measured as the last one; `apart`: by the reason, those that were not."""
    for place in there:
        last = there[-1]
        other = [what for what, _, _ in tools[place].changes(tools[last]) if what != "judge" or axis == "UEG"]
        if other:
            only = " (UEG alone)" if other == ["judge"] else ""
            why = f"which had another {' and '.join(other)} than run {last + 1}{only}"
            apart.setdefault(why, []).append(place)
        else:
            yield place


def numbered(places: Sequence[int]) -> str:
    """Such as `run 3`, `runs 1-4, 7`: places in ascending order, told from 1."""
    spans: list[list[int]] = []
    for place in places:
        if spans and place == spans[-1][-1] + 1:
            spans[-1].append(place)
        else:
            spans.append([place])
    said = [f"{span[0] + 1}" if len(span) == 1 else f"{span[0] + 1}-{span[-1] + 1}" for span in spans]
    return f"run{'s' if len(places) > 1 else ''} {', '.join(said)}"
