"""What the model knows of the world: the fact tables, found again in a request's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Generic, TypeVar

from pytest_realunify.procedural.fact_tables import facts

TABLES: Final = ("animals_and_plants", "food", "architecture", "culture", "sports", "technology", "lifestyle")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A fact that a text speaks of, and where."""

    start: int
    end: int
    value: T


def entries(table: str) -> Iterator[dict[str, Any]]:
    """All entries of a kind, such as `colour`, from every subtask's file."""
    for name in TABLES:
        yield from facts(f"world_knowledge/{name}").get(table, ())


def own(table: str) -> Any:
    """A table that one file alone has."""
    return next(held[table] for name in TABLES if table in (held := facts(f"world_knowledge/{name}")))


@cache
def counts() -> Mapping[str, int]:
    """Numbers by how one is called and how all of them are."""
    known: dict[str, int] = {}
    for each in entries("count"):
        for form in forms(each["what"]):
            known[form.lower()] = each["number"]
    return known


@cache
def colours() -> Mapping[str, str]:
    return {each["of"].lower(): each["colour"] for each in entries("colour")}


@cache
def shapes() -> Mapping[str, str]:
    return {each["of"].lower(): each["shape"] for each in entries("shape")}


@cache
def sequences() -> Mapping[str, tuple[str, ...]]:
    return {each["of"].lower(): tuple(each["colours"]) for each in entries("sequence")}


@cache
def kinds() -> Mapping[str, frozenset[str]]:
    return {each["one"].lower(): frozenset(member.lower() for member in each["members"]) for each in entries("sort")}


@cache
def flags() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """How a flag's stripes run and their colours, by country and by `the country whose capital is …`."""
    known: dict[str, tuple[str, tuple[str, ...]]] = {}
    for each in entries("flag"):
        names = [each["of"]] + ([f"whose capital is {each['capital']}"] if "capital" in each else [])
        known |= {f"flag of {name}".lower(): (each["stripes"], tuple(each["colours"])) for name in names[:1]}
        known |= {name.lower(): (each["stripes"], tuple(each["colours"])) for name in names[1:]}
    return known


@cache
def feats() -> Mapping[tuple[str, str], int]:
    """Points by game and feat, in the singular and in the plural."""
    return {
        (each["game"].lower(), form.lower()): each["points"]
        for each in entries("points")
        for form in forms(each["feat"])
    }


def forget() -> None:
    """Read the tables anew."""
    for known in (counts, colours, shapes, sequences, kinds, flags, feats):
        known.cache_clear()


def forms(what: str) -> tuple[str, str]:
    """`ring/rings of the symbol`: as one and as all; both nouns have as many words."""
    one, _, several = what.partition("/")
    tail = several.split()[len(one.split()) :]
    return " ".join((one, *tail)), several


def found(text: str, known: Mapping[str, T]) -> list[Found[T]]:
    """Every fact spoken of, in order; where two overlap, the one with more words is meant."""
    lowered = text.lower()
    spots = [
        Found(start, start + len(words), value) for words, value in known.items() for start in _all(lowered, words)
    ]
    kept: list[Found[T]] = []
    for spot in sorted(spots, key=lambda each: (each.start - each.end, each.start)):
        if all(spot.end <= other.start or spot.start >= other.end for other in kept):
            kept.append(spot)
    return sorted(kept, key=lambda each: each.start)


def _all(text: str, words: str) -> Iterator[int]:
    """Where the words stand as words, not as a part of others. A text may repeat them; 40 times is more than enough."""
    start = text.find(words)
    for _ in range(40):
        if start < 0:
            return
        before, after = text[:start][-1:], text[start + len(words) :][:1]
        if not before.isalnum() and not after.isalnum():
            yield start
        start = text.find(words, start + 1)
