"""Which gates are in doubt after a first pass, and where their cases are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pytest_realunify.decisions.evidence import Place
from pytest_realunify.decisions.gates.asked import categories
from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.records import kind_of

DOUBTFUL: Final = 0.10
"""A gate that chance explains less well than this is looked at again. Above it a second look would rarely turn a gate:
it is given up."""


def doubtful_level(level: Callable[[float], float]) -> float:
    """The uncorrected p up to which a gate alone is looked at again, for telling what a second look finds. `level` gives
    the uncorrected p of a corrected one."""
    return level(DOUBTFUL)


def in_doubt(decision: Decision) -> list[Place]:
    """Categories x protocols to be asked again, each once."""
    doubtful = [gate for gate in decision.gates if gate.p is not None and gate.p <= DOUBTFUL]
    return list(dict.fromkeys(place for gate in doubtful for place in _places(gate, decision)))


def _places(gate: GateOutcome, decision: Decision) -> list[Place]:
    if gate.kind == "must-pass":
        kinds = [kind_of(change.case) or "" for change in decision.changed if change.worse and change.steady]
        return [(category, protocol) for category, _, protocol in (kind.partition("/") for kind in kinds)]
    scope, _, protocol = gate.name.removeprefix("dark:").rpartition(":")
    return [(category, protocol) for category in categories(scope)]
