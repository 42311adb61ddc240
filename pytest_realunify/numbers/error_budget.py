"""How much trouble a run may have and still be one: apart from the numbers, which processes that run cases never make."""

from __future__ import annotations

from typing import Final

ERROR_BUDGET: Final = 0.01
"""Share of selected cases that may end in error or judge-invalid before the run is called not valid."""
