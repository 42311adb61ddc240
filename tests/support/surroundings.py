"""What a test's own run of pytest must not see of the run that tests it."""

from __future__ import annotations

import os
from typing import Final

OURS: Final = ("CI", "BUILD_NUMBER", "GITHUB_STEP_SUMMARY", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS")
"""On CI pytest cuts no line of its short summary, and a job page is written."""
LINES: Final = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PY_COLORS")
"""What decides how wide and how coloured lines are, beside the terminal."""


def without(*names: str) -> dict[str, str]:
    """The environment without these variables."""
    return {name: value for name, value in os.environ.items() if name not in names}
