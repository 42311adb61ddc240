"""`[tool.realunify.prices]`: what a model's or a judge's calls cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.taxonomy import VERBS

PLACE: Final = "[tool.realunify.prices]"
UNITS: Final = {
    "input_tokens": 1_000_000,
    "output_tokens": 1_000_000,
    "input_images": 1,
    "output_images": 1,
    "calls": 1,
}
"""What can have a price, and of how many it is the price."""
CURRENCY: Final = "USD"


@dataclass(frozen=True)
class Prices:
    """Of one model or judge: by verb, then by what is counted. Money for `UNITS` of them."""

    by_verb: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Under `""` what holds for every verb that has no table of its own."""

    def money(self, verb: str, counts: Mapping[str, int]) -> float:
        """What so much costs."""
        rates = self.by_verb.get(verb, self.by_verb.get("", {}))
        return sum(price * counts.get(name, 0) / UNITS[name] for name, price in rates.items())

    @property
    def known(self) -> bool:
        """Whether anything has a price."""
        return any(self.by_verb.values())


def prices_of(name: str, tables: Mapping[str, Any]) -> Prices:
    """Of a model by its name; none where the table has none. Raises UsageError for what is no price."""
    found = tables.get(name, {})
    if not isinstance(found, Mapping):
        raise UsageError(f"{name!r} in {PLACE} is {found!r}, expected a table such as {{ input_tokens = 0.3 }}")
    own = {key: value for key, value in found.items() if key not in VERBS}
    by_verb = {"": _rates(own, f"{PLACE}, {name!r}")} if own else {}
    for verb in (verb for verb in VERBS if verb in found):
        if not isinstance(found[verb], Mapping):
            raise UsageError(f"{verb} of {name!r} in {PLACE} is {found[verb]!r}, expected a table of prices")
        by_verb[verb] = _rates(found[verb], f"{PLACE}, {verb} of {name!r}")
    return Prices(by_verb)


def currency_of(tables: Mapping[str, Any]) -> str:
    """A short word or sign. Raises UsageError."""
    found = tables.get("currency", CURRENCY)
    if not isinstance(found, str) or not 0 < len(found) <= 8 or not found.isprintable():
        raise UsageError(f"currency in {PLACE} is {found!r}, expected a short word such as USD")
    return found


def _rates(table: Mapping[str, Any], place: str) -> dict[str, float]:
    for key, value in table.items():
        if key not in UNITS:
            raise UsageError.unknown(f"price in {place}", key, [*UNITS, *VERBS])
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
            raise UsageError(f"{key} in {place} is {value!r}, expected money for {UNITS[key]:,} of them, from 0")
    return {key: float(value) for key, value in table.items()}
