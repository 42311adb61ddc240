"""A session that was to give a verdict and gives none, whatever else in it has passed: it says so, and is not green."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from pytest_realunify.controller.record import RunRecord
from pytest_realunify.run.addressing import Named
from pytest_realunify.run.choosing import picks_of
from pytest_realunify.text import harmless, shortened

LONGEST = 60
"""Letters of what was typed."""


def no_verdict(config: pytest.Config, named: Named, record: RunRecord) -> str:
    """Why none of the cases has a result that says anything of the model, in one line; empty where one has."""
    results = record.results.values()
    if record.climbed or record.tried or any(result.verdict.strict != "unsupported" for result in results):
        return ""
    if results:
        lacking = sorted({result.steps[-1].verb for result in results if result.steps})
        return f"no verdict: the model cannot {' or '.join(lacking)}, and nothing else was asked of it"
    if skipped := len(record.selection.skipped):
        return f"no verdict: {_all(skipped)} skipped, by marks or hooks of this project"
    if record.selected:
        return ""  # they have not finished, and the summary says so
    if named.cases is None:
        return f"no verdict: {only(named)}. Add `cases`, or leave out --realunify"
    return f"no verdict: {' '.join(picks_of(config)) or 'what was deselected'} leaves no case"


def only(named: Named) -> str:
    """Of a command line that names other people's tests alone."""
    return f"{_listed(named.others)} {'holds' if len(named.others) == 1 else 'hold'} no case"


def unsure(config: pytest.Config) -> str:
    """What may still leave no case; empty where there are some for certain."""
    return f"if {' '.join(picks)} leaves a case" if (picks := picks_of(config)) else ""


def _all(count: int) -> str:
    return "the one case was" if count == 1 else f"all {count} cases were"


def _listed(arguments: Sequence[str]) -> str:
    return harmless(shortened(" ".join(_first(arguments)), LONGEST))


def _first(arguments: Sequence[str]) -> Iterable[str]:
    return arguments if len(arguments) <= 3 else (*arguments[:3], f"and {len(arguments) - 3} more")
