"""Whom a model asks before it makes a call that costs something."""

from __future__ import annotations

from typing import Protocol

from pytest_realunify.errors import SpentError
from pytest_realunify.taxonomy import Verb


class Purse(Protocol):
    """Counts calls as they are made, over all that share it, and says when there may be no more."""

    def take(self, verb: Verb, calls: int = 1) -> int:
        """How many of so many calls may be made; they count as made."""
        ...

    def back(self, verb: Verb, calls: int = 1) -> None:
        """Calls that were not made after all: nobody was reached."""
        ...

    def refusal(self) -> SpentError:
        """Why there are no more."""
        ...
