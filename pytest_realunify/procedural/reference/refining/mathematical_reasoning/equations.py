"""Equations in letters and in totals: every condition in the text becomes linear, and the system is solved."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.asking import counted
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.elimination import (
    Linear,
    linear,
    plus,
    solution,
    total_of,
)
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import Text, number, rule
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.procedural.world.words import COLOUR

_TABLE: Final = "mathematical_reasoning/equation_solving"
LIST: Final = re.compile(r", (?:and )?| and ")
TIMES: Final = {"twice": 2, "three times": 3, "four times": 4, "five times": 5}
HOW: Final = f"(?P<times>{'|'.join(TIMES)})"
_TERM: Final = re.compile(r"(?P<sign>[-+])(?P<factor>\d{0,4})(?P<letter>[a-z]?)")


def symbols(text: Text) -> Scene | None:
    """Equations in letters."""
    told = text.take(
        "[a-z]+'s homework is to solve (?P<system>.+=.+)",
        "[a-z]+ has found the solution of (?P<system>.+=.+)",
    )
    if told is None:
        return None
    sides = [each.split("=") for each in LIST.split(told["system"])]
    if not all(len(each) == 2 for each in sides):
        return None
    equations = []
    for left, right in sides:
        one, other = _expression(left), _expression(right)
        if one is None or other is None:
            return None
        equations.append(plus(one, other, -1))
    found = solution(equations) or {}
    return counted(text, {f"unit of {name}|the value of {name} says": value for name, value in found.items()})


def _expression(said: str) -> Linear | None:
    """`2x - y + 3`; None for anything else."""
    squeezed = re.sub(r"\s", "", said)
    if squeezed[:1] != "-":
        squeezed = f"+{squeezed}"
    total, end = linear(), 0
    for term in _TERM.finditer(squeezed):
        if term.start() != end or not (term["factor"] or term["letter"]):
            return None
        factor = Fraction(int(term["factor"] or 1) * (1 if term["sign"] == "+" else -1))
        total, end = plus(total, {term["letter"]: factor}), term.end()
    return total if end == len(squeezed) else None


def legs(text: Text) -> Scene | None:
    """Heads and legs, or saddles and wheels: as the fact table has them."""
    for part, single in (("legs", "heads"), ("wheels", "saddles")):
        left = text.copy()
        table = {entry["many"]: (one, entry["number"]) for one, entry in facts(_TABLE)[part].items()}
        kinds = f"(?:{'|'.join(table)})"
        alone = left.take(f"In .+ there are (?P<kinds>{kinds}) and nothing else with {part}: <total> {part} in all")
        many = left.take(
            f"In .+ there are (?P<kinds>{kinds}(?:, {kinds})* and {kinds})(?:, each with one saddle)?: <n> {single} "
            f"and <total> {part} in all"
        )
        if told := alone or many:
            named = LIST.split(told["kinds"].lower())
            equations = [total_of({kind: table[kind][1] for kind in named}, number(told["total"]))]
            if many:
                equations.append(total_of(dict.fromkeys(named, 1), number(many["n"])))
            if more := left.take(f"There are <n> more (?P<one>{kinds}) than (?P<other>{kinds})"):
                equations.append(total_of({more["one"].lower(): 1, more["other"].lower(): -1}, number(more["n"])))
            found = solution(equations) or {}
            return counted(left, {f"{table[kind][0]}|there are {kind}": value for kind, value in found.items()})
    return None


def tokens(text: Text) -> Scene | None:
    """Tokens and their points."""
    game = text.take("In a game, (?P<rules>.+ points)")
    if game is None:
        return None
    worth: dict[str, Fraction] = {}
    for entry in LIST.split(game["rules"]):
        match = rule(f"an? (?P<colour>{COLOUR}) token counts <n> points").fullmatch(entry)
        if match is None:
            return None
        worth[match["colour"].lower()] = number(match["n"])
    if alone := text.take("[a-z]+ has <points> points, <bonus> of them as a bonus and the others in tokens"):
        equations = [total_of(worth, number(alone["points"]) - number(alone["bonus"]))]
    elif many := text.take("[a-z]+ has <n> tokens, which make <points> points"):
        equations = [total_of(worth, number(many["points"])), total_of(dict.fromkeys(worth, 1), number(many["n"]))]
    else:
        return None
    if more := text.take(f"There are <n> more (?P<one>{COLOUR}) ones than (?P<other>{COLOUR}) ones"):
        equations.append(total_of({more["one"].lower(): 1, more["other"].lower(): -1}, number(more["n"])))
    found = solution(equations) or {}
    return counted(text, {f"(?:there are )?{colour} tokens?": value for colour, value in found.items()})


def bills(text: Text) -> Scene | None:
    """Prices behind bills."""
    told = text.take("(?P<bills>For .+ pays <last> euros)")
    if told is None:
        return None
    equations = []
    for bill in told["bills"].split("; "):
        paid = rule("for (?P<basket>.+), <who:who> pays <total> euros").fullmatch(bill)
        if paid is None:
            return None
        equation = linear(-number(paid["total"]))
        for entry in LIST.split(paid["basket"]):
            if fee := rule("a fee of <n> euros").fullmatch(entry):
                equation[""] += number(fee["n"])
            elif bought := rule("<n> (?P<thing>[a-z]+(?: ticket)?)(?P<s>s?)").fullmatch(entry):
                equation = plus(equation, {_one(bought["thing"] + bought["s"]): number(bought["n"])})
            else:
                return None
        equations.append(equation)
    found = solution(equations) or {}
    return counted(
        text, {f"euro that one {thing} costs|one {thing} costs euros": price for thing, price in found.items()}
    )


def _one(thing: str) -> str:
    """`lilies` -> `lily`."""
    return f"{thing[:-3]}y" if thing.endswith("ies") else thing.removesuffix("s")


READERS: Final = (symbols, legs, tokens, bills)
