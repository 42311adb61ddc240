"""The disk is full, fails, or may not be written any more, in the middle of a run: one line, exit code 2, nothing half
written, and the run goes on once there is room. Nobody's answer becomes wrong by it."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from checkout import ROOT
from disklayer import CALLS, GROWING, DiskLayer, Fault
from judgebench import JudgeBench
from pytest_realunify.stored import appending
from pytest_realunify.stored.journal import RunFolder
from toybench import Bench

ALONE = ["-p", "no:xdist"]
WAYS = {"no-xdist": ALONE, "n2": ["-n", "2"]}
JUDGED = ["--model=painter:Paints", "--realunify-judge=myjudges:Eye", "--realunify-protocol=direct"]
ASKED = ["--model=mymodels:Right"]

ENDS = ["ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES", "EFBIG"]
REMOVES_NOTHING = {errno.EROFS, errno.EACCES}
"""Where what was begun cannot be taken away either, until the run is gone on with."""
MOMENTS = 10


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name.endswith((".part", ".tmp"))]


def check_one_line(result: pytest.RunResult, reason: str, told: str) -> None:
    """Which says why; and how the run ended says it too, unless nothing but a report is missing."""
    text = result.stdout.str() + result.stderr.str()
    for bad in ("INTERNALERROR", "Traceback", "ModelError", "OSError"):
        assert bad not in text, f"{told}\n{text}"
    [line] = [line for line in result.stdout.lines if reason in line] or [result.stderr.str()]
    assert reason in line, f"{told}\n{text}"
    assert result.ret in ((0, 1) if "report not written" in line else (2, 4)), f"{told}\n{text}"


def check_kept(bench: Bench, verdicts: dict[str, str], told: str, half_written: bool = False) -> None:
    """No verdict is another one by the accident, and nothing half written lies about."""
    for run in bench.folders:
        for (case, _), result in run.results().items():
            assert result.verdict.strict == verdicts[case], told
    assert half_written or not leftovers(bench.path), told


class SmallDisk:
    """A file system in memory, which can be made larger."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where nothing can be mounted."""
        self.path = path
        self.kilobytes = 64
        path.mkdir()
        self._mount("-t", "tmpfs", "-o", "size=64k", "small", str(path))

    def resize(self, kilobytes: int) -> None:
        """As it is, or larger than what is on it."""
        self.kilobytes = kilobytes
        self._mount("-o", f"remount,size={kilobytes}k", str(self.path))

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.path)], check=False)

    def _mount(self, *arguments: str) -> None:
        try:
            subprocess.run(["mount", *arguments], check=True, capture_output=True)
        except subprocess.CalledProcessError as error:
            raise OSError(error.stderr.decode().strip()) from error


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """`unshare -rm pytest tests/chaos` mounts one without being root."""
    try:
        disk = SmallDisk(tmp_path / "small")
    except OSError as error:
        pytest.skip(f"no tmpfs can be mounted here ({error}); try: unshare -rm pytest tests/chaos")
    yield disk
    disk.close()


