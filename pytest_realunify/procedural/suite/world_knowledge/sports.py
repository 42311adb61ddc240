"""Sports: how many play, what a feat is worth, the colours of cards, balls and targets."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.looks import LOOKS
from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask
from pytest_realunify.procedural.suite.world_knowledge.lines import Combinations, Line, Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables, one_and_all
from pytest_realunify.procedural.world.scene import TEXT_COLOURS, Shape, Sign
from pytest_realunify.procedural.world.words import listed, number, plural, with_article

MOST: Final = 40
Feat = tuple[str, str, int]
"""What one is called, what several are called, and what one is worth."""


def ways(known: Tables, room: Room) -> list[Way]:
    return [*standard.ways(known, room), *_points(known, room)]


def _points(known: Tables, room: Room) -> list[Way]:
    """What several feats of a game are worth together: in shapes where they are few, on a sign where not."""
    games: dict[str, list[Feat]] = {}
    for each in known.own["points"]:
        games.setdefault(each["game"], []).append((*one_and_all(each["feat"]), each["points"]))

    def shapes(rng: Chance, start: tuple[str, Shape]) -> Line:
        game, shape = start
        told, total, feats_done = _played(rng, games[game], room.row)
        looks = f"{shape.colour} {plural(shape.kind)}"
        phrase = rng.choice(
            (
                f"as many {looks} as {told} are worth in points in {game}",
                f"one {shape.colour} {shape.kind} for every point that {told} bring in {game}",
            )
        )
        slips = {feats_done, total + 1, total - 1} - {total}
        return Line(phrase, (shape,) * total, tuple((shape,) * slip for slip in rng.sample(sorted(slips), 2)))

    def sign(rng: Chance, start: tuple[str, str]) -> Line:
        game, colour = start
        told, total, feats_done = _played(rng, games[game], MOST)
        phrase = f"a white sign with the number of points that {told} bring in {game}, in {colour} figures"
        slips = sorted({feats_done, total + 1, total - 1, total + 10} - {total})
        return Line(phrase, (Sign(str(total), colour),), tuple((Sign(str(slip), colour),) for slip in slips[:2]))

    cheap = [game for game, feats in games.items() if sum(sorted(worth for _, _, worth in feats)[:2]) <= room.row]
    found = [Way(2, Combinations(list(games), TEXT_COLOURS), sign)]
    return found + ([Way(2, Combinations(cheap, LOOKS), shapes)] if cheap else [])


def _played(rng: Chance, feats: list[Feat], most: int) -> tuple[str, int, int]:
    """Two kinds of feat, some done several times, in words; what they are worth, and how many they are."""
    while True:
        played = [(rng.randint(1, 3), feat) for feat in rng.sample(feats, 2)]
        total = sum(times * worth for times, (_, _, worth) in played)
        if total <= most:
            told = [with_article(one) if times == 1 else f"{number(times)} {many}" for times, (one, many, _) in played]
            return listed(told), total, sum(times for times, _ in played)


SUBTASK: Final = subtask("sports", ways, place=5)
