"""Rebuilds what follows from the package's declarations; with `--check` it only says what is out of step.

python -m tools.regenerate              all of it: after a generator, judge, reference model or list of models changed
python -m tools.regenerate docs gallery
python -m tools.regenerate --check      exit 1 where something is out of step; CI runs this
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from tools.derived import Derived
from tools.digests import Digests
from tools.gallery import Gallery
from tools.pages import Pages
from tools.rooms import Rooms
from tools.shipped import ShippedBaseline, ShippedCalibration
from tools.specimen_run import SpecimenRun

DERIVED: Final[tuple[Derived, ...]] = (
    Rooms(),
    Digests(),
    Pages(),
    Gallery(),
    ShippedBaseline(),
    ShippedCalibration(),
    SpecimenRun(),
)
MOST: Final = 20
"""Differences of one thing that are printed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all in step (or rebuilt)."""
    names = [each.name for each in DERIVED]
    parser = argparse.ArgumentParser(
        prog="python -m tools.regenerate",
        description=(__doc__ or "").partition("\n")[0],
        epilog="; ".join(f"{each.name}: {each.what}" for each in DERIVED),
    )
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"of {', '.join(names)}; default: all")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where something is out of step")
    given = parser.parse_args(arguments)
    if strangers := [name for name in given.what if name not in names]:
        parser.error(f"unknown: {', '.join(strangers)} (choose from {', '.join(names)})")
    chosen = [each for each in DERIVED if not given.what or each.name in given.what]
    return sum(_checked(each) for each in chosen) and 1 if given.check else _rebuilt(chosen)


def _checked(each: Derived) -> int:
    """How many differences."""
    found = list(each.differences())
    for line in found[:MOST]:
        print(f"{each.name}: {line}")
    if len(found) > MOST:
        print(f"{each.name}: and {len(found) - MOST} more")
    print(f"{each.name}: {'in step' if not found else f'python -m tools.regenerate {each.name}'}", flush=True)
    return len(found)


def _rebuilt(chosen: Sequence[Derived]) -> int:
    for each in chosen:
        lines = list(each.rebuild())
        print("\n".join(f"{each.name}: {line}" for line in lines or ["unchanged"]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
