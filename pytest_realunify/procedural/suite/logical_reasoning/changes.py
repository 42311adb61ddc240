"""A described row of shapes, and what is supposed to happen to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, KINDS
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import Scene, Shape, column, row
from pytest_realunify.procedural.world.words import listed, with_article

Row = tuple[Shape, ...]
Change = tuple[str, Row]
"""A clause in the past tense, for after "suppose", and the row as it is then."""


def build(rng: Chance, objects: int, changes: int) -> Sketch:
    """The row after all changes, at times stood on end."""
    start, texts, stages = _story(rng, objects, changes)
    said = listed([with_article(f"{each.colour} {each.kind}") for each in start])
    make, ending = rng.choice(ENDINGS)
    prompt = rng.choice(
        (
            f"Imagine a row of shapes, from left to right: {said}. Suppose that {_then(texts)}. {ending}",
            f"From left to right there are {said}. What if {_then(texts)}? {ending}",
            f"A row shows {said}, from left to right. Now suppose {_then(texts)}. {ending}",
        )
    )
    end = stages[-1]
    wrong = [make(*each) for each in (start, stages[-2], end[::-1])]
    return pose(rng, prompt, make(*end), wrong)


ENDINGS: Final[tuple[tuple[Callable[..., Scene], str], ...]] = (
    (row, "Draw the row as it would be in the end."),
    (row, "Draw the row that would result."),
    (column, "Finally imagine the row stood on end, with its left end at the top, and draw the column that results."),
)


def _then(texts: Sequence[str]) -> str:
    return ", and after that ".join(texts)


def _story(rng: Chance, objects: int, changes: int) -> tuple[Row, list[str], list[Row]]:
    """A row in which every change changes something, and that does not come back to what it was."""
    while True:
        start = _start(rng, objects)
        stages, texts = [start], list[str]()
        used: set[Callable[..., object]] = set()
        while len(texts) < changes:
            kind = rng.choice([each for each in CHANGES if each not in used] or CHANGES)
            used.add(kind)
            proposals = [(text, after) for text, after in kind(rng, stages[-1]) if after != stages[-1]]
            if proposals:
                text, after = rng.choice(proposals)
                texts.append(text)
                stages.append(after)
            elif len(used) >= len(CHANGES):
                break
        if len(texts) == changes and 2 <= len(stages[-1]) <= objects + 1 and stages[-1] != start:
            return start, texts, stages


def _start(rng: Chance, objects: int) -> Row:
    kinds, hues = rng.sample(KINDS, 3), rng.sample(COLOURS, 3)
    return tuple(rng.sample([Shape(kind, hue) for kind in kinds for hue in hues], objects))


def _reshaped(rng: Chance, shapes: Row) -> Iterator[Change]:
    for kind in sorted({shape.kind for shape in shapes}):
        new = rng.choice([each for each in KINDS if each != kind])
        after = tuple(Shape(new if each.kind == kind else each.kind, each.colour) for each in shapes)
        yield f"every {kind} turned into {with_article(new)} of the same colour", after


def _repainted(rng: Chance, shapes: Row) -> Iterator[Change]:
    for hue in sorted({shape.colour for shape in shapes}):
        new = rng.choice([each for each in COLOURS if each != hue])
        after = tuple(Shape(each.kind, new if each.colour == hue else each.colour) for each in shapes)
        yield f"everything {hue} turned {new}", after


def _exchanged(rng: Chance, shapes: Row) -> Iterator[Change]:
    hues = sorted({shape.colour for shape in shapes})
    if len(hues) > 1:
        one, other = rng.sample(hues, 2)
        swap = {one: other, other: one}
        after = tuple(Shape(each.kind, swap.get(each.colour, each.colour)) for each in shapes)
        yield f"{one} and {other} changed roles, so that what had the one colour took the other", after


def _moved(rng: Chance, shapes: Row) -> Iterator[Change]:
    del rng
    yield "the leftmost shape moved to the right end", (*shapes[1:], shapes[0])
    yield "the rightmost shape moved to the left end", (shapes[-1], *shapes[:-1])
    yield "the leftmost and the rightmost shape changed places", (shapes[-1], *shapes[1:-1], shapes[0])
    yield "the whole row reversed its order", shapes[::-1]


def _gone(rng: Chance, shapes: Row) -> Iterator[Change]:
    for shape in shapes:
        if (left := tuple(each for each in shapes if each.colour != shape.colour)) and len(left) > 1:
            yield f"everything {shape.colour} vanished and the gaps closed", left
        if (left := tuple(each for each in shapes if each.kind != shape.kind)) and len(left) > 1:
            yield f"every {shape.kind} vanished and the gaps closed", left
    if len(shapes) > 2:
        place = rng.choice((0, -1))
        end = "leftmost" if place == 0 else "rightmost"
        yield f"the {end} shape vanished", shapes[1:] if place == 0 else shapes[:-1]


def _joined(rng: Chance, shapes: Row) -> Iterator[Change]:
    if len(shapes) >= WIDEST:
        return
    new = Shape(rng.choice(KINDS), rng.choice(COLOURS))
    yield f"{with_article(f'{new.colour} {new.kind}')} joined at the right end", (*shapes, new)
    yield f"{with_article(f'{new.colour} {new.kind}')} joined at the left end", (new, *shapes)
    hue = rng.choice(shapes).colour
    after = tuple(twin for each in shapes for twin in ([each] * 2 if each.colour == hue else [each]))
    yield f"each {hue} shape got a twin right beside it", after


CHANGES: Final = (_reshaped, _repainted, _exchanged, _moved, _gone, _joined)
