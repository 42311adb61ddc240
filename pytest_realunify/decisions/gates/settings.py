"""What a project asks of its gates: `[tool.realunify.gates]` and the rules of the command line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.error_budget import ERROR_BUDGET
from pytest_realunify.options.gate_rules import CONSISTENCY, Rule, parse_rule
from pytest_realunify.taxonomy import CATEGORY, PROTOCOLS, in_table_order

TABLE: Final = "[tool.realunify.gates]"


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Immutable, made once."""

    alpha: float = 0.05
    """Share of builds that may fail although nothing changed, over all gates together."""
    min_scored: int = 10
    """A gate that has fewer cases to look at fails."""
    error_budget: float = ERROR_BUDGET
    """Share of selected cases that may end in error or judge-invalid."""
    rules: tuple[Rule, ...] = ()

    @classmethod
    def from_table(cls, table: Mapping[str, Any], rules: Sequence[Rule] = ()) -> GateSettings:
        """`table` as in pyproject.toml; `rules` of the command line come after its own. Raises UsageError."""
        given = {key.replace("-", "_"): _read(key, value) for key, value in table.items()}
        return cls(**{**given, "rules": tuple(dict.fromkeys([*given.get("rules", ()), *rules]))})


def check_rules(
    settings: GateSettings, has_baseline: bool, protocols: Collection[str], relations: Collection[str] = ()
) -> None:
    """Whether a run of these protocols, with variants of these relations, can answer every rule. Raises UsageError,
    before anything has been run."""
    for rule in settings.rules:
        if rule.scope == CONSISTENCY:
            if rule.protocol not in relations:
                raise UsageError(
                    f"gate {rule.text} looks at variants, which this run leaves out.\n"
                    f"Add --realunify-variants={','.join([*relations, rule.protocol])}, or take the gate out"
                )
            continue
        if rule.kind == "margin" and not has_baseline:
            raise UsageError(
                f"gate {rule.text} compares with a baseline, and there is none.\n"
                f'Add --realunify-baseline=FILE, or ask for a floor: "{rule.scope}:{rule.protocol}>=0.35"'
            )
        if rule.protocol not in protocols and rule.protocol not in PROTOCOLS:
            known = in_table_order([*PROTOCOLS, *protocols])
            raise UsageError.unknown(f"protocol of gate {rule.text!r} (--realunify-gate)", rule.protocol, known)
        if rule.protocol not in protocols:
            raise UsageError(
                f"gate {rule.text} looks at protocol {rule.protocol}, which this run leaves out.\n"
                f"Add --realunify-protocol={','.join([*protocols, rule.protocol])}, or take the gate out"
            )
        if rule.protocol == "blind" and rule.scope != "GEU" and _axis(rule.scope) != "GEU":
            raise UsageError(
                f"gate {rule.text} can never be met: UEG has no protocol blind.\n"
                "Ask for GEU:blind, or for one of the GEU categories"
            )


def _axis(scope: str) -> str | None:
    return CATEGORY[scope].axis if scope in CATEGORY else None


def _read(key: str, value: object) -> Any:
    if key not in _KEYS:
        raise UsageError.unknown(f"key in {TABLE}", key, _KEYS)
    read, takes = _KEYS[key]
    try:
        return read(value)
    except ValueError as error:
        raise UsageError(f"{key} in {TABLE} takes {takes}, not {value!r}") from error


def _level(value: object) -> float:
    if not 0 < _share(value) < 1:
        raise ValueError
    return _share(value)


def _share(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise ValueError


def _count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise ValueError


def _rules(value: object) -> tuple[Rule, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError
    try:
        return tuple(parse_rule(each) for each in value)
    except UsageError as error:
        raise UsageError(f"rules in {TABLE}: {str(error).removeprefix('--realunify-gate: ')}") from error


_KEYS: Final[Mapping[str, tuple[Callable[[object], Any], str]]] = {
    "alpha": (_level, "a share between 0 and 1, such as 0.05"),
    "min-scored": (_count, "a whole number from 1"),
    "error-budget": (_share, "a share from 0 to 1, such as 0.01"),
    "rules": (_rules, 'a list of gates, such as ["ueg:stepwise>=0.35", "total:direct-0.02"]'),
}
