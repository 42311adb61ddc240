"""What a run may cost, and the prices by which that is known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_realunify.engine.ledger import Limits
from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.judges.resolve import JudgeSpec
from pytest_realunify.options import project_file
from pytest_realunify.options.prices import PLACE, Prices, currency_of, prices_of
from pytest_realunify.options.settings import Settings


def limits_of(settings: Settings, model: ModelSpec | None, judge: JudgeSpec | None) -> Limits:
    """`judge`: None where nothing is judged. Raises UsageError for prices that are none, and for a limit of money
    without any."""
    tables = project_file.tables(Path(settings.root) / "pyproject.toml", "prices")
    prices = {"model": _of_model(model, tables), "judge": _of_judge(judge, tables)}
    known = {who: each for who, each in prices.items() if each.known}
    if settings.max_cost is not None and not known:
        name = model.name if model else "conftest"
        raise UsageError(
            f"--realunify-max-cost={settings.max_cost:g} needs prices, and {PLACE} has none of {name!r}"
            f"{f' or {judge.name!r}' if judge else ''}.\n"
            f'Write there such as "{name}" = {{ input_tokens = 0.3, output_tokens = 2.5 }}, for a million of each'
        )
    return Limits(settings.max_calls, settings.max_cost, known, currency_of(tables))


def _of_model(model: ModelSpec | None, tables: Mapping[str, Any]) -> Prices:
    """By its name, or what stands after its adapter's; of a composed one by its parts' names else."""
    if model is None:
        return prices_of("conftest", tables)
    for name in (model.name, model.name.partition(":")[2]):
        if name and (found := prices_of(name, tables)).known:
            return found
    by_verb = {
        verb: rates
        for verb, part in zip(model.settings, model.parts, strict=False)
        if (rates := _rates(_of_model(part, tables), verb))
    }
    return Prices(by_verb)


def _rates(prices: Prices, verb: str) -> Mapping[str, float]:
    return prices.by_verb.get(verb, prices.by_verb.get("", {}))


def _of_judge(judge: JudgeSpec | None, tables: Mapping[str, Any]) -> Prices:
    if judge is None:
        return Prices()
    found = prices_of(judge.name, tables)
    return found if found.known or judge.model is None else _of_model(judge.model, tables)


def as_facts(limits: Limits) -> dict[str, Any] | None:
    """What run.json says of the prices; None where there are none."""
    if not limits.prices:
        return None
    rates = {who: {verb: dict(each) for verb, each in prices.by_verb.items()} for who, prices in limits.prices.items()}
    return {"currency": limits.currency, **rates}
