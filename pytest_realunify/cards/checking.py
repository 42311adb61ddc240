"""What `realunify card check` says: before a run what differs here, after one whether its scores are the card's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from pytest_realunify.cards.agreeing import ALPHA, Scored, agreement
from pytest_realunify.cards.card import Card
from pytest_realunify.cards.differing import differences, of_one_kind
from pytest_realunify.cards.here import look
from pytest_realunify.cards.verdicts import evidence
from pytest_realunify.cards.words import Finding, Weight
from pytest_realunify.cards.writing import card_of
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.stored.stored_run import StoredRun

_ORDER: Final[tuple[Weight, ...]] = ("differs", "unknown", "note")
_MOST: Final = 60
"""Lines of one weight."""


@dataclass
class Check:
    """Lines, and what they come to."""

    card: Card
    file: object
    """Where it was read, for errors."""
    findings: list[Finding] = field(default_factory=list)
    scores: list[Scored] = field(default_factory=list)

    @classmethod
    def before(cls, card: Card, file: object, project: Path) -> Check:
        """Raises UsageError for a pyproject.toml that is none."""
        here = look(card, project)
        return cls(card, file, [*differences(card, here.card, here.unknown, "here", made=False)])

    @classmethod
    def after(cls, card: Card, file: object, run: StoredRun) -> Check:
        """Raises DataError for a card or a run that cannot be read."""
        other = card_of(run)
        same = bool(card.suite.fingerprint) and card.suite.fingerprint == other.suite.fingerprint
        told, now = evidence(card.verdicts, file), Evidence.of_runs([[*_as_scored(card, run)]])
        found = [*differences(card, other, {}, f"run {run.id}", made=True)]
        scores = agreement(card, told, now, same) if of_one_kind(card, other) else []
        return cls(card, file, found, scores)

    def count(self, weight: Weight) -> int:
        return sum(each.weight == weight for each in self.findings)

    @property
    def disagreeing(self) -> list[Scored]:
        return [each for each in self.scores if each.disagrees]

    def lines(self) -> Iterator[str]:
        """What differs, then what cannot be known, then what changes nothing; and what they come to."""
        for weight in _ORDER:
            mine = [each for each in self.findings if each.weight == weight]
            yield from (f"{weight:8} {each.text}" for each in mine[:_MOST])
            if len(mine) > _MOST:
                yield f"{weight:8} and {len(mine) - _MOST} more"
        yield from (f"not told {each}" for each in self.card.unknown)
        differ, unknown = self.count("differs"), self.count("unknown")
        rest = f"; {_things(unknown)} cannot be known" if unknown else ""
        yield (
            f"{_things(differ)} {'differs' if differ == 1 else 'differ'}{rest}" if differ else f"nothing differs{rest}"
        )

    def score_lines(self, run: str) -> Iterator[str]:
        """Whether they agree; those that do not by name."""
        if not self.scores:
            yield (
                f"the scores cannot be compared: card and run {run} have no category under one protocol in common, or "
                "are of different suites"
            )
            return
        bad = self.disagreeing
        for each in bad:
            yield f"disagree {_scored(each)}"
        averages = [each for each in self.scores if each.scope in ("UEG", "GEU", "total") and not each.disagrees]
        yield from (f"agree    {_scored(each)}" for each in averages)
        yield from self._left_out()
        categories = sum(each.scope not in ("UEG", "GEU", "total") for each in self.scores)
        how = _how(self.scores)
        if bad:
            named = ", ".join(f"{each.scope} {each.protocol}" for each in bad)
            yield f"the scores do not agree: {named} differ by more than chance allows ({how})"
            return
        least = min(each.p for each in self.scores)
        yield (
            f"the scores agree within what chance allows: {_things(categories, 'category')} x protocol and their "
            f"averages ({how}; the least p of them all is {_p(least)}, and {ALPHA:g} would be too little)"
        )

    def _left_out(self) -> Iterator[str]:
        compared = {(each.scope, each.protocol) for each in self.scores}
        told = dict.fromkeys(
            (each.scope, each.protocol) for each in self.card.score if each.scope not in ("UEG", "GEU", "total")
        )
        missing = [f"{scope} {protocol}" for scope, protocol in told if (scope, protocol) not in compared]
        if missing:
            yield f"unknown  not compared, for the run has no score of it: {', '.join(missing)}"


def _as_scored(card: Card, run: StoredRun) -> Iterator[Outline]:
    """By the scorer that the card has: what the paper published was read by the data set's own script."""
    by_parity = bool(card.score) and all(each.scorer == "parity" for each in card.score)
    for each in run.outlines.values():
        verdict = each.verdict
        yield replace(each, verdict=verdict._replace(strict=verdict.parity)) if by_parity else each


def _how(scores: Sequence[Scored]) -> str:
    paired = [each for each in scores if each.scope not in ("UEG", "GEU", "total") and each.paired]
    samples = [each for each in scores if each.scope not in ("UEG", "GEU", "total") and not each.paired]
    parts = [f"{sum(each.cases[0] for each in paired)} cases compared one by one"] if paired else []
    if samples:
        sizes = (sum(each.cases[side] for each in samples) for side in (0, 1))
        parts.append(f"samples of {' and '.join(map(str, sizes))} cases, for they are not the same")
    return "; ".join(parts)


def _scored(each: Scored) -> str:
    low, high = 100 * each.difference.low, 100 * each.difference.high
    over = f"{each.cases[0]} cases" if each.paired else f"{each.cases[0]} and {each.cases[1]} cases"
    return (
        f"{each.scope} {each.protocol}: {100 * each.card:.1f} % in the card, {100 * each.run:.1f} % in the run "
        f"(difference {_signed(100 * each.difference.value)}, 95 % {_signed(low)} to {_signed(high)} points; {over}; "
        f"p {_p(each.p)})"
    )


def _signed(value: float) -> str:
    return f"{value if abs(value) >= 0.05 else 0.0:+.1f}"


def _p(value: float) -> str:
    return f"{value:.2g}" if value >= 0.0001 else "below 0.0001"


def _things(count: int, what: str = "thing") -> str:
    many = {"category": "categories"}.get(what, f"{what}s")
    return f"{count} {what if count == 1 else many}"
