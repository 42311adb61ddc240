"""Equations in letters, numbers thought of, and sides of a rectangle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.arranging import grid, named
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import IN_ROW, Amount, MisfitError, differing
from pytest_realunify.procedural.suite.mathematical_reasoning.showing import sign, signs
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.world.words import listed

LETTERS: Final = ("xyz", "abc", "pqr", "uvw", "klm")


def symbols(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """A system whose every equation has random small coefficients; regular by a look at its determinant."""
    rng, many = teller.rng, difficulty["unknowns"]
    letters = rng.choice(LETTERS)[:many]
    values = rng.sample(range(2, (teller.most if many == 1 else IN_ROW) + 1), many)
    pool = (1, 1, 2, 3, -1) if many > 1 else (2, 3, 4, 5, 6)
    system = [[rng.choice(pool) for _ in letters] for _ in letters]
    for place in range(many if many == 3 else 0):
        system[place][rng.randrange(3)] = 0
    if not _determinant(system):
        raise MisfitError
    shifts = [rng.randrange(2, 12) if many == 1 else 0 for _ in system]
    totals = [
        sum(a * x for a, x in zip(line, values, strict=True)) + shift
        for line, shift in zip(system, shifts, strict=False)
    ]
    if min(totals) < 0 or any(sum(map(bool, line)) < min(many, 2) for line in system):
        raise MisfitError
    texts = [
        f"{_sum(line, letters, shift)} = {total}" for line, shift, total in zip(system, shifts, totals, strict=False)
    ]
    amounts = [
        Amount(f"unit of {letter}", f"the value of {letter} says", value)
        for letter, value in zip(letters, values, strict=False)
    ]
    story = rng.choice(
        (
            f"{teller.name}'s homework is to solve {listed(texts)}.",
            f"{teller.name} has found the solution of {listed(texts)}.",
        )
    )
    return counts(teller, *rng.sample(amounts, many)).of(rng, story)


def _sum(line: Sequence[int], letters: str, shift: int) -> str:
    """`2x - y`; a sum does not begin with a minus."""
    terms = sorted(((a, letter) for a, letter in zip(line, letters, strict=True) if a), key=lambda term: term[0] < 0)
    text = "".join(f" {'-' if a < 0 else '+'} {'' if abs(a) == 1 else abs(a)}{letter}" for a, letter in terms)
    return text.removeprefix(" + ").removeprefix(" ") + (f" + {shift}" if shift else "")


def _determinant(system: Sequence[Sequence[int]]) -> int:
    if len(system) == 1:
        return system[0][0]
    return sum(
        (-1) ** place * head * _determinant([[*line[:place], *line[place + 1 :]] for line in system[1:]])
        for place, head in enumerate(system[0])
    )


def riddle(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Numbers that somebody thinks of, written on signs."""
    return {1: _one_number, 2: _two_numbers, 3: _three_numbers}[difficulty["unknowns"]](teller)


def _one_number(teller: Teller) -> Sketch:
    rng = teller.rng
    hidden, factor, shift = rng.randrange(11, 60), rng.randrange(2, 8), rng.randrange(2, 20)
    less = rng.random() < 0.5
    deed = f"takes away {teller.n(shift)}" if less else f"adds {teller.n(shift)}"
    result = hidden * factor + (-shift if less else shift)
    story = f"{teller.name} thinks of a number, multiplies it by {teller.n(factor)}, {deed} and gets {result}."
    slips = [str(hidden + 1), str(hidden - 1), str(hidden + 10)]
    return sign(rng, f"the number that {teller.name} thinks of", str(hidden), slips).of(rng, story)


def _two_numbers(teller: Teller) -> Sketch:
    rng = teller.rng
    small, shift = rng.randrange(11, 60), rng.randrange(2, 12)
    factor, times = rng.choice(((1, ""), (2, "twice "), (3, "three times ")))
    large = factor * small + shift
    story = (
        f"{teller.name} thinks of two numbers. Added together they make {small + large}, and the larger one is "
        f"{teller.n(shift)} more than {times}the smaller one."
    )
    named = [("the smaller number", small), ("the larger number", large)]
    return _on_signs(teller, story, named, [str(small + 1), str(large - 1)])


def _three_numbers(teller: Teller) -> Sketch:
    rng = teller.rng
    least = rng.randrange(11, 60)
    kind, step = rng.choice((("whole", 1), ("odd" if least % 2 else "even", 2)))
    numbers = [least, least + step, least + 2 * step]
    story = f"{teller.name} thinks of three consecutive {kind} numbers. Their sum is {sum(numbers)}."
    whats = ["the smallest number", "the number between them", "the largest number"]
    return _on_signs(teller, story, list(zip(whats, numbers, strict=True)), [str(each + step) for each in numbers])


def _on_signs(teller: Teller, story: str, named: list[tuple[str, int]], wrong: list[str]) -> Sketch:
    """The numbers in rising or falling order; `wrong` are slips, in rising order."""
    if teller.rng.random() < 0.5:
        named, wrong = named[::-1], wrong[::-1]
    whats, numbers = [what for what, _ in named], [str(each) for _, each in named]
    return signs(teller.rng, whats, numbers, wrong).of(teller.rng, story)


def rectangle(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """The sides of a rectangle. With one unknown the perimeter and one side are told, in other units than tiles."""
    rng, many = teller.rng, difficulty["unknowns"]
    rows, columns = rng.randrange(2, 7), rng.randrange(2, 9)
    unit = rng.choice((10, 15, 20, 25, 30))
    story = f"{teller.name}'s mosaic is a rectangle with a perimeter of {2 * unit * (rows + columns)} centimetres"
    across = columns > rows
    if many == 1:
        story += f" and a height of {unit * rows} centimetres."
    elif columns == 2 * rows or rows == 2 * columns:
        story += f" and is twice as {'wide as it is high' if across else 'high as it is wide'}."
    else:
        story += (
            f" and is {abs(columns - rows) * unit} centimetres "
            f"{'wider than it is high' if across else 'higher than it is wide'}."
        )
    story += f" It is made of square stones with sides of {unit} centimetres, laid edge to edge."
    (shape,) = differing(rng, 1)
    request = rng.choice(
        (
            (f"Draw one {named(shape)} for every stone, in the same rows and columns as in the mosaic."),
            f"Show the stones in their rows and columns, each as one {named(shape)}.",
        )
    )
    return grid(teller, request, shape, rows, columns).of(rng, story)
