"""Who stands next to whom: two rows of people before a landscape, each in a coat of another colour."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pytest_realunify.procedural.suite.mental_reconstruction.layout import NoRoomError
from pytest_realunify.procedural.suite.mental_reconstruction.scene import Point
from pytest_realunify.procedural.suite.mental_reconstruction.tiles import Mix, moved

COATS: Final = ("red", "orange", "yellow", "blue", "purple", "pink", "black", "white")
"""Palette colours that neither sky, hills nor grass come near."""
ROWS: Final = (0.44, 0.78)
"""Where the coats of the two rows are, as parts of the picture's height."""
PER_ROW: Final = 4


@dataclass(frozen=True, slots=True)
class Person:
    """`x` and `y` are the middle of the coat in pixels; `look` seeds skin, hair and hat."""

    coat: str
    x: float
    y: float
    look: int

    @property
    def label(self) -> str:
        """How an option names them."""
        return f"the person in the {self.coat} coat"


@dataclass(frozen=True, slots=True)
class Gathering:
    """`size` is the side of the square picture in pixels. `grain` seeds the landscape. Rows are from left to right, the
    one at the back first."""

    size: int
    grid: int
    grain: int
    rows: tuple[tuple[Person, ...], ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """All of them."""
        return tuple(person for row in self.rows for person in row)


def gathering(rng: random.Random, size: int, grid: int) -> Gathering:
    """Everybody's place in the row is a little uneven."""
    coats = iter(rng.sample(COATS, len(COATS)))
    pitch = size / PER_ROW
    rows = []
    for height in ROWS:
        shift = rng.uniform(-0.1, 0.1) * pitch
        rows.append(
            tuple(
                Person(
                    next(coats),
                    (place + 0.5) * pitch + shift + rng.uniform(-0.1, 0.1) * pitch,
                    size * (height + rng.uniform(-0.015, 0.015)),
                    rng.getrandbits(32),
                )
                for place in range(PER_ROW)
            )
        )
    return Gathering(size, grid, rng.getrandbits(32), tuple(rows))


def asked(rng: random.Random, scene: Gathering, mix: Mix) -> tuple[str, str, tuple[str, str, str]]:
    """A question about the complete picture, the right answer, and wrong ones: who stands there as the tiles lie mixed
    up, and who stands on the other side. Those two who stand side by side are parted by a cut. Raises NoRoomError."""
    row = rng.choice(scene.rows)
    pairs = [(one, other) for one, other in pairwise(row) if _parted(one, other, scene)]
    if not pairs:
        raise NoRoomError
    pair = list(rng.choice(pairs))
    side = rng.choice(("left", "right"))
    right, named = pair if side == "left" else pair[::-1]
    place = row.index(named)
    beyond = place + 1 if side == "left" else place - 1
    rest = [person for person in scene.people if person not in pair]
    wrong = [row[beyond]] if 0 <= beyond < len(row) else []
    lure = _lure(scene, named, side, mix)
    if lure is not None and lure is not right:
        wrong.append(lure)
    wrong += rng.sample(rest, len(rest))
    ask = rng.choice(
        (
            "who stands next to {name} in the same row, on the {side} as you look at the picture",
            "seen by whoever looks at the picture, who is immediately to the {side} of {name}, in the same row",
        )
    ).format(side=side, name=named.label)
    first, second, third = list(dict.fromkeys(wrong))[:3]
    return ask, right.label, (first.label, second.label, third.label)


def _parted(one: Person, other: Person, scene: Gathering) -> bool:
    side = scene.size / scene.grid
    return int(one.x // side) != int(other.x // side)


def _lure(scene: Gathering, named: Person, side: str, mix: Mix) -> Person | None:
    """Who seems to stand there before the tiles are put back."""

    def seen(person: Person) -> Point:
        return moved(person.x, person.y, scene.size, mix)

    x, y = seen(named)
    beside = [
        (abs(seen(each)[0] - x) + 3 * abs(seen(each)[1] - y), each.coat, each)
        for each in scene.people
        if each is not named and (seen(each)[0] < x) == (side == "left")
    ]
    return min(beside)[2] if beside else None
