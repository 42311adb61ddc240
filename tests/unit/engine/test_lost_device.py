"""Errors after which a device is lost are told from those after which it is not."""

from __future__ import annotations

import pytest

from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.errors import ModelUnavailableError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.device_faults import loses_device

LOST = [
    "CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously reported",
    "CUDA error: an illegal memory access was encountered",
    "CUDA error: unspecified launch failure",
    "CUDA error: misaligned address",
    "CUDA error: uncorrectable ECC error encountered",
    "HIP error: an illegal memory access was encountered",
    "Triton Error [CUDA]: an illegal instruction was encountered",
]
KEPT = [
    "CUDA out of memory. Tried to allocate 2.00 GiB",
    "CUDA error: invalid argument",
    "CUDA error: out of memory",
    "an illegal memory access is what the question is about",
    "device-side assert",
    "",
]


@pytest.mark.parametrize("text", LOST)
def test_a_lasting_error_of_the_runtime_loses_the_device(text: str) -> None:
    assert loses_device(RuntimeError(text))


@pytest.mark.parametrize("text", KEPT)
def test_other_errors_do_not(text: str) -> None:
    assert not loses_device(RuntimeError(text))


def raised(text: str, hidden: bool) -> Exception:
    try:
        try:
            raise RuntimeError(text)
        except RuntimeError as error:
            raise ValueError("the pipeline failed") from (None if hidden else error)
    except ValueError as error:
        return error


def test_a_wrapped_error_counts_by_what_it_was_raised_from() -> None:
    assert loses_device(raised(LOST[0], hidden=False))
    assert not loses_device(raised(LOST[0], hidden=True))
    circle = RuntimeError("round")
    circle.__context__ = circle
    assert not loses_device(circle)


class Raises:
    """Counts its calls."""

    def __init__(self, error: Exception, as_result: bool = False) -> None:
        self.error, self.as_result, self.calls = error, as_result, 0

    def understand(self, requests: list[Request]) -> list[object]:
        self.calls += 1
        if self.as_result:
            return [*("yes" for _ in requests[1:]), self.error]
        raise self.error


@pytest.mark.parametrize("as_result", [False, True])
def test_a_lost_device_is_not_asked_again_in_halves(as_result: bool) -> None:
    model = Raises(RuntimeError(LOST[0]), as_result)
    with pytest.raises(DeviceLostError) as lost:
        Calls(model, 4).answer("understand", [Request(str(number)) for number in range(4)])
    assert (model.calls, lost.value.requests, lost.value.trouble.kind) == (1, 4, "RuntimeError")
    assert "device-side assert triggered" in str(lost.value)


def test_a_model_that_is_not_to_be_had_is_not_asked_again_either() -> None:
    model = Raises(ModelUnavailableError("the key was refused"))
    with pytest.raises(ModelUnavailableError, match="the key was refused"):
        Calls(model, 4).answer("understand", [Request("a"), Request("b")])
    assert model.calls == 1
