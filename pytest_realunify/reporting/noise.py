"""How steady a model is, as plain text: the answer of `realunify noise`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.baseline import Baseline, counted
from pytest_realunify.decisions.noise import Flips
from pytest_realunify.taxonomy import protocol_key, table_key
from pytest_realunify.text import harmless

NAME: Final = 37
"""As wide as the longest category with its protocol, as in the table of gates."""

FLIPPED: Final = 20
"""Cases that are listed."""


def noise_lines(baseline: Baseline) -> Iterator[str]:
    """A line per category x protocol, rates in percent with 95 % intervals; then the cases that flipped."""
    rates, must = noise.flip_rates(baseline), set(noise.must_pass(baseline))
    yield harmless(f"noise of {_of(baseline)}")
    yield f"{'':<{NAME}} {'cases':>6} {'flipped':>8} {'flip rate':>16} {'must-pass':>10}"
    for kind in sorted(rates, key=_place):
        passing = len(must.intersection(baseline.kinds[kind]))
        yield _row(":".join(kind), rates[kind], passing)
    yield "flip rate: how often two runs disagree about a case, in percent with its 95 % interval"
    yield from _flipped(baseline)
    yield (
        f"must-pass: {len(must)} of {len(baseline.cases)} cases have passed often enough that no more than "
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
    shown = f"{100 * rate.value:.1f} ({100 * rate.low:.0f}-{100 * rate.high:.0f})"
    return f"{name:<{NAME}} {flips.cases:>6} {flips.flipped:>8} {shown:>16} {passing:>10}"


def _flipped(baseline: Baseline) -> Iterator[str]:
    rates = {case: noise.flip_rate(record) or 0.0 for case, record in baseline.cases.items()}
    flipped = sorted((case for case in rates if rates[case]), key=lambda case: (-rates[case], case))
    if not flipped:
        yield "no case flipped"
        return
    shown = f", the {FLIPPED} least steady" if len(flipped) > FLIPPED else ""
    yield f"cases that flipped: {len(flipped)}{shown}"
    for case in flipped[:FLIPPED]:
        yield harmless(f"  {case}: {counted(baseline.cases[case].strict)}")
