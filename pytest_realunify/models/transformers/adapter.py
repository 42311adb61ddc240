"""The `transformers` adapter: a local model, asked in real batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request
from pytest_realunify.models import hub_commit
from pytest_realunify.models.libraries import library
from pytest_realunify.models.transformers import loading, painting
from pytest_realunify.models.transformers.identity import ADAPTER, told
from pytest_realunify.models.transformers.prompting import Prompting
from pytest_realunify.models.transformers.sampling import processors
from pytest_realunify.models.transformers.settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image

    Answer = Callable[[Sequence[Request]], list[Any]]


class Transformers:
    """A model of the transformers library. Takes the keys of `Settings`.

    `understand` and `generate` are there if the model has them and the table does not leave them out.
    """

    understand: Answer | None = None
    """Text per request, in order; a ModelError in its place for pictures that a language model is asked about."""
    generate: Answer | None = None
    """An RGB picture per request, in order."""

    def __init__(self, **settings: Any) -> None:
        """Loads the weights. Raises UsageError for settings that cannot be, ModelError for what cannot be loaded."""
        self.settings = Settings.of(settings, "model transformers")
        self.loaded = loading.load(self.settings)
        self.prompting = Prompting(self.loaded, self.settings)
        if "understand" in self.settings.verbs:
            self.understand = self._understand
        if "generate" in self.settings.verbs and self.loaded.draws:
            self.generate = self._generate

    def identity(self) -> Mapping[str, Any]:
        """What is known before it is loaded, and what only then: its class, the dtype that is meant by `auto`, the
        commit that a branch was."""
        model, target = self.loaded.model, self.settings.target
        now = {"class": type(model).__name__, "dtype": str(model.dtype).rpartition(".")[2]}
        local = self.settings.is_local()
        commit = None if local else hub_commit.loaded(target, "config.json", self.settings.revision, ADAPTER)
        return {**told(self.settings, commit), **now}

    def _understand(self, requests: Sequence[Request]) -> list[Any]:
        if self.loaded.takes_pictures:
            return self._in_parts("understand", self._reply, requests)
        blind = ModelError(f"{self.settings.target} is a language model: it takes no pictures")
        replies = iter(self._in_parts("understand", self._reply, [each for each in requests if not each.images]))
        return [blind if each.images else next(replies) for each in requests]

    def _generate(self, requests: Sequence[Request]) -> list[Image]:
        return self._in_parts("generate", self._drawings, requests)

    def _in_parts(self, verb: str, answer: Answer, requests: Sequence[Request]) -> list[Any]:
        """In batches of what fits together, of at most what the table says."""
        step = self.settings.max_batch.get(verb, len(requests)) or 1
        answers: list[Any] = [None] * len(requests)
        with library("torch", ADAPTER).inference_mode():
            for places in self._together(requests):
                for part in (places[start : start + step] for start in range(0, len(places), step)):
                    for place, each in zip(part, answer([requests[place] for place in part])):
                        answers[place] = each
        return answers

    def _together(self, requests: Sequence[Request]) -> Iterable[list[int]]:
        """Places of requests with as many pictures; of Emu3 with pictures of one size, for it pads the others and then
        takes the padding for picture (seen in 5.23: other replies than one by one)."""
        emu3 = self.loaded.model.config.model_type == "emu3"
        groups: dict[object, list[int]] = {}
        for place, request in enumerate(requests):
            key = tuple(image.size for image in request.images) if emu3 else len(request.images)
            groups.setdefault(key, []).append(place)
        return groups.values()

    def _reply(self, requests: Sequence[Request]) -> list[str]:
        transformers = library("transformers", ADAPTER)
        loaded, settings = self.loaded, self.settings
        inputs = self.prompting.chat([self.prompting.conversation(each, "understand") for each in requests])
        noise = processors(settings.sampling, loaded.defaults, [each.seed for each in requests])
        # The library's generate and not the class's own: that of Janus loses the logits processors on its way here.
        tokens = transformers.GenerationMixin.generate(
            loaded.model,
            **inputs,
            **{"max_new_tokens": settings.max_new_tokens, "do_sample": False, **settings.generation},
            logits_processor=transformers.LogitsProcessorList(noise),
        )
        new = tokens[:, inputs["input_ids"].shape[1] :]
        return [text.strip() for text in loaded.tokenizer.batch_decode(new, skip_special_tokens=True)]

    def _drawings(self, requests: Sequence[Request]) -> list[Image]:
        return painting.draw(self.loaded, self.prompting, self.settings.image, requests)
