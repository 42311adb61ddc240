"""hypothesis, which is an extra."""

from __future__ import annotations

from types import ModuleType

from pytest_realunify.errors import UsageError


def library() -> ModuleType:
    """Raises UsageError where it is not installed."""
    try:
        import hypothesis
    except ImportError as error:
        raise UsageError(
            f"pytest_realunify.strategies needs hypothesis: {error}\ntype: pip install 'pytest-realunify[strategies]'"
        ) from error
    return hypothesis
