"""Branches that reckon: how many there are, or which numbers come out, hangs on conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.code_to_image.conditions import of_number
from pytest_realunify.procedural.suite.code_to_image.outputs import (
    COLOURS,
    KINDS,
    Lines,
    Program,
    counted,
    filled,
    number_word,
    quoted,
    signs,
    sketch,
)
from pytest_realunify.procedural.world.words import numbers_in


def nested(rng: Chance, depth: int, objects: int) -> Sketch:
    """Branches within branches that set a number and a colour; the number that all hangs on is typed or given."""
    name = number_word(rng)
    value = rng.randrange(20, 100)
    kind = rng.choice(KINDS)
    lines, leaves = _tree(rng, name, value, min(depth, 3), "", rng.sample(COLOURS, 8))
    right = leaves[0]
    typed = rng.random() < 0.5
    start = f'{name} = int(input("A number, please: "))' if typed else f"{name} = {value}"
    source = "\n".join((start, *lines, f"print(count, colour, {quoted(kind)})"))
    if not 2 <= right[0] <= objects or str(right[0]) in numbers_in(f"{source} {value}"):
        return nested(rng, depth, objects)
    told = tuple((f"{count} {colour} {kind}",) for count, colour in leaves[1:])
    program = Program(source, (f"{right[0]} {right[1]} {kind}",), told, str(value) if typed else "")
    return sketch(rng, program, counted(rng))


def _tree(
    rng: Chance, name: str, value: int, depth: int, indent: str, colours: list[str]
) -> tuple[list[str], list[tuple[int, str]]]:
    """Lines of code, and what its leaves give: the one reached first, then others."""
    if depth == 0:
        count, colour = _count(rng, name, value), colours.pop()
        return [f"{indent}count = {count[0]}", f"{indent}colour = {quoted(colour)}"], [(count[1], colour)]
    condition = of_number(rng, name)
    body, then = _tree(rng, name, value, depth - 1, f"{indent}    ", colours)
    # Trees of three levels have eight leaves; beyond the second level one side is enough.
    other, otherwise = _tree(rng, name, value, min(depth - 1, 1), f"{indent}    ", colours)
    lines = [f"{indent}if {condition.text}:", *body, f"{indent}else:", *other]
    return lines, [*then, *otherwise] if condition.holds(value) else [*otherwise, *then]


def _count(rng: Chance, name: str, value: int) -> tuple[str, int]:
    factor, more = rng.randrange(3, 12), rng.randrange(2, 9)
    return rng.choice(
        (
            (f"{name} // {factor}", value // factor),
            (f"{name} % {factor} + {more}", value % factor + more),
            (f"{name} // 10 + {name} % 10", value // 10 + value % 10),
            (f"{name} // {factor + 8} + {more}", value // (factor + 8) + more),
        )
    )


GOODS: Final = ("tea", "cake", "soup", "bread", "juice", "rice", "salad", "toast", "pie", "milk")


def till(rng: Chance, depth: int, objects: int) -> Sketch:
    """Prices are added up, then come surcharges and discounts, each under its condition."""
    names = rng.sample(GOODS, 4)
    prices = {name: rng.randrange(1, 3 + objects // 5) for name in names}
    basket = [rng.choice(names[:3]) for _ in range(rng.choice((2, 3)))]
    colour, kind = rng.choice(COLOURS), rng.choice(KINDS)
    sums = sum(prices[each] for each in basket)
    total, code, skipped = sums, list[str](), sums
    for _ in range(depth):
        limit, step, probe = rng.randrange(2, 8), rng.randrange(1, 5), rng.choice(names)
        text, holds = rng.choice(
            (
                (f"total > {limit}", total > limit),
                (f'"{probe}" in basket', probe in basket),
                (f'basket.count("{probe}") > 1', basket.count(probe) > 1),
                (f"len(basket) > {len(basket) - 1} and total < {limit}", total < limit),
            )
        )
        code.append(f"if {text}:\n    total += {step}\nelse:\n    total -= 1")
        skipped = total + (-1 if holds else step)
        total += step if holds else -1
    source = filled(
        """
prices = {<prices>}
basket = [<basket>]
total = 0
for thing in basket:
    total += prices[thing]
<code>
print(total, "<colour>", "<kind>")
""",
        prices=", ".join(f'"{name}": {price}' for name, price in prices.items()),
        basket=", ".join(map(quoted, basket)),
        code="\n".join(code),
        colour=colour,
        kind=kind,
    )
    if not 2 <= total <= objects or total == sums or str(total) in numbers_in(source):
        return till(rng, depth, objects)
    wrong = tuple(
        (f"{count} {colour} {kind}",) for count in dict.fromkeys((sums, skipped, total + 1)) if count != total
    )
    return sketch(rng, Program(source, (f"{total} {colour} {kind}",), wrong), counted(rng))


def swaps(rng: Chance, depth: int, objects: int) -> Sketch:
    """Numbers change places under conditions; differences and sums of what comes out are printed."""
    start = rng.sample(range(10, 60), 3)
    now, code, kept = list(start), list[str](), rng.randrange(3)
    for _ in range(depth + 1):
        kept = rng.choice([place for place in range(3) if place != kept])  # never the same two again at once
        one, other = rng.sample([place for place in range(3) if place != kept], 2)
        sign, name, second = rng.choice("<>"), "abc"[one], "abc"[other]
        code.append(f"if {name} {sign} {second}:\n    {name}, {second} = {second}, {name}")
        if (now[one] > now[other]) == (sign == ">"):
            now[one], now[other] = now[other], now[one]
    more = [rng.randrange(2, 10) for _ in start]
    shown = [f"print({name} + {extra})" for name, extra in zip("abc", more, strict=True)]
    source = "\n".join((f"a, b, c = {start[0]}, {start[1]}, {start[2]}", *code, *shown))

    def lines(numbers: Sequence[int]) -> Lines:
        return tuple(str(number + extra) for number, extra in zip(numbers, more, strict=True))

    if now == start:
        return swaps(rng, depth, objects)
    wrong = (lines(start), lines(sorted(start)), tuple(map(str, now)))
    return sketch(rng, Program(source, lines(now), wrong), signs(rng, several=True))
