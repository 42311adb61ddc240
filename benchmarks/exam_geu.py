"""The GEU half of the exam: whether an instance needs what its category is about, and gives nothing away without it.

Of every subtask: what solvers get right that see no picture (`exam_blind.py`). Of tracking: what becomes of the edited
picture when the question's rules are carried out on it once more. Of mazes: the share of the route that must be walked,
from either end, until one option alone is left. Of maps: the roads of the shortest route, and the ways on at the place
after which the next one is asked for. Of reconstruction: tiles on which there is nothing to place them by. Of focusing:
the longer side that a picture must keep in a model's eye for its print to be readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, cast

import exam_blind
import numpy as np
from PIL import Image

from pytest_realunify.interfaces import Request, multiple_choice_prompt
from pytest_realunify.procedural.reference import Reference, mental_tracking
from pytest_realunify.procedural.suite.base import Puzzle, chance, lettered
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.taxonomy import STRATA

Facts = dict[str, object]

READABLE: Final = 11
"""Font size in pixels from which print is read with ease."""
CONTRAST: Final = 12
"""Levels of grey between the lightest and the darkest part of a tile; with less, only its shade could place it."""
DONE: Final = re.compile(
    r"\([^)]*\b(?:has been done|all of this has been done|been through (?:all of it|this))\.\)", re.IGNORECASE
)
AFTER: Final = re.compile(r"\bafter ([A-Z]\w?)\?")


def measured(suite: ProceduralSuite, subtask: str, instances: int, unseen: int) -> Facts:
    """Of the first instances of a subtask; the solvers without a picture get `unseen` of them."""
    category = suite.subtasks[subtask].category
    puzzles = (built(suite, subtask, index) for index in range(instances))
    measure = _MEASURES.get(subtask) or _MEASURES[category]
    return {"instances": instances, "picture_free": picture_free(suite, subtask, unseen), **measure(puzzles, suite)}


def built(suite: ProceduralSuite, subtask: str, index: int) -> Puzzle:
    """What stands behind a GEU instance."""
    generator = suite.subtasks[subtask]
    source = chance(subtask, suite.seed, index, generator.version)
    return cast("Puzzle", generator.build(source, suite.difficulty.values(generator, index)))


def picture_free(suite: ProceduralSuite, subtask: str, instances: int) -> dict[str, float]:
    """Shares that solvers have right, of which some have learnt from as many instances of the next seed."""
    other = ProceduralSuite(seed=suite.seed + 1, difficulty=suite.difficulty.settings, stratum=suite.difficulty.stratum)
    asked, learnt_from = ([_seen(each, subtask, index) for index in range(instances)] for each in (suite, other))
    found = exam_blind.picture_free(asked, learnt_from)
    guesses = Reference().understand([Request(multiple_choice_prompt(each.question, each.options)) for each in asked])
    hits = [f" {each.answer}." in guess for each, guess in zip(asked, guesses, strict=True)]
    return found | {"reference": sum(hits) / max(1, len(hits))}


def _seen(suite: ProceduralSuite, subtask: str, index: int) -> exam_blind.Seen:
    puzzle = built(suite, subtask, index)
    return exam_blind.Seen(puzzle.question, *lettered(puzzle, subtask, suite.seed, index))


def tracking(puzzles: Iterable[Puzzle], _: ProceduralSuite) -> Facts:
    """The rules as the question words them are carried out by the reference, which reads words and pixels alone.

    `followed`: share of untouched pictures that then show the right option. `double_application`: share of pictures
    which show the result and, once the rules are carried out on them again, show another option or none.
    `pixels_changed`: share of these in which that changes a pixel. `unsaid`: questions that do not say how a picture is
    read that shows the result already.
    """
    followed, again, changed, unsaid = [], [], [], 0
    for puzzle in puzzles:
        after = puzzle.render_intermediate()
        twice = mental_tracking.edit(puzzle.question, after, 0)
        followed.append(_shows(puzzle, mental_tracking.edit(puzzle.question, puzzle.render(), 0)))
        again.append(not _shows(puzzle, twice))
        changed.append(twice.tobytes() != after.tobytes())
        unsaid += not DONE.search(puzzle.question)
    return {
        "followed": _share(followed),
        "double_application": _share(again),
        "pixels_changed": _share(changed),
        "unsaid": unsaid,
    }


def _shows(puzzle: Puzzle, picture: Image.Image) -> bool:
    """Whether the right option is read, whatever its letter: a guess is right once in four, but not four times."""
    options = [puzzle.right, *puzzle.wrong]
    turned = [(*options[at:], *options[:at]) for at in range(len(options))]
    prompts = [multiple_choice_prompt(puzzle.question, (one, two, three, four)) for one, two, three, four in turned]
    letters = [mental_tracking.understand(prompt, picture, seed) for seed, prompt in enumerate(prompts)]
    return letters == [f"The answer is {letter}." for letter in "ADCB"]


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(1, len(hits))


def maze(puzzles: Iterable[Puzzle], _: ProceduralSuite) -> Facts:
    """Least share of the route that has to be walked, from S or back from G, and the mean of these shares."""
    shares = [_walked(puzzle) for puzzle in puzzles]
    return {"walked_least": min(shares), "walked_mean": sum(shares) / len(shares)}


def _walked(puzzle: Puzzle) -> float:
    scene = _scene(puzzle)
    lying = {item.cell: item.label for item in scene.items}
    route = [lying.get(cell, "") for cell in scene.plan.route]
    options = (puzzle.right, *puzzle.wrong)
    if not scene.items:
        return 1.0  # turns are made to the end
    return min(
        next((n for n in range(len(route)) if _left(puzzle, walk[: n + 1], options, backwards) == 1), len(route) - 1)
        for walk, backwards in ((route, False), (route[::-1], True))
    ) / (len(route) - 1)


def _left(puzzle: Puzzle, walked: Sequence[str], options: Sequence[str], backwards: bool) -> int:
    """Options that what has been walked leaves open."""
    met = [label for label in walked if label]
    if puzzle.right.isdigit():
        return sum(int(option) >= len(met) for option in options)  # that no more coins come is seen at the end alone
    if "," in puzzle.right:
        ordered = [option.split(", ")[:: -1 if backwards else 1] for option in options]
        return sum(order[: len(met)] == met for order in ordered)
    offered = [label for label in met if label in options]
    if backwards == (" last " in puzzle.question):
        return 1 if offered else len(options)  # the first of them that is met
    return len(options)  # another may follow as long as there is way


def map_(puzzles: Iterable[Puzzle], _: ProceduralSuite) -> Facts:
    """Least roads of a shortest route, and least ways on, the right one among them, where the next place is asked."""
    roads, ways_on = [], []
    for puzzle in puzzles:
        scene = _scene(puzzle)
        best = scene.trip.best
        roads.append(len(best) - 1)
        if found := AFTER.search(puzzle.question):
            here = scene.letters.index(found[1])
            before = best[max(0, best.index(here) - 1)]
            pairs = [(road.low, road.high) for road in scene.trip.town.plan.roads]
            beside = {place for pair in pairs if here in pair for place in pair} - {here, before}
            ways_on.append(len(beside))
    return {"roads_least": min(roads), "ways_on_least": min(ways_on, default=0), "asked_for_next": len(ways_on)}


def _scene(puzzle: Puzzle) -> Any:
    """What the picture is drawn from."""
    return puzzle.render.args[0]  # type: ignore[attr-defined]


def reconstruction(puzzles: Iterable[Puzzle], _: ProceduralSuite) -> Facts:
    """Tiles of the complete pictures without a line, shape or patch on them."""
    blank = tiles = 0
    for puzzle in puzzles:
        [grid] = re.findall(r"(\d+) rows", puzzle.edit_prompt)
        spreads = _spreads(puzzle.render_intermediate(), int(grid))
        blank += int((spreads < CONTRAST).sum())
        tiles += spreads.size
    return {"tiles": tiles, "blank_tiles": blank}


def _spreads(picture: Image.Image, grid: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Between the tenth and the ninetieth percentile of each tile's grey, seen from so far that grain is lost."""
    side = picture.width // grid
    grey = picture.convert("L")
    tiles = [
        np.asarray(grey.crop((x, y, x + side, y + side)).reduce(4), float)
        for y in range(0, side * grid, side)
        for x in range(0, side * grid, side)
    ]
    return np.array([np.percentile(tile, 90) - np.percentile(tile, 10) for tile in tiles])


