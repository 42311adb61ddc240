"""How often something is to be expected in many trials."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import Amount, MisfitError
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.world.words import number

TABLE: Final = "mathematical_reasoning/probability_estimation"
DIE_EVENTS: Final = (
    ("an even number", 3),
    ("an odd number", 3),
    ("more than four", 2),
    ("less than three", 2),
    ("more than one", 5),
    ("a multiple of three", 2),
    ("a prime number", 3),
    *((f"a {number(face)}", 1) for face in range(1, 7)),
    *((f"anything but a {number(face)}", 5) for face in range(1, 7)),
)
"""What a throw may show, and on how many of the six faces."""
CARD_EVENTS: Final = (
    *((f"a {suit}", 13) for suit in ("heart", "diamond", "club", "spade")),
    *((f"a card that is no {suit}", 39) for suit in ("heart", "diamond", "club", "spade")),
    ("a red card", 26),
    ("a black card", 26),
    ("an ace", 4),
    ("a king", 4),
    ("a red queen", 2),
    ("a black jack", 2),
    ("a court card", 12),
)
"""What a card may be, and how many of the pack are that."""


def trials(teller: Teller, share: Fraction, most: int = 120) -> int:
    """A number of trials of which the share is whole and fits a picture."""
    fits = [many for many in range(6, most + 1) if (many * share).denominator == 1 and 2 <= many * share <= teller.most]
    if not fits:
        raise MisfitError
    return teller.rng.choice(fits)


def _expected(teller: Teller, share: Fraction, story: str, one: str, clause: str) -> Sketch:
    """`story` has a hole for the number of trials."""
    many = trials(teller, share)
    slips = (int(many * (1 - share)), int(many * share / 2))
    return counts(teller, Amount(one, clause, int(many * share), slips)).of(teller.rng, story.format(teller.n(many)))


def die(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """One die."""
    del difficulty
    event, faces = teller.rng.choice(DIE_EVENTS)
    share = Fraction(faces, len(facts(TABLE)["die"]["faces"]))
    one, clause = f"throw that can be expected to show {event}", f"throws can be expected to show {event}"
    return _expected(teller, share, f"{teller.name} throws a fair die {{}} times.", one, clause)


def two_dice(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """The sum, or the faces, of two dice."""
    del difficulty
    total = teller.rng.randrange(2, 13)
    pairs = len(facts(TABLE)["die"]["faces"]) ** 2
    event, ways = teller.rng.choice(
        (
            (f"a total of {number(total)}", 6 - abs(total - 7)),
            (f"a total of {number(total)}", 6 - abs(total - 7)),
            ("the same number twice", 6),
            ("different numbers", 30),
            ("even numbers only", 9),
            ("a six at least once", 11),
        )
    )
    one, clause = f"throw that can be expected to show {event}", f"throws can be expected to show {event}"
    return _expected(
        teller, Fraction(ways, pairs), f"{teller.name} throws a pair of fair dice {{}} times.", one, clause
    )


def coins(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """As many coins as there are events."""
    rng, many = teller.rng, difficulty["events"]
    ways = {"every coin": 1, "no coin": 1, "exactly one coin": comb(many, 1), "at least one coin": 2**many - 1}
    who = rng.choice(list(ways)) if many > 1 else "the coin"
    side = rng.choice(facts(TABLE)["coin"]["sides"])
    share = Fraction(ways.get(who, 1), len(facts(TABLE)["coin"]["sides"]) ** many)
    tossed = "a fair coin" if many == 1 else f"{number(many)} fair coins at once"
    one = f"toss in which {who} can be expected to show {side}"
    clause = f"there are tosses in which {who} can be expected to show {side}"
    return _expected(teller, share, f"{teller.name} tosses {tossed}, {{}} times over.", one, clause)


def cards(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """A card that is put back every time."""
    del difficulty
    table = facts(TABLE)["cards"]
    event, ways = teller.rng.choice(CARD_EVENTS)
    share = Fraction(ways, len(table["ranks"]) * len(table["red"] + table["black"]))
    story = (
        f"{teller.name} draws a card from a full pack of playing cards without jokers, puts it back and shuffles, and "
        "does so {} times in all."
    )
    one, clause = f"draw that can be expected to bring {event}", f"draws can be expected to bring {event}"
    return _expected(teller, share, story, one, clause)
