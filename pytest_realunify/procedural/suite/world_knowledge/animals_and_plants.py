"""Animals and plants: bodies, colours, kinds, and a tree through the year on both halves of the Earth."""

from __future__ import annotations

from typing import Any, Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask
from pytest_realunify.procedural.suite.world_knowledge.lines import Combinations, Line, Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables
from pytest_realunify.procedural.world.figures.tree import DRESSES, Tree

TREES: Final = (
    "{tree} as it stands in {place} {when}, which is in pink blossom, with green leaves, with orange leaves or bare",
    "{tree} in {place} {when}: in pink blossom, with green leaves, with orange leaves or bare, as is right",
)


def ways(known: Tables, room: Room) -> list[Way]:
    return [*standard.ways(known, room), _trees(known)]


def _trees(known: Tables) -> Way:
    """In leaf, in blossom or bare, by season and half of the Earth."""
    months: list[dict[str, Any]] = known.own["month"]
    places = [(place, each["side"]) for each in known.own["place"] for place in each["names"]]
    trees: list[str] = [name for each in known.own["tree"] for name in each["names"]]

    def line(rng: Chance, start: tuple[dict[str, Any], tuple[str, str], str]) -> Line:
        month, (place, side), tree = start
        phrase = rng.choice(TREES).format(tree=tree, place=place, when=rng.choice(month["told"]))
        right, wrong = month[side], month["south" if side == "north" else "north"]
        other = rng.choice([season for season in DRESSES if season not in (right, wrong)])
        return Line(phrase, (Tree(right),), ((Tree(wrong),), (Tree(other),)))

    return Way(2, Combinations(months, places, trees), line, weight=2)


SUBTASK: Final = subtask("animals_and_plants", ways, place=1)
