"""Questions of what something is made of: stripes, levels, halves, sectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from pytest_realunify.procedural.world.queries.what import Seen, What, find, object_at
from pytest_realunify.procedural.world.scene import LEVELS, Cut, Flag, Glass, Halves, Pie, Shape
from pytest_realunify.procedural.world.words import number

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stripes:
    """The only flag has so many stripes."""

    number: int

    @property
    def text(self) -> str:
        return f"Does the flag have exactly {number(self.number)} stripes?"

    def holds(self, seen: Seen) -> bool:
        flag = _only(Flag, seen)
        return flag is not None and len(flag.colours) == self.number


@dataclass(frozen=True, slots=True)
class StripesRun:
    """The only flag's stripes are horizontal, or vertical."""

    stripes: Cut

    @property
    def text(self) -> str:
        return f"Are the stripes of the flag {self.stripes}?"

    def holds(self, seen: Seen) -> bool:
        flag = _only(Flag, seen)
        return flag is not None and flag.stripes == self.stripes


STRIPE_PLACES: Final[dict[str, tuple[Cut | None, int]]] = {
    "top": ("horizontal", 0),
    "bottom": ("horizontal", -1),
    "left": ("vertical", 0),
    "right": ("vertical", -1),
    "middle": (None, 0),
}


@dataclass(frozen=True, slots=True)
class StripeIs:
    """A stripe of the only flag has this colour."""

    place: str
    colour: str

    @property
    def text(self) -> str:
        place = f"{self.place}most" if self.place in ("left", "right") else self.place
        return f"Is the {place} stripe of the flag {self.colour}?"

    def holds(self, seen: Seen) -> bool:
        flag = _only(Flag, seen)
        if flag is None:
            return False
        cut, place = STRIPE_PLACES[self.place]
        if self.place == "middle":
            return len(flag.colours) % 2 == 1 and flag.colours[len(flag.colours) // 2] == self.colour
        return flag.stripes == cut and flag.colours[place] == self.colour


@dataclass(frozen=True, slots=True)
class LevelIs:
    """The glass at a place among the glasses ("only" where there is one) is filled so high, in quarters."""

    where: str
    level: int

    @property
    def text(self) -> str:
        return f"Is {object_at(self.where, 'glass')} {LEVELS[self.level]}?"

    def holds(self, seen: Seen) -> bool:
        glass = _glass(self.where, seen)
        return glass is not None and glass.level == self.level


@dataclass(frozen=True, slots=True)
class LiquidIs:
    """The glass at a place holds liquid of this colour."""

    where: str
    colour: str

    @property
    def text(self) -> str:
        return f"Is the liquid in {object_at(self.where, 'glass')} {self.colour}?"

    def holds(self, seen: Seen) -> bool:
        glass = _glass(self.where, seen)
        return glass is not None and glass.liquid == self.colour


@dataclass(frozen=True, slots=True)
class SameLevel:
    """Two or more glasses, all filled equally high."""

    @property
    def text(self) -> str:
        return "Does the liquid stand equally high in all the glasses?"

    def holds(self, seen: Seen) -> bool:
        levels = [each.item.level for each in seen if isinstance(each.item, Glass)]
        return len(levels) > 1 and len(set(levels)) == 1


@dataclass(frozen=True, slots=True)
class HigherIn:
    """The liquid stands higher in one glass than in another."""

    one: str
    other: str

    @property
    def text(self) -> str:
        one, other = object_at(self.one, "glass"), object_at(self.other, "glass")
        return f"Does the liquid stand higher in {one} than in {other}?"

    def holds(self, seen: Seen) -> bool:
        one, other = _glass(self.one, seen), _glass(self.other, seen)
        return one is not None and other is not None and one.level > other.level


@dataclass(frozen=True, slots=True)
class Floats:
    """The thing in a glass floats on the liquid; with `sinks`, it lies at the bottom."""

    what: What
    sinks: bool = False

    @property
    def text(self) -> str:
        place = "lie at the bottom of a glass" if self.sinks else "float on the liquid in a glass"
        return f"Does the {self.what.one} {place}?"

    def holds(self, seen: Seen) -> bool:
        glasses = [each.item for each in seen if isinstance(each.item, Glass)]
        found = [glass for glass in glasses if glass.thing is not None and self.what.fits(glass.thing)]
        return bool(found) and all(glass.floats != self.sinks for glass in found)


HALVES: Final[dict[str, tuple[Cut, int]]] = {
    "left": ("vertical", 0),
    "right": ("vertical", 1),
    "upper": ("horizontal", 0),
    "lower": ("horizontal", 1),
}


@dataclass(frozen=True, slots=True)
class HalfIs:
    """A half of the only circle that is halved has this colour. A circle of one colour has it in every half."""

    half: str
    colour: str

    @property
    def text(self) -> str:
        return f"Is the {self.half} half of the circle {self.colour}?"

    def holds(self, seen: Seen) -> bool:
        found = What("circle").among(seen)
        item = found[0].item if len(found) == 1 else None
        if isinstance(item, Shape):
            return item.colour == self.colour
        if isinstance(item, Pie) and (item.sectors, item.filled) == (2, 1):  # looks like two halves
            item = Halves("vertical", "white", item.colour)
        cut, place = HALVES[self.half]
        return isinstance(item, Halves) and item.cut == cut and (item.first, item.second)[place] == self.colour


@dataclass(frozen=True, slots=True)
class Sectors:
    """The only circle that is cut into sectors has so many."""

    number: int

    @property
    def text(self) -> str:
        return f"Is the circle cut into exactly {number(self.number)} equal sectors?"

    def holds(self, seen: Seen) -> bool:
        pie = _pie(seen)
        return pie is not None and pie.sectors == self.number


@dataclass(frozen=True, slots=True)
class SectorsIn:
    """So many sectors of the only cut circle have this colour; `number` from 1."""

    number: int
    colour: str

    @property
    def text(self) -> str:
        if self.number == 1:
            return f"Is exactly one sector of the circle {self.colour}?"
        return f"Are exactly {number(self.number)} sectors of the circle {self.colour}?"

    def holds(self, seen: Seen) -> bool:
        pie = _pie(seen)
        if pie is None:
            return False
        return self.number == {"white": pie.sectors - pie.filled, pie.colour: pie.filled}.get(self.colour, 0)


def _pie(seen: Seen) -> Pie | None:
    """The only pie, or what looks like one: a white half on the left of a coloured one."""
    found = []
    for each in seen:
        item = each.item
        if isinstance(item, Halves) and (item.cut, item.first) == ("vertical", "white") and item.second != "black":
            item = Pie(2, 1, item.second)
        if isinstance(item, Pie):
            found.append(item)
    return found[0] if len(found) == 1 else None


def _only(kind: type[T], seen: Seen) -> T | None:
    found = [each.item for each in seen if isinstance(each.item, kind)]
    return found[0] if len(found) == 1 else None


def _glass(where: str, seen: Seen) -> Glass | None:
    found = find(where, [each for each in seen if isinstance(each.item, Glass)])
    return found.item if found is not None and isinstance(found.item, Glass) else None
