"""Lengths, distances, contents and areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.arranging import grid, named
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import Amount, MisfitError, differing
from pytest_realunify.procedural.suite.mathematical_reasoning.sectors import pie
from pytest_realunify.procedural.suite.mathematical_reasoning.showing import LIQUIDS, glass
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller

PACES: Final = (
    ("walks", (4, 5, 6)),
    ("jogs", (8, 9, 10)),
    ("cycles", (12, 15, 18, 20)),
    ("takes a boat", (10, 14, 20)),
)
"""Ways to travel, and speeds in kilometres an hour."""
LEGS: Final = [
    (way, speed, minutes)
    for way, speeds in PACES
    for speed in speeds
    for minutes in (10, 15, 20, 30, 40, 45, 60, 90, 120)
    if speed * minutes % 60 == 0
]
"""Those of whole kilometres."""


def journey(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """The kilometres of a tour of several legs."""
    rng, steps = teller.rng, difficulty["steps"]
    legs, total, slip = [], 0, 0
    for _ in range(steps):
        way, speed, minutes = rng.choice([leg for leg in LEGS if leg[1] * leg[2] <= 60 * (24 // steps + 1)])
        legs.append(f"{way} for {teller.span(minutes)} at {teller.n(speed)} kilometres an hour")
        slip, total = total, total + speed * minutes // 60
    story = f"{teller.name} {legs[0]}."
    story += "".join(
        f" {lead} {teller.she} {leg}." for lead, leg in zip(("Then", "Next", "Finally"), legs[1:], strict=False)
    )
    amount = Amount("kilometre of the whole tour", "there are kilometres in the whole tour", total, (slip,))
    return counts(teller, amount).of(rng, story)


def posts(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Things at equal distances along a line: one more than there are gaps."""
    rng, steps = teller.rng, difficulty["steps"]
    one, many, along = rng.choice(
        (
            ("tree", "trees", "a straight avenue"),
            ("lamp", "lamps", "a straight pier"),
            ("flagpole", "flagpoles", "a straight promenade"),
        )
    )
    gap, gaps = rng.randrange(3, 11), rng.randrange(3, 12)
    have, gone, new = gaps + 1, rng.randrange(2, 7), rng.randrange(2, 7)
    slips = [gaps]
    story = (
        f"Along {along} in {teller.name}'s village, {gap * gaps} metres long, {many} stand {teller.n(gap)} metres apart"
        f"{' on both sides' if steps > 1 else ''}, the first at one end and the last at the other."
    )
    if steps > 1:
        have, slips = 2 * have, [2 * gaps, have]
    if steps > 2:
        have, slips, story = (
            have - gone,
            [2 * gaps - gone, have],
            f"{story} A storm knocks down {teller.n(gone)} of them.",
        )
    if steps > 3:
        have, slips, story = have + new, [have], f"{story} After the storm, {teller.n(new)} new ones are put up."
    end = " in the end" if steps > 2 else ""
    amount = Amount(f"{one} that stands there{end}", f"{many} stand there{end}", have, (*slips,))
    return counts(teller, amount).of(rng, story)


