"""A run's verdicts as a file to commit: compact, sorted, a line per case, versioned."""

from pytest_realunify.decisions.baseline.baseline import DEFAULT_FILE, WINDOW, Baseline
from pytest_realunify.decisions.baseline.fitness import partial, unfit
from pytest_realunify.decisions.baseline.reading import FORMAT, REFERENCE
from pytest_realunify.decisions.baseline.replacing import Present

__all__ = ["DEFAULT_FILE", "FORMAT", "REFERENCE", "WINDOW", "Baseline", "Present", "partial", "unfit"]
