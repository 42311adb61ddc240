"""Gates that fail for one reason, told once: `20 gates FAIL: only 2 to 7 of the baseline's 20 to 70 cases …`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.decisions.gates.outcome import GateOutcome

LEAST: Final = 3
"""Fewer are told one by one."""

_NUMBER: Final = re.compile(r"(?<![\w.-])(\d+)(?![\w.-]*\w)")
"""A whole number that stands alone, and is no part of a name."""

_PLURAL: Final = {"cases": "case", "have": "has", "gates": "gate"}


@dataclass(frozen=True)
class Shared:
    """Failed gates and why, in one sentence for all."""

    gates: Sequence[GateOutcome]
    reason: str

    @property
    def names(self) -> list[str]:
        return [gate.name for gate in self.gates]


def shared_reasons(gates: Sequence[GateOutcome]) -> list[Shared]:
    """Of the failed ones that say the same; numbers may differ where a gate has no figures to be told beside them."""
    found: defaultdict[str, list[GateOutcome]] = defaultdict(list)
    for gate in gates:
        if not gate.passed:
            found[_shape(gate.reason) if gate.value is None else gate.reason].append(gate)
    return [Shared(each, _for_all([gate.reason for gate in each])) for each in found.values() if len(each) >= LEAST]


def _shape(reason: str) -> str:
    """What is left without numbers, and whether they are one or many."""
    return " ".join(_PLURAL.get(word, word) for word in _NUMBER.sub("#", reason).split())


def _for_all(reasons: Sequence[str]) -> str:
    """The words of the longest, with the numbers of all."""
    words = _NUMBER.split(max(reasons, key=len))
    numbers = zip(*(map(int, _NUMBER.findall(reason)) for reason in reasons), strict=True)
    told = [str(min(each)) if min(each) == max(each) else f"{min(each)} to {max(each)}" for each in numbers]
    return "".join(part for pair in zip(words[::2], [*told, ""], strict=True) for part in pair)
