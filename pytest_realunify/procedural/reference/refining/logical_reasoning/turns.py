"""Suppositions about arrows and numbers, carried out one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from pytest_realunify.procedural.reference.refining.logical_reasoning.changes import SUPPOSED, THEN
from pytest_realunify.procedural.world.scene import DIRECTIONS, MAX_PER_ROW, MAX_TEXT, Arrow, Scene, Sign, row
from pytest_realunify.procedural.world.words import COLOUR, NUMBER, value_of

T = TypeVar("T")
_EVERY_WAY: Final = "|".join(sorted(DIRECTIONS, key=len, reverse=True))
_WAYS: Final = {vector: name for name, vector in DIRECTIONS.items()}
_STEPS: Final = {"a quarter turn": 2, "an eighth of a turn": 1}


def arrows(request: str) -> Scene | None:
    """Arrows that turn, are mirrored or change places."""
    supposed = SUPPOSED.search(request)
    if not supposed or "rrows" not in request[: supposed.start()]:
        return None
    told = re.findall(rf"({COLOUR}) one pointing (?:to the )?({_EVERY_WAY})\b", request[: supposed.start()])
    start = [Arrow(colour, direction) for colour, direction in told]
    if not 0 < len(start) <= MAX_PER_ROW:
        return None
    end = carried_out(supposed["changes"].split(THEN), start, _arrows_after)
    return row(*end) if end else None


def carried_out(changes: Sequence[str], start: T, after: Callable[[str, T], T | None]) -> T | None:
    """What is there after all changes; None where one of them is not understood."""
    now: T | None = start
    for text in changes:
        now = after(text, now) if now is not None else None
    return now


def _arrows_after(text: str, now: list[Arrow]) -> list[Arrow] | None:
    if said := re.fullmatch(
        rf"(?:every|the ({COLOUR})) arrow made ({'|'.join(_STEPS)}) (clockwise|counterclockwise)", text
    ):
        steps = _STEPS[said[2]] * (1 if said[3] == "clockwise" else -1)
        return [_round(each, steps) if said[1] in (None, each.colour) else each for each in now]
    if said := re.fullmatch(rf"the ({COLOUR}) arrow turned right round to point the other way", text):
        return [_facing(each, -1, -1) if each.colour == said[1] else each for each in now]
    if text == "the whole picture were seen in a mirror that exchanges left and right":
        return [_facing(each, -1, 1) for each in reversed(now)]
    if text == "the whole picture were turned upside down by half a turn":
        return [_facing(each, -1, -1) for each in reversed(now)]
    if said := re.fullmatch(rf"the ({COLOUR}) and the ({COLOUR}) arrow changed places", text):
        return _exchanged(now, said[1], said[2])
    return None


def _exchanged(now: list[Arrow], one: str, other: str) -> list[Arrow] | None:
    known = {each.colour: each for each in now}
    if not {one, other} <= known.keys():
        return None
    taken = {one: known[other], other: known[one]}
    return [taken.get(each.colour, each) for each in now]


def _facing(arrow: Arrow, across: int, down: int) -> Arrow:
    """Its vector multiplied part by part: -1 flips."""
    x, y = DIRECTIONS[arrow.direction]
    return Arrow(arrow.colour, _WAYS[x * across, y * down])


def _round(arrow: Arrow, eighths: int) -> Arrow:
    """Turned clockwise by eighths: an eighth takes (x, y) to the sign of (x - y, x + y), y pointing down."""
    x, y = DIRECTIONS[arrow.direction]
    for _ in range(eighths % 8):
        x, y = _sign(x - y), _sign(x + y)
    return Arrow(arrow.colour, _WAYS[x, y])


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def numbers(request: str) -> Scene | None:
    """Numbers on signs that grow, shrink and move."""
    supposed = SUPPOSED.search(request)
    told = re.search(rf"(?:from left to right|signs show) ((?:\d{{1,{MAX_TEXT}}}(?:, | and )?)+)", request)
    colour = re.search(rf"in ({COLOUR}),|all in ({COLOUR})", request)
    if not (supposed and told and colour and "signs" in request):
        return None
    start = [int(each) for each in re.findall(r"\d+", told[1])]
    end = carried_out(supposed["changes"].split(THEN), start, _numbers_after)
    return row(*(Sign(str(each), colour[1] or colour[2]) for each in end)) if end else None


def _numbers_after(text: str, now: list[int]) -> list[int] | None:
    if text == "every number were doubled":
        return [each + each for each in now]
    if said := re.fullmatch(rf"every number were ({NUMBER}) (higher|lower)", text):
        step = value_of(said[1]) * (1 if said[2] == "higher" else -1)
        return [each + step for each in now]
    if text == "every odd number were one higher":
        return [each + 1 if each % 2 else each for each in now]
    if text == "the two digits of every number changed places":
        return [each % 10 * 10 + each // 10 for each in now] if all(10 <= each < 100 for each in now) else None
    if said := re.fullmatch(r"the signs were sorted from the (lowest|highest) number on the left to the \w+", text):
        return sorted(now, reverse=said[1] == "highest")
    return None
