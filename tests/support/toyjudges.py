"""Judges and models that judge, by names that a user could type, and what is found by those names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_realunify.interfaces import JudgeRequest, Request
from pytest_realunify.judges.resolve import JudgeSpec, resolve
from pytest_realunify.models.resolve import resolve as resolve_model

MODELS = {
    "eye": {"adapter": "toyjudges:Eye", "checkpoint": "step-1"},
    "other": {"adapter": "toyjudges:Eye", "checkpoint": "step-2"},
    "blind": {"adapter": "toyjudges:Painter"},
    "hosted": {"adapter": "openai", "model": "gpt", "base_url": "http://localhost:1/v1"},
}
PROMPT = "{question}"


class Agrees:
    """A judge that keeps what it was made with, and that can be called, as a torch module can."""

    def __init__(self, **settings: object) -> None:
        self.settings = settings

    def __call__(self) -> object:
        raise AssertionError("a ready judge was called as if it made one")

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        return ["yes" for _ in requests]


ready = Agrees(made="once")


class Eye:
    """A model that judges."""

    def __init__(self, **settings: object) -> None:
        self.settings = settings

    def understand(self, requests: Sequence[Request]) -> list[str]:
        return [f"{request.prompt} {request.seed} {len(request.images)} {request.case!r}" for request in requests]


class Painter:
    """A model that cannot judge."""

    def generate(self, requests: Sequence[Request]) -> list[object]:
        return [None for _ in requests]


def found(name: str, tables: Mapping[str, object] | None = None, models: Mapping[str, object] = MODELS) -> JudgeSpec:
    return resolve(name, tables or {}, lambda model: resolve_model(model, models))
