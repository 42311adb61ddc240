"""A model as plain data, so that another machine can resolve and build it as this one would."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pytest_realunify import __version__
from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.models.adapters import ADAPTERS
from pytest_realunify.models.resolve import resolve


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a replica needs to build the model: the name that was asked for, and where this process would look."""

    name: str
    tables: Mapping[str, Any]
    """`[tool.realunify.models]`, with what resolving filled in."""
    batch_size: int
    folder: str
    """The directory pytest was started in: settings may hold paths relative to it."""
    path: tuple[str, ...]
    """This process's module search path."""
    version: str = __version__
    outage: float | None = None
    """Seconds that a server which the model asks may be away."""

    @classmethod
    def of(cls, spec: ModelSpec, tables: Mapping[str, Any], batch_size: int, outage: float | None = None) -> Recipe:
        """Raises UsageError for a model that only this process can build."""
        if spec.source == "hook":
            raise UsageError(
                f"--realunify-engine=ray cannot send {spec.name!r} to other machines: a pytest_realunify_model hook "
                "made it.\nName it by its place: --model=package.module:Class, or a table in pyproject.toml"
            )
        table = {"adapter": spec.kind, **spec.settings, **spec.elsewhere}
        filled = {**tables, spec.name: table} if spec.kind in ADAPTERS else tables
        return cls(spec.name, dict(filled), batch_size, str(Path.cwd()), tuple(sys.path), outage=outage)

    def to_plain(self) -> dict[str, Any]:
        """As it travels."""
        return asdict(self)


def prepare(recipe: Recipe) -> ModelSpec:
    """On the replica: go where the driver is, look where it looks, and resolve the name. Raises RealUnifyError."""
    if recipe.version != __version__:
        raise ModelError(f"this machine has pytest-realunify {__version__}, and the driver {recipe.version}")
    if Path(recipe.folder).is_dir():
        os.chdir(recipe.folder)
    # Behind this machine's own: a shared folder is found, and nothing that is installed here is shadowed.
    sys.path += [entry for entry in recipe.path if entry not in sys.path and Path(entry).exists()]
    return resolve(recipe.name, recipe.tables)
