"""Cutting a square picture into grid x grid tiles, mixing them up, turning them and putting them back.

A mix lists tiles by place: `order[place]` is the number of the tile shown there, `turns[place]` how many quarter turns
clockwise it was given. Places and numbers count row by row from the top left.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Mix:
    """Of grid x grid tiles."""

    grid: int
    order: tuple[int, ...]
    turns: tuple[int, ...]

    @property
    def is_turned(self) -> bool:
        """Whether any tile is."""
        return any(self.turns)


def mixed(rng: random.Random, grid: int, turned: bool) -> Mix:
    """No tile stays in its place; if they are `turned`, one in four is not, by chance."""
    order = derangement(rng, grid * grid)
    turns = [rng.randrange(4) if turned else 0 for _ in order]
    if turned and not any(turns):
        turns[0] = 2
    return Mix(grid, order, tuple(turns))


def derangement(rng: random.Random, count: int) -> tuple[int, ...]:
    """A random order of `count` >= 2 tiles that leaves none in its place."""
    order = list(range(count))
    # A random order is a derangement with probability of about 1/e: three tries on average.
    while any(place == tile for place, tile in enumerate(order)):
        rng.shuffle(order)
    return tuple(order)


def inverse(mix: Mix) -> Mix:
    """What undoes it: each tile back in its place and upright."""
    places = sorted(range(len(mix.order)), key=mix.order.__getitem__)
    return Mix(mix.grid, tuple(places), tuple(-mix.turns[place] % 4 for place in places))


def rearranged(image: Image, mix: Mix) -> Image:
    """The picture with its tiles mixed; its side must be a multiple of `mix.grid`."""
    grid, side = mix.grid, image.width // mix.grid
    result = image.copy()
    for place, (tile, turns) in enumerate(zip(mix.order, mix.turns, strict=True)):
        top, left = (tile // grid) * side, (tile % grid) * side
        piece = image.crop((left, top, left + side, top + side))
        if turns:
            piece = piece.rotate(-90 * turns)  # Pillow turns anticlockwise; a square's quarter turns are exact
        result.paste(piece, ((place % grid) * side, (place // grid) * side))
    return result


def moved(x: float, y: float, size: int, mix: Mix) -> tuple[float, float]:
    """Where a place of the complete picture is seen once the tiles are mixed."""
    grid, side = mix.grid, size // mix.grid
    column, row = int(x // side), int(y // side)
    place = mix.order.index(row * grid + column)
    across, down = x - column * side, y - row * side
    for _ in range(mix.turns[place]):
        across, down = side - down, across
    return across + place % grid * side, down + place // grid * side
