"""A card as a report holds it: a page is passed on, so no address and no place of this machine is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from pytest_realunify.cards.card import Card
from pytest_realunify.cards.repeating import command
from pytest_realunify.extensions.identity import HOW

_PLACE: Final = re.compile(r"~|/|\\\\|[A-Za-z]:[\\/]|[A-Za-z][A-Za-z0-9+.-]*://")
"""How a path from the root, or an address, begins."""
_DROPPED: Final = object()
_KEPT: Final = frozenset({"preset", "timeout", "deadline", "retries", "max_retries", "concurrency", "max_body_mib"})
"""Of what says how a model is asked, what says nothing of where."""


def shareable(card: Card, verdicts: bool = True) -> Card:
    """Without these, which are named as withheld; `verdicts`: with those by case, by which runs are compared best."""
    left_out: list[str] = []
    tables = _placeless(card.tables, "", left_out)
    model = replace(
        card.model,
        settings=_placeless(card.model.settings, "", []),
        identity=_placeless(card.model.identity, "", []),
        interpreters={f"interpreter {number}": each for number, each in enumerate(card.model.interpreters.values(), 1)},
    )
    judge = card.judge and replace(
        card.judge,
        settings=_placeless(card.judge.settings, "", []),
        identity=_placeless(card.judge.identity, "", []),
    )
    told = replace(
        card,
        tables=tables,
        model=model,
        judge=judge,
        withheld=tuple(dict.fromkeys([*card.withheld, *left_out])),
        verdicts=card.verdicts if verdicts else {},
    )
    return replace(told, command=tuple(command(told)))


def _placeless(value: Any, above: str, left_out: list[str]) -> Any:
    if isinstance(value, Mapping):
        found = {}
        for key, each in value.items():
            kept = _DROPPED if key in HOW - _KEPT else _placeless(each, f"{above}{key}.", left_out)
            if kept is _DROPPED:
                left_out.append(f"{above}{key}")
            else:
                found[key] = kept
        return found
    if isinstance(value, list):
        return [each for each in (_placeless(one, above, left_out) for one in value) if each is not _DROPPED]
    return _DROPPED if isinstance(value, str) and _PLACE.match(value) else value
