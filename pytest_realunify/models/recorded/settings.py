"""What can be set for recorded outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.models.settings import Kind, checked

_KNOWN: Final[Mapping[str, Kind]] = {"target": str, "pictures": list, "places": dict}


@dataclass(frozen=True, slots=True)
class Settings:
    """The keys of a `[tool.realunify.models.NAME]` table with `adapter = "recorded"`."""

    target: str
    """A result file, or a folder of them."""
    pictures: tuple[str, ...] = ()
    """Folders that may hold the pictures which results name, beside the results' own."""
    places: Mapping[str, int] = field(default_factory=dict)
    """The suite's instances, each with its place in its category: what samples that are merely numbered count by. Not
    for a table; whoever has the suite fills it in."""

    @classmethod
    def of(cls, given: Mapping[str, Any], place: str) -> Settings:
        """Check what a user wrote; `place` is where. Raises UsageError."""
        given = checked(given, _KNOWN, place)
        if not given.get("target"):
            raise UsageError(f'{place} needs a result file or a folder of them: --model=recorded:PATH, or target = "…"')
        for folder in given.get("pictures", ()):
            if not isinstance(folder, str) or not folder:
                raise UsageError(f"{place}: pictures holds {folder!r}, expected folders")
        return cls(**{**given, "pictures": tuple(given.get("pictures", ()))})
