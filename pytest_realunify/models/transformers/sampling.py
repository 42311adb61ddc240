"""Sampling in which a row's tokens depend on its request's seed, and on nothing else of its batch.

The library draws all rows of a batch from one global generator. Here each row adds Gumbel noise from a generator of its
own, and the greatest noisy score is a draw from the row's distribution (Gumbel-max; Maddison et al., arXiv:1411.0030),
so that greedy decoding samples. Unlike drawing against a cumulative sum, it forgives the last bits that differ with the
size of a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable

from pytest_realunify.models.libraries import library
from pytest_realunify.models.transformers.settings import Sampling

Process = Callable[[Any, Any], Any]
"""What `generate` calls at every step: (tokens so far, scores) to scores, both with a row per request."""


def processors(sampling: Sampling, defaults: Any, seeds: Sequence[int]) -> list[Process]:
    """The steps from scores to scores whose greatest is the token to take; none where decoding is greedy.

    `defaults` is the checkpoint's generation config: its temperature, top_k and top_p count where `sampling` says none.
    """
    if not sampling.do_sample:
        return []
    return [*_warpers(sampling, defaults), RowNoise(seeds)]


class RowNoise:
    """Adds to row i Gumbel noise from the i-th seed."""

    def __init__(self, seeds: Sequence[int]) -> None:
        self.seeds = seeds
        self._generators: list[Any] = []

    def __call__(self, _: Any, scores: Any) -> Any:
        """`scores`: (rows, vocabulary)."""
        torch = library("torch", "transformers")
        if not self._generators:  # on the scores' device: noise made elsewhere would have to be copied at every token
            self._generators = [torch.Generator(scores.device).manual_seed(seed) for seed in self.seeds]
        noise = torch.empty_like(scores, dtype=torch.float32)
        for row, generator in zip(noise, self._generators):
            row.exponential_(generator=generator)
        return scores.float() - noise.clamp_(min=torch.finfo(torch.float32).tiny).log_()


class Guidance:
    """Classifier-free guidance where the rows come twice, conditional ones first: at 1 the conditional ones alone."""

    def __init__(self, scale: float) -> None:
        self.scale = scale

    def __call__(self, _: Any, scores: Any) -> Any:
        """`scores`: (2 * rows, vocabulary) to (rows, vocabulary)."""
        conditional, unconditional = scores.float().chunk(2)
        return unconditional + self.scale * (conditional - unconditional)


def _warpers(sampling: Sampling, defaults: Any) -> list[Process]:
    """In the library's own order: temperature, top_k, top_p."""
    library("torch", "transformers")
    transformers = library("transformers", "transformers")
    temperature = _first(sampling.temperature, defaults.temperature, 1.0)
    top_k = _first(sampling.top_k, defaults.top_k, 0)
    top_p = _first(sampling.top_p, defaults.top_p, 1.0)
    warpers: list[Process] = []
    if temperature != 1.0:
        warpers.append(transformers.TemperatureLogitsWarper(float(temperature)))
    if top_k:
        warpers.append(transformers.TopKLogitsWarper(top_k))
    if top_p < 1.0:
        warpers.append(transformers.TopPLogitsWarper(top_p))
    return warpers


def _first(*values: Any) -> Any:
    return next(value for value in values if value is not None)
