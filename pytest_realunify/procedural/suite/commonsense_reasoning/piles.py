"""Things put one on the other, and then moved about."""

from __future__ import annotations

from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import INKS
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import Shape, column
from pytest_realunify.procedural.world.words import listed, with_article


def piled(rng: Chance, steps: int, objects: int) -> Sketch:
    """Things put one on the other, and then moved about."""
    thing, kind, colour, count = rng.deal(list(product(_THINGS, ("bar", "square"), INKS, (3, 4))))
    colours = [colour, *rng.sample([ink for ink in INKS if ink != colour], count)]
    spare = colours.pop()
    pile = list(colours)
    moves: list[str] = []
    while len(moves) < steps or pile == colours:
        moves.append(_move(rng, pile, spare, min(objects, WIDEST)))
    rest = [f"{with_article(ink)} one on top of that" for ink in colours[1:]]
    told = listed([with_article(f"{colours[0]} {thing} on the floor"), *rest])
    prompt = rng.choice(_PILES).format(told=told, moves=", then ".join(moves), kind=kind, thing=thing)
    swap = rng.randrange(len(pile) - 1)
    wrong = [pile, colours[::-1], [*pile[:swap], pile[swap + 1], pile[swap], *pile[swap + 2 :]]]
    scenes = [column(*(Shape(kind, ink) for ink in order)) for order in wrong]
    return pose(rng, prompt, column(*(Shape(kind, ink) for ink in reversed(pile))), scenes)


_THINGS: Final = ("plate", "book", "crate", "mattress", "tray", "blanket", "tile")
_PILES: Final = (
    """A pile is made: {told}. Now {moves}. Draw the finished pile from the side as one column, with one {kind} for \
each {thing} in its own colour.""",
    """Somebody stacks {told}. After that, {moves}. What does the stack look like from the side? Draw a column with \
one {kind} of the right colour for every {thing} in it.""",
)


def _move(rng: Chance, pile: list[str], spare: str, most: int) -> str:
    """One move, carried out on the pile (bottom first), in words."""
    kinds = ["under", "over", "turn", *["away"] * (len(pile) > 2), *["more"] * (spare not in pile and len(pile) < most)]
    kind = rng.choice(kinds)
    if kind == "under":
        pile.insert(0, pile.pop())
        return "the topmost one is slid under the whole pile"
    if kind == "over":
        pile.append(pile.pop(0))
        return "the lowest one is pulled out and laid on top"
    if kind == "turn":
        pile.reverse()
        return "the whole pile is turned upside down"
    if kind == "away":
        pile.pop()
        return "the topmost one is taken away"
    pile.append(spare)
    return f"{with_article(spare)} one is added on top"
