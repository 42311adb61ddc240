"""Adding up parts that things have by their nature."""

from __future__ import annotations

import re
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.phrases import N, named, number
from pytest_realunify.procedural.world.reading import mentions
from pytest_realunify.procedural.world.scene import Scene, group

_ASKED: Final = (
    r"^Draw one [^.;:]+ for every {part} {joint} [^.;]+\.$|\beach {part} to be found|\bhow many {parts} do they have\b"
)


def tally(text: str, table: str) -> Scene | None:
    """As many of the look that is mentioned as the things have parts in all."""
    look = next(mentions(text), None)
    for entry in facts(table)["tally"]:
        asked = re.search(_ASKED.format(**entry), text)
        if look is not None and asked:
            total = sum(_parts(text, thing) for thing in entry["things"])
            return group(look, total) if 0 < total <= 36 else None
    return None


def _parts(text: str, thing: dict[str, Any]) -> int:
    if named(text, [thing["one"]]):
        return int(thing["count"])
    several = re.search(rf"\b({N}) {re.escape(thing['many'])}(?![\w-])", text, re.IGNORECASE)
    return number(several[1].lower()) * int(thing["count"]) if several else 0
