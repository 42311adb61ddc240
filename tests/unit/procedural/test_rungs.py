"""A subtask's difficulties: every rung has instances that are whole, and no two rungs have the same."""

import pytest

from pytest_realunify.interfaces import GEUInstance, UEGInstance
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.procedural.suite.suite import ProceduralSuite

RUNGS = ProceduralSuite(seed=5).rungs


@pytest.mark.parametrize("name", [*subtasks()])
def test_every_rung_has_instances(name: str) -> None:
    ladder = RUNGS.ladders[name]
    knob = subtasks()[name].knobs[ladder.setting]
    assert list(ladder.values) == sorted(set(ladder.values))
    assert ladder.values[0] == knob.least
    assert knob.at("hard") <= ladder.values[-1] <= knob.most
    made = [RUNGS.instance(RUNGS.listing(name, value, place), "direct") for place, value in enumerate(ladder.values)]
    assert len({each.id for each in made}) == len(made)
    for each in made:
        assert isinstance(each, GEUInstance | UEGInstance)
        assert each.axis == ladder.axis


@pytest.mark.parametrize("name", [name for name, each in RUNGS.ladders.items() if each.axis == "GEU"])
def test_the_ends_can_be_drawn_and_differ(name: str) -> None:
    ladder, drawn = RUNGS.ladders[name], []
    for value in (ladder.values[0], ladder.values[-1]):
        instance = RUNGS.instance(RUNGS.listing(name, value, 3), "stepwise")
        assert isinstance(instance, GEUInstance)
        assert instance.intermediate
        drawn.append(RUNGS.open(instance.image).tobytes())
        RUNGS.open(instance.intermediate)
    assert drawn[0] != drawn[1]


def test_a_setting_of_the_run_holds_on_every_rung() -> None:
    few = ProceduralSuite(difficulty={"sequential": {"digits": 2}}).rungs
    listing = few.listing("sequential", 6, 2)
    assert few.instance(listing, "direct") != ProceduralSuite().rungs.instance(listing, "direct")


def test_no_question_is_one_of_a_run_s_own_cases() -> None:
    own = {(listing.subtask, listing.index) for listing in ProceduralSuite("full").listings()}
    assert not own & {(name, RUNGS.listing(name, 5, number).index) for name in subtasks() for number in range(60)}
