"""Who sits where and holds what: seats follow from what is said of people, tokens from what is said of their "
"holders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.settling import Clue, sentences, settle
from pytest_realunify.procedural.suite.logical_reasoning.things import PEOPLE, distinct, short_names
from pytest_realunify.procedural.world.scene import Scene, Shape, row
from pytest_realunify.procedural.world.words import listed, with_article

Order = tuple[int, ...]


def build(rng: Chance, size: int) -> Sketch:
    """People on a bench, each with a token; the tokens are to be drawn in the order of the seats."""
    people = rng.sample(PEOPLE, size)
    tokens = distinct(rng, size)
    names = short_names(tokens)
    every = list(permutations(range(size)))
    while True:
        seats, held = rng.choice(every), rng.choice(every)
        clues = settle(rng, seats, every, list(_seat_clues(rng, people, seats)))
        more = settle(rng, held, every, list(_token_clues(rng, people, names, seats, held)))
        if clues is not None and more is not None and held != tuple(range(size)):
            break
    scene = row(*_in_order(tokens, held))
    place = rng.choice(("bench", "sofa", "low wall", "long step"))
    said = listed([with_article(f"{token.colour} {token.kind}") for token in tokens])
    conditions = sentences(rng, [clue.text for clue in (*clues, *more)])
    prompt = rng.choice(
        (
            (
                f"{listed(people)} sit side by side on a {place}; left and right are meant as we see them. Each "
                f"holds up "
                f"one "
                f"card, and the cards show {said}. {conditions} Draw what is on the cards, in one row as we see it."
            ),
            (
                f"We look at {listed(people)}, who share a {place}, and every one of them wears one badge. The "
                f"badges are "
                f"{said}. Left and right are ours. {conditions} Draw the badges without the people, in one row from "
                f"left "
                "to right."
            ),
        )
    )
    wrong = [row(*tokens), row(*reversed(_in_order(tokens, held))), _exchanged(rng, _in_order(tokens, held))]
    return pose(rng, prompt, scene, wrong)


def _in_order(tokens: Sequence[Shape], held: Order) -> list[Shape]:
    return [token for _, token in sorted(zip(held, tokens, strict=True), key=lambda pair: pair[0])]


def _exchanged(rng: Chance, items: list[Shape]) -> Scene:
    one, other = rng.sample(range(len(items)), 2)
    items[one], items[other] = items[other], items[one]
    return row(*items)


def _seat_clues(rng: Chance, people: Sequence[str], seats: Order) -> Iterator[Clue[Order]]:
    """What is said implies a seat and never names one."""
    for who in range(len(seats)):
        yield from _seat_alone(people[who], who, seats)
    for one, other in permutations(range(len(seats)), 2):
        yield from _seat_pairs(rng, people, seats, one, other)


def _seat_alone(name: str, who: int, seats: Order) -> Iterator[Clue[Order]]:
    seat, last = seats[who], len(seats) - 1
    if seat in (0, last):
        yield Clue(f"{name} has only one neighbour", lambda at: at[who] in (0, last))
        yield Clue(f"nobody sits to the {'left' if seat == 0 else 'right'} of {name}", lambda at: at[who] == seat)
    else:
        yield Clue(f"{name} has company on either side", lambda at: at[who] not in (0, last))


def _seat_pairs(rng: Chance, people: Sequence[str], seats: Order, one: int, other: int) -> Iterator[Clue[Order]]:
    name, second, gap = people[one], people[other], seats[other] - seats[one]
    if gap == 1:
        text = rng.choice((f"{name} is {second}'s left-hand neighbour", f"{second} is {name}'s right-hand neighbour"))
        yield Clue(text, lambda at: at[other] - at[one] == 1)
    if gap > 0:
        yield Clue(f"{name} sits further to the left than {second}", lambda at: at[one] < at[other])
    if abs(gap) > 1:
        text = f"somebody sits between {name} and {second}"
        yield Clue(text, lambda at: abs(at[one] - at[other]) > 1)


def _token_clues(
    rng: Chance, people: Sequence[str], names: Sequence[Sequence[str]], seats: Order, held: Order
) -> Iterator[Clue[Order]]:
    """`held` gives the seat at which each token is."""
    sitting = [people[seats.index(seat)] for seat in range(len(seats))]

    def name(token: int) -> str:
        return f"the {rng.choice(names[token])}"

    for token in range(len(held)):
        yield from _token_alone(rng, sitting, name(token), token, held[token])
    for one, other in permutations(range(len(held)), 2):
        if held[other] - held[one] == 1:
            yield _token_pair(name(one), name(other), one, other)


def _token_alone(rng: Chance, sitting: Sequence[str], name: str, token: int, seat: int) -> Iterator[Clue[Order]]:
    last = len(sitting) - 1
    one, other = rng.sample([each for each in range(len(sitting)) if each != seat], 2)
    yield Clue(f"{name} is neither {sitting[one]}'s nor {sitting[other]}'s", lambda at: at[token] not in (one, other))
    yield Clue(f"{name} is not {sitting[one]}'s", lambda at: at[token] != one)
    if seat in (0, last):
        yield Clue(f"the owner of {name} has only one neighbour", lambda at: at[token] in (0, last))
    if seat < last:
        text = f"whoever has {name} is {sitting[seat + 1]}'s left-hand neighbour"
        yield Clue(text, lambda at: at[token] == seat)


def _token_pair(name: str, second: str, one: int, other: int) -> Clue[Order]:
    text = f"the owner of {name} is the left-hand neighbour of the owner of {second}"
    return Clue(text, lambda at: at[other] - at[one] == 1)
