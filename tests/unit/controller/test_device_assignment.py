"""What xdist's specs are given, without a worker."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from execnet import XSpec

from pytest_realunify.controller import device_assignment
from pytest_realunify.controller.device_assignment import DeviceAssignment
from pytest_realunify.engine.devices.visible import Devices
from pytest_realunify.errors import UsageError

TWO = Devices(tokens=("0", "1"), names=("H100",))


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_assignment, "visible", lambda _: TWO)
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM"):
        monkeypatch.delenv(name, raising=False)


def placed(
    *tx: str, uses_device: bool = True, each: int = 1, share: bool = False, there: tuple[str, ...] = ()
) -> tuple[DeviceAssignment, list[XSpec]]:
    config: Any = SimpleNamespace(getvalue=lambda _: list(tx))
    settings = SimpleNamespace(devices_per_worker=each, share_devices=share)
    plan: Any = SimpleNamespace(settings=settings, uses_device=uses_device, devices_there=there)
    made = DeviceAssignment(config, plan, spreads=bool(tx))
    specs = [XSpec(text) for text in tx]
    made.pytest_xdist_setupnodes(specs)
    return made, specs


def test_workers_on_other_machines_have_devices_of_their_own() -> None:
    made, (here, there) = placed("popen", "ssh=elsewhere")
    assert here.env["CUDA_VISIBLE_DEVICES"] == "0"
    assert there.env == {}
    assert (made.settle("gw0", here), made.settle("gw1", there)) == ("0", "unknown")
    assert made.of("gw1") == "unknown"


def test_devices_written_into_tx_are_left_as_they_are() -> None:
    made, specs = placed("popen//env:CUDA_VISIBLE_DEVICES=1", "popen//env:CUDA_VISIBLE_DEVICES=1", "popen")
    assert [spec.env.get("CUDA_VISIBLE_DEVICES") for spec in specs] == ["1", "1", None]
    assert [made.settle(f"gw{number}", spec) for number, spec in enumerate(specs)] == ["1", "1", "0,1"]


def test_threads_written_into_tx_are_left_too() -> None:
    _, (first, second) = placed("popen//env:OMP_NUM_THREADS=7", "popen")
    assert first.env["OMP_NUM_THREADS"] == "7"
    assert second.env["OMP_NUM_THREADS"] == second.env["MKL_NUM_THREADS"]


def test_devices_of_a_model_s_own_machine_are_shared_out_as_this_one_s() -> None:
    made, specs = placed("popen", "popen", uses_device=False, there=("6", "7"))
    assert [spec.env["CUDA_VISIBLE_DEVICES"] for spec in specs] == ["6", "7"]
    assert made.settle("gw1", specs[1]) == "7"
    with pytest.raises(UsageError, match="3 workers with 1 device each need 3, and there are 2: 6, 7"):
        placed("popen", "popen", "popen", uses_device=False, there=("6", "7"))


def test_a_run_that_wants_no_device_is_told_of_none() -> None:
    made, specs = placed("popen", "popen", "popen", uses_device=False)
    assert all("CUDA_VISIBLE_DEVICES" not in spec.env for spec in specs)
    assert made.settle("gw0", specs[0]) == made.device == "cpu"
    assert made.header() == []


def test_a_process_alone_keeps_them_all_whatever_a_worker_would_have() -> None:
    made, _ = placed(each=5)
    assert (made.device, made.facts["workers"]) == ("0,1", {"main": "0,1"})


def test_too_many_workers_are_refused_while_nothing_has_started() -> None:
    with pytest.raises(UsageError, match="3 workers with 1 device each need 3"):
        placed("popen", "popen", "popen")
