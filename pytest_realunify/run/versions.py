"""Versions of what a run stands on: which are kept, and which of them answers may depend on."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Final

LIBRARIES: Final = ("pytest", "pytest-xdist", "pillow", "numpy", "scipy", "msgspec")
"""Kept in run.json, besides the plugin's and Python's. Those of a model's libraries are in its identity."""

COUNTING: Final = ("pytest-realunify", "pillow", "numpy", "scipy")
"""What asks, draws, stores pictures and looks at them. The others run tests and write files."""


def versions() -> dict[str, str]:
    """As run.json has them."""
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("pytest-realunify", *LIBRARIES)},
    }


def changes(before: Mapping[str, str]) -> Iterator[str]:
    """Of those that count, such as `pillow 11.0.0, now 11.1.0`; `before` may be of a version that kept fewer."""
    now = versions()
    for name in COUNTING:
        if (was := before.get(name)) and was != now[name]:
            yield f"{name} {was}, now {now[name]}"
