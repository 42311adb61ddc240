"""The `bagel` adapter: BAGEL through its InterleaveInferencer, one request at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.bagel.identity import told
from pytest_realunify.models.bagel.loading import load
from pytest_realunify.models.bagel.settings import Settings
from pytest_realunify.models.seeding import seeded
from pytest_realunify.taxonomy import VERBS, Verb

if TYPE_CHECKING:
    Answer = Callable[[Sequence[Request]], list[Any]]


class Bagel:
    """BAGEL, from a clone of its repository and its checkpoint. Takes the keys of `Settings`.

    Its inferencer takes one request and draws from the process's one generator, which is seeded for each: pictures do
    not depend on order or neighbours.
    """

    understand: Answer | None = None
    """Text per request, in order; with `think` the chain of thought is part of it, in <think> tags."""
    generate: Answer | None = None
    """An RGB picture per request, in order."""
    edit: Answer | None = None
    """The same of an edited picture; a request holds exactly one."""

    def __init__(self, **settings: Any) -> None:
        """Loads the weights. Raises UsageError for settings that cannot be, ModelError for what cannot be loaded."""
        self.settings = Settings.of(settings, "model bagel")
        self.inferencer = load(self.settings)
        for verb in VERBS:
            if verb in self.settings.verbs:
                setattr(self, verb, self._asker(verb))

    def identity(self) -> Mapping[str, Any]:
        """Known before it is loaded."""
        return told(self.settings)

    def _asker(self, verb: Verb) -> Answer:
        return lambda requests: [self._answer(verb, request) for request in requests]

    def _answer(self, verb: Verb, request: Request) -> Any:
        pictures = len(request.images)
        if pictures > 1 or (verb == "edit" and not pictures):
            return ModelError(f"BAGEL takes one picture to {verb}, and was given {pictures}")
        with seeded(request.seed):
            said = self.inferencer(
                image=request.images[0] if pictures else None,
                text=request.prompt,
                understanding_output=verb == "understand",
                **self.settings.arguments[verb],
            )
        answer = said.get("text" if verb == "understand" else "image")
        return ModelError(f"BAGEL returned nothing to {verb}") if answer is None else answer
