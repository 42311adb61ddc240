"""A `pynvml` module that shows the GPUs it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True)
class FakeGPU:
    """`lost`: the driver lists it and cannot reach it. `slices`: None where MIG is unknown, empty where it is off."""

    uuid: str
    name: str = "NVIDIA H100 80GB HBM3"
    lost: bool = False
    slices: tuple[str | None, ...] | None = None
    mig: bool = False


FOUR = tuple(FakeGPU(f"GPU-{index}aaaaaaa-0000-0000-0000-000000000000") for index in range(4))


class NVMLError(Exception):
    """As the bindings raise it."""


def fake_nvml(gpus: Sequence[FakeGPU] = FOUR, *, driver: bool = True, in_bytes: bool = False) -> ModuleType:
    """`driver`: whether there is one. `in_bytes`: answer as bindings before version 12 do."""

    def text(words: str) -> str | bytes:
        return words.encode() if in_bytes else words

    def init() -> None:
        if not driver:
            raise NVMLError("Driver Not Loaded")

    def handle(index: int) -> FakeGPU:
        if gpus[index].lost:
            raise NVMLError("GPU is lost")
        return gpus[index]

    def mig_mode(gpu: FakeGPU) -> list[int]:
        if gpu.slices is None:
            raise NVMLError("Not Supported")
        return [int(gpu.mig), int(gpu.mig)]

    def mig_handle(gpu: FakeGPU, place: int) -> str:
        uuid = (gpu.slices or ())[place]
        if uuid is None:
            raise NVMLError("Not Found")
        return uuid

    module = ModuleType("pynvml")
    vars(module).update(
        NVMLError=NVMLError,
        nvmlInit=init,
        nvmlShutdown=lambda: None,
        nvmlDeviceGetCount=lambda: len(gpus),
        nvmlDeviceGetHandleByIndex=handle,
        nvmlDeviceGetUUID=lambda each: text(each if isinstance(each, str) else each.uuid),
        nvmlDeviceGetName=lambda gpu: text(gpu.name),
        nvmlDeviceGetMigMode=mig_mode,
        nvmlDeviceGetMaxMigDeviceCount=lambda gpu: len(gpu.slices or ()),
        nvmlDeviceGetMigDeviceHandleByIndex=mig_handle,
    )
    return module
