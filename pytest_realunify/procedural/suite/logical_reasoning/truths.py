"""Labels and speakers of whom some lie: what is the case follows from what cannot all be true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.settling import Clue
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, KINDS, PEOPLE
from pytest_realunify.procedural.world.scene import Scene, Shape, row
from pytest_realunify.procedural.world.words import listed, with_article

VESSELS: Final = {"box": "boxes", "drawer": "drawers", "envelope": "envelopes", "chest": "chests"}
PRIZES: Final = ("key", "coin", "ticket", "pearl", "letter")
Honest = tuple[bool, ...]
"""Whether each speaker tells the truth."""


def labels(rng: Chance, size: int) -> Sketch:
    """One of the boxes holds the prize; exactly one label is true, or exactly one is false."""
    hues, prize = rng.sample(COLOURS, size), rng.choice(PRIZES)
    vessel, vessels = rng.choice(list(VESSELS.items()))
    true = rng.random() < 0.6
    while True:
        said = [rng.choice(list(_labels(rng, place, hues, vessel, prize))) for place in range(size)]
        fitting = [place for place in range(size) if [label.holds(place) for label in said].count(true) == 1]
        if len(fitting) == 1 and len({label.text for label in said}) == size:
            break
    speeches = " ".join(f'On the {hue} one is written: "{each.text}."' for hue, each in zip(hues, said, strict=True))
    plain, special = rng.sample(KINDS, 2)
    prompt = rng.choice(
        (
            (
                f"From left to right stand {vessels} in {listed(hues)}, and one of them hides a {prize}. {speeches} "
                f"Only one of these labels is {str(true).lower()}. "
            ),
            (
                f"A {prize} lies in one of the {vessels}, which are {listed(hues)} from left to right. {speeches} "
                f"Exactly one of the labels is {str(true).lower()}. "
            ),
        )
    ) + rng.choice(
        (
            (
                f"Draw the {vessels} in a row in this order, each as {with_article(plain)} of its colour, except for "
                f"the "
                f"one "
                f"with the {prize}: draw that as {with_article(special)} of its colour."
            ),
            (
                f"Draw one shape for each {vessel}, in its colour and in the same order from left to right: "
                f"{with_article(special)} for the one with the {prize}, {with_article(plain)} for every other."
            ),
        )
    )

    def scene(at: int) -> Scene:
        return row(*(Shape(special if place == at else plain, hue) for place, hue in enumerate(hues)))

    return pose(rng, prompt, scene(fitting[0]), [*map(scene, rng.sample(range(size), size))])


def _labels(rng: Chance, own: int, hues: Sequence[str], vessel: str, prize: str) -> Iterator[Clue[int]]:
    """What may stand on a label: true or false depending on where the prize is."""
    other, third = rng.sample([place for place in range(len(hues)) if place != own], 2)
    yield Clue(f"The {prize} is in here", lambda at: at == own)
    yield Clue(f"The {prize} is not in here", lambda at: at != own)
    yield Clue(f"The {prize} is in the {hues[other]} {vessel}", lambda at: at == other)
    yield Clue(f"The {prize} is not in the {hues[other]} {vessel}", lambda at: at != other)
    yield Clue(
        f"The {prize} is in the {hues[other]} {vessel} or in the {hues[third]} {vessel}",
        lambda at: at in (other, third),
    )


def speakers(rng: Chance, size: int) -> Sketch:
    """Everyone always lies or always tells the truth; what they say of each other tells who does."""
    people = rng.sample(PEOPLE, size)
    every = list(product((True, False), repeat=size))
    while True:
        said = [rng.choice(list(_speeches(rng, who, people))) for who in range(size)]
        fitting = [
            honest for honest in every if all(each.holds(honest) == honest[who] for who, each in enumerate(said))
        ]
        if len(fitting) == 1 and len(set(fitting[0])) == 2:
            break
    speeches = " ".join(f'{name} says: "{each.text}."' for name, each in zip(people, said, strict=True))
    truth, lie = rng.sample(KINDS, 2)
    hue, other = rng.sample(COLOURS, 2)
    prompt = rng.choice(
        (
            (
                f"Each of {listed(people)} either always tells the truth or always lies. {speeches} Draw one shape per "
                f"person, in a row from left to right in the order in which they are listed: {with_article(hue)} "
                f"{truth} "
                f"for "
                f"whoever tells the truth, {with_article(other)} {lie} for whoever lies."
            ),
            (
                f"On an island everybody is either a knight, who never lies, or a knave, who never tells the truth. "
                f"We meet {listed(people)}. {speeches} Draw them side by side in the order of their names above, "
                f"from left "
                f"to right: every knight as {with_article(hue)} {truth}, every knave as {with_article(other)} {lie}."
            ),
        )
    )

    def scene(honest: Sequence[bool]) -> Scene:
        return row(*(Shape(truth, hue) if each else Shape(lie, other) for each in honest))

    right = fitting[0]
    one = rng.randrange(size)
    slip = tuple(each != (place == one) for place, each in enumerate(right))
    return pose(rng, prompt, scene(right), [scene([True] * size), scene([not each for each in right]), scene(slip)])


def _speeches(rng: Chance, who: int, people: Sequence[str]) -> Iterator[Clue[Honest]]:
    others = [each for each in range(len(people)) if each != who]
    one = rng.choice(others)
    yield Clue(f"{people[one]} is a liar", lambda honest: not honest[one])
    yield Clue(f"{people[one]} tells the truth", lambda honest: honest[one])
    yield Clue(f"{people[one]} and I are of the same sort", lambda honest: honest[one] == honest[who])
    yield Clue(f"{people[one]} and I are of different sorts", lambda honest: honest[one] != honest[who])
    pair = rng.sample(others, 2)
    first, second = pair
    yield Clue(
        f"At least one of {people[first]} and {people[second]} is a liar",
        lambda honest: not (honest[first] and honest[second]),
    )
    yield Clue(
        f"Both {people[first]} and {people[second]} are liars", lambda honest: not honest[first] and not honest[second]
    )
