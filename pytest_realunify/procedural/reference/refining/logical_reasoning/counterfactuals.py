"""What would have been: a rule carried out on supposed days, exchanges with one left out."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import NAME, SHAPE, shapes_in
from pytest_realunify.procedural.world.scene import Scene, row
from pytest_realunify.procedural.world.words import ORDINALS

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY: Final = "|".join(DAYS)


def weather(request: str) -> Scene | None:
    """One shape a day, by that day's weather and the day before."""
    rules = re.search(
        rf"({SHAPE}) if it rains, ({SHAPE}) if the sun shines, but ({SHAPE}) instead on a sunny day that comes right "
        "after a rainy one",
        request,
    )
    days = {day: what == "rain" for what, day in re.findall(rf"(rain|sunshine) on ({_DAY})", request)}
    supposed = {day: what == "rainy" for day, what in re.findall(rf"({_DAY}) been (rainy|sunny)", request)}
    if not rules or not days or not supposed:
        return None
    wet, dry, after = (shapes_in(rules[group])[0] for group in (1, 2, 3))
    drawn, yesterday = [], False
    for day in DAYS:
        if day in days:
            today = supposed.get(day, days[day])
            drawn.append(wet if today else after if yesterday else dry)
            yesterday = today
    return row(*drawn)


def exchanges(request: str) -> Scene | None:
    """Who would have what, had one of the exchanges not taken place."""
    owned = {name: shapes_in(text)[0] for name, text in re.findall(rf"({NAME}) had ({SHAPE})", request)}
    done = re.findall(rf"({NAME}) and ({NAME}) exchanged what they had", request)
    left_out = re.search(
        r"(?:Suppose the (\w+) of these exchanges had not taken place|except for the (\w+) exchange)", request
    )
    asked = re.search(
        rf"(?:what|belong to) ((?:{NAME}(?:, | and )?)+)(?: would have in the end)?, in this order", request
    )
    if not owned or not left_out or not asked:
        return None
    skipped = _which(left_out[1] or left_out[2], len(done))
    names = re.findall(NAME, asked[1])
    if skipped is None or not set(names) <= set(owned):
        return None
    for one, other in done[:skipped] + done[skipped + 1 :]:
        if one not in owned or other not in owned:
            return None
        owned[one], owned[other] = owned[other], owned[one]
    return row(*(owned[name] for name in names))


def _which(word: str, count: int) -> int | None:
    if word == "last":
        return count - 1
    return ORDINALS.index(word) if word in ORDINALS[:count] else None
