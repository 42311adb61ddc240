"""The table of a simulated model: `[tool.realunify.models.NAME]` with `adapter = "simulated"`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.procedural.simulated.limits import MID_RANGE, PROFILES, SHARES, Limits, average
from pytest_realunify.procedural.simulated.styles import STYLES
from pytest_realunify.taxonomy import AXES, CATEGORIES, CATEGORY

WHERE: Final = "the settings of a simulated model"
_LIMITS: Final = (*SHARES, "style")
_WHOLE: Final = ("profile", "weights")
"""Of the whole model, not of a category."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A checked table."""

    profile: str
    weights: int
    """Which checkpoint it is: all chance follows from it, but for what `noise` gives to the request's seed."""
    limits: Mapping[str, Limits]
    """By category."""
    elsewhere: Limits
    """For requests that belong to no category."""

    @classmethod
    def of(cls, table: Mapping[str, Any], where: str = WHERE) -> Settings:
        """Of a category's own table over its axis' over what stands for all over the profile's.

        `where` is the table, as the user knows it. Raises UsageError with the nearest match of what is misspelt.
        """
        groups = (*AXES, *CATEGORY)
        for key, value in table.items():
            _check(key, value, where, (*_WHOLE, *_LIMITS, *groups))
            if key in groups:
                for name, each in value.items():
                    _check(name, each, _within(where, key), _LIMITS)
        profile = PROFILES[table.get("profile", MID_RANGE)]
        everywhere = {name: table[name] for name in _LIMITS if name in table}
        limits = {
            category.name: replace(
                profile[category.name],
                **{**everywhere, **table.get(category.axis, {}), **table.get(category.name, {})},
            )
            for category in CATEGORIES
        }
        elsewhere = replace(average(profile), **everywhere)
        return cls(table.get("profile", MID_RANGE), table.get("weights", 0), limits, elsewhere)

    def of_category(self, category: str) -> Limits:
        """Those of a category; of any other word, those that hold for all."""
        return self.limits.get(category, self.elsewhere)


def _within(where: str, key: str) -> str:
    return f"{where[:-1]}.{key}]" if where.endswith("]") else f"{key} in {where}"


def _check(key: str, value: Any, where: str, known: tuple[str, ...]) -> None:
    if key not in known:
        raise UsageError.unknown(f"setting in {where}", key, known)
    if key in SHARES:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise UsageError(f"{where}: {key} is {value!r}, expected a share from 0 to 1")
    elif key == "weights":
        if isinstance(value, bool) or not isinstance(value, int):
            raise UsageError(f"{where}: weights is {value!r}, expected a whole number")
    elif key in _CHOICES:
        if value not in _CHOICES[key]:
            raise UsageError.unknown(f"{key} in {where}", str(value), _CHOICES[key])
    elif not isinstance(value, Mapping):
        raise UsageError(f"{where}: {key} is {value!r}, expected a table such as {key} = {{ generation = 0.8 }}")


_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"profile": (*PROFILES,), "style": (*STYLES,)}
