"""Linear equations with exact fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Linear = dict[str, Fraction]
"""A sum of unknowns times their factors, with the constant under the name "". As an equation, it is zero."""


def linear(constant: Fraction | int = 0, **factors: Fraction | int) -> Linear:
    """`linear(-11, x=1, y=1)` is x + y - 11."""
    return {"": Fraction(constant)} | {name: Fraction(factor) for name, factor in factors.items()}


def total_of(factors: Mapping[str, Fraction | int], total: Fraction) -> Linear:
    """So much of everything makes the total."""
    return linear(-total) | {name: Fraction(factor) for name, factor in factors.items()}


def plus(one: Linear, other: Linear, times: Fraction | int = 1) -> Linear:
    """`one + times * other`."""
    return {name: one.get(name, Fraction(0)) + times * other.get(name, Fraction(0)) for name in one | other}


def solution(equations: Sequence[Linear]) -> dict[str, Fraction] | None:
    """The only solution, by elimination; None where there is none or more than one."""
    unknowns = list(dict.fromkeys(name for equation in equations for name in equation if name))
    rest = list(equations)
    solved: dict[str, Linear] = {}
    for unknown in unknowns:
        pivot = next((equation for equation in rest if equation.get(unknown)), None)
        if pivot is None:
            return None
        rest.remove(pivot)
        scaled = {name: factor / pivot[unknown] for name, factor in pivot.items()}
        rest = [plus(equation, scaled, -equation.get(unknown, Fraction(0))) for equation in rest]
        solved = {
            name: plus(equation, scaled, -equation.get(unknown, Fraction(0))) for name, equation in solved.items()
        }
        solved[unknown] = scaled
    if any(equation.get("") for equation in rest):
        return None
    return {name: -equation[""] for name, equation in solved.items()}
