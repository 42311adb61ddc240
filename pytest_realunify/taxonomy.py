"""The facts of RealUnify: axes, categories in table order, subtasks, protocols. Source: arXiv 2509.24897, Table 1.

Subtask names are those of the procedural suite; official data may bring others and they are accepted as data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Axis = Literal["UEG", "GEU"]
AXES: Final[tuple[Axis, ...]] = ("UEG", "GEU")

PROTOCOLS: Final = ("direct", "stepwise", "oracle", "blind")
"""In the order of table rows. `blind` withholds the image, so it exists for GEU alone."""

Verb = Literal["understand", "generate", "edit"]
VERBS: Final[tuple[Verb, ...]] = ("understand", "generate", "edit")
"""What a model can be asked to do."""

CHANCE: Final = 0.25
"""Expected accuracy of guessing on the GEU axis: four options, one right."""


@dataclass(frozen=True, slots=True)
class Category:
    """One column of the table."""

    name: str
    abbreviation: str
    axis: Axis
    subtasks: tuple[str, ...]


CATEGORIES: Final[tuple[Category, ...]] = (
    Category(
        "world_knowledge",
        "WK",
        "UEG",
        ("animals_and_plants", "food", "architecture", "culture", "sports", "technology", "lifestyle"),
    ),
    Category("commonsense_reasoning", "CR", "UEG", ("physical_laws", "human_activities", "common_objects")),
    Category(
        "mathematical_reasoning",
        "MR-I",
        "UEG",
        ("numerical_calculation", "probability_estimation", "proportional_reasoning", "equation_solving"),
    ),
    Category("logical_reasoning", "LR", "UEG", ("explicit_conditions", "implicit_conditions", "hypothetical_changes")),
    Category("scientific_reasoning", "SR", "UEG", ("physics", "chemistry", "biology", "geography")),
    Category("code_to_image", "C2I", "UEG", ("branching", "iteration")),
    Category("mental_reconstruction", "MR-II", "GEU", ("coarse_patches", "fine_patches")),
    Category("mental_tracking", "MT", "GEU", ("sequential", "simultaneous")),
    Category("attentional_focusing", "AF", "GEU", ("quantity", "ocr", "attribute")),
    Category("cognitive_navigation", "CN", "GEU", ("maze", "map")),
)

CATEGORY: Final = {category.name: category for category in CATEGORIES}


def categories_of(axis: Axis) -> tuple[Category, ...]:
    """The axis's categories in table order."""
    return tuple(category for category in CATEGORIES if category.axis == axis)


def table_key(category: str) -> int:
    """Position of a category in the table: sort by it."""
    return _ORDER[category]


_ORDER: Final = {category.name: place for place, category in enumerate(CATEGORIES)}
