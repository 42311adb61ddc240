"""How much trouble a run may have and still be one. Apart from numbers, which no process makes that only runs cases."""

from __future__ import annotations

from typing import Final

ERROR_BUDGET: Final = 0.01
"""Share of selected cases that may end in error or judge-invalid before the run is called not valid."""
