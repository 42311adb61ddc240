"""Instances of the twin by address: an id that can be typed, and the very instance that the procedural suite has."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import GEUInstance, UEGInstance
from pytest_realunify.procedural.suite.places import Place, Places, easiest, parse_place, place_at
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.procedural.suite.suite import ProceduralSuite

PLACES = Places()


@st.composite
def any_place(draw: st.DrawFn) -> Place:
    name = draw(st.sampled_from([*subtasks()]))
    values = {key: draw(st.integers(knob.least, knob.most)) for key, knob in subtasks()[name].knobs.items()}
    return place_at(name, draw(st.integers(0, 10**18 - 1)), draw(st.integers(0, 10**18 - 1)), **values)


@given(any_place())
def test_an_id_says_all_of_a_place(at: Place) -> None:
    assert parse_place(at.id) == at


@pytest.mark.parametrize("name", [*subtasks()])
@pytest.mark.parametrize("end", ["easy", "hard"])
def test_a_place_has_the_suite_s_own_instance(name: str, end: str) -> None:
    values = {key: knob.at("easy" if end == "easy" else "hard") for key, knob in subtasks()[name].knobs.items()}
    suite = ProceduralSuite("full", 3, {name: values}, "medium")
    listing = next(each for each in suite.listings() if each.subtask == name and each.index == 7)
    theirs, at = suite.instance(listing, "direct"), place_at(name, 3, 7, **values)
    ours = PLACES.instance(at, "direct")
    assert ours.id == at.id
    if isinstance(theirs, UEGInstance):
        assert ours == replace(theirs, id=at.id)
        assert PLACES.sketch(at) == suite.sketch(name, 7)
        return
    assert isinstance(ours, GEUInstance)
    assert ours == replace(theirs, id=at.id, image=ours.image, intermediate=ours.intermediate)
    assert PLACES.open(ours.image).tobytes() == suite.open(theirs.image).tobytes()
    if end == "easy":
        assert ours.intermediate
        assert theirs.intermediate
        assert PLACES.open(ours.intermediate).tobytes() == suite.open(theirs.intermediate).tobytes()


def test_a_listing_leads_to_the_same_instance() -> None:
    at = place_at("map", 2, 5, places=9)
    assert PLACES.instance(PLACES.listing(at), "stepwise") == PLACES.instance(at)


def test_what_is_left_out_of_an_id_is_medium() -> None:
    assert parse_place("maze-0007") == parse_place("cognitive_navigation-maze-0007") == place_at("maze", 0, 7, size=11)
    assert parse_place("maze-size9.seed3-7").id == "cognitive_navigation-maze-size9.seed3-0007"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("maze", "CATEGORY-SUBTASK-SETTINGS-INDEX"),
        ("", "CATEGORY-SUBTASK-SETTINGS-INDEX"),
        ("maze-size9-٣", "CATEGORY-SUBTASK-SETTINGS-INDEX"),
        ("mase-0001", "Did you mean 'maze'?"),
        ("cognitive_navigatoin-maze-size9-0001", "Did you mean 'cognitive_navigation'?"),
        ("mental_tracking-maze-size9-0001", "maze is a subtask of cognitive_navigation"),
        ("map-place9-0001", "Did you mean 'places'?"),
        ("maze-size40-0001", "maze.size (cells along each side of the maze) is a number from 6 to 32, not 40"),
        ("maze-size-0001", "not 'size'"),
        ("maze-size9.size8-0001", "size is there twice"),
        ("maze-" + "9" * 5000, "18 digits at most"),
        ("maze-seed" + "9" * 40 + "-0001", "18 digits at most"),
    ],
)
def test_a_bad_id_is_told_what_is_valid(typed: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_place(typed)
    assert said in str(caught.value)


def test_the_easy_end_of_a_setting_is_where_its_easy_stratum_lies() -> None:
    ends = {(name, key): easiest(knob) for name, each in subtasks().items() for key, knob in each.knobs.items()}
    assert ends["maze", "size"] == 6
    assert ends["ocr", "print"] == 18
    for (name, key), end in ends.items():
        knob = subtasks()[name].knobs[key]
        assert abs(knob.at("easy") - end) <= abs(knob.at("hard") - end)


@settings(max_examples=30)
@given(any_place(), any_place())
def test_effort_orders_places_of_a_subtask(one: Place, other: Place) -> None:
    if one.subtask == other.subtask:
        assert (one.effort == other.effort) == (one == other)
