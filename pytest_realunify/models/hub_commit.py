"""Which commit of the hub a model is: a branch may be another one next month."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Final

from pytest_realunify.models.libraries import library

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_SECONDS: Final = 10.0


def loaded(target: str, file: str, revision: str | None, adapter: str) -> str | None:
    """The commit of what was loaded just now, as the hub's cache has it; `file` is one that every such model has."""
    found = library("huggingface_hub", adapter).try_to_load_from_cache(target, file, revision=revision)
    return Path(found).parent.name if isinstance(found, str) else revision


def expected(target: str, revision: str | None) -> str | None:
    """The commit that loading it now would give: as the hub says; where it says nothing, as its cache has it, which is
    then loaded."""
    if revision is not None and _COMMIT.fullmatch(revision):
        return revision
    if importlib.util.find_spec("huggingface_hub") is None:
        return revision
    hub = library("huggingface_hub", "transformers")
    try:
        return str(hub.HfApi().model_info(target, revision=revision, timeout=_SECONDS).sha)
    except Exception:  # noqa: BLE001 (away, offline, gated, no such model: loading it will say so)
        return _cached(target, revision)


def _cached(target: str, revision: str | None) -> str | None:
    cache = Path(library("huggingface_hub.constants", "transformers").HF_HUB_CACHE)
    file = cache / f"models--{target.replace('/', '--')}" / "refs" / (revision or "main")
    try:
        return file.read_text("ascii").strip() or revision
    except (OSError, ValueError):
        return revision
