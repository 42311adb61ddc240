"""What a GPU does while something runs: how much of the time nothing, and how much memory at most."""

from __future__ import annotations

import importlib
import statistics
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

PAUSE: Final = 0.1
"""Seconds between looks. NVML's own window is a sixth of a second to a second, by model."""


@dataclass
class Watched:
    """Filled in at the end; None where there is nothing to see, as on a CPU or on a slice of a GPU."""

    shares: list[float] = field(default_factory=list)
    peak: int | None = None
    """Bytes."""

    @property
    def idle(self) -> float | None:
        """Share of the time without a kernel."""
        return 1 - statistics.mean(self.shares) / 100 if self.shares else None


@contextmanager
def watching(device: Any) -> Iterator[Watched]:
    """`device`: a torch.device."""
    watched, over = Watched(), threading.Event()
    if device.type != "cuda":
        yield watched
        return
    cuda = importlib.import_module("torch").cuda
    busy = _utilisation(str(cuda.get_device_properties(device).uuid))

    def look() -> None:
        while busy is not None and not over.wait(PAUSE):
            watched.shares.append(busy())

    thread = threading.Thread(target=look, daemon=True)
    cuda.reset_peak_memory_stats(device)
    thread.start()
    try:
        yield watched
    finally:
        over.set()
        thread.join()
        watched.peak = cuda.max_memory_allocated(device)


def _utilisation(uuid: str) -> Callable[[], float] | None:
    """Percent of the time with a kernel; None where NVML is not there, or does not say it of such a device."""
    try:
        nvml = importlib.import_module("pynvml")
    except ImportError:
        return None
    try:
        nvml.nvmlInit()
        handle = nvml.nvmlDeviceGetHandleByUUID(f"GPU-{uuid}")
        nvml.nvmlDeviceGetUtilizationRates(handle)
    except nvml.NVMLError:
        return None
    return lambda: float(nvml.nvmlDeviceGetUtilizationRates(handle).gpu)
