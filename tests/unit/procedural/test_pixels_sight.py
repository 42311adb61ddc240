"""The pixels judge sees what a flat-shape picture shows, damaged or not, and nothing in other pictures."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image, ImageDraw

import photographs
from flatscenes import items, scenes
from pytest_realunify.numbers.calibration.conditions import CONDITIONS, damaged
from pytest_realunify.procedural.pixels.sight import look
from pytest_realunify.procedural.pixels.signs import read_signs
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.painting import paint
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
    if isinstance(item, Glass) and item.thing is not None:
        return Glass(item.level, item.liquid, Shape(item.thing.kind, item.thing.colour), item.floats)
    if isinstance(item, Pie) and not item.filled:
        return Pie(item.sectors, 0, "red")
    if isinstance(item, Pie) and (item.sectors, item.filled) == (2, 1):
        return Halves("vertical", "white", item.colour)
    return item


def assert_seen(scene: Scene, image: Image.Image) -> None:
    found = look(image)
    assert found is not None
    assert [seen_as(each.item) for each in found] == [seen_as(item) for item in scene]
    for each, planned in zip(found, view(scene), strict=True):
        assert abs(each.x - planned.x) < 3
        assert abs(each.y - planned.y) < 3
        assert each.extent == pytest.approx(planned.extent, rel=0.1, abs=1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(scenes(columns=3, rows=2))
def test_what_was_painted_is_seen(scene: Scene) -> None:
    assert_seen(scene, paint(scene))


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("scene", SAMPLER, ids=range(len(SAMPLER)))
def test_damage_does_not_blind(scene: Scene, condition: str) -> None:
    assert_seen(scene, damaged(paint(scene), condition, "seed"))


@pytest.mark.parametrize("sectors", range(2, 13))
def test_a_white_circle_cut_into_sectors_is_no_clock(sectors: int) -> None:
    assert_seen(row(Pie(sectors, 0, "red")), paint(row(Pie(sectors, 0, "red"))))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(items)
def test_a_white_ground_will_do(item: Item) -> None:
    pixels = np.array(paint(row(item)))
    pixels[(pixels == (250, 249, 245)).all(axis=2)] = (255, 255, 255)
    assert_seen(row(item), Image.fromarray(pixels))


@pytest.mark.parametrize("kind", photographs.KINDS, ids=lambda kind: str(kind.__name__))
def test_other_pictures_are_not_seen_into(kind: photographs.Draw) -> None:
    for seed in range(20):
        assert look(kind(np.random.default_rng(seed))) is None


def test_an_empty_ground_is_a_picture_of_nothing() -> None:
    assert look(Image.new("RGB", (512, 512), (250, 249, 245))) == []


@pytest.mark.parametrize("colour", [(0, 0, 0), (128, 128, 128), (214, 39, 40)])
def test_a_dark_ground_is_no_ground(colour: tuple[int, int, int]) -> None:
    assert look(Image.new("RGB", (512, 512), colour)) is None


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (20, 20), (100, 512)])
def test_pictures_too_small_to_tell_are_not_looked_into(size: tuple[int, int]) -> None:
    assert look(Image.new("RGB", size, (250, 249, 245))) is None


def test_one_strange_thing_among_known_ones_spoils_the_picture() -> None:
    image = paint(row(Shape("circle", "red"), Shape("star", "blue")))
    pen = ImageDraw.Draw(image)
    pen.line([(60, 60), (120, 90), (70, 130)], fill=(35, 35, 40), width=4)
    assert look(image) is None


def test_a_mark_on_a_shape_spoils_the_picture() -> None:
    scene = row(Shape("circle", "red", "large"))
    image = paint(scene)
    ImageDraw.Draw(image).ellipse((240, 240, 256, 256), fill=(31, 90, 200))
    assert look(image) is None


def test_shapes_without_outline_are_another_world() -> None:
    image = Image.new("RGB", (512, 512), (250, 249, 245))
    ImageDraw.Draw(image).ellipse((180, 180, 330, 330), fill=(214, 39, 40))
    assert look(image) is None


def test_a_picture_twice_as_large_or_as_wide_shows_the_same() -> None:
    scene = row(Shape("circle", "red"), Sign("42"))
    image = paint(scene)
    wide = Image.new("RGB", (image.width * 2, image.height), (250, 249, 245))
    wide.paste(image, (40, 0))
    for larger in (wide, image.resize((image.width * 4, image.height * 4))):
        found = look(larger)
        assert found is not None
        assert [each.item for each in found] == [Shape("circle", "red"), Sign("42")]


def test_dust_is_overlooked() -> None:
    scene = row(Shape("circle", "red"))
    image = paint(scene)
    chance = random.Random(1)
    for _ in range(20):
        image.putpixel((chance.randrange(20, 490), chance.randrange(20, 100)), (120, 120, 120))
    assert_seen(scene, image)


def test_a_smudge_too_low_to_be_written_on_is_no_sign() -> None:
    """Without a pixel inside its frame it has no paper to speak of; the mean over none of them is a warning."""
    assert read_signs([np.full((6, 100, 3), 250, np.uint8)]) == [None]
