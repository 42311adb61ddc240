"""One process at a time writes a run, and a dead one holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import StorageError, UsageError
from pytest_realunify.stored import run_lock
from pytest_realunify.stored.run_lock import FILE, RunLock, Tenancy, holder

HOLDING = """
import sys, time
from pathlib import Path
from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.stored.run_lock import RunLock

lock = RunLock(PlainFolder(Path(sys.argv[1])))
lock.take()
print("taken", flush=True)
time.sleep(60)
"""


@pytest.fixture
def run(tmp_path: Path) -> PlainFolder:
    (tmp_path / "run").mkdir()
    return PlainFolder(tmp_path / "run")


def held(run: PlainFolder) -> subprocess.Popen[str]:
    """Another process that has the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLDING, run.path], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "taken\n"
    return process


def test_the_second_is_refused_in_one_line_that_names_host_and_process(run: PlainFolder) -> None:
    with held(run) as other:
        with pytest.raises(UsageError) as refused:
            RunLock(run).take()
        other.kill()
    told = str(refused.value)
    assert "\n" not in told
    assert f"process {other.pid} on {os.uname().nodename}" in told


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_dies_frees_it(run: PlainFolder, end: int) -> None:
    with held(run) as other:
        other.send_signal(end)
    lock = RunLock(run)
    lock.take()
    assert (found := holder(run)) is not None
    assert found.pid == os.getpid()
    lock.free()
    assert run.names() == []


def test_within_one_process_too_and_freeing_twice_is_no_error(run: PlainFolder) -> None:
    first, second = RunLock(run), RunLock(run)
    first.take()
    with pytest.raises(UsageError, match="is being written by"):
        second.take()
    first.free()
    first.free()
    second.take()
    second.free()


def test_a_forked_child_that_lives_on_holds_nothing(run: PlainFolder) -> None:
    lock = RunLock(run)
    lock.take()
    (reading, writing), (ready, go) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        os.write(go, b"x")
        os.read(reading, 1)
        os._exit(0)
    os.read(ready, 1)
    try:
        lock.let_go()  # as if this process had ended
        after = RunLock(run)
        after.take()
        after.free()
    finally:
        os.write(writing, b"x")
        os.waitpid(child, 0)


def test_a_started_child_that_lives_on_holds_nothing(run: PlainFolder) -> None:
    lock = RunLock(run)
    lock.take()
    typed = [sys.executable, "-c", "print('up', flush=True); input()"]
    with subprocess.Popen(typed, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False) as child:
        assert child.stdout is not None
        child.stdout.read(2)
        lock.let_go()
        after = RunLock(run)
        after.take()
        after.free()
        child.communicate(b"\n")


def test_a_lock_whose_file_went_between_opening_and_locking_is_taken_anew(
    run: PlainFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, first = run_lock._locked, RunLock(run)
    first.take()
    calls: list[int] = []

    def late(file: int) -> bool:
        """The process before lets go just then."""
        if not calls:
            first.free()
        calls.append(file)
        return locked(file)

    monkeypatch.setattr(run_lock, "_locked", late)
    second = RunLock(run)
    second.take()
    assert len(calls) == 2
    assert (found := holder(run)) is not None
    assert found.token == second.token
    second.free()


def test_without_locks_it_goes_on_and_says_so(run: PlainFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno
    import fcntl

    def refuses(_file: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuses)
    lock = RunLock(run)
    lock.take()
    assert not lock.is_known
    lock.free()


def test_a_worker_knows_when_the_run_is_somebody_elses(run: PlainFolder) -> None:
    first, second = RunLock(run), RunLock(run)
    first.take()
    tenant = Tenancy(run, first.token)
    tenant.check()
    first.let_go()  # killed
    tenant.check()
    second.take()
    with pytest.raises(StorageError, match="no longer this process's"):
        tenant.check()
    second.free()
    with pytest.raises(StorageError, match="no longer this process's"):
        tenant.check()
    Tenancy(run).check()


def test_a_link_in_its_place_is_refused(run: PlainFolder, tmp_path: Path) -> None:
    from pytest_realunify.errors import DataError

    (tmp_path / "mine").write_text("letters")
    (run.path / FILE).symlink_to(tmp_path / "mine")
    with pytest.raises(DataError, match="symbolic link"):
        RunLock(run).take()
    assert (tmp_path / "mine").read_text() == "letters"
