"""The look of our pictures: palette, font, an antialiased canvas. For the suites that draw and the models that look.

Every colour has one English name, used in prompts, and lies far enough from the others to be told apart after JPEG.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image, ImageFont

RGB = tuple[int, int, int]

PALETTE: Final[dict[str, RGB]] = {
    "red": (214, 39, 40),
    "orange": (255, 140, 0),
    "yellow": (250, 215, 30),
    "green": (44, 160, 44),
    "cyan": (60, 200, 220),
    "blue": (31, 90, 200),
    "purple": (140, 60, 190),
    "pink": (245, 130, 190),
    "brown": (130, 80, 40),
    "black": (20, 20, 20),
    "white": (255, 255, 255),
    "grey": (140, 140, 140),
}

PAPER: Final[RGB] = (250, 249, 245)
INK: Final[RGB] = (35, 35, 40)
HIGHLIGHT: Final[RGB] = (255, 0, 200)
"""The marker pen: regions and routes are marked in this colour and nothing else is drawn in it."""

DIGIT_SEGMENTS: Final = ("abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg")
"""The lit segments of a seven-segment digit, by digit: a to f go clockwise from the top, g is the middle bar."""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The scalable font that ships inside Pillow (Aileron Regular): the same glyphs on every machine."""
    from PIL import ImageFont

    loaded = ImageFont.load_default(size=size)
    assert isinstance(loaded, ImageFont.FreeTypeFont)  # Pillow without FreeType has no scalable font
    return loaded


class Canvas:
    """Draws in picture coordinates on a `scale` times larger bitmap and averages it down: antialiased shapes.

    `draw` is Pillow's own ImageDraw on the large bitmap; pass it coordinates through `at`.
    """

    def __init__(self, width: int, height: int, background: RGB = PAPER, scale: int = 3) -> None:
        from PIL import Image, ImageDraw  # collecting needs the palette alone: 40 ms less of every start

        self.scale = scale
        self.image = Image.new("RGB", (width * scale, height * scale), background)
        self.draw = ImageDraw.Draw(self.image)

    def at(self, *values: float) -> tuple[float, ...]:
        """Picture coordinates or lengths in pixels -> bitmap ones."""
        return tuple(value * self.scale for value in values)

    def text(self, x: float, y: float, text: str, size: int, fill: RGB = INK, anchor: str = "mm") -> None:
        """Text of `size` pixels, placed by its anchor (Pillow's two-letter codes; `mm` is the middle)."""
        self.draw.text((x * self.scale, y * self.scale), text, fill=fill, font=font(size * self.scale), anchor=anchor)

    def finish(self) -> Image.Image:
        """The picture at its own size, mode RGB."""
        return self.image.reduce(self.scale) if self.scale > 1 else self.image
