"""Whether a suite's own texts and pictures are shown: the licence of data may not let them be passed on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Inputs:
    """One decision for every page and file that a run leaves for people to look at."""

    shown: bool = True

    @classmethod
    def of(cls, suite: Mapping[str, Any], asked: bool = False) -> Inputs:
        """`suite` is what run.json says of it; `asked`: the user wants to see them whatever the licence."""
        return cls(asked or are_free(suite))

    def shows(self, what: str, produced: Collection[str | None]) -> bool:
        """A prompt, or a picture by its sha256. Outputs of the case's steps before (`produced`) are the model's own."""
        return self.shown or what in produced


def are_free(suite: Mapping[str, Any]) -> bool:
    """The suite is ours, and drawn from a seed, or it says of itself that it may be shared."""
    return suite.get("shareable") is True or str(suite.get("name", "")).partition(":")[0] == "procedural"
