"""Loops over lists and words: queues, pairs, counting out, every so many-th, letters put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.code_to_image.conditions import WORDS
from pytest_realunify.procedural.suite.code_to_image.outputs import (
    COLOURS,
    KINDS,
    Lines,
    Program,
    filled,
    flag,
    listed,
    plain_stripes,
    quoted,
    signs,
    sketch,
)
from pytest_realunify.procedural.world.scene import TEXT_COLOURS

Colours = list[str]
Step = tuple[str, Callable[[Colours, int], Colours]]


def _quoted(texts: Sequence[str]) -> str:
    return ", ".join(map(quoted, texts))


def _of(kind: str, colours: Sequence[str]) -> Lines:
    return tuple(f"{colour} {kind}" for colour in colours)


def _steps(rng: Chance) -> list[Step]:
    """Something done to `line` in round `i`, in Python and in fact."""
    place = rng.randrange(1, 3)
    return [
        ("line.append(line.pop(0))", lambda line, _: [*line[1:], line[0]]),
        ("line.insert(0, line.pop())", lambda line, _: [line[-1], *line[:-1]]),
        ("line.reverse()", lambda line, _: line[::-1]),
        (f"line.insert({place}, line.pop(0))", lambda line, _: [*line[1 : place + 1], line[0], *line[place + 1 :]]),
        ("line = line[2:] + line[:2]", lambda line, _: line[2:] + line[:2]),
        ("line.append(line.pop(i % 3))", lambda line, i: [*line[: i % 3], *line[i % 3 + 1 :], line[i % 3]]),
    ]


def queue(rng: Chance, rounds: int, objects: int) -> Sketch:
    """A list is shuffled about by rules and then printed."""
    start = rng.sample(COLOURS, min(rng.choice((4, 5, 6)), objects))
    kind, count = rng.choice(KINDS), 1 + rounds
    (text, step), (other_text, other) = rng.sample(_steps(rng), 2)
    source = filled(
        """
line = [<start>]
for i in range(<count>):
    if i % 2 == 0:
        <text>
    else:
        <other>
for colour in line:
    print(colour, "<kind>")
""",
        start=_quoted(start),
        count=count,
        text=text,
        other=other_text,
        kind=kind,
    )

    def after(first: int, last: int) -> Colours:
        line = list(start)
        for i in range(first, last):
            line = (step if i % 2 == 0 else other)(line, i)
        return line

    right = after(0, count)
    wrong = tuple(
        _of(kind, each) for each in (start, after(0, count + 1), after(0, count - 1), right[::-1]) if each != right
    )
    if right == start:
        return queue(rng, rounds, objects)
    return sketch(rng, Program(source, _of(kind, right), wrong), listed(rng))


def paired(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Colours and kinds are put together by `zip` or `enumerate`."""
    count = min(3 + min(rounds, 3), objects)
    colours, kinds = rng.sample(COLOURS, count), rng.sample(KINDS, count)
    shift = rng.randrange(1, count)
    one = rng.randrange(3)
    forms: tuple[tuple[str, list[tuple[str, str]]], ...] = (
        (
            "for colour, kind in zip(colours[::-1], kinds):\n    print(colour, kind)",
            list(zip(colours[::-1], kinds, strict=True)),
        ),
        (
            f"for i, kind in enumerate(kinds):\n    print(colours[(i + {shift}) % len(colours)], kind)",
            [(colours[(i + shift) % count], kind) for i, kind in enumerate(kinds)],
        ),
        (
            (
                f"for i in range(len(kinds) - 1, -1, -1):\n    if i != {one}:\n        print(colours[i - {shift}], "
                f"kinds[i])"
            ),
            [(colours[i - shift], kinds[i]) for i in range(count - 1, -1, -1) if i != one],
        ),
        (
            (
                f'for i, colour in enumerate(colours):\n    if i == {one}:\n        continue\n    print(f"{{colour}} '
                f'{{kinds[-1 - i]}}")'
            ),
            [(colour, kinds[-1 - i]) for i, colour in enumerate(colours) if i != one],
        ),
    )
    code, right = rng.choice(forms)
    source = f"colours = [{_quoted(colours)}]\nkinds = [{_quoted(kinds)}]\n{code}"
    plain = list(zip(colours, kinds, strict=True))
    mixed = [(colours[0], kind) for _, kind in right]
    wrong = (plain, right[::-1], mixed, right[:-1])
    return sketch(
        rng,
        Program(source, _lines(right), tuple(_lines(each) for each in wrong if each != right)),
        listed(rng),
    )


def _lines(pairs: Sequence[tuple[str, str]]) -> Lines:
    return tuple(f"{colour} {kind}" for colour, kind in pairs)


