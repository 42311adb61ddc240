"""Glasses of one liquid that are drunk from, filled up and poured together."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.changes import SUPPOSED, THEN
from pytest_realunify.procedural.reference.refining.logical_reasoning.turns import carried_out
from pytest_realunify.procedural.world.scene import LEVELS, MAX_PER_ROW, Glass, Scene, row
from pytest_realunify.procedural.world.words import COLOUR, ORDINALS

Quarters = list[int]
_LEVEL: Final = "|".join(sorted(LEVELS, key=len, reverse=True))
_WHICH: Final = rf"the (leftmost|rightmost|{'|'.join(ORDINALS)})"
_FULL: Final = len(LEVELS) - 1


def read(request: str) -> Scene | None:
    """The row of glasses as it would look."""
    supposed = SUPPOSED.search(request)
    liquid = re.search(rf"[Gg]lasses (?:of|with) ({COLOUR}) liquid", request)
    if not supposed or not liquid:
        return None
    start = [LEVELS.index(level) for level in re.findall(rf"{_WHICH} is ({_LEVEL})", request) for level in level[1:]]
    if not 1 < len(start) <= MAX_PER_ROW:
        return None
    end = carried_out(supposed["changes"].split(THEN), start, _after)
    if end is None or not all(0 <= each <= _FULL for each in end):
        return None
    return row(*(Glass(each, liquid[1] if each else None) for each in end))


def _after(text: str, now: Quarters) -> Quarters | None:
    if text == "another quarter of a glass were poured into each of them":
        return [each + 1 for each in now]
    if text == "somebody drank a quarter of a glass from each of them":
        return [each - 1 for each in now]
    named = [place for said in re.findall(rf"{_WHICH} glass", text) if (place := _place(said, len(now))) is not None]
    if not named:
        return None
    return _one_or_two(text, now, named[0], named[-1])


def _one_or_two(text: str, now: Quarters, one: int, other: int) -> Quarters | None:
    after = list(now)
    if text.startswith("somebody emptied"):
        after[one] = 0
    elif text.endswith("filled to the brim"):
        after[one] = _FULL
    elif text.startswith("all that is in"):
        after[one], after[other] = 0, now[one] + now[other]
    elif text.startswith("the contents of"):
        after[one], after[other] = now[other], now[one]
    else:
        return None
    return after


def _place(said: str, count: int) -> int | None:
    place = {"leftmost": 0, "rightmost": count - 1}.get(said)
    if place is None:
        place = ORDINALS.index(said)
    return place if place < count else None
