"""On a real Ray cluster of two nodes (processes of this machine, their GPUs pretended)."""

from __future__ import annotations

import importlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from raybench import timeless
from toybench import Bench

pytest.importorskip("ray")
# Ray leaves sockets and files of the processes it starts to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

HEALTH = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500, "health_check_failure_threshold": 2}

SLOW = """
import os, time
from pathlib import Path
from mymodels import Right

class Slow(Right):
    def understand(self, requests):
        time.sleep(0.1)
        with (Path(__file__).parent / "devices.txt").open("a") as log:
            log.write(f"{os.environ['CUDA_VISIBLE_DEVICES']} {os.getpid()}\\n")
        return super().understand(requests)
"""


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    """A head with two GPUs, to which a second node of two is joined."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)  # even empty it counts, and Ray would have none to give
    for name, value in {
        "RAY_AUTH_MODE": "disabled",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
        "OMP_NUM_THREADS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    utils: Any = importlib.import_module("ray.cluster_utils")
    each = {"num_cpus": 1, "num_gpus": 2, "object_store_memory": 100 * 2**20, "include_dashboard": False}
    before = signal.getsignal(signal.SIGTERM)
    made = utils.Cluster(initialize_head=True, head_node_args={**each, "_system_config": HEALTH})
    try:
        yield made, made.add_node(**each)
    finally:
        made.shutdown()
        signal.signal(signal.SIGTERM, before)  # Ray puts its own, which would drain a cluster that is gone


def command(head: Any, *arguments: str) -> list[str]:
    ray = ("--realunify-engine=ray", f"--realunify-ray-address={head.address}", "-p", "no:randomly")
    return [sys.executable, "-m", "pytest", "--realunify", *ray, *arguments]


def test_verdicts_are_those_of_two_workers_and_a_killed_node_costs_no_case(
    bench: Bench, cluster: tuple[Any, Any]
) -> None:
    head, second = cluster
    reference = ("--model=reference", "--realunify-suite=procedural:smoke")
    run = subprocess.run(command(head, *reference), cwd=bench.path, capture_output=True, text=True, check=False)
    assert "realunify: ray: 4 replicas with 1 device each, 2 machines" in run.stdout
    on_ray = bench.results
    assert len(on_ray) == 64
    assert {place.rpartition(", ")[2] for place in bench.folders[-1].facts()["replicas"]} <= {"device 0", "device 1"}
    bench.run(*reference, "-n", "2")
    assert timeless(on_ray) == timeless(bench.results)

    bench.data("ABCD" * 15)
    bench.pytester.makepyfile(slow=SLOW)
    suite = ("--model=slow:Slow", "--realunify-suite=official:data", "--realunify-batch-size=1")
    running = subprocess.Popen(command(head, *suite), cwd=bench.path, stdout=subprocess.PIPE, text=True)
    until(lambda: len(bench.calls) > 40, running)
    head.remove_node(second, allow_graceful=False)
    output, _ = running.communicate(timeout=120)
    assert running.returncode == 0, output
    assert set(bench.verdicts.values()) == {"correct"}
    assert len(bench.verdicts) == 120
    assert "is lost: The actor died because its node has died" in output
    assert {line.split()[0] for line in (bench.path / "devices.txt").read_text().splitlines()} == {"0", "1"}


def until(holds: Any, running: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert running.poll() is None, "the run ended before its node could be killed"
        assert time.monotonic() < end
        time.sleep(0.05)
