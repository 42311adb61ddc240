"""Which row of the picture each part of a request speaks of."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.world.reading import mentions
from pytest_realunify.procedural.world.words import NOUNS, plural

LONGEST: Final = 4000
"""Characters of a request that is read at all: no request of this kind is a quarter as long."""

_LABEL: Final = re.compile(
    r"(?:^|: )(?:in the |the )?(?P<row>top|upper|middle|lower|bottom) row(?::|, draw| shows)\s*", re.IGNORECASE
)
_RANKS: Final = {"top": 0, "upper": 0, "middle": 1, "lower": 2, "bottom": 2}
_RELATIVE: Final = re.compile(
    r"^(?P<where>below|above) that\b(?:, in [\w ]+)?(?: again)?,?\s*(?:draw)?\s*", re.IGNORECASE
)
_NOUN: Final = re.compile(
    rf"\b(?:{'|'.join(sorted({*NOUNS, 'figure', *map(plural, (*NOUNS, 'figure'))} - {'object', 'objects'}))})\b"
)


def rows(request: str) -> list[str]:
    """The parts that say what to draw, from the top row to the bottom row."""
    if len(request) > LONGEST:
        return []
    labelled: list[tuple[int, str]] = []
    told: list[str] = []
    for part in re.split(r"[.;](?:\s+|$)", " ".join(request.split())):
        if match := _LABEL.search(part):
            labelled.append((_RANKS[match["row"].lower()], part[match.end() :]))
        elif not _NOUN.search(part.lower()) and not any(mentions(part)):
            continue  # such as "Nothing else belongs in the picture"
        elif (match := _RELATIVE.match(part)) and told:
            told.insert(0 if match["where"].lower() == "above" else len(told), part[match.end() :])
        else:
            told.append(part)
    return [part for _, part in sorted(labelled, key=lambda each: each[0])] if labelled else told
