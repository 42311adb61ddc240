"""What trackers did not get, for whoever runs pytest from within a program and sees nothing of what it prints."""

from __future__ import annotations

from typing import Final

import pytest

UNSENT: Final = pytest.StashKey[list[str]]()
"""A line each."""
