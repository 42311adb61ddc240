"""Branches that choose: a colour for each number, word or expression, a turn for each letter, a twist for a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.code_to_image.conditions import WORDS, Condition, of_flags, of_number, of_word
from pytest_realunify.procedural.suite.code_to_image.outputs import (
    COLOURS,
    KINDS,
    Lines,
    Output,
    Program,
    arrows,
    filled,
    flag,
    listed,
    number_word,
    plain_stripes,
    quoted,
    signs,
    sketch,
)

T = TypeVar("T")


def sorted_out(rng: Chance, depth: int, objects: int) -> Sketch:
    """A function of branches, called for several numbers or words; it gives a colour for each."""
    function, colours = rng.choice(("pick", "choose", "colour_of", "shade")), rng.sample(COLOURS, depth + 1)
    if rng.random() < 0.5:
        name = number_word(rng)
        given = rng.sample(range(10, 100), min(rng.choice((3, 4, 5)), objects))
        numbers = [of_number(rng, name) for _ in range(depth)]
        made = _sorted_out(rng, function, name, given, numbers, colours)
        return made or sorted_out(rng, depth, objects)
    name = rng.choice(("word", "w", "name", "text"))
    words = rng.sample(WORDS, min(rng.choice((3, 4, 5)), objects))
    made = _sorted_out(rng, function, name, words, [of_word(rng, name) for _ in range(depth)], colours)
    return made or sorted_out(rng, depth, objects)


def _sorted_out(
    rng: Chance,
    function: str,
    name: str,
    given: Sequence[T],
    conditions: Sequence[Condition[T]],
    colours: Sequence[str],
) -> Sketch | None:
    """None where all come out alike."""
    early = rng.random() < 0.4
    body = [
        f"    {'if' if early or place == 0 else 'elif'} {condition.text}:\n        return {quoted(colour)}"
        for place, (condition, colour) in enumerate(zip(conditions, colours[:-1], strict=True))
    ]
    body.append(f"    return {quoted(colours[-1])}" if early else f"    else:\n        return {quoted(colours[-1])}")
    results = tuple(_first(conditions, colours, each) for each in given)
    last = tuple(_first(conditions[::-1], [*colours[-2::-1], colours[-1]], each) for each in given)
    flipped = tuple(_first(conditions, colours[::-1], each) for each in given)
    if len(set(results)) == 1:
        return None
    striped = plain_stripes(results)
    output: Output = flag(rng) if striped and rng.random() < 0.5 else listed(rng)
    kind = "" if "stripe" in output.told else f" {rng.choice(KINDS)}"
    shown = f", {quoted(kind.strip())}" if kind else ""
    listing = ", ".join(quoted(each) if isinstance(each, str) else str(each) for each in given)
    source = f"def {function}({name}):\n" + "\n".join(body)
    source += f"\n\nfor each in [{listing}]:\n    print({function}(each){shown})"
    wrong = (
        last,
        flipped,
        tuple(colours[place % len(colours)] for place in range(len(given))),
        (colours[0],) * len(given),
    )
    return _sketch(rng, source, results, wrong, output, kind)


def _sketch(
    rng: Chance, source: str, right: Lines, wrong: Sequence[Lines], output: Output, kind: str, typed: str = ""
) -> Sketch:
    """With the same kind of shape on every line."""

    def whole(lines: Lines) -> Lines:
        return tuple(f"{line}{kind}" for line in lines)

    return sketch(rng, Program(source, whole(right), tuple(map(whole, wrong)), typed), output)


def _first(conditions: Sequence[Condition[T]], colours: Sequence[str], value: T) -> str:
    """The colour of the first condition that holds, else the last colour."""
    for condition, colour in zip(conditions, colours, strict=False):
        if condition.holds(value):
            return colour
    return colours[-1]


FLAGS: Final = ("raining", "windy", "cold", "dark", "busy", "open_now", "sunny", "late", "hungry", "tired")


def logic(rng: Chance, depth: int, objects: int) -> Sketch:
    """Yes and no, and, or, not: a colour for each expression."""
    names = rng.sample(FLAGS, 3)
    flags = {name: rng.random() < 0.5 for name in names}
    count = min(rng.choice((3, 4, 5)), objects)
    yes, no = rng.sample(COLOURS, 2)
    found = [of_flags(rng, flags, depth + 1) for _ in range(count)]
    if len({value for _, value in found}) == 1:
        return logic(rng, depth, objects)
    kind = rng.choice(KINDS)
    settings = "\n".join(f"{name} = {value}" for name, value in flags.items())
    calls = "\n".join(f"show({text})" for text, _ in found)
    source = filled(
        """
