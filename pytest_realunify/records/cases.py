"""Cases, their ids and their seeds."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pytest_realunify.interfaces import Listing
from pytest_realunify.taxonomy import CATEGORY

_CASE_ID: Final = re.compile(
    rf"(?P<category>{'|'.join(CATEGORY)})-.+-(?P<protocol>(?!rep\d*(?:-|$))[a-z][a-z0-9_]*)(?:-rep\d+)?"
)
"""A protocol may be a team's own: `protocols.team_protocol` keeps its name to these letters."""


@dataclass(frozen=True, slots=True)
class Case:
    """Instance + protocol + repeat: what pytest runs as one test."""

    listing: Listing
    protocol: str
    repeat: int = 0
    id: str = field(init=False, repr=False, compare=False)
    """Such as `mental_tracking-sequential-0007-stepwise`: the same for every repeat, and the key of baselines."""
    param: str = field(init=False, repr=False, compare=False)
    """The id within pytest's brackets: the case's, and `-rep1`, `-rep2`… from the second repeat on."""

    def __post_init__(self) -> None:
        """Its names are asked for forty times in the course of a test."""
        name = f"{self.listing.id}-{self.protocol}"
        object.__setattr__(self, "id", name)
        object.__setattr__(self, "param", f"{name}-rep{self.repeat}" if self.repeat else name)

    @property
    def key(self) -> tuple[str, int]:
        """As `Result.key`."""
        return self.id, self.repeat

    def seed(self, run_seed: int = 0) -> int:
        """32 bits from case, repeat and the run's seed: never from worker, order or batch."""
        digest = hashlib.sha256(f"{run_seed}/{self.id}/{self.repeat}".encode()).digest()
        return int.from_bytes(digest[:4], "big")


@lru_cache(maxsize=65_536)
def kind_of(param: str) -> str | None:
    """What may share a batch, read from a case's `param` alone: category and protocol. None for anything else.

    From the id alone because xdist's controller knows nothing but node ids, and must plan the same batches.
    """
    match = _CASE_ID.fullmatch(param)
    return f"{match['category']}/{match['protocol']}" if match else None


def instance_of(param: str) -> str | None:
    """The id of the instance that a case's `param` is of. None for anything else."""
    match = _CASE_ID.fullmatch(param)
    return param[: match.start("protocol") - 1] if match else None
