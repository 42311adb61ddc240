from typing import Final

from pytest_realunify.api.case import Case, Picture
from pytest_realunify.api.comparing import Comparison
from pytest_realunify.api.frames import Table
from pytest_realunify.api.loading import UnreadableRunWarning, compare, load, runs
from pytest_realunify.api.run import Run
from pytest_realunify.errors import DataError, RealUnifyError, UsageError
from pytest_realunify.evaluation.evaluating import evaluate

__version__: Final[str]

__all__ = [
    "Case",
    "Comparison",
    "DataError",
    "Picture",
    "RealUnifyError",
    "Run",
    "Table",
    "UnreadableRunWarning",
    "UsageError",
    "__version__",
    "compare",
    "evaluate",
    "load",
    "runs",
]
