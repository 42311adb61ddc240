"""Explicit conditions on places: a row, a column, a flag's stripes or two rows, in the one order that meets them "
"all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.lines import COLUMN, ROW, Line, Order, clues
from pytest_realunify.procedural.suite.logical_reasoning.settling import Clue, sentences, settle
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, LETTERS, distinct, short_names
from pytest_realunify.procedural.world.scene import Cut, Flag, Item, Scene, Shape, Sign, column, row
from pytest_realunify.procedural.world.words import listed, with_article

STRIPES: Final = tuple(permutations((*COLOURS, "black", "white"), 3))


def _order(rng: Chance, line: Line, names: Sequence[Sequence[str]]) -> tuple[Order, list[Clue[Order]]]:
    """An order other than that of mention, and conditions that settle it."""
    mention = tuple(range(len(names)))
    while True:
        truth = tuple(rng.sample(mention, len(mention)))
        if truth == mention:
            continue
        chosen = settle(rng, truth, permutations(mention), clues(rng, line, names, truth))
        if chosen is not None:
            return truth, chosen


def _placed(things: Sequence[Item], order: Order) -> tuple[Item, ...]:
    return tuple(thing for _, thing in sorted(zip(order, things, strict=True), key=lambda pair: pair[0]))


def in_line(rng: Chance, objects: int) -> Sketch:
    """Shapes or letters in a row or a column."""
    line, scene_of = rng.choice(((ROW, row), (COLUMN, column)))
    things: list[Item]
    if rng.random() < 0.7:
        shapes = distinct(rng, objects)
        things, names = list(shapes), short_names(shapes)
        said = listed([with_article(f"{shape.colour} {shape.kind}") for shape in shapes])
    else:
        letters = rng.sample(LETTERS, objects)
        colour = rng.choice(("black", "red", "green", "blue", "purple"))
        things, names = [Sign(letter, colour) for letter in letters], [[f"letter {letter}"] for letter in letters]
        said = f"white signs with the letters {listed(letters)} in {colour}, one letter on each"
    order, chosen = _order(rng, line, names)
    conditions = sentences(rng, [clue.text for clue in chosen])
    word = "row" if line is ROW else "column"
    prompt = rng.choice(
        (
            f"One {word} holds {said}, each once. {conditions} Draw the {word}.",
            f"One {word} is to hold {said}, and nothing else. {conditions} Draw the {word}.",
            f"Put in a single {word}, {said} meet these conditions. {conditions} Draw the {word}.",
        )
    )
    scene = scene_of(*_placed(things, order))
    wrong = [
        scene_of(*things),
        scene_of(*reversed(_placed(things, order))),
        _swapped(rng, _placed(things, order), line),
    ]
    return pose(rng, prompt, scene, wrong)


def _swapped(rng: Chance, placed: Sequence[Item], line: Line) -> Scene:
    """Two neighbours have changed places."""
    place = rng.randrange(len(placed) - 1)
    items = list(placed)
    items[place], items[place + 1] = items[place + 1], items[place]
    return (row if line is ROW else column)(*items)


def flag(rng: Chance, objects: int) -> Sketch:
    """The stripes of a flag."""
    count = 3 if objects == 3 else 5  # of four stripes only the outer ones can be asked for
    upright = rng.random() < 0.5
    base = ROW if upright else COLUMN
    line = Line(base.before, base.after, base.first, base.last, base.reading, "stripe")
    first = rng.deal(STRIPES)
    rest = [each for each in (*COLOURS, "black", "white") if each not in first]
    colours = [*first, *rng.sample(rest, count - 3)]
    order, chosen = _order(rng, line, [[f"{colour} stripe"] for colour in colours])
    stripes = [colour for _, colour in sorted(zip(order, colours, strict=True))]
    lie = "upright" if upright else "level"
    cut: Cut = "vertical" if upright else "horizontal"
    conditions = sentences(rng, [clue.text.replace(" stand", " lie") for clue in chosen])
    prompt = rng.choice(
        (
            f"A flag has equal {cut} stripes in {listed(colours)}, one of each colour. {conditions} Draw the flag.",
            (
                f"A club wants a flag of equal {cut} stripes, one each in {listed(colours)}. {conditions} "
                "Draw the flag alone."
            ),
            (
                f"The stripes of a flag are {lie} ({cut}) and equally wide; their colours are {listed(colours)}, "
                f"each used "
                f"once. {conditions} Draw the flag."
            ),
        )
    )
    shifted = [*stripes[1:], stripes[0]]
    wrong = [row(Flag(cut, tuple(each))) for each in (colours, stripes[::-1], shifted)]
    return pose(rng, prompt, row(Flag(cut, tuple(stripes))), wrong)


def grid(rng: Chance, objects: int) -> Sketch:
    """Shapes in two rows of equal length."""
    width = 2 if objects <= 4 else 3
    shapes = distinct(rng, 2 * width)
    cells = list(product(range(2), range(width)))
    names = short_names(shapes)
    while True:
        truth = tuple(rng.sample(cells, len(cells)))
        if truth == tuple(cells):
            continue
        chosen = settle(rng, truth, permutations(cells), list(_grid_clues(rng, names, truth, width)))
        if chosen is not None:
            break
    conditions = sentences(rng, [clue.text for clue in chosen])
    said = listed([with_article(f"{shape.colour} {shape.kind}") for shape in shapes])
    prompt = rng.choice(
        (
            f"In an upper and a lower row of equal length stand {said}. {conditions} Draw the two rows.",
            f"Put in an upper and a lower row of one length, {said} meet these conditions. {conditions} Draw both.",
        )
    )
    scene = _grid(shapes, truth, width)
    mirrored = tuple((place, width - 1 - across) for place, across in truth)
    flipped = tuple((1 - place, across) for place, across in truth)
    return pose(rng, prompt, scene, [_grid(shapes, each, width) for each in (tuple(cells), mirrored, flipped)])


Cells = tuple[tuple[int, int], ...]


def _grid(shapes: Sequence[Shape], cells: Cells, width: int) -> Scene:
    placed = [shape for _, shape in sorted(zip(cells, shapes, strict=True), key=lambda pair: pair[0])]
    return Scene((tuple(placed[:width]), tuple(placed[width:])))


def _grid_clues(rng: Chance, names: Sequence[Sequence[str]], truth: Cells, width: int) -> Iterator[Clue[Cells]]:
    def name(thing: int) -> str:
        return f"the {rng.choice(names[thing])}"

    for thing in range(len(truth)):
        yield _in_row(name(thing), thing, truth[thing][0])
    for one, other in permutations(range(len(truth)), 2):
        if width == 3 or truth[one][0] != truth[other][0]:
            yield _sharing(name(one), name(other), one, other, truth)
        yield from _touching(name(one), name(other), one, other, truth)


def _in_row(name: str, thing: int, down: int) -> Clue[Cells]:
    return Clue(f"{name} is in the {('upper', 'lower')[down]} row", lambda at: at[thing][0] == down)


def _sharing(name: str, second: str, one: int, other: int, truth: Cells) -> Clue[Cells]:
    if truth[one][0] == truth[other][0]:
        return Clue(f"{name} and {second} share a row", lambda at: at[one][0] == at[other][0])
    return Clue(f"{name} and {second} are in different rows", lambda at: at[one][0] != at[other][0])


def _touching(name: str, second: str, one: int, other: int, truth: Cells) -> Iterator[Clue[Cells]]:
    (down, across), (other_down, other_across) = truth[one], truth[other]
    if across == other_across and down < other_down:
        yield Clue(
            f"{name} stands directly above {second}",
            lambda at: at[one][0] < at[other][0] and at[one][1] == at[other][1],
        )
    if down == other_down and other_across - across == 1:
        yield Clue(
            f"{name} stands directly to the left of {second}",
            lambda at: at[one][0] == at[other][0] and at[other][1] - at[one][1] == 1,
        )