def tank(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """A glass that is poured into and drunk from."""
    rng, steps = teller.rng, difficulty["steps"]
    quarter = rng.choice((50, 60, 75, 80, 100, 120, 125, 150))
    level = rng.randrange(1, 5)
    have, said = 0, []
    for step in range(steps):
        # Every move but the last leaves some odd amount, and the last one makes it quarters.
        after = quarter * level if step == steps - 1 else rng.randrange(1, 4 * quarter // 5) * 5
        if after == have or (step == 0 and steps == 1 and level == 4):
            raise MisfitError
        said.append((after - have, after))
        have = after
    first = said[0][0]
    spoon = rng.choice([each for each in (10, 15, 20, 25, 30, 50) if first % each == 0] or [0])
    if steps == 1 and not spoon:
        raise MisfitError
    if spoon and 2 <= first // spoon <= 12 and (steps == 1 or rng.random() < 0.4):
        poured = f"{teller.n(first // spoon)} ladles of {spoon} millilitres each"
    elif steps == 1:
        raise MisfitError
    else:
        poured = f"{first} millilitres"
    story = (
        f"{teller.name}'s empty glass holds {4 * quarter} millilitres when full. "
        f"{teller.she.capitalize()} pours in {poured}."
    )
    for lead, (change, _) in zip(("Then", "After that", "Finally"), said[1:], strict=False):
        verb = rng.choice(("drinks", "spills", "pours out")) if change < 0 else rng.choice(("pours in", "adds"))
        more = "" if change < 0 else " more"
        story += f" {lead} {teller.she} {verb} {abs(change)} millilitres{more}."
    return glass(rng, "the glass as it is in the end", level).of(rng, story)


def cake(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Slices cut and slices eaten. The number of slices is stated in the easiest form only."""
    rng, steps = teller.rng, difficulty["steps"]
    girls, boys, grown = rng.randrange(2, 6), rng.randrange(2, 6), rng.randrange(1, 5)
    slices = girls + boys + (grown if steps > 2 else 0)
    first, second = rng.randrange(1, 5), rng.randrange(1, 4)
    left = slices - first - (second if steps > 3 else 0)
    if slices > 12 or left < 2:
        raise MisfitError
    cut = f"{teller.n(girls)} girls and {teller.n(boys)} boys"
    if steps > 2:
        cut = f"{teller.n(girls)} girls, {teller.n(boys)} boys and {teller.some(grown, 'grown-up', 'grown-ups')}"
    story = f"{teller.name} cuts a round {rng.choice(('cake', 'tart', 'pizza'))} into equal slices, "
    story += "exactly one for each of " + cut + "." if steps > 1 else f"{teller.n(slices)} of them."
    story += f" By noon, {teller.some(first, 'slice has', 'slices have')} been eaten."
    if steps > 3:
        story += f" In the afternoon, {teller.some(second, 'more slice is', 'more slices are')} eaten."
    colour = rng.choice(LIQUIDS)
    request = rng.choice(
        (
            (
                "Draw it as a circle cut into as many equal sectors as there were slices, with the sectors of the "
                f"slices that remain in {colour} and the others white."
            ),
            (
                "Show one circle with an equal sector for every slice that was cut: those still uneaten at the end are "
                f"{colour}, the rest white."
            ),
        )
    )
    eaten = slices - left
    slips = [(slices, eaten), (slices, left + 1), (slices - 1, left)]
    return pie(request, colour, slices, left, slips).of(rng, story, (str(slices),) if steps == 1 else ())


def tiles(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Rows and columns of tiles on a wall, parts of which stay bare."""
    rng, steps = teller.rng, difficulty["steps"]
    rows, columns = rng.randrange(2, 6), rng.randrange(2, 8)
    side = rng.choice((10, 12, 15, 20, 25, 30, 40))
    wide = rng.choice([each for each in (10, 15, 20, 25, 30, 40, 50) if each != side]) if steps > 1 else side
    low, beside = (rng.randrange(1, 9) * 5 if steps > least else 0 for least in (2, 3))
    story = (
        f"{teller.name} tiles a panel {columns * wide + beside} centimetres wide and "
        f"{rows * side + low} centimetres high."
    )
    story += (
        f" Every tile is {wide} centimetres wide and {side} centimetres high."
        if steps > 1
        else f" The tiles are squares with sides of {side} centimetres."
    )
    if low:
        story += f" A strip of {low} centimetres along the lower edge stays bare."
    if beside:
        story += f" So does a strip of {beside} centimetres along the left edge, over the full height."
    (shape,) = differing(rng, 1)
    request = rng.choice(
        (
            (f"Draw one {named(shape)} for every tile, in the same rows and columns as on the panel. "),
            f"Show the tiles in their rows and columns, each as one {named(shape)}.",
        )
    )
    return grid(teller, request, shape, rows, columns).of(rng, story)
