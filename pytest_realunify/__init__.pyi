from typing import Final

from pytest_realunify.api.loading import load
from pytest_realunify.api.run import Run
from pytest_realunify.errors import DataError, RealUnifyError, UsageError

__version__: Final[str]

__all__ = [
    "DataError",
    "RealUnifyError",
    "Run",
    "UsageError",
    "__version__",
    "load",
]
