"""What has no name here."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Found, Sheet
from pytest_realunify.procedural.pixels.inside import Inside, paint_of
from pytest_realunify.procedural.pixels.kinds.plain import EVEN
from pytest_realunify.procedural.pixels.sightings import Outlined

STRANGE: Final = "its outline, or what is on it, is strange"


def strange(body: Body, within: Inside, sheet: Sheet) -> Found:
    """Of no known kind; its colour where it has one."""
    del sheet
    names = (
        paint_of(body.smooth[within.core], body.ground.noise).names
        if within.marked < 0.06 and within.even > EVEN[0]
        else ()
    )
    return Found((Outlined(names),), STRANGE)
