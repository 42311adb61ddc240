"""Telling large things that stand apart from the ground they stand on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.lettering.text_lines import Box, packed, unpacked


def items_of(image: Image.Image) -> Sequence[Box]:
    """The large ones. What the picture shows most of along its rim is ground."""
    colours = packed(image)
    rim = np.concatenate([colours[:2].ravel(), colours[-2:].ravel(), colours[:, :2].ravel(), colours[:, -2:].ravel()])
    values, counts = np.unique(rim, return_counts=True)
    ground = unpacked(int(values[counts.argmax()]))
    things = np.zeros((image.height, image.width), bool)
    for channel, level in zip(image.split(), ground, strict=True):
        seen = np.asarray(channel)
        things |= (seen < max(0, level - 12)) | (seen > min(255, level + 12))
    labels, _ = ndimage.label(things, structure=np.ones((3, 3), int))
    boxes = [(across.start, down.start, across.stop, down.stop) for down, across in ndimage.find_objects(labels)]
    if not boxes:
        return []
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in boxes]
    return [box for box, area in zip(boxes, areas, strict=True) if area >= 0.4 * np.percentile(areas, 98)]
