"""Strategies of instances: within their ranges, shrinking towards the easy end, and clear where something is wrong."""

import subprocess
import sys

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

from pytest_realunify.errors import UsageError
from pytest_realunify.strategies import Place, instances, place
from pytest_realunify.strategies.twin import SUITE, knobs_of

QUIET = settings(deadline=None, database=None, max_examples=300)


@given(instances())
def test_all_that_is_drawn_is_valid(at: Place) -> None:
    assert place(at.id) == at


@given(instances("maze", "map", size=st.integers(6, 9), seed=st.integers(3, 5), index=7))
def test_what_is_asked_for_holds(at: Place) -> None:
    assert at.subtask in ("maze", "map")
    assert 3 <= at.seed <= 5
    assert at.index == 7
    if at.subtask == "maze":
        assert 6 <= dict(at.values)["size"] <= 9


@pytest.mark.parametrize("name", [*SUITE.knobs])
def test_anything_shrinks_to_the_easiest(name: str) -> None:
    found = find(instances(name), lambda _: True, settings=QUIET)
    assert set(found.effort) == {0}


def test_a_threshold_is_what_a_failure_shrinks_to() -> None:
    found = find(instances("ocr"), lambda at: dict(at.values)["print"] <= 12, settings=QUIET)
    assert dict(found.values)["print"] == 12
    assert dict(found.values)["clutter"] == knobs_of("ocr")["clutter"].least


def test_an_instance_is_printed_as_it_can_be_pasted() -> None:
    at = place("maze-size9-0003")
    assert eval(repr(at), {"place": place}) == at  # noqa: S307 (what a reader does by hand)


def test_hypothesis_prints_it_so_too() -> None:
    assert pretty([place("maze-size9-0003")]) == "[place('cognitive_navigation-maze-size9.seed0-0003')]"


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: instances("mase"), "Did you mean 'maze'?"),
        (lambda: instances("maze", places=7), "unknown setting of maze: 'places'"),
        (lambda: instances("maze", size=40).example(), "from 6 to 32, not 40"),
    ],
)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_a_mistake_is_told(build: object, said: str) -> None:
    assert callable(build)
    with pytest.raises(UsageError) as caught:
        build()
    assert said in str(caught.value)


def test_hypothesis_is_imported_when_it_is_used_and_told_of_when_it_is_missing() -> None:
    code = """
import sys
sys.modules["hypothesis"] = None
from pytest_realunify.strategies import instances, place
print(place("maze-0001").id)
try:
    instances("maze")
except Exception as error:
    print(error)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "maze-size11.seed0-0001" in told
    assert "pip install 'pytest-realunify[strategies]'" in told
