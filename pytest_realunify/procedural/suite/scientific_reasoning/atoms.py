"""Atoms of molecules, electrons of atoms, and what a fuel burns to: a row for each kind."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import LOOKS, a, different, many
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import MAX_PER_ROW, Scene, Shape
from pytest_realunify.procedural.world.words import number

TABLE: Final = "scientific_reasoning/chemistry"


def taken_apart(rng: Chance, steps: int, objects: int) -> Sketch:
    """A row of atoms for each element of a molecule, or of several alike."""
    molecules = [each for each in facts(TABLE)["molecule"] if _drawable(each["atoms"].values(), objects)]
    molecule, look = rng.deal(list(product(molecules, LOOKS)))
    atoms: dict[str, int] = molecule["atoms"]
    elements = rng.sample(list(atoms), len(atoms))
    looks = different(rng, len(elements), look)
    # With a count that is the number of molecules, the prompt would say it.
    fit = [
        n
        for n in range(1, steps + 1)
        if n == 1 or (n not in atoms.values() and _drawable([each * n for each in atoms.values()], objects))
    ]
    times = rng.choice([n for n in fit if 1 not in atoms.values() or n == 1 or len(set(atoms.values())) > 1])
    counts = [atoms[element] * times for element in elements]
    rows = [f"{a(each)} for every {element} atom" for element, each in zip(elements, looks, strict=True)]
    places = (
        ("in the top row", "in the row below")
        if len(rows) == 2
        else ("in the top row", "in the middle row", "in the bottom row")
    )
    told = "; ".join(f"{place} {each}" for place, each in zip(places, rows, strict=True))
    what = f"{number(times)} molecule{'s' * (times > 1)} of {molecule['name']}"
    prompt = rng.choice(_MOLECULES).format(what=what, told=told)
    slip = rng.randrange(len(counts))
    wrong = [
        [1] * len(counts),
        [count + (place == slip) for place, count in enumerate(counts)],
        counts[::-1],
        [atoms[element] for element in elements],
    ]
    scenes = [_rows(looks, [min(count, MAX_PER_ROW) for count in each]) for each in (counts, *wrong)]
    return pose(rng, prompt, scenes[0], scenes[1:])


_MOLECULES: Final = (
    "Take {what} apart into single atoms and draw them sorted: {told}.",
    "Draw all the atoms in {what}, sorted by element: {told}.",
)


def shelled(rng: Chance, steps: int, objects: int) -> Sketch:
    """The electrons of an atom or ion, shell by shell."""
    del steps
    atom, look = rng.deal(list(product(_fitting(objects), LOOKS)))
    shells: list[int] = atom["shells"]
    prompt = rng.choice(_ATOMS).format(atom=atom["name"], look=a(look), looks=many(look))
    more = [*shells[:-1], shells[-1] + 1]
    slips = [more, [*shells[:-1], shells[-1] - 1], shells[::-1], [atom["protons"] % MAX_PER_ROW + 1]]
    wrong = [_rows([look] * len(each), [n for n in each if n]) for each in slips if sum(map(bool, each)) == len(each)]
    return pose(rng, prompt, _rows([look] * len(shells), shells), wrong)


_ATOMS: Final = (
    "Draw the electrons of {atom} as {looks}, with a row for each occupied shell and the innermost shell at the top.",
    """How are the electrons of {atom} spread over its shells? Show {look} for every electron: one row for each \
shell that holds any, from the innermost at the top to the outermost at the bottom.""",
)


def burnt(rng: Chance, steps: int, objects: int) -> Sketch:
    """The carbon dioxide and water from a fuel."""
    fuels = [each for each in facts(TABLE)["fuel"] if _drawable(each["gives"].values(), objects)]
    fuel, look = rng.deal(list(product(fuels, LOOKS)))
    gas, water = (fuel["gives"][name] for name in ("carbon dioxide", "water"))
    looks = different(rng, 2, look)
    fit = [
        n
        for n in range(1, steps + 1)
        if n == 1 or (n not in (n * gas, n * water) and _drawable((n * gas, n * water), objects))
    ]
    times = rng.choice(fit)
    counts = [gas * times, water * times]
    what = f"{number(times)} molecule{'s' * (times > 1)} of {fuel['name']}"
    prompt = rng.choice(_FIRES).format(
        what=what, What=what.capitalize(), burn="burns" if times == 1 else "burn", gas=a(looks[0]), water=a(looks[1])
    )
    wrong = [counts[::-1], [gas * times, 2 * water * times], [times, times], [gas, water]]
    scenes = [_rows(looks, [min(count, MAX_PER_ROW) for count in each]) for each in (counts, *wrong)]
    return pose(rng, prompt, scenes[0], scenes[1:])


_FIRES: Final = (
    """{What} {burn} completely in plenty of oxygen. Draw the products: in the top row {gas} for every molecule of \
carbon dioxide, in the bottom row {water} for every molecule of water.""",
    """What is left when {what} {burn} in plenty of oxygen, down to the last atom? Put {gas} for every molecule of \
carbon dioxide in one row and, in a row below it, {water} for every molecule of water.""",
)


def _drawable(counts: Iterable[int], objects: int) -> bool:
    """Whether rows of so many can be drawn."""
    found = list(counts)
    return max(found) <= WIDEST and sum(found) <= objects


def _fitting(objects: int) -> list[dict[str, Any]]:
    """Atoms and ions with few electrons."""
    return [atom for atom in facts(TABLE)["shells"]["atoms"] if _drawable(atom["shells"], objects)]


def _rows(looks: list[Shape], counts: list[int]) -> Scene:
    return Scene(tuple((look,) * count for look, count in zip(looks, counts, strict=True)))
