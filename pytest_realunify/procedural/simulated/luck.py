"""Which of a case's abilities hold: a fixed function of the case and the weights, or of the request's seed.

A case's name tells its category, its instance and its protocol, and no answer. What an instance needs holds, or does
not, under every protocol alike, so that protocols differ by what they ask for and not by chance. A share that is
lowered, under the same weights, loses instances and gains none.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pytest_realunify.procedural.simulated.limits import Limits

if TYPE_CHECKING:
    from pytest_realunify.interfaces import Request
    from pytest_realunify.procedural.simulated.settings import Settings

Ability = Literal["understanding", "generation", "integration"]
EDITED: Final = ("stepwise", "oracle")
"""Protocols under which a question comes with a picture that was worked on already."""


@dataclass(frozen=True, slots=True)
class Luck:
    """All that chance decides about one case."""

    case: str
    weights: int
    seed: int
    limits: Limits

    @classmethod
    def of(cls, settings: Settings, request: Request) -> Luck:
        """Of a request without a case's name: by its words."""
        case = request.case or hashlib.sha256(request.prompt.encode("utf-8", "replace")).hexdigest()
        return cls(case, settings.weights, request.seed, settings.of_category(category_of(case)))

    def holds(self, ability: Ability) -> bool:
        """The same under every protocol."""
        return self._share(ability, self.instance) < float(getattr(self.limits, ability))

    @property
    def refused(self) -> bool:
        """Every step of every protocol, or none."""
        return self._share("refusal", self.instance) < self.limits.refusals

    @property
    def unparsed(self) -> bool:
        """Of this case alone."""
        return self._share("unparsed", self.case) < self.limits.unparsed

    @property
    def guess(self) -> int:
        """32 bits to choose an option by, of this case alone."""
        return int(self._share("guess", self.case) * 2**32)

    def slips(self, of: str) -> random.Random:
        """How something goes wrong, of this instance: what was understood, and what is drawn, go wrong differently."""
        return random.Random(f"{self._source}/{self.instance}/{of}")

    @property
    def instance(self) -> str:
        """The case's name without its protocol."""
        return self.case.rpartition("-")[0] or self.case

    @property
    def edited(self) -> bool:
        """Whether a picture that comes with a question was worked on before."""
        return self.case.rpartition("-")[2] in EDITED

    @property
    def rerolled(self) -> bool:
        """Whether this instance is one of those that `noise` draws anew in every run. Follows from the weights."""
        return _share(f"{self.weights}/{self.instance}/rerolled") < self.limits.noise

    @property
    def _source(self) -> str:
        return f"seed {self.seed}" if self.rerolled else f"weights {self.weights}"

    def _share(self, what: str, of: str) -> float:
        return _share(f"{self._source}/{of}/{what}")


def category_of(case: str) -> str:
    """What stands before the first hyphen."""
    return case.partition("-")[0]


def _share(text: str) -> float:
    """From 0 to 1, evenly, by the text alone on every platform."""
    return int.from_bytes(hashlib.sha256(f"realunify/simulated/{text}".encode()).digest()[:8], "big") / 2**64
