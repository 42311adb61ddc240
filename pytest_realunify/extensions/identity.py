"""What a model or a judge says of itself."""

from __future__ import annotations

import json
from typing import Any


def identity_of(thing: object) -> dict[str, Any]:
    """Its `identity()`, or its class where it says nothing. Plain JSON, for run.json."""
    told = getattr(thing, "identity", None)
    facts = told() if callable(told) else {"class": f"{type(thing).__module__}.{type(thing).__qualname__}"}
    # It rides on a report: what is not JSON (a torch dtype, a Path) is kept as its text.
    plain: dict[str, Any] = json.loads(json.dumps(dict(facts), default=str))
    return plain
