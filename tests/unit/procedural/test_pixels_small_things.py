"""Small things, blurred and on their shadows: what a rim bleeds into, and what is beside it, is none of them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from pytest_realunify.numbers.calibration.conditions import damaged
from pytest_realunify.procedural.pixels.sight import look
from pytest_realunify.procedural.pixels.sightings import Outlined
from pytest_realunify.procedural.styles.specimens import Specimen, specimens
from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.scene import COLOURS, DIRECTIONS, Arrow, Glass, Shape, Sign, row

INK = (34, 32, 36)


@pytest.mark.parametrize("condition", ["blur", "rescale", "jpeg"])
@pytest.mark.parametrize("colour", COLOURS)
def test_small_arrows_are_read_however_blurred(colour: str, condition: str) -> None:
    """Of six in 640 px each is 62 px long, and its shaft as broad as what a blurred outline bleeds into."""
    every = tuple(DIRECTIONS)
    for ways in (every[:4], every[4:]):
        scene = row(*(Arrow(colour, way) for way in (*ways, *ways[:2])))
        found = sorted(look(damaged(paint(scene), condition, "seed")).sightings, key=lambda each: each.x)
        assert len(found) == 6
        for each, way in zip(found, (*ways, *ways[:2]), strict=True):
            assert Arrow(colour, way) in each.readings
            assert colour == "black" or len(each.readings) == 1


def on_a_table(draw: object, *, extent: int) -> Image.Image:
    """A thing drawn by `draw(pen, box)` over its own soft contact shadow, on a grey table."""
    grey = np.linspace(208, 240, 512, dtype=np.float32)[:, None, None].repeat(512, 1).repeat(3, 2)
    image = Image.fromarray(grey.astype(np.uint8))
    shade = Image.new("L", image.size)
    half = extent // 2
    ImageDraw.Draw(shade).ellipse((256 - half, 256 + half - 5, 256 + half + 6, 256 + half + 5), fill=90)
    image.paste((0, 0, 0), mask=shade.filter(ImageFilter.GaussianBlur(2)))
    draw(ImageDraw.Draw(image), (256 - half, 256 - half, 256 + half, 256 + half))  # type: ignore[operator]
    return image


@pytest.mark.parametrize("extent", [40, 50, 70])
@pytest.mark.parametrize("colour", ["green", "cyan", "red", "yellow"])
def test_a_thing_on_its_contact_shadow_is_told_without_it(colour: str, extent: int) -> None:
    image = on_a_table(lambda pen, box: pen.rectangle(box, fill=colour), extent=extent)
    [found] = look(image).sightings
    assert found.readings == (Shape("square", colour),)


@pytest.mark.parametrize("relation", ["on top of", "inside"])
@pytest.mark.parametrize("kind", ["triangle", "square", "hexagon", "diamond"])
def test_a_pair_in_black_and_grey_is_never_surely_one_shape(kind: str, relation: str) -> None:
    other = "bar" if relation == "on top of" else "hexagon"
    pair = Pair(
        Shape(kind, "black" if other == "bar" else "grey"),
        relation,
        Shape(other, "grey" if other == "bar" else "black"),
    )
    for each in look(paint(row(pair, pair, pair))).sightings:
        assert pair in each.readings or any(isinstance(reading, Outlined) for reading in each.readings)


@pytest.mark.parametrize("outline", [0, 2])
@pytest.mark.parametrize("high", [160, 220])
def test_a_small_star_that_floats_is_told_from_the_liquid_s_edge(high: int, outline: int) -> None:
    """The edge is drawn as a line, and a shadow lies below the star."""
    image = Image.new("RGB", (512, 512), "#fafaf5")
    pen = ImageDraw.Draw(image)
    top, left, right = 256 - high // 2, 256 - high // 3, 256 + high // 3
    surface = top + high * 3 // 4
    pen.rectangle((left, surface, right, top + high), fill="#b71c1c")
    pen.line((left, surface, right, surface), fill=INK, width=2)
    points = [
        (256 + r * high * np.sin(np.pi * k / 5), surface - r * high * np.cos(np.pi * k / 5))
        for k, r in enumerate([0.11, 0.045] * 5)
    ]
    if not outline:
        pen.polygon([(x + 2, y + 4) for x, y in points], fill="#7f1414")
    pen.polygon(points, fill="orange", outline=INK if outline else None, width=max(1, outline))
    pen.line([(left, top), (left, top + high), (right, top + high), (right, top)], fill=INK, width=6)
    [found] = look(image).sightings
    assert found.readings == (Glass(1, "red", Shape("star", "orange"), True),)


def of_styles(kind: str, seed: int, *, right: bool) -> Specimen:
    found = specimens("tuning", [seed], ["on a table"], [0])
    return next(each for each in found if (each.kind, each.right) == (kind, right))


def test_a_square_on_its_shadow_is_no_full_glass() -> None:
    """It is a little higher than broad then, and its shade is what a floor looks like."""
    specimen = of_styles("shapes", 2, right=False)
    for each in look(specimen.image()).sightings:
        assert not any(isinstance(reading, Glass) for reading in each.readings)


def test_small_arrows_on_their_shadows_are_read() -> None:
    specimen = of_styles("arrows", 0, right=True)
    found = [each.readings for each in look(specimen.image()).sightings]
    assert len(found) == 5
    assert all(len(each) == 1 and isinstance(each[0], Arrow) for each in found)


@pytest.mark.parametrize("colour", ["black", "blue", "red"])
@pytest.mark.parametrize("letters", ["ABCDEF", "GHIJKL", "MNOPQR", "STUVWX", "YZ2345", "CAUTGU"])
def test_letters_on_small_signs_are_read_without_their_boards_borders(letters: str, colour: str) -> None:
    scene = row(*(Sign(letter, colour) for letter in letters))
    found = sorted(look(paint(scene)).sightings, key=lambda each: each.x)
    assert [each.readings for each in found] == [(Sign(letter, colour),) for letter in letters]
