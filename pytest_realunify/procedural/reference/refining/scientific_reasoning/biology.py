"""Orders of life, parts of bodies, base pairs, Mendel's laws, growing plants."""

from __future__ import annotations

import re
from functools import partial
from itertools import product
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.ordering import order
from pytest_realunify.procedural.reference.refining.phrases import N, Solver, arrow_colours, named, number
from pytest_realunify.procedural.reference.refining.tallying import tally
from pytest_realunify.procedural.world.figures.board import Board
from pytest_realunify.procedural.world.scene import SHAPES, Arrow, Scene, Shape, Sign, row
from pytest_realunify.procedural.world.words import COLOUR

TABLE: Final = "scientific_reasoning/biology"
_KIND: Final = "|".join(SHAPES)


def _matched(text: str) -> Scene | None:
    strand = re.search(r"\b[ATGC](?:, [ATGC]\b)+", text)
    colour = re.search(rf"\b(?:one ({COLOUR}) letter|letter in ({COLOUR}))\b", text)
    if strand is None or colour is None or ("DNA" not in text and "RNA" not in text):
        return None
    kind = "RNA" if "RNA" in text else "DNA"
    pairs = next(table["pairs"] for table in facts(TABLE)["bases"] if table["molecule"] == kind)
    return row(*(Sign(pairs[base], colour[1] or colour[2]) for base in strand[0].split(", ")))


def _crossed(text: str) -> Scene | None:
    """Boxes of the Punnett square with at least one dominant gene, scaled to the number of offspring."""
    table = facts(TABLE)
    cross = [entry["genes"] for entry in table["cross"] if entry["parents"] in text]
    trait = [
        entry
        for entry in table["trait"]
        if re.search(rf"\b{entry['part']}\b", text) and re.search(rf"\b{entry['dominant']} is dominant\b", text)
    ]
    count = re.search(rf"\b({N}) (?:young plants|offspring)", text)
    kind = re.search(rf"\b(?:one|as a) ({_KIND})\b", text)
    if not cross or not trait or count is None or kind is None:
        return None
    total, boxes = number(count[1]), ["".join(sorted(pair)) for pair in product(*cross[0])]
    strong = total * sum(box[0].isupper() for box in boxes) // len(boxes)
    strong_look, weak_look = Shape(kind[1], trait[0]["dominant"]), Shape(kind[1], trait[0]["recessive"])
    rows = ((strong_look,) * strong, (weak_look,) * (total - strong))
    return Scene(tuple(each for each in rows if each))


def _squared(text: str) -> Scene | None:
    genes = re.search(r"\bgenes ([A-Za-z]{2})\b.*\bgenes ([A-Za-z]{2})\b", text)
    kind = re.search(rf"\bevery square an? ({_KIND})\b", text)
    strong = re.search(rf"\b(?:for|[A-Z],) an? ({COLOUR}) [a-z ]+?,? is dominant\b", text)
    weak = re.search(rf"\b(?:for|[a-z],) an? ({COLOUR}) (?:one\b|[a-z ]+, is recessive)", text)
    if genes is None or kind is None or strong is None or weak is None or "Punnett" not in text:
        return None
    looks = Shape(kind[1], strong[1]), Shape(kind[1], weak[1])
    return row(Board(tuple(tuple(looks[(one + other).islower()] for other in genes[2]) for one in genes[1])))


def _grown(text: str) -> Scene | None:
    colours = arrow_colours(text)
    lights = {entry["light"]: entry for entry in facts(TABLE)["tropism"]}
    if "seedlings" not in text or len(colours) != 2:
        return None
    pots = [lights[light] for light in named(text, lights)]
    return row(*(Arrow(ink, pot[part]) for pot in pots for ink, part in zip(colours, ("shoot", "root"), strict=True)))


SOLVERS: Final[tuple[Solver, ...]] = (
    partial(order, table=TABLE),
    partial(tally, table=TABLE),
    _matched,
    _crossed,
    _grown,
    _squared,
)
