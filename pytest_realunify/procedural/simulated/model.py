"""The model: three verbs, each the reference's own where chance lets it be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request
from pytest_realunify.procedural.reference import field_of, mental_reconstruction, refining
from pytest_realunify.procedural.reference.mental_reconstruction.restoring import restored
from pytest_realunify.procedural.reference.mental_reconstruction.turning import turned_back
from pytest_realunify.procedural.reference.prompts import options_of, pick
from pytest_realunify.procedural.simulated.luck import Luck
from pytest_realunify.procedural.simulated.settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image

    from pytest_realunify.procedural.world.scene import Scene

REFUSAL: Final = "I'm sorry, but this is not something that I can help with."
_TURNED: Final = re.compile(r"\bturned\b")
"""As the question speaks of tiles that may have been turned, too."""
_TOLD_APART: Final = ("profile", "weights")
UNDECIDED: Final = "it is hard to tell from this picture which of the options fits best"


class Simulated:
    """The built-in model `simulated`."""

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings.of(settings)
        self._typed = settings

    def understand(self, requests: Sequence[Request]) -> list[str]:
        """A reply such as "The answer is C.", or a request put into explicit words: right, or mistaken."""
        return [_understood(request, Luck.of(self.settings, request)) for request in requests]

    def generate(self, requests: Sequence[Request]) -> list[Image]:
        """What the prompt says or implies, with slips, or only what it literally mentions."""
        return self._pictures(_generated, requests)

    def edit(self, requests: Sequence[Request]) -> list[Image]:
        """The first picture, edited, or smeared beyond recognition."""
        return self._pictures(_edited, requests)

    def identity(self) -> Mapping[str, Any]:
        """What baselines compare: a checkpoint is its weights and all that is planted."""
        return {
            "adapter": "simulated",
            "version": "1",
            "profile": self.settings.profile,
            "weights": self.settings.weights,
            "settings": {name: self._typed[name] for name in sorted(self._typed) if name not in _TOLD_APART},
        }

    def _pictures(self, draw: Callable[[Request, Luck], Image], requests: Sequence[Request]) -> list[Any]:
        """A picture each, or the ModelError that stands for a refusal, as a server that sends no picture does."""
        lucks = [Luck.of(self.settings, request) for request in requests]
        return [
            ModelError("refused: this is not something that the model draws") if luck.refused else draw(request, luck)
            for request, luck in zip(requests, lucks, strict=True)
        ]


def _understood(request: Request, luck: Luck) -> str:
    if luck.refused:
        return REFUSAL
    if not request.images and refining.matches(request.prompt):
        return _refined(request.prompt, luck)
    if luck.unparsed:
        return UNDECIDED
    options, field = options_of(request.prompt), field_of(request.prompt)
    if field is None or not request.images or not luck.holds("understanding"):
        return f"The answer is {pick(None, options, luck.guess)}."
    if not luck.edited and not luck.holds("integration"):
        return f"The answer is {pick(None, options, luck.guess)}."
    picture = request.images[0] if luck.edited else _imagined(field, request, luck)
    reply: str = field.understand(request.prompt, picture, luck.guess)
    return reply


def _imagined(field: ModuleType, request: Request, luck: Luck) -> Image:
    """The picture as the question has it in mind, which speaks of the edit, but not of how many tiles there are."""
    picture = request.images[0]
    if field is mental_reconstruction:
        from pytest_realunify.procedural.simulated.seams import grid_of

        grid = grid_of(picture)
        put_back = turned_back if _TURNED.search(request.prompt) else restored
        return put_back(picture.convert("RGB"), grid) if grid else picture
    imagined: Image = field.edit(request.prompt, picture, luck.guess)
    return imagined


def _refined(prompt: str, luck: Luck) -> str:
    from pytest_realunify.procedural.simulated.faults import slipped
    from pytest_realunify.procedural.world.english import describe
    from pytest_realunify.procedural.world.reading import read_scene

    text = refining.refine(prompt)
    scene = read_scene(text)
    if scene is None or luck.holds("understanding"):
        return text
    return describe(slipped(scene, luck.slips("understanding")))


def _generated(request: Request, luck: Luck) -> Image:
    from pytest_realunify.procedural.simulated.faults import slipped, smeared
    from pytest_realunify.procedural.simulated.styles import styled
    from pytest_realunify.procedural.world.painting import paint

    scene = _scene(request.prompt, luck)
    if not luck.holds("generation"):
        scene = slipped(scene, luck.slips("generation"))
    picture = styled(paint(scene), luck.limits.style)
    return smeared(picture) if luck.unparsed else picture


def _scene(prompt: str, luck: Luck) -> Scene:
    """What the model sets out to draw: an explicit scene as it is, else what it makes of the words."""
    from pytest_realunify.procedural.simulated.faults import slipped
    from pytest_realunify.procedural.world.reading import literally, read_scene

    if (explicit := read_scene(prompt)) is not None:
        return explicit
    thought = read_scene(refining.refine(prompt)) if luck.holds("integration") else None
    if thought is None:
        return literally(prompt)
    return thought if luck.holds("understanding") else slipped(thought, luck.slips("understanding"))


def _edited(request: Request, luck: Luck) -> Image:
    from pytest_realunify.procedural.simulated.faults import smeared

    field = field_of(request.prompt)
    if field is None:
        return request.images[0]
    if not luck.holds("generation"):
        return smeared(request.images[0])
    picture: Image = field.edit(request.prompt, request.images[0], luck.guess)
    return picture
