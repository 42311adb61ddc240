"""What people and programs take for a colour when they are told its name."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import Final

RGB = tuple[int, int, int]

LISTS: Final[dict[str, dict[str, str]]] = {
    "css": {
        "red": "ff0000 dc143c b22222",
        "orange": "ffa500 ff8c00 ff8000",
        "yellow": "ffff00 ffd700 ffeb3b",
        "green": "008000 228b22 32cd32 2e8b57 00c000",
        "cyan": "00ffff 00ced1 40e0d0",
        "blue": "0000ff 4169e1 1e90ff 0000cd",
        "purple": "800080 663399 8a2be2 9932cc",
        "pink": "ffc0cb ff69b4 ffb6c1",
        "brown": "8b4513 a0522d 6b4423",
        "black": "000000 111111 1a1a1a",
        "white": "ffffff fafafa fffafa",
        "grey": "808080 a9a9a9 696969",
    },
    "tailwind": {
        "red": "ef4444 dc2626 b91c1c",
        "orange": "f97316 fb923c ea580c",
        "yellow": "facc15 fde047 fef08a",
        "green": "22c55e 16a34a 4ade80 15803d",
        "cyan": "22d3ee 06b6d4 67e8f9",
        "blue": "3b82f6 2563eb 1d4ed8 60a5fa",
        "purple": "a855f7 9333ea 7c3aed",
        "pink": "f472b6 ec4899 f9a8d4",
        "brown": "92400e 78350f 7c4a21",
        "black": "000000 111827 18181b",
        "white": "ffffff f8fafc fefefe",
        "grey": "6b7280 9ca3af 71717a",
    },
    "material": {
        "red": "f44336 d32f2f e53935",
        "orange": "ff9800 fb8c00 f57c00",
        "yellow": "ffeb3b fdd835 fff176",
        "green": "4caf50 388e3c 43a047",
        "cyan": "00bcd4 26c6da 4dd0e1",
        "blue": "2196f3 1976d2 3f51b5",
        "purple": "9c27b0 7b1fa2 673ab7",
        "pink": "f06292 ff80ab f48fb1",
        "brown": "795548 5d4037 6d4c41",
        "black": "212121 000000 0d0d0d",
        "white": "ffffff fafafa fdfdfd",
        "grey": "9e9e9e 757575 8d8d8d",
    },
    "everyday": {
        "red": "e63946 d62828 c1121f e74c3c",
        "orange": "f77f00 f3722c ff7f0e e67e22",
        "yellow": "f9c74f ffd60a f1c40f fee440",
        "green": "2ca02c 27ae60 3a8f3a 52b788",
        "cyan": "17becf 5ce1e6 48cae4",
        "blue": "1f77b4 0077b6 3498db 0d6efd",
        "purple": "9467bd 8e44ad 7b2cbf 6f42c1",
        "pink": "ff8fab ffafcc e377c2 fb6f92",
        "brown": "8c564b 7f5539 8b5a2b 6f4e37",
        "black": "1b1b1e 222222 0b0b0b",
        "white": "ffffff fdfcf9 fbfbfb",
        "grey": "7f7f7f 8e8e93 95a5a6",
    },
}
"""By name, in hexadecimal: the values that pages and code use for it. Those that people would dispute are not here."""

_FREE: Final[dict[str, tuple[float, float, float, float, float, float]]] = {
    "red": (0.56, 0.05, 0.21, 0.03, 26, 4),
    "orange": (0.73, 0.04, 0.17, 0.02, 57, 6),
    "yellow": (0.89, 0.04, 0.17, 0.03, 100, 6),
    "green": (0.60, 0.10, 0.17, 0.04, 146, 7),
    "cyan": (0.82, 0.06, 0.13, 0.03, 205, 8),
    "blue": (0.53, 0.08, 0.19, 0.05, 259, 7),
    "purple": (0.50, 0.08, 0.21, 0.05, 304, 6),
    "pink": (0.78, 0.06, 0.12, 0.04, 356, 8),
    "brown": (0.43, 0.06, 0.08, 0.02, 52, 8),
    "black": (0.15, 0.07, 0.005, 0.005, 0, 180),
    "white": (0.985, 0.01, 0.004, 0.004, 90, 90),
    "grey": (0.63, 0.08, 0.006, 0.006, 0, 180),
}
"""By name: lightness, chroma and hue in OKLCH (B. Ottosson, 2020), each with how far it may stray."""


def chosen(source: str, reach: float, rng: random.Random, places: slice = slice(None)) -> Mapping[str, RGB]:
    """One colour a name from a list, or `free` ones that stray by `reach` (0 to 1) of what they may; `places` picks
    among a list's values."""
    if source == "free":
        return {name: _strayed(name, reach, rng) for name in _FREE}
    return {
        name: parsed(rng.choice(values.split()[places] or values.split())) for name, values in LISTS[source].items()
    }


def _strayed(name: str, reach: float, rng: random.Random) -> RGB:
    light, light_off, chroma, chroma_off, hue, hue_off = _FREE[name]
    off = [reach * rng.uniform(-1, 1) for _ in range(3)]
    return oklch(light + off[0] * light_off, max(0.0, chroma + off[1] * chroma_off), hue + off[2] * hue_off)


def parsed(text: str) -> RGB:
    """`ff8000` -> (255, 128, 0)."""
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def written(colour: RGB) -> str:
    """(255, 128, 0) -> `#ff8000`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """`share` of the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def strayed(colour: RGB, levels: float, rng: random.Random) -> RGB:
    """Each channel off by up to so many levels."""
    red, green, blue = (min(255, max(0, round(value + rng.uniform(-levels, levels)))) for value in colour)
    return red, green, blue


def oklch(light: float, chroma: float, hue: float) -> RGB:
    """sRGB of an OKLCH colour, hue in degrees; clipped where there is none."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, medium, short = (
        (light + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (light - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (light - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    return (
        _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _encoded(linear: float) -> int:
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return min(255, max(0, round(255 * value)))
