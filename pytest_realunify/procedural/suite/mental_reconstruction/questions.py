"""What is asked about the complete picture: six kinds of question, each with the scene that makes it hard."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.mental_reconstruction import layout, people
from pytest_realunify.procedural.suite.mental_reconstruction.scene import (
    COLOURS,
    HOUSE_RADIUS,
    KINDS,
    Point,
    Scene,
    Token,
    Way,
)
from pytest_realunify.procedural.suite.mental_reconstruction.tiles import Mix, moved

FRAMES: Final = (
    "This picture may have been cut into square tiles that were then mixed up. In the complete picture, {ask}?",
    "The square tiles of this picture may have been shuffled. With every tile in its proper place, {ask}?",
    "If this picture was cut into square tiles and shuffled, restore it in your mind. In the whole picture, {ask}?",
)
TURNED_FRAMES: Final = tuple(
    frame.replace("mixed up.", "mixed up and turned.")
    .replace("been shuffled.", "been shuffled and turned.")
    .replace("and shuffled,", "that were shuffled and turned,")
    .replace("in its proper place", "upright in its proper place")
    for frame in FRAMES
)

RATIO: Final = 1.3
"""The second nearest shape is at least this many times as far away as the nearest: no ruler is needed."""

PLURALS: Final = {kind: f"{kind}es" if kind == "cross" else f"{kind}s" for kind in KINDS}

THEMES: Final = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its scene and its four answers."""

    ask: str
    scene: Scene | people.Gathering
    right: str
    wrong: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a question is made from: chance, the picture's side, the number of tokens, and how the tiles are mixed."""

    rng: random.Random
    size: int
    tokens: int
    mix: Mix

    @property
    def grid(self) -> int:
        """Tiles along each side."""
        return self.mix.grid

    def scene(self, house: Point, way: Way, wishes: list[layout.Wish]) -> Scene:
        """The scene with these wishes fulfilled. Raises layout.NoRoomError."""
        tokens = layout.place(self.rng, self.size, self.grid, house, way, wishes)
        mixed = tuple(self.rng.sample(tokens, len(tokens)))
        theme, grain = self.rng.randrange(THEMES), self.rng.getrandbits(32)
        return Scene(self.size, self.grid, theme, grain, house, way, mixed)

    def way(self) -> tuple[Way, Point]:
        """A river or a road, and the house."""
        if self.rng.random() < 0.5:
            return layout.road(self.rng, self.size, self.rng.choice(layout.SIDES))
        way = layout.river(self.rng, self.size)
        return way, layout.house_by(self.rng, self.size, way)

    def tile(self, x: float, y: float) -> tuple[int, int]:
        """Column and row of the tile that holds a place."""
        side = self.size // self.grid
        return int(x // side), int(y // side)


def _anywhere(_x: float, _y: float) -> bool:
    return True


def _others(rng: random.Random, kind: str, count: int) -> Iterator[layout.Wish]:
    """Tokens of the other kinds that only stand about."""
    kinds = [other for other in KINDS if other != kind]
    for _ in range(count):
        yield rng.choice(kinds), rng.choice(COLOURS), _anywhere


def _numbers(rng: random.Random, least: int, most: int) -> tuple[int, list[int]]:
    """A right number and three wrong ones. The four are drawn first, so they say nothing about which is right."""
    first = rng.randint(least, most)
    four = list(range(first, first + 4))
    right = rng.choice(four)
    return right, [number for number in four if number != right]


def _texts(numbers: list[int]) -> tuple[str, str, str]:
    first, second, third = map(str, numbers)
    return first, second, third


def count(setting: Setting) -> Asked:
    """How many tokens of a kind: most are cut, so counting pieces goes wrong."""
    rng = setting.rng
    kind = rng.choice(KINDS)
    right, wrong = _numbers(rng, 2, 3 if setting.tokens < 10 else 4)
    way, house = setting.way()
    wishes: list[layout.Wish] = [(kind, rng.choice(COLOURS), _anywhere) for _ in range(right)]
    scene = setting.scene(house, way, wishes + list(_others(rng, kind, setting.tokens - right)))
    ask = rng.choice(("how many {} are there", "how many {} can be counted in all", "what is the number of {}"))
    return Asked(ask.format(PLURALS[kind]), scene, str(right), _texts(wrong))


def bank(setting: Setting) -> Asked:
    """How many tokens of a kind on the house's side of the river; the other side's number is a wrong option."""
    rng = setting.rng
    kind = rng.choice(KINDS)
    right, wrong = _numbers(rng, 1, 1 if setting.tokens < 10 else 2)
    way = layout.river(rng, setting.size)
    house = layout.house_by(rng, setting.size, way)
    home = way.bank(*house)
    beyond = rng.choice(wrong)

    def here(x: float, y: float) -> bool:
        return way.bank(x, y) == home

    def there(x: float, y: float) -> bool:
        return way.bank(x, y) != home

    wishes: list[layout.Wish] = [(kind, rng.choice(COLOURS), here) for _ in range(right)]
    wishes += [(kind, rng.choice(COLOURS), there) for _ in range(beyond)]
    scene = setting.scene(house, way, wishes + list(_others(rng, kind, setting.tokens - right - beyond)))
    ask = rng.choice(
        (
            "how many {} lie on the same side of the river as the house",
            "how many {} can be reached from the house without crossing the river",
        )
    )
    return Asked(ask.format(PLURALS[kind]), scene, str(right), _texts(wrong))


def _nearest(setting: Setting, way: Way, house: Point, landmark: Point, reach: tuple[float, float]) -> Scene:
    """A scene of tokens that all look different, whose first wish alone is near the landmark and in another tile."""
    rng = setting.rng
    far = rng.uniform(*reach)
    looks = rng.sample([(kind, colour) for kind in KINDS for colour in COLOURS], setting.tokens)
    apart = setting.tile(*house) if landmark == house else None

    def near(x: float, y: float) -> bool:
        return math.dist((x, y), landmark) <= far and setting.tile(x, y) != apart

    def away(x: float, y: float) -> bool:
        return math.dist((x, y), landmark) >= RATIO * far

    return setting.scene(house, way, [(*look, away if place else near) for place, look in enumerate(looks)])


def _named(setting: Setting, ask: str, scene: Scene, landmark: Point, seen: Point) -> Asked:
    """Which token is nearest: the wrong options are the next nearest, and the nearest as the tiles lie mixed up."""

    def distance(token: Token) -> float:
        return math.dist((token.x, token.y), landmark)

    def as_shuffled(token: Token) -> float:
        return math.dist(moved(token.x, token.y, setting.size, setting.mix), seen)

    nearest, *rest = sorted(scene.tokens, key=distance)
    lure = min(rest, key=as_shuffled)
    others = [token for token in rest if token is not lure]
    second = others.pop(0)
    return Asked(ask, scene, nearest.label, (lure.label, second.label, setting.rng.choice(others).label))


def by_house(setting: Setting) -> Asked:
    """Which token is nearest to the house, across a cut."""
    way, house = setting.way()
    closest = HOUSE_RADIUS + 0.46 * min(76.0, setting.size / setting.grid) + layout.GAP
    scene = _nearest(setting, way, house, house, (closest * 1.05, closest * 1.6))
    ask = setting.rng.choice(("which of these shapes lies closest to", "which coloured shape is nearest to"))
    seen = moved(*house, setting.size, setting.mix)
    return _named(setting, f"{ask} the house", scene, house, seen)


def by_corner(setting: Setting) -> Asked:
    """Which token is nearest to a corner."""
    corner = setting.rng.choice(("top-left", "top-right", "bottom-left", "bottom-right"))
    landmark = (setting.size * float("right" in corner), setting.size * float("bottom" in corner))
    way, house = setting.way()
    scene = _nearest(setting, way, house, landmark, (0.18 * setting.size, 0.34 * setting.size))
    ask = setting.rng.choice(("which of these shapes lies closest to", "which coloured shape is nearest to"))
    return _named(setting, f"{ask} the {corner} corner", scene, landmark, landmark)


def leaving(setting: Setting) -> Asked:
    """Through which side the road leaves the picture."""
    rng = setting.rng
    side = rng.choice(layout.SIDES)
    way, house = layout.road(rng, setting.size, side)
    scene = setting.scene(house, way, list(_others(rng, "", setting.tokens)))
    left, right, top = (f"the {other} edge" for other in layout.SIDES if other != side)
    ask = rng.choice(
        (
            "across which edge does the road that starts at the house leave the picture",
            "at which edge does the road from the house end",
        )
    )
    return Asked(ask, scene, f"the {side} edge", (left, right, top))


def beside(setting: Setting) -> Asked:
    """Who stands next to somebody, across a cut."""
    scene = people.gathering(setting.rng, setting.size, setting.grid)
    ask, right, wrong = people.asked(setting.rng, scene, setting.mix)
    return Asked(ask, scene, right, wrong)


ASKS: Final[tuple[Callable[[Setting], Asked], ...]] = (count, bank, by_house, by_corner, leaving, beside, beside)
