"""The facts of RealUnify: axes, categories in table order, protocols. Source: arXiv 2509.24897, Table 1.

Subtasks are data: the procedural suite's generators declare theirs, official data brings others in its picture paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Axis = Literal["UEG", "GEU"]
AXES: Final[tuple[Axis, ...]] = ("UEG", "GEU")

PROTOCOLS: Final = ("direct", "stepwise", "oracle", "blind")
"""In the order of table rows. `blind` withholds the image, so it exists for GEU alone."""

Verb = Literal["understand", "generate", "edit"]
VERBS: Final[tuple[Verb, ...]] = ("understand", "generate", "edit")
"""What a model can be asked to do."""


def in_table_order(protocols: Iterable[str]) -> list[str]:
    """Each once: the published ones in the order of table rows, then a team's own by name."""
    return sorted(set(protocols), key=protocol_key)


def protocol_key(name: str) -> tuple[int, str]:
    """Position of a protocol among a table's rows: sort by it."""
    return (PROTOCOLS.index(name), "") if name in PROTOCOLS else (len(PROTOCOLS), name)


Stratum = Literal["easy", "medium", "hard"]
STRATA: Final[tuple[Stratum, ...]] = ("easy", "medium", "hard")
"""Degrees of difficulty, where a suite has them. The paper knows none: this is ours."""

CHANCE: Final = 0.25
"""Expected accuracy of guessing on the GEU axis: four options, one right."""


@dataclass(frozen=True)
class Category:
    """One column of the table."""

    name: str
    abbreviation: str
    axis: Axis


CATEGORIES: Final[tuple[Category, ...]] = (
    Category("world_knowledge", "WK", "UEG"),
    Category("commonsense_reasoning", "CR", "UEG"),
    Category("mathematical_reasoning", "MR-I", "UEG"),
    Category("logical_reasoning", "LR", "UEG"),
    Category("scientific_reasoning", "SR", "UEG"),
    Category("code_to_image", "C2I", "UEG"),
    Category("mental_reconstruction", "MR-II", "GEU"),
    Category("mental_tracking", "MT", "GEU"),
    Category("attentional_focusing", "AF", "GEU"),
    Category("cognitive_navigation", "CN", "GEU"),
)

CATEGORY: Final = {category.name: category for category in CATEGORIES}

RELATIONS: Final = ("options", "rescale", "jpeg")
"""How a variant follows from its original: other order of the options, other resolution, saved as JPEG. Ours too."""

SAME: Final = "same"
"""The relation of a case that is asked again unvaried, for the model's own noise."""

_VARIANT: Final = re.compile(rf"~({'|'.join([SAME, *RELATIONS])})(?:-[a-z][a-z0-9_]*)?")


def relation_of(name: str) -> str:
    """Of the id of a case or of an instance, such as `jpeg`; empty for what is no variant."""
    mark = name.rfind("~")
    if mark < 0:
        return ""
    found = _VARIANT.fullmatch(name, mark)
    return found[1] if found else ""


def original_of(name: str) -> str:
    """Of a variant's id, that of the case or instance it follows from; any other as it is."""
    relation = relation_of(name)
    return name.replace(f"~{relation}", "", 1) if relation else name


def categories_of(axis: Axis) -> tuple[Category, ...]:
    """The axis's categories in table order."""
    return tuple(category for category in CATEGORIES if category.axis == axis)


def table_key(category: str) -> int:
    """Position of a category in the table: sort by it."""
    return _ORDER[category]


_ORDER: Final = {category.name: place for place, category in enumerate(CATEGORIES)}
