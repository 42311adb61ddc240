"""docs/reading-results.md explains the columns and words that a summary has, and no others."""

from __future__ import annotations

import re
from typing import get_args

from checkout import DOCS
from pytest_realunify.records import State
from pytest_realunify.taxonomy import CATEGORIES, PROTOCOLS

PAGE = (DOCS / "reading-results.md").read_text(encoding="utf-8")


def test_every_category_stands_there_with_its_letters() -> None:
    told = dict(re.findall(r"\*\*([A-Z0-9-]+)\*\* ([a-z ]*[a-z])", PAGE))
    assert told == {each.abbreviation: each.name.replace("_", " ") for each in CATEGORIES}


def test_every_protocol_and_every_state_of_a_verdict_is_explained() -> None:
    rows = [line.split(" | ")[0] for line in PAGE.splitlines() if line.startswith("| ")]
    assert {name for name in PROTOCOLS if not any(f"`{name}`" in row for row in rows)} == set()
    assert {name for name in get_args(State) if not any(name in row for row in rows)} == set()
