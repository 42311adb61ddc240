"""Workers that die: why, and when going on makes no sense."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_realunify.controller.crashes import CRASH, Crashes
from pytest_realunify.engine.blame import Death, Who
from pytest_realunify.engine.last_words import LastWords
from pytest_realunify.engine.work_log import WorkLog
from pytest_realunify.records import Trouble
from pytest_realunify.stored.journal import RunFolder


class Deaths:
    """A controller's view, with xdist's reports made by hand."""

    def __init__(self, path: Path, workers: int) -> None:
        self.folder = RunFolder(path)
        self.folder.create()
        self.stopped: list[str] = []
        plan: Any = SimpleNamespace(folder=self.folder, settings=SimpleNamespace(timeout=5.0))
        self.crashes = Crashes(plan, workers, self.stopped.append)

    def dies(self, worker: str = "gw0", on: str = "") -> None:
        node: Any = SimpleNamespace(gateway=SimpleNamespace(id=worker))
        self.crashes.pytest_testnodedown(node=node, error="Not properly terminated")
        if on:
            self.reports("???", on, node)

    def reports(self, when: str, test: str = "test", node: Any = None) -> None:
        report: Any = SimpleNamespace(when=when, nodeid=test, node=node, outcome="failed")
        if when == "???":
            self.crashes.pytest_handlecrashitem(report=report)
        self.crashes.pytest_runtest_logreport(report=report)


@pytest.fixture
def deaths(tmp_path: Path) -> Deaths:
    return Deaths(tmp_path / "run", workers=2)


def test_three_culprits_in_a_row_stop_the_run_and_the_reason_says_so(deaths: Deaths) -> None:
    for number in range(2):
        deaths.dies(on=f"test {number}")
    assert deaths.stopped == []
    deaths.dies(on="test 2")
    (reason,) = deaths.stopped
    assert reason == (
        "realunify: 3 workers died in a row, and no case came to its end between (crash: the worker process died "
        "while running this case). Finished cases are kept: --realunify-resume goes on"
    )


def test_workers_that_die_without_a_culprit_stop_it_at_one_more_each(deaths: Deaths) -> None:
    for _ in range(7):
        deaths.dies()
    assert deaths.stopped == []
    deaths.dies()
    assert len(deaths.stopped) == 1


def test_a_case_that_ends_between_starts_the_count_again(deaths: Deaths) -> None:
    for number in range(20):
        deaths.dies(on=f"test {number}")
        deaths.dies()
        deaths.reports("setup")
        deaths.reports("teardown")
    assert deaths.stopped == []


def test_a_worker_that_has_finished_is_no_death(deaths: Deaths) -> None:
    for _ in range(9):
        deaths.crashes.pytest_testnodedown(node=SimpleNamespace(gateway=SimpleNamespace(id="gw0")), error=None)
    assert deaths.stopped == []


def test_a_worker_that_left_a_word_died_of_what_it_says(deaths: Deaths) -> None:
    trouble = Trouble("RuntimeError", "CUDA error: device-side assert triggered")
    LastWords(deaths.folder.inflight, "gw1").leave(trouble)
    deaths.dies("gw1")
    deaths.dies("gw2")
    assert deaths.crashes.cause("gw1") == trouble
    assert deaths.crashes.death("gw1") == deaths.crashes.death("never seen") == Death()
    assert deaths.crashes.cause("gw2") == deaths.crashes.cause("never seen") == CRASH


def test_what_a_worker_of_a_killed_session_has_said_is_not_said_by_one_that_has_its_name_now(deaths: Deaths) -> None:
    LastWords(deaths.folder.inflight, "gw1").leave(Trouble("RuntimeError", "CUDA error: device-side assert triggered"))
    LastWords(deaths.folder.inflight, "gw1").stacks.write_text("Timeout!\n")
    deaths.crashes.pytest_configure_node(node=SimpleNamespace(gateway=SimpleNamespace(id="gw1")))
    deaths.dies("gw1")
    assert deaths.crashes.cause("gw1") == CRASH


@pytest.mark.parametrize(("who", "culprit"), [("judge", "food-0001-direct"), ("model", None), (None, None)])
def test_whoever_lost_the_device_has_lost_it_for_its_own_case(
    deaths: Deaths, who: Who | None, culprit: str | None
) -> None:
    log = WorkLog(deaths.folder.inflight, "gw1")
    log.tell("look", ["food-0001-direct"])
    log.tell("ask", ["food-0002-direct", "food-0003-direct"])
    LastWords(deaths.folder.inflight, "gw1").leave(Trouble("RuntimeError", "CUDA error: …"), who)
    deaths.dies("gw1")
    assert deaths.crashes.death("gw1").culprit == culprit
    assert len(deaths.crashes.death("gw1").suspects) == {"judge": 0, "model": 2, None: 3}[who]


def test_a_process_writes_its_stacks_over_those_of_an_earlier_one(deaths: Deaths) -> None:
    (deaths.folder.inflight / "gw1.stacks").write_text("of a run before")
    os.close(LastWords(deaths.folder.inflight, "gw1").open_stacks())
    assert [path.name for path in deaths.folder.inflight.iterdir()] == ["gw1.stacks"]
    deaths.dies("gw1")
    assert deaths.crashes.cause("gw1") == CRASH


def test_a_worker_whose_time_was_up_leaves_its_stacks_for_the_reader(deaths: Deaths) -> None:
    LastWords(deaths.folder.inflight, "gw1").stacks.write_text("Timeout!\n")
    LastWords(deaths.folder.inflight, "gw2").stacks.touch()
    deaths.dies("gw1")
    deaths.dies("gw2")
    assert deaths.crashes.cause("gw1").kind == "timeout"
    assert deaths.crashes.cause("gw1").message.endswith("where it stood: stacks/gw1.txt")
    assert (deaths.folder.path / "stacks/gw1.txt").read_text() == "Timeout!\n"
    assert deaths.crashes.cause("gw2") == CRASH


def test_words_that_were_cut_short_are_none(deaths: Deaths) -> None:
    (deaths.folder.inflight / "gw1.trouble").write_text('{"kind": "Runt')
    deaths.dies("gw1")
    assert deaths.crashes.cause("gw1") == CRASH
