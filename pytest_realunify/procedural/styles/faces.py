"""Fonts of this machine that signs are written in, by kind of writing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.styles.style import Face

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
VARIABLE: Final = "REALUNIFY_FONTS"
"""Further folders, parted as in PATH."""

KNOWN: Final[dict[str, tuple[tuple[str, str, int], ...]]] = {
    "sans": (
        ("LiberationSans-Regular.ttf", "Liberation Sans", 400),
        ("LiberationSans-Bold.ttf", "Liberation Sans", 700),
        ("Roboto-Medium.ttf", "Roboto", 500),
        ("OpenSans-Bold.ttf", "Open Sans", 700),
        ("Lato-Regular.ttf", "Lato", 400),
        ("Inter-Bold.otf", "Inter", 700),
        ("DejaVuSans.ttf", "DejaVu Sans", 400),
        ("DejaVuSans-Bold.ttf", "DejaVu Sans", 700),
        ("Cabin-Bold.otf", "Cabin", 700),
        ("Carlito-Bold.ttf", "Carlito", 700),
        ("Karla-Bold.otf", "Karla", 700),
        ("Manrope-Bold.ttf", "Manrope", 700),
        ("FreeSansBold.ttf", "FreeSans", 700),
        ("NimbusSans-Regular.otf", "Nimbus Sans", 400),
        ("URWGothic-Book.otf", "URW Gothic", 400),
        ("Sora-SemiBold.otf", "Sora", 600),
        ("Play-Bold.ttf", "Play", 700),
        ("Cantarell-Bold.otf", "Cantarell", 700),
    ),
    "serif": (
        ("LiberationSerif-Bold.ttf", "Liberation Serif", 700),
        ("DejaVuSerif.ttf", "DejaVu Serif", 400),
        ("NimbusRoman-Bold.otf", "Nimbus Roman", 700),
        ("RobotoSlab-Bold.otf", "Roboto Slab", 700),
        ("Caladea-Bold.ttf", "Caladea", 700),
        ("Vollkorn-Bold.ttf", "Vollkorn", 700),
        ("EBGaramond12-Bold.otf", "EB Garamond", 700),
        ("DejaVuSerif-Bold.ttf", "DejaVu Serif", 700),
        ("URWBookman-Demi.otf", "URW Bookman", 600),
        ("C059-Bold.otf", "C059", 700),
    ),
    "mono": (
        ("LiberationMono-Bold.ttf", "Liberation Mono", 700),
        ("DejaVuSansMono.ttf", "DejaVu Sans Mono", 400),
        ("Hack-Bold.ttf", "Hack", 700),
        ("FiraCode-Bold.ttf", "Fira Code", 700),
        ("JetBrainsMono-Bold.ttf", "JetBrains Mono", 700),
        ("Courier Prime Bold.otf", "Courier Prime", 700),
        ("DejaVuSansMono-Bold.ttf", "DejaVu Sans Mono", 700),
        ("mononoki-Bold.ttf", "mononoki", 700),
    ),
    "condensed": (
        ("LiberationSansNarrow-Bold.ttf", "Liberation Sans Narrow", 700),
        ("RobotoCondensed-Bold.ttf", "Roboto Condensed", 700),
        ("BebasNeue-Bold.otf", "Bebas Neue", 700),
        ("YanoneKaffeesatz-Bold.otf", "Yanone Kaffeesatz", 700),
        ("OpenSans-CondBold.ttf", "Open Sans Condensed", 700),
        ("NimbusSansNarrow-Bold.otf", "Nimbus Sans Narrow", 700),
        ("Dosis-Bold.otf", "Dosis", 700),
    ),
    "hand": (
        ("ComicNeue-Bold.otf", "Comic Neue", 700),
        ("Humor-Sans.ttf", "Humor Sans", 400),
        ("TomsonTalks.ttf", "Tomson Talks", 400),
        ("Andika-Bold.ttf", "Andika", 700),
        ("Quicksand-Bold.ttf", "Quicksand", 700),
        ("OpenDyslexic-Bold.otf", "OpenDyslexic", 700),
        ("AveriaSansGWF-Bold.ttf", "Averia Sans GWF", 700),
        ("ComicNeue-Regular.otf", "Comic Neue", 400),
    ),
}
"""File, family and weight of fonts that are common or free. Those of this machine are used."""


@cache
def faces(kind: str) -> tuple[Face, ...]:
    """The fonts of a kind that are here, in the table's order; DejaVu or any other where there is none."""
    here = _files()
    found = tuple(Face(here[file], family, weight) for file, family, weight in KNOWN[kind] if file in here)
    if not found and kind != "sans":
        return faces("sans")
    return found


@cache
def _files() -> dict[str, str]:
    folders: Sequence[str] = (*FOLDERS, *os.environ.get(VARIABLE, "").split(os.pathsep))
    return {
        file.name: str(file)
        for folder in reversed(folders)
        if folder
        for file in sorted(Path(folder).expanduser().rglob("*.[to]tf"))
    }


def breadth(face: Face, text: str, size: float) -> float:
    """Of a text in pixels."""
    return float(_loaded(face.file).getlength(text)) * size / 100


@cache
def _loaded(file: str) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(file, 100)
