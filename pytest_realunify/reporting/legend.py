"""What the table's codes mean, below it: those that stand there, and no others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pytest_realunify.taxonomy import AXES, Axis, categories_of

_AXES: Final = {"UEG": "understanding enhances generation", "GEU": "generation enhances understanding"}


def legend_lines(axes: Collection[Axis]) -> list[str]:
    """A line per axis, such as `GEU, generation enhances understanding: MR-II mental reconstruction, …`."""
    return [f"{axis}, {_AXES[axis]}: {', '.join(_categories(axis))}" for axis in AXES if axis in axes]


def _categories(axis: Axis) -> list[str]:
    return [f"{each.abbreviation} {each.name.replace('_', ' ')}" for each in categories_of(axis)]
