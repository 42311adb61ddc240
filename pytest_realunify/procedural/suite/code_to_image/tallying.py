"""Loops that end in one number: what is counted, summed or worked off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.code_to_image.conditions import WORDS, of_number
from pytest_realunify.procedural.suite.code_to_image.figured import many
from pytest_realunify.procedural.suite.code_to_image.outputs import (
    COLOURS,
    KINDS,
    Program,
    counted,
    filled,
    number_word,
    signs,
    sketch,
)
from pytest_realunify.procedural.world.figures.counted import MOST
from pytest_realunify.procedural.world.words import numbers_in


def _tally(
    rng: Chance, template: str, right: int, wrong: Sequence[int], objects: int, typed: str = ""
) -> Sketch | None:
    """Shows the number as that many shapes, or as parts of a thing. None for one that is too large, or that stands in
    the program."""
    colour, kind = rng.choice(COLOURS), rng.choice(KINDS)
    figured = right <= MOST and rng.random() < 0.3
    with_look = "" if figured else f', "{colour}", "{kind}"'
    source = filled(template, look=with_look)
    if not 2 <= right <= objects or str(right) in numbers_in(f"{source} {typed}"):
        return None
    look = "" if figured else f" {colour} {kind}"
    lines = tuple((f"{count}{look}",) for count in dict.fromkeys(wrong) if count != right)
    program = Program(source, (f"{right}{look}",), lines, typed)
    return sketch(rng, program, many(rng) if figured else counted(rng))


def sieve(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Numbers in a range that meet a condition are counted, or a part of them is added up."""
    start = rng.randrange(1, 20)
    end = start + 6 + 3 * rounds + rng.randrange(8)
    name = rng.choice(("i", "n", "x", "number"))
    condition = of_number(rng, name)
    factor = rng.choice((2, 3, 4))
    counts = rng.random() < 0.6
    form = rng.randrange(3)
    gain = "1" if counts else f"{name} % {factor}"
    template = filled(
        (
            "total = 0\nfor <name> in range(<start>, <end>):\n    if <test>:\n        total += <gain>\n",
            (
                "total = 0\nfor <name> in range(<start>, <end>):\n    if not (<test>):\n        continue\n    total += "
                "<gain>\n"
            ),
            "total = sum(<gain> for <name> in range(<start>, <end>) if <test>)\n",
        )[form]
        + "print(total<look>)",
        test=condition.text,
        gain=gain,
        start=start,
        end=end,
        name=name,
    )

    def total(low: int, high: int) -> int:
        return sum(1 if counts else each % factor for each in range(low, high) if condition.holds(each))

    right = total(start, end)
    wrong = (total(start, end + 1), total(start + 1, end), (end - start) - right, right + 1)
    return _tally(rng, template, right, wrong, objects) or sieve(rng, rounds, objects)


WORKING_OFF: Final = """
<name> = <start>
steps = 0
while <name> > <limit>:
<body>    steps += 1
print(steps<look>)
"""


