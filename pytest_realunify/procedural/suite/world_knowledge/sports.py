"""Sports: how many play, what a feat is worth, the colours of cards, balls and targets."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.looks import LOOKS
from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask
from pytest_realunify.procedural.suite.world_knowledge.lines import ROOM, Combinations, Line, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables, one_and_all
from pytest_realunify.procedural.world.scene import Shape
from pytest_realunify.procedural.world.words import listed, number, plural, with_article

Feat = tuple[str, str, int]
"""What one is called, what several are called, and what one is worth."""


def ways(known: Tables) -> list[Way]:
    return [*standard.ways(known), _points(known)]


def _points(known: Tables) -> Way:
    """What several feats of a game are worth together."""
    games: dict[str, list[Feat]] = {}
    for each in known.own["points"]:
        games.setdefault(each["game"], []).append((*one_and_all(each["feat"]), each["points"]))

    def line(rng: Chance, start: tuple[str, Shape]) -> Line:
        game, shape = start
        played = _played(rng, games[game])
        total = sum(times * worth for times, (_, _, worth) in played)
        told = listed(
            [with_article(one) if times == 1 else f"{number(times)} {many}" for times, (one, many, _) in played]
        )
        looks = f"{shape.colour} {plural(shape.kind)}"
        phrase = rng.choice(
            (
                f"as many {looks} as {told} are worth in points in {game}",
                f"one {shape.colour} {shape.kind} for every point that {told} bring in {game}",
            )
        )
        slips = {sum(times for times, _ in played), total + 1, total - 1}
        return Line(phrase, (shape,) * total, tuple((shape,) * slip for slip in rng.sample(sorted(slips), 2)))

    return Way(2, Combinations(list(games), LOOKS), line, weight=2)


def _played(rng: Chance, feats: list[Feat]) -> list[tuple[int, Feat]]:
    """Two kinds of feat, some done several times; the points can be drawn in one row and are no number of the text."""
    while True:
        played = [(rng.randint(1, 3), feat) for feat in rng.sample(feats, 2)]
        total = sum(times * worth for times, (_, _, worth) in played)
        if 4 <= total <= ROOM + 2:
            return played


SUBTASK: Final = subtask("sports", "sports", ways, place=5)
