"""Which gates are in doubt after a first pass, and where their cases are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.evidence import Place
from pytest_realunify.decisions.gates.asked import categories
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.dark import dark_gates
from pytest_realunify.decisions.gates.decide import chance_gates
from pytest_realunify.decisions.gates.mustpass import MustPass
from pytest_realunify.decisions.gates.regression import regressions
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.records import kind_of

DOUBTFUL: Final = 0.10
"""A gate that chance alone explains less well than this is looked at again; above it a second look would rarely turn a
gate, and it is given up. Uncorrected: what a first look leaves at 0.10 is what a second one can bring below alpha."""


def in_doubt(comparison: Comparison, settings: GateSettings) -> list[Place]:
    """Categories x protocols to be asked again, each once, in the baseline's order."""
    found = {*_doubted(comparison, settings)}
    found |= {*_pooled(comparison, settings, found)}
    return [place for place in comparison.places if place in found]


def _doubted(comparison: Comparison, settings: GateSettings) -> Iterator[Place]:
    for gate in regressions(comparison, settings):
        if gate.test is not None and gate.test.p <= DOUBTFUL:
            yield gate.place
    for dark in dark_gates(comparison):
        if dark.dark and dark.test.p <= DOUBTFUL:
            yield dark.place
    must = MustPass(steady, comparison.now) if (steady := noise.must_pass(comparison.before)) else None
    if must and must.test and must.test.p <= DOUBTFUL:
        for case in must.failed:
            category, _, protocol = (kind_of(case) or "").partition("/")
            yield category, protocol


def _pooled(comparison: Comparison, settings: GateSettings, doubted: set[Place]) -> Iterator[Place]:
    """An average asks for many cases: only where it is low as gates go, and no category of it says why."""
    for gate in chance_gates(comparison, settings):
        if gate.kind != "pooled" or gate.p is None or gate.p > DOUBTFUL:
            continue
        scope, _, protocol = gate.name.rpartition(":")
        places = [(category, protocol) for category in categories(scope)]
        if not doubted & set(places):
            yield from places