def counting_out(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Every so many-th leaves the circle; those who leave, or those who stay, are printed."""
    circle = rng.sample(COLOURS, min(rng.choice((5, 6, 7)), objects + 1))
    step, gone = rng.randrange(1, 4), min(2 + rounds, len(circle) - 2)
    kind, leavers = rng.choice(KINDS), rng.random() < 0.5
    source = filled(
        """
circle = [<circle>]
out = []
at = 0
while len(out) < <gone>:
    at = (at + <step>) % len(circle)
    out.append(circle.pop(at))
for colour in <shown>:
    print(colour, "<kind>")
""",
        circle=_quoted(circle),
        gone=gone,
        step=step,
        shown="out" if leavers else "circle",
        kind=kind,
    )

    def shown(stride: int, number: int, both: bool = leavers) -> Colours:
        left, out, at = list(circle), Colours(), 0
        while len(out) < number:
            at = (at + stride) % len(left)
            out.append(left.pop(at))
        return out if both else left

    right = shown(step, gone)
    proposals = (shown(step - 1, gone), shown(step, gone, not leavers), circle[:gone] if leavers else circle[gone:])
    wrong = tuple(_of(kind, each) for each in proposals if each != right)
    return sketch(rng, Program(source, _of(kind, right), wrong), listed(rng))


def stripes(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Colours are taken from a list in strides; they are the stripes of a flag."""
    colours = rng.sample((*COLOURS, "black", "white"), rng.choice((4, 5, 7)))
    count, stride, start = 3 if rounds == 1 else 5, rng.randrange(2, 4), rng.randrange(len(colours))
    source = filled(
        "colours = [<colours>]\nat = <start>\nfor _ in range(<count>):\n    print(colours[at % len(colours)])\n    "
        "at += <stride>",
        colours=_quoted(colours),
        start=start,
        count=count,
        stride=stride,
    )

    def taken(first: int, by: int) -> Lines:
        return tuple(colours[(first + by * at) % len(colours)] for at in range(count))

    right = taken(start, stride)
    if not plain_stripes(right):
        return stripes(rng, rounds, objects)
    wrong = tuple(each for each in (taken(0, 1), taken(start, 1), taken(start + 1, stride)) if each != right)
    return sketch(rng, Program(source, right, wrong), flag(rng))


SPELT: Final = tuple(product([word for word in WORDS if len(set(word)) > 3], TEXT_COLOURS))
SOME_FRONTED: Final = """
for i, letter in enumerate(word):
    if <test>:
        made = letter + made
    else:
        made = made + letter
"""
VOWELS_FRONTED: Final = """
for letter in word:
    if letter in "aeiou":
        made = letter + made
    elif letter != "<skipped>":
        made += letter
"""


def spelling(rng: Chance, rounds: int, objects: int) -> Sketch:
    """Letters are put together one after the other, some of them at the front."""
    word, colour = rng.deal(SPELT)
    factor, rest = rng.choice((2, 3)), rng.randrange(2)
    skipped = rng.choice(sorted(set(word)))
    forms = (
        (
            filled(SOME_FRONTED, test=f"i % {factor} == {rest}"),
            _fronted(word, lambda i, _: i % factor == rest),
        ),
        (
            filled(VOWELS_FRONTED, skipped=skipped),
            _fronted("".join(c for c in word if c in "aeiou" or c != skipped), lambda _, letter: letter in "aeiou"),
        ),
        (
            f'made = "".join(letter for letter in word[::-1] if letter != "{skipped}")',
            word[::-1].replace(skipped, ""),
        ),
        (f"for i in range({rest}, len(word), {factor}):\n    made = word[i] + made", word[rest::factor][::-1]),
    )
    code, made = rng.choice(forms)
    turns = (rounds - 1) % 3
    after = made[turns:] + made[:turns]
    ending = ("", "made = made[1:] + made[0]\n", "for _ in range(2):\n    made = made[1:] + made[0]\n")[turns]
    if not 3 <= len(after) <= 8 or after == word:
        return spelling(rng, rounds, objects)
    start = "" if code.startswith("made =") else 'made = ""\n'
    source = f'word = "{word}"\n{start}{code}\n{ending}print(made.upper())'
    wrong = tuple((each.upper(),) for each in (word, word[::-1], made[::-1], after[:-1]) if each != after)
    return sketch(rng, Program(source, (after.upper(),), wrong), signs(rng, several=False, colour=colour))


def _fronted(word: str, to_front: Callable[[int, str], bool]) -> str:
    made = ""
    for i, letter in enumerate(word):
        made = letter + made if to_front(i, letter) else made + letter
    return made
