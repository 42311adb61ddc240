"""Who gets which device: nobody twice, nobody too few."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.devices.leases import environment, leases, threads, usable_cores
from pytest_realunify.engine.devices.visible import Devices
from pytest_realunify.errors import UsageError

FOUR = Devices(tokens=("0", "1", "2", "3"), besides={"CUDA_DEVICE_ORDER": "PCI_BUS_ID"})


def devices(count: int) -> Devices:
    return Devices(tokens=tuple(map(str, range(count))))


@given(st.integers(1, 16), st.integers(1, 16), st.integers(1, 8))
def test_no_two_workers_hold_one_device_and_each_holds_its_share(count: int, workers: int, each: int) -> None:
    try:
        given = leases(devices(count), workers, each, share=False)
    except UsageError:
        assert workers * each > count
        return
    assert [len(lease) for lease in given] == [each] * workers
    assert max(Counter(token for lease in given for token in lease).values()) == 1


@given(st.integers(1, 16), st.integers(1, 16), st.integers(1, 8))
def test_shared_devices_are_shared_evenly_and_no_worker_has_one_twice(count: int, workers: int, each: int) -> None:
    try:
        given = leases(devices(count), workers, each, share=True)
    except UsageError:
        assert each > count
        return
    assert all(len(set(lease)) == each for lease in given)
    held = Counter(token for lease in given for token in lease)
    assert max(held.values()) - min(held[token] for token in devices(count).tokens) <= 1


@pytest.mark.parametrize(
    ("workers", "each", "lines"),
    [
        (
            5,
            1,
            [
                "5 workers with 1 device each need 5, and there are 4: 0, 1, 2, 3.",
                "Type -n 4, or --realunify-share-devices to let workers share.",
                "For a model that uses no device: --realunify-devices-per-worker=0",
            ],
        ),
        (
            3,
            2,
            [
                "3 workers with 2 devices each need 6, and there are 4: 0, 1, 2, 3.",
                "Type -n 2, or --realunify-share-devices to let workers share.",
                "For a model that uses no device: --realunify-devices-per-worker=0",
            ],
        ),
        (
            1,
            5,
            [
                "--realunify-devices-per-worker=5, and there are 4: 0, 1, 2, 3.",
                "Type --realunify-devices-per-worker=4 or fewer",
            ],
        ),
    ],
)
def test_too_few_devices_are_answered_with_what_to_type(workers: int, each: int, lines: list[str]) -> None:
    with pytest.raises(UsageError) as raised:
        leases(FOUR, workers, each, share=False)
    assert str(raised.value).splitlines() == lines


def test_a_worker_has_one_mig_slice_and_no_more() -> None:
    sliced = Devices(tokens=("MIG-a", "MIG-b"))
    assert leases(sliced, 2, 1, share=False) == [("MIG-a",), ("MIG-b",)]
    with pytest.raises(UsageError, match="a process can use one MIG slice only"):
        leases(sliced, 1, 2, share=False)


def test_without_devices_any_number_of_workers_is_fine_and_nothing_is_set() -> None:
    assert leases(Devices(), 7, 2, share=False) == [()] * 7
    assert environment(Devices(), (), 1) == {}


def test_a_worker_finds_its_devices_in_the_variable_and_the_order_they_are_counted_in() -> None:
    assert environment(FOUR, ("2", "3"), 2) == {"CUDA_VISIBLE_DEVICES": "2,3", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}


def test_workers_that_are_to_have_none_see_none() -> None:
    assert leases(FOUR, 9, 0, share=False) == [()] * 9
    assert environment(FOUR, (), 0) == {"CUDA_VISIBLE_DEVICES": "-1"}


def test_cores_are_split_and_what_the_user_set_stays() -> None:
    every = {"OMP_NUM_THREADS": "4", "MKL_NUM_THREADS": "4", "TOKENIZERS_PARALLELISM": "false"}
    assert threads(4, {}, cores=16) == every
    assert threads(4, {"OMP_NUM_THREADS": "9"}, cores=16) == {k: v for k, v in every.items() if k != "OMP_NUM_THREADS"}
    assert threads(40, {}, cores=16)["MKL_NUM_THREADS"] == "1"
    assert usable_cores() >= 1
