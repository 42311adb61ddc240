"""What the puzzles are about: shapes that can be told apart in words, and people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.world.scene import Shape

COLOURS: Final = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")
KINDS: Final = ("circle", "square", "triangle", "diamond", "pentagon", "hexagon", "star", "heart", "cross", "ring")
LETTERS: Final = ("B", "D", "F", "H", "K", "L", "M", "P", "R", "S", "T", "W")
PEOPLE: Final = (
    *("Ada", "Ben", "Carla", "David", "Ella", "Femi", "Grace", "Hugo", "Ines", "Jonas", "Kiri", "Leo", "Mira", "Noah"),
    *("Olga", "Pablo", "Rosa", "Sami", "Tara", "Uma", "Viktor", "Wanda", "Yusuf", "Zoe"),
)


def distinct(rng: Chance, count: int) -> list[Shape]:
    """Shapes of which no two have both colour and kind in common; in half of all cases some share one of them."""
    if rng.random() < 0.5:
        pairs = zip(rng.sample(KINDS, count), rng.sample(COLOURS, count), strict=True)
        return [Shape(kind, colour) for kind, colour in pairs]
    few = max(2, count - 1)
    kinds, colours = rng.sample(KINDS, few), rng.sample(COLOURS, few)
    every = [Shape(kind, colour) for kind in kinds for colour in colours]
    return rng.sample(every, count)


def short_names(shapes: Sequence[Shape]) -> list[list[str]]:
    """What each may be called among the others: `red circle`, `circle` where there is one, `red shape` where one is."""
    kinds = Counter(shape.kind for shape in shapes)
    colours = Counter(shape.colour for shape in shapes)
    names = []
    for shape in shapes:
        found = [f"{shape.colour} {shape.kind}"]
        found += [shape.kind] if kinds[shape.kind] == 1 else []
        found += [f"{shape.colour} shape"] if colours[shape.colour] == 1 else []
        names.append(found)
    return names
