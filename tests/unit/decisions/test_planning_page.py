"""docs/planning.md holds what the command and the script say, not what they once said."""

from __future__ import annotations

import pytest

from plan import PAGE, floors, written
from pytest_realunify.decisions.planning.builds import Design
from pytest_realunify.decisions.planning.designs import Question, plan
from pytest_realunify.decisions.planning.neighbours import Gates
from pytest_realunify.reporting.planning import HEAD


def between(name: str) -> list[str]:
    page = PAGE.read_text(encoding="utf-8")
    return page.partition(f"<!-- {name}:")[2].partition(f"<!-- end of {name} -->")[0].splitlines()[1:]


def test_the_table_of_floors_is_the_script_s() -> None:
    assert between("floors") == floors()


def test_the_answer_shown_is_the_command_s() -> None:
    shown = between("plan")
    head = shown.index(HEAD[1])
    runs, confirm, cases, share, _, baseline, verdicts, calls, *_ = shown[head + 1].replace(",", "").split()
    told = plan(Question(0.1, 0.8, Gates()), Design(int(cases), int(runs), int(confirm)))
    assert f"{100 * told.found:.0f}" == share
    assert [told.baseline, round(told.verdicts), round(told.calls)] == [int(baseline), int(verdicts), int(calls)]


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(SystemExit, match="lacks <!-- floors"):
        written("# A page", "floors", [])
    page = "a\n<!-- x: benchmarks/plan.py --write -->\nold\n<!-- end of x -->\nb\n"
    assert written(page, "x", ["new"]) == page.replace("old", "new")
