"""Which questions are put to a picture: every typical mistake, in whichever line, is caught by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pytest_realunify.flatworld.layout import view
from pytest_realunify.flatworld.queries import Count, Query, Seen
from pytest_realunify.flatworld.reading import literally
from pytest_realunify.flatworld.scene import Scene
from pytest_realunify.suites.procedural.base import Chance, Sketch
from pytest_realunify.suites.procedural.sketching import given_away
from pytest_realunify.suites.procedural.world_knowledge.noting import statements

BALANCES: Final = ((2, 2), (2, 2), (2, 3), (3, 2), (1, 2), (2, 1))
"""How many questions have gold yes and how many gold no."""


def asked(rng: Chance, prompt: str, scene: Scene, wrong: Iterable[Scene], loose: bool = False) -> Sketch:
    """Of at most three wrong scenes, and of what a literal painter draws, none passes that words can tell; those that
    they cannot, such as another order among equals in one row of several, are left out. `loose`: any arrangement does.

    Raises ValueError where the questions of this world do not tell a wrong scene from the right one.
    """
    seen = view(scene)
    slips = list(dict.fromkeys(each for each in wrong if each != scene))[:3]
    truths = [query for query in statements(scene, loose) if query.holds(seen)]
    if not loose:  # a picture of nothing but a number is thrown away where the prompt states it
        truths = _kept(prompt, scene, truths)
    falsehoods = [[query for query in statements(each, loose) if not query.holds(seen)] for each in slips]
    wanted = rng.choice(BALANCES)
    pictures = [*zip(map(view, slips), falsehoods, strict=True)]
    number = [query for query in truths if isinstance(query, Count)][: 1 if loose else 0]
    yes, no = _catching(rng, number, truths, [(view(literally(prompt)), []), *pictures], wanted)
    yes = _filled(rng, yes, truths, wanted[0])
    no = _filled(rng, no, [query for found in falsehoods for query in found], wanted[1])
    if not yes or not no:
        raise ValueError(f"no question tells the right picture from a wrong one: {prompt}")
    caught = [slip for slip, (looked, _) in zip(slips, pictures, strict=True) if not _passes(looked, yes, no)]
    return Sketch(prompt, scene, tuple(yes), tuple(no), tuple(caught))


def _kept(prompt: str, scene: Scene, truths: list[Query]) -> list[Query]:
    """Without those whose answer the prompt states."""
    if not given_away(Sketch(prompt, scene, tuple(truths), (), ())):
        return truths
    return [query for query in truths if not given_away(Sketch(prompt, scene, (query,), (), ()))]


def _catching(
    rng: Chance,
    chosen: Sequence[Query],
    truths: Sequence[Query],
    pictures: Sequence[tuple[Seen, Sequence[Query]]],
    wanted: tuple[int, int],
) -> tuple[list[Query], list[Query]]:
    """For each wrong picture not caught yet a truth that fails there, or a falsehood that holds there."""
    yes, no = list(chosen), list[Query]()
    for looked, false in pictures:
        if not _passes(looked, yes, no):
            continue
        failing = [query for query in truths if not query.holds(looked)]
        holding = [query for query in false if query.holds(looked)]
        room_for_yes, room_for_no = wanted[0] - len(yes), wanted[1] - len(no)
        if failing and (room_for_yes >= room_for_no or not holding):
            yes.append(_any(rng, failing))
        elif holding:
            no.append(_any(rng, holding))
    return yes, no


def _passes(looked: Seen, yes: Sequence[Query], no: Sequence[Query]) -> bool:
    return all(query.holds(looked) for query in yes) and not any(query.holds(looked) for query in no)


def _filled(rng: Chance, chosen: list[Query], pool: Sequence[Query], wanted: int) -> list[Query]:
    """Up to the wanted number, no question twice."""
    while len(chosen) < wanted and (fresh := [query for query in pool if query not in chosen]):
        chosen = [*chosen, _any(rng, fresh)]
    return chosen


def _any(rng: Chance, pool: Sequence[Query]) -> Query:
    """First a kind of question, then one of it: some kinds have many more of them."""
    kind = rng.choice(list(dict.fromkeys(type(query) for query in pool)))
    return rng.choice([query for query in pool if type(query) is kind])
