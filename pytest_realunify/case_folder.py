"""Where the packaged case files and fact tables lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent
CASES: Final = next(folder for folder in (PACKAGE / "cases", PACKAGE.parent / "cases") if folder.is_dir())
"""In a wheel the case files lie inside the package, in a checkout beside it."""
