"""NVIDIA GPUs as the driver lists them: by NVML where nvidia-ml-py is installed, else by what `nvidia-smi -L` says."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

PATIENCE: Final = 30.0
"""Seconds for nvidia-smi, which initialises the driver first where no persistence daemon runs."""


@dataclass(slots=True)
class GPU:
    """One GPU, by its index in PCI order."""

    index: int
    uuid: str
    name: str
    mig: bool = False
    """Whether it is cut into slices: then only they can be used, and not the GPU."""
    slices: list[str] = field(default_factory=list)
    """UUIDs of its MIG slices."""


def gpus() -> list[GPU]:
    """Every GPU the driver shows; none where there is no driver."""
    found = _by_nvml()
    return parse(_printed_by_smi()) if found is None else found


def _by_nvml() -> list[GPU] | None:
    """None: NVML cannot be asked here."""
    try:
        import pynvml as nvml
    except ImportError:
        return None
    try:
        nvml.nvmlInit()
    except nvml.NVMLError:
        return None
    try:
        return [gpu for index in range(nvml.nvmlDeviceGetCount()) if (gpu := _gpu(nvml, index)) is not None]
    except nvml.NVMLError:
        return None
    finally:
        nvml.nvmlShutdown()


def _gpu(nvml: Any, index: int) -> GPU | None:
    """None: it is there, and lost or not ours to use."""
    try:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
        gpu = GPU(index, _text(nvml.nvmlDeviceGetUUID(handle)), _text(nvml.nvmlDeviceGetName(handle)))
    except nvml.NVMLError:
        return None
    with suppress(nvml.NVMLError):  # most GPUs know no MIG, and say so by an error
        gpu.mig = nvml.nvmlDeviceGetMigMode(handle)[0] == 1
    gpu.slices = list(_slices(nvml, handle)) if gpu.mig else []
    return gpu


def _slices(nvml: Any, handle: Any) -> Iterator[str]:
    for place in range(nvml.nvmlDeviceGetMaxMigDeviceCount(handle)):
        with suppress(nvml.NVMLError):  # a place without a slice
            yield _text(nvml.nvmlDeviceGetUUID(nvml.nvmlDeviceGetMigDeviceHandleByIndex(handle, place)))


def _text(answer: str | bytes) -> str:
    """Older bindings answer in bytes."""
    return answer.decode() if isinstance(answer, bytes) else answer


def _printed_by_smi() -> str:
    """Empty where the tool is missing or has nothing to list."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ""
    try:
        done = subprocess.run([tool, "-L"], capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


_LINE: Final = re.compile(
    r"GPU (?P<index>\d+): (?P<name>.*) \(UUID: (?P<uuid>GPU-\S+)\)|\s+MIG .*\(UUID: (?P<slice>MIG-\S+)\)"
)


def parse(listing: str) -> list[GPU]:
    """What `nvidia-smi -L` printed. Other lines, such as warnings, are passed over."""
    found: list[GPU] = []
    for match in filter(None, map(_LINE.fullmatch, listing.splitlines())):
        if match["slice"] is None:
            found.append(GPU(int(match["index"]), match["uuid"], match["name"]))
        elif found:
            found[-1].mig = True
            found[-1].slices.append(match["slice"])
    return found
