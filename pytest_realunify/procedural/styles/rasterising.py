"""From SVG to pixels, by libraries that share no code with this package's own painter."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pytest_realunify.errors import UsageError

if TYPE_CHECKING:
    from PIL.Image import Image

Rasterise = Callable[[str, Sequence[str]], "Image"]
"""A document and the files of the fonts it uses -> an RGB picture of its own size."""


def resvg(svg: str, fonts: Sequence[str]) -> Image:
    """By resvg. Raises UsageError where it is not installed."""
    from PIL import Image as Pillow

    try:
        import resvg_py
    except ImportError as error:
        raise UsageError("the styles are drawn by resvg: pip install 'pytest-realunify[styles]'") from error
    data = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=list(fonts) or None)
    return Pillow.open(io.BytesIO(bytes(data))).convert("RGB")
