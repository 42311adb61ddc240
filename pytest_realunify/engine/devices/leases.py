"""Who gets which device, decided once before any worker starts; and how the processor's cores are shared."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from pytest_realunify.engine.devices.visible import Devices
from pytest_realunify.errors import UsageError

NONE: Final = "-1"
"""In a variable: no device. (HIP takes an empty one for one that is not set.)"""

THREADS: Final = ("OMP_NUM_THREADS", "MKL_NUM_THREADS")
PER_WORKER: Final = "--realunify-devices-per-worker"
SHARE: Final = "--realunify-share-devices"

Lease = tuple[str, ...]
"""The tokens of one worker's devices."""


def leases(devices: Devices, workers: int, each: int, share: bool) -> list[Lease]:
    """One per worker, in order: `each` devices that nobody else has, or with `share` as evenly as they go round.

    Without devices, or where a worker is to have none, every lease is empty. Raises UsageError.
    """
    tokens = devices.tokens
    if not (tokens and each and workers):
        return [()] * workers
    check_width(devices, each)
    if workers * each > len(tokens) and not share:
        raise UsageError(_too_many(tokens, workers, each))
    return [tuple(tokens[(worker * each + place) % len(tokens)] for place in range(each)) for worker in range(workers)]


def check_width(devices: Devices, each: int) -> None:
    """Raises UsageError where not even one worker could have so many."""
    if each > len(devices.tokens):
        count = len(devices.tokens)
        raise UsageError(
            f"{PER_WORKER}={each}, and there {'is' if count == 1 else 'are'} {count}: {', '.join(devices.tokens)}.\n"
            f"Type {PER_WORKER}={count} or fewer"
        )
    if each > 1 and devices.sliced:
        raise UsageError(
            f"{PER_WORKER}={each}, and a process can use one MIG slice only.\nType {PER_WORKER}=1, "
            "or let CUDA_VISIBLE_DEVICES name whole GPUs"
        )


def _too_many(tokens: Lease, workers: int, each: int) -> str:
    have, fit = len(tokens), len(tokens) // each
    need = f"{workers} workers with {each} device{'s' if each > 1 else ''} each need {workers * each}"
    return (
        f"{need}, and there {'is' if have == 1 else 'are'} {have}: {', '.join(tokens)}.\n"
        f"Type -n {fit}, or {SHARE} to let workers share.\n"
        f"For a model that uses no device: {PER_WORKER}=0"
    )


def environment(devices: Devices, lease: Lease, each: int) -> dict[str, str]:
    """What a worker finds set. Nothing where there are no devices to hand out."""
    if not devices.tokens:
        return {}
    if not each:
        return {devices.variable: NONE}
    return {devices.variable: ",".join(lease), **devices.besides}


def threads(workers: int, environ: Mapping[str, str], cores: int | None = None) -> dict[str, str]:
    """Each worker its share of the cores, in what the user has not set.

    Two processes that each spin a thread per core took 3.3 s where they take 0.2 s with a thread each.
    """
    share = max(1, (cores or usable_cores()) // max(1, workers))
    wanted = dict.fromkeys(THREADS, str(share)) | {"TOKENIZERS_PARALLELISM": "false"}
    return {name: value for name, value in wanted.items() if name not in environ}


def usable_cores() -> int:
    """Those this process may run on."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
