"""What the gates of a baseline will find, as plain text: said when it is saved, before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.sight import ASSUMED, Seen, Sight
from pytest_realunify.numerals import percent
from pytest_realunify.taxonomy import in_table_order, table_key

CATEGORY: Final = 24
PROTOCOL: Final = 12

FULL: Final = 100
"""Cases a category of `procedural:full`."""


def sight_lines(baseline: Baseline, sight: Sight) -> Iterator[str]:
    """How many gates are blind, what each finds, what the runs cannot tell, and what would change that."""
    gates = sight.gates
    blind = [gate for gate in gates if gate.blind]
    yield "drops that its gates will find when one run is compared, in points of accuracy (in four of five runs):"
    yield from _table(gates)
    nothing = sum(gate.accuracy == 0 and gate.trouble is None for gate in gates)
    told = [f"{len(blind)} of {len(gates)} gates are blind: not even a fall to 0 would be found"] if blind else []
    told += [f"{nothing} have nothing to lose: the baseline has none right"] if nothing else []
    yield from told
    yield from (f"{':'.join(gate.place)} will fail: {gate.trouble}" for gate in gates if gate.trouble)
    yield from _unknown(sight, len(baseline.provenance["runs"]))
    yield from _more(baseline, sight)


def _table(gates: Sequence[Seen]) -> Iterator[str]:
    """A row per category, those with blind gates first; a column per protocol."""
    protocols = in_table_order(gate.place[1] for gate in gates)
    found = {gate.place: gate for gate in gates}
    yield f"{'':<{CATEGORY}} {'cases':>6}" + "".join(f"{protocol[:PROTOCOL]:>{PROTOCOL + 1}}" for protocol in protocols)
    categories = {gate.place[0] for gate in gates}

    def blindest(category: str) -> tuple[int, int, int]:
        mine = [gate for gate in gates if gate.place[0] == category]
        drops = [gate.drop for gate in mine if gate.drop is not None]
        return -sum(gate.blind for gate in mine), -round(100 * max(drops, default=0.0)), table_key(category)

    for category in sorted(categories, key=blindest):
        row = [found.get((category, protocol)) for protocol in protocols]
        cases = max(gate.cases for gate in row if gate is not None)
        yield f"{category:<{CATEGORY}} {cases:>6}" + "".join(f"{_cell(gate):>{PROTOCOL + 1}}" for gate in row)


def _cell(gate: Seen | None) -> str:
    if gate is None:
        return ""
    if gate.trouble:
        return "fails"
    if gate.drop is not None:
        return percent(gate.drop)
    return "blind" if gate.accuracy else "none right"


def _unknown(sight: Sight, runs: int) -> Iterator[str]:
    """What so few runs, or copies of one, leave open."""
    _, source = sight.flips
    distinct = min((len(runs) for runs in sight.evidence.distinct.values()), default=0)
    if runs > 1 and distinct < runs:
        yield f"of its {runs} runs only {distinct} say something of their own somewhere; others are copies:"
        yield "greedy models make such, and so does one --realunify-sample-seed for all runs"
    if source == "assumed":
        yield "one run of its own cannot tell how often verdicts flip between runs, nor which cases pass steadily;"
        yield f"it is assumed above that two runs differ in {100 * ASSUMED:.1f} % of cases"
    elif source == "repeats":
        yield "flips are those of repeats within one run, which cannot tell what differs between runs"


def _more(baseline: Baseline, sight: Sight) -> Iterator[str]:
    fewest = min((gate.cases for gate in sight.gates), default=FULL)
    ways = []
    if fewest < FULL:
        full = " (--realunify-suite=procedural:full)" if baseline.provenance["suite"]["name"] == "procedural" else ""
        ways.append(f"more cases a category{full}")
    if min((gate.runs for gate in sight.gates), default=0) < 3:
        ways.append("separate runs in the baseline (realunify baseline save --runs 3)")
    ways.append("a second look (--realunify-confirm=2)")
    yield "to find smaller ones:"
    yield from (f"  {way}" for way in ways)
    yield "how many find which drop, and what they cost: realunify plan --drop 10"
