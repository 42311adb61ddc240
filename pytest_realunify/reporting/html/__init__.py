"""HTML reports: a file that opens anywhere, loads nothing, and holds numbers, gates, charts and every case."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_realunify.reporting.html.page import write_comparison, write_run, write_trend
    from pytest_realunify.reporting.html.thumbnails import BUDGET_MB

__all__ = ["BUDGET_MB", "write_comparison", "write_run", "write_trend"]


def __getattr__(name: str) -> object:
    """Pages bring charts, trends and cards with them, which who wants `texts` or `facts` alone is spared."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pytest_realunify.reporting.html import page

    return getattr(page, name)
