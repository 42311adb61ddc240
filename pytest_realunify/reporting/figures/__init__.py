"""Charts as files for a paper: SVG, PDF, PNG, by matplotlib, which is imported where one is drawn."""

from pytest_realunify.reporting.figures.drawing import ENDINGS, drawn
from pytest_realunify.reporting.figures.runs import draw_runs

__all__ = ["ENDINGS", "draw_runs", "drawn"]