@pytest.fixture
def judged(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> JudgeBench:
    return JudgeBench(pytester, monkeypatch)


@pytest.fixture(params=["asked", "judged"])
def world(request: pytest.FixtureRequest) -> tuple[Bench, list[str]]:
    """A bench, and what is typed."""
    if request.param == "asked":
        bench: Bench = request.getfixturevalue("bench")
        bench.data("ABCD")
        return bench, ASKED
    judged: JudgeBench = request.getfixturevalue("judged")
    judged.draw([(200, 200)] * 6)
    return judged, JUDGED


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that lines are put onto the disk while the run goes on."""
    monkeypatch.setattr(appending, "EVERY", 0.01)


def test_whatever_cannot_be_written_from_some_moment_on(
    world: tuple[Bench, list[str]], chance: random.Random, rounds: int, tally: Callable[[str, int], None]
) -> None:
    bench, arguments = world
    tally("failing disks", MOMENTS * rounds)
    arguments = [*arguments, *ALONE, "-p", "no:cacheprovider", "--realunify-report=json"]
    counted = Fault(0, 10**9)
    with DiskLayer(bench.path / ".realunify", counted).entered():
        bench.run(*arguments)
    verdicts, [whole] = bench.verdicts, bench.folders
    assert counted.seen > 40
    for _ in range(MOMENTS * rounds):
        number, after = getattr(errno, chance.choice(ENDS)), chance.randrange(counted.seen)
        fault = Fault(number, after, CALLS if number in REMOVES_NOTHING else GROWING)
        with DiskLayer(bench.path / ".realunify", fault).entered():
            result = bench.run(*arguments)
        told, reason = f"{os.strerror(number)}, {after} of {counted.seen}", os.strerror(number)
        if reason in result.stdout.str() + result.stderr.str():
            check_one_line(result, reason, told)
        else:  # nothing was lost: it came to no call, or to one that takes the lock away
            assert result.ret in (0, 1), told
            assert bench.folders[-1].facts()["finished"], told
            assert bench.verdicts == verdicts, told
        check_kept(bench, verdicts, told, half_written=fault.kinds == CALLS)
        if [run.path for run in bench.folders] == [whole.path]:  # it could not begin
            assert result.ret in (2, 4), told
            begun = [path for path in whole.path.parent.iterdir() if path.is_dir() and path != whole.path]
            assert not begun or fault.kinds == CALLS, told
            for path in begun:
                shutil.rmtree(path)
            continue
        again = bench.run(*arguments, "--realunify-resume=last")
        assert again.ret in (0, 1), told
        assert bench.verdicts == verdicts, told
        assert not leftovers(bench.path), told
        shutil.rmtree(bench.folders[-1].path)


def test_a_worker_whose_disk_is_full_ends_the_run_as_one_process_does(
    world: tuple[Bench, list[str]], chance: random.Random, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench, arguments = world
    arguments = [*arguments, "-n", "2", "-p", "disklayer", "-p", "no:cacheprovider"]
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'tests/support'}{os.pathsep}{ROOT}")
    bench.run(*arguments, subprocess=True)
    verdicts = bench.verdicts
    shutil.rmtree(bench.folders[-1].path)
    for _ in range(2 * rounds):
        after = chance.randrange(4, 25)
        monkeypatch.setenv("DISK_FAULT", f"{bench.path / '.realunify'}|ENOSPC|{after}|{','.join(GROWING)}")
        result = bench.run(*arguments, subprocess=True)
        monkeypatch.delenv("DISK_FAULT")
        check_one_line(result, "No space left on device", str(after))
        assert result.ret == 2
        check_kept(bench, verdicts, str(after))
        again = bench.run(*arguments, *(["--realunify-resume=last"] if bench.folders else []), subprocess=True)
        assert again.ret in (0, 1), after
        assert bench.verdicts == verdicts
        shutil.rmtree(bench.folders[-1].path)


@pytest.mark.parametrize("way", WAYS)
def test_a_small_disk_fills_up_and_the_run_goes_on_on_a_larger_one(
    small_disk: SmallDisk, pytester: pytest.Pytester, chance: random.Random, way: str, rounds: int
) -> None:
    arguments = ["--realunify", "--model=reference", "--realunify-suite=procedural:smoke", "-p", "no:cacheprovider"]
    arguments += ["--realunify-protocol=oracle", f"--realunify-run-dir={small_disk.path}/runs", *WAYS[way]]
    arguments += ["-p", "no:randomly", "--realunify-report=none"]
    for _ in range(rounds):
        small_disk.resize(chance.randrange(20, 1500))
        result = pytester.runpytest_subprocess(*arguments)
        check_one_line(result, "No space left on device", f"{small_disk.kilobytes} kB")
        assert result.ret == 2
        assert not leftovers(small_disk.path)
        small_disk.resize(100_000)
        [*begun] = (file.parent for file in small_disk.path.glob("runs/*/run.json"))
        again = pytester.runpytest_subprocess(*arguments, *(["--realunify-resume=last"] if begun else []))
        assert again.ret == 0
        [run] = (RunFolder(file.parent) for file in small_disk.path.glob("runs/*/run.json"))
        assert {each.verdict.strict for each in run.results().values()} == {"correct"}
        assert len(run.results()) == run.facts()["selected"] == 32
        shutil.rmtree(run.path)


def test_a_limit_on_the_size_of_files_is_said_as_a_full_disk_is(bench: Bench) -> None:
    """`ulimit -f`, as on a shared machine: needs no rights."""
    bench.data("ABCDABCDABCD")
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (3_000, 3_000))
    typed = ["--realunify", "--realunify-suite=official:data", *ASKED, *ALONE, "-p", "no:cacheprovider", "-s"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *typed, "--realunify-report=none"],
        cwd=bench.path,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    text = done.stdout + done.stderr
    assert done.returncode == 2, text
    assert "INTERNALERROR" not in text
    assert len([line for line in text.splitlines() if "File too large" in line]) == 1
    bench.run(*ASKED, *ALONE, "--realunify-resume=last").assert_outcomes(passed=24)


@pytest.mark.parametrize("written", ["--junitxml={}/junit.xml", "--alluredir={}/allure"])
def test_what_other_plugins_write_fills_a_disk_and_is_said_in_one_line_too(
    small_disk: SmallDisk, bench: Bench, written: str
) -> None:
    bench.data("ABCDABCDABCD" * 4)
    small_disk.resize(8)
    result = bench.run(*ASKED, *ALONE, written.format(small_disk.path), subprocess=True)
    check_one_line(result, "No space left on device", written)
    assert result.ret == 2
    facts = bench.folders[-1].facts()
    assert facts["finished"]
    assert len(bench.results) == facts["selected"] or "--alluredir" in written
