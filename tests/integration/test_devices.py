"""Who has which device: what the workers really find, what the header, the journal and run.json say of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import pairwise

import pytest

from fakenvml import FOUR, fake_nvml
from raybench import timeless
from toybench import Bench, folder_is_clean, one_line_errors

HOLDER = """
import os, signal, time
from pathlib import Path
from mymodels import Right

HERE = Path(__file__).parent

def seen():
    return os.environ.get("CUDA_VISIBLE_DEVICES", "all").replace(",", "+")

class Holder(Right):
    def note(self, verb, requests):
        with (HERE / "held.txt").open("a") as log:
            log.write(f"{verb} {os.getpid()} {seen()} {os.environ.get('OMP_NUM_THREADS')} {time.monotonic()}\\n")

    def understand(self, requests):
        self.note("begin", requests)
        if (HERE / "deadly").exists():
            if any("0006-direct" in request.case for request in requests):
                os.kill(os.getpid(), signal.SIGKILL)
            self.wait_for_a_replacement()
        time.sleep(0.05 * len(requests))
        self.note("end", requests)
        return [self.answer(request) for request in requests]

    def wait_for_a_replacement(self):
        deadline = time.monotonic() + 40
        wanted = int((HERE / "deadly").read_text())
        while len({line.split()[1] for line in (HERE / "held.txt").open()}) < wanted and time.monotonic() < deadline:
            time.sleep(0.05)
"""


@dataclass(frozen=True)
class Held:
    """A line that the model wrote: which process had which device at what time."""

    verb: str
    process: str
    device: str
    threads: str
    moment: float


@pytest.fixture
def gpus(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench on a machine with four GPUs, and a model that writes down which of them it sees."""
    monkeypatch.setitem(sys.modules, "pynvml", fake_nvml(FOUR))
    for name in ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    bench.pytester.makepyfile(holder=HOLDER)
    bench.data("ABCD" * 4)
    return bench


def held(bench: Bench) -> list[Held]:
    lines = [line.split() for line in (bench.path / "held.txt").read_text().splitlines()]
    return [Held(verb, process, device, threads, float(moment)) for verb, process, device, threads, moment in lines]


def devices_by_process(bench: Bench) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in held(bench):
        found.setdefault(each.process, set()).add(each.device)
    return found


def run(bench: Bench, *arguments: str) -> pytest.RunResult:
    return bench.run("--model=holder:Holder", "--realunify-protocol=direct", "--realunify-batch-size=2", *arguments)


def test_four_workers_have_four_devices_and_everybody_says_so(gpus: Bench) -> None:
    result = run(gpus, "-n", "4")
    result.assert_outcomes(passed=16)
    assert sorted(map(sorted, devices_by_process(gpus).values())) == [["0"], ["1"], ["2"], ["3"]]
    assert "None" not in {each.threads for each in held(gpus)}
    named = {f"gw{number}": str(number) for number in range(4)}
    assert {(each.worker, each.device) for each in gpus.results.values()} == set(named.items())
    devices = gpus.folders[-1].facts()["devices"]
    assert devices == {"visible": ["0", "1", "2", "3"], "names": ["NVIDIA H100 80GB HBM3"], "workers": named}
    result.stdout.fnmatch_lines(["realunify: devices gw0: 0, gw1: 1, gw2: 2, gw3: 3 (NVIDIA H100 80GB HBM3)"])


def test_a_model_wider_than_one_gpu_has_several(gpus: Bench) -> None:
    result = run(gpus, "-n", "auto", "--realunify-devices-per-worker=2")
    result.assert_outcomes(passed=16)
    assert {each.device for each in held(gpus)} == {"0+1", "2+3"}
    assert {each.device for each in gpus.results.values()} == {"0,1", "2,3"}
    result.stdout.fnmatch_lines(["realunify: devices gw0: 0+1, gw1: 2+3 (*)"])


