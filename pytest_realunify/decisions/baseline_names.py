"""What baselines are called by whoever types: apart from what reads them, which a run without one need not load."""

from __future__ import annotations

from typing import Final

REFERENCE: Final = "reference"
"""The one that ships: the reference model on the default suite."""

DEFAULT_FILE: Final = "realunify-baseline.json"
"""Named where the user is told what to type, and the baseline at hand is none to write."""
