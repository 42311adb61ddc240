"""Right and wrong pictures with the truth about each: what a judge is measured on."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from pytest_realunify.interfaces import Question
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.specimens import specimens
from pytest_realunify.procedural.world.perturbing import SLIPS, perturbed
from pytest_realunify.procedural.world.queries import Count, Exists, What
from pytest_realunify.procedural.world.scene import (
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
    column,
    group,
    row,
)

RED, BLUE = Shape("circle", "red"), Shape("square", "blue", "small")
ITEMS: tuple[Item, ...] = (
    RED,
    Arrow("green", "up"),
    Sign("7:45"),
    Sign("RED", "blue"),
    Flag("vertical", ("blue", "white", "red")),
    Glass(2, "blue", Shape("star", "yellow"), floats=True),
    Glass(0),
    Halves("vertical", "black", "yellow"),
    Pie(8, 3, "red"),
    Pie(4, 4, "blue"),
)


def slips(scene: Scene) -> Iterator[tuple[str, Scene]]:
    for seed in range(20):
        yield from perturbed(scene, random.Random(seed))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_every_kind_of_item_has_slips_that_differ_from_it(item: Item) -> None:
    scene = row(item)
    found = list(slips(scene))
    assert {"one more", "another detail"} <= {name for name, _ in found}
    assert all(made != scene for _, made in found)


def test_every_kind_of_slip_happens() -> None:
    found = {name for name, _ in slips(column(RED, BLUE, Flag("horizontal", ("red", "white"))))}
    assert found == set(SLIPS)


def test_a_slip_is_minimal() -> None:
    scene = row(RED, BLUE, RED)
    for name, made in slips(scene):
        if name in ("one more", "one less"):
            assert abs(len(list(made)) - 3) == 1
        else:
            changed = sum(one != other for one, other in zip(scene, made, strict=True))
            assert changed <= 2, name


def test_one_less_never_leaves_nothing() -> None:
    assert "one less" not in {name for name, _ in slips(row(RED))}


def test_a_specimen_knows_the_truth_about_its_own_picture() -> None:
    made = Sketch(
        "A spider.",
        group(RED, 3),
        yes=(Count(What("circle", "red"), 3),),
        no=(Exists(What("square")),),
        wrong=(row(RED, RED, RED, BLUE),),
    )
    right, typical, *others = specimens(made, "seed")
    three, square = "Are there exactly three red circles in the picture?", "Is there a square in the picture?"
    assert (right.positive, right.questions) == (True, (Question(three, "yes"), Question(square, "no")))
    assert (typical.positive, typical.questions) == (False, (Question(three, "yes"), Question(square, "yes")))
    by_name = {each.scene_name: each for each in others}
    assert not any(each.positive for each in others)
    assert by_name["one more"].questions == (Question(three, "no"), Question(square, "no"))
    assert right.image().size == (512, 512)
    assert [each.questions for each in specimens(made, "seed")] == [
        right.questions,
        typical.questions,
        *(each.questions for each in others),
    ]
