"""Mirrors, mixed light, circuits, joined vessels, forces, densities, wheels."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.phrases import N, Solver, arrow_colours, named, number
from pytest_realunify.procedural.world.figures.balance import Balance
from pytest_realunify.procedural.world.figures.thermometer import Thermometer
from pytest_realunify.procedural.world.scene import DIRECTIONS, LEVELS, SHAPES, Arrow, Flag, Glass, Scene, Shape, row
from pytest_realunify.procedural.world.words import COLOUR, ORDINALS

TABLE: Final = "scientific_reasoning/physics"
_KIND: Final = "|".join(SHAPES)
_POINTING: Final = "|".join(sorted(DIRECTIONS, key=len, reverse=True))
_LEVEL: Final = "|".join(sorted(LEVELS, key=len, reverse=True))
_EXCHANGE: Final = {
    "floor": {"up": "down", "down": "up", "upper": "lower", "lower": "upper"},
    "ceiling": {"up": "down", "down": "up", "upper": "lower", "lower": "upper"},
    "wall": {"left": "right", "right": "left"},
}
"""What a mirror in the plane of the floor, the ceiling or a wall does to the name of a direction."""


def _bounced(text: str) -> Scene | None:
    start = re.search(rf"\b(?:sets out|travels) (?:to the )?({_POINTING})\b", text)
    colour = re.search(rf"\b({COLOUR}) arrows?\b", text)
    mirrors = re.findall(r"\ba mirror (?:lying|fixed|upright) [a-z -]*?\b(floor|ceiling|wall)\b", text)
    if start is None or colour is None or not mirrors:
        return None
    path = [start[1]]
    for mirror in mirrors:
        path.append(" ".join(_EXCHANGE[mirror].get(word, word) for word in path[-1].split()))
    return row(*(Arrow(colour[1], direction) for direction in path))


def _mixed(text: str) -> Scene | None:
    kind = re.search(rf"\bas an? ({_KIND})\b", text)
    patches = re.findall(r"\b((?:red|green|blue)[a-z, ]*) light (?:alone|together)", text)
    if kind is None or not patches or "white" not in text:
        return None
    seen = {frozenset(entry["mixed"]): entry["seen"] for entry in facts(TABLE)["light"]}
    lamps = [frozenset(re.findall("red|green|blue", patch)) for patch in patches]
    return row(*(Shape(kind[1], seen[each]) for each in lamps))


def _wired(text: str) -> Scene | None:
    size = re.search(rf"\b({N}) (?:parallel branches|branches in parallel), (?:each of )?({N})\b", text)
    shine = re.search(rf"\b({COLOUR}) (?:if it shines|where there is light)", text)
    dark = re.search(rf"\b({COLOUR}) (?:if it stays dark|where there is none)", text)
    kind = re.search(rf"\ba ({_KIND})\b", text)
    if size is None or shine is None or dark is None or kind is None:
        return None
    broken = {ORDINALS.index(word) for word in re.findall(r"lamp \d of the (\w+) branch", text)}
    lamps = number(size[2])
    colours = [dark[1] if branch in broken else shine[1] for branch in range(number(size[1]))]
    return Scene(tuple((Shape(kind[1], colour),) * lamps for colour in colours))


def _joined(text: str) -> Scene | None:
    liquid = re.search(rf"\b({COLOUR}) liquid\b|liquid (?:that )?is ({COLOUR})", text, re.IGNORECASE)
    stated = re.search(rf"left to right(?: they are|,) ((?:(?:{_LEVEL})(?:, | and )?)+)", text)
    if liquid is None or stated is None or " taps " not in text:
        return None
    levels = [LEVELS.index(level) for level in re.findall(_LEVEL, stated[1])]
    shut = levels[-1:] if "All taps but the rightmost" in text else []
    flowing = levels[: len(levels) - len(shut)]
    if not flowing or sum(flowing) % len(flowing):
        return None
    after = [sum(flowing) // len(flowing)] * len(flowing) + shut
    colour = (liquid[1] or liquid[2]).lower()
    return row(*(Glass(level, colour if level else None) for level in after))


def _pushed(text: str) -> Scene | None:
    effects = {
        f"{pair[0]} facing {pair[1]}": entry["effect"] for entry in facts(TABLE)["force"] for pair in entry["pairs"]
    }
    pairs = named(text, effects)
    colours = arrow_colours(text)
    if not pairs or len(colours) != 2:
        return None
    inwards = [effects[pair] == "attract" for pair in pairs]
    return row(
        *(
            Arrow(colour, "right" if attracted == (colour == colours[0]) else "left")
            for attracted in inwards
            for colour in colours
        )
    )


def _layered(text: str) -> Scene | None:
    if "flag" not in text or not re.search(r"nothing mixes|without mixing", text):
        return None
    density: dict[str, float] = facts(TABLE)["liquid"][0]["names"]
    colours = re.findall(rf"\(({COLOUR})\)", text)
    layers = sorted(zip(named(text, density), colours, strict=True), key=lambda layer: density[layer[0]])
    return row(Flag("horizontal", tuple(colour for _, colour in layers)))


def _geared(text: str) -> Scene | None:
    first = re.search(r"\b(?:turns|turned) (clockwise|counterclockwise)\b", text)
    kind = re.search(rf"\b(?:one|a) ({_KIND})\b", text)
    clockwise = re.search(rf"\b({COLOUR}) (?:where the wheel turns|meaning) clockwise", text)
    other = re.search(rf"\b({COLOUR}) (?:where it turns the other way|meaning counterclockwise)", text)
    reverses = {name: entry["reverses"] for entry in facts(TABLE)["link"] for name in entry["names"]}
    links = named(text, reverses)
    if first is None or kind is None or clockwise is None or other is None or not links:
        return None
    flips = [sum(reverses[link] for link in links[:place]) for place in range(len(links) + 1)]
    same, opposite = (clockwise[1], other[1]) if first[1] == "clockwise" else (other[1], clockwise[1])
    return row(*(Shape(kind[1], opposite if flip % 2 else same) for flip in flips))


_CUBES: Final = re.compile(rf"\b({N}) solid cubes? of ([a-z ]+?)(?: on the|[,;.])")


def _balanced(text: str) -> Scene | None:
    dense: dict[str, float] = facts(TABLE)["solid"][0]["names"]
    loads = [number(many.lower()) * dense[material] for many, material in _CUBES.findall(text)]
    if "balance" not in text or len(loads) != 2:
        return None
    return row(Balance("left" if loads[0] > loads[1] else "right"))


_PORTION: Final = re.compile(rf"\b({N}) litres? of water at (\d{{1,2}}) degrees")


def _stirred(text: str) -> Scene | None:
    portions = [(number(many.lower()), int(degrees)) for many, degrees in _PORTION.findall(text)]
    if "thermometer" not in text or not portions:
        return None
    return row(Thermometer(sum(many * degrees for many, degrees in portions) // sum(many for many, _ in portions)))


SOLVERS: Final[tuple[Solver, ...]] = (
    _bounced,
    _mixed,
    _wired,
    _joined,
    _pushed,
    _layered,
    _geared,
    _balanced,
    _stirred,
)
