"""What a judge said against what is true, and the rates that follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Annotated

import msgspec

from pytest_realunify.numbers import stats
from pytest_realunify.numbers.stats import Estimate

Count = Annotated[int, msgspec.Meta(ge=0)]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Polls by truth and answer; a positive is a question whose true answer is yes.

    `unparsed` had a reply without a verdict, `errors` had no reply at all: neither is in any rate but the parse rate.
    """

    tp: Count = 0
    fn: Count = 0
    tn: Count = 0
    fp: Count = 0
    unparsed: Count = 0
    errors: Count = 0

    @classmethod
    def of(cls, said: Counter[tuple[str, str | None]], errors: int = 0) -> Confusion:
        """From how often each truth got each answer, None for a reply without a verdict."""
        return cls(
            tp=said["yes", "yes"],
            fn=said["yes", "no"],
            tn=said["no", "no"],
            fp=said["no", "yes"],
            unparsed=said["yes", None] + said["no", None],
            errors=errors,
        )

    @classmethod
    def total(cls, parts: Iterable[Confusion]) -> Confusion:
        """Added up, field by field."""
        parts = list(parts)
        return cls(**{each.name: sum(getattr(part, each.name) for part in parts) for each in fields(cls)})

    @property
    def asked(self) -> int:
        """Every question, whatever became of it."""
        return self.answered + self.unparsed + self.errors

    @property
    def answered(self) -> int:
        """Questions with a yes or a no."""
        return self.tp + self.fn + self.tn + self.fp

    @property
    def sensitivity(self) -> Estimate | None:
        """Share of yes where yes is true. None without such a question, as below."""
        return _rate(self.tp, self.fn)

    @property
    def specificity(self) -> Estimate | None:
        """Share of no where no is true."""
        return _rate(self.tn, self.fp)

    @property
    def balanced_accuracy(self) -> Estimate | None:
        """The mean of sensitivity and specificity: 0.5 is a coin, or a judge that always says the same."""
        if self.sensitivity is None or self.specificity is None:
            return None
        sizes = [self.tp + self.fn, self.tn + self.fp]
        return stats.mean_of_strata([self.sensitivity.value, self.specificity.value], sizes)

    @property
    def parse_rate(self) -> Estimate | None:
        """Share of replies in which a yes or a no could be read."""
        return _rate(self.answered, self.unparsed)

    @property
    def kappa(self) -> Estimate | None:
        """Agreement with the truth beyond chance (J. Cohen, Educ. Psychol. Meas. 20, 1960), -1 to 1.

        The interval takes the chance agreement as known, as Cohen's own standard error does, and Wilson's interval for
        the observed one: with all answers right Cohen's has no width. None where chance alone agrees always.
        """
        if not (n := self.answered):
            return None
        yes, said_yes = self.tp + self.fn, self.tp + self.fp
        chance = (yes * said_yes + (n - yes) * (n - said_yes)) / n**2
        if chance == 1:
            return None
        agreed = stats.wilson((self.tp + self.tn) / n, n)
        return Estimate(*((share - chance) / (1 - chance) for share in (agreed.value, agreed.low, agreed.high)))


def _rate(hits: int, misses: int) -> Estimate | None:
    return stats.wilson(hits / (hits + misses), hits + misses) if hits + misses else None
