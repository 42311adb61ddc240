"""HTML reports: a file that opens anywhere, loads nothing, and holds numbers, gates, charts and every case."""

from pytest_realunify.reporting.html.page import BUDGET_MB, write_comparison, write_run, write_trend

__all__ = ["BUDGET_MB", "write_comparison", "write_run", "write_trend"]
