"""From a folder or a hub id to a pipeline on its device, or one line that says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.models.diffusers.abilities import Abilities
from pytest_realunify.models.diffusers.identity import ADAPTER, device_of, dtype_of
from pytest_realunify.models.diffusers.settings import Settings
from pytest_realunify.models.libraries import library, loading_trouble, one_line


def load(settings: Settings) -> Any:
    """Raises ModelError for what is missing or does not fit, UsageError for names the libraries do not know."""
    torch = library("torch", ADAPTER)
    diffusers = library("diffusers", ADAPTER)
    given = _given(settings, torch)
    with _quiet(diffusers):
        try:
            pipeline = diffusers.DiffusionPipeline.from_pretrained(settings.target, **given)
        # AttributeError: a class it does not know; NameError: one whose module leaves names out without torchvision
        except (ImportError, OSError, ValueError, AttributeError, NameError) as error:
            raise ModelError(f"{settings.target} cannot be loaded: {loading_trouble(error)}") from error
    _place(pipeline, settings)
    _save_memory(pipeline, settings)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def check_arguments(pipeline: Any, abilities: Abilities, settings: Settings) -> None:
    """The call's arguments are known to this pipeline. Raises UsageError."""
    kind = type(pipeline).__name__
    declared = [settings.editing.picture] if settings.editing is not None else []
    for name in [*settings.arguments(), *settings.edit_call, *declared]:
        if name not in abilities.arguments:
            raise UsageError.unknown(
                f"argument of {kind}, set for {settings.target}", name, sorted(abilities.arguments)
            )


def _given(settings: Settings, torch: Any) -> dict[str, Any]:
    given = {
        "dtype": getattr(torch, dtype_of(settings, torch)),
        "revision": settings.revision,
        "variant": settings.variant,
        "device_map": settings.device_map,
    }
    switched_off = {} if settings.safety_checker else {"safety_checker": None, "requires_safety_checker": False}
    return {**{name: value for name, value in given.items() if value is not None}, **switched_off}


def _place(pipeline: Any, settings: Settings) -> None:
    device = device_of(settings, library("torch", ADAPTER))
    if settings.offload and device == "cpu":
        raise ModelError(f"{settings.target}: offload = {settings.offload!r} needs an accelerator, and there is none")
    try:
        if settings.offload == "model":
            pipeline.enable_model_cpu_offload(device=device)
        elif settings.offload == "sequential":
            pipeline.enable_sequential_cpu_offload(device=device)
        elif settings.device_map is None:
            pipeline.to(device)
    except (ImportError, RuntimeError, ValueError) as error:
        raise ModelError(f"{settings.target} cannot be placed on {device}: {one_line(error)}") from error


def _save_memory(pipeline: Any, settings: Settings) -> None:
    if settings.attention_slicing:
        pipeline.enable_attention_slicing()
    for wanted, method in ((settings.vae_slicing, "enable_slicing"), (settings.vae_tiling, "enable_tiling")):
        if wanted:
            switch = getattr(getattr(pipeline, "vae", None), method, None)
            if switch is None:
                raise UsageError(f"{settings.target}: the VAE of {type(pipeline).__name__} has no {method}()")
            switch()


@contextmanager
def _quiet(diffusers: Any) -> Iterator[None]:
    """No progress bars while loading; afterwards as before, for others in the process use the libraries too."""
    switches = [diffusers.utils.logging, library("transformers", ADAPTER).utils.logging]
    shown = [each for each in switches if each.is_progress_bar_enabled()]
    for each in shown:
        each.disable_progress_bar()
    try:
        yield
    finally:
        for each in shown:
            each.enable_progress_bar()
