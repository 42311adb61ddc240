"""The variables that hide devices, read as CUDA and HIP read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.devices import amd, nvidia, visible
from pytest_realunify.engine.devices.nvidia import GPU
from pytest_realunify.errors import UsageError

GPUS = [GPU(index, f"GPU-{index}aaa-bbb", "H100") for index in range(4)]
CUT = [GPU(0, "GPU-0aaa-bbb", "A100", True, ["MIG-1c", "MIG-1d"]), GPU(1, "GPU-1aaa-bbb", "A100")]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(nvidia, "gpus", lambda: GPUS)
    monkeypatch.setattr(amd, "gpus", list)
    return monkeypatch


def tokens(**environ: str) -> tuple[str, ...]:
    return visible.visible(environ).tokens


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2", ("2",)),
        (" 3 , 1", ("3", "1")),
        ("GPU-1aaa-bbb,GPU-2", ("GPU-1aaa-bbb", "GPU-2")),
        ("", ()),
        ("-1", ()),
        ("none", ()),
        ("0,-1,2", ("0",)),
        ("1,7,2", ("1",)),
        ("GPU-,1", ()),
        ("MIG-GPU-3aaa-bbb/1/0", ("MIG-GPU-3aaa-bbb/1/0",)),
        ("MIG-GPU-9/1/0", ()),
    ],
)
@pytest.mark.usefixtures("machine")
def test_cuda_reads_from_the_left_up_to_what_it_does_not_know(asked: str, found: tuple[str, ...]) -> None:
    assert tokens(CUDA_VISIBLE_DEVICES=asked) == found


@pytest.mark.usefixtures("machine")
def test_without_the_variable_every_gpu_is_named_by_its_index_in_pci_order() -> None:
    found = visible.visible({})
    assert (found.variable, found.tokens, found.names) == ("CUDA_VISIBLE_DEVICES", ("0", "1", "2", "3"), ("H100",))
    assert found.besides == {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"}
    assert visible.visible({"CUDA_DEVICE_ORDER": "FASTEST_FIRST"}).besides == {}
    assert visible.visible({"CUDA_VISIBLE_DEVICES": "1"}).besides == {}, "the user's indices count in the user's order"


@pytest.mark.usefixtures("machine")
def test_a_device_named_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="CUDA_VISIBLE_DEVICES=0,0 names a device twice"):
        tokens(CUDA_VISIBLE_DEVICES="0,0")


def test_a_gpu_cut_into_slices_is_used_by_the_slice(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(nvidia, "gpus", lambda: CUT)
    found = visible.visible({})
    assert found.tokens == ("MIG-1c", "MIG-1d", "GPU-1aaa-bbb")
    assert found.sliced
    assert tokens(CUDA_VISIBLE_DEVICES="MIG-1d") == ("MIG-1d",)
    assert tokens(CUDA_VISIBLE_DEVICES="MIG-1") == (), "the start of two"


def test_devices_hidden_on_purpose_do_not_wake_the_driver(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(nvidia, "gpus", lambda: pytest.fail("asked"))
    assert tokens(CUDA_VISIBLE_DEVICES="") == tokens(CUDA_VISIBLE_DEVICES="-1") == ()


@pytest.mark.parametrize(
    ("environ", "variable", "found"),
    [
        ({}, "HIP_VISIBLE_DEVICES", ("0", "1", "2")),
        ({"HIP_VISIBLE_DEVICES": "2,0"}, "HIP_VISIBLE_DEVICES", ("2", "0")),
        ({"HIP_VISIBLE_DEVICES": "-1"}, "HIP_VISIBLE_DEVICES", ()),
        ({"HIP_VISIBLE_DEVICES": "1,3,2"}, "HIP_VISIBLE_DEVICES", ("1",)),
        ({"CUDA_VISIBLE_DEVICES": "1"}, "CUDA_VISIBLE_DEVICES", ("1",)),
        ({"CUDA_VISIBLE_DEVICES": "1", "HIP_VISIBLE_DEVICES": "0"}, "HIP_VISIBLE_DEVICES", ("0",)),
        ({"ROCR_VISIBLE_DEVICES": "1,2"}, "HIP_VISIBLE_DEVICES", ("0", "1")),
        ({"ROCR_VISIBLE_DEVICES": "GPU-11,GPU-99"}, "HIP_VISIBLE_DEVICES", ("0",)),
        ({"ROCR_VISIBLE_DEVICES": "1,2", "HIP_VISIBLE_DEVICES": "1,2"}, "HIP_VISIBLE_DEVICES", ("1",)),
    ],
)
def test_hip_counts_what_rocr_leaves_over(
    machine: pytest.MonkeyPatch, environ: dict[str, str], variable: str, found: tuple[str, ...]
) -> None:
    machine.setattr(nvidia, "gpus", list)
    machine.setattr(amd, "gpus", lambda: ["GPU-10", "GPU-11", "GPU-12"])
    devices = visible.visible(environ)
    assert (devices.variable, devices.tokens) == (variable, found)


def test_a_variable_that_no_driver_answers_for_is_said(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(nvidia, "gpus", list)
    found = visible.visible({"CUDA_VISIBLE_DEVICES": "0,1"})
    assert found.tokens == ()
    assert found.note.startswith("CUDA_VISIBLE_DEVICES=0,1, and neither")
    assert visible.visible({}).note == ""


@given(st.lists(st.sampled_from(["0", "1", "3", "4", "-1", "", "GPU-2", "GPU-x", "MIG-", "é"]), max_size=6))
def test_what_is_visible_is_always_the_beginning_of_what_was_asked(asked: list[str]) -> None:
    """Whatever it is, no device is invented and none is named twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nvidia, "gpus", lambda: GPUS)
        try:
            found = tokens(CUDA_VISIBLE_DEVICES=",".join(asked))
        except UsageError:
            return
    assert found == tuple(asked[: len(found)])
    assert len(set(found)) == len(found)
