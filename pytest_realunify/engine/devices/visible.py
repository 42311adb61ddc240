"""Which of the machine's devices this process may use, read as the drivers read their variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pytest_realunify.engine.devices import amd, nvidia
from pytest_realunify.errors import UsageError

CUDA, HIP, ROCR = "CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES"
ORDER: Final = {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"}
"""CUDA counts the fastest device first unless told otherwise; NVML and nvidia-smi count in PCI order."""


@dataclass(frozen=True, slots=True)
class Devices:
    """What may be used, in the words of the variable that hides the rest."""

    variable: str = CUDA
    tokens: tuple[str, ...] = ()
    """What stands in the variable for each device: an index, `GPU-…` or `MIG-…`."""
    names: tuple[str, ...] = ()
    """The models of the devices, as far as they are known."""
    besides: Mapping[str, str] = field(default_factory=dict)
    """Variables without which the tokens would mean other devices."""
    note: str = ""
    """What the user should hear about them."""

    @property
    def sliced(self) -> bool:
        """Whether some are slices of a GPU (MIG)."""
        return any(token.startswith("MIG-") for token in self.tokens)


def visible(environ: Mapping[str, str]) -> Devices:
    """Asks the drivers. Raises UsageError for a variable under which CUDA itself would see nothing."""
    asked = environ.get(CUDA)
    if asked is not None and not _tokens(asked) and not environ.get(HIP):
        return Devices()  # hidden on purpose: the driver need not be woken
    if found := nvidia.gpus():
        return _nvidia(found, asked, environ)
    if nodes := amd.gpus():
        return _amd(nodes, environ)
    named = next((variable for variable in (CUDA, HIP, ROCR) if environ.get(variable)), None)
    if named is None:
        return Devices()
    return Devices(
        note=f"{named}={environ[named]}, and neither NVML (nvidia-ml-py), nvidia-smi nor the amdgpu driver lists a "
        "device: workers get none of their own"
    )


def _nvidia(gpus: Sequence[nvidia.GPU], asked: str | None, environ: Mapping[str, str]) -> Devices:
    names = tuple(dict.fromkeys(gpu.name for gpu in gpus))
    if asked is not None:
        tokens = _leading(asked, lambda token: _is_nvidia(token, gpus))
        _check_distinct(asked, tokens)
        return Devices(CUDA, tokens, names)
    if any(gpu.mig for gpu in gpus):
        every = [token for gpu in gpus for token in (gpu.slices if gpu.mig else [gpu.uuid])]
        return Devices(CUDA, tuple(every), names)
    order = {name: value for name, value in ORDER.items() if name not in environ}
    return Devices(CUDA, tuple(str(gpu.index) for gpu in gpus), names, order)


def _is_nvidia(token: str, gpus: Sequence[nvidia.GPU]) -> bool:
    """Whether CUDA knows the device. The start of a UUID does, if no other one starts so."""
    if token.isdecimal():
        return int(token) < len(gpus)
    if token.startswith("MIG-GPU-"):  # drivers before 470: the GPU's UUID, then /instance/instance
        return any(gpu.uuid == token.removeprefix("MIG-").partition("/")[0] for gpu in gpus)
    known = [uuid for gpu in gpus for uuid in (gpu.uuid, *gpu.slices)]
    return token.startswith(("GPU-", "MIG-")) and sum(uuid.startswith(token) for uuid in known) == 1


def _amd(nodes: Sequence[str], environ: Mapping[str, str]) -> Devices:
    """HIP's indices count what ROCr's variable leaves over; where HIP's own is not set it reads CUDA's."""
    left = len(nodes)
    if (rocr := environ.get(ROCR)) is not None:
        left = len(_leading(rocr, lambda token: int(token) < len(nodes) if token.isdecimal() else token in nodes))
    variable = CUDA if CUDA in environ and HIP not in environ else HIP
    asked = environ.get(variable)
    if asked is None:
        return Devices(variable, tuple(str(index) for index in range(left)))
    tokens = _leading(asked, lambda token: token.isdecimal() and int(token) < left)
    _check_distinct(asked, tokens, variable)
    return Devices(variable, tokens)


def _tokens(text: str) -> tuple[str, ...]:
    """Up to the first that no driver accepts, such as -1."""
    return _leading(text, lambda token: token[:1].isalnum())


def _leading(text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Drivers read from the left and stop at what they do not know: it and all that follows is hidden."""
    tokens: list[str] = []
    for token in (each.strip() for each in text.split(",")):
        if not known(token):
            break
        tokens.append(token)
    return tuple(tokens)


def _check_distinct(asked: str, tokens: Sequence[str], variable: str = CUDA) -> None:
    if len(set(tokens)) < len(tokens):
        raise UsageError(f"{variable}={asked} names a device twice, under which no device can be used.\nName each once")
