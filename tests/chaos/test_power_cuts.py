"""The power goes at any moment: what was put onto the disk is there, and the run goes on from it.

The first half lets a layer record what a run writes and puts onto the disk, and makes what may be found afterwards.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from disklayer import DiskLayer, Op, PowerCut
from judgebench import JudgeBench
from pytest_realunify.controller import record
from pytest_realunify.errors import DataError
from pytest_realunify.stored import appending
from pytest_realunify.stored.journal import JOURNAL, RunFolder
from toybench import Bench

CUTS, RESUMED = 150, 4
"""Moments at which it is looked at what is left; and of these, at which the run is gone on with."""

ALONE = ["-p", "no:xdist", "-p", "no:cacheprovider"]
JUDGED = ["--model=painter:Paints", "--realunify-judge=myjudges:Eye", "--realunify-protocol=direct", *ALONE]
ASKED = ["--model=mymodels:Right", *ALONE]


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines go onto the disk, and run.json is written anew, many times in a run that takes no second."""
    monkeypatch.setattr(appending, "EVERY", 0.004)
    monkeypatch.setattr(record, "EVERY", 0.05)


def recorded(bench: Bench, arguments: list[str]) -> list[Op]:
    with DiskLayer(bench.path / ".realunify").entered() as layer:
        bench.run(*arguments)
    return layer.ops


def laid_out(bench: Bench, cut: PowerCut) -> Path:
    """What is left of the runs lies where they lay."""
    place = bench.path / ".realunify"
    for each in place.iterdir():
        shutil.rmtree(each)
    cut.leave(place)
    return place / "runs"


def left(runs: Path) -> Iterator[RunFolder]:
    yield from (RunFolder(file.parent) for file in sorted(runs.glob("*/run.json")))


def promised(cut: PowerCut) -> list[bytes]:
    """Whole lines that were on the disk."""
    return [line for data in cut.settled(JOURNAL) for line in data.split(b"\n")[:-1]]


def check(runs: Path, cut: PowerCut) -> None:
    """The run can be read, and holds what was promised."""
    found = [line for run in left(runs) for line in run.journal.read_bytes().split(b"\n")] if promised(cut) else []
    assert not set(promised(cut)) - set(found)
    for run in left(runs):
        assert run.facts()["format"] == 1
        run.results()


@pytest.fixture(autouse=True)
def in_memory(pytester: pytest.Pytester) -> Iterator[None]:
    """Runs lie in memory where there is such a folder: what is left of them is laid out hundreds of times."""
    memory = Path("/dev/shm")  # noqa: S108
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        (pytester.path / ".realunify").symlink_to(place)
        yield


@pytest.fixture(params=["asked", "judged"])
def world(request: pytest.FixtureRequest) -> tuple[Bench, list[str], int]:
    """A bench, what is typed, and how many cases that makes."""
    if request.param == "asked":
        bench: Bench = request.getfixturevalue("bench")
        bench.data("ABCD")
        return bench, ASKED, 8
    judged: JudgeBench = request.getfixturevalue("judged")
    judged.draw([(200, 200)] * 6)
    return judged, JUDGED, 6


@pytest.fixture
def judged(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> JudgeBench:
    return JudgeBench(pytester, monkeypatch)


def test_whenever_the_power_goes_the_run_is_there_with_all_that_was_put_onto_the_disk(
    world: tuple[Bench, list[str], int], chance: random.Random, rounds: int, tally: Callable[[str, int], None]
) -> None:
    bench, arguments, cases = world
    tally("power cuts", CUTS * rounds)
    ops = recorded(bench, arguments)
    verdicts = bench.verdicts
    assert len(verdicts) == cases
    assert sum(op.kind == "settle" for op in ops) > 3
    moments = [chance.randint(1, len(ops)) for _ in range(CUTS * rounds)]
    for moment in moments:
        cut = PowerCut(ops, moment, chance)
        check(laid_out(bench, cut), cut)
    for moment in chance.sample(moments, RESUMED * rounds):
        cut = PowerCut(ops, moment, chance)
        runs = laid_out(bench, cut)
        kept = sum(len(run.results()) for run in left(runs))
        resumed = ["--realunify-resume=last"] if list(left(runs)) else []
        result = bench.run(*arguments, *resumed)
        assert result.ret in (0, 1)
        assert "INTERNALERROR" not in result.stdout.str()
        assert bench.verdicts == verdicts, f"after {moment} of {len(ops)}, {kept} results kept"


def test_when_a_run_has_ended_all_of_it_is_on_the_disk(world: tuple[Bench, list[str], int]) -> None:
    bench, arguments, _ = world
    ops = recorded(bench, arguments)
    verdicts, [before] = bench.verdicts, bench.folders
    pictures = {sha256 for each in before.results().values() for sha256 in appending.pictures_of(each)}
    pictures &= {path.stem for path in before.images.iterdir()}
    assert pictures
    for seed in range(20):
        [run] = left(laid_out(bench, PowerCut(ops, len(ops), random.Random(seed))))
        assert bench.verdicts == verdicts
        assert run.facts()["finished"]
        for sha256 in pictures:
            assert hashlib.sha256(run.picture(sha256).read_bytes()).hexdigest() == sha256


def without_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a version would write that puts nothing onto the disk."""
    from pytest_realunify.datafiles import plain_folder, whole_files

    nothing: Callable[[object], None] = lambda _: None  # noqa: E731
    for module in (plain_folder, whole_files, appending):
        monkeypatch.setattr(module, "settle", nothing)


def test_the_layer_finds_a_version_that_puts_nothing_onto_the_disk(
    bench: Bench, chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.data("ABCD")
    without_settling(monkeypatch)
    ops = recorded(bench, ASKED)
    found = [is_whole(laid_out(bench, PowerCut(ops, len(ops), chance))) for _ in range(60)]
    assert found.count(False) > 30


def is_whole(runs: Path) -> bool:
    try:
        return [(bool(run.facts()), len(run.results())) for run in left(runs)] == [(True, 8)]
    except DataError:
        return False
