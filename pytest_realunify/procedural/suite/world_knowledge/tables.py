"""The fact tables of this category as their generators use them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.looks import LOOKS
from pytest_realunify.procedural.world.scene import SHAPES, Shape


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something: `leg on a spider`, `legs on a spider`, 8."""

    one: str
    all: str
    number: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Which things belong to a kind (`insect`), and some that do not."""

    one: str
    members: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """What most subtasks have in common; `own` holds all of the file."""

    counts: tuple[Count, ...]
    colours: tuple[tuple[str, str], ...]
    shapes: tuple[tuple[str, str], ...]
    sequences: tuple[tuple[str, tuple[str, ...]], ...]
    kinds: tuple[Kind, ...]
    own: dict[str, Any]
    kinds_drawn: tuple[str, ...] = SHAPES
    """Kinds of shapes that stand for things here."""

    @property
    def looks(self) -> tuple[Shape, ...]:
        """What may stand for a thing."""
        return tuple(look for look in LOOKS if look.kind in self.kinds_drawn)


@cache
def tables(subtask: str) -> Tables:
    own = facts(f"world_knowledge/{subtask}")
    return Tables(
        tuple(Count(*one_and_all(each["what"]), each["number"]) for each in own["count"]),
        tuple((each["of"], each["colour"]) for each in own["colour"]),
        tuple((each["of"], each["shape"]) for each in own.get("shape", ())),
        tuple((each["of"], tuple(each["colours"])) for each in own.get("sequence", ())),
        tuple(Kind(each["one"], tuple(each["members"]), tuple(each["others"])) for each in own["sort"]),
        own,
        # A cross for every night of Hanukkah would be in poor taste.
        tuple(kind for kind in SHAPES if kind != "cross" or subtask != "culture"),
    )


def one_and_all(what: str) -> tuple[str, str]:
    """`arm or tentacle/arms and tentacles of a squid` in the singular and in the plural, which have as many words."""
    singular, rest = what.split("/", 1)
    words = rest.split(" ")
    return " ".join([singular, *words[len(singular.split(" ")) :]]), rest