<settings>

def show(answer):
    if answer:
        print("<yes>", "<kind>")
    else:
        print("<no>", "<kind>")

<calls>
""",
        settings=settings,
        calls=calls,
        yes=yes,
        no=no,
        kind=kind,
    )
    right = tuple(yes if value else no for _, value in found)
    wrong = [tuple(no if value else yes for _, value in found), (yes,) * count]
    slip = rng.randrange(count)
    wrong.append(tuple((no if line == yes else yes) if at == slip else line for at, line in enumerate(right)))
    return _sketch(rng, source, right, wrong, listed(rng), f" {kind}")


HEADINGS: Final = ("up", "right", "down", "left")


def orders(rng: Chance, depth: int, objects: int) -> Sketch:
    """A letter at a time turns a heading this way or that."""
    letters = rng.sample("ABCDEFGHJKLMNPRSTUVWXYZ", min(depth + 1, 3))
    turns = dict(zip(letters, rng.sample((1, 2, 3), len(letters)), strict=True))
    said = [rng.choice(letters) for _ in range(min(rng.choice((4, 5, 6)), objects))]
    start = rng.randrange(4)

    def followed(sign: int) -> Lines:
        heading, shown = start, []
        for letter in said:
            heading = (heading + sign * turns[letter]) % 4
            shown.append(HEADINGS[heading])
        return tuple(shown)

    body = "".join(
        f"    {'if' if place == 0 else 'elif'} letter == {quoted(letter)}:\n        heading += {turns[letter]}\n"
        if place < len(letters) - 1
        else f"    else:\n        heading += {turns[letter]}\n"
        for place, letter in enumerate(letters)
    )
    source = filled(
        """
headings = ["up", "right", "down", "left"]
heading = <start>
for letter in "<said>":
<body>    print(headings[heading % 4])
""",
        start=start,
        said="".join(said),
        body=body,
    )
    single = tuple(HEADINGS[(start + turns[letter]) % 4] for letter in said)
    in_order = tuple(HEADINGS[at % 4] for at in range(len(said)))
    return sketch(rng, Program(source, followed(1), (single, followed(-1), in_order)), arrows(rng))


def spelling(rng: Chance, depth: int, objects: int) -> Sketch:
    """A word is turned about, each time one way or the other."""
    first = rng.choice([word for word in WORDS if len(word) <= 7])
    word, untouched, code = first, first, list[str]()
    for _ in range(depth):
        condition = of_word(rng, "word")
        (text, then), (other_text, otherwise) = rng.sample(_twists(rng), 2)
        code.append(f"if {condition.text}:\n    word = {text}\nelse:\n    word = {other_text}")
        held = condition.holds(word)
        untouched, word = (otherwise if held else then)(word), (then if held else otherwise)(word)
    if word == first or not 3 <= len(word) <= 8:
        return spelling(rng, depth, objects)
    source = "\n".join((f'word = "{first}"', *code, "print(word.upper())"))
    wrong = ((untouched.upper(),), (first.upper(),), (first[::-1].upper(),))
    return sketch(rng, Program(source, (word.upper(),), wrong), signs(rng, several=False))


def _twists(rng: Chance) -> list[tuple[str, Callable[[str], str]]]:
    letter, other = rng.sample("aeinrst", 2)
    return [
        ("word[::-1]", lambda word: word[::-1]),
        ("word[1:] + word[0]", lambda word: word[1:] + word[0]),
        ("word[-1] + word[:-1]", lambda word: word[-1] + word[:-1]),
        (f'word.replace("{letter}", "{other}")', lambda word: word.replace(letter, other)),
        ("word[1:]", lambda word: word[1:] or word),
        ("word[:-1]", lambda word: word[:-1] or word),
    ]
