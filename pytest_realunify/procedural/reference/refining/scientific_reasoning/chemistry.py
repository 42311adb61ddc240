"""Indicators, flame colours, atoms of molecules, electron shells, combustion, states of matter."""

from __future__ import annotations

import re
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.phrases import N, Solver, named, number
from pytest_realunify.procedural.world.figures.balance import Balance
from pytest_realunify.procedural.world.reading import mentions
from pytest_realunify.procedural.world.scene import LEVELS, SHAPES, Glass, Scene, Shape, row

TABLE: Final = "scientific_reasoning/chemistry"
_KIND: Final = "|".join(SHAPES)
_LEVEL: Final = "|".join(sorted(LEVELS[1:], key=len, reverse=True))
_MOLECULES: Final = re.compile(rf"\b({N}) molecules? of (\w[\w ]*?)(?: apart| burns?\b|\.|,)", re.IGNORECASE)
_SHELLS: Final = (2, 8, 8, 18)
"""How many electrons a shell takes before the next is begun, up to calcium."""


def _indicated(text: str) -> Scene | None:
    table = facts(TABLE)
    level = re.search(rf"\b(?:each|that is) ({_LEVEL})\b", text)
    used = named(text, [indicator["name"] for indicator in table["indicator"]])
    if level is None or len(used) != 1:
        return None
    colours = next(each for each in table["indicator"] if each["name"] == used[0])
    kinds = {name: solution["kind"] for solution in table["solution"] for name in solution["names"]}
    taken = [colours[kinds[name]] for name in named(text, kinds)]
    return row(*(Glass(LEVELS.index(level[1]), "grey" if each == "colourless" else each) for each in taken))


def _flaming(text: str) -> Scene | None:
    kind = re.search(rf"\bas an? ({_KIND})\b", text)
    if kind is None or "flame" not in text.lower():
        return None
    colours = {name: flame["colour"] for flame in facts(TABLE)["flame"] for name in flame["names"]}
    return row(*(Shape(kind[1], colours[name]) for name in named(text, colours)))


def _taken_apart(text: str) -> Scene | None:
    what = _MOLECULES.search(text)
    elements = re.findall(r"\bfor every (\w+) atom", text)
    if what is None or not elements:
        return None
    atoms = _molecule(what[2])
    rows = zip(elements, mentions(text), strict=True)
    return Scene(tuple((look,) * (number(what[1].lower()) * atoms[element]) for element, look in rows))


def _molecule(name: str) -> dict[str, int]:
    """Atoms by element. Raises KeyError for an unknown name."""
    atoms: dict[str, dict[str, int]] = {entry["name"]: entry["atoms"] for entry in facts(TABLE)["molecule"]}
    return atoms[name]


def _burnt(text: str) -> Scene | None:
    """All carbon ends in carbon dioxide, one atom each, and all hydrogen in water, two atoms each."""
    what = _MOLECULES.search(text)
    looks = list(mentions(text))
    if what is None or len(looks) != 2 or "oxygen" not in text or "carbon dioxide" not in text:
        return None
    atoms, times = _molecule(what[2]), number(what[1].lower())
    counts = atoms["carbon"] * times, atoms["hydrogen"] * times // 2
    return Scene(tuple((look,) * count for look, count in zip(looks, counts, strict=True)))


def _shelled(text: str) -> Scene | None:
    atoms: dict[str, dict[str, Any]] = {atom["name"]: atom for atom in facts(TABLE)["shells"]["atoms"]}
    found, look = named(text, atoms), _shape(text)
    if len(found) != 1 or look is None or "electrons" not in text:
        return None
    left = atoms[found[0]]["protons"] - atoms[found[0]]["charge"]
    rows = []
    for room in _SHELLS:
        rows.append((look,) * min(left, room))
        left -= len(rows[-1])
    return Scene(tuple(electrons for electrons in rows if electrons))


def _shape(text: str) -> Shape | None:
    return next(mentions(text), None)


def _heated(text: str) -> Scene | None:
    degrees = re.search(r"(-?\d{1,4}) °C", text)
    looks = list(mentions(text))
    if degrees is None or len(looks) != 3:
        return None
    points: dict[str, list[int]] = facts(TABLE)["substance"][0]["points"]
    states = []
    for name in named(text, points):
        melting, boiling = points[name]
        states.append(0 if int(degrees[1]) < melting else 1 if int(degrees[1]) < boiling else 2)
    return row(*(looks[state] for state in states))


def _reacted(text: str) -> Scene | None:
    changes = {told: entry["change"] for entry in facts(TABLE)["reaction"] for told in entry["told"]}
    happened = re.findall(rf"on the (left|right) pan, ({'|'.join(map(re.escape, changes))})", text)
    if "balance" not in text or not happened:
        return None
    turn = sum(changes[told] * (1 if side == "left" else -1) for side, told in happened)
    return row(Balance("neither" if turn == 0 else "left" if turn > 0 else "right"))


SOLVERS: Final[tuple[Solver, ...]] = (_indicated, _taken_apart, _burnt, _shelled, _heated, _flaming, _reacted)
