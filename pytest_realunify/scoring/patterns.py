"""Patterns that are compiled when they are first looked for: most replies need few of them, and the process that only
collects or writes needs none."""

from __future__ import annotations

import re
from typing import Any, cast


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile` makes it, later. (Not for `isinstance`, nor to build into another one but by its `pattern`.)"""
    return cast("re.Pattern[str]", _Pattern(source, flags))


class _Pattern:
    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Asked for what this has not yet; from then on it has it, at no cost."""
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found
