"""Draws docs/geu.png: one instance of every GEU subtask, the picture beside its ground-truth edit.

python docs/draw_gallery.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from pytest_realunify.drawing import INK, font
from pytest_realunify.suites.procedural.suite import ProceduralSuite

CELL, GAP, CAPTION, PAIRS_PER_ROW = 260, 12, 30, 3
SHOWN = 2
"""Which instance of the default seed."""


def main() -> None:
    suite = ProceduralSuite(str(SHOWN + 1))
    shown = [listing for listing in suite.listings() if listing.index == SHOWN]
    rows = -(-len(shown) // PAIRS_PER_ROW)
    width, height = 2 * CELL + 2 * GAP, CELL + CAPTION + GAP
    sheet = Image.new("RGB", (PAIRS_PER_ROW * width + GAP, rows * height + GAP), "white")
    pen = ImageDraw.Draw(sheet)
    for place, listing in enumerate(shown):
        left, top = GAP + place % PAIRS_PER_ROW * width, GAP + place // PAIRS_PER_ROW * height
        pen.text((left, top), f"{listing.category} / {listing.subtask}", fill=INK, font=font(18))
        instance = suite.instance(listing, "oracle")
        for column, reference in enumerate((instance.image, instance.intermediate)):
            assert reference is not None
            picture = ImageOps.pad(suite.open(reference), (CELL, CELL), Image.Resampling.LANCZOS, color="white")
            sheet.paste(picture, (left + column * (CELL + GAP // 2), top + CAPTION))
    file = Path(__file__).with_name("geu.png")
    sheet.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file} ({file.stat().st_size // 1024} KiB)")


if __name__ == "__main__":
    main()