def focusing(_: Iterable[Puzzle], suite: ProceduralSuite) -> Facts:
    """Pixels of the longer side at which the smallest print is still `READABLE`, by stratum."""
    knob = suite.subtasks["ocr"].knobs["print"]
    return {"input_size": {stratum: round(1000 * READABLE / knob.at(stratum)) for stratum in STRATA}}


_MEASURES: Final[Mapping[str, Callable[[Iterable[Puzzle], ProceduralSuite], Facts]]] = {
    "mental_tracking": tracking,
    "maze": maze,
    "map": map_,
    "mental_reconstruction": reconstruction,
    "attentional_focusing": focusing,
}


def line(name: str, facts: Mapping[str, Any]) -> str:
    """For people: what is particular to the subtask, and the best and worst of the solvers without a picture."""
    free = facts["picture_free"]
    best, worst = max(free, key=free.get), min(free, key=free.get)
    told = [f"{key} {_told(value)}" for key, value in facts.items() if key not in ("picture_free", "instances")]
    blind = f"picture-free {free[worst]:.1%} ({worst}) to {free[best]:.1%} ({best})"
    return f"{name:16} {'  '.join([*told, blind])}"


def _told(value: object) -> str:
    return f"{value:.1%}" if isinstance(value, float) else str(value)
