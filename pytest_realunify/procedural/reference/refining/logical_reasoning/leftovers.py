"""Things taken one after the other, each by a description that fits just one of what is left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import KIND, NAME, shape, shapes_in
from pytest_realunify.procedural.world.scene import Scene, Shape, row
from pytest_realunify.procedural.world.words import COLOUR

_TAKES: Final = re.compile(rf"{NAME} takes ([^.]+)\.")
_END: Final = re.compile(rf"(?:what is now )?the (leftmost|rightmost) (?:object|of the ({KIND}) still there)")
_ONE: Final = re.compile(
    rf"the (?:only|one) (?P<adjective>{COLOUR} )?(?P<noun>object|{KIND})"
    rf"(?: that is not (?:(?P<colour>{COLOUR})|an? (?P<kind>{KIND})))?"
)


def read(request: str) -> Scene | None:
    """What is left, in the old order."""
    taken = _TAKES.findall(request)
    if not taken or not re.search(r"what is (?:then )?left|nobody took", request):
        return None
    left = shapes_in(request.split(" takes ", maxsplit=1)[0])
    for description in taken:
        fitting = _fitting(description.removeprefix("what is now "), left)
        if len(fitting) != 1:
            return None
        del left[fitting[0]]
    return row(*left) if left else None


def _fitting(description: str, left: Sequence[Shape]) -> list[int]:
    if said := _END.fullmatch(description):
        kind = shape("red", said[2]).kind if said[2] else None
        places = [place for place, each in enumerate(left) if kind in (None, each.kind)]
        return places[:1] if said[1] == "leftmost" else places[-1:]
    said = _ONE.fullmatch(description)
    if not said:
        return []
    places = list(range(len(left)))
    if said["noun"] != "object":
        places = [place for place in places if left[place].kind == shape("red", said["noun"]).kind]
    if said["adjective"]:
        places = [place for place in places if left[place].colour == said["adjective"].strip()]
    return [place for place in places if left[place].colour != said["colour"] and left[place].kind != said["kind"]]
