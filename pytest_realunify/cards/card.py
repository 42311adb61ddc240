"""The card: what it takes to repeat a run, as one record. docs/cards.md explains every field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import msgspec

from pytest_realunify.cards.toml import dumped
from pytest_realunify.records.bounds import Count

FORMAT: Final = 1
"""Raised when a reader of older cards would misread newer ones."""

OPENING: Final = "```toml"
"""The line of a page of Markdown before the block that is read back."""
CLOSING: Final = "```"

Kind = Literal["run", "published", "preset"]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A section of a card: a field that it does not know is refused."""


class RunPart(Part, frozen=True, kw_only=True):
    """The run that was made."""

    id: str = ""
    label: str = ""
    started: str = ""
    finished: str = ""
    """Empty: it was stopped."""
    cases: Count = 0
    """That it set out to do, repeats counted."""
    results: Count = 0
    planned: Count = 0
    """Of the suite under these options; more than `cases` where `-k`, `-m` or ids chose among them."""
    repeated: Count = 0
    """Times that a second look asked some of the cases again."""


class ModelPart(Part, frozen=True, kw_only=True):
    """Who was asked, and how."""

    name: str = ""
    """As `--realunify-model` takes it; `conftest` for a team's fixture."""
    source: str = ""
    kind: str = ""
    """What builds it: adapter, built-in or `package.module:Class`."""
    settings: dict[str, Any] = {}
    """In force, defaults too."""
    identity: dict[str, Any] = {}
    """What it says of itself."""
    interpreters: dict[str, Any] = {}
    """Versions in those that it has for itself."""


class SuitePart(Part, frozen=True, kw_only=True):
    """The instances."""

    name: str = ""
    fingerprint: str = ""
    version: int | None = None
    commit: str | None = None


class JudgePart(Part, frozen=True, kw_only=True):
    """Who looked at the pictures."""

    name: str = ""
    source: str = ""
    kind: str = ""
    fingerprint: str = ""
    prompt: str = ""
    repeats: Count = 1
    settings: dict[str, Any] = {}
    identity: dict[str, Any] = {}
    calibration: dict[str, Any] = {}
    """By which UEG is corrected; empty: it is not."""


class Score(Part, frozen=True, kw_only=True):
    """One number of the table, with its 95 % interval; shares between 0 and 1."""

    scope: str
    """A category, `UEG`, `GEU` or `total`."""
    protocol: str
    scorer: Literal["strict", "parity"] = "strict"
    value: Share
    low: Share | None = None
    high: Share | None = None
    scored: Count = 0
    """Instances; 0 of an average that nobody says it of."""


class Gate(Part, frozen=True, kw_only=True):
    """What a gate said."""

    name: str
    passed: bool
    reason: str = ""


class Card(Part, frozen=True, kw_only=True):
    """All of it; empty is what nobody told, and what does not apply."""

    format: Literal[1]
    kind: Kind
    about: str = ""
    """In a line."""
    made_by: str = ""
    source: tuple[str, ...] = ()
    """Where the values are from, of a card that is no run's."""
    unknown: tuple[str, ...] = ()
    """What is known to be missing: nobody told it, so nothing here says it."""
    command: tuple[str, ...] = ()
    """Arguments of pytest, for people; `realunify card repeat` makes them anew from the options."""
    run: RunPart = RunPart()
    suite: SuitePart = SuitePart()
    options: dict[str, str] = {}
    """By their names without `--realunify-`, as they could be typed; without those that decide no score."""
    protocols: dict[str, dict[str, Any]] = {}
    """A team's own: `source`, `axes`, `like`, `digest`."""
    scorers: dict[str, int] = {}
    versions: dict[str, str] = {}
    libraries: dict[str, str] = {}
    """That were installed, for a model that runs in the same interpreter; `cuda` is what torch was built for."""
    platform: str = ""
    devices: tuple[str, ...] = ()
    model: ModelPart = ModelPart()
    judge: JudgePart | None = None
    tables: dict[str, dict[str, Any]] = {}
    """Of pyproject.toml, by kind and name."""
    withheld: tuple[str, ...] = ()
    """Their keys that are left out: they open doors, or say where something lies."""
    score: tuple[Score, ...] = ()
    gate: tuple[Gate, ...] = ()
    verdicts: dict[str, dict[str, tuple[str, ...]]] = {}
    """By protocol and what instances' ids have in common: the rest of each id, and how often it came to what."""


DECIDING: Final = (
    *("model", "suite", "protocol", "limit", "seed", "sample-seed", "difficulty", "repeats", "batch-size"),
    *("judge", "judge-prompt", "judge-repeats", "judge-cache-share"),
)
"""Options that decide a score, or may."""


def block(card: Card) -> str:
    """As TOML, without what is empty; ends in a newline. No line of it is a fence: texts stand on one, in quotes."""
    plain: Mapping[str, Any] = msgspec.to_builtins(card)
    return dumped({key: each for key, each in plain.items() if each not in ({}, [], "", None)})
