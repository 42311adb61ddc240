"""Labels and speakers of whom some lie: every case is tried, and the one without contradiction is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import product
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import KIND, NAME, colours_in, shape
from pytest_realunify.procedural.world.scene import Scene, row
from pytest_realunify.procedural.world.words import COLOUR

Honest = tuple[bool, ...]
MOST: Final = 8
"""Speakers, so at most 256 cases."""


def labels(request: str) -> Scene | None:
    """Vessels of which one holds something, with labels of which so many are true."""
    listing = re.search(
        r"From left to right stand [a-z]+ in ([a-z, ]+), and one|which are ([a-z, ]+) from left", request
    )
    rule = re.search(r"(?:Only|Exactly) one of (?:these|the) labels is (true|false)", request)
    if not listing or not rule:
        return None
    hues = colours_in(listing[0])
    said = dict(re.findall(rf'On the ({COLOUR}) one is written: "([^"]+)\."', request))
    if not 1 < len(hues) <= MOST or set(said) != set(hues):
        return None
    places = [place for place in range(len(hues)) if _fits(place, hues, said, rule[1] == "true")]
    drawn = _shapes_for(request)
    if len(places) != 1 or drawn is None:
        return None
    other, special = drawn
    return row(*(shape(hue, special if place == places[0] else other) for place, hue in enumerate(hues)))


def _fits(place: int, hues: Sequence[str], said: dict[str, str], true: bool) -> bool:
    """Whether exactly one label is true (or false) if the thing is at this place."""
    verdicts = [_label_true(said[hue], hue, hues[place]) for hue in hues]
    return verdicts.count(true) == 1


def _label_true(text: str, own: str, holder: str) -> bool:
    claimed = [own] if "in here" in text else colours_in(text)
    return (holder in claimed) != (" not " in text)


def _shapes_for(request: str) -> tuple[str, str] | None:
    """What is drawn for the others and for the one."""
    if said := re.search(rf"each as an? ({KIND}) of its colour, except .* draw that as an? ({KIND})", request):
        return said[1], said[2]
    if said := re.search(rf"an? ({KIND}) for the one with [a-z ]+, an? ({KIND}) for every other", request):
        return said[2], said[1]
    return None


def speakers(request: str) -> Scene | None:
    """People of whom each always lies or never does."""
    listing = re.search(
        rf"(?:Each of|We meet) ((?:{NAME}(?:, | and )?)+?)(?: either always tells the truth or always lies|\. )",
        request,
    )
    if not listing or not ("always lies" in request or "knave" in request):
        return None
    people = re.findall(NAME, listing[1])
    said = dict(re.findall(rf'({NAME}) says: "([^"]+)\."', request))
    drawn = re.search(
        rf"an? ({COLOUR}) ({KIND}) for whoever tells the truth, an? ({COLOUR}) ({KIND}) for whoever lies"
        rf"|every knight as an? ({COLOUR}) ({KIND}), every knave as an? ({COLOUR}) ({KIND})",
        request,
    )
    if not 1 < len(people) <= MOST or set(said) != set(people) or not drawn:
        return None
    claims = [_claim(said[name], who, people) for who, name in enumerate(people)]
    cases = [
        honest
        for honest in product((True, False), repeat=len(people))
        if all(claim is not None and claim(honest) == honest[who] for who, claim in enumerate(claims))
    ]
    if len(cases) != 1:
        return None
    hue, kind, other, second = [group for group in drawn.groups() if group]
    return row(*(shape(hue, kind) if honest else shape(other, second) for honest in cases[0]))


def _claim(text: str, who: int, people: Sequence[str]) -> Callable[[Honest], bool] | None:
    named = [people.index(name) for name in re.findall(NAME, text) if name in people]
    if not named:
        return None
    one, other = named[0], named[-1]
    if "of the same sort" in text or "of different sorts" in text:
        same = "same" in text
        return lambda honest: (honest[one] == honest[who]) == same
    if text.startswith("At least one of"):
        return lambda honest: not honest[one] or not honest[other]
    if text.startswith("Both"):
        return lambda honest: not honest[one] and not honest[other]
    if text.endswith("is a liar"):
        return lambda honest: not honest[one]
    return (lambda honest: honest[one]) if text.endswith("tells the truth") else None
