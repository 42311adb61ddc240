"""The pixels judge sees what a flat-shape picture shows, damaged or not, and is never surely wrong about a thing."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

import photographs
from flatscenes import items, scenes
from pytest_realunify.numbers.calibration.conditions import CONDITIONS, damaged
from pytest_realunify.procedural.drawing import PAPER
from pytest_realunify.procedural.pixels.sight import Seen, look
from pytest_realunify.procedural.pixels.sightings import Absent, Outlined, Reading, Sighting, Written
from pytest_realunify.procedural.world.layout import Placed, view
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries.what import rows
from pytest_realunify.procedural.world.scene import (
    COLOURS,
    DIRECTIONS,
    SHAPES,
    SIZES,
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
    row,
    rows_of,
)

SAMPLER = [
    rows_of([Shape(kind, colour, size) for kind, colour in zip(SHAPES, COLOURS, strict=False) for size in SIZES]),
    rows_of([Shape(kind, colour, "small") for kind in ("circle", "ring", "bar") for colour in COLOURS]),
    rows_of([Arrow(colour, way) for way, colour in zip(DIRECTIONS, COLOURS, strict=False)]),
    rows_of([Glass(level, colour) for level in (1, 2, 3, 4) for colour in ("white", "blue", "black")]),
    row(Glass(0), Glass(2, "white", Shape("star", "red"), True), Glass(1, "blue", Shape("square", "brown", "large"))),
    row(
        Halves("vertical", "black", "white"), Halves("horizontal", "red", "blue"), Pie(12, 5, "brown"), Pie(7, 0, "red")
    ),
    row(Flag("vertical", ("blue", "white", "red")), Flag("horizontal", ("black", "red", "yellow"))),
    row(Sign("42"), Sign("7:45", "red"), Sign("QUEUE", "brown"), Sign("O"), Sign("0")),
]


def seen_as(item: Item) -> Item:
    """The item as it can be told: sizes are told by extents, the colour of no sector by nothing."""
    if isinstance(item, Shape):
        return Shape(item.kind, item.colour)
    if isinstance(item, Arrow):
        return Arrow(item.colour, item.direction)
    if isinstance(item, Sign):
        return Sign(item.text)
    if isinstance(item, Glass) and item.thing is not None:
        return Glass(item.level, item.liquid, Shape(item.thing.kind, item.thing.colour), item.floats)
    if isinstance(item, Pie) and not item.filled:
        return Pie(item.sectors, 0, "red")
    if isinstance(item, Pie) and (item.sectors, item.filled) == (2, 1):
        return Halves("vertical", "white", item.colour)
    return item


def assert_seen(scene: Scene, image: Image.Image, *, surely: bool = False) -> None:
    """Every thing is among what it is taken for, and by itself where it must be sure."""
    found = look(image)
    assert not found.trouble
    for each, planned in zip(in_order(found.sightings), view(scene), strict=True):
        told = [written_as(reading) for reading in each.readings]
        item = seen_as(planned.item)
        assert told == [item] if surely else item in told or any(isinstance(one, Outlined | Written) for one in told)
        # Boxes are measured from what is drawn: birds are sometimes on a wire, twigs at the top of a tree.
        assert abs(each.x - planned.x) < max(4.0, 0.05 * planned.extent)
        assert abs(each.y - planned.y) < max(4.0, 0.1 * planned.extent)
        assert each.extent == pytest.approx(planned.extent, rel=0.12, abs=3)


def in_order(sightings: Sequence[Sighting]) -> list[Sighting]:
    """As they are read."""
    blank = Shape("circle", "red")
    by_place = {(each.x, each.y): each for each in sightings}
    placed = [Placed(blank, each.x, each.y, each.extent) for each in sightings]
    return [by_place[each.x, each.y] for line in rows(placed) for each in line]


def written_as(reading: Reading) -> Reading:
    """Of a sign's writing no question asks the colour."""
    return Sign(reading.text) if isinstance(reading, Sign) else reading


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(scenes(columns=3, rows=2))
def test_what_was_painted_is_seen(scene: Scene) -> None:
    assert_seen(scene, paint(scene))


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("scene", SAMPLER, ids=range(len(SAMPLER)))
def test_damage_does_not_blind(scene: Scene, condition: str) -> None:
    assert_seen(scene, damaged(paint(scene), condition, "seed"), surely=True)


@pytest.mark.parametrize("sectors", range(2, 13))
def test_a_white_circle_cut_into_sectors_is_no_clock(sectors: int) -> None:
    assert_seen(row(Pie(sectors, 0, "red")), paint(row(Pie(sectors, 0, "red"))))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(items, st.sampled_from([(255, 255, 255), (253, 246, 227), (225, 226, 228), (224, 242, 254), (190, 190, 192)]))
def test_any_even_ground_will_do(item: Item, ground: tuple[int, int, int]) -> None:
    pixels = np.array(paint(row(item)))
    pixels[(pixels == PAPER).all(axis=2)] = ground
    assert_seen(row(item), Image.fromarray(pixels))


@pytest.mark.parametrize("kind", photographs.OTHERS, ids=lambda kind: str(kind.__name__))
def test_nothing_is_surely_seen_in_other_pictures(kind: photographs.Draw) -> None:
    for seed in range(20):
        found = look(kind(np.random.default_rng(seed)))
        assert all(any(isinstance(one, Outlined | Absent) for one in each.readings) for each in found.sightings)


@pytest.mark.parametrize("colour", [PAPER, (0, 0, 0), (128, 128, 128), (214, 39, 40)])
def test_an_empty_ground_is_a_picture_of_nothing(colour: tuple[int, int, int]) -> None:
    assert look(Image.new("RGB", (512, 512), colour)) == Seen()


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (20, 20), (90, 512)])
def test_pictures_too_small_to_tell_are_not_looked_into(size: tuple[int, int]) -> None:
    assert look(Image.new("RGB", size, PAPER)).trouble


def test_a_mark_on_a_shape_makes_it_no_plain_shape() -> None:
    image = paint(row(Shape("circle", "red", "large")))
    ImageDraw.Draw(image).ellipse((226, 226, 286, 286), fill=(31, 90, 200))
    [found] = look(image).sightings
    assert Shape("circle", "red") not in found.readings


def test_a_picture_twice_as_large_or_as_wide_shows_the_same() -> None:
    scene = row(Shape("circle", "red"), Sign("42"))
    image = paint(scene)
    wide = Image.new("RGB", (image.width * 2, image.height), PAPER)
    wide.paste(image, (40, 0))
    for larger in (wide, image.resize((image.width * 4, image.height * 4))):
        told = [each.readings for each in in_order(look(larger).sightings)]
        assert told == [(Shape("circle", "red"),), (Sign("42"),)]


def test_dust_is_overlooked() -> None:
    scene = row(Shape("circle", "red"))
    image = paint(scene)
    chance = random.Random(1)
    for _ in range(20):
        image.putpixel((chance.randrange(20, 490), chance.randrange(20, 100)), (120, 120, 120))
    assert_seen(scene, image, surely=True)
