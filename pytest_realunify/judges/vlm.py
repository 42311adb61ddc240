"""Any model that understands pictures, as a judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_realunify.errors import JudgeError, ModelUnavailableError
from pytest_realunify.extensions.identity import Identity, identity_of
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import JudgeRequest, Request, asynchronous, supports


def told(model: Identity) -> Identity:
    """A judge that asks this model: of a composed one the part that understands, for how others draw changes no
    reply."""
    while isinstance(model.get("understand"), dict) and model.get("adapter") == "composed":
        model = model["understand"]
    return {"judge": "vlm", "model": model}


class VLM:
    """Asks a model's `understand`: the prompt and the picture, and nothing that names the case."""

    def __init__(self, model: Any, spec: ModelSpec | None = None) -> None:
        """`spec` built the model."""
        if not supports(model, "understand"):
            raise JudgeError(f"{type(model).__name__} cannot judge: it has no understand(requests)")
        if said := asynchronous(model, "understand"):
            raise JudgeError(said)
        self.model = model
        self._spec = spec
        self.concurrent = bool(getattr(model, "concurrent", False))
        self.closes_amid_calls = bool(getattr(model, "closes_amid_calls", False))

    def identity(self) -> Mapping[str, Any]:
        """What the model is that looks."""
        return told(identity_of(self.model, self._spec))

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """The model's replies, as they are."""
        try:
            replies: list[str] = self.model.understand(
                [
                    Request(each.prompt, (each.image,), each.seed, usage=each.usage, notes=each.notes, room=each.room)
                    for each in requests
                ]
            )
        except ModelUnavailableError as error:  # the run goes on without a judge: what is drawn can be judged later
            raise JudgeError(str(error)) from error
        return replies

    def watch_outage(self, seconds: float) -> None:
        """Lets the model wait for its server, where it has one."""
        if callable(watch := getattr(self.model, "watch_outage", None)):
            watch(seconds)

    def watch_spending(self, purse: object) -> bool:
        """Lets the model ask before every call, where it can; whether it does."""
        watch: Any = getattr(type(self.model), "watch_spending", None)
        return bool(callable(watch) and "understand" in watch(self.model, purse))

    def close(self) -> None:
        """Ends the model's connections, where it has any; not those of one that is somebody else's."""
        lent = self._spec is not None and self._spec.lent
        if callable(close := getattr(self.model, "close", None)) and not lent:
            close()
