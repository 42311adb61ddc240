"""A run's verdicts as a file to commit: compact, sorted, a line per case, versioned."""

from pytest_realunify.decisions.baseline.baseline import WINDOW, Baseline
from pytest_realunify.decisions.baseline.fitness import partial, unfit
from pytest_realunify.decisions.baseline.reading import FORMAT
from pytest_realunify.decisions.baseline.replacing import Present
from pytest_realunify.decisions.baseline_names import DEFAULT_FILE, REFERENCE

__all__ = ["DEFAULT_FILE", "FORMAT", "REFERENCE", "WINDOW", "Baseline", "Present", "partial", "unfit"]
