"""Batches made ahead of the tests that ask: in which order, how far, and what comes of them when the run ends early."""

from __future__ import annotations

import pytest

from toybench import Bench

MODELS = """
import time
from pathlib import Path


def note(what):
    with open("order.txt", "a") as file:
        file.write(what + "\\n")


class Notes:
    def understand(self, requests):
        note("asked " + " ".join(request.case.split("-")[2][-1] for request in requests))
        self.may(requests)
        return ["A"] * len(requests)

    def edit(self, requests):
        note("edits " + " ".join(request.case.split("-")[2][-1] for request in requests))
        return [request.images[0] for request in requests]

    def may(self, requests):
        pass


class Waits(Notes):
    def may(self, requests):
        time.sleep(0.5)


class GoesAway(Notes):
    def may(self, requests):
        from pytest_realunify.errors import ModelUnavailableError

        if any("-0003-" in request.case for request in requests) and not Path("back.txt").exists():
            raise ModelUnavailableError("the house is empty")
"""
HOOKS = """
from noting import note


def pytest_runtest_logreport(report):
    if report.when == "call":
        note("told " + report.nodeid.split("-")[2][-1])
"""
ALONE = ("-p", "no:xdist", "--realunify-batch-size=2", "--realunify-protocol=direct")


@pytest.fixture
def team(bench: Bench) -> Bench:
    bench.data("AAAAAAAA")
    bench.pytester.makepyfile(noting=MODELS, conftest=HOOKS)
    return bench


def order(team: Bench) -> list[str]:
    return (team.path / "order.txt").read_text().splitlines()


def test_answers_are_told_before_more_are_asked_for(team: Bench) -> None:
    """Nothing of them is waited for, so an interrupt loses none."""
    assert team.run("--model=noting:Notes", *ALONE).ret == 0
    assert order(team)[:7] == ["asked 0 2", "told 0", "told 2", "asked 4 6", "told 4", "told 6", "asked 1 3"]


def test_pictures_of_the_next_batch_are_opened_while_the_model_works(team: Bench) -> None:
    team.pytester.makeconftest(
        HOOKS
        + """
from pytest_realunify.suites.official.suite import OfficialSuite

plain = OfficialSuite.open


def noted(self, reference):
    note("opens " + reference.rpartition("/")[2][0])
    return plain(self, reference)


OfficialSuite.open = noted
"""
    )
    assert team.run("--model=noting:Waits", *ALONE, subprocess=True).ret == 0
    seen = order(team)
    for batch, before in (("46", "asked 0 2"), ("13", "asked 4 6"), ("57", "asked 1 3")):
        told = next(place for place, what in enumerate(seen) if what == f"told {before[-3]}")
        assert {f"opens {case}" for case in batch} <= set(seen[:told]), seen


def test_a_model_that_goes_away_keeps_the_results_of_the_batch_before(team: Bench) -> None:
    result = team.run("--model=noting:GoesAway", *ALONE)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    told = ["asked 0 2", "told 0", "told 2", "asked 4 6", "told 4", "told 6", "asked 1 3", "told 1"]
    assert order(team) == told
    assert len(team.results) == 4
    result.stdout.fnmatch_lines(["*the house is empty*"])
    (team.path / "back.txt").touch()
    assert team.run("--realunify-resume", "-p", "no:xdist").ret == 0
    assert [each for each in order(team)[8:] if each.startswith("asked")] == ["asked 1 3", "asked 5 7"]
    assert len(team.results) == 8


def test_under_xdist_nothing_is_made_that_another_worker_may_be_given(team: Bench) -> None:
    assert team.run("--model=noting:Notes", "-n", "2", *ALONE[2:]).ret == 0
    asked = [each for each in order(team) if each.startswith("asked")]
    assert sorted("".join(asked).replace("asked", "").replace(" ", "")) == sorted("02461357")
    assert len(asked) == 4
