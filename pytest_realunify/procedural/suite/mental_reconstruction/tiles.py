"""Cutting a square picture into grid x grid tiles, mixing them up and putting them back.

An order lists tiles by place: `order[place]` is the number of the tile shown there. Places and numbers count row by row
from the top left.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def derangement(rng: random.Random, count: int) -> tuple[int, ...]:
    """A random order of `count` >= 2 tiles that leaves none in its place."""
    order = list(range(count))
    # A random order is a derangement with probability of about 1/e: three tries on average.
    while any(place == tile for place, tile in enumerate(order)):
        rng.shuffle(order)
    return tuple(order)


def inverse(order: tuple[int, ...]) -> tuple[int, ...]:
    """The order that undoes `order`: each tile's place."""
    return tuple(sorted(range(len(order)), key=order.__getitem__))


def rearranged(image: Image, grid: int, order: tuple[int, ...]) -> Image:
    """The picture with its tiles in another order; its side must be a multiple of `grid`."""
    side = image.width // grid
    result = image.copy()
    for place, tile in enumerate(order):
        top, left = (tile // grid) * side, (tile % grid) * side
        piece = image.crop((left, top, left + side, top + side))
        result.paste(piece, ((place % grid) * side, (place // grid) * side))
    return result


def moved(x: float, y: float, size: int, grid: int, order: tuple[int, ...]) -> tuple[float, float]:
    """Where a place of the complete picture is seen once the tiles are in this order."""
    side = size // grid
    column, row = int(x // side), int(y // side)
    place = order.index(row * grid + column)
    return x + (place % grid - column) * side, y + (place // grid - row) * side