def shrinking(rng: Chance, rounds: int, objects: int) -> Sketch:
    """A number is worked off in a while loop; the rounds are counted. The number may be typed."""
    name = number_word(rng)
    start = rng.randrange(20, 70) * min(rounds, objects // 3)  # a few rounds come of a small number
    factor, step = rng.choice((2, 3)), rng.randrange(5, 15)
    typed = rng.random() < 0.4
    by_halves = rng.random() < 0.5
    body = (
        f"    if {name} % {factor} == 0:\n        {name} //= {factor}\n    else:\n        {name} -= 1\n"
        if by_halves
        else f"    {name} -= {step}\n    if {name} % {factor} == 0:\n        {name} -= {factor}\n"
    )
    limit = 1 if by_halves else rng.randrange(5, 15)
    template = filled(
        WORKING_OFF,
        name=name,
        start='int(input("Start: "))' if typed else start,
        limit=limit,
        body=body,
    )

    def steps(value: int, least: int) -> int:
        made = 0
        while value > least:
            if by_halves:
                value = value // factor if value % factor == 0 else value - 1
            else:
                value -= step
                value -= factor if value % factor == 0 else 0
            made += 1
        return made

    right = steps(start, limit)
    wrong = (right + 1, right - 1, steps(start, limit + start // 3))
    made = _tally(rng, template, right, wrong, objects, str(start) if typed else "")
    return made or shrinking(rng, rounds, objects)


FOLDING: Final = """
n = <number>
total = <start>
while n > 0:
    total = total * 2 + n % 10
    n //= 10
print(total)
"""
PRODUCTS: Final = """
total = <start>
for a in range(<low>, <high>):
    for b in range(<width>):
        if (a + b) % <divisor> == 0:
            total += a * b + <more>
print(total)
"""


def digits(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Sums that run over digits, or over products in two loops; the result goes on a sign."""
    source, right, wrong = (_over_digits if rng.random() < 0.5 else _over_products)(rng, rounds)
    if right < 12 or str(right) in numbers_in(source):
        return digits(rng, rounds, objects)
    lines = tuple((str(each),) for each in wrong if each != right)
    return sketch(rng, Program(source, (str(right),), lines), signs(rng, several=False))


def _over_digits(rng: Chance, rounds: int) -> tuple[str, int, list[int]]:
    number, start = rng.randrange(10 ** (rounds + 1), 10 ** (rounds + 2)), rng.randrange(2, 7)
    written = str(number)
    wrong = [_folded(start, written), _folded(0, written[::-1]), sum(map(int, written))]
    return filled(FOLDING, number=number, start=start), _folded(start, written[::-1]), wrong


def _over_products(rng: Chance, rounds: int) -> tuple[str, int, list[int]]:
    start, more, low = rng.randrange(10), rng.randrange(1, 10), rng.randrange(1, 4)
    high, width, divisor = rng.randrange(4, 6 + rounds), rng.randrange(2, 5), rng.choice((2, 3))
    source = filled(PRODUCTS, start=start, more=more, low=low, high=high, width=width, divisor=divisor)

    def total(last: int, wide: int) -> int:
        pairs = [(a, b) for a in range(low, last) for b in range(wide)]
        return start + sum(a * b + more for a, b in pairs if (a + b) % divisor == 0)

    return source, total(high, width), [total(high + 1, width), total(high, width + 1), total(high - 1, width)]


def _folded(start: int, digits_: str) -> int:
    total = start
    for digit in digits_:
        total = total * 2 + int(digit)
    return total


COUNTS: Final = (
    """
counts = {}
for word in [<words>]:
    for letter in word:
        counts[letter] = counts.get(letter, 0) + 1
total = sum(counts.get(letter, 0) for letter in "<wanted>")
""",
    """
total = 0
for word in [<words>]:
    for letter in word:
        if letter in "<wanted>":
            total += 1
""",
    """
total = 0
for word in [<words>]:
    total += max(word.count("<first>"), word.count("<second>"))
""",
)


def letters(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Letters of words are counted, in a dictionary or one by one."""
    words = rng.sample(WORDS, 1 + min(rounds, 3))
    wanted = "".join(rng.sample("aeioulnrt", 3))
    form = rng.randrange(3)
    template = filled(
        COUNTS[form] + "print(total<look>)",
        words=", ".join(f'"{word}"' for word in words),
        wanted=wanted,
        first=wanted[0],
        second=wanted[1],
    )
    everything = "".join(words)
    if form == 2:
        one, other = wanted[0], wanted[1]
        right = sum(max(word.count(one), word.count(other)) for word in words)
        wrong = (everything.count(one) + everything.count(other), everything.count(one), right - 1)
    else:
        right = sum(everything.count(letter) for letter in wanted)
        wrong = (sum(words[0].count(letter) for letter in wanted), len(everything), right + 1)
    return _tally(rng, template, right, wrong, objects) or letters(rng, rounds, objects)
