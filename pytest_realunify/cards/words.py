"""What a check says, in sentences: one kind for each thing that can be found."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pytest_realunify.text import shortened

Weight = Literal["differs", "unknown", "note"]
"""What may change a score; what cannot be known; what changes none."""

ABSENT: Final = object()
"""Of a setting that one side does not have."""

_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    weight: Weight
    text: str


def differs(what: str, says: str, here: str, where: str, agree: str, weight: Weight = "differs") -> Finding:
    """`where` is "here", or "run ID"."""
    place = "here it is" if where == "here" else f"in {where} it is"
    return Finding(weight, f"{what}: the card says {says}, {place} {here}. To agree: {agree}")


def cannot(what: str, says: str, where: str, why: str) -> Finding:
    """What nobody can tell before a run, or from what the card holds."""
    told = f" (the card says {says})" if says else ""
    return Finding("unknown", f"{what}{told} cannot be known {'here' if where == 'here' else f'of {where}'}: {why}")


def pip(name: str, version: str) -> str:
    return f"pip install {shlex.quote(f'{name}=={version}')}"


def table(value: object) -> Mapping[str, Any]:
    """Itself; of what is none, an empty one."""
    return value if isinstance(value, Mapping) else {}


def shown(value: object) -> str:
    if value is ABSENT:
        return "nothing"
    return shortened(value if isinstance(value, str) else json.dumps(value), _SHOWN)
