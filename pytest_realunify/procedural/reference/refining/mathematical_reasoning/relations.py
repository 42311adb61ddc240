"""Relations between numbers, turned into linear equations and solved: ages, possessions, riddles, sides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.reference.refining.mathematical_reasoning.asking import (
    KIND,
    counted,
    scene,
    shape_of,
    written,
)
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.elimination import (
    Linear,
    linear,
    solution,
    total_of,
)
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.equations import HOW, LIST, TIMES
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import Text, number, rule
from pytest_realunify.procedural.world.scene import TEXT_COLOURS, Scene, Sign, row
from pytest_realunify.procedural.world.words import COLOUR


def ages(text: Text) -> Scene | None:
    """Who is how old."""
    if later := text.take(f"In <n> years, (?P<who>[a-z]+) will be {HOW} as old as (?:she|he) is today"):
        equations = [{later["who"]: Fraction(1 - TIMES[later["times"].lower()]), "": number(later["n"])}]
    else:
        total = text.take("Together they are <n> years old")
        told = text.take("(?P<told>.+ (?:older than|as old as) .+)")
        if total is None or told is None:
            return None
        equations = []
        for entry in LIST.split(told["told"]):
            condition = _older(entry)
            if condition is None:
                return None
            equations.append(condition)
        people = dict.fromkeys((name for equation in equations for name in equation if name), 1)
        equations.append(total_of(people, number(total["n"])))
    found = solution(equations) or {}
    return counted(text, {f"year of {who}'s age today|{who} is years old": age for who, age in found.items()})


def _older(said: str) -> Linear | None:
    """`Ann is 4 years older than Ben`, `Ann is twice as old as Ben`."""
    if difference := rule("(?P<one>[a-z]+) is <n> years? older than (?P<other>[a-z]+)").fullmatch(said):
        one, other = difference["one"], difference["other"]
        return {one: Fraction(1), other: Fraction(-1), "": -number(difference["n"])} if one != other else None
    if multiple := rule(f"(?P<one>[a-z]+) is {HOW} as old as (?P<other>[a-z]+)").fullmatch(said):
        one, other = multiple["one"], multiple["other"]
        factor = Fraction(-TIMES[multiple["times"].lower()])
        return {one: Fraction(1), other: factor, "": Fraction(0)} if one != other else None
    return None


def owners(text: Text) -> Scene | None:
    """Who has how much."""
    if both := text.take(
        "(?P<a>[a-z]+) and (?P<b>[a-z]+) have <n> [a-z]+ between them, and (?P<rich>[a-z]+) has <more> more than "
        "(?P<poor>[a-z]+)"
    ):
        equations = [
            total_of({both["a"]: 1, both["b"]: 1}, number(both["n"])),
            total_of({both["rich"]: 1, both["poor"]: -1}, number(both["more"])),
        ]
    else:
        pairs = text.take("(?P<pairs>.+ have .+ together)")
        if pairs is None:
            return None
        equations = []
        for entry in re.split(r"(?<=together)(?:, | and )", pairs["pairs"]):
            pair = rule("(?P<a>[a-z]+) and (?P<b>[a-z]+) have <n>(?: [a-z]+)? together").fullmatch(entry)
            if pair is None:
                return None
            equations.append(total_of({pair["a"]: 1, pair["b"]: 1}, number(pair["n"])))
    found = solution(equations) or {}
    return counted(text, {f"[a-z]+ that {who} has|{who} has [a-z]+": amount for who, amount in found.items()})


_SIGNS: Final = (
    rf"Draw white signs side by side, written in (?P<colour>{'|'.join(TEXT_COLOURS)}): (?P<parts>.+)",
    rf"On white signs next to one another, write in (?P<colour>{'|'.join(TEXT_COLOURS)}): (?P<parts>.+)",
)


def riddle(text: Text) -> Scene | None:
    """Numbers somebody thinks of."""
    if one := text.take(
        "(?P<who>[a-z]+) thinks of a number, multiplies it by <factor>, (?P<deed>adds|takes away) <shift> and "
        "gets <result>"
    ):
        shift = number(one["shift"]) * (1 if one["deed"].lower() == "adds" else -1)
        found = solution([linear(shift - number(one["result"]), n=number(one["factor"]))])
        value = found["n"] if found else Fraction(-1)
        label = f"the number that {one['who']} thinks of"
        return written(text, {label: str(value)}) if value.denominator == 1 and value >= 0 else None
    if three := text.take("[a-z]+ thinks of three consecutive (?P<kind>whole|even|odd) numbers"):
        total = text.take("Their sum is <n>")
        step = 1 if three["kind"].lower() == "whole" else 2
        found = total and solution([linear(3 * step - number(total["n"]), least=3)])
        if not found:
            return None
        least = found["least"]
        values = {
            "the smallest number": least,
            "the number between them": least + step,
            "the largest number": least + 2 * step,
        }
        return _signs(text, values)
    return _two(text)


def _two(text: Text) -> Scene | None:
    """A sum, and the larger number told by the smaller."""
    if not text.take("[a-z]+ thinks of two numbers"):
        return None
    told = text.take(f"Added together they make <n>, and the larger one is <more> more than (?:{HOW} )?the smaller one")
    if told is None:
        return None
    factor = TIMES[told["times"].lower()] if told["times"] else 1
    found = solution(
        [linear(-number(told["n"]), small=1, large=1), linear(-number(told["more"]), large=1, small=-factor)]
    )
    return _signs(text, {"the smaller number": found["small"], "the larger number": found["large"]}) if found else None


def _signs(text: Text, values: Mapping[str, Fraction]) -> Scene | None:
    wanted = text.take(*_SIGNS)
    if wanted is None or text.sentences:
        return None
    shown = []
    places = ("left", "right") if len(values) == 2 else ("left", "middle", "right")
    for place, entry in zip(places, wanted["parts"].split(", "), strict=False):
        label = entry.removesuffix(f" on the {place} one")
        value = values.get(label, Fraction(-1))
        if value < 0 or value.denominator != 1 or value > 10**7:
            return None
        shown.append(Sign(str(value), wanted["colour"].lower()))
    return row(*shown) if len(shown) == len(values) else None


def rectangle(text: Text) -> Scene | None:
    """Sides from a perimeter and one more condition."""
    told = text.take(
        "[a-z]+'s mosaic is a rectangle with a perimeter of <n> centimetres and (?:a height of <high> centimetres"
        "|is <more> centimetres (?P<more_what>wider|higher) than it is (?:wide|high)"
        "|is twice as (?P<times_what>wide|high) as it is (?:wide|high))"
    )
    stones = text.take("It is made of square stones with sides of <n> centimetres, laid edge to edge")
    wanted = text.take(
        (
            f"Draw one (?P<colour>{COLOUR}) (?P<kind>{KIND}) for every stone, in the same rows and columns as in the "
            f"mosaic"
        ),
        f"Show the stones in their rows and columns, each as one (?P<colour>{COLOUR}) (?P<kind>{KIND})",
    )
    if told is None or stones is None or wanted is None or text.sentences or not number(stones["n"]):
        return None
    found = solution([linear(-number(told["n"]), wide=2, high=2), _side(told)])
    if found is None:
        return None
    across, up = found["wide"] / number(stones["n"]), found["high"] / number(stones["n"])
    if across.denominator != 1 or up.denominator != 1:
        return None
    return scene([[shape_of(wanted)] * min(int(across), 60)] * min(int(up), 60))


def _side(told: re.Match[str]) -> Linear:
    if told["high"]:
        return linear(-number(told["high"]), high=1)
    if told["more"]:
        wider = 1 if told["more_what"].lower() == "wider" else -1
        return linear(-number(told["more"]), wide=wider, high=-wider)
    return linear(wide=1, high=-2) if told["times_what"].lower() == "wide" else linear(wide=-2, high=1)


READERS: Final = (ages, owners, riddle, rectangle)
