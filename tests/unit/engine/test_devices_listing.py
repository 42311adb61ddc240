"""What the drivers list, without one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fakenvml import FOUR, FakeGPU, fake_nvml
from pytest_realunify.engine.devices import amd, nvidia

LISTING = """\
GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)
  MIG 1g.5gb      Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
  MIG 1g.5gb      Device  1: (UUID: MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb)
WARNING: something else
GPU 1: NVIDIA A100 (80GB) (UUID: GPU-8f1d5c6e-0000-1111-2222-333344445555)
"""


def without_nvml(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str = "") -> None:
    monkeypatch.setitem(sys.modules, "pynvml", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    if script:
        tool = tmp_path / "nvidia-smi"
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)


@pytest.mark.parametrize("in_bytes", [False, True])
def test_nvml_is_asked_for_index_uuid_and_name(monkeypatch: pytest.MonkeyPatch, in_bytes: bool) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", fake_nvml(in_bytes=in_bytes))
    assert [(gpu.index, gpu.uuid) for gpu in nvidia.gpus()] == [(index, gpu.uuid) for index, gpu in enumerate(FOUR)]
    assert {gpu.name for gpu in nvidia.gpus()} == {"NVIDIA H100 80GB HBM3"}


def test_a_lost_gpu_is_left_out_and_the_others_keep_their_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", fake_nvml([FakeGPU("GPU-0", lost=True), FakeGPU("GPU-1")]))
    assert [(gpu.index, gpu.uuid) for gpu in nvidia.gpus()] == [(1, "GPU-1")]


def test_the_slices_of_a_gpu_count_where_mig_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = FakeGPU("GPU-0", slices=("MIG-a", None, "MIG-b"), mig=True)
    whole = FakeGPU("GPU-1", slices=("MIG-old",), mig=False)
    monkeypatch.setitem(sys.modules, "pynvml", fake_nvml([cut, whole]))
    assert [(gpu.mig, gpu.slices) for gpu in nvidia.gpus()] == [(True, ["MIG-a", "MIG-b"]), (False, [])]


def test_without_a_driver_there_are_no_gpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without_nvml(monkeypatch, tmp_path)
    monkeypatch.setitem(sys.modules, "pynvml", fake_nvml(driver=False))
    assert nvidia.gpus() == []


def test_without_the_bindings_the_tool_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "listing").write_text(LISTING)
    without_nvml(monkeypatch, tmp_path, f'[ "$1" = -L ] && while read -r l; do echo "$l"; done < {tmp_path}/listing')
    assert [gpu.uuid[:8] for gpu in nvidia.gpus()] == ["GPU-5d5b", "GPU-8f1d"]


@pytest.mark.parametrize("script", ["", "echo 'NVIDIA-SMI has failed'; exit 9", "echo 'No devices were found'"])
def test_a_tool_that_has_nothing_to_say_means_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    without_nvml(monkeypatch, tmp_path, script)
    assert nvidia.gpus() == []


def test_the_tools_listing_is_read_with_its_slices() -> None:
    first, second = nvidia.parse(LISTING)
    assert (first.index, first.name, first.mig, len(first.slices)) == (0, "NVIDIA A100-SXM4-40GB", True, 2)
    assert (second.index, second.name, second.slices) == (1, "NVIDIA A100 (80GB)", [])


def test_the_kernel_lists_amd_gpus_by_node_with_processors_left_out(tmp_path: Path) -> None:
    for node, text in {
        "0": "cpu_cores_count 64\nsimd_count 0\n",
        "1": "simd_count 880\nunique_id 9446743074709551615\n",
        "2": "simd_count 880\nunique_id 0\n",
        "10": "simd_count 880\nunique_id 17\n",
        "generation_id": "simd_count 5\n",
    }.items():
        (tmp_path / node).mkdir()
        (tmp_path / node / "properties").write_text(text)
    (tmp_path / "3").mkdir()  # not given to this container: no readable properties
    assert amd.gpus(tmp_path) == [f"GPU-{9446743074709551615:016x}", "GPU-XX", "GPU-0000000000000011"]
    assert amd.gpus(tmp_path / "no such folder") == []
