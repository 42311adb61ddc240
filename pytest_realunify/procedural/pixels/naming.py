"""What a colour is called: the names that people would give it, one or, near a border, several."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from pytest_realunify.procedural.pixels.light import Floats, chroma, oklab

AGREED: Final[dict[str, str]] = {
    "red": "ff0000 e60012 d7141a c8102e b3001b e53935 f0483e dc2f2f cc1f1f ee3333 a81515 d94040 e74c3c b72020",
    "orange": "ff8000 ff8c00 ff9a1f ffa500 f58a1f f97316 ff7518 fb923c ec7c26 e8820c ff6f0f f7931e ea5a0c",
    "yellow": "ffff00 ffe600 ffd800 fff04d f7e463 ffeb3b fde047 f5d327 fff59d f0d020 facc15 fff176 f4d000 e6c619 "
    "f1c40f",
    "green": "008000 00a000 00c000 00ff00 2e8b57 228b22 32cd32 4caf50 22c55e 57b857 3a7d44 006400 7ccd5b 10b070 6fbf4b "
    "90ee90 145a32 4ade80 52b788",
    "cyan": "00ffff 00d8e6 22d3ee 40e0e0 5ce1e6 4dd0e1 7fefff 00ced1 2ac7d6 80deea a5f3fc 1fbfd0 48d1cc 0bb8d4",
    "blue": "1f5ac8 2052b0 0000ff 0000cd 1f4fd8 2563eb 3b82f6 4169e1 1e90ff 0d47a1 1976d2 000080 2a6fdb 4f8ff0 "
    "1d4ed8 5b9bd5 3a7abf "
    "16339e 60a5fa 3498db",
    "purple": "800080 6a0dad 8a2be2 9932cc 7b1fa2 a855f7 9b59b6 663399 5b2a86 8e44ad 7c3aed b062e0 4b0082 a040b0 "
    "9467bd 6f42c1 673ab7",
    "pink": "ffc0cb ffb6c1 ff9ec4 f9a8d4 ff85b3 ff69b4 f78fb3 f48fb1 f472b6 fbcfe8 e377c2 ff7fae ffaccb "
    "ec6fa8 ec4899 f06292 fb6f92",
    "brown": "8b4513 7b3f00 6f4e37 964b00 795548 5d4037 a0522d 6b4423 8c564b 92400e 5c3317 7f5539 4e2f1a 9c6b3c",
    "black": "000000 0a0a0a 141414 1e1e1e 222222 282828 111827 1a1410 2b2b2b 101018 232328",
    "white": "ffffff fafafa f5f5f5 fffef9 fcfcf8 fdfaf8 f8fbff fffdf6 f7faff fbf8f2 f2f2f0",
    "grey": "808080 969696 a9a9a9 6e6e6e bababa 5f5f5f 8c8c8c 757575 8a8f94 75797e 9c9894 6b7280 9ca3af 95a5a6",
}
"""By name, in hexadecimal: what nobody would call otherwise."""

DISPUTED: Final[dict[str, str]] = {
    "red orange": "ff4500 fa5a28 f05023 ff5722 e8491d d2491f",
    "orange yellow": "ffbf00 ffb400 fbbf24 f5b82e eab308 ffc20e e0a800",
    "yellow green": "c8e600 bfff00 d4e157 b5cc18 a0a000 cddc39 9a9a20",
    "green cyan": "14b8a6 1abc9c 00c8a0 20b2aa 008080 40d8b0 0f9488 2a9d8f 66cdaa 7fffd4",
    "cyan blue": "00bfff 0ea5e9 38bdf8 29b6f6 1ea7d8 0f8fb8 5bc0eb 87ceeb 0891b2",
    "blue purple": "6366f1 5a4fcf 4f46e5 4b3fb5 3f2fa0 7b68ee 6a5acd 8080f0",
    "purple pink": "ff00ff d946ef ee82ee da70d6 c850c0 c71585 e040fb d63fa8 dd8fdd c8a2c8 b83280",
    "pink red": "ff1493 f43f5e e91e63 e0218a ff4d6d f06078 d81b60 ff5f7f de3163",
    "pink orange": "ffa07a fa8072 ff7f50 ffb199 f4978e ffcba4 ffd1b3",
    "red brown": "a52a2a 8b0000 800000 982222 7a1c1c a23b2a 9b2d1f",
    "orange brown": "d2691e c46a1f b8651b cd7f32 bf6a2c cc7722 d99058",
    "brown yellow": "b8860b a67c1a c2a24a d4b560 c9a227 8a6d1b",
    "brown grey": "7a6857 8b7a69 6b5a4e 9a8a79 a89580 bfa588 d2b48c c8b090",
    "brown black": "2e1a10 33201a 3b241c",
    "grey black": "404040 4a4a4a 35383c 333333 50545a 374151",
    "grey white": "d9d9d9 e2e2e2 d3d3d3 cfd2d6 dcd8d2 e5e7eb",
    "yellow white": "fffff0 fffbe0 faf3d0 fdf6d8 fff8dc f5ecc8",
    "blue grey": "708090 6c7a94 8fa0b8 5a6780 b0c4de 64748b",
    "blue black": "0a0f2c 101a3a 0b132b 1a2340",
    "green black": "0a1f10 12281a 10220f",
    "purple black": "1f0a2c 240a30 2a1035",
    "red black": "300808 3a0a0a",
    "pink white": "fff0f3 ffe9ee fdeef2 fae1e6",
    "cyan white": "e0ffff e6fbff d5f7fa",
    "blue white": "e6f0ff dbeafe e0ecf8 d6e4f5",
    "green white": "e3f6e3 dff0d8 e8f5e9",
    "purple white": "f0e6ff ece2f7 e6dcf2",
    "blue cyan grey": "8fb3c0 a7c0c8 7a9ca8",
    "green grey": "7f8f7f 8fa08f 6b7c6b 9fb09f",
    "pink grey": "c0a0a8 b898a0 cbb0b6",
    "purple grey": "8a7f98 9c90a8 786c88",
    "yellow grey": "b0ac90 c4c0a0 98946f",
    "green brown": "556b2f 6b6b23 4f5d2a 7a7a3a",
    "pink brown": "b07060 c08878 a8665c bc8f8f",
    "purple brown": "6a3a4a 5e2f3f 7a4a5a 722f37",
}
"""What some call one thing and some another."""

FARTHEST: Final = 11.0
"""From the nearest example; farther out nobody has been asked."""
MARGIN: Final = 1.5
"""An example so much farther than the nearest, or by a quarter of its distance where that is more, has a say."""
_COLOURLESS: Final = 1.8
_SHADES: Final = (
    (33.0, ("black",)),
    (40.0, ("black", "grey")),
    (47.0, ("grey", "black")),
    (84.0, ("grey",)),
    (90.0, ("grey", "white")),
    (93.2, ("white", "grey")),
    (999.0, ("white",)),
)
"""Names of what has no hue, by the lightness they end at."""
_LIGHT: Final = 0.75
"""What a difference of lightness counts for: shading changes that first."""


@cache
def _examples() -> tuple[Floats, tuple[frozenset[str], ...]]:
    names, values = [], []
    for table in (AGREED, DISPUTED):
        for name, texts in table.items():
            for text in texts.split():
                names.append(frozenset(name.split()))
                values.append([int(text[place : place + 2], 16) for place in (0, 2, 4)])
    return _scaled(oklab(np.array(values, np.uint8))), tuple(names)


def _scaled(colours: Floats) -> Floats:
    return colours * np.array([_LIGHT, 1, 1], np.float32)


def names_of(colour: Floats, spread: float = 0.0) -> tuple[str, ...]:
    """Names an OKLab colour may go by, the likeliest first; none for one that has no name. `spread`: how far it may be
    off, in hundredths."""
    if float(chroma(colour)) < _COLOURLESS:
        return next(shades for light, shades in _SHADES if float(colour[0]) < light)
    examples, names = _examples()
    away = np.sqrt(((examples - _scaled(colour)) ** 2).sum(axis=1))
    order = np.argsort(away)
    nearest = float(away[order[0]])
    if nearest > FARTHEST:
        return ()
    reach = nearest + max(MARGIN + spread, 0.25 * nearest)
    found: list[str] = []
    for place in order:
        if away[place] > reach:
            break
        found += [name for name in sorted(names[place]) if name not in found]
    return tuple(found)


def is_colourful(colour: Floats) -> bool:
    """Whether it has a hue that one would name."""
    return float(chroma(colour)) > 4.0
