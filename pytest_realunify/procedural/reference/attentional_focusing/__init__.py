"""Attentional focusing, as a model with an encoder of limited resolution does it.

The whole picture is seen only small, where print and counts are lost. A region inside a marker frame is seen at full
resolution. The edit looks for the region by scanning the picture piece by piece, and frames it.
"""

from __future__ import annotations

from PIL import Image

from pytest_realunify.procedural.reference.attentional_focusing.marking import framed, marked_region
from pytest_realunify.procedural.reference.attentional_focusing.reading import answer
from pytest_realunify.procedural.reference.attentional_focusing.search import find
from pytest_realunify.procedural.reference.attentional_focusing.tasks import parse
from pytest_realunify.procedural.reference.prompts import options_of, pick

COARSE = 512
"""Longer side, in pixels, of the view on a whole picture."""
_ENLARGED = 2


def matches(prompt: str) -> bool:
    """Whether the prompt addresses an item by a sign and asks for a detail of it, or for a frame around it."""
    return parse(prompt) is not None


def understand(prompt: str, image: Image.Image, seed: int) -> str:
    """A reply such as "The answer is C."; a guess where the detail is too small or absent."""
    options = options_of(prompt)
    task = parse(prompt)
    said = answer(task, _view(image.convert("RGB")), tuple(options.values())) if task else None
    return f"The answer is {pick(said, options, seed)}."


def edit(prompt: str, image: Image.Image, seed: int) -> Image.Image:  # noqa: ARG001 (nothing is left to chance)
    """The picture with the described item framed and the rest dimmed; unchanged if it was not found."""
    task = parse(prompt)
    box = find(task, image.convert("RGB")) if task else None
    if task is None or box is None:
        return image
    return framed(image.convert("RGB"), box, _ENLARGED if task.ask == "enlarge" else 1)


def _view(image: Image.Image) -> Image.Image:
    region = marked_region(image)
    if region:
        return image.crop(region)
    factor = max(image.size) / COARSE
    if factor <= 1:
        return image
    size = max(1, round(image.width / factor)), max(1, round(image.height / factor))
    return image.resize(size, Image.Resampling.BOX)
