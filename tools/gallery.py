"""The pictures of docs/procedural.md.

docs/geu.png has one instance of every GEU subtask, the picture beside its ground-truth edit. docs/ueg/ has a card for
every UEG subtask: the prompt, a right picture, a typical wrong one, and what each question should be answered for them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from pytest_realunify.interfaces import GEUInstance, Listing
from pytest_realunify.procedural.drawing import INK, PAPER, font
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries import true_of
from tools.derived import ROOT, shown

DOCS: Final = ROOT / "docs"
FAR: Final = 24
"""Grey levels by which a pixel is another."""
MOST_APART: Final = 0.5
"""Of 255: the share of such pixels, about 0.2 %, from which a picture is another. A letter of a caption is more."""
CELL, GAP, CAPTION, PAIRS_PER_ROW = 260, 12, 30, 3
SHOWN = 2
"""Which instance of the default seed."""
TRIED: Final = 24
"""Of how many instances of a UEG subtask one is shown, so that the cards together show every kind of thing."""
ASKED: Final = 74
"""Characters of a question in one line."""

PICTURE, LINE = 400, 21
GREEN, RED = (30, 120, 50), (190, 40, 40)


class Gallery:
    """The pictures of docs/procedural.md."""

    name = "gallery"
    what = "the pictures of docs/procedural.md"

    def differences(self) -> Iterator[str]:
        """Pictures that are absent, look otherwise, or are of nothing any more."""
        made = dict(sheets())
        for file, sheet in made.items():
            if not file.is_file():
                yield f"{shown(file)} is absent"
            elif not alike(sheet, file):
                yield f"{shown(file)} shows something else"
        yield from (f"{shown(file)} is of no subtask" for file in _strangers(made))

    def rebuild(self) -> Iterator[str]:
        """Those that changed."""
        made = dict(sheets())
        (DOCS / "ueg").mkdir(exist_ok=True)
        for file, sheet in made.items():
            if not file.is_file() or not alike(sheet, file):
                sheet.save(file, optimize=True)
                yield f"{shown(file)} ({file.stat().st_size // 1024} KiB)"
        for file in _strangers(made):
            file.unlink()
            yield f"{shown(file)} removed"


def sheets() -> Iterator[tuple[Path, Image.Image]]:
    """Every picture with its place, in a palette that keeps it small."""
    suite = ProceduralSuite(str(SHOWN + 1))
    listed = [listing for listing in suite.listings() if listing.index == SHOWN]
    yield DOCS / "geu.png", _small(geu(suite, [listing for listing in listed if listing.axis == "GEU"]), 256)
    kinds: set[type] = set()
    for listing in listed:
        if listing.axis == "UEG":
            chosen = replace(listing, index=_newest(suite, listing, kinds))
            kinds |= set(map(type, suite.sketch(chosen.subtask, chosen.index).scene))
            yield DOCS / "ueg" / f"{listing.subtask}.png", _small(card(suite, chosen), 64)


def _newest(suite: ProceduralSuite, listing: Listing, kinds: set[type]) -> int:
    """The first instance with a kind of thing that no card has shown yet; else the one shown of every subtask."""
    found = (i for i in range(TRIED) if set(map(type, suite.sketch(listing.subtask, i).scene)) - kinds)
    return next(found, SHOWN)


def alike(sheet: Image.Image, file: Path) -> bool:
    """Whether the file shows the sheet, but for shades by which Pillow's versions may differ."""
    with Image.open(file) as kept:
        if kept.size != sheet.size:
            return False
        apart = ImageChops.difference(kept.convert("RGB"), sheet.convert("RGB")).convert("L")
    return ImageStat.Stat(apart.point(lambda value: 255 * (value > FAR))).mean[0] < MOST_APART


def _small(sheet: Image.Image, colours: int) -> Image.Image:
    return sheet.quantize(colours, dither=Image.Dither.NONE)


def _strangers(made: Mapping[Path, Image.Image]) -> list[Path]:
    return sorted(set((DOCS / "ueg").glob("*.png")) - set(made))


def geu(suite: ProceduralSuite, shown: list[Listing]) -> Image.Image:
    """All in one sheet."""
    rows = -(-len(shown) // PAIRS_PER_ROW)
    width, height = 2 * CELL + 2 * GAP, CELL + CAPTION + GAP
    sheet = Image.new("RGB", (PAIRS_PER_ROW * width + GAP, rows * height + GAP), "white")
    pen = ImageDraw.Draw(sheet)
    for place, listing in enumerate(shown):
        left, top = GAP + place % PAIRS_PER_ROW * width, GAP + place // PAIRS_PER_ROW * height
        pen.text((left, top), f"{listing.category} / {listing.subtask}", fill=INK, font=font(18))
        instance = suite.instance(listing, "oracle")
        assert isinstance(instance, GEUInstance)
        for column, reference in enumerate((instance.image, instance.intermediate)):
            assert reference is not None
            picture = ImageOps.pad(suite.open(reference), (CELL, CELL), Image.Resampling.LANCZOS, color="white")
            sheet.paste(picture, (left + column * (CELL + GAP // 2), top + CAPTION))
    return sheet


def card(suite: ProceduralSuite, listing: Listing) -> Image.Image:
    """One UEG instance."""
    made = suite.sketch(listing.subtask, listing.index)
    wrong = made.wrong[0]
    prompt = [line for part in made.prompt.splitlines() for line in textwrap.wrap(part, 92) or [""]]
    asked = sorted((*made.yes, *made.no), key=lambda query: query.text)
    told = [textwrap.wrap(query.text, ASKED) for query in asked]
    above = 2 * GAP + CAPTION + LINE * len(prompt)
    sheet = Image.new(
        "RGB", (2 * PICTURE + 3 * GAP, above + PICTURE + CAPTION + LINE * (sum(map(len, told)) + 1) + GAP), PAPER
    )
    pen = ImageDraw.Draw(sheet)
    pen.text((GAP, GAP), f"{listing.category} / {listing.subtask}", fill=INK, font=font(20))
    for place, line in enumerate(prompt):
        pen.text((GAP, GAP + CAPTION + LINE * place), line, fill=INK, font=font(16))
    for column, scene in enumerate((made.scene, wrong)):
        left = GAP + column * (PICTURE + GAP)
        sheet.paste(paint(scene).resize((PICTURE, PICTURE), Image.Resampling.LANCZOS), (left, above))
        pen.rectangle(
            (left, above, left + PICTURE, above + PICTURE), outline=GREEN if scene is made.scene else RED, width=2
        )
    below = above + PICTURE + GAP
    for x, heading in ((610, "right picture"), (720, "wrong picture")):
        pen.text((x, below), heading, fill=INK, font=font(14))
    y = below + LINE
    for query, lines in zip(asked, told, strict=True):
        pen.multiline_text((GAP, y), "\n".join(lines), fill=INK, font=font(16), spacing=LINE - 16)
        gold = true_of(query, made.scene)
        for x, scene in ((610, made.scene), (720, wrong)):
            said = true_of(query, scene)
            colour = GREEN if said == gold else RED
            pen.text((x, y), "yes" if said else "no", fill=colour, font=font(16))
        y += LINE * len(lines)
    return sheet
