"""RealUnify as a pytest plugin: does a unified model's understanding help its drawing, and its drawing its thinking?

For scripts and notebooks: `import pytest_realunify as ru`, then `ru.load("last")`. docs/python.md says all there is.
"""

__version__ = "0.1.0"

_HOMES = {
    "Case": "api.case",
    "Comparison": "api.comparing",
    "DataError": "errors",
    "Picture": "api.case",
    "RealUnifyError": "errors",
    "Run": "api.run",
    "Table": "api.frames",
    "UnreadableRunWarning": "api.loading",
    "UsageError": "errors",
    "compare": "api.loading",
    "evaluate": "evaluation.evaluating",
    "load": "api.loading",
    "runs": "api.loading",
}
"""Where each name is defined: it is imported when it is first asked for, for this module is part of every pytest. Type
checkers read `__init__.pyi` instead."""

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


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> "list[str]":
    return sorted({*globals(), *__all__})
