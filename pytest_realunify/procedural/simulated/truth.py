"""What a run of a simulated model should say, from its settings alone.

UEG draws: `oracle` needs the drawing, `stepwise` the understanding too, `direct` thinking first as well. GEU answers:
`oracle` needs the reading, `stepwise` the edit too, `direct` the reading and the edit in mind; where something is
missing it guesses one of four, and blind it always guesses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from statistics import fmean
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.procedural.simulated.limits import Limits
from pytest_realunify.procedural.simulated.luck import Ability, Luck, category_of
from pytest_realunify.procedural.simulated.settings import Settings
from pytest_realunify.taxonomy import CATEGORY, CHANCE, Axis

_NEEDED: Final[Mapping[tuple[Axis, str], tuple[Ability, ...]]] = {
    ("UEG", "direct"): ("integration", "understanding", "generation"),
    ("UEG", "stepwise"): ("understanding", "generation"),
    ("UEG", "oracle"): ("generation",),
    ("GEU", "direct"): ("integration", "understanding"),
    ("GEU", "stepwise"): ("generation", "understanding"),
    ("GEU", "oracle"): ("understanding",),
    ("GEU", "blind"): (),  # nothing helps
}
_ABILITIES: Final[tuple[Ability, ...]] = ("understanding", "generation", "integration")


@dataclass(frozen=True, slots=True)
class Planted:
    """Chances of what becomes of a case, or their averages over cases. They and `wrong` add up to 1."""

    correct: float
    unparsed: float
    """Answers that name no option; they count as wrong."""
    dark: float
    """Without a verdict: refused drawings (an error), drawings in which nothing can be judged (judge-invalid)."""

    @property
    def wrong(self) -> float:
        """With a verdict that could be read."""
        return 1 - self.correct - self.unparsed - self.dark

    @property
    def accuracy(self) -> float:
        """Of the cases with a verdict; 0 where there are none."""
        return self.correct / (1 - self.dark) if self.dark < 1 else 0.0


def planted(settings: Settings, category: str, protocol: str) -> Planted:
    """Over all weights there could be. Raises UsageError for a protocol whose truth is not known."""
    return _planted(settings.of_category(category), category, protocol)


def planted_in(settings: Settings, cases: Sequence[str]) -> dict[tuple[str, str], Planted]:
    """By category and protocol, over these very cases under these very weights: what is a greedy model's is certain,
    but for its guesses; what is drawn anew in every run has its share.

    `cases` are names such as `mental_tracking-sequential-0007-stepwise`. Raises UsageError as `planted` does.
    """
    found: dict[tuple[str, str], list[Planted]] = {}
    for case in cases:
        key = category_of(case), case.rpartition("-")[2]
        found.setdefault(key, []).append(planted_case(settings, case))
    return {key: _mean(each) for key, each in found.items()}


def planted_case(settings: Settings, case: str) -> Planted:
    """Of one case under these very weights."""
    limits = settings.of_category(category_of(case))
    luck = Luck(case, settings.weights, 0, limits)
    if not luck.rerolled:
        known: dict[str, Any] = {ability: float(luck.holds(ability)) for ability in _ABILITIES}
        known |= {"refusals": float(luck.refused), "unparsed": float(luck.unparsed)}
        limits = replace(limits, **known)
    return _planted(limits, category_of(case), case.rpartition("-")[2])


def flips(settings: Settings, category: str, protocol: str) -> float:
    """The share of instances that are correct in one of two runs, and not in the other, for their noise alone."""
    correct = planted(settings, category, protocol).correct
    return settings.of_category(category).noise * 2 * correct * (1 - correct)


def rerolled(settings: Settings, case: str) -> bool:
    """Whether the case is one of those that may come out otherwise in another run."""
    return Luck(case, settings.weights, 0, settings.of_category(category_of(case))).rerolled


def _planted(limits: Limits, category: str, protocol: str) -> Planted:
    axis = CATEGORY[category].axis
    if (axis, protocol) not in _NEEDED:
        known = [name for each, name in _NEEDED if each == axis]
        raise UsageError.unknown(f"protocol of {axis} whose truth is planted", protocol, known)
    able = 0.0 if protocol == "blind" else prod(getattr(limits, ability) for ability in _NEEDED[axis, protocol])
    willing, parsed = 1 - limits.refusals, 1 - limits.unparsed
    if axis == "UEG":
        return Planted(willing * parsed * able, 0.0, 1 - willing * parsed)
    right = able + (1 - able) * CHANCE
    dark = limits.refusals if protocol == "stepwise" else 0.0  # the edit is refused before anything is asked
    return Planted(willing * parsed * right, 1 - dark - willing * parsed, dark)


def _mean(found: Sequence[Planted]) -> Planted:
    return Planted(*(fmean(getattr(each, name) for each in found) for name in ("correct", "unparsed", "dark")))
