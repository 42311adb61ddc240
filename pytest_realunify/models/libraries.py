"""Libraries that only some adapters need: imported when a model is built, or one line that says what to type."""

from __future__ import annotations

import importlib
from typing import Any

from pytest_realunify.errors import ModelError

INSTALL = "pip install 'pytest-realunify[{adapter}]'"
"""What to type for a library that is missing. Another interpreter has nothing of ours, and says it in its own way."""


def library(name: str, adapter: str) -> Any:
    """The module `name`, for the adapter and the extra of that name. Raises ModelError where it cannot be imported."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        why = "" if error.name == name else f" ({one_line(error)})"
        command = INSTALL.format(adapter=adapter, name=name)
        raise ModelError(f"the {adapter} adapter needs {name}: {command}{why}") from error
    except RuntimeError as error:  # torch's own complaint about an extension that was built for another torch
        raise ModelError(f"{name} is installed and cannot be imported: {one_line(error)}") from error


def one_line(error: BaseException, width: int = 300) -> str:
    """What an exception says, without its line breaks."""
    return " ".join(str(error).split())[:width] or type(error).__name__
