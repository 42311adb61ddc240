"""Finding rules whose result has to be tracked: every step matters, and so does the order.

A program is *balanced* when some original colours count under the right reading alone, some under the slip alone, some
under both and some under neither. Then any digit can stand against any other in a panel, and whichever option is right,
the same rules could have made another one right: without the picture, rules and options do not give the answer away.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.mental_tracking.recolouring import (
    Fault,
    Rule,
    Rules,
    Slip,
    Way,
    outcome,
    slips,
    sources,
)

FAULTS: Final[tuple[Fault, ...]] = ("order", "rule")

PATIENCE: Final = 80
"""Drafts looked through for a slip of the wanted fault (about 3 ms) before a slip of any fault will do."""


@dataclass(frozen=True, slots=True)
class Program:
    """Rules, the right way to carry them out, the colour asked for, and the slip that the wrong options come from."""

    rules: Rules
    way: Way
    asked: str
    slip: Slip
    colours: tuple[str, ...]

    def counts(self) -> tuple[frozenset[str], frozenset[str]]:
        """The original colours that have the asked colour in the end: rightly, and by the slip."""
        slip = self.slip
        return sources(self.asked, self.rules, self.way), sources(self.asked, slip.rules, slip.way)

    def after(self, colour: str) -> str:
        """The colour that a segment rightly ends up in."""
        return outcome(colour, self.rules, self.way)


def sequential(rng: random.Random, colours: Sequence[str], steps: int) -> Program:
    """A chain in which later steps catch colours that earlier ones made."""
    return _find(rng, colours, "in_order", lambda names: _chain(rng, names, steps), _chain_needs_tracking)


def simultaneous(rng: random.Random, colours: Sequence[str], rules: int) -> Program:
    """Rules with a swap or a round in which the asked colour takes part."""
    return _find(rng, colours, "at_once", lambda names: _tangle(rng, names, rules), _tangle_needs_tracking)


def _find(
    rng: random.Random,
    colours: Sequence[str],
    way: Way,
    draft: Callable[[list[str]], Rules],
    needs_tracking: Callable[[Rules, str], bool],
) -> Program:
    wanted = rng.choice(FAULTS)
    for attempt in itertools.count():
        names = rng.sample(colours, len(colours))
        rules, asked = draft(names), names[0]
        if needs_tracking(rules, asked):
            likely = [slip for slip in slips(rules, way) if slip.fault == wanted or attempt > PATIENCE]
            programs = [Program(rules, way, asked, slip, tuple(names)) for slip in likely]
            if balanced := [program for program in programs if _balanced(program)]:
                return rng.choice(balanced)
    raise AssertionError("unreachable: the search ends only by finding")


def _balanced(program: Program) -> bool:
    right, slipped = program.counts()
    # The asked colour itself must count under both or neither: otherwise the segments that show it
    # in the untouched picture would tell the right option from the slip.
    neutral = (program.asked in right) == (program.asked in slipped)
    # Two of a kind leave one for a second mistake (`painting.stray`), but two rules alone never make that many.
    spare = 2 if len(program.rules) > 2 else 1
    agreed = min(len(right & slipped), len(program.colours) - len(right | slipped)) >= spare
    return neutral and agreed and bool(right - slipped and slipped - right)


def _chain(rng: random.Random, names: Sequence[str], steps: int) -> Rules:
    """Built from the last step backwards, keeping the colours that become the asked one: each step changes that set."""
    pool = names[: steps + 3] if steps + 3 < len(names) else names[:-1]
    counting = [names[0]]
    rules: list[Rule] = []
    for _ in range(steps):
        others = [name for name in pool if name not in counting]
        kinds = ["swap", "swap"] + ["gain", "gain"] * (len(others) > 2) + ["lose"] * (len(counting) > 1)
        kind, inside, outside = rng.choice(kinds), rng.choice(counting), rng.choice(others)
        if kind == "swap":
            rules.append(Rule.swap(inside, outside))
        else:
            rules.append(Rule.turn(outside, inside) if kind == "gain" else Rule.turn(inside, outside))
        if kind != "gain":
            counting.remove(inside)
        if kind != "lose":
            counting.append(outside)
    return tuple(reversed(rules))


def _chain_needs_tracking(rules: Rules, asked: str) -> bool:
    right = sources(asked, rules, "in_order")
    undone = any(set(rule.moves) == set(after.moves) for rule, after in itertools.pairwise(rules))
    return not undone and all(sources(asked, slip.rules, slip.way) != right for slip in slips(rules, "in_order"))


def _tangle(rng: random.Random, names: Sequence[str], count: int) -> Rules:
    """Every colour is the source of one rule at most, so that all rules can act at the same time."""
    asked, *free = names[:-1]
    circle = [asked, free.pop(), free.pop()]
    if count > 2 and rng.random() < 0.5:
        free.append(circle.pop())
    rules = [Rule.swap(*circle) if len(circle) == 2 else Rule.rotate(*circle)]
    while len(rules) < count:
        source = free.pop()
        if len(free) > count - len(rules) and rng.random() < 0.25:
            rules.append(Rule.swap(source, free.pop()))
        else:
            targets = [*circle, *circle, *(name for name in names if name != source)]
            rules.append(Rule.turn(source, rng.choice(targets)))
    rng.shuffle(rules)
    return tuple(rules)


def _tangle_needs_tracking(rules: Rules, asked: str) -> bool:
    return sources(asked, rules, "at_once") != sources(asked, rules, "in_order")
