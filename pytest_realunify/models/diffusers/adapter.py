"""The `diffusers` adapter: a local pipeline that draws, edits, or both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pytest_realunify.errors import ModelError
from pytest_realunify.extensions.public import public
from pytest_realunify.interfaces import Request
from pytest_realunify.models import hub_commit
from pytest_realunify.models.diffusers.abilities import Abilities
from pytest_realunify.models.diffusers.identity import ADAPTER, told
from pytest_realunify.models.diffusers.loading import check_arguments, load
from pytest_realunify.models.diffusers.settings import Settings
from pytest_realunify.models.libraries import library
from pytest_realunify.models.seeding import seeded

if TYPE_CHECKING:
    from PIL.Image import Image

    Answer = Callable[[Sequence[Request]], list[Any]]


class Diffusers:
    """A pipeline of the diffusers library. Takes the keys of `Settings`.

    `generate` and `edit` are there if the pipeline has them and the table does not leave them out. The noise of each
    request comes from a CPU generator of its own seed, so pictures do not depend on worker, order or device index;
    with other neighbours in its batch a picture may differ by a grey level or so, for sums are added up differently.
    """

    generate: Answer | None = None
    """An RGB picture per request, in order; a ModelError in the place of one that the safety checker withheld."""
    edit: Answer | None = None
    """The same of an edited picture; a request holds exactly one."""

    def __init__(self, **settings: Any) -> None:
        """Loads the weights. Raises UsageError for settings that cannot be, ModelError for what cannot be loaded."""
        self.settings = Settings.of(settings, "model diffusers")
        self.pipeline = load(self.settings)
        self.abilities = Abilities.of(self.pipeline, self.settings.editing)
        if not (self.abilities.draws or self.abilities.editing):
            kind = type(self.pipeline).__name__
            raise ModelError(
                f"{self.settings.target}: a {kind} neither draws from text alone nor edits by instruction, as far as is"
                ' known; where it edits, edit = { picture = "ARGUMENT" } in its table says how it takes the picture'
            )
        check_arguments(self.pipeline, self.abilities, self.settings)
        if self.abilities.draws and "generate" in self.settings.verbs:
            self.generate = self._generate
        if self.abilities.editing and "edit" in self.settings.verbs:
            self.edit = self._edit

    @property
    def pairs_edits(self) -> bool:
        """Whether pictures of one size are edited in one call; else one by one."""
        said = self.settings.edit_batch
        return self.abilities.edits_batches if said is None else said

    def identity(self) -> Mapping[str, Any]:
        """What is known before it is loaded, and what only then: its class, its dtype, the commit that a branch was,
        what the pipeline adds to its calls."""
        settings, pipeline = self.settings, self.pipeline
        now = {
            "class": type(pipeline).__name__,
            "dtype": str(pipeline.dtype).rpartition(".")[2],
            "safety_checker": getattr(pipeline, "safety_checker", None) is not None,
            "batches": {"generate": self._draws_batches, "edit": self.pairs_edits},
            "call": public({**self.abilities.sizes, **settings.arguments()}),
            "edit": public({**asdict(self.abilities.editing), "call": settings.edit_call})
            if self.abilities.editing
            else None,
        }
        local = settings.is_local()
        commit = None if local else hub_commit.loaded(settings.target, "model_index.json", settings.revision, ADAPTER)
        return {**told(settings, commit), **now}

    @property
    def _draws_batches(self) -> bool:
        return self.settings.generate_batch and self.abilities.draws_batches

    def _generate(self, requests: Sequence[Request]) -> list[Any]:
        parts = [requests] if self._draws_batches else [[each] for each in requests]
        arguments = {**self.abilities.sizes, **self.settings.arguments()}
        return [picture for part in parts for picture in self._asked(part, arguments)]

    def _edit(self, requests: Sequence[Request]) -> list[Any]:
        answers: list[Any] = [_not_one(request) for request in requests]
        for places in self._together(requests):
            part = [requests[place] for place in places]
            for place, picture in zip(places, self._asked(part, self._to_edit(part[0]))):
                answers[place] = picture
        return answers

    def _together(self, requests: Sequence[Request]) -> list[list[int]]:
        """Places of requests for one call. Pipelines bring all pictures of a call to the size of the first one, and
        then an edit would depend on its neighbours: only pictures of one size go together."""
        groups: dict[object, list[int]] = {}
        for place, request in enumerate(requests):
            if len(request.images) == 1:
                groups.setdefault(request.images[0].size if self.pairs_edits else place, []).append(place)
        return list(groups.values())

    def _to_edit(self, request: Request) -> dict[str, Any]:
        """The arguments of the call for a picture of this one's size."""
        assert self.abilities.editing is not None, "there is no `edit` without"
        said = {**self.settings.arguments(), **self.settings.edit_call}
        sizes = {} if {"height", "width"} & said.keys() else self.abilities.editing.sizes(request.images[0])
        return {**sizes, **said}

    def _asked(self, requests: Sequence[Request], arguments: Mapping[str, Any]) -> list[Any]:
        """One call of the pipeline. One request alone is not put into lists: some pipelines take no list."""
        torch = library("torch", ADAPTER)
        editing = self.abilities.editing if requests[0].images else None
        varying: dict[str, list[Any]] = {
            "prompt": [editing.asked(request.prompt) if editing else request.prompt for request in requests],
            "generator": [torch.Generator("cpu").manual_seed(request.seed) for request in requests],
        }
        if "negative_prompt" in arguments:
            varying["negative_prompt"] = [arguments["negative_prompt"]] * len(requests)
        if editing:
            pictures = [image for request in requests for image in request.images]
            varying[editing.picture] = [[image] for image in pictures] if editing.listed else list(pictures)
        alone = len(requests) == 1
        given = {name: values[0] if alone else values for name, values in varying.items()}
        # for what a pipeline draws without its generators, such as a prompt that its language model writes
        with seeded(requests[0].seed):
            return _pictures(self.pipeline(**{**arguments, **given}), len(requests))


def _not_one(request: Request) -> ModelError:
    return ModelError(f"the diffusers adapter edits one picture, and was given {len(request.images)}")


def _pictures(output: Any, expected: int) -> list[Image | ModelError]:
    pictures = getattr(output, "images", None)
    if not isinstance(pictures, list) or len(pictures) != expected:
        raise ModelError(f"the pipeline returned a {type(output).__name__} and no list of {expected} pictures")
    withheld = getattr(output, "nsfw_content_detected", None) or [False] * expected
    return [_withheld() if flag else picture for picture, flag in zip(pictures, withheld)]


def _withheld() -> ModelError:
    return ModelError("the safety checker withheld the picture; safety_checker = false switches it off")
