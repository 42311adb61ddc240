"""A Punnett square as a board: which form every combination of genes shows."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.figures.board import TOKENS, Board
from pytest_realunify.procedural.world.scene import Scene, Shape, row

LETTERS: Final = ("B", "D", "E", "G", "H", "R", "T")
"""Whose small form looks otherwise."""
GENES: Final = ("{0}{1}", "{1}{0}", "{0}{0}", "{1}{1}")


def squared(rng: Chance) -> Sketch:
    """Two by two squares, at least one of either form."""
    traits: list[dict[str, Any]] = [each for each in facts("scientific_reasoning/biology")["trait"] if _coloured(each)]
    pairs = [(one, other) for one, other in product(GENES, GENES) if 0 < _recessive(one, other) < 4]
    trait, (first, second), kind, letter = rng.deal(list(product(traits, pairs, TOKENS, LETTERS)))
    one, other = (genes.format(letter, letter.lower()) for genes in (first, second))
    prompt = rng.choice(_SQUARES).format(**trait, strong=letter, weak=letter.lower(), one=one, other=other, kind=kind)
    looks = Shape(kind, trait["dominant"]), Shape(kind, trait["recessive"])
    wrong = [_board(looks, other[::-1], one[::-1]), _board(looks[::-1], one, other), _board(looks, one, one)]
    return pose(rng, prompt, _board(looks, one, other), wrong)


def _coloured(trait: dict[str, Any]) -> bool:
    return "white" not in (trait["dominant"], trait["recessive"])


def _recessive(one: str, other: str) -> int:
    """Of the four combinations."""
    return one.count("{1}") * other.count("{1}")


def _board(looks: tuple[Shape, Shape], one: str, other: str) -> Scene:
    return row(Board(tuple(tuple(looks[not (a + b)[0].isupper() and not b.isupper()] for b in other) for a in one)))


_SQUARES: Final = (
    """In peas the gene {strong} for a {dominant} {part} is dominant over the gene {weak} for a {recessive} one. A \
plant with the genes {one} is crossed with a plant with the genes {other}. Draw their Punnett square as a board of \
two rows and two columns: from the top a row for each gene of the first plant, in the order given, from the left a \
column for each gene of the second, and in every square a {kind} in the colour that the {part} of such a plant has.""",
    """Draw a Punnett square, a board of two rows and two columns. Its rows stand from top to bottom for the genes \
{one} of one pea plant, its columns from left to right for the genes {other} of another; {strong}, a {dominant} \
{part}, is dominant, and {weak}, a {recessive} {part}, is recessive. Put into every square a {kind} of the colour \
that the offspring's {part} has.""",
)
