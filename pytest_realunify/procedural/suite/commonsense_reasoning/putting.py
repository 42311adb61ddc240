"""Where a thing ends up: in something, on top of it, or half hidden behind it."""

from __future__ import annotations

from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import INKS, a
from pytest_realunify.procedural.world.figures.pair import KINDS, Pair
from pytest_realunify.procedural.world.scene import Shape, row

MOVES: Final = {
    "inside": ("is packed away in the {box}", "is put into the open {box}"),
    "on top of": ("is set down on the closed {box}", "comes to lie on top of the {box}"),
    "behind": ("is pushed behind the {box} until only a part of it can be seen", "ends up half hidden by the {box}"),
}
"""What happens to a thing, by where it is then."""


def put(rng: Chance, steps: int) -> Sketch:
    """A thing is moved about, and is drawn with what it ends up in, on or behind."""
    kind, ink, relation = rng.deal(list(product(KINDS, INKS, MOVES)))
    thing, box = rng.choice(_THINGS), rng.choice(_BOXES)
    one, other = Shape(kind, ink), Shape("square", rng.choice([each for each in INKS if each != ink]))
    places = [relation]
    while len(places) <= steps:
        places.insert(0, rng.choice([place for place in MOVES if place != places[0]]))
    told = [rng.choice(MOVES[place]).format(box=box) for place in places]
    names = [thing, *["it"] * len(told)]
    moves = " ".join(f"{joint} {name} {move}." for joint, name, move in zip(_JOINTS, names, told, strict=False))
    look, other_look = a(one), a(other)
    prompt = rng.choice(_TEMPLATES).format(
        one=look, One=look.capitalize(), other=other_look, thing=thing, box=box, moves=moves
    )
    wrong = [Pair(one, place, other) for place in MOVES if place != relation]
    wrong += [pair for pair in Pair(one, relation, other).slips() if pair.fits()][:1]
    return pose(rng, prompt, row(Pair(one, relation, other)), [row(pair) for pair in wrong])


_JOINTS: Final = ("First", "Then", "After that", "Next", "Finally")
_THINGS: Final = ("the ball", "the toy car", "the teddy bear", "the jug", "the lamp", "the loaf")
_BOXES: Final = ("box", "crate", "chest", "cabinet", "suitcase")
_TEMPLATES: Final = (
    """{One} stands for {thing} and {other} for the {box}. {moves} Draw the two shapes as {thing} and the {box} are \
in the end, seen from the front; what is in something is drawn inside its shape.""",
    """Let {other} be the {box} and {one} {thing}. {moves} Show where {thing} is now, looking straight at the {box}; \
a thing that is in another one is drawn inside its shape.""",
)
