"""Whether a model fell over many runs, since which run and by how much: one test over a whole page of scores."""

from pytest_realunify.decisions.trend.page import Move, Page, Tested, examine

__all__ = ["Move", "Page", "Tested", "examine"]
