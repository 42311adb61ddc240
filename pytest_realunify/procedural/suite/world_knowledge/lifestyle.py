"""Everyday life: calendar and clock, cards and board games, road and home."""

from __future__ import annotations

from itertools import permutations, product
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.looks import INKS, a, different
from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask
from pytest_realunify.procedural.suite.world_knowledge.lines import Combinations, Line, Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.die import Die
from pytest_realunify.procedural.world.scene import MAX_TEXT, TEXT_COLOURS, Arrow, Sign
from pytest_realunify.procedural.world.words import listed, number, with_article

HANDS: Final = {
    "three o'clock": ("right", "up"),
    "six o'clock": ("down", "up"),
    "nine o'clock": ("left", "up"),
    "half past one": ("upper right", "down"),
    "half past four": ("lower right", "down"),
    "half past seven": ("lower left", "down"),
    "half past ten": ("upper left", "down"),
}
"""Where the hour hand and the minute hand point, at times when both point in one of eight directions."""

CALENDARS: Final = (
    "a white sign that names in {colour} capitals the {of} {away} {name}",
    "a white sign that says in {colour} capitals which {of} comes {away} {name}",
)
CLOCKS: Final = (
    "from left to right {hour} pointing like a clock's hour hand at {time} and {minute} pointing like its minute hand",
    (
        "from left to right {hour} pointing like the hour hand and {minute} pointing like the minute hand of a clock "
        "when it is {time}"
    ),
)
DICE: Final = (
    "from left to right three ordinary dice, seen from above, that rest on their faces with {dots} dots",
    "from left to right three ordinary dice, each from the side opposite to its face with {dots} dots, in this order",
)
AWAY: Final = (1, 2, 3, 4, -1, -2, -3, -4)


def ways(known: Tables, room: Room) -> list[Way]:
    return [*standard.ways(known, room), _calendar(known), _hands(), _clock(), _dice(known), _chess(known, room)]


def _calendar(known: Tables) -> Way:
    """The day or the month so many after or before another."""
    cycles = {each["of"]: each["names"] for each in known.own["cycle"]}

    def short(of: str, place: int) -> str:
        name: str = cycles[of][place % len(cycles[of])].upper()
        return name if len(name) <= MAX_TEXT else ""

    def line(rng: Chance, start: tuple[tuple[str, int, int], str]) -> Line:
        (of, place, step), colour = start
        side = "after" if step > 0 else "before"
        away = f"directly {side}" if abs(step) == 1 else f"{number(abs(step))} {of}s {side}"
        phrase = rng.choice(CALENDARS).format(colour=colour, of=of, away=away, name=cycles[of][place])
        slips = [place - step, place + step + 1, place + step - 1]
        wrong = [written for slip in slips if (written := short(of, slip)) not in ("", short(of, place + step))]
        return Line(
            phrase, (Sign(short(of, place + step), colour),), tuple((Sign(each, colour),) for each in wrong[:2])
        )

    starts = [
        (of, place, step)
        for of, names in cycles.items()
        for place, step in product(range(len(names)), AWAY)
        if short(of, place + step)
    ]
    return Way(1, Combinations(starts, TEXT_COLOURS), line, weight=2)


def _hands() -> Way:
    def line(rng: Chance, start: tuple[str, tuple[str, str]]) -> Line:
        time, (hour_ink, minute_ink) = start
        hour, minute = (Arrow(ink, way) for ink, way in zip((hour_ink, minute_ink), HANDS[time], strict=True))
        other = rng.choice([each for each in HANDS.values() if each != HANDS[time]])
        slip = (Arrow(hour_ink, other[0]), Arrow(minute_ink, other[1]))
        crossed = (Arrow(hour_ink, minute.direction), Arrow(minute_ink, hour.direction))
        phrase = rng.choice(CLOCKS).format(
            hour=with_article(f"{hour_ink} arrow"), minute=with_article(f"{minute_ink} arrow"), time=time
        )
        return Line(phrase, (hour, minute), (crossed, slip), placed=True)

    pairs = list(permutations(INKS, 2))
    return Way(1, Combinations(list(HANDS), pairs), line)


def _clock() -> Way:
    """A time of the twenty-four-hour clock on a face with hands."""

    def line(rng: Chance, start: tuple[int, int]) -> Line:
        hour, minute = start
        told = f"{hour}:{minute:02d}"
        phrase = rng.choice(
            (
                f"a round clock face whose two hands show {told} of the twenty-four-hour clock",
                f"a round clock face with its two hands set to {told} of the twenty-four-hour clock",
            )
        )
        right = Clock(hour - 12, minute)
        wrong = [Clock((hour - 11) % 12 or 12, minute), *(each for each in right.slips() if each.fits())]
        return Line(phrase, (right,), tuple((each,) for each in wrong[:3] if each != right))

    return Way(1, Combinations(range(13, 24), range(0, 60, 5)), line)


def _dice(known: Tables) -> Way:
    """The faces of three dice that lie opposite other ones."""
    total: int = known.own["die"]["opposite"]

    def line(rng: Chance, start: tuple[int, int, int]) -> Line:
        shown = [total - dots for dots in start]
        phrase = rng.choice(DICE).format(dots=listed([number(dots) for dots in start]))
        place = rng.randrange(len(shown))
        off = [(each % 6) + 1 if at == place else each for at, each in enumerate(shown)]
        wrong = [tuple(map(Die, faces)) for faces in (start, shown[::-1], off) if list(faces) != shown]
        return Line(phrase, tuple(map(Die, shown)), tuple(wrong), placed=True)

    return Way(1, Combinations(range(1, 7), range(1, 7), range(1, 7)), line)


def _chess(known: Tables, room: Room) -> Way:
    """Some neighbouring squares of a rank."""
    a1_is_dark = known.own["chess"]["a1"] == "dark"
    spans = [(first, first + many - 1) for many in range(4, room.row + 1) for first in range(9 - many)]
    stretches = [(rank, first, last) for rank in range(1, 9) for first, last in spans]

    def line(rng: Chance, start: tuple[tuple[int, int, int], str]) -> Line:
        (rank, first, last), ink = start
        dark, light = different(rng, 2)
        if ink != light.colour:
            dark = type(dark)(dark.kind, ink)
        shown = [dark if ((file + rank) % 2 == 1) == a1_is_dark else light for file in range(first, last + 1)]
        turned = [light if item == dark else dark for item in shown]
        phrase = (
            f"from left to right, one after the other for the chessboard squares {'abcdefgh'[first]}{rank} to "
            f"{'abcdefgh'[last]}{rank}, {a(dark)} for every dark square and {a(light)} for every light square"
        )
        wrong = (tuple(turned), tuple(shown[:-1]))
        return Line(phrase, tuple(shown), wrong, placed=True)

    return Way(2, Combinations(stretches, INKS), line, alone=True)


SUBTASK: Final = subtask("lifestyle", ways, place=7)
