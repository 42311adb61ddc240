"""What reading the data set costs, on files of our own: parquet listed and opened, official pictures found, hub files
compared.

    python benchmarks/data.py
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests/support"))

from official_data import write_official
from parquetdata import packed_row, shade, write_rows_of
from pytest_realunify.suites.hub.building import _known
from pytest_realunify.suites.hub.cache import Copy
from pytest_realunify.suites.official import OfficialSuite
from pytest_realunify.suites.parquet import ParquetSuite

CATEGORIES = ("mental_reconstruction", "mental_tracking", "attentional_focusing", "cognitive_navigation")
ROWS = 250
"""Of each category."""
PICTURE = 100_000
"""Bytes, about: a PNG, and noise behind its end that no decoder reads."""


def seconds(what: Callable[[], object]) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        what()
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """A line per figure."""
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        os.environ["REALUNIFY_CACHE"] = str(folder / "cache")
        for category in CATEGORIES:
            rows = [packed_row(index, category, shade(index) + os.urandom(PICTURE)) for index in range(ROWS)]
            write_rows_of(folder / "packed" / category / "test.parquet", rows, group=100)
        print(f"1,000 rows of parquet listed: {seconds(lambda: ParquetSuite.load(folder / 'packed').listings()):.2f} s")
        suite = ParquetSuite.load(folder / "packed")
        instances = [suite.instance(listing, "direct") for listing in suite.listings()]
        began = time.perf_counter()
        suite.open(next(each.image for each in instances if each.axis == "GEU"))
        print(f"the first picture of a row group of 100: {time.perf_counter() - began:.2f} s")
        official = write_official(folder / "official", ("GEU_direct",), count=400)
        print(f"400 official pictures found, headers read: {seconds(lambda: OfficialSuite.load(official)):.2f} s")
        here = Copy("bench/data", "0" * 40)
        write_official(here.folder, count=1000)
        known = Copy(here.repo, here.commit, _known(here.folder))
        print(f"{len(known.files):,} files of hub: found unchanged: {seconds(known.check):.3f} s")


if __name__ == "__main__":
    main()
