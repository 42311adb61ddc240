"""How steady a model is, as plain text: the answer of `realunify noise`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.noise import Flips
from pytest_realunify.numerals import percent
from pytest_realunify.taxonomy import protocol_key, table_key
from pytest_realunify.text import harmless

NAME: Final = 37
"""As wide as the longest category with its protocol, as in the table of gates."""

FLIPPED: Final = 20
"""Cases that are listed."""


def noise_lines(baseline: Baseline) -> Iterator[str]:
    """A line per category x protocol, rates in percent with 95 % intervals; then the cases that flipped. Between runs,
    where there are several that say something of their own; else within the one, and what that cannot tell."""
    evidence = baseline.evidence
    between = noise.flip_rates(evidence)
    rates, must = between or noise.repeat_rates(evidence), set(noise.must_pass(evidence))
    yield harmless(f"noise of {_of(baseline)}")
    yield f"{'':<{NAME}} {'runs':>5} {'cases':>6} {'flipped':>8} {'flip rate':>16} {'must-pass':>10}"
    for place in sorted(rates, key=_place):
        passing = len(must.intersection(evidence.places[place]))
        yield _row(":".join(place), rates[place], passing)
    if between:
        yield "flip rate: how often two runs disagree about a case, in percent with its 95 % interval"
        yield "runs: those that say something of their own; a copy, reply by reply, is none"
    else:
        yield "flip rate: how often two repeats of one run disagree about a case, in percent with its 95 % interval"
        yield (
            "one run cannot tell how much runs differ: a greedy model's repeats agree always, and its runs on other "
            "days and machines need not. Name three separate runs"
        )
    yield from _flipped(evidence)
    yield (
        f"must-pass: {len(must)} of {len(baseline.cases)} cases have passed so many separate runs that no more than "
        f"{100 * noise.STEADY:g} % of runs should fail one"
    )


def _of(baseline: Baseline) -> str:
    said = baseline.provenance
    runs = len(said["runs"])
    return f"{said['model']['name']} on {said['suite']['name']}: {runs} run{'s' if runs != 1 else ''}"


def _place(kind: tuple[str, str]) -> tuple[tuple[int, str], int]:
    category, protocol = kind
    return protocol_key(protocol), table_key(category)


def _row(name: str, flips: Flips, passing: int) -> str:
    rate = flips.rate
    shown = f"{percent(rate.value)} ({percent(rate.low, 0)}-{percent(rate.high, 0)})"
    return f"{name:<{NAME}} {flips.runs:>5} {flips.cases:>6} {flips.flipped:>8} {shown:>16} {passing:>10}"


def _flipped(evidence: Evidence) -> Iterator[str]:
    shares = {case: record.correct / record.scored for case, record in evidence.cases.items() if record.scored}
    flipped = sorted(
        (case for case in shares if not noise.steady(evidence, case)), key=lambda c: (abs(shares[c] - 0.5), c)
    )
    if not flipped:
        yield "no case flipped"
        return
    shown = f", the {FLIPPED} least steady" if len(flipped) > FLIPPED else ""
    yield f"cases that flipped: {len(flipped)}{shown}"
    for case in flipped[:FLIPPED]:
        yield harmless(f"  {case}: {evidence.cases[case].text}")
