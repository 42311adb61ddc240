"""hypothesis strategies over the twin: instances of any difficulty, and the smallest that fails."""

from __future__ import annotations

from pytest_realunify.strategies.drawing import instances
from pytest_realunify.strategies.shrinking import smallest
from pytest_realunify.strategies.twin import Place, place

__all__ = ["Place", "instances", "place", "smallest"]
