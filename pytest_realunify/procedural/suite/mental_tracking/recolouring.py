"""Recolouring rules, the ways of carrying them out, and the slips a solver makes on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Way = Literal["in_order", "in_reverse", "at_once"]
WAYS: Final[tuple[Way, ...]] = ("in_order", "in_reverse", "at_once")

Fault = Literal["order", "rule"]
"""What a slip gets wrong: the order of all rules, or one rule (forgotten, or carried out backwards)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One recolouring, done in a single go: one move turns a colour into another, two swap, three go round."""

    moves: tuple[tuple[str, str], ...]

    @classmethod
    def turn(cls, source: str, target: str) -> Rule:
        return cls(((source, target),))

    @classmethod
    def swap(cls, one: str, other: str) -> Rule:
        return cls(((one, other), (other, one)))

    @classmethod
    def rotate(cls, first: str, second: str, third: str) -> Rule:
        return cls(((first, second), (second, third), (third, first)))

    def __call__(self, colour: str) -> str:
        for source, target in self.moves:
            if source == colour:
                return target
        return colour

    def backwards(self) -> Rule:
        return Rule(tuple((target, source) for source, target in reversed(self.moves)))


Rules = tuple[Rule, ...]


def outcome(colour: str, rules: Sequence[Rule], way: Way) -> str:
    """The colour that a segment ends up in. At once, the first rule that mentions a colour has it."""
    if way == "at_once":
        return next((rule(colour) for rule in rules if rule(colour) != colour), colour)
    for rule in rules if way == "in_order" else reversed(rules):
        colour = rule(colour)
    return colour


def sources(asked: str, rules: Sequence[Rule], way: Way) -> frozenset[str]:
    """The original colours whose segments have the asked colour in the end: `outcome` turned round, for all at once."""
    if way == "at_once":
        first = {source: target for rule in reversed(rules) for source, target in rule.moves}
        stays = [] if asked in first else [asked]
        return frozenset([*stays, *(source for source, target in first.items() if target == asked)])
    found = {asked}
    for rule in reversed(rules) if way == "in_order" else rules:
        arriving = [source for source, target in rule.moves if target in found]
        found.difference_update(source for source, _ in rule.moves)
        found.update(arriving)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Slip:
    """The rules as they are carried out by mistake."""

    fault: Fault
    rules: Rules
    way: Way


def slips(rules: Rules, way: Way) -> Iterator[Slip]:
    """Every single slip, mistakes of order first. The last step skipped is one of the forgotten rules."""
    yield from (Slip("order", rules, other) for other in WAYS if other != way)
    for place, rule in enumerate(rules):
        before, after = rules[:place], rules[place + 1 :]
        yield Slip("rule", before + after, way)
        if len(rule.moves) > 2:  # a turn done backwards needs no tracking to be noticed, a swap is its own reverse
            yield Slip("rule", (*before, rule.backwards(), *after), way)
