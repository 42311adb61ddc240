"""How a simulated model goes wrong: a scene with slips, a picture in which nothing can be made out.

Wrong must be wrong: the suite's questions let no picture of those made here pass (`benchmarks/simulated.py slips`), nor
would they one with a single slip in what its prompt determines; several at once look like a model that is lost.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from pytest_realunify.procedural.world.scene import (
    COLOURS,
    MAX_PER_ROW,
    TEXT_COLOURS,
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
)
from pytest_realunify.procedural.world.slips import detail

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")
BLURRED: Final = 14
"""Patches along a side of which a smeared picture keeps the colour."""
CLOUDS: Final = 80.0
"""Greatest distance of a patch's channels from what was there. Without them a lone grey disc is still one."""
STATIC: Final = 96.0
"""Greatest distance of a pixel's channels from its patch. Without that a blotch may be counted."""
RETURNED: Final = 384
"""Longer side, in pixels, of a smeared picture."""
_INKS: Final = tuple(colour for colour in COLOURS if colour not in ("white", "black"))


def slipped(scene: Scene, chance: random.Random) -> Scene:
    """With the colours confused, every detail off by one, and objects missing or too many.

    Falls back on a grey circle, or a red one, where chance makes only what cannot be drawn.
    """
    tries = (_attempt(scene, chance) for _ in range(8))
    plain = [Scene(((Shape("circle", colour),),)) for colour in ("grey", "red")]
    return next(found for found in (*tries, *plain) if found is not None and found != scene)


def _attempt(scene: Scene, chance: random.Random) -> Scene | None:
    try:
        recoloured = _recoloured(scene, chance)
        rows = tuple(tuple(detail(item, chance) for item in row) for row in recoloured.rows)
        return Scene(chance.choice((_missing, _too_many))(rows, chance))
    except ValueError:  # such as a thing in a liquid of its own colour
        return None


def smeared(picture: Image) -> Image:
    """What is returned by a model that lost hold of the picture: its colours, under clouds and static."""
    import numpy as np
    from PIL import Image
    from PIL.Image import Resampling

    patches = np.asarray(picture.convert("RGB").resize((BLURRED, BLURRED), Resampling.BOX)).astype(np.float32)
    clouds = np.random.default_rng(0).uniform(-CLOUDS, CLOUDS, patches.shape)
    blurred = Image.fromarray((patches + clouds).clip(0, 255).astype(np.uint8))
    smaller = RETURNED / max(picture.size)
    size = max(1, round(picture.width * smaller)), max(1, round(picture.height * smaller))
    blotched = np.asarray(blurred.resize(size, Resampling.BICUBIC)).astype(np.float32)
    static = np.random.default_rng(1).uniform(-STATIC, STATIC, blotched.shape)
    return Image.fromarray((blotched + static).clip(0, 255).astype(np.uint8))


def _recoloured(scene: Scene, chance: random.Random) -> Scene:
    inks, texts, all_ = _confusion(_INKS, chance), _confusion(TEXT_COLOURS, chance), _confusion(COLOURS, chance)
    inks = {**inks, "black": inks["red"], "white": inks["blue"]}

    def recoloured(item: Item) -> Item:
        if isinstance(item, Shape | Arrow | Pie):
            return replace(item, colour=inks[item.colour])
        if isinstance(item, Sign):
            return replace(item, colour=texts[item.colour])
        if isinstance(item, Flag):
            return replace(item, colours=tuple(all_[colour] for colour in item.colours))
        if isinstance(item, Halves):
            return replace(item, first=all_[item.first], second=all_[item.second])
        if not isinstance(item, Glass):
            return item  # of a figure every part is a detail
        thing = item.thing and replace(item.thing, colour=inks[item.thing.colour])
        return replace(item, liquid=item.liquid and inks[item.liquid], thing=thing)

    return Scene(tuple(tuple(recoloured(item) for item in row) for row in scene.rows))


def _confusion(colours: Sequence[str], chance: random.Random) -> dict[str, str]:
    """Each for another one, no two for the same."""
    turn = chance.randrange(1, len(colours))
    return {colour: colours[(place + turn) % len(colours)] for place, colour in enumerate(colours)}


def _missing(rows: Sequence[tuple[T, ...]], chance: random.Random) -> tuple[tuple[T, ...], ...]:
    """One of every row that has more."""
    left = []
    for row in rows:
        lost = chance.randrange(len(row))
        left.append(row[:lost] + row[lost + 1 :] if len(row) > 1 else row * 2)
    return tuple(left)


def _too_many(rows: Sequence[tuple[T, ...]], chance: random.Random) -> tuple[tuple[T, ...], ...]:
    """Something of every row twice, where there is room."""
    doubled = []
    for row in rows:
        twice = chance.randrange(len(row))
        doubled.append(row[:twice] + row[twice:][:1] + row[twice:] if len(row) < MAX_PER_ROW else row[1:])
    return tuple(doubled)
