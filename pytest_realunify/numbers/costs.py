"""What a run cost: calls, tokens, pictures, pauses of model and judge; money where prices are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pytest_realunify.numbers.outlines import Outline, Spot, Who, outlined
from pytest_realunify.options.prices import CURRENCY, UNITS, Prices
from pytest_realunify.records import Result
from pytest_realunify.taxonomy import in_table_order

Sums = Mapping[tuple[str, str, str], int]
"""By who, verb, and what is counted."""

COUNTS: Final = ("calls", "retries", "waited_ms", "input_tokens", "output_tokens", "input_images", "output_images")
"""What the `openai` adapter counts; models may count more."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of model or judge under one protocol."""

    protocol: str
    """Empty: of calls that no result of a case tells of: of cases that did not finish, or were run again."""
    who: Who
    counts: Mapping[str, int]
    money: float | None = None
    """None: there are no prices."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Of a whole run."""

    rows: tuple[Cost, ...] = ()
    """Without those of nothing."""
    currency: str = ""
    """Empty: there are no prices."""

    @property
    def total(self) -> Mapping[str, int]:
        total: Counter[str] = Counter()
        for row in self.rows:
            total.update(row.counts)
        return total

    @property
    def money(self) -> float | None:
        """Of what has a price; None where nothing has."""
        known = [row.money for row in self.rows if row.money is not None]
        return sum(known) if known else None


@dataclass(slots=True)
class _Side:
    """Sums of model or judge under one protocol, by verb."""

    by_verb: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, verb: str, counts: Mapping[str, int]) -> None:
        self.by_verb.setdefault(verb, Counter()).update(counts)

    def cost(self, protocol: str, who: Who, prices: Prices | None) -> Cost:
        total: Counter[str] = Counter()
        for each in self.by_verb.values():
            total.update(each)
        counts = {name: total[name] for name in (*COUNTS, *sorted(total.keys() - {*COUNTS})) if total[name]}
        money = sum(prices.money(verb, each) for verb, each in self.by_verb.items()) if prices else None
        return Cost(protocol, who, counts, money)


def costs(results: Iterable[Result | Outline], spent: Sums, prices: Mapping[str, Any] | None) -> Costs:
    """`spent` is what the run's processes wrote down as they went; `prices` what run.json says of them."""
    told: Counter[tuple[str, Spot]] = Counter()
    for each in outlined(results):
        for spot, count in zip(each.spots, each.spent, strict=True):
            told[each.protocol, spot] += count
    sides: dict[tuple[str, Who], _Side] = {}
    known: Counter[tuple[str, str, str]] = Counter()
    for (protocol, (who, verb, name)), count in told.items():
        sides.setdefault((protocol, who), _Side()).add(verb, {name: count})
        known[who, verb, name] += count
    for (whose, verb, name), count in spent.items():
        if (rest := count - known[whose, verb, name]) > 0:
            sides.setdefault(("", "judge" if whose == "judge" else "model"), _Side()).add(verb, {name: rest})
    given, currency = _read(prices)
    order = [*in_table_order(protocol for protocol, _ in sides if protocol), ""]
    rows = [
        sides[protocol, who].cost(protocol, who, given.get(who))
        for protocol in order
        for who in _WHO
        if (protocol, who) in sides
    ]
    return Costs(tuple(row for row in rows if row.counts), currency)


_WHO: Final[tuple[Who, ...]] = ("model", "judge")


def _read(prices: Mapping[str, Any] | None) -> tuple[dict[str, Prices], str]:
    """From run.json, which may come from anywhere: what is none of ours has no price."""
    given: dict[str, Prices] = {}
    for who in _WHO:
        table = (prices or {}).get(who)
        if isinstance(table, Mapping):
            rates = {str(verb): _rates(each) for verb, each in table.items() if isinstance(each, Mapping)}
            given[who] = Prices(rates)
    currency = str((prices or {}).get("currency", CURRENCY))[:8] if given else ""
    return given, currency


def _rates(table: Mapping[str, Any]) -> dict[str, float]:
    return {
        key: float(value)
        for key, value in table.items()
        if key in UNITS and isinstance(value, int | float) and not isinstance(value, bool)
    }
