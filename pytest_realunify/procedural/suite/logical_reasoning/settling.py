"""Choosing conditions until exactly one possibility is left: the proof of uniqueness is the enumeration itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pytest_realunify.procedural.suite.base import Chance

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Clue(Generic[T]):
    """A condition in words, and whether a possibility meets it."""

    text: str
    holds: Callable[[T], bool]


def settle(rng: Chance, truth: T, possible: Iterable[T], clues: Sequence[Clue[T]]) -> list[Clue[T]] | None:
    """The fewest of the clues, in a random order, that leave nothing but the truth; None where they cannot. All clues
    must hold of the truth."""
    everything = list(possible)
    left = everything
    chosen: list[Clue[T]] = []
    for clue in rng.sample(clues, len(clues)):
        fewer = [each for each in left if clue.holds(each)]
        if len(fewer) < len(left):
            left = fewer
            chosen.append(clue)
        if len(left) == 1:
            break
    if left != [truth]:
        return None
    for clue in tuple(chosen):
        others = [each for each in chosen if each is not clue]
        if sum(all(other.holds(each) for other in others) for each in everything) == 1:
            chosen = others
    rng.shuffle(chosen)
    return chosen


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def sentences(rng: Chance, texts: Sequence[str]) -> str:
    """Clauses as sentences, now and then two in one."""
    left = list(texts)
    made = []
    while left:
        first = left.pop(0)
        if left and len(first) + len(left[0]) < 110 and rng.random() < 0.4:
            first = f"{first}{rng.choice(('; ', ', and '))}{left.pop(0)}"
        made.append(f"{capital(first)}.")
    return " ".join(made)
