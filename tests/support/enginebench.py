"""A suite of plain colours and a model that answers from its request alone: what the engine is tested on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from pytest_realunify import protocols
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import GEUInstance, Instance, Listing, Request, UEGInstance
from pytest_realunify.records import Attempt, Case
from pytest_realunify.taxonomy import PROTOCOLS

COUNT = 9


class Suite:
    """A picture per reference, its colour a hash of it; `no/picture` cannot be opened."""

    name = "fake"
    fingerprint = "0" * 12
    notes: Sequence[str] = ()

    def listings(self) -> Sequence[Listing]:
        raise NotImplementedError

    def instance(self, listing: Listing, protocol: str) -> Instance:
        raise NotImplementedError

    def open(self, reference: str) -> Image.Image:
        if reference == "no/picture":
            raise DataError.at("GEU_direct.json", 1, "input_image", "no such file")
        return Image.new("RGB", (4, 4), colour(reference))

    def file(self, reference: str) -> Path | None:
        del reference
        return None


def colour(text: str) -> tuple[int, int, int]:
    digest = hashlib.sha256(text.encode()).digest()
    return digest[0], digest[1], digest[2]


class Model:
    """Answers from nothing but the request. `spoil` sees every call's requests and outputs first."""

    def __init__(self, spoil: Callable[[Sequence[Request], list[Any]], Any] = lambda _, outputs: outputs) -> None:
        self.spoil = spoil
        self.calls: list[tuple[str, int]] = []

    def _said(self, verb: str, requests: Sequence[Request]) -> list[str]:
        self.calls.append((verb, len(requests)))
        return [
            f"{verb} {request.prompt} {request.seed} {[image.getpixel((0, 0)) for image in request.images]}"
            for request in requests
        ]

    def understand(self, requests: Sequence[Request]) -> Any:
        return self.spoil(requests, self._said("understand", requests))

    def generate(self, requests: Sequence[Request]) -> Any:
        return self.spoil(
            requests, [Image.new("RGB", (3, 3), colour(said)) for said in self._said("generate", requests)]
        )

    def edit(self, requests: Sequence[Request]) -> Any:
        return self.spoil(requests, [Image.new("RGB", (4, 4), colour(said)) for said in self._said("edit", requests)])


def geu(index: int, image: str | None = None) -> GEUInstance:
    return GEUInstance(
        id=f"mental_tracking-sequential-{index:04d}",
        category="mental_tracking",
        subtask="sequential",
        index=index,
        question="Which?",
        options=("1", "2", "3", "4"),
        answer="A",
        evaluation_prompt=f"Which of these? ({index})",
        image=image or f"{index}/input",
        edit_prompt=f"Recolour. ({index})",
        intermediate=f"{index}/intermediate",
    )


def ueg(index: int) -> UEGInstance:
    return UEGInstance(f"food-{index:04d}", "world_knowledge", "food", index, "Draw.", (), "Refine.", "Draw an apple.")


def case_of(instance: Instance, protocol: str) -> Case:
    listing = Listing(instance.id, instance.axis, instance.category, instance.subtask, instance.index, PROTOCOLS)
    return Case(listing, protocol)


def ran(
    model: object,
    folder: Path,
    instances: Sequence[Instance],
    name: str = "stepwise",
    size: int = 8,
    protocol: protocols.Protocol | None = None,
) -> dict[str, Attempt]:
    """Attempts by instance, without what a clock put in."""
    engine = Engine(model, Pictures(Suite(), folder), size)
    pairs = [(case_of(instance, name), instance) for instance in instances]
    attempts = engine.run(pairs, protocol or protocols.BY_NAME[instances[0].axis][name])
    return {instance.id: timeless(attempt) for instance, attempt in zip(instances, attempts, strict=True)}


def timeless(attempt: Attempt) -> Attempt:
    """Without what a clock put in."""
    return replace(attempt, steps=tuple(replace(step, seconds=0.0) for step in attempt.steps))
