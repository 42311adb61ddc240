"""The judge's version, apart from everything that sees."""

from __future__ import annotations

from typing import Final

VERSION: Final = "2"
"""Changes with every change that may change a reply: cached replies and calibrations belong to one version."""
