"""Right and wrong pictures with the truth about each: what a judge is measured on."""

from __future__ import annotations

import random
from collections.abc import Iterator

import flatfigures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.interfaces import Question
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.specimens import specimens
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
from pytest_realunify.procedural.world.slips import KINDS, detail, perturbed, seen_as, slips

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


def wrongs(scene: Scene) -> Iterator[tuple[str, Scene]]:
    for seed in range(20):
        yield from perturbed(scene, random.Random(seed))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_every_kind_of_item_has_slips_that_look_different(item: Item) -> None:
    scene = row(item)
    found = list(slips(scene))
    assert {"count", "extra", "detail"} <= {kind for kind, _ in found}
    assert all(seen_as(made) != seen_as(scene) for _, made in found)
    assert len({seen_as(made) for _, made in found}) == len(found)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_a_wrong_detail_is_seen(item: Item) -> None:
    scene = row(item)
    alone = {seen_as(row(detail(item, random.Random(seed)))) for seed in range(20)}
    found = {seen_as(made) for kind, made in slips(scene) if kind == "detail"}
    assert alone <= found
    assert seen_as(scene) not in alone


def test_every_kind_of_slip_happens() -> None:
    found = {kind for kind, _ in slips(column(RED, BLUE, Flag("horizontal", ("red", "white"))))}
    assert found == set(KINDS)


def test_of_a_scene_one_slip_of_each_kind_is_drawn() -> None:
    scene = column(RED, BLUE)
    kinds = [kind for kind, _ in perturbed(scene, random.Random(1))]
    assert kinds == [kind for kind in KINDS if kind in kinds]
    assert set(kinds) == {kind for kind, _ in slips(scene)}


def test_a_slip_is_minimal() -> None:
    scene = row(RED, BLUE, RED)
    for kind, made in wrongs(scene):
        if kind == "count":
            assert 1 <= abs(len(list(made)) - 3) <= 3
        elif kind in ("colour", "detail"):
            changed = {one for one, other in zip(scene, made, strict=True) if one != other}
            assert len(changed) == 1, kind


def test_where_places_are_open_nothing_is_misplaced() -> None:
    scene = row(RED, BLUE, RED)
    found = {kind for kind, _ in slips(scene, free=True)}
    assert "place" not in found
    assert {"count", "extra", "colour", "detail"} <= found


def test_nothing_at_all_is_no_slip() -> None:
    assert all(list(made) for _, made in slips(row(RED)))


@pytest.mark.parametrize("noun", flatfigures.kinds)
@given(data=st.data())
def test_a_figure_has_slips_of_its_own(noun: str, data: st.DataObject) -> None:
    figure = data.draw(flatfigures.kinds[noun])
    assert sum(kind == "detail" for kind, _ in slips(row(figure))) >= 2


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
    assert by_name["count"].questions == (Question(three, "no"), Question(square, "no"))
    assert right.image().size == (512, 512)
    assert [each.questions for each in specimens(made, "seed")] == [
        right.questions,
        typical.questions,
        *(each.questions for each in others),
    ]
