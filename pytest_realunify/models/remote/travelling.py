"""What travels to another interpreter: these modules, as text, and no others."""

from __future__ import annotations

import importlib.util
from functools import cache
from importlib.abc import InspectLoader
from typing import Final

from pytest_realunify.errors import ModelError

MODULES: Final = (
    "pytest_realunify",
    "pytest_realunify.errors",
    "pytest_realunify.extensions",
    "pytest_realunify.extensions.identity",
    "pytest_realunify.extensions.importing",
    "pytest_realunify.extensions.public",
    "pytest_realunify.extensions.sources",
    "pytest_realunify.extensions.weights",
    "pytest_realunify.interfaces",
    "pytest_realunify.models",
    "pytest_realunify.models.bagel",
    "pytest_realunify.models.bagel.adapter",
    "pytest_realunify.models.bagel.identity",
    "pytest_realunify.models.bagel.loading",
    "pytest_realunify.models.bagel.settings",
    "pytest_realunify.models.bagel.vae",
    "pytest_realunify.models.device_faults",
    "pytest_realunify.models.diffusers",
    "pytest_realunify.models.diffusers.abilities",
    "pytest_realunify.models.diffusers.adapter",
    "pytest_realunify.models.diffusers.identity",
    "pytest_realunify.models.diffusers.loading",
    "pytest_realunify.models.diffusers.settings",
    "pytest_realunify.models.hub_commit",
    "pytest_realunify.models.libraries",
    "pytest_realunify.models.remote",
    "pytest_realunify.models.remote.there",
    "pytest_realunify.models.remote.there.answering",
    "pytest_realunify.models.remote.there.boot",
    "pytest_realunify.models.remote.there.building",
    "pytest_realunify.models.remote.there.describing",
    "pytest_realunify.models.remote.there.facts",
    "pytest_realunify.models.remote.there.server",
    "pytest_realunify.models.remote.wire",
    "pytest_realunify.models.seeding",
    "pytest_realunify.models.settings",
    "pytest_realunify.models.torchumm",
    "pytest_realunify.models.transformers",
    "pytest_realunify.models.transformers.adapter",
    "pytest_realunify.models.transformers.identity",
    "pytest_realunify.models.transformers.loading",
    "pytest_realunify.models.transformers.painting",
    "pytest_realunify.models.transformers.prompting",
    "pytest_realunify.models.transformers.sampling",
    "pytest_realunify.models.transformers.settings",
    "pytest_realunify.taxonomy",
)
"""Written for Python 3.8, Pillow alone beside it; import-linter and tests/unit/models/test_travelling.py see to it."""

BOOT: Final = "pytest_realunify.models.remote.there.boot"

ADAPTERS: Final = {
    "transformers": "pytest_realunify.models.transformers:Transformers",
    "diffusers": "pytest_realunify.models.diffusers:Diffusers",
    "bagel": "pytest_realunify.models.bagel:Bagel",
    "torchumm": "pytest_realunify.models.torchumm:TorchUMM",
}
"""Of ours, those that load a model."""


@cache
def sources() -> dict[str, str]:
    """The text of every module that travels."""
    return {name: _source(name) for name in MODULES}


def _source(name: str) -> str:
    spec = importlib.util.find_spec(name)
    loader = spec.loader if spec is not None else None
    text = loader.get_source(name) if isinstance(loader, InspectLoader) else None
    if text is None:
        raise ModelError(f"pytest-realunify was installed without the text of {name}, which another interpreter needs")
    return text
