"""Everyday life: generated requests, and the reference model's thinking about them."""

from __future__ import annotations

import re

import pytest

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining import ordering, tallying
from pytest_realunify.procedural.reference.refining.commonsense_reasoning import human_activities, physical_laws, refine
from pytest_realunify.procedural.world.scene import Arrow, Glass, Pie, Shape, Sign, column, group, row
from refining import changed, passes, sketches, sketches_of

FLOAT = (
    "A glass stands half full of fresh water, drawn as blue liquid. Somebody pushes one thing right under the surface "
    "and lets go: an ice cube as a red star. Show the glass, as full as before, with the thing where it comes to rest."
)
CAKE = (
    "A round quiche is cut into {} equal pieces. Ada eats {} of them. Ben eats one more than Ada. Draw it from above "
    "as a circle cut into equal sectors: every piece that is left is green, the place of every eaten one is white."
)
CHOIR = (
    "The choir begins at {}. The warm-up takes {}, the singing takes an hour and a half, one thing right after the "
    "other. Draw a white sign with the time on a twelve-hour clock, written in red, when all of it is over."
)
TRAIN = (
    "Mia has to be on the platform by 1:10 at the latest. The walk to the station takes her {}; all of it happens "
    "without a pause. A white sign shows, in blue figures of a twelve-hour clock, what the time is when all this has "
    "to begin, with no time to spare. Draw this sign."
)
WHEELS = "{} and a unicycle: how many wheels do they have in all? Answer with that many red stars instead of a number."
DIAL = (
    "The pointer on a radio dial points up to begin with. It is turned by {}. Draw the pointer as a red arrow, the "
    "way it points in the end."
)
POUR = (
    "Two equal glasses stand in a row for red juice: the left one is full and the right one is a quarter full. Now "
    "juice is poured from the left glass into the right one until the {} one is {}. Not a drop is lost. Draw the "
    "glasses as they are in the end, the juice as red liquid."
)


def test_worked_by_hand() -> None:
    assert refine(FLOAT) == row(Glass(2, "blue", Shape("star", "red"), floats=True))
    assert refine(FLOAT.replace("an ice cube", "a pebble")) == row(Glass(2, "blue", Shape("star", "red"), floats=False))
    lamps = (
        "Draw the lamps of an upright traffic light for cars at a moment when a bus may carry on without slowing "
        "down. Each lamp is a ring; exactly one is lit, in its usual colour (amber counts as orange), and a dark lamp "
        "is black."
    )
    assert refine(lamps) == column(Shape("ring", "black"), Shape("ring", "black"), Shape("ring", "green"))
    mirror = (
        "From left to right a row holds a red star and a blue arrow pointing to the lower left. Draw only how the row "
        "looks in a mirror that stands upright beside it, with left and right exchanged."
    )
    assert refine(mirror) == row(Arrow("blue", "lower right"), Shape("star", "red"))
    assert refine("What is a flag, a half or a pie?") is None


def test_only_what_looks_the_same_upside_down_is_reflected_in_water() -> None:
    told = [each for each in sketches("physical_laws", 2, 200) if re.search(r"\b(?:pond:|lake)", each.prompt)]
    shapes = {item.kind for each in told for item in each.scene if isinstance(item, Shape)}
    assert shapes == {"circle", "ring", "square", "bar", "diamond", "cross", "hexagon"}


def test_a_number_changed_in_the_request_changes_the_answer() -> None:
    assert refine(CAKE.format("ten", "two")) == row(Pie(10, 5, "green"))
    assert refine(CAKE.format("ten", "three")) == row(Pie(10, 3, "green"))
    assert refine(CAKE.format("eight", "two")) == row(Pie(8, 3, "green"))
    assert refine(CHOIR.format("11:40", "25 minutes")) == row(Sign("1:35", "red"))
    assert refine(CHOIR.format("11:40", "an hour and 20 minutes")) == row(Sign("2:30", "red"))
    assert refine(CHOIR.format("7:40", "three quarters of an hour")) == row(Sign("9:55", "red"))
    assert refine(TRAIN.format("20 minutes")) == row(Sign("12:50", "blue"))
    assert refine(TRAIN.format("half an hour, breakfast takes an hour and a quarter")) == row(Sign("11:25", "blue"))
    assert refine(WHEELS.format("Two tricycles")) == group(Shape("star", "red"), 7)
    assert refine(WHEELS.format("Three tricycles")) == group(Shape("star", "red"), 10)
    assert refine(DIAL.format("a quarter turn clockwise")) == row(Arrow("red", "right"))
    assert refine(DIAL.format("half a turn clockwise, then an eighth of a turn counterclockwise")) == row(
        Arrow("red", "lower right")
    )
    assert refine(POUR.format("right", "half full")) == row(Glass(3, "red"), Glass(2, "red"))
    assert refine(POUR.format("left", "a quarter full")) == row(Glass(1, "red"), Glass(4, "red"))


def test_what_it_knows_comes_from_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, physical_laws, lambda table: [entry.update(floats=False) for entry in table["float"]])
    assert refine(FLOAT) == row(Glass(2, "blue", Shape("star", "red"), floats=False))
    changed(monkeypatch, tallying, lambda table: table["tally"][0]["things"][0].update(count=5))
    assert refine(WHEELS.format("Two tricycles")) == group(Shape("star", "red"), 11)
    changed(monkeypatch, ordering, lambda table: [entry["names"].reverse() for entry in table["order"]])
    changed(monkeypatch, human_activities, lambda table: table["lamps"]["order"].reverse())
    told = [
        each for each in sketches_of("human_activities") if "traffic light" in each.prompt or "column" in each.prompt
    ]
    assert len(told) > 4
    assert not all(passes(each, refine(each.prompt)) for each in told)


def test_every_thing_has_one_place_in_its_table() -> None:
    laws = facts("commonsense_reasoning/physical_laws")
    for kind in ("float", "release"):
        names = [name for entry in laws[kind] for name in entry["things"]]
        assert len(names) == len(set(names))
    for table in ("human_activities", "common_objects"):
        for entry in facts(f"commonsense_reasoning/{table}")["order"]:
            assert len(entry["names"]) == len(set(entry["names"])) >= 3
            assert entry["source"]
