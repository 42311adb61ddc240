"""What becomes of a result: the words that ask for it as a picture, the scene, questions and wrong pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.queries import Count, Every, Exists, InRow, MoreThan, Query, What
from pytest_realunify.procedural.world.scene import COLOURS, SHAPES, Scene, Shape, group
from pytest_realunify.procedural.world.words import plural

SEEN: Final = tuple(colour for colour in COLOURS if colour != "white")
MOST: Final = 24
MOST_IN_ROW: Final = 10
CLOSINGS: Final = ("Nothing else belongs in the picture.", "Leave out everything else.", "Add nothing else.")


class MisfitError(Exception):
    """The numbers that chance gave do not go together, or make no good picture: others are to be tried."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The request to draw, and everything that is known of the picture."""

    request: str
    scene: Scene
    yes: tuple[Query, ...]
    no: tuple[Query, ...]
    wrong: tuple[Scene, ...]

    def of(self, rng: Chance, story: str, given: tuple[str, ...] = ()) -> Sketch:
        """The instance: the story comes first, or the request does."""
        prompt = f"{story} {self.request}" if rng.random() < 0.7 else f"{self.request} {story}"
        return Sketch(prompt, self.scene, self.yes, self.no, self.wrong, given)


@dataclass(frozen=True, slots=True)
class Amount:
    """A result: what one unit of it is (`euro of change`), how it follows "as many stars as" (`Mira gets euros back`),
    and what one gets by typical slips."""

    one: str
    clause: str
    number: int
    slips: tuple[int, ...] = ()

    def wrong(self, most: int) -> list[int]:
        """Wrong results that can be drawn, the typical ones first."""
        candidates = (*self.slips, self.number + 1, self.number - 1)
        return list(dict.fromkeys(each for each in candidates if each != self.number and 0 < each <= most))


def counts(rng: Chance, *amounts: Amount, shapes: Sequence[Shape] = ()) -> Picture:
    """One shape for every unit; several amounts stand in rows from top to bottom.

    Raises MisfitError for what does not fit.
    """
    most = MOST if len(amounts) == 1 else MOST_IN_ROW
    if not all(0 < each.number <= most for each in amounts) or max(each.number for each in amounts) == 1:
        raise MisfitError
    shapes = shapes or differing(rng, len(amounts))
    return _one_amount(rng, amounts[0], shapes[0]) if len(amounts) == 1 else _rows(rng, amounts, shapes)


def differing(rng: Chance, count: int, kind: str | None = None) -> list[Shape]:
    """Shapes of different colours, all of the kind if one is named and of different kinds if not."""
    kinds = [kind] * count if kind else rng.sample(SHAPES, count)
    return [Shape(each, colour) for each, colour in zip(kinds, rng.sample(SEEN, count), strict=True)]


def _one_amount(rng: Chance, amount: Amount, shape: Shape) -> Picture:
    what = What(shape.kind, shape.colour)
    other = rng.choice([colour for colour in SEEN if colour != shape.colour])
    first, *more = amount.wrong(MOST)
    yes: list[Query] = [
        Count(What(), amount.number),
        Every(What(), What("object", shape.colour)),
        Every(What(), What(shape.kind)),
    ]
    no: list[Query] = [Exists(What(shape.kind, other)), Every(What(shape.kind), What("object", other))]
    if more:
        no += [Count(what, more[0])] * 2
    return Picture(
        one_request(rng, amount, shape),
        group(shape, amount.number),
        (Count(what, amount.number), *rng.sample(yes, rng.randrange(2))),
        (Count(what, first), *rng.sample(no, rng.randrange(2))),
        tuple(group(shape, wrong) for wrong in (first, *more[:1])),
    )


def one_request(rng: Chance, amount: Amount, shape: Shape) -> str:
    one, many = f"{shape.colour} {shape.kind}", f"{shape.colour} {plural(shape.kind)}"
    return rng.choice(
        (
            f"Draw one {one} for every {amount.one}, and nothing else.",
            f"Show exactly as many {many} as {amount.clause}. {rng.choice(CLOSINGS)}",
            f"Paint {many} on an empty ground, one for each {amount.one}.",
            f"For each {amount.one}, draw one {one}. {rng.choice(CLOSINGS)}",
        )
    )


def _rows(rng: Chance, amounts: Sequence[Amount], shapes: Sequence[Shape]) -> Picture:
    numbers = [amount.number for amount in amounts]
    whats = [What(shape.kind, shape.colour) for shape in shapes]
    asked = sorted(rng.sample(range(len(amounts)), min(len(amounts), rng.choice((2, 2, 3)))))
    slips = [(place, wrong) for place in asked for wrong in amounts[place].wrong(MOST_IN_ROW)[:2]]
    rng.shuffle(slips)
    no: list[Query] = [Count(whats[place], wrong) for place, wrong in slips[:1]]
    upper, lower = sorted(rng.sample(range(len(amounts)), 2))
    if numbers[upper] != numbers[lower]:
        more, fewer = (upper, lower) if numbers[upper] > numbers[lower] else (lower, upper)
        no.append(rng.choice((MoreThan(whats[fewer], whats[more]), InRow(upper, whats[lower], numbers[lower]))))
    return Picture(
        _rows_request(rng, amounts, shapes),
        in_rows(shapes, numbers),
        tuple(
            rng.choice((Count(whats[place], numbers[place]), InRow(place, whats[place], numbers[place])))
            for place in asked
        ),
        tuple(no),
        tuple(
            in_rows(shapes, [wrong if place == slip else number for place, number in enumerate(numbers)])
            for slip, wrong in slips[:2]
        ),
    )


def in_rows(shapes: Sequence[Shape], numbers: Sequence[int]) -> Scene:
    """One row for each shape, from top to bottom."""
    return Scene(tuple((shape,) * number for shape, number in zip(shapes, numbers, strict=True)))


def _rows_request(rng: Chance, amounts: Sequence[Amount], shapes: Sequence[Shape]) -> str:
    each = [
        f"one {shape.colour} {shape.kind} for every {amount.one}"
        for amount, shape in zip(amounts, shapes, strict=False)
    ]
    many = [
        f"{shape.colour} {plural(shape.kind)}, one for each {amount.one}"
        for amount, shape in zip(amounts, shapes, strict=False)
    ]
    middle = ["; below them, "] * (len(each) - 2)
    tops = ["In the top row, draw ", *["; in the next row, "] * (len(each) - 2), "; in the bottom row, "]
    return rng.choice(
        (
            "".join(f"{top}{one}" for top, one in zip(tops, each, strict=False)) + f". {rng.choice(CLOSINGS)}",
            "Draw a row of " + ", and beneath it a row of ".join(many) + f". {rng.choice(CLOSINGS)}",
            "Draw, in rows from top to bottom, "
            + "".join(
                f"{one}{joint}"
                for one, joint in zip(
                    each, [*middle, "; below them, " if len(each) == 2 else "; at the bottom, ", ""], strict=False
                )
            )
            + ". "
            + rng.choice(CLOSINGS),
        )
    )
