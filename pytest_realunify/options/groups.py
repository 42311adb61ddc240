"""Groups of options in `pytest --help`."""

from __future__ import annotations

from typing import Final

GROUPS: Final = {
    "model": ("realunify", "RealUnify, the benchmark of unified models"),
    "suite": ("realunify-cases", "RealUnify: which cases, how often"),
    "judge": ("realunify-judge", "RealUnify: the judge of pictures"),
    "batch-size": ("realunify-calls", "RealUnify: calls of the model, where it runs, what it may cost"),
    "baseline": ("realunify-gates", "RealUnify: baselines and gates"),
    "report": ("realunify-reports", "RealUnify: runs and reports"),
}
"""By the option that comes first: name and heading."""
