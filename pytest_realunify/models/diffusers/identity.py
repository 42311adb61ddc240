"""What a pipeline of the diffusers library is, before it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from pytest_realunify.extensions.public import public
from pytest_realunify.extensions.sources import versions_of
from pytest_realunify.extensions.weights import fingerprint
from pytest_realunify.models import hub_commit
from pytest_realunify.models.diffusers.settings import Settings

ADAPTER: Final = "diffusers"
_LIBRARIES: Final = ("diffusers", "transformers", "torch", "pillow")


def told(settings: Settings, commit: str | None = None) -> dict[str, Any]:
    """Weights, and what shapes their pictures. Of a folder its content, not its place or name; of a hub id the commit,
    which is asked for where it is not given. Without a dtype in the table that is one for accelerators and one for the
    CPU, and only torch knows which."""
    local = settings.is_local()
    return {
        "adapter": ADAPTER,
        "model": None if local else settings.target,
        "revision": None if local else commit or hub_commit.expected(settings.target, settings.revision),
        "variant": settings.variant,
        "weights": fingerprint(Path(settings.target)) if local else None,
        "dtype": settings.dtype,
        "versions": versions_of(*_LIBRARIES),
        "safety_checker": settings.safety_checker,
        "vae_tiling": settings.vae_tiling,
        "batches": {"generate": settings.generate_batch, "edit": settings.edit_batch},
        "call": public(settings.arguments()),
        "edit": _edit(settings),
    }


def told_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a table."""
    return told(Settings.of(settings, "model diffusers"))


def dtype_of(settings: Settings, torch: Any) -> str:
    """The table's, or that of where it runs."""
    if settings.dtype is not None:
        return settings.dtype
    return "float32" if device_of(settings, torch) == "cpu" and not settings.device_map else "bfloat16"


def device_of(settings: Settings, torch: Any) -> str:
    """Where the table says; else the first accelerator, else the CPU."""
    if settings.device:
        return settings.device
    found = torch.accelerator.current_accelerator(check_available=True)
    return str(found) if found is not None else "cpu"


def _edit(settings: Settings) -> dict[str, Any] | None:
    if settings.editing is None and not settings.edit_call:
        return None
    declared = settings.editing
    return {**(asdict(declared) if declared is not None else {}), "call": public(settings.edit_call)}
