"""What is loaded when a run begins stays until the process ends, and need not be looked through for garbage."""

from __future__ import annotations

import gc
import sys
from pathlib import Path


def leave_what_lasts() -> None:
    """Out of the garbage collector's sight, once, where the process is pytest's own: one that somebody else runs may
    have garbage by now that is not pytest's to keep.

    At its end Python looks through everything several times, which was half a second of the 13 of
    `benchmarks/endpoint.py`. No model is there yet: what users make is collected as ever.
    """
    if _is_pytests() and not gc.get_freeze_count():
        gc.freeze()


def _is_pytests() -> bool:
    """Whether it was started as `pytest` or `python -m pytest`."""
    started = Path(sys.argv[0])
    return (started.parent.name if started.name == "__main__.py" else started.stem) in ("pytest", "py.test")
