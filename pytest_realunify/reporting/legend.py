"""What the table's codes mean, below it: those that stand there, and no others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from pytest_realunify.reporting.layout import PAGE
from pytest_realunify.taxonomy import AXES, Axis, categories_of

_AXES: Final = {"UEG": "understanding enhances generation", "GEU": "generation enhances understanding"}


def legend_lines(axes: Collection[Axis], width: int = PAGE) -> list[str]:
    """Per axis such as `GEU, generation enhances understanding: MR-II mental reconstruction, …`, parted at commas."""
    return [
        line for axis in AXES if axis in axes for line in _packed(f"{axis}, {_AXES[axis]}:", _categories(axis), width)
    ]


def _packed(title: str, parts: Sequence[str], width: int) -> list[str]:
    lines = [title]
    for part in [*(f"{part}," for part in parts[:-1]), parts[-1]]:
        if len(lines[-1]) + 1 + len(part) <= width:
            lines[-1] += f" {part}"
        else:
            lines.append(f"  {part}")
    return lines


def _categories(axis: Axis) -> list[str]:
    return [f"{each.abbreviation} {each.name.replace('_', ' ')}" for each in categories_of(axis)]
