"""Subtask `maze`: four questions about the only route from S to G."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask
from pytest_realunify.procedural.suite.cognitive_navigation.choices import (
    LABELS,
    Wrong,
    lists_crossed,
    rest_of_window,
    shuffled,
)
from pytest_realunify.procedural.suite.cognitive_navigation.maze_plan import MazePlan, plan_maze
from pytest_realunify.procedural.suite.cognitive_navigation.maze_scene import COIN, MazeScene, dress

if TYPE_CHECKING:
    from PIL.Image import Image

OPENINGS: Final = (
    "Exactly one route leads through this maze from the green S to the red flag G.",
    "In this maze, only one way without detours leads from the start S to the flag G.",
    "Walls cannot be crossed, so there is a single direct route from S to G in this maze.",
)

ORDER: Final = (
    "Which lettered spots does it pass, in the order in which it reaches them?",
    "List the lettered spots it passes, in order from S to G.",
    "Which spots does someone walking it from S to G come across, in order?",
)

FIRST: Final = (
    "Which of these lettered spots does it pass first after leaving S?",
    "Of the following spots, which does someone walking it from S meet first?",
)

LAST: Final = (
    "Which of these lettered spots does it pass last before arriving at G?",
    "Of the following spots, which does someone walking it from S meet last before G?",
)

COINS: Final = (
    "How many of the gold coins lie on it?",
    "How many gold coins are picked up by someone who walks it from S to G?",
    "How many coins does it pass over?",
)

TURNS: Final = (
    "How many turns does it make, counting every change of direction?",
    "How many times does someone walking it from S to G change direction?",
)

EDITS: Final = (
    "Mark the only route through the maze from S to G with a thick magenta line. Change nothing else in the picture.",
    (
        "Draw a thick magenta line along the one way that leads from the start S to the flag G of this maze, through "
        "open passages only. Keep the walls, the letters and everything else as they are."
    ),
    (
        "Solve the maze: trace the route from S to G in magenta with a thick line that crosses no wall and enters no "
        "dead end. Leave the rest of the picture unchanged."
    ),
)

STRETCH: Final = 0.4
"""Least part of the route that has to be followed for an answer, from whichever end one begins."""

LURED: Final = 0.7
"""Share of questions for the first or last spot in which a spot off the route lies nearer."""

Asked = tuple[str, str, Wrong, Mapping[int, str]]
"""Question, right option, wrong options, and what lies in which cell."""


def build(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    """One maze, one kind of question."""
    ask = rng.choice((_order, _ends, _coins, _turns))
    plan, (question, right, wrong, items) = ask(rng, difficulty["size"])
    scene = dress(rng, plan, items)
    return Puzzle(
        question=f"{rng.choice(OPENINGS)} {question}",
        right=right,
        wrong=wrong,
        edit_prompt=rng.choice(EDITS),
        render=_picture(scene, marked=False),
        render_intermediate=_picture(scene, marked=True),
    )


def _picture(scene: MazeScene, *, marked: bool) -> Callable[[], Image]:
    return partial(_draw, scene, marked)


def _draw(scene: MazeScene, marked: bool) -> Image:
    from pytest_realunify.procedural.suite.cognitive_navigation.maze_picture import draw_maze

    return draw_maze(scene, marked=marked)


def _order(rng: random.Random, size: int) -> tuple[MazePlan, Asked]:
    """The two spots whose order is in doubt lie in the middle of the route: to meet one of them may be enough."""
    plan = plan_maze(rng, size)
    middle = (STRETCH, 1 - STRETCH)
    at = rng.randrange(2)
    parts = ((0.0, STRETCH), middle, middle) if at else (middle, middle, (1 - STRETCH, 1.0))
    passed, stray, items = _spots(rng, plan, parts)
    right, wrong = lists_crossed(rng, passed, rng.choice(stray), at)
    return plan, (rng.choice(ORDER), right, wrong, items)


def _ends(rng: random.Random, size: int) -> tuple[MazePlan, Asked]:
    """One wrong spot lies on the route; of those off it, one mostly lies nearer to S (or G) as the crow flies."""
    plan = plan_maze(rng, size)
    templates, at = rng.choice(((FIRST, 0), (LAST, -1)))
    # Half of the route may lie before the first spot: none is found a few steps from S (or G).
    parts = ((0.0, 0.25), (0.25, 0.5), (0.5, 1 - STRETCH)) if at else ((STRETCH, 0.5), (0.5, 0.75), (0.75, 1.0))
    passed, stray, items = _spots(rng, plan, parts)
    end = plan.route[at]
    cells = {label: cell for cell, label in items.items()}
    right, decoy = passed[at], rng.choice(stray)
    nearer = [cell for cell in _off_route(plan) if plan.beeline(cell, end) < plan.beeline(cells[right], end)]
    if nearer and rng.random() < LURED:
        cells[decoy] = rng.choice([cell for cell in nearer if cell not in items] or [cells[decoy]])
    later, other = rng.choice(passed.replace(right, "")), rng.choice(stray.replace(decoy, ""))
    items = {cell: label for label, cell in cells.items()}
    return plan, (rng.choice(templates), right, shuffled(rng, later, decoy, other), items)


def _coins(rng: random.Random, size: int) -> tuple[MazePlan, Asked]:
    """The window comes before the count, so that neither tells anything about the other."""
    least = rng.randint(1, 3)
    count = rng.randrange(least, least + 4)
    plan = plan_maze(rng, size)
    edges = [each / count for each in range(count + 1)]
    coins = _along(rng, plan.route, list(pairwise(edges))) + rng.sample(_off_route(plan), rng.randint(4, 7))
    return plan, (rng.choice(COINS), str(count), rest_of_window(rng, count, least), dict.fromkeys(coins, COIN))


def _turns(rng: random.Random, size: int) -> tuple[MazePlan, Asked]:
    """The four numbers come before the maze, which must then have a route of as many turns as the right one says."""
    least, step = size // 2 + 2 + rng.randrange(size * 3 // 4), rng.choice((1, 2)) if size > 8 else 1
    right, *wrong = rng.sample(range(least, least + 4 * step, step), 4)
    one, two, three = map(str, wrong)
    return plan_maze(rng, size, right), (rng.choice(TURNS), str(right), (one, two, three), {})


def _spots(
    rng: random.Random, plan: MazePlan, parts: Sequence[tuple[float, float]]
) -> tuple[str, str, Mapping[int, str]]:
    """Three spots on the route in its order, three or four off it, and the cell of each."""
    letters = "".join(rng.sample(LABELS, rng.choice((6, 7))))
    cells = _along(rng, plan.route, parts) + rng.sample(_off_route(plan), len(letters) - 3)
    return letters[:3], letters[3:], dict(zip(cells, letters, strict=True))


def _along(rng: random.Random, route: tuple[int, ...], parts: Sequence[tuple[float, float]]) -> list[int]:
    """One cell out of each part of the route (from, to, as shares of its steps), in the route's order, none twice.

    Not its ends, which are drawn over.
    """
    steps = len(route) - 1
    while True:
        places = [
            rng.randint(max(math.ceil(low * steps), 1), min(math.floor(high * steps), steps - 1)) for low, high in parts
        ]
        if len(set(places)) == len(places):
            return [route[place] for place in sorted(places)]


def _off_route(plan: MazePlan) -> list[int]:
    on_route = set(plan.route)
    return [cell for cell in range(plan.size**2) if cell not in on_route]


SUBTASK: Final = Subtask(
    category="cognitive_navigation",
    name="maze",
    version=2,
    knobs={"size": Knob(11, 6, 32, "cells along each side of the maze", easy=7, hard=16)},
    build=build,
)
