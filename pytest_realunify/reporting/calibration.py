"""A judge's calibration in plain text: the table of `realunify judge calibrate`, and the lines of a run's summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pytest_realunify.numbers import stats
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.correct import Correction
from pytest_realunify.numbers.calibration.pictures import Picture
from pytest_realunify.numbers.calibration.record import CLEAN, Calibration, Row
from pytest_realunify.numbers.calibration.specimens import STYLES
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numerals import percent
from pytest_realunify.taxonomy import CATEGORY
from pytest_realunify.text import harmless, padded

NAME: Final = 24
_HEADINGS: Final = (("n", 8), ("sensitivity", 14), ("specificity", 14), ("balanced", 14), ("kappa", 14))


def table(calibration: Calibration, groups: Sequence[Row] = ()) -> Iterator[str]:
    """Rates in percent with 95 % intervals: overall, by condition, by subtask; then what it took. `groups` are those of
    labelled pictures."""
    judge, damaged = calibration.judge, [name for name in _conditions(calibration) if name not in ("clean", STYLES)]
    votes = f", {judge.repeats} votes per question" if judge.repeats > 1 else ""
    yield harmless(f"judge {judge.name} ({judge.source}, fingerprint {judge.fingerprint}){votes}")
    yield f"{'':<{NAME}}" + "".join(f"{title:>{width}}" for title, width in _HEADINGS) + " parsed err"
    if calibration.labels is not None:
        yield _row("labelled pictures", calibration.labels)
        yield from (_row(f"  {harmless(row.subtask)}", row.counts) for row in groups)
    if calibration.rows:
        rendered = [name for name in _conditions(calibration) if name != STYLES]
        yield _row("rendered pictures", calibration.under(conditions=rendered))
        yield from (_row(f"  {name}", calibration.under(conditions=[name])) for name in _conditions(calibration))
    for title, conditions in (
        ("by subtask, clean", ["clean"]),
        ("by subtask, damaged", damaged),
        ("by style", [STYLES]),
    ):
        rows = [(name, calibration.under(conditions=conditions, subtask=name)) for name in _subtasks(calibration)]
        if conditions and any(counts.asked for _, counts in rows):
            yield title
            yield from (_row(f"  {name}", counts) for name, counts in rows if counts.asked)
    yield from _pictures(calibration)
    latency = calibration.latency
    yield f"{latency.calls} calls; seconds per poll: median {latency.median:.3f}, p95 {latency.p95:.3f}"
    yield "in percent, with 95 % intervals; parsed: replies with a yes or no; err: questions without a reply"


def _pictures(calibration: Calibration) -> Iterator[str]:
    """How often whole pictures pass: by these a score is corrected."""
    own = any(each.passed is not None for each in calibration.labelled)
    clean = [each for row in calibration.rows if row.condition in CLEAN for each in row.pictures]
    shown = [each for each in (calibration.labelled if own else clean) if each.passed is not None]
    if shown:
        yield f"whole {'labelled' if own else 'clean'} pictures that pass"
        for name, least, most in (("right", 0, 0), ("one question off", 1, 1), ("several questions off", 2, 10**9)):
            kind = [each for each in shown if least <= each.off <= most]
            yield f"  {name:<{NAME - 2}}{len(kind):>8}{_rate(_passed(kind)):>14}"


def _passed(pictures: Sequence[Picture]) -> Estimate | None:
    return (
        stats.wilson(sum(bool(each.passed) for each in pictures) / len(pictures), len(pictures)) if pictures else None
    )


def calibration_line(calibration: Calibration, source: str) -> str:
    """One line that names judge, sensitivity, specificity, number of answers and file."""
    basis = calibration.basis
    where = "own labels" if calibration.labels is not None else "clean renders"
    return harmless(
        f"calibration: {calibration.judge.name}, sensitivity {_rate(basis.sensitivity)}, "
        f"specificity {_rate(basis.specificity)}, n {basis.answered} ({where}; {source})"
    )


def correction_lines(corrected: Mapping[str, Correction]) -> Iterator[str]:
    """By protocol, why a score was not corrected, or which estimates lay outside 0 to 100 before they were clipped."""
    for protocol, found in corrected.items():
        if found.refusal:
            yield harmless(f"UEG {protocol} not corrected for judge error: {found.refusal}")
        if found.outside:
            told = ", ".join(f"{_short(scope)} {percent(value)}" for scope, value in found.outside.items())
            yield f"UEG {protocol} corrected leaves 0-100, and is clipped: {told}"


def _short(scope: str) -> str:
    return CATEGORY[scope].abbreviation if scope in CATEGORY else scope


def _conditions(calibration: Calibration) -> list[str]:
    return list(dict.fromkeys(row.condition for row in calibration.rows))


def _subtasks(calibration: Calibration) -> list[str]:
    return list(dict.fromkeys(row.subtask for row in calibration.rows))


def _row(name: str, counts: Confusion) -> str:
    cells = (
        str(counts.asked),
        *(_rate(each) for each in (counts.sensitivity, counts.specificity, counts.balanced_accuracy)),
        _kappa(counts.kappa),
    )
    shown = "".join(f"{cell:>{width}}" for cell, (_, width) in zip(cells, _HEADINGS, strict=True))
    parsed = percent(counts.parse_rate.value) if counts.parse_rate else "-"
    return f"{padded(name, NAME)}{shown}{parsed:>7} {counts.errors:>3}"


def _rate(rate: Estimate | None) -> str:
    """`99.9 (99-100)`: at most 13 characters, so that cells of a table never touch."""
    if rate is None:
        return "-"
    value = percent(rate.value).replace("100.0", "100")
    return f"{value} ({percent(rate.low, 0)}-{percent(rate.high, 0)})"


def _kappa(kappa: Estimate | None) -> str:
    return f"{percent(kappa.value, 0)} ({percent(kappa.low, 0)},{percent(kappa.high, 0)})" if kappa else "-"
