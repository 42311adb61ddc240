"""Amounts as pictures: so many shapes, candles, dots or units, or a number on a sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import (
    IN_ROW,
    Amount,
    MisfitError,
    Picture,
    differing,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.chart import HIGHEST, BarChart
from pytest_realunify.procedural.world.figures.counted import MOST, Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die, Domino
from pytest_realunify.procedural.world.scene import MAX_PER_ROW, TEXT_COLOURS, Scene, Shape, Sign, group, row
from pytest_realunify.procedural.world.words import plural

COUNTABLE: Final[dict[str, Callable[[int], Figure]]] = {
    "a cake with one candle": Cake,
    "a house with one window": House,
    "a wire with one bird sitting on it": Wire,
    "the face of one die with one dot": Die,
}


def counts(teller: Teller, *amounts: Amount, shapes: Sequence[Shape] = ()) -> Picture:
    """One thing for every unit; several amounts as rows of shapes, as bars of a chart or as the dots of a domino.

    Raises MisfitError for what does not fit.
    """
    rng, numbers = teller.rng, [amount.number for amount in amounts]
    if min(numbers) < 1 or max(numbers) < 2:
        raise MisfitError
    shapes = shapes or differing(rng, len(amounts))
    if len(amounts) == 1:
        return _one(teller, amounts[0], shapes[0])
    ways: list[Callable[[Teller, Sequence[Amount], Sequence[Shape]], Picture]] = []
    if max(numbers) <= WIDEST and sum(numbers) <= teller.objects:
        ways += [_rows] * 3
    if max(numbers) <= min(IN_ROW, HIGHEST):
        ways += [_chart]
    if len(amounts) == 2 and max(numbers) <= MOST:
        ways += [_domino]
    if not ways:
        raise MisfitError
    return rng.choice(ways)(teller, amounts, shapes)


def _one(teller: Teller, amount: Amount, shape: Shape) -> Picture:
    if teller.sign:
        return _sign(teller, amount)
    if amount.number > teller.objects:
        raise MisfitError
    if amount.number <= min(MOST, teller.objects) and teller.rng.random() < 0.35:
        return _countable(teller, amount)
    wrong = [group(shape, each) for each in amount.wrong() if each <= 3 * MAX_PER_ROW]
    return Picture(_one_request(teller, amount, shape), group(shape, amount.number), tuple(wrong), free=True)


def _one_request(teller: Teller, amount: Amount, shape: Shape) -> str:
    one, many = f"{shape.colour} {shape.kind}", f"{shape.colour} {plural(shape.kind)}"
    return teller.rng.choice(
        (
            f"Draw one {one} for every {amount.one}.",
            f"Show exactly as many {many} as {amount.clause}."
            if amount.clause
            else f"Draw one {one} per {amount.one}.",
            f"Paint {many} on an empty ground, one for each {amount.one}.",
            f"For each {amount.one}, draw one {one}.",
        )
    )


def _sign(teller: Teller, amount: Amount) -> Picture:
    colour = teller.rng.choice(TEXT_COLOURS)
    request = teller.rng.choice(
        (
            f"Draw one white sign with a number in {colour} figures that counts every {amount.one}.",
            f"Paint a white sign; the number on it, in {colour} figures, counts each {amount.one}.",
        )
    )
    wrong = tuple(row(Sign(str(each), colour)) for each in amount.wrong())
    return Picture(request, row(Sign(str(amount.number), colour)), wrong)


def _countable(teller: Teller, amount: Amount) -> Picture:
    what = teller.rng.choice(list(COUNTABLE))
    make = COUNTABLE[what]
    request = teller.rng.choice((f"Draw {what} for every {amount.one}.", f"Show {what} for each {amount.one}."))
    wrong = tuple(row(make(each)) for each in amount.wrong() if each <= MOST)
    return Picture(request, row(make(amount.number)), wrong)


def _rows(teller: Teller, amounts: Sequence[Amount], shapes: Sequence[Shape]) -> Picture:
    numbers = [amount.number for amount in amounts]
    return Picture(
        _rows_request(teller, amounts, shapes),
        in_rows(shapes, numbers),
        tuple(in_rows(shapes, each) for each in _slips(teller, amounts) if max(each) <= MAX_PER_ROW),
    )


def _slips(teller: Teller, amounts: Sequence[Amount]) -> list[list[int]]:
    """One amount wrong, the amounts exchanged."""
    numbers = [amount.number for amount in amounts]
    found = [
        [wrong if place == slip else number for place, number in enumerate(numbers)]
        for slip, amount in enumerate(amounts)
        for wrong in amount.wrong()[:2]
    ]
    return [*teller.rng.sample(found, min(2, len(found))), numbers[::-1]]


def in_rows(shapes: Sequence[Shape], numbers: Sequence[int]) -> Scene:
    """One row for each shape, from top to bottom."""
    return Scene(tuple((shape,) * number for shape, number in zip(shapes, numbers, strict=True)))


def _rows_request(teller: Teller, amounts: Sequence[Amount], shapes: Sequence[Shape]) -> str:
    each = [
        f"one {shape.colour} {shape.kind} for every {amount.one}" for amount, shape in zip(amounts, shapes, strict=True)
    ]
    many = [
        f"{shape.colour} {plural(shape.kind)}, one for each {amount.one}"
        for amount, shape in zip(amounts, shapes, strict=True)
    ]
    tops = ["In the top row, draw ", *["; in the next row, "] * (len(each) - 2), "; in the bottom row, "]
    return teller.rng.choice(
        (
            "".join(f"{top}{one}" for top, one in zip(tops, each, strict=True)) + ".",
            "Draw a row of " + ", and beneath it a row of ".join(many) + ".",
            "Draw, in rows from top to bottom, " + "; below that, ".join(each) + ".",
        )
    )


def _chart(teller: Teller, amounts: Sequence[Amount], shapes: Sequence[Shape]) -> Picture:
    colours = tuple(shape.colour for shape in shapes)
    bars = [
        f"a {shape.colour} bar one unit high for every {amount.one}"
        if shape.colour != "orange"
        else f"an orange bar one unit high for every {amount.one}"
        for amount, shape in zip(amounts, shapes, strict=True)
    ]
    request = f"Draw a bar chart on a scale from 0 to {HIGHEST}, with these bars from left to right: {'; '.join(bars)}."
    charts = [
        row(BarChart(colours, tuple(numbers)))
        for numbers in ([amount.number for amount in amounts], *_slips(teller, amounts))
        if 0 < min(numbers) <= max(numbers) <= HIGHEST
    ]
    return Picture(request, charts[0], tuple(charts[1:]))


def _domino(teller: Teller, amounts: Sequence[Amount], shapes: Sequence[Shape]) -> Picture:
    del shapes
    left, right = amounts
    request = (
        f"Draw a domino that lies flat: on its left half one dot for every {left.one}, on its right half one dot for "
        f"every {right.one}."
    )
    tiles = [
        row(Domino(*numbers))
        for numbers in ([left.number, right.number], *_slips(teller, amounts))
        if max(numbers) <= MOST
    ]
    return Picture(request, tiles[0], tuple(tiles[1:]))
