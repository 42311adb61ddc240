"""Which calibration a run goes by: the file that was named, else the one that ships for the built-in judge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pytest_realunify.numbers.calibration import correct
from pytest_realunify.numbers.calibration.evidence import Evidence
from pytest_realunify.numbers.calibration.record import PACKAGED, Calibration, packaged, read


@dataclass(frozen=True, slots=True)
class Chosen:
    """A calibration of the run's own judge."""

    calibration: Calibration
    source: str
    """The file as it was typed, or `shipped`."""
    evidence: Evidence | None = None
    """What the corrected score follows from; None where nobody asked for it."""


def chosen(typed: str, file: Path, fingerprint: str, repeats: int, shipped: Path = PACKAGED) -> Chosen | None:
    """`typed` is the option's text, `file` what it means from where pytest runs.

    Raises DataError for a broken file, UsageError for one of another judge or one that cannot correct a score.
    """
    if not typed:
        found = packaged(fingerprint, shipped)
        return Chosen(found, "shipped") if found is not None else None
    calibration = read(file)
    calibration.check_judge(fingerprint, repeats, typed)
    evidence = Evidence.of(calibration)
    correct.check(evidence)
    return Chosen(calibration, typed, evidence)
