"""Questions of place, order, size, writing and direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.world.english import direction_phrase, text_phrase
from pytest_realunify.procedural.world.layout import Placed
from pytest_realunify.procedural.world.queries.what import Seen, What, coordinate, find, object_at
from pytest_realunify.procedural.world.scene import Arrow, Sign
from pytest_realunify.procedural.world.words import with_article


@dataclass(frozen=True, slots=True)
class At:
    """The object at a place (`PLACES`, `middle`, `nth(…)`) is this."""

    where: str
    what: What

    @property
    def text(self) -> str:
        if self.what.noun == "object":
            return f"Is {object_at(self.where)} {self.what.colour}?"
        return f"Is {object_at(self.where)} {with_article(self.what.one)}?"

    def holds(self, seen: Seen) -> bool:
        found = find(self.where, seen)
        return found is not None and self.what.fits(found.item)


RELATIONS: Final = ("to the left of", "to the right of", "above", "below")


@dataclass(frozen=True, slots=True)
class Beside:
    """Every one of the first stands in the relation to every one of the second; there is one of each at least."""

    one: What
    relation: str
    other: What

    @property
    def text(self) -> str:
        return f"Is the {self.one.one} {self.relation} the {self.other.one}?"

    def holds(self, seen: Seen) -> bool:
        ones, others = self.one.among(seen), self.other.among(seen)
        return bool(ones and others) and all(_stands(one, self.relation, other) for one in ones for other in others)


def _stands(one: Placed, relation: str, other: Placed) -> bool:
    if one is other:
        return False
    at = coordinate("x" if "to the" in relation else "y")
    ahead = at(other) - at(one) if relation in ("to the left of", "above") else at(one) - at(other)
    return ahead > 0.3 * min(one.extent, other.extent)


@dataclass(frozen=True, slots=True)
class Larger:
    """Every one of the first is larger (or smaller) than every one of the second."""

    one: What
    other: What
    smaller: bool = False

    @property
    def text(self) -> str:
        return f"Is the {self.one.one} {'smaller' if self.smaller else 'larger'} than the {self.other.one}?"

    def holds(self, seen: Seen) -> bool:
        big, little = self.one.among(seen), self.other.among(seen)
        if self.smaller:
            big, little = little, big
        # Sizes differ by 1.4 or not at all.
        return bool(big and little) and all(one.extent > 1.18 * other.extent for one in big for other in little)


@dataclass(frozen=True, slots=True)
class Shows:
    """A sign anywhere bears this text."""

    written: str

    @property
    def text(self) -> str:
        return f"Does the picture show the {text_phrase(self.written)}?"

    def holds(self, seen: Seen) -> bool:
        return any(isinstance(each.item, Sign) and each.item.text == self.written for each in seen)


@dataclass(frozen=True, slots=True)
class SignShows:
    """The sign at a place among the signs bears this text."""

    where: str
    written: str

    @property
    def text(self) -> str:
        return f"Does {object_at(self.where, 'sign')} show the {text_phrase(self.written)}?"

    def holds(self, seen: Seen) -> bool:
        found = find(self.where, [each for each in seen if isinstance(each.item, Sign)])
        return found is not None and isinstance(found.item, Sign) and found.item.text == self.written


@dataclass(frozen=True, slots=True)
class Points:
    """The arrow at a place among the arrows, of a colour where one is named, points there."""

    direction: str
    where: str = "only"
    colour: str | None = None

    @property
    def text(self) -> str:
        noun = f"{self.colour} arrow" if self.colour else "arrow"
        return f"Does {object_at(self.where, noun)} point {direction_phrase(self.direction)}?"

    def holds(self, seen: Seen) -> bool:
        found = find(self.where, What("arrow", self.colour).among(seen))
        return found is not None and isinstance(found.item, Arrow) and found.item.direction == self.direction


@dataclass(frozen=True, slots=True)
class AllPoint:
    """Every arrow points there; there is one at least."""

    direction: str

    @property
    def text(self) -> str:
        return f"Do all the arrows point {direction_phrase(self.direction)}?"

    def holds(self, seen: Seen) -> bool:
        arrows = [each.item for each in seen if isinstance(each.item, Arrow)]
        return bool(arrows) and all(arrow.direction == self.direction for arrow in arrows)
