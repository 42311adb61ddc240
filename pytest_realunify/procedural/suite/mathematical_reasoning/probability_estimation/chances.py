"""A chance as a part of a circle, in as few sectors as can show it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import SEEN, MisfitError
from pytest_realunify.procedural.suite.mathematical_reasoning.probability_estimation.bags import THINGS
from pytest_realunify.procedural.suite.mathematical_reasoning.probability_estimation.expecting import (
    CARD_EVENTS,
    DIE_EVENTS,
    TABLE,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.sectors import fewest_sectors
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.world.words import listed, with_article

PERCENTS: Final = ("10", "12.5", "20", "25", "30", "37.5", "40", "60", "62.5", "70", "75", "80", "87.5", "90")


def wheel(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """A wheel of fortune, from a percentage or from what happens in the long run; sometimes from the chance to lose."""
    del difficulty
    rng = teller.rng
    share = Fraction(rng.choice(PERCENTS)) / 100
    wins = rng.random() < 0.5
    known = share if wins else 1 - share
    verb = "wins" if wins else "loses"
    spins = share.denominator * rng.randrange(4, 13)
    percent = known * 100
    said = rng.choice(
        (
            f"{verb} with a chance of {int(percent) if percent.denominator == 1 else float(percent)} %",
            f"{verb} {int(known * spins)} times in {spins} spins on average",
        )
    )
    story = f"The wheel of fortune at {teller.name}'s stall {said}."
    return fewest_sectors(rng, story, "the chance of winning", share)


def bag_share(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """The chance of a colour, or of any other, from a bag's contents."""
    rng = teller.rng
    one, plural = rng.choice(THINGS)
    colours = rng.sample(SEEN, difficulty["colours"])
    held = [rng.randrange(1, 10) for _ in colours]
    if held[-1] == 1:
        raise MisfitError
    place = rng.randrange(len(colours))
    share, which = Fraction(held[place], sum(held)), f"{with_article(colours[place])} one"
    if rng.random() < 0.4:
        share, which = 1 - share, f"one that is not {colours[place]}"
    contents = listed([f"{teller.n(count)} {colour}" for count, colour in zip(held, colours, strict=True)])
    story = f"{teller.name} draws a {one} blindly from a bag of {contents} {plural}."
    return fewest_sectors(rng, story, f"the chance of drawing {which}", share, colours)


def together(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Independent events that all happen."""
    rng, table = teller.rng, facts(TABLE)
    pack = len(table["cards"]["ranks"]) * len(table["cards"]["red"] + table["cards"]["black"])
    die_event, card_event = rng.choice(DIE_EVENTS), rng.choice(CARD_EVENTS)
    trials = (
        ("tosses a fair coin", f"the coin shows {rng.choice(table['coin']['sides'])}", Fraction(1, 2)),
        ("throws a fair die", f"the die shows {die_event[0]}", Fraction(die_event[1], len(table["die"]["faces"]))),
        (
            "draws a card from a full pack of playing cards without jokers",
            f"the card is {card_event[0].replace('a card that is no ', 'no ')}",
            Fraction(card_event[1], pack),
        ),
    )
    chosen = sorted(rng.sample(range(3), difficulty["events"]))
    story = f"{teller.name} {listed([trials[place][0] for place in chosen])}."
    chance = f"the chance that {listed([trials[place][1] for place in chosen])}"
    return fewest_sectors(rng, story, chance, prod((trials[place][2] for place in chosen), start=Fraction(1)))
