"""Runs and baselines for gates, and one gate of a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.gates.decide import decide
from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.options.gate_rules import parse_rule
from pytest_realunify.records import Result, State
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import categories_of
from runbench import drawn, facts_of, right, row

GEU = [category.name for category in categories_of("GEU")]
MT, AF = GEU[1], GEU[2]


def baseline(*runs: Iterable[Result]) -> Baseline:
    """Of one run or several of the same model, a sampler: none has the replies of another."""
    lists = [drawn(results, f"baseline {n}") for n, results in enumerate(runs)]
    return Baseline.of_runs(
        [
            StoredRun(RunFolder(Path(str(n))), facts_of(str(n), results), {each.key: each for each in results})
            for n, results in enumerate(lists)
        ]
    )


def geu(**other: int) -> list[Result]:
    """40 cases in each category, 30 of them correct, or as many as `other` says."""
    return [each for name in GEU for each in row(name, right(other.get(name, 30), 40))]


def judged(
    results: Iterable[Result],
    known: Baseline | None = None,
    *rules: str,
    selected: dict[str, int] | None = None,
    **of: Any,
) -> Decision:
    results = list(results)
    said = GateSettings(rules=tuple(map(parse_rule, rules)), **of)
    return decide(results, selected or Counter(each.protocol for each in results), known, said)


def dark(state: State, times: int) -> list[State]:
    return [state] * times


def gate(decision: Decision, name: str) -> GateOutcome:
    [found] = [each for each in decision.gates if each.name == name]
    return found
