"""Cups over balls, moved about: which ball lies where in the end.

The rules move cups alone, and in the end the cups are taken away: in the picture that shows the result they find
nothing left to move.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pytest_realunify.procedural.suite.base import Puzzle
from pytest_realunify.procedural.suite.mental_tracking.cups_picture import Row, draw_cups
from pytest_realunify.procedural.suite.mental_tracking.wording import ORDINALS

BALLS: Final = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "black")
COUNTS: Final = {4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}

SWAP: Final = (
    "the cups at places {0} and {1} change places",
    "the cup at place {0} and the cup at place {1} are exchanged",
)
ROUND: Final = (
    "the cup at place {0} goes to place {1}, the one from place {1} to place {2}, "
    "and the one from place {2} to place {0}"
)
TO_THE_RIGHT: Final = "the cup at the left end goes to the right end, and all others move up one place to the left"
TO_THE_LEFT: Final = "the cup at the right end goes to the left end, and all others move up one place to the right"
TURNED: Final = "the whole row is turned round, so that the first cup becomes the last"

QUESTIONS: Final = (
    """\
{count} glass cups stand upside down in a row, each over a ball. Whenever a cup is moved its ball goes with it. Places \
are numbered from the left. These moves follow one another:
{moves}
Then all cups are lifted off and taken away. (Balls that lie open have been through all of it.) Which ball lies at \
place {place} in the end?""",
    """\
In a row of {count} upturned glass cups every cup covers a ball and takes it along. Counting places from the left, the \
cups are moved step by step:
{moves}
At last the cups are removed, and the balls are left where they are. (Where no cup is left, this has been done.) \
Which ball is the {ordinal} from the left then?""",
)

EDITS: Final = (
    """\
The glass cups in this picture are moved, each with the ball under it. Places are numbered from the left, and these \
moves follow one another:
{moves}
Then all cups are lifted off and taken away. Draw the final state: the same balls in their new order, lying open, \
without any cup. Leave everything else as it is.""",
    """\
Edit this picture of upturned glass cups over balls so that it shows what is left after these moves, carried out step \
by step, in which every cup takes its ball along (places are counted from the left):
{moves}
At last the cups are removed. Show the balls alone, each at its final place, and change nothing but balls and cups.""",
)


@dataclass(frozen=True, slots=True)
class Move:
    """`came_from[place]` is where the cup now at that place stood before."""

    came_from: tuple[int, ...]
    words: str


def shuffled(rng: random.Random, cups: int, moves: int) -> Puzzle:
    """One place is asked for; the wrong balls are those that a slip leaves there."""
    while True:
        made = _moves(rng, cups, moves)
        final = _after(cups, made)
        places = [place for place in range(cups) if final[place] != place and _moved(made, place) >= moves // 2 + 1]
        if places:
            break
    place = rng.choice(places)
    lures = [start for start in _lures(cups, made, place) if start not in (final[place], place)]
    # What lies there untouched is no option: it would always be a wrong one.
    others = [start for start in rng.sample(range(cups), cups) if start not in (final[place], place)]
    slips = rng.sample(sorted(set(lures)), min(2, len(set(lures))))
    wrong = list(dict.fromkeys([*slips, *others]))[:3]
    balls = tuple(rng.sample(BALLS, cups))
    before = Row(balls, rng.getrandbits(16))
    after = Row(tuple(balls[start] for start in final), before.look)
    first, second, third = (f"the {balls[start]} ball" for start in rng.sample(wrong, 3))
    told = "\n".join(f"{number}. {move.words[0].upper()}{move.words[1:]}." for number, move in enumerate(made, 1))
    blanks = {"count": COUNTS[cups], "moves": told, "place": place + 1, "ordinal": _ordinal(place)}
    question = rng.choice(QUESTIONS).format(**blanks)
    return Puzzle(
        question=question[0].upper() + question[1:],
        right=f"the {balls[final[place]]} ball",
        wrong=(first, second, third),
        edit_prompt=rng.choice(EDITS).format(**blanks),
        render=partial(draw_cups, before, covered=True),
        render_intermediate=partial(draw_cups, after, covered=False),
    )


def _ordinal(place: int) -> str:
    return (*ORDINALS, "seventh", "eighth")[place]


def _moves(rng: random.Random, cups: int, count: int) -> list[Move]:
    """No two alike in a row."""
    made: list[Move] = []
    while len(made) < count:
        move = _move(rng, cups)
        if not made or move.came_from != made[-1].came_from:
            made.append(move)
    return made


def _move(rng: random.Random, cups: int) -> Move:
    kind = rng.random()
    places = list(range(cups))
    if kind < 0.5:
        one, other = sorted(rng.sample(places, 2))
        places[one], places[other] = other, one
        return Move(tuple(places), rng.choice(SWAP).format(one + 1, other + 1))
    if kind < 0.75:
        first, second, third = rng.sample(places, 3)
        places[second], places[third], places[first] = first, second, third
        return Move(tuple(places), ROUND.format(first + 1, second + 1, third + 1))
    if kind < 0.85:
        return Move((*places[1:], 0), TO_THE_RIGHT)
    if kind < 0.95:
        return Move((places[-1], *places[:-1]), TO_THE_LEFT)
    return Move(tuple(reversed(places)), TURNED)


def _after(cups: int, moves: Sequence[Move]) -> list[int]:
    """Where each place's cup stood at the start."""
    standing = list(range(cups))
    for move in moves:
        standing = [standing[place] for place in move.came_from]
    return standing


def _moved(moves: Sequence[Move], place: int) -> int:
    """How many of the moves the cup that ends at a place takes part in."""
    count = 0
    for move in reversed(moves):
        count += move.came_from[place] != place
        place = move.came_from[place]
    return count


def _lures(cups: int, moves: Sequence[Move], place: int) -> Iterator[int]:
    """Who ends there by a slip: a move left out, done backwards, all in reverse; counted from the wrong end."""
    for at, move in enumerate(moves):
        backwards = Move(tuple(sorted(range(cups), key=move.came_from.__getitem__)), "")
        for instead in ([], [backwards]):
            yield _after(cups, [*moves[:at], *instead, *moves[at + 1 :]])[place]
    yield _after(cups, moves[::-1])[place]
    yield from itertools.islice(reversed(_after(cups, moves)), place, place + 1)
