"""What the wrong answers of a stored run mean, as pytest said it when it ran: failures, or expected with gates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pytest_realunify.decisions.baseline import REFERENCE, Baseline
from pytest_realunify.decisions.gates.outcome import Decision
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.records import SCORED
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.stored_run import StoredRun

Standing = Literal["failure", "expected", "known", "changed"]
"""What a wrong answer means: a failure where no gates judge; with gates alone an expected one; beside a baseline known,
where it has it too, or else changed."""


def is_lenient(view: RunView) -> bool:
    """Whether gates judge and cases do not: one did, was to, or will, for the run is a part of one."""
    options: Mapping[str, Any] = view.run.facts["options"]
    typed = ("baseline", "gate", "update_baseline", "shard")
    if options.get("realunify_strict_cases"):
        return False
    return view.decision is not None or any(options.get(f"realunify_{name}") for name in typed)


def standings(view: RunView) -> Callable[[str], Standing]:
    """By case, of one that is wrong."""
    if not is_lenient(view):
        return lambda _: "failure"
    decision = view.decision
    if decision is None or decision.baseline is None:
        return lambda _: "expected"
    known = known_by(view.run, decision)
    return lambda case: "known" if known(case) else "changed"


def known_by(run: StoredRun, decision: Decision) -> Callable[[str], bool | None]:
    """Whether the baseline has a case as wrong, too. From its file, if that is still what the gates judged by; else
    from what they found changed, which cannot tell of a case that the baseline has not."""
    assert decision.baseline is not None
    if (baseline := _baseline(decision.baseline)) is not None:
        return baseline.has_wrong
    was_wrong = {change.case: not change.worse for change in decision.changed}
    right, scored = Counter[str](), Counter[str]()
    for each in run.outlines.values():
        right[each.case] += each.verdict.strict == "correct"
        scored[each.case] += each.verdict.strict in SCORED
    # One that is mostly right and did not turn is right in the baseline: a repeat that is wrong is new.
    return lambda case: was_wrong.get(case, 2 * right[case] <= scored[case])


def _baseline(headline: str) -> Baseline | None:
    """None where it is not at hand in this project, or another by now."""
    name = headline.partition(" (")[0]
    try:
        if name != REFERENCE and not _lies_here(Path(name)):
            return None
        found = replace(Baseline.load(name), source=name)
    except (RealUnifyError, OSError, ValueError):  # the last for a name that no file can have
        return None
    return found if found.headline == headline else None


def _lies_here(file: Path) -> bool:
    """A plain file of this project: gates.json came along with a run, which may be anybody's."""
    here = Path.cwd()
    found = (here / file).resolve()
    return found.is_relative_to(here) and found.is_file()
