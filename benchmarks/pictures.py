"""What it costs to carry a picture's file instead of making one anew: `python benchmarks/pictures.py`.

A served model's picture on its way: taken out of the reply and stored, read again for the judge and sent to it, sent to
be edited. Once as it was (decoded, encoded to be stored, decoded and encoded for the judge, encoded to be edited), once
carried, in turn; then the settings that a PNG may be written with. Over photograph-like pictures and over procedural
ones. Medians of processor time per picture, each beside the first line of its block.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from pytest_realunify.datafiles.carried import carried, file_of
from pytest_realunify.datafiles.pictures import opened, upright
from pytest_realunify.datafiles.plain_png import is_plain
from pytest_realunify.datafiles.writing import bare_png
from pytest_realunify.engine.pictures import Pictures, stored
from pytest_realunify.models.openai.pictures import png, received
from pytest_realunify.suites.resolve import resolve

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import photographs

SIDE: Final = 512
SETTINGS: Final = {
    "level 1": (1, 0),
    "level 1, filtered": (1, 1),
    "level 1, Huffman alone": (1, 2),
    "level 1, runs (RLE)": (1, 3),
    "level 3": (3, 0),
    "level 6": (6, 0),
}
"""zlib's level and strategy, as Pillow takes them."""


def photographed(count: int) -> list[Image.Image]:
    """Coloured 1/f noise, the statistics of natural scenes."""
    photographs.SIDE = SIDE  # type: ignore[misc]
    return [photographs.natural(np.random.default_rng(seed)) for seed in range(count)]


def procedural(count: int) -> list[Image.Image]:
    """As the twin draws them, of every kind."""
    suite = resolve("procedural:1", root=Path())
    listings = [each for each in suite.listings() if each.axis == "GEU"]
    found = [suite.instance(each, "direct") for each in listings[:: max(1, len(listings) // count)]]
    return [suite.open(each.image) for each in found if each.axis == "GEU"][:count]


def seconds(work: Callable[[], object]) -> float:
    """Of this process's processors."""
    began = time.process_time()
    work()
    return time.process_time() - began


def anew(sent: bytes, folder: Path) -> None:
    """As it was: each place makes what it needs."""
    drawn = opened(io.BytesIO(sent), upright)
    sha256 = Pictures(None, folder).store(bare_png(drawn))  # type: ignore[arg-type]
    with Image.open(io.BytesIO((folder / f"{sha256}.png").read_bytes())) as kept:
        kept.load()
        bare_png(kept)
    bare_png(drawn)


def as_it_came(sent: bytes, folder: Path) -> None:
    """Carried."""
    drawn = Pictures(None, folder).keep(received(sent))  # type: ignore[arg-type]
    png(stored(folder, drawn.sha256).image)
    png(drawn.image)


def through(way: Callable[[bytes, Path], None], files: Sequence[bytes], place: str) -> None:
    """Every file, each into a folder of its own."""
    for sent in files:
        way(sent, Path(tempfile.mkdtemp(dir=place)))


def in_turn(works: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Medians in milliseconds; one round to warm up."""
    taken = [[seconds(work) for work in works] for _ in range(rounds + 1)][1:]
    return [1000 * statistics.median(each) for each in zip(*taken, strict=True)]


def block(title: str, names: Sequence[str], times: Sequence[float], notes: Sequence[str]) -> None:
    """Each line beside the first."""
    print(f"\n{title}")
    for name, taken, note in zip(names, times, notes, strict=True):
        print(f"  {name:<34}{taken:9.2f} ms {taken / times[0]:7.2f} x  {note}".rstrip())


def measure(title: str, pictures: Sequence[Image.Image], rounds: int) -> None:
    """Print the blocks of one kind of picture."""
    files = [bare_png(each) for each in pictures]
    with tempfile.TemporaryDirectory() as place:
        ways = [
            lambda: through(anew, files, place),
            lambda: through(as_it_came, files, place),
        ]
        times = [each / len(files) for each in in_turn(ways, rounds)]
    block(f"{title}: from a reply to store, judge and edit", ["made anew at each place", "carried"], times, ["", ""])
    works: list[Callable[[], object]] = [
        lambda: [opened(io.BytesIO(sent), upright) for sent in files],
        lambda: [is_plain(sent) for sent in files],
        lambda: [file_of(_carried(sent).copy()) for sent in files],
    ]
    names = ["decoded", "looked through (is_plain)", "looked through, decoded after all"]
    block(f"{title}: a file read", names, [each / len(files) for each in in_turn(works, rounds)], [""] * 3)
    sizes = [sum(len(written(each, *how)) for each in pictures) for how in SETTINGS.values()]
    works = [lambda how=how: [written(each, *how) for each in pictures] for how in SETTINGS.values()]  # type: ignore[misc]
    notes = [f"{size / len(files) / 1000:7.1f} kB {size / sizes[0]:6.2f} x" for size in sizes]
    times = [each / len(files) for each in in_turn(works, rounds)]
    block(f"{title}: a PNG written", list(SETTINGS), times, notes)


def written(picture: Image.Image, level: int, strategy: int) -> bytes:
    """With a setting."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=level, compress_type=strategy)
    return buffer.getvalue()


def _carried(sent: bytes) -> Image.Image:
    if (found := carried(sent)) is None:
        raise SystemExit("a picture of ours is not plain")
    return found


def main() -> None:
    """Both kinds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    measure(f"photograph-like, {SIDE} pixels", photographed(options.pictures), options.rounds)
    measure("procedural", procedural(options.pictures), options.rounds)


if __name__ == "__main__":
    main()
