"""People side by side and what they own: first the seats, then the owners."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.solving import MOST, only
from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import NAME, meant, shapes_in
from pytest_realunify.procedural.world.scene import Scene, row

Seats = tuple[int, ...]
Test = Callable[[Seats], bool]
_WHO: Final = re.compile(rf"(?:We look at )?((?:{NAME}(?:, | and )?)+?),? (?:sit side by side|who share)")
_PIECES: Final = re.compile(r"\.\s+|;\s+|, and |\.$")
_THING: Final = r"[Tt]he ([a-z]+(?: [a-z]+)?)"


def read(request: str) -> Scene | None:
    """What is held, in the order of the seats."""
    listing = _WHO.match(request)
    said = re.search(r"(?:cards show|badges are) ([^.]+)\.", request)
    if not listing or not said:
        return None
    people, things = re.findall(NAME, listing[1].removeprefix("We look at ")), shapes_in(said[1])
    if not 1 < len(people) == len(things) <= MOST:
        return None
    pieces = [piece.strip() for piece in _PIECES.split(request)]
    seats = only(permutations(range(len(people))), [test for piece in pieces for test in _seated(piece, people)])
    if seats is None:
        return None
    words = [[each.colour, each.kind] for each in things]
    owned = only(
        permutations(range(len(people))), [each for piece in pieces for each in _owned(piece, people, seats, words)]
    )
    if owned is None:
        return None
    return row(*(thing for _, thing in sorted(zip(owned, things, strict=True), key=lambda pair: pair[0])))


def _seated(piece: str, people: Sequence[str]) -> Iterator[Test]:
    """Conditions on the seat of each person."""
    last = len(people) - 1
    names = [people.index(name) for name in re.findall(NAME, piece) if name in people]
    if len(names) == 1 and piece.endswith("has only one neighbour") and "owner" not in piece:
        yield lambda at: at[names[0]] in (0, last)
    if len(names) == 1 and piece.endswith("has company on either side"):
        yield lambda at: 0 < at[names[0]] < last
    if len(names) == 1 and (said := re.match(r"[Nn]obody sits to the (left|right) of", piece)):
        end = 0 if said[1] == "left" else last
        yield lambda at: at[names[0]] == end
    if len(names) == 2 and re.match(r"[Ss]omebody sits between", piece):
        yield lambda at: abs(at[names[0]] - at[names[1]]) > 1
    if len(names) == 2 and (said := re.fullmatch(rf"{NAME} is {NAME}'s (left|right)-hand neighbour", piece)):
        step = -1 if said[1] == "left" else 1
        yield lambda at: at[names[0]] - at[names[1]] == step
    if len(names) == 2 and "sits further to the left than" in piece:
        yield lambda at: at[names[0]] < at[names[1]]


def _owned(piece: str, people: Sequence[str], seats: Seats, words: Sequence[Sequence[str]]) -> Iterator[Test]:
    """Conditions on the seat at which each thing is."""
    last = len(people) - 1
    things = [place for phrase in re.findall(_THING, piece) if (place := meant(_bare(phrase), words)) is not None]
    holders = [seats[people.index(name)] for name in re.findall(NAME, piece) if name in people]
    if re.search(r" is (?:not|neither) ", piece) and len(things) == 1 and holders:
        yield lambda at: at[things[0]] not in holders
    if piece.endswith("has only one neighbour") and len(things) == 1 and "owner" in piece:
        yield lambda at: at[things[0]] in (0, last)
    if piece.lower().startswith("whoever has") and len(things) == len(holders) == 1:
        yield lambda at: at[things[0]] == holders[0] - 1
    if "left-hand neighbour of the owner" in piece and len(things) == 2:
        yield lambda at: at[things[1]] - at[things[0]] == 1


def _bare(phrase: str) -> str:
    """Without what a pattern of two words catches beyond the thing: `heart is`, `owner of`."""
    return " ".join(word for word in phrase.split() if word not in ("is", "has", "belongs"))
