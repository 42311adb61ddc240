"""What a clock shows after, or must show before, all that takes time."""

from __future__ import annotations

from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.scene import TEXT_COLOURS, Sign, row

DURATIONS: Final = {
    "a quarter of an hour": 15,
    "half an hour": 30,
    "three quarters of an hour": 45,
    "an hour": 60,
    "an hour and a quarter": 75,
    "an hour and a half": 90,
    "two hours": 120,
    **{f"{minutes} minutes": minutes for minutes in (5, 10, 20, 25, 35, 40, 50, 55)},
    **{f"an hour and {minutes} minutes": 60 + minutes for minutes in (5, 10, 20, 25)},
}

FORWARD: Final = {
    "The film starts at {time}": (
        "the first part runs for {}",
        "the interval takes {}",
        "the second part runs for {}",
        "the talk after it lasts {}",
    ),
    "The dough is set aside at {time}": (
        "it rises for {}",
        "it is kneaded and shaped for {}",
        "it bakes for {}",
        "the loaf cools for {}",
    ),
    "The coach sets off at {time}": (
        "it drives for {}",
        "it stops for {}",
        "it drives on for {}",
        "it crawls through the town for {}",
    ),
    "The choir begins at {time}": (
        "the warm-up takes {}",
        "the singing takes {}",
        "the break takes {}",
        "the last songs take {}",
    ),
}
"""What begins, and what takes time, one thing after the other."""

BACKWARD: Final = {
    "Mia has to be on the platform by {time} at the latest": (
        "the walk to the station takes her {}",
        "breakfast takes {}",
        "a shower takes {}",
        "feeding the cat takes {}",
    ),
    "Dinner has to be on the table at {time} sharp": (
        "the roast needs {} in the oven",
        "preparing it takes {}",
        "shopping for it takes {}",
        "cleaning up first takes {}",
    ),
    "The play has to begin at {time}": (
        "letting in the audience takes {}",
        "building the stage takes {}",
        "unloading the van takes {}",
        "the drive there takes {}",
    ),
}
"""What has to be ready, and what takes time before it."""


def timed(rng: Chance, steps: int) -> Sketch:
    """A sign with the time, twelve-hour clock."""
    forward, hour, minute, colour = rng.deal(list(product((True, False), range(1, 13), range(0, 60, 5), TEXT_COLOURS)))
    start = 60 * hour + minute
    spans = rng.sample(list(DURATIONS), steps)
    first, parts = rng.choice(list((FORWARD if forward else BACKWARD).items()))
    told = ", ".join(part.format(span) for part, span in zip(parts, spans, strict=False))
    told = told[0].upper() + told[1:]
    joint = ", one thing right after the other" if steps > 1 else ""
    sense = 1 if forward else -1
    times = [DURATIONS[span] for span in spans]
    over = "when it is over" if steps == 1 else "when all of it is over"
    asked = over if forward else "when all this has to begin, with no time to spare"
    face = rng.random() < 0.5
    prompt = rng.choice(_FACES if face else _TEMPLATES).format(
        first=first.format(time=_clock(start)), told=told, joint=joint, asked=asked, colour=colour
    )
    slips = [
        start + sense * sum(times[:-1]),
        start - sense * sum(times),
        start + sense * (sum(times) + rng.choice((-5, 5))),
    ]
    times_shown = [start + sense * sum(times), *slips]
    if face:
        shown = [row(_face(minutes)) for minutes in times_shown]
    else:
        shown = [row(Sign(_clock(minutes), colour)) for minutes in times_shown]
    return pose(rng, prompt, shown[0], shown[1:])


_FACES: Final = (
    "{first}. {told}{joint}. Draw a round clock face with two hands that shows the time {asked}.",
    "{first}. {told}{joint}. A round clock with an hour hand and a minute hand shows the time {asked}. Draw it.",
)
_TEMPLATES: Final = (
    """{first}. {told}{joint}. Draw a white sign with the time on a twelve-hour clock, \
written in {colour}, {asked}.""",
    """{first}. {told}{joint}. A white sign shows, in {colour} figures of a twelve-hour \
clock, what the time is {asked}. Draw this sign.""",
)


def _face(minutes: int) -> Clock:
    hour, minute = divmod(minutes % 720, 60)
    return Clock(hour or 12, minute)


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes % 720, 60)
    return f"{hour or 12}:{minute:02d}"
