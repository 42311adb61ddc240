"""Cards for tests: of stored runs, written and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_realunify.cards.card import Card, block
from pytest_realunify.cards.reading import read
from pytest_realunify.cards.writing import card_of
from pytest_realunify.records import Result, State
from pytest_realunify.stored.stored_run import StoredRun
from runbench import row, stored

OPTIONS = {
    "realunify_model": "mine",
    "realunify_suite": "procedural:2",
    "realunify_protocol": "direct",
    "realunify_seed": "0",
    "realunify_sample_seed": "7",
    "realunify_repeats": "1",
}


def run_of(root: Path, name: str, results: Iterable[Result], /, **other: Any) -> StoredRun:
    """A run as the plugin stores it, of a model with a table."""
    facts = {
        "model": {
            "name": "mine",
            "source": "pyproject.toml",
            "kind": "simulated",
            "settings": {"noise": 0.5},
            "identity": {"adapter": "simulated"},
        },
        "tables": {"models": {"mine": {"adapter": "simulated", "noise": 0.5}}},
        "options": OPTIONS,
        "versions": {"python": "3.11.1", "numpy": "1.0.0"},
        "surroundings": {"platform": "Linux x86_64", "libraries": {"numpy": "1.0.0"}},
    }
    return stored(root, name, results, **{**facts, **other})


def card_file(folder: Path, run: StoredRun) -> Path:
    """The card of a run, on the disk."""
    file = folder / "card.toml"
    file.write_text(block(card_of(run)), encoding="utf-8")
    return file


def again(folder: Path, run: StoredRun) -> Card:
    """The card of a run, as somebody else reads it."""
    return read(card_file(folder, run))


def states(hits: Sequence[bool]) -> list[State]:
    """Correct and wrong."""
    return ["correct" if hit else "wrong" for hit in hits]


def rows(hits: Mapping[str, Sequence[bool]], protocol: str = "direct") -> list[Result]:
    """By category."""
    return [each for category, mine in hits.items() for each in row(category, states(mine), protocol)]
