"""Questions of how many, and of what all have in common."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_realunify.procedural.world.queries.what import Seen, What, rows
from pytest_realunify.procedural.world.words import ORDINALS, number, with_article


@dataclass(frozen=True, slots=True)
class Count:
    """Exactly so many; `number` from 1."""

    what: What
    number: int

    @property
    def text(self) -> str:
        if self.number == 1:
            return f"Is there exactly one {self.what.one} in the picture?"
        return f"Are there exactly {number(self.number)} {self.what.many} in the picture?"

    def holds(self, seen: Seen) -> bool:
        return len(self.what.among(seen)) == self.number


@dataclass(frozen=True, slots=True)
class Exists:
    """At least one."""

    what: What

    @property
    def text(self) -> str:
        return f"Is there {with_article(self.what.one)} in the picture?"

    def holds(self, seen: Seen) -> bool:
        return bool(self.what.among(seen))


@dataclass(frozen=True, slots=True)
class MoreThan:
    """More of one than of the other."""

    one: What
    other: What

    @property
    def text(self) -> str:
        return f"Are there more {self.one.many} than {self.other.many} in the picture?"

    def holds(self, seen: Seen) -> bool:
        return len(self.one.among(seen)) > len(self.other.among(seen))


@dataclass(frozen=True, slots=True)
class Every:
    """All of a kind are also something else; there is at least one."""

    subject: What
    predicate: What

    @property
    def text(self) -> str:
        if self.predicate.noun == "object" and self.predicate.colour:
            return f"Are all the {self.subject.many} {self.predicate.colour}?"
        return f"Is every {self.subject.one} {with_article(self.predicate.one)}?"

    def holds(self, seen: Seen) -> bool:
        found = self.subject.among(seen)
        return bool(found) and all(self.predicate.fits(each.item) for each in found)


@dataclass(frozen=True, slots=True)
class RowCount:
    """So many rows of objects."""

    number: int

    @property
    def text(self) -> str:
        if self.number == 1:
            return "Do all the objects stand in one row?"
        return f"Do the objects stand in exactly {number(self.number)} rows?"

    def holds(self, seen: Seen) -> bool:
        return len(rows(seen)) == self.number


@dataclass(frozen=True, slots=True)
class InRow:
    """A row, by its place from the top counted from 0, holds exactly so many; `number` from 1."""

    row: int
    what: What
    number: int

    @property
    def text(self) -> str:
        are, named = ("Is", self.what.one) if self.number == 1 else ("Are", self.what.many)
        there = f"{are} there exactly {number(self.number)} {named}"
        return f"{there} in the {ORDINALS[self.row]} row from the top?"

    def holds(self, seen: Seen) -> bool:
        found = rows(seen)
        return self.row < len(found) and sum(self.what.fits(each.item) for each in found[self.row]) == self.number