@pytest.mark.parametrize(
    ("visible", "arguments", "problem"),
    [
        ("0,2", ["-n", "3"], "3 workers with 1 device each need 3, and there are 2: 0, 2."),
        (
            "0,1,2,3",
            ["-n", "4", "--realunify-devices-per-worker=2"],
            "4 workers with 2 devices each need 8, and there are 4: 0, 1, 2, 3.",
        ),
        (
            "1",
            ["-n", "auto", "--realunify-devices-per-worker=2"],
            "--realunify-devices-per-worker=2, and there is 1: 1.",
        ),
    ],
)
def test_too_few_devices_end_it_before_anything_starts(
    gpus: Bench, monkeypatch: pytest.MonkeyPatch, visible: str, arguments: list[str], problem: str
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    result = run(gpus, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert len(one_line_errors(result)) <= 3
    result.stderr.fnmatch_lines([f"ERROR: {problem}", "Type *"])
    assert folder_is_clean(gpus.path)


def test_with_consent_workers_share_what_the_user_left_visible(gpus: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "GPU-3aaaaaaa,1")
    run(gpus, "-n", "3", "--realunify-share-devices").assert_outcomes(passed=16)
    assert {each.device for each in held(gpus)} == {"GPU-3aaaaaaa", "1"}


def test_a_model_said_to_use_none_sees_none_and_is_not_limited(gpus: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2")
    result = run(gpus, "-n", "2", "--realunify-devices-per-worker=0")
    result.assert_outcomes(passed=16)
    assert {each.device for each in held(gpus)} == {"-1"}
    assert {each.device for each in gpus.results.values()} == {"cpu"}
    result.stdout.fnmatch_lines(["realunify: no worker has a device of 2 *"])


def test_a_model_that_needs_no_device_is_not_limited_by_them(gpus: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    result = gpus.run("--model=reference", "-n", "2", "--realunify-limit=2")
    assert result.ret in (0, 1)
    assert {each.device for each in gpus.results.values()} == {"cpu"}
    assert "realunify: device" not in result.stdout.str()


def test_without_workers_the_process_keeps_what_the_user_gave(gpus: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,1")
    result = run(gpus, "-p", "no:xdist", "--realunify-devices-per-worker=3")
    result.assert_outcomes(passed=16)
    assert {each.device for each in held(gpus)} == {"3+1"}
    assert {(each.worker, each.device) for each in gpus.results.values()} == {("main", "3,1")}
    assert gpus.folders[-1].facts()["devices"]["workers"] == {"main": "3,1"}
    result.stdout.fnmatch_lines(["realunify: devices 3,1 in this process (*)"])


def test_what_is_only_collected_wakes_no_driver(gpus: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_realunify.engine.devices.nvidia.gpus", lambda: pytest.fail("asked"))
    run(gpus, "--collect-only", "-q", "-n", "2").stdout.fnmatch_lines(["*16 tests collected*"])


@pytest.mark.parametrize(("each", "devices"), [(1, ["0", "1", "2", "3"]), (2, ["0+1", "2+3"])])
def test_a_killed_workers_devices_go_to_its_replacement_and_the_results_are_those_of_a_run_without_a_crash(
    gpus: Bench, each: int, devices: list[str]
) -> None:
    workers = len(devices)
    arguments = ["-n", str(workers), f"--realunify-devices-per-worker={each}"]
    run(gpus, *arguments).assert_outcomes(passed=16)
    undisturbed = timeless(gpus.results)
    (gpus.path / "held.txt").unlink()

    (gpus.path / "deadly").write_text(str(workers + 1))
    run(gpus, *arguments).assert_outcomes(passed=15, failed=1)
    culprit = "mental_tracking-left-0006-direct"
    left = timeless(gpus.results)
    error = left.pop(culprit).error
    assert error is not None
    assert error.kind == "crash"
    assert undisturbed.pop(culprit).error is None
    assert left == undisturbed
    assert len(left) == 15

    assert all(len(seen) == 1 for seen in devices_by_process(gpus).values())
    for device in devices:
        assert all(before[1] < after[0] for before, after in pairwise(spans(gpus, device))), "held by two at once"
    named = gpus.folders[-1].facts()["devices"]["workers"]
    assert [named[f"gw{number}"] for number in range(workers)] == [device.replace("+", ",") for device in devices]
    assert list(named)[workers:] == [f"gw{workers}", f"gw{workers + 1}"], "after the batch's death, and the culprit's"
    assert list(named.values())[workers:] == [device.replace("+", ",") for device in of_the_killed(gpus)]
    assert gpus.results[culprit].device == named[f"gw{workers + 1}"]


def spans(bench: Bench, device: str) -> list[tuple[float, float]]:
    """When each process that had it was first and last heard of."""
    moments: dict[str, list[float]] = {}
    for each in held(bench):
        if each.device == device:
            moments.setdefault(each.process, []).append(each.moment)
    return sorted((min(heard), max(heard)) for heard in moments.values())


def of_the_killed(bench: Bench) -> list[str]:
    """Devices of the processes that were killed in a call, in the order of their deaths."""
    last = {each.process: each for each in held(bench)}
    return [each.device for each in sorted(last.values(), key=lambda each: each.moment) if each.verb == "begin"]
