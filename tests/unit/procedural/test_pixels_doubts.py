"""Kinds of things that an earlier judge took surely for others: each is right or in doubt now."""

from __future__ import annotations

import math
from collections.abc import Sequence

import own_hand
import pytest
from PIL import Image, ImageDraw

from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.procedural.drawing import font
from pytest_realunify.procedural.pixels import Pixels
from pytest_realunify.procedural.world.figures.counted import Cake
from pytest_realunify.procedural.world.figures.pair import Pair
from pytest_realunify.procedural.world.scene import Shape, Sign, row

SCALE = 4
INK = (30, 30, 34)


def canvas(side: int = 512, ground: str = "white") -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (side * SCALE, side * SCALE), ground)
    return image, ImageDraw.Draw(image)


def answers(image: Image.Image, *questions: str) -> list[str]:
    return Pixels().answer([JudgeRequest(image.reduce(SCALE), question, "") for question in questions])


def polygon(x: float, y: float, radius: float, sides: int, turn: float = 0.0) -> Sequence[tuple[float, float]]:
    turns = (turn + math.tau * place / sides for place in range(sides))
    return [((x + radius * math.cos(t)) * SCALE, (y + radius * math.sin(t)) * SCALE) for t in turns]


@pytest.mark.parametrize("radius", [9, 12, 15, 18, 24])
@pytest.mark.parametrize("turn", [0.0, math.pi / 6])
def test_small_hexagons_are_no_circles(radius: int, turn: float) -> None:
    image, pen = canvas()
    for place in range(6):
        pen.polygon(polygon(60 + 76 * place, 256, radius, 6, turn), fill="green", outline=INK, width=SCALE * 2)
    circle, six = answers(image, "Is there a green circle in the picture?", "Are there exactly six green hexagons?")
    assert circle != "yes"
    assert six != "no"


@pytest.mark.parametrize("width", [2, 3, 4, 6])
@pytest.mark.parametrize("colour", ["green", "crimson", "blue"])
def test_thin_rings_are_not_surely_white_circles(width: int, colour: str) -> None:
    image, pen = canvas()
    for place in range(3):
        box = [value * SCALE for value in (60 + 140 * place, 206, 160 + 140 * place, 306)]
        pen.ellipse(box, outline=colour, width=width * SCALE)
    white, rings = answers(
        image, "Are there exactly three white circles in the picture?", "Are there exactly three rings in the picture?"
    )
    assert (white, rings) != ("yes", "no")
    assert rings != "no" or white != "yes"


@pytest.mark.parametrize("pale", [(225, 225, 225), (210, 214, 220), (190, 190, 190)])
def test_a_pale_outline_is_not_overlooked(pale: tuple[int, int, int]) -> None:
    image, pen = canvas()
    for place, fill in enumerate(("red", "white", "red")):
        box = [value * SCALE for value in (40 + 150 * place, 206, 150 + 150 * place, 306 + 10)]
        pen.ellipse(box, fill=fill, outline=pale, width=3 * SCALE)
    [two] = answers(image, "Are there exactly two objects in the picture?")
    assert two != "yes"


@pytest.mark.parametrize("high", [50, 80, 120, 200])
@pytest.mark.parametrize("level", [0.38, 0.62, 0.65])
def test_a_liquid_between_two_levels_is_at_neither(high: int, level: float) -> None:
    image, pen = canvas()
    left, top, wide = 200, 150, 0.6 * high
    surface = top + (1 - level) * high
    pen.rectangle([v * SCALE for v in (left, surface, left + wide, top + high)], fill="blue")
    walls = [(left, top), (left, top + high), (left + wide, top + high), (left + wide, top)]
    pen.line([(x * SCALE, y * SCALE) for x, y in walls], fill=INK, width=3 * SCALE, joint="curve")
    for question in ("Is the glass a quarter full?", "Is the glass half full?", "Is the glass three quarters full?"):
        assert answers(image, question) != ["yes"]


@pytest.mark.parametrize("size", [10, 14, 20, 40])
@pytest.mark.parametrize(("text", "other"), [("RED", "the word REB"), ("36", "the number 35"), ("80", "the number 88")])
def test_writing_is_never_misread_however_small(text: str, other: str, size: int) -> None:
    image, pen = canvas()
    wide, high = 3.2 * size, 1.8 * size
    box = [v * SCALE for v in (256 - wide / 2, 256 - high / 2, 256 + wide / 2, 256 + high / 2)]
    pen.rectangle(box, fill="white", outline=INK, width=2 * SCALE)
    pen.text((256 * SCALE, 256 * SCALE), text, fill=(160, 20, 20), font=font(size * SCALE), anchor="mm")
    assert answers(image, f"Does the picture show {other}?") != ["yes"]


def test_a_plate_with_a_figure_on_it_is_no_domino_without_dots() -> None:
    picture = own_hand.paint(own_hand.STYLES["outlined"], row(Sign("4", "brown")))
    [domino] = Pixels().answer([JudgeRequest(picture, "Is there a domino in the picture?", "")])
    assert domino == "no"


@pytest.mark.parametrize("style", list(own_hand.STYLES))
@pytest.mark.parametrize(
    ("item", "question"),
    [
        (Pair(Shape("hexagon", "black"), "behind", Shape("hexagon", "purple")), "Is there a purple bar?"),
        (Pair(Shape("heart", "black"), "on top of", Shape("bar", "brown")), "Is there a black bar?"),
        (Cake(1), "Is there a pink bar?"),
    ],
)
def test_what_has_several_parts_is_no_plain_shape(style: str, item: Pair | Cake, question: str) -> None:
    picture = own_hand.paint(own_hand.STYLES[style], row(item))
    assert Pixels().answer([JudgeRequest(picture, question, "")]) != ["yes"]
