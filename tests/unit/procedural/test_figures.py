"""Figures: each kind is read back from its English, its question and its picture, and its slips are other figures."""

from __future__ import annotations

from collections.abc import Callable

import flatfigures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_realunify.procedural.pixels.sight import look
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die
from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.figures.path import Path
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries import FigureIs, true_of
from pytest_realunify.procedural.world.scene import Scene, Shape, row
from pytest_realunify.procedural.world.words import FIGURES, plural, singular


def read(scene: Scene) -> list[object]:
    """What the judge makes out in the picture of a scene, row by row; more readings than one where it is in doubt."""
    picture = paint(scene)
    seen = look(picture).sightings
    by_place = sorted(seen, key=lambda each: (int(each.y * len(scene.rows) / picture.height), each.x))
    return [each.readings[0] if len(each.readings) == 1 else each.readings for each in by_place]


def test_every_kind_has_a_noun_that_can_be_counted() -> None:
    assert {*flatfigures.kinds} - {"pair"} == {*FIGURES}
    assert [singular(plural(noun)) for noun in FIGURES] == [*FIGURES]


@pytest.mark.parametrize("noun", flatfigures.kinds)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(data=st.data())
def test_the_judge_reads_what_was_painted(noun: str, data: st.DataObject) -> None:
    scene = row(*data.draw(st.lists(flatfigures.kinds[noun], min_size=1, max_size=3)))
    assert read(scene) == list(scene)


@pytest.mark.parametrize("hour", range(1, 13))
def test_the_judge_reads_every_time_of_a_clock(hour: int) -> None:
    """At six a clock is nearly a circle cut in two."""
    for minute in range(0, 60, 5):
        assert read(row(Clock(hour, minute))) == [Clock(hour, minute)]


@pytest.mark.parametrize("below", [4, 5, 6])
@pytest.mark.parametrize("kind", [Cake, Die, House, Wire])
def test_the_judge_reads_every_number_in_it_above_a_row_that_makes_it_small(
    kind: Callable[[int], Figure], below: int
) -> None:
    for first in (1, 4):
        scene = Scene((tuple(map(kind, range(first, first + 3))), (Shape("star", "red"),) * below))
        assert read(scene) == list(scene)


@pytest.mark.parametrize("noun", flatfigures.kinds)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_the_judge_reads_it_above_a_row_that_makes_it_small(noun: str, data: st.DataObject) -> None:
    upper = data.draw(st.lists(flatfigures.kinds[noun], min_size=1, max_size=3))
    scene = Scene((tuple(upper), (Shape("star", "red"),) * data.draw(st.integers(4, 6))))
    assert read(scene) == list(scene)


@given(flatfigures.every)
def test_its_question_holds_of_it_and_of_none_of_its_slips(figure: Figure) -> None:
    asked = FigureIs("only", figure)
    assert true_of(asked, row(figure))
    slips = [slip for slip in figure.slips() if slip != figure and slip.fits()]
    assert slips
    assert [slip for slip in slips if true_of(asked, row(slip))] == []


@given(flatfigures.every)
def test_what_a_careless_drawer_makes_of_it_can_be_drawn_or_is_refused(figure: Figure) -> None:
    for slip in figure.slips():
        if slip.fits():
            assert len(view(row(slip))) == 1
        else:
            with pytest.raises(ValueError, match="cannot be drawn"):
                Scene(((slip,),))


@pytest.mark.parametrize(
    "figure",
    [
        Clock(13, 0),
        Clock(3, 7),
        Path("red", ("up", "down")),
        Path("red", ("right",) * 7),
        Pair(Shape("star", "red"), "inside", Shape("star", "blue")),
        Pair(Shape("star", "red"), "behind", Shape("circle", "red")),
    ],
)
def test_what_no_figure_is_does_not_fit(figure: Figure) -> None:
    assert not figure.fits()
