"""Things in a line: the words for places in it, and every condition on their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.logical_reasoning.settling import Clue
from pytest_realunify.procedural.world.words import number

Order = tuple[int, ...]
"""The place of each thing, counted from 0 at the left or the top."""
Name = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column in words, and what stands in it."""

    before: str
    after: str
    first: str
    last: str
    reading: str
    noun: str = "object"


ROW: Final = Line("to the left of", "to the right of", "leftmost", "rightmost", "from left to right")
COLUMN: Final = Line("above", "below", "topmost", "bottommost", "from top to bottom")


def clues(rng: Chance, line: Line, names: Sequence[Sequence[str]], order: Order) -> list[Clue[Order]]:
    """Conditions that hold of the order. `names` are what each thing may be called, without its article."""

    def name(thing: int) -> str:
        return f"the {rng.choice(names[thing])}"

    found = [clue for thing in range(len(order)) for clue in _alone(rng, line, name, thing, order)]
    for one, other in permutations(range(len(order)), 2):
        found += _pairs(rng, line, name, one, other, order)
    return [*found, _between(rng, name, order), _either(rng, line, name, order)]


def _alone(rng: Chance, line: Line, name: Name, thing: int, order: Order) -> Iterator[Clue[Order]]:
    at, last = order[thing], len(order) - 1
    if at in (0, last):
        yield Clue(f"{name(thing)} stands at one of the two ends", lambda order: order[thing] in (0, last))
        side = line.before if at == 0 else line.after
        yield Clue(f"nothing stands {side} {name(thing)}", lambda order: order[thing] == at)
        return
    text = rng.choice(("stands at neither end", "has a neighbour on either side"))
    yield Clue(f"{name(thing)} {text}", lambda order: order[thing] not in (0, last))
    end = rng.choice((0, last))
    word = line.first if end == 0 else line.last
    yield Clue(f"{name(thing)} is not the {word} {line.noun}", lambda order: order[thing] != end)
    if 2 * at == last:
        yield Clue(f"{name(thing)} is in the middle", lambda order: 2 * order[thing] == last)


def _pairs(rng: Chance, line: Line, name: Name, one: int, other: int, order: Order) -> Iterator[Clue[Order]]:
    gap = order[other] - order[one]
    if gap > 0:
        text = rng.choice(
            (
                f"{name(one)} stands somewhere {line.before} {name(other)}",
                f"{name(other)} is somewhere {line.after} {name(one)}",
            )
        )
        yield Clue(text, lambda order: order[one] < order[other])
    if gap == 1:
        text = rng.choice(
            (
                f"{name(one)} stands directly {line.before} {name(other)}",
                f"immediately {line.after} {name(one)} comes {name(other)}",
            )
        )
        yield Clue(text, lambda order: order[other] - order[one] == 1)
    if gap in (-1, 1):
        yield Clue(f"{name(one)} and {name(other)} are neighbours", lambda order: abs(order[one] - order[other]) == 1)
    else:
        between = abs(gap) - 1
        objects = f"{line.noun}{'' if between == 1 else 's'}"
        yield Clue(
            f"exactly {number(between)} {objects} stand{'s' if between == 1 else ''} "
            f"between {name(one)} and {name(other)}",
            lambda order: abs(order[one] - order[other]) == between + 1,
        )
        text = rng.choice(("are not neighbours", "do not stand side by side")) if line is ROW else "are not neighbours"
        yield Clue(f"{name(one)} and {name(other)} {text}", lambda order: abs(order[one] - order[other]) != 1)


def _between(rng: Chance, name: Name, order: Order) -> Clue[Order]:
    things = rng.sample(range(len(order)), 3)
    low, middle, high = sorted(things, key=lambda thing: order[thing])
    one, other = rng.sample((low, high), 2)
    return Clue(
        f"{name(middle)} stands somewhere between {name(one)} and {name(other)}",
        lambda order: min(order[one], order[other]) < order[middle] < max(order[one], order[other]),
    )


def _either(rng: Chance, line: Line, name: Name, order: Order) -> Clue[Order]:
    end = rng.choice((0, len(order) - 1))
    holder = order.index(end)
    decoy = rng.choice([thing for thing in range(len(order)) if thing != holder])
    one, other = rng.sample((holder, decoy), 2)
    return Clue(
        f"either {name(one)} or {name(other)} is the {line.first if end == 0 else line.last} {line.noun}",
        lambda order: end in (order[one], order[other]),
    )
