"""The published results that a run is shown beside: that of official data, and one whose reader asked for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pytest_realunify.errors import UsageError

SOURCE: Final = (
    "published, arXiv 2509.24897v2; official data, judge Gemini 2.5 Pro: not the same instances unless the suite is "
    "official"
)

OFFICIAL: Final = ("official", "hub", "parquet")
"""Kinds of suites that hold the data set's own instances."""


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One line of the paper's tables, in percent."""

    model: str
    kind: str
    protocol: str
    accuracy: dict[str, float]
    """By category, `UEG`, `GEU` and `total`; those that the paper has."""


@cache
def published_rows() -> tuple[PublishedRow, ...]:
    """As in the paper."""
    text = (files("pytest_realunify.reporting.html") / "published_results.json").read_text(encoding="utf-8")
    return tuple(
        PublishedRow(row["model"], row["kind"], row["protocol"], {**row["accuracy"], **row["average"]})
        for row in json.loads(text)["results"]
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of them."""

    shown: bool | None = None
    """None: beside official data alone, where a chart has room for them."""
    models: tuple[str, ...] = ()
    """Empty: all."""

    @property
    def typed(self) -> bool:
        """Whether anything was said."""
        return self.shown is not None or bool(self.models)

    def rows(self, suites: Iterable[Mapping[str, Any]], *, by_default: bool = True) -> Sequence[PublishedRow]:
        """Of runs whose run.json says this of their suites. Raises UsageError for a model that the paper has not."""
        shown = self.shown if self.shown is not None else bool(self.models) or (by_default and are_official(suites))
        found = published_rows()
        known = list(dict.fromkeys(row.model for row in found))
        wanted = [_known(name, known) for name in self.models] or known
        return [row for row in found if shown and row.model in wanted]


def _known(name: str, known: Sequence[str]) -> str:
    """As the paper writes it."""
    alike = [each for each in known if each.casefold() == name.casefold()]
    if not alike:
        raise UsageError.unknown("published model (--published-model)", name, known)
    return alike[0]


def are_official(suites: Iterable[Mapping[str, Any]]) -> bool:
    """Whether all are of the data set's own instances: numbers of others are of other questions."""
    kinds = [str(suite.get("name", "")).partition(":")[0] for suite in suites]
    return bool(kinds) and all(kind in OFFICIAL for kind in kinds)
