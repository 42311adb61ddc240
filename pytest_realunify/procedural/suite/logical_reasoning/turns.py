"""Suppositions about arrows, glasses and numbers: turns and mirrors, pouring, counting on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Final, TypeVar

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS
from pytest_realunify.procedural.world.english import direction_phrase
from pytest_realunify.procedural.world.scene import DIRECTIONS, LEVELS, Arrow, Glass, Sign, row
from pytest_realunify.procedural.world.words import NUMBERS, ORDINALS, listed, with_article

Arrows = tuple[Arrow, ...]
T = TypeVar("T")
ROUND: Final = tuple(DIRECTIONS)


def _turned(arrow: Arrow, eighths: int) -> Arrow:
    return replace(arrow, direction=ROUND[(ROUND.index(arrow.direction) + eighths) % 8])


def _mirrored(arrow: Arrow) -> Arrow:
    return replace(arrow, direction=ROUND[-ROUND.index(arrow.direction) % 8])


def arrows(rng: Chance, objects: int, changes: int) -> Sketch:
    """Arrows that turn, are mirrored, or vanish."""
    hues = rng.sample(COLOURS, objects)
    start: Arrows = tuple(Arrow(hue, rng.choice(ROUND[::2])) for hue in hues)
    texts, stages = _run(rng, start, changes, _arrow_changes)
    said = listed([f"{with_article(each.colour)} one pointing {direction_phrase(each.direction)}" for each in start])
    prompt = rng.choice(
        (
            (
                f"Arrows stand in a row, from left to right {said}. Suppose {_then(texts)}. Draw the row of arrows "
                f"as it "
                f"would "
                "be then."
            ),
            (
                f"Imagine arrows side by side, from left to right: {said}. What if {_then(texts)}? Draw the arrows "
                f"as they "
                "would stand in the end."
            ),
        )
    )
    end = stages[-1]
    wrong = [row(*start), row(*stages[-2]), row(*(_turned(each, 4) for each in end)), row(*end[::-1])]
    return pose(rng, prompt, row(*end), wrong)


def _arrow_changes(rng: Chance, now: Arrows) -> Iterator[tuple[str, Arrows]]:
    place = rng.randrange(len(now))
    hue = now[place].colour
    for side, eighths in (("clockwise", 2), ("counterclockwise", -2)):
        yield f"every arrow made a quarter turn {side}", tuple(_turned(each, eighths) for each in now)
        one = tuple(_turned(each, eighths) if each.colour == hue else each for each in now)
        yield f"the {hue} arrow made a quarter turn {side}", one
        yield (
            f"the {hue} arrow made an eighth of a turn {side}",
            tuple(_turned(each, eighths // 2) if each.colour == hue else each for each in now),
        )
    yield (
        f"the {hue} arrow turned right round to point the other way",
        tuple(_turned(each, 4) if each.colour == hue else each for each in now),
    )
    yield "the whole picture were seen in a mirror that exchanges left and right", tuple(map(_mirrored, now))[::-1]
    yield "the whole picture were turned upside down by half a turn", tuple(_turned(each, 4) for each in now)[::-1]
    other = rng.choice([each for each in now if each.colour != hue]).colour
    at = {each.colour: place for place, each in enumerate(now)}
    swap = {hue: now[at[other]], other: now[at[hue]]}
    # Not their colours: an arrow goes by its colour, and would go by another one from then on.
    yield f"the {hue} and the {other} arrow changed places", tuple(swap.get(each.colour, each) for each in now)


Levels = tuple[int, ...]
FILLINGS: Final = tuple((hue, each) for hue in COLOURS for each in product(range(1, 5), repeat=3) if len(set(each)) > 1)
"""A liquid and how high the first glasses are filled."""


def glasses(rng: Chance, objects: int, changes: int) -> Sketch:
    """Glasses of one liquid that somebody drinks from, fills up or pours from."""
    hue, first = rng.deal(FILLINGS)
    start: Levels = (*first, *(rng.randrange(1, 5) for _ in range(min(objects, 5) - 3)))
    texts, stages = _run(rng, start, changes, _level_changes)
    places = [_place(at, len(start)) for at in range(len(start))]
    said = listed([f"the {place} is {LEVELS[level]}" for place, level in zip(places, start, strict=True)])
    prompt = rng.choice(
        (
            (
                f"Glasses of {hue} liquid stand in a row: {said}. Suppose {_then(texts)}. Draw the row of glasses as "
                f"it "
                f"would "
                "look."
            ),
            f"In a row of glasses with {hue} liquid {said}. What would the row look like if {_then(texts)}? Draw it.",
        )
    )
    scenes = [row(*(Glass(level, hue if level else None) for level in each)) for each in stages]
    wrong = [scenes[0], scenes[-2], row(*list(scenes[-1])[::-1])]
    return pose(rng, prompt, scenes[-1], wrong)


def _place(at: int, count: int) -> str:
    if at == 0:
        return "leftmost"
    return "rightmost" if at == count - 1 else f"{ORDINALS[at]}"


def _level_changes(rng: Chance, now: Levels) -> Iterator[tuple[str, Levels]]:
    one, other = rng.sample(range(len(now)), 2)
    name, second = (f"the {_place(at, len(now))} glass" for at in (one, other))
    if max(now) < 4:
        yield "another quarter of a glass were poured into each of them", tuple(level + 1 for level in now)
    if min(now) > 0:
        yield "somebody drank a quarter of a glass from each of them", tuple(level - 1 for level in now)
    if now[one]:
        yield f"somebody emptied {name}", _with(now, {one: 0})
    if now[one] < 4:
        yield f"{name} were filled to the brim", _with(now, {one: 4})
    if now[one] and now[one] + now[other] <= 4:
        yield f"all that is in {name} were poured into {second}", _with(now, {one: 0, other: now[one] + now[other]})
    if now[one] != now[other]:
        # Not the glasses: their names are their places, and would say something else from then on.
        yield f"the contents of {name} and {second} were exchanged", _with(now, {one: now[other], other: now[one]})


def _with(now: Levels, new: dict[int, int]) -> Levels:
    return tuple(new.get(at, level) for at, level in enumerate(now))


Numbers = tuple[int, ...]


def numbers(rng: Chance, objects: int, changes: int) -> Sketch:
    """Numbers on signs that grow, shrink and move."""
    start = tuple(rng.sample(range(11, 50), objects))
    colour = rng.choice(("black", "red", "green", "blue", "purple", "brown"))
    texts, stages = _run(rng, start, changes, _number_changes)
    if len(set(stages[-1]) - set(start)) < 2:  # the numbers in the prompt are no secret to be asked for
        return numbers(rng, objects, changes)
    said = listed([str(each) for each in start])
    prompt = rng.choice(
        (
            (
                f"White signs in a row bear numbers in {colour}, from left to right {said}. Suppose {_then(texts)}. "
                f"Draw "
                f"the row "
                "of signs as it would be then."
            ),
            f"From left to right, white signs show {said}, all in {colour}. What if {_then(texts)}? Draw the signs.",
        )
    )
    scenes = [row(*(Sign(str(each), colour) for each in stage)) for stage in stages]
    wrong = [scenes[0], scenes[-2], row(*list(scenes[-1])[::-1])]
    return pose(rng, prompt, scenes[-1], wrong)


def _number_changes(rng: Chance, now: Numbers) -> Iterator[tuple[str, Numbers]]:
    step = rng.choice((3, 4, 5, 6, 7, 8, 9))
    if max(now) < 500:
        yield "every number were doubled", tuple(2 * each for each in now)
    yield f"every number were {NUMBERS[step]} higher", tuple(each + step for each in now)
    if min(now) > step:
        yield f"every number were {NUMBERS[step]} lower", tuple(each - step for each in now)
    if all(10 <= each < 100 and each % 10 for each in now):
        yield "the two digits of every number changed places", tuple(int(str(each)[::-1]) for each in now)
    yield "the signs were sorted from the lowest number on the left to the highest", tuple(sorted(now))
    yield "the signs were sorted from the highest number on the left to the lowest", tuple(sorted(now, reverse=True))
    if any(each % 2 for each in now):
        yield "every odd number were one higher", tuple(each + each % 2 for each in now)


def _then(texts: Sequence[str]) -> str:
    return ", and after that ".join(texts)


def _run(
    rng: Chance, start: T, changes: int, proposals: Callable[[Chance, T], Iterator[tuple[str, T]]]
) -> tuple[list[str], list[T]]:
    """As many changes as wanted, each of which leads to something new and none of which is told twice."""
    while True:
        texts, stages = list[str](), [start]
        for _ in range(changes):
            found = [(text, after) for text, after in proposals(rng, stages[-1]) if after not in stages]
            found = [each for each in found if each[0] not in texts]
            if not found:
                break
            text, after = rng.choice(found)
            texts.append(text)
            stages.append(after)
        if len(texts) == changes:
            return texts, stages
