"""A run, or several, as the table of a paper."""

from pytest_realunify.reporting.latex.table import latex

__all__ = ["latex"]
