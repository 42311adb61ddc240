"""The published results that a run is shown beside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

SOURCE: Final = (
    "published, arXiv 2509.24897v2; official data, judge Gemini 2.5 Pro: not the same instances unless the suite is "
    "official"
)


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
