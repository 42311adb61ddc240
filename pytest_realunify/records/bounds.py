"""Numbers that a file may hold: what is beyond is a broken file, and would be an overflow further on."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e12)]
LARGEST: Final = 2**200
"""No number of anything, and still no overflow as a float."""
