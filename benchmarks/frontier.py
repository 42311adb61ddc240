"""The frontier's promises, counted: planted curves, how often the interval has the truth, how wide it is, and how many
questions a fixed grid needs for the same.

    python benchmarks/frontier.py [--runs 300]
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from itertools import cycle, islice
from math import exp
from statistics import fmean, median

from pytest_realunify.numbers.frontier.climb import BUDGET, NARROW, STEP, Climb, Question
from pytest_realunify.numbers.frontier.ladder import Ladder

LADDERS = {
    "maze": ("size", range(6, 33)),
    "map": ("places", range(7, 25)),
    "sequential": ("steps", range(2, 11)),
    "fine_patches": ("grid", range(2, 11)),
    "quantity": ("clutter", range(8, 61, 2)),
}
THRESHOLDS = (0.25, 0.5, 0.75)
"""Of the axis; each run's lies within a tenth of it."""
LONGEST = 240


@dataclass
class Planted:
    """A model that answers by a curve."""

    ladder: Ladder
    threshold: float
    slope: float
    lapse: float
    chance: random.Random

    def answer(self, rung: int) -> bool:
        values, guess = self.ladder.values, self.ladder.guess
        place = (values[rung] - values[0]) / (values[-1] - values[0])
        falling = 1 / (1 + exp(max(-40.0, min(40.0, (place - self.threshold) / self.slope))))
        return self.chance.random() < guess + (1 - guess - self.lapse) * falling


def planted(run: int) -> Planted:
    """Five subtasks, three thresholds, lapses from 0 to 10 %, by turns."""
    chance = random.Random(f"benchmark/{run}")
    name = [*LADDERS][run % len(LADDERS)]
    setting, values = LADDERS[name]
    threshold = THRESHOLDS[run // len(LADDERS) % len(THRESHOLDS)] + chance.uniform(-0.1, 0.1)
    slope = 0.01 * 10 ** chance.random()
    return Planted(
        Ladder(name, "GEU", "direct", setting, tuple(values), 0.25), threshold, slope, chance.uniform(0, 0.1), chance
    )


def adaptive(model: Planted, seed: int, longest: int) -> tuple[Climb, int]:
    """Where it stands after so many questions, and when it was narrow enough."""
    climb, narrow_at = Climb(model.ladder, seed, budget=longest), 0
    while questions := climb.next():
        climb.take(questions, [model.answer(each.rung) for each in questions])
        narrow_at = climb.asked
    return climb, narrow_at if climb.is_narrow else longest + STEP


def fixed(model: Planted, longest: int) -> int:
    """Questions that a grid of equal shares needs until it is as narrow."""
    climb = Climb(model.ladder, budget=0)
    rungs = cycle(range(len(model.ladder.values)))
    for asked in range(STEP, longest + 1, STEP):
        batch = [Question(number, rung) for number, rung in enumerate(islice(rungs, STEP))]
        climb.take(batch, [model.answer(each.rung) for each in batch])
        if climb.is_narrow:
            return asked
    return longest + STEP


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    covered, widths, asked, narrow, longer, on_grid = [], [], [], [], [], []
    for run in range(runs):
        model = planted(run)
        climb, narrow_at = adaptive(model, run, BUDGET)
        found, values = climb.frontier, model.ladder.values
        truth = values[0] + model.threshold * (values[-1] - values[0])
        covered.append(found.low <= truth <= found.high)
        widths.append((found.high - found.low) / (values[-1] - values[0]))
        asked.append(climb.asked)
        narrow.append(found.narrow)
        longer.append(narrow_at if narrow_at <= BUDGET else adaptive(planted(run), run, LONGEST)[1])
        on_grid.append(fixed(planted(run), LONGEST))
    print(f"{runs} runs, slopes 1 to 10 % of the axis, lapses 0 to 10 %, at most {BUDGET} questions of four options")
    print(f"interval has the truth: {fmean(covered):.1%}")
    print(f"width: median {median(widths):.1%} of the axis")
    print(f"narrow enough (<= {NARROW:.0%}, or one rung): {fmean(narrow):.1%}")
    print(f"questions asked: median {median(asked):g}, mean {fmean(asked):.1f}")
    print(f"until as narrow: adaptive {fmean(longer):.1f}, fixed grid {fmean(on_grid):.1f}")
    print(f"  that is {fmean(on_grid) / fmean(longer):.2f} times; medians {median(longer):g} and {median(on_grid):g}")
    print(f"  (what was not narrow at {LONGEST} counts as {LONGEST + STEP})")


if __name__ == "__main__":
    main()
