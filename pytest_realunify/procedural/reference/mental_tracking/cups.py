"""Moves of cups as their words say them; balls on a table, open or under glass."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.drawing import PALETTE, RGB

Pixels = npt.NDArray[np.uint8]
Order = list[int]
"""By place, from the left: where the ball there came from."""

_BALLS: Final = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "black")
_GLASS: Final[RGB] = (92, 116, 140)
_LEAST: Final = 120
"""Pixels of a ball's colour; smaller patches are gleams and edges."""

_STEP: Final = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_ASKED: Final = re.compile(
    rf"\bat place (\d) in the end|\bthe ({'|'.join(_ORDINALS)}) from the left then", re.IGNORECASE
)
_PLACES: Final = re.compile(r"\bplaces? (\d)(?: and (\d))?")


@dataclass(frozen=True, slots=True)
class Ball:
    """In pixels. `radius` is that of its coloured disc."""

    colour: str
    x: float
    y: float
    radius: float


def understood(prompt: str) -> bool:
    """Whether it tells of moves."""
    return bool(_STEP.search(prompt))


def seen(prompt: str, image: Image.Image, options: Sequence[str]) -> str | None:  # noqa: ARG001 (every kind's signature)
    """The ball at the place asked for, once no cup hides it."""
    pixels = np.asarray(image)
    asked, balls = _ASKED.search(prompt), _balls(pixels)
    if asked is None or _covered(pixels):
        return None
    place = int(asked[1]) - 1 if asked[1] else _ORDINALS.index(asked[2].lower())
    return f"the {balls[place].colour} ball" if place < len(balls) else None


def edited(prompt: str, image: Image.Image) -> Image.Image:
    """The balls in their final order, without cups; unchanged where no cups are, or a move is not understood."""
    pixels = np.array(image)
    balls = _balls(pixels)
    order = _order(prompt, len(balls)) if len(balls) > 1 and _covered(pixels) else None  # only cups are moved
    if order is None:
        return image
    reach = round(max(ball.radius for ball in balls)) + 2
    patches = [_patch(pixels, ball, reach) for ball in balls]
    floor = round(max(ball.y for ball in balls)) + reach + 2
    pixels[:floor] = pixels[:floor, 1:2]  # behind balls and cups every line of the room is of one colour
    ys, xs = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.hypot(xs, ys) <= reach - 0.5
    for ball, start in zip(balls, order, strict=True):
        window = _window(ball, reach)
        pixels[window][disc] = patches[start][disc]
    return Image.fromarray(pixels)


def _order(prompt: str, count: int) -> Order | None:
    standing = list(range(count))
    for step in _STEP.findall(prompt):
        came_from = _move(step.lower(), count)
        if came_from is None:
            return None
        standing = [standing[place] for place in came_from]
    return standing


def _move(words: str, count: int) -> Order | None:
    places = list(range(count))
    named = [int(number) - 1 for pair in _PLACES.findall(words) for number in pair if number]
    if any(not 0 <= place < count for place in named):
        return None
    if "goes to place" in words:
        for start, end in zip(named[::2], named[1::2], strict=False):
            places[end] = start
    elif len(named) == 2:
        one, other = named
        places[one], places[other] = other, one
    else:
        return _shift(words, places)
    return places


def _shift(words: str, places: Order) -> Order | None:
    shifts: dict[str, Callable[[], Order]] = {
        "left end goes to the right end": lambda: [*places[1:], places[0]],
        "right end goes to the left end": lambda: [places[-1], *places[:-1]],
        "turned round": lambda: places[::-1],
    }
    return next((shift() for said, shift in shifts.items() if said in words), None)


def _covered(pixels: Pixels) -> bool:
    return bool(_near(pixels, _GLASS, 6).sum() > 8 * pixels.shape[1] ** 0.5)


def _near(pixels: Pixels, colour: RGB, tolerance: int) -> npt.NDArray[np.bool_]:
    """By bytes, which wrap around: differences would need a wider copy of the picture for every colour."""
    lowest = (np.uint8(max(0, value - tolerance)) for value in colour)
    red, green, blue = (pixels[..., at] - low <= 2 * tolerance for at, low in enumerate(lowest))
    near: npt.NDArray[np.bool_] = red & green & blue
    return near


def _balls(pixels: Pixels) -> list[Ball]:
    found = []
    for colour in _BALLS:
        labels, _ = ndimage.label(_near(pixels, PALETTE[colour], 8))
        areas = np.bincount(labels.ravel())
        for number, place in enumerate(ndimage.find_objects(labels), start=1):
            high, wide = (side.stop - side.start for side in place)
            if areas[number] >= _LEAST and abs(high - wide) <= 2 and areas[number] > 0.6 * high * wide:
                middle = [(side.start + side.stop - 1) / 2 for side in place]
                found.append(Ball(colour, middle[1], middle[0], (high + wide) / 4))
    return sorted(found, key=lambda ball: ball.x)


def _window(ball: Ball, reach: int) -> tuple[slice, slice]:
    y, x = round(ball.y), round(ball.x)
    return slice(y - reach, y + reach + 1), slice(x - reach, x + reach + 1)


def _patch(pixels: Pixels, ball: Ball, reach: int) -> Pixels:
    return pixels[_window(ball, reach)].copy()
