"""What is planted in a simulated model, by category, and the profiles that a table departs from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any, Final

from pytest_realunify.procedural.simulated.styles import PLAIN
from pytest_realunify.taxonomy import CATEGORIES


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares of instances, from 0 to 1, and a style. As they stand here: a model that errs nowhere."""

    understanding: float = 1.0
    """Of instances of which it knows what to draw (UEG), or can read the answer off a picture that shows it (GEU)."""
    generation: float = 1.0
    """Of instances that it draws as they are described (UEG), or edits as it is told (GEU)."""
    integration: float = 1.0
    """Of instances where nobody need make it take the two steps: it thinks before it draws, and pictures the edit
    before it answers."""
    noise: float = 0.0
    """Of instances whose outcomes follow from the request's seed and are drawn anew in every run; 0 is greedy."""
    unparsed: float = 0.0
    """Of cases whose answer names no option (GEU), or whose drawing shows nothing that could be judged (UEG)."""
    refusals: float = 0.0
    """Of instances that it refuses: words in place of an answer, no picture in place of a picture."""
    style: str = PLAIN
    """How its drawings look; of no consequence for what they show."""


SHARES: Final = ("understanding", "generation", "integration", "noise", "unparsed", "refusals")


def _mid_range() -> dict[str, Limits]:
    """Solved for BAGEL's published rows (arXiv 2509.24897, Tables 2 and 3): direct and stepwise leave one of three
    shares free, and that is the drawing."""
    drawn = {  # understanding, generation, integration: published direct, stepwise
        "world_knowledge": Limits(0.86, 0.86, 0.62),  # 46, 74
        "commonsense_reasoning": Limits(0.93, 0.86, 0.875),  # 70, 80
        "mathematical_reasoning": Limits(0.40, 0.65, 0.885),  # 23, 26
        "logical_reasoning": Limits(0.50, 0.74, 0.785),  # 29, 37
        "scientific_reasoning": Limits(0.42, 0.69, 0.725),  # 21, 29
        "code_to_image": Limits(0.62, 0.65, 0.175),  # 7, 40
    }
    answered = {
        "mental_reconstruction": Limits(0.50, 0.36, 0.33, unparsed=0.01),  # 37, 38
        "mental_tracking": Limits(0.40, 0.02, 0.21, unparsed=0.01),  # 31, 25
        "attentional_focusing": Limits(0.75, 0.49, 0.45, unparsed=0.01),  # 50, 52
        "cognitive_navigation": Limits(0.45, 0.10, 0.425, unparsed=0.01),  # 39, 28
    }
    return drawn | answered


EXACT: Final = "exact"
MID_RANGE: Final = "mid-range"
PROFILES: Final[Mapping[str, Mapping[str, Limits]]] = {
    MID_RANGE: _mid_range(),
    EXACT: {category.name: Limits() for category in CATEGORIES},
}


def average(profile: Mapping[str, Limits]) -> Limits:
    """For requests of no category that is known."""
    return replace(Limits(), **_averages(profile))


def _averages(profile: Mapping[str, Limits]) -> dict[str, Any]:
    return {name: fmean(getattr(each, name) for each in profile.values()) for name in SHARES}
