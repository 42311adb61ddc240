"""Finding rules whose result has to be tracked, digit by digit: each digit goes its own course through them.

A course is *balanced* when some original colours are lit in the end by the right reading alone, some by the slip alone,
some by both and some by neither. Then any digit can stand against any other in its panel, and whichever option is
right, the same rules could have made another one right: without the picture, rules and options give nothing away. As
every digit has a course of its own, what a colour means in one panel says nothing about another.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.mental_tracking.recolouring import (
    Rule,
    Rules,
    Slip,
    Way,
    outcome,
    slips,
    sources,
)

FEW: Final = 120
"""Orders of the steps that are all tried."""
PATIENCE: Final = 400
"""Lists looked through for orders in which most steps matter (half a second at the worst) before fewer will do: only
six digits of two steps each come to that."""

Reading = frozenset[str]
"""The original colours that a solver counts as lit in the end."""


@dataclass(frozen=True, slots=True)
class Course:
    """What one digit goes through, and the slip that its wrong digit comes from."""

    rules: Rules
    way: Way
    right: Reading
    slipped: Reading
    numbers: tuple[int, ...] = ()
    """Places (from 1) of its rules in the program's list; empty where it has rules of its own."""

    def after(self, colour: str) -> str:
        """The colour that a segment rightly ends up in."""
        return outcome(colour, self.rules, self.way)


@dataclass(frozen=True, slots=True)
class Program:
    """A course per digit from the left, and the colour that counts in the end."""

    asked: str
    courses: tuple[Course, ...]
    listed: Rules = ()
    """The steps that the courses choose from, in the order they are told; empty where every digit has its own."""


def sequential(rng: random.Random, colours: Sequence[str], panels: int, steps: int) -> Program:
    """Steps in a list; every digit goes through `steps` of them in an order of its own, which all but few need."""
    # Of two steps few orders are balanced: in longer lists enough are found (about 10 ms for three digits).
    count = max(4, panels + 1 if steps == 2 else steps)
    for attempt in itertools.count():
        needed = steps // 2 + 1 if attempt < PATIENCE else 1
        asked, *others = rng.sample(colours, min(len(colours), count + 1))
        listed = tuple(_any_rule(rng, [asked, *others]) for _ in range(count))
        courses: list[Course] = []
        for numbers in _orders(rng, count, steps, panels):
            rules = tuple(listed[number] for number in numbers)
            told = tuple(number + 1 for number in numbers)
            if course := _course(rng, asked, rules, "in_order", colours, needed, told):
                courses.append(course)
            if len(courses) == panels:
                break
        if len(courses) == panels and len({number for each in courses for number in each.numbers}) == count:
            return Program(asked, tuple(courses), listed)
    raise AssertionError("unreachable: the search ends only by finding")


def simultaneous(rng: random.Random, colours: Sequence[str], panels: int, rules: int) -> Program:
    """For every digit rules of its own, with a swap or a round in which the asked colour takes part."""
    asked = rng.choice(colours)
    others = [colour for colour in colours if colour != asked]
    courses: list[Course] = []
    while len(courses) < panels:
        tangle = _tangle(rng, [asked, *rng.sample(others, len(others))], rules)
        if sources(asked, tangle, "at_once") == sources(asked, tangle, "in_order"):
            continue
        if course := _course(rng, asked, tangle, "at_once", colours, 0):
            courses.append(course)
    return Program(asked, tuple(courses))


def _course(
    rng: random.Random,
    asked: str,
    rules: Rules,
    way: Way,
    colours: Sequence[str],
    needed: int,
    numbers: tuple[int, ...] = (),
) -> Course | None:
    """None unless a slip leaves the course balanced, and at least `needed` of its rules matter."""
    right = sources(asked, rules, way)
    if len(right) < 2 or _mattering(asked, rules, way, right) < needed:
        return None
    found: dict[str, list[Reading]] = {}
    for slip in slips(rules, way):
        slipped = _by(slip, asked)
        if _balanced(right, slipped, asked, colours):
            found.setdefault(slip.fault, []).append(slipped)
    if not found:
        return None
    slipped = rng.choice(found[rng.choice(sorted(found))])
    return Course(rules, way, right, slipped, numbers)


def _by(slip: Slip, asked: str) -> Reading:
    return sources(asked, slip.rules, slip.way)


def _mattering(asked: str, rules: Rules, way: Way, right: Reading) -> int:
    """Rules that cannot be left out."""
    return sum(sources(asked, rules[:at] + rules[at + 1 :], way) != right for at in range(len(rules)))


def _balanced(right: Reading, slipped: Reading, asked: str, colours: Sequence[str]) -> bool:
    # The asked colour itself must count under both or neither: otherwise the segments that show it
    # in the untouched picture would tell the right option from the slip.
    neutral = (asked in right) == (asked in slipped)
    return (
        neutral
        and bool(right - slipped and slipped - right and right & slipped)
        and len(right | slipped) < len(colours)
    )


def _orders(rng: random.Random, count: int, steps: int, panels: int) -> Iterator[tuple[int, ...]]:
    """Different ones, by chance; of many steps a few, for one in five or so is balanced."""
    if math.perm(count, steps) <= FEW:
        orders = list(itertools.permutations(range(count), steps))
        return iter(rng.sample(orders, len(orders)))
    return iter(dict.fromkeys(tuple(rng.sample(range(count), steps)) for _ in range(6 * panels)))


def _any_rule(rng: random.Random, colours: Sequence[str]) -> Rule:
    kind = rng.random()
    if kind < 0.3:
        return Rule.rotate(*rng.sample(colours, 3))
    return Rule.swap(*rng.sample(colours, 2)) if kind < 0.6 else Rule.turn(*rng.sample(colours, 2))


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
