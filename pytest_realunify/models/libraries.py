"""Libraries that only some adapters need: imported when a model is built, or one line that says what to type."""

from __future__ import annotations

import importlib
import importlib.util
import sys
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


def loading_trouble(error: BaseException) -> str:
    """What an exception of loading says. About torchvision in a sentence of our own: the libraries' own runs over many
    lines, or is a name that a module leaves undefined without it."""
    undefined = isinstance(error, NameError) and importlib.util.find_spec("torchvision") is None
    if not undefined and "torchvision" not in str(error).lower():
        return one_line(error)
    torch = getattr(sys.modules.get("torch"), "__version__", "")
    return (
        f"its processor needs torchvision, in the build that belongs to your torch {torch}: pip install torchvision, "
        "from the same place as torch"
    )


def one_line(error: BaseException, width: int = 300) -> str:
    """What an exception says, without its line breaks."""
    return " ".join(str(error).split())[:width] or type(error).__name__
