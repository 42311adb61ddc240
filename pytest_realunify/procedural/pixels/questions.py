"""From the words of a question to what it asks."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.pixels.figure_forms import figure_query
from pytest_realunify.procedural.pixels.forms import FORMS
from pytest_realunify.procedural.world.queries import Query

_LONGEST: Final = 1500
"""Characters. The longest questions of this world name twelve things one by one."""

_SAME: Final = {
    r"\b(?:image|drawing)\b": "picture",
    r"\bgray\b": "grey",
    r"\b(?:contain|depict|display|include)\b": "show",
    r"\bprecisely\b": "exactly",
    r"\bbigger\b": "larger",
    r"\b(?:to the |on the )?(left|right) of ": r"to the \1 of ",
    r"\b(?:under|beneath)\b": "below",
    r"\b(?:thing|item)(s?)\b": r"object\1",
    r"\b(up|down|left|right)wards?\b": r"\1",
    r" in the picture$": "",
}
"""Other ways to say the same, replaced in this order."""
_REPHRASED: Final = {re.compile(pattern): word for pattern, word in _SAME.items()}


def parse(text: str) -> Query | None:
    """What a question asks; None for anything but a question of the flat-shape world. Inverse of `Query.text`."""
    if len(text) > _LONGEST:
        return None
    said = " ".join(text.replace('"', "").lower().split()).rstrip("?. ")
    for pattern, word in _REPHRASED.items():
        said = pattern.sub(word, said)
    for form, build in FORMS:
        if match := form.fullmatch(said):
            return build({key: value for key, value in match.groupdict().items() if value is not None})
    return figure_query(said)
