"""Proportions: unit rates read from the text and applied; units as the fact table relates them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.asking import counted
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import Text, number, numbers, rule
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.procedural.world.words import COLOUR

TABLE: Final = "mathematical_reasoning/proportional_reasoning"
LIST: Final = re.compile(r", (?:and )?| and ")


def amounts_by_name(said: str, entry: str) -> dict[str, Fraction] | None:
    """`6 eggs and 2 onions` by a rule with the holes `n` and `what`; None where an entry is something else."""
    found = [rule(entry).fullmatch(each) for each in LIST.split(said)]
    return {match["what"].lower(): number(match["n"]) for match in found if match} if all(found) else None


def recipe(text: Text) -> Scene | None:
    """As much more as there are more people."""
    made = text.take("A recipe for <people> people takes (?P<what>.+)")
    cook = text.take("(?P<who>[a-z]+) cooks it for <people> people")
    takes = amounts_by_name(made["what"], "<n> <what:who>") if made else None
    if made is None or cook is None or not takes or not number(made["people"]):
        return None
    factor = number(cook["people"]) / number(made["people"])
    return counted(text, {_needs(thing, cook["who"]): amount * factor for thing, amount in takes.items()})


def _needs(thing: str, who: str) -> str:
    stem = thing.removesuffix("es") if thing.endswith("oes") else thing.removesuffix("s")
    return f"{stem} that {who} needs|{who} needs {stem}(?:e?s)?"


def ratio(text: Text) -> Scene | None:
    """A whole in parts."""
    told = text.take(
        "(?P<people>[a-z]+(?:, [a-z]+)* and [a-z]+) share <n> [a-z]+ in the ratio (?P<ratio>[a-z0-9]+(?: to "
        "[a-z0-9]+)+), in this order"
    )
    if told is None:
        return None
    people, parts = LIST.split(told["people"]), _parts(told["ratio"])
    if len(people) != len(parts) or not sum(parts):
        return None
    each = number(told["n"]) / sum(parts)
    return counted(
        text,
        {f"[a-z]+ that {who} gets|{who} gets [a-z]+": part * each for who, part in zip(people, parts, strict=True)},
    )


def _parts(said: str) -> list[Fraction]:
    """`two to 1`; empty where a part is no number."""
    words = said.split(" to ")
    return [number(word) for word in words] if all(rule("<n>").fullmatch(word) for word in words) else []


def mixture(text: Text) -> Scene | None:
    """Parts of which one is known in cups."""
    mixed = text.take(
        f"(?P<who>[a-z]+) mixes (?P<paints>{COLOUR}(?:, {COLOUR})* and {COLOUR}) paint in the ratio "
        "(?P<ratio>[a-z0-9]+(?: to [a-z0-9]+)+), in this order"
    )
    taken = text.take(f"(?:she|he) takes <n> cups? of (?P<paint>{COLOUR}) paint")
    if mixed is None or taken is None:
        return None
    paints, parts = LIST.split(mixed["paints"]), _parts(mixed["ratio"])
    if len(paints) != len(parts):
        return None
    part_of = dict(zip(paints, parts, strict=True))
    if not (known := part_of.get(taken["paint"])):
        return None
    each = number(taken["n"]) / known
    return counted(text, {rf".*cups? of {paint} paint.*": part * each for paint, part in part_of.items()})


def scale(text: Text) -> Scene | None:
    """From centimetres on paper to kilometres outside."""
    said = text.take("[a-z]+'s map has a scale of 1 to <n>")
    measured = text.take("On it, a ruler shows (?P<what>.+)")
    lengths = amounts_by_name(measured["what"], "<n> centimetres? for the <what:who>") if measured else None
    if said is None or not lengths:
        return None
    units = facts(TABLE)["length"]["in_centimetres"]
    factor = number(said["n"]) * units["centimetre"] / units["kilometre"]
    return counted(
        text,
        {
            f"kilometre that the {way} is long|the {way} is kilometres long": length * factor
            for way, length in lengths.items()
        },
    )


_DIRECT: Final = {
    (
        "A photo of [a-z]+'s is <x> centimetres wide and <y> centimetres high",
        "It is enlarged until it is <z> centimetres wide",
    ): "centimetre of the new height|the new photo is centimetres high",
    (
        "At noon, a pole in [a-z]+'s garden casts a shadow of <x> metres and is <y> metres high",
        "At the same time, a tree casts a shadow of <z> metres",
    ): "metre that the tree is high|the tree is metres high",
    (
        "[a-z]+'s van goes <x> kilometres on <y> litres of fuel",
        "A tour is <z> kilometres long",
    ): "litre of fuel that the tour takes|the tour takes litres of fuel",
    (
        "For <x> hours of work, [a-z]+ is paid <y> tokens",
        "This week it was <z> hours",
    ): "token that [a-z]+ was paid this week|[a-z]+ was paid tokens this week",
    (
        "A machine of [a-z]+'s folds <y> boxes in <x> minutes",
        "It runs for <z> minutes",
    ): "box that it folds in this time|it folds boxes in this time",
}
_INVERSE: Final = {
    (
        "<x> painters would need <y> days for [a-z]+'s fence",
        "In fact, <z> painters do the work",
    ): "day that they need|they need days",
    (
        "<x> pumps would empty [a-z]+'s pond in <y> hours",
        "In fact, <z> pumps do the work",
    ): "hour that they need|they need hours",
    (
        "In [a-z]+'s barn, the hay would last <y> days for <x> horses",
        "In fact, <z> horses eat it",
    ): "day that the hay lasts|the hay lasts days",
    (
        "With <x> pages a day, [a-z]+ would read a book in <y> days",
        "In fact, it is <z> pages a day",
    ): "day that the book takes|the book takes days",
}


def _three(
    text: Text, stories: Mapping[tuple[str, str], str], result: Callable[[Fraction, Fraction, Fraction], Fraction]
) -> Scene | None:
    for (first, second), label in stories.items():
        left = text.copy()
        known, new = left.take(first), left.take(second)
        if known and new:
            x, y = numbers(known, "x", "y")
            z = number(new["z"])
            return counted(left, {label: result(x, y, z)}) if x and z else None
    return None


def direct(text: Text) -> Scene | None:
    """The same rate for more."""
    return _three(text, _DIRECT, lambda x, y, z: y / x * z)


def inverse(text: Text) -> Scene | None:
    """The same work by others."""
    return _three(text, _INVERSE, lambda x, y, z: x * y / z)


READERS: Final = (recipe, ratio, mixture, scale, direct, inverse)
