"""What a user writes to ask for a gate: `ueg:stepwise>=0.35`, `total:direct-0.02`. Light: every `pytest` imports it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from pytest_realunify.errors import UsageError
from pytest_realunify.taxonomy import AXES, CATEGORIES, RELATIONS

SCOPES: Final = ("total", *AXES, *(category.name for category in CATEGORIES))
"""What a gate can look at, as named in a summary's cells."""

CONSISTENCY: Final = "consistency"
"""The scope of a floor under a relation's agreement: `consistency:options>=0.9`."""


DIGITS: Final = 9
"""Of a bound, after the point."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One gate asked for by the user."""

    scope: str
    """A category, `UEG`, `GEU` or `total`; or `consistency`."""
    protocol: str
    """Of `consistency` a relation.

    Whether a run has it is seen in `decisions.gates.settings.check_rules`: it may be a team's own."""
    kind: Literal["floor", "margin"]
    bound: float
    """Accuracy or difference between 0 and 1."""

    @property
    def text(self) -> str:
        """As the user could type it."""
        sign = ">=" if self.kind == "floor" else "-"
        bound = f"{self.bound:.{DIGITS}f}".rstrip("0").rstrip(".")  # no exponent, which `parse_rule` does not take
        return f"{self.scope}:{self.protocol}{sign}{bound}"


_RULE: Final = re.compile(r"(?P<scope>[\w-]+):(?P<protocol>\w+)(?P<sign>>=|-)(?P<bound>[\d.]+)(?P<percent>%?)")


def parse_rule(text: str) -> Rule:
    """Raises UsageError with the forms, the valid names and the nearest one."""
    match = _RULE.fullmatch("".join(text.split()))
    if match is None:
        raise UsageError(
            f"--realunify-gate: {text!r} is no gate.\n"
            'Write SCOPE:PROTOCOL>=FLOOR ("ueg:stepwise>=0.35") or SCOPE:PROTOCOL-MARGIN ("total:direct-0.02")'
        )
    scope = next((name for name in (*SCOPES, CONSISTENCY) if name.lower() == match["scope"].lower()), None)
    if scope is None:
        raise UsageError.unknown(f"scope of gate {text!r} (--realunify-gate)", match["scope"], [*SCOPES, CONSISTENCY])
    if scope == CONSISTENCY and match["protocol"] not in RELATIONS:
        raise UsageError.unknown(f"relation of gate {text!r} (--realunify-gate)", match["protocol"], RELATIONS)
    if scope == CONSISTENCY and match["sign"] == "-":
        raise UsageError(
            f"--realunify-gate: {text!r} asks for a margin, and agreement is held against no baseline.\n"
            f'Ask for a floor: "{CONSISTENCY}:{match["protocol"]}>=0.9"'
        )
    return Rule(scope, match["protocol"], "floor" if match["sign"] == ">=" else "margin", _bound(match, text))


def _bound(match: re.Match[str], text: str) -> float:
    try:
        bound = round(float(match["bound"]) / (100 if match["percent"] else 1), DIGITS)
    except ValueError:
        bound = -1.0
    if not 0 <= bound <= 1:
        raise UsageError(
            f"--realunify-gate: {match['bound']}{match['percent']} in {text!r} is no accuracy.\n"
            "It lies between 0 and 1 (0.35), or is a percentage (35%)"
        )
    return bound
