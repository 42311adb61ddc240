"""What has no name here."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Found, Sheet
from pytest_realunify.procedural.pixels.inside import Inside, is_spotted, paint_of
from pytest_realunify.procedural.pixels.sightings import Outlined

STRANGE: Final = "its outline, or what is on it, is strange"

_ONE_COLOUR: Final = 0.95
"""Share of a thing from which it has but one colour: where it has parts, each may be what is asked for."""


def strange(body: Body, within: Inside, sheet: Sheet) -> Found:
    """Of no known kind; its colour where it has one."""
    del sheet
    names = (
        paint_of(body.smooth[within.core], body.ground.noise).names
        if within.marked < 0.06 and within.even > _ONE_COLOUR and not is_spotted(body, within.core)
        else ()
    )
    return Found((Outlined(names),), STRANGE)
