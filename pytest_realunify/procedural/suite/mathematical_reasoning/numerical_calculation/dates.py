"""Times of day and days of the month, written on a sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import MisfitError
from pytest_realunify.procedural.suite.mathematical_reasoning.showing import clock_face, sign
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller

FIRST_LEGS: Final = ("walks for {}", "cycles for {}", "rides on a tram for {}", "drives for {}")
LEGS: Final = (
    "waits for {}",
    "sits in a train for {}",
    "is on a ferry for {}",
    "rides on a bus for {}",
    "rests for {}",
)


def clock(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """When a journey of several legs ends, on a morning."""
    rng, steps = teller.rng, difficulty["steps"]
    start = rng.randrange(6 * 12, 10 * 12) * 5
    spans = [rng.randrange(1, 25 if steps < 3 else 15) * 5 for _ in range(steps)]
    end = start + sum(spans)
    if end // 60 == start // 60 or end >= 12 * 60 + 55:
        raise MisfitError
    ways = [rng.choice(FIRST_LEGS), *rng.sample(LEGS, steps - 1)]
    legs = [way.format(teller.span(minutes)) for way, minutes in zip(ways, spans, strict=True)]
    leads = ("Then", "After that", "Finally")
    story = f"{teller.name} leaves home at {_time(start)} in the morning and {legs[0]}."
    story += "".join(f" {lead} {teller.she} {leg}." for lead, leg in zip(leads, legs[1:], strict=False))
    # Minutes carried over at a hundred, an hour too many, the last leg forgotten.
    slips = [_time(end + 40), _time(end - spans[-1]), _time(end + 60)]
    what = rng.choice(("the time of arrival", "the time at the end of the journey"))
    if rng.random() < 0.6:
        return clock_face(rng, what, end, [end + 40, end - spans[-1], end + 60]).of(rng, story)
    return sign(rng, what, _time(end), [slip for slip in slips if slip]).of(rng, story)


def _time(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def calendar(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """The day of the month some days and weeks later; months have the length the fact table gives them."""
    rng, table = teller.rng, facts("mathematical_reasoning/numerical_calculation")
    month = rng.choice(list(table["months"]["after"]))
    length, following = int(table["months"]["days"][month]), table["months"]["after"][month]
    today = rng.randrange(8, length + 1)
    event = rng.choice(("exhibition", "course", "concert", "journey"))
    story = f"Today is {today} {month}. {teller.name}'s {event} is to begin in"
    later, before = 0, 0
    for move in MOVES[: difficulty["steps"]]:
        unit = rng.choice(("day", "day", "week"))
        many = rng.randrange(2, 17) if unit == "day" else rng.randrange(1, 4)
        sign_of = -1 if "forward" in move else 1
        before, later = later, later + sign_of * many * int(table["spans"]["days"][unit])
        story += f"{move} {teller.some(many, unit, f'{unit}s')}."
    day = today + later - length
    if not 2 <= day <= table["months"]["days"][following]:
        raise MisfitError
    slips = [day + 1, day - 1, today + before - length]
    what = f"the day of the month on which the {event} {'begins' if difficulty['steps'] == 1 else 'finally begins'}"
    return sign(rng, what, str(day), [str(each) for each in slips if each > 0]).of(rng, story)


MOVES: Final = (
    "",
    " Then it is put off by",
    " After that it is brought forward by",
    " Finally it is put off again, by",
)
