"""A described row of shapes, and changes carried out on it one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import KIND, shape, shapes_in
from pytest_realunify.procedural.world.scene import MAX_PER_ROW, Scene, Shape, column, row
from pytest_realunify.procedural.world.words import COLOUR

Shapes = list[Shape]
Change = Callable[[re.Match[str], Shapes], Shapes]
SUPPOSED: Final = re.compile(r"(?:[Ss]uppose(?: that)?|What if|look like if) (?P<changes>[^.?]+)[.?]")
THEN: Final = ", and after that "


def read(request: str) -> Scene | None:
    """The shapes as they would be."""
    supposed = SUPPOSED.search(request)
    if not supposed:
        return None
    shapes = shapes_in(request[: supposed.start()])
    if not 1 < len(shapes) <= MAX_PER_ROW:
        return None
    for text in supposed["changes"].split(THEN):
        after = _changed(text, shapes)
        if after is None or not 0 < len(after) <= MAX_PER_ROW:
            return None
        shapes = after
    return (column if "stood on end" in request else row)(*shapes)


def _changed(text: str, shapes: Shapes) -> Shapes | None:
    for pattern, change in CHANGES:
        if match := pattern.fullmatch(text):
            return change(match, shapes)
    return None


def _reshaped(match: re.Match[str], shapes: Shapes) -> Shapes:
    old, new = shape("red", match[1]).kind, shape("red", match[2]).kind
    return [Shape(new, each.colour) if each.kind == old else each for each in shapes]


def _repainted(match: re.Match[str], shapes: Shapes) -> Shapes:
    return [Shape(each.kind, match[2]) if each.colour == match[1] else each for each in shapes]


def _exchanged(match: re.Match[str], shapes: Shapes) -> Shapes:
    other = {match[1]: match[2], match[2]: match[1]}
    return [Shape(each.kind, other.get(each.colour, each.colour)) for each in shapes]


def _moved(match: re.Match[str], shapes: Shapes) -> Shapes:
    first = match[1] == "leftmost"
    rest = shapes[1:] if first else shapes[:-1]
    moved = shapes[0] if first else shapes[-1]
    return [moved, *rest] if match[2] == "left" else [*rest, moved]


def _ends_exchanged(match: re.Match[str], shapes: Shapes) -> Shapes:
    del match
    after = list(shapes)
    after[0], after[-1] = after[-1], after[0]
    return after


def _gone(match: re.Match[str], shapes: Shapes) -> Shapes:
    if match[1] in ("leftmost", "rightmost"):
        return shapes[1:] if match[1] == "leftmost" else shapes[:-1]
    return [each for each in shapes if match[1] not in (each.colour, each.kind)]


def _joined(match: re.Match[str], shapes: Shapes) -> Shapes:
    new = shape(match[1], match[2])
    return [new, *shapes] if match[3] == "left" else [*shapes, new]


def _twinned(match: re.Match[str], shapes: Shapes) -> Shapes:
    return [twin for each in shapes for twin in [each] * (1 + (each.colour == match[1]))]


CHANGES: Final[tuple[tuple[re.Pattern[str], Change], ...]] = tuple(
    (re.compile(pattern), change)
    for pattern, change in (
        (rf"every ({KIND}) turned into an? ({KIND}) of the same colour", _reshaped),
        (rf"everything ({COLOUR}) turned ({COLOUR})", _repainted),
        (rf"({COLOUR}) and ({COLOUR}) changed roles, so that what had the one colour took the other", _exchanged),
        (r"the (leftmost|rightmost) shape moved to the (left|right) end", _moved),
        (r"the leftmost and the rightmost shape changed places", _ends_exchanged),
        (r"the whole row reversed its order", lambda _, shapes: shapes[::-1]),
        (rf"every(?:thing)? ({COLOUR}|{KIND}) vanished and the gaps closed", _gone),
        (r"the (leftmost|rightmost) shape vanished", _gone),
        (rf"an? ({COLOUR}) ({KIND}) joined at the (left|right) end", _joined),
        (rf"each ({COLOUR}) shape got a twin right beside it", _twinned),
    )
)
