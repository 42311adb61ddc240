"""How often the smallest failing instance is the planted one, and how many questions that takes.

    python benchmarks/shrinking.py [--runs 200]

Deterministic faults of three kinds by turns: from a value of one setting on, from values of two settings on, and from a
value on where the question holds a certain word. What is planted is found for comparison by trying every difficulty.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from statistics import median

from pytest_realunify.interfaces import GEUInstance
from pytest_realunify.strategies import Place, smallest
from pytest_realunify.strategies.shrinking import INDICES
from pytest_realunify.strategies.twin import SUITE, easiest, knobs_of, place_at

SUBTASKS = (
    "maze",
    "map",
    "sequential",
    "simultaneous",
    "fine_patches",
    "coarse_patches",
    "animals_and_plants",
    "physics",
)
WORDED = ("maze", "map", "sequential")
"""Whose questions are cheap to make: every difficulty is tried."""

Rule = Callable[[Place], bool]


def far(at: Place) -> dict[str, int]:
    """By setting, how far from the easy end."""
    return dict(zip((name for name, _ in at.values), at.effort, strict=False))


def rule_of(kind: int, subtask: str, chance: random.Random) -> Rule:
    """A fault."""
    spans = {name: knob.most - knob.least for name, knob in knobs_of(subtask).items()}
    names = chance.sample([*spans], min(len(spans), 1 + (kind == 1)))
    least = {name: chance.randint(0, spans[name]) for name in names}
    word = chance.choice(question(place_at(subtask, 0, chance.randrange(INDICES))).split()) if kind == 2 else ""

    def holds(at: Place) -> bool:
        away = far(at)
        return all(away[name] >= value for name, value in least.items()) and (not word or word in question(at))

    return holds


def question(at: Place) -> str:
    """What is asked; of what is drawn, the prompt."""
    instance = SUITE.instance(at)
    return instance.question if isinstance(instance, GEUInstance) else instance.prompt


def start_of(rule: Rule, subtask: str, chance: random.Random) -> Place | None:
    """Any instance that fails."""
    for _ in range(2000):
        values = {name: chance.randint(knob.least, knob.most) for name, knob in knobs_of(subtask).items()}
        if rule(at := place_at(subtask, 0, chance.randrange(1000), **values)):
            return at
    return None


def planted(start: Place, rule: Rule) -> Place:
    """The first that fails, from easy to hard."""
    return next(at for at in every(start) if rule(at))


def every(start: Place) -> Iterator[Place]:
    """All that are no harder, easy first."""
    knobs: Mapping[str, range] = {}
    for name, value in start.values:
        easy = easiest(knobs_of(start.subtask)[name])
        step = 1 if value >= easy else -1
        knobs = {**knobs, name: range(easy, value + step, step)}
    for values in product(*knobs.values()):
        for index in sorted({*range(INDICES), start.index}):
            yield place_at(start.subtask, start.seed, index, **dict(zip(knobs, values, strict=True)))


def main() -> None:
    """Print a line per kind of fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    for kind, told in enumerate(("one setting", "two settings", "a setting and a word")):
        right, asked, made = 0, [], 0
        for run in range(runs):
            chance = random.Random(f"shrinking/{kind}/{run}")
            names = WORDED if kind == 2 else SUBTASKS
            rule = rule_of(kind, subtask := names[run % len(names)], chance)
            if (start := start_of(rule, subtask, chance)) is None:
                continue
            places: list[Place] = []

            def fails(new: Sequence[Place], rule: Rule = rule, places: list[Place] = places) -> list[bool]:
                places += new
                return [rule(each) for each in new]

            made += 1
            right += smallest(start, fails) == planted(start, rule)
            asked.append(len(places))
        print(f"{told}: {right} of {made} are the planted one; {median(asked):.0f} questions, {max(asked)} at most")


if __name__ == "__main__":
    main()
