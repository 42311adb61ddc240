"""Who is how old, and who has how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import IN_ROW, Amount, MisfitError
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller
from pytest_realunify.procedural.world.words import listed

TIMES: Final = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}
OWNED: Final = (("apple", "apples"), ("pear", "pears"), ("comic", "comics"), ("kite", "kites"), ("whistle", "whistles"))


def ages(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Multiples and differences of ages, and a sum."""
    rng, many = teller.rng, difficulty["unknowns"]
    if many == 1:
        factor, age = rng.randrange(2, 5), rng.randrange(2, 20)
        story = (
            f"In {teller.n(age * (factor - 1))} years, {teller.name} will be {TIMES[factor]} as old as "
            f"{teller.she} is today."
        )
        picture = counts(teller, _age(teller.name, age, (age * factor,)))
        return picture.of(rng, story)
    people = [teller.name, *teller.others(many - 1)]
    rng.shuffle(people)
    young = rng.randrange(1, 6)
    factor, older = rng.randrange(2, 5), rng.randrange(2, 6)
    old = [young, young * factor, young + older][: many if many == 3 else 2]
    said = [f"{people[1]} is {TIMES[factor]} as old as {people[0]}"]
    if many == 2 and rng.random() < 0.5:
        old, said = [young, young + older], [f"{people[1]} is {teller.n(older)} years older than {people[0]}"]
    if many == 3:
        said.append(f"{people[2]} is {teller.n(older)} years older than {people[0]}")
    if max(old) > IN_ROW or len(set(old)) < many:
        raise MisfitError
    rng.shuffle(said)
    story = f"{', and '.join(said)}. Together they are {teller.n(sum(old))} years old."
    amounts = [_age(name, age, (sum(old) // many,)) for name, age in zip(people, old, strict=True)]
    return counts(teller, *rng.sample(amounts, many)).of(rng, story)


def _age(name: str, age: int, slips: tuple[int, ...]) -> Amount:
    return Amount(f"year of {name}'s age today", f"{name} is years old", age, slips)


def owners(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Sums and differences of what people have. With one unknown, one person's things are drawn."""
    rng, many = teller.rng, difficulty["unknowns"]
    people = [teller.name, *teller.others(max(many, 2) - 1)]
    one, plural = rng.choice(OWNED)
    most = teller.most if many == 1 else IN_ROW
    have = rng.sample(range(1, most + 1), len(people))
    if many == 3:
        pairs = rng.sample([(0, 1), (1, 2), (0, 2)], 3)
        told = [
            (
                f"{people[a]} and {people[b]} have {teller.n(have[a] + have[b])}{f' {plural}' if not place else ''} "
                f"together"
            )
            for place, (a, b) in enumerate(pairs)
        ]
        story = f"{listed(told)}."
    else:
        rich, poor = (0, 1) if have[0] > have[1] else (1, 0)
        more = have[rich] - have[poor]
        story = (
            f"{listed(people)} have {teller.n(sum(have))} {plural} between them, and {people[rich]} has "
            f"{teller.n(more)} more than {people[poor]}."
        )
    amounts = [
        Amount(f"{one} that {name} has", f"{name} has {plural}", number, (sum(have) // 2,))
        for name, number in zip(people, have, strict=True)
    ]
    return counts(teller, *rng.sample(amounts, len(amounts) if many > 1 else 1)).of(rng, story)
