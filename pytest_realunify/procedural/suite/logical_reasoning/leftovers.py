"""What nobody takes: each in turn picks what a description fits alone, and the rest is to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, KINDS, PEOPLE
from pytest_realunify.procedural.world.scene import Shape, row
from pytest_realunify.procedural.world.words import listed, plural, with_article


def build(rng: Chance, size: int) -> Sketch:
    """A row on the table; as many children as the difficulty says pick one each; two or more objects are left."""
    table = _table(rng, size + 3)
    takers = rng.sample(PEOPLE, size - 1)
    left = list(table)
    told = []
    for name in takers:
        place, text = rng.choice(list(_choices(left)))
        del left[place]
        told.append((name, text))
    said = listed([with_article(f"{each.colour} {each.kind}") for each in table])
    story = " ".join(f"{_opening(at)}{name} takes {text}." for at, (name, text) in enumerate(told))
    prompt = rng.choice(
        (
            (
                f"On a table lie, in a row from left to right, {said}. {story} Draw what is then left, in one row "
                f"in the old order."
            ),
            (
                f"A shop window shows {said}, in this order from left to right. {story} Draw the objects nobody took, "
                f"side by "
                "side and still in order."
            ),
        )
    )
    place = rng.randrange(len(left))
    spared = [each for each in table if each not in left]
    swapped = [*left[:place], rng.choice(spared), *left[place + 1 :]]
    wrong = [row(*table), row(*swapped), row(*left[::-1])]
    return pose(rng, prompt, row(*left), wrong)


def _table(rng: Chance, count: int) -> list[Shape]:
    """Distinct shapes of few kinds and colours, so that most share one with another."""
    kinds, colours = rng.sample(KINDS, 3), rng.sample(COLOURS, 3)
    return rng.sample([Shape(kind, colour) for kind in kinds for colour in colours], min(count, 9))


def _opening(at: int) -> str:
    return ("First ", "Then ", "Next ", "After that ")[min(at, 3)]


def _choices(left: Sequence[Shape]) -> Iterator[tuple[int, str]]:
    """Descriptions that fit exactly one of what is left, and none that names it outright."""
    for place, shape in enumerate(left):
        same_kind = [each for each in left if each.kind == shape.kind]
        same_colour = [each for each in left if each.colour == shape.colour]
        if len(same_kind) == 1:
            yield place, f"the only {shape.kind}"
        if len(same_colour) == 1:
            yield place, f"the only {shape.colour} object"
        if len(same_kind) == 2:
            other = next(each for each in same_kind if each != shape)
            yield place, f"the one {shape.kind} that is not {other.colour}"
        if len(same_colour) == 2:
            other = next(each for each in same_colour if each != shape)
            yield place, f"the one {shape.colour} object that is not {with_article(other.kind)}"
        if len(same_kind) > 1 and shape == same_kind[0]:
            yield place, f"the leftmost of the {plural(shape.kind)} still there"
        if len(same_kind) > 1 and shape == same_kind[-1]:
            yield place, f"the rightmost of the {plural(shape.kind)} still there"
    yield 0, "what is now the leftmost object"
    yield len(left) - 1, "what is now the rightmost object"
