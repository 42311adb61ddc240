"""What a user writes to have instances varied: `options,jpeg:0.5`. Light: every `pytest` imports it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.errors import UsageError
from pytest_realunify.taxonomy import RELATIONS

SHARE: Final = 0.25
"""Of a subtask's instances, where none is typed."""


def parse_variants(value: str) -> Mapping[str, float]:
    """By relation, in the order of `RELATIONS`, the share of instances. Raises UsageError with the nearest match."""
    found: dict[str, float] = {}
    for text in filter(None, map(str.strip, value.split(","))):
        name, colon, typed = text.partition(":")
        if name not in (*RELATIONS, "all"):
            raise UsageError.unknown("relation (--realunify-variants)", name, [*RELATIONS, "all"])
        share = _share(typed, text) if colon else SHARE
        found |= dict.fromkeys(RELATIONS, share) if name == "all" else {name: share}
    return {name: found[name] for name in RELATIONS if name in found}


def _share(typed: str, text: str) -> float:
    try:
        share = float(typed)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise UsageError(
            f"--realunify-variants: {text!r} names no share of instances.\nIt is more than 0 and at most 1: jpeg:0.5"
        )
    return share
