"""What a flat-shape picture shows, from its pixels alone."""

from __future__ import annotations

from PIL import Image

from pytest_realunify.procedural.pixels.colours import name_of, typical
from pytest_realunify.procedural.pixels.discs import disc
from pytest_realunify.procedural.pixels.figures import figure
from pytest_realunify.procedural.pixels.flags import flag
from pytest_realunify.procedural.pixels.glasses import contents, vessel
from pytest_realunify.procedural.pixels.proof import explained
from pytest_realunify.procedural.pixels.signs import frame_width, read_signs
from pytest_realunify.procedural.pixels.silhouettes import (
    LEAST_LIKENESS,
    Silhouette,
    best,
    cover_of,
    patch_of,
    templates,
)
from pytest_realunify.procedural.pixels.survey import Blob, Survey, survey
from pytest_realunify.procedural.world.layout import Placed
from pytest_realunify.procedural.world.painting import line_width
from pytest_realunify.procedural.world.queries.what import rows
from pytest_realunify.procedural.world.scene import SIZES, Arrow, Flag, Item, Shape, Sign


def look(image: Image.Image) -> list[Placed] | None:
    """Everything in an RGB picture, in reading order; places in pixels, sizes only as extents (every shape that stands
    by itself is called medium). None unless the whole picture is of the flat-shape world and every part of it is
    understood."""
    surveyed = survey(image)
    if surveyed is None:
        return None
    seen = _identified(surveyed)
    if seen is None or not explained(surveyed, seen):
        return None
    zoom = surveyed.zoom
    scaled = [Placed(each.item, each.x * zoom, each.y * zoom, each.extent * zoom) for each in seen]
    return [placed for row in rows(scaled) for placed in row]


def _identified(surveyed: Survey) -> list[Placed] | None:
    """Every blob as an item; None where one is none."""
    seen: list[Placed | None] = []
    signs = []
    for blob in surveyed.blobs:
        if (found := figure(surveyed, blob)) is not None:
            seen.append(found)
        elif (glass := vessel(surveyed.patch(blob))) is not None:
            held = contents(glass)
            seen.append(_stood(held, blob.x, blob.top + glass.floor / 2, glass.floor))
        elif (template := _template(surveyed, blob)) is None:
            return None
        elif isinstance(template.item, Sign):
            signs.append(blob)
        else:
            item = _item(surveyed, blob, template)
            seen.append(_stood(item, blob.x, blob.y, _extent(item, blob)))
        if seen and seen[-1] is None:
            return None
    patches = [surveyed.patch(blob) for blob in signs]
    for blob, patch, sign in zip(signs, patches, read_signs(patches), strict=True):
        seen.append(_stood(sign, blob.x, blob.y, frame_width(patch)))
    known = [each for each in seen if each is not None]
    return known if len(known) == len(seen) else None


def _stood(item: Item | None, x: float, y: float, extent: float) -> Placed | None:
    return None if item is None else Placed(item, x, y, extent)


def _template(surveyed: Survey, blob: Blob) -> Silhouette | None:
    cover = cover_of(surveyed.filled, blob)
    if cover is None:
        return None
    template, likeness = best(cover, templates())
    return template if likeness >= LEAST_LIKENESS else None


def _item(surveyed: Survey, blob: Blob, template: Silhouette) -> Item | None:
    if isinstance(template.item, Flag):
        return flag(surveyed.patch(blob))
    if isinstance(template.item, Shape) and template.item.kind == "circle":
        return disc(surveyed, blob)
    colour = name_of(typical(patch_of(surveyed.image, blob)[template.depths]))
    if colour is None:
        return None
    if isinstance(template.item, Arrow):
        return Arrow(colour, template.item.direction)
    assert isinstance(template.item, Shape)  # signs are read together
    return Shape(template.item.kind, colour)


def _extent(item: Item | None, blob: Blob) -> float:
    """The longer side of the outline, which lies in the middle of the line around straight-edged shapes."""
    straight = isinstance(item, Arrow) or (isinstance(item, Shape) and item.kind not in ("circle", "ring"))
    return blob.extent - line_width(blob.extent / SIZES["medium"]) if straight else float(blob.extent)
