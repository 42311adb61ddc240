"""Models that many may ask at once: each case advances on its own, and nothing but the time it takes is different."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest

from fakeserver import FakeServer, serving
from pytest_realunify.records import Result
from toybench import Bench

MODELS = '''
import asyncio
import os
import threading
import time
from pathlib import Path

from PIL import Image

ANSWER = "The answer is {}."


class Plain:
    """Right, and a different time for each; notes how many it works on at once."""

    concurrent = True
    concurrency = 6
    lock = threading.Lock()
    now = most = 0

    def _work(self, request):
        with self.lock:
            self.now += 1
            type(self).most = self.most = max(self.most, self.now)
            Path("most.txt").write_text(str(self.most))
        time.sleep(0.01 + request.seed % 5 / 100)
        with self.lock:
            self.now -= 1
            with open("calls.txt", "a") as log:
                log.write(request.case + "\\n")

    def understand(self, requests):
        assert len(requests) == 1
        self._work(requests[0])
        return [ANSWER.format("ABCD"[int(requests[0].case.split("-")[2]) % 4])]

    def edit(self, requests):
        self._work(requests[0])
        return [requests[0].images[0].rotate(180)]


class InLockstep(Plain):
    concurrent = False

    def understand(self, requests):
        return [super(InLockstep, self).understand([request])[0] for request in requests]

    def edit(self, requests):
        return [super(InLockstep, self).edit([request])[0] for request in requests]


class Awaited:
    """All in one event loop, from its first call to its close."""

    concurrency = 5
    now = most = 0

    async def _work(self, request):
        self.loop = getattr(self, "loop", None) or asyncio.get_running_loop()
        assert self.loop is asyncio.get_running_loop()
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.02)
        self.now -= 1

    async def understand(self, requests):
        await self._work(requests[0])
        return [ANSWER.format("ABCD"[int(requests[0].case.split("-")[2]) % 4])]

    async def edit(self, requests):
        await self._work(requests[0])
        return [requests[0].images[0].rotate(180)]

    async def close(self):
        assert self.loop is asyncio.get_running_loop()
        Path("closed.txt").write_text(str(self.most))


class AwaitedOneByOne(Awaited):
    concurrent = False

    async def understand(self, requests):
        return [(await Awaited.understand(self, [request]))[0] for request in requests]


class Hangs(Plain):
    def understand(self, requests):
        if "-0003-" in requests[0].case:
            time.sleep(60)
        return super().understand(requests)


class SlowOnce(Plain):
    """The first case takes as long as all the others together."""

    def understand(self, requests):
        if "-0000-" in requests[0].case:
            time.sleep(1.5)
        return super().understand(requests)


class Dies(Plain):
    def understand(self, requests):
        if "-0005-" in requests[0].case:
            time.sleep(0.05)
            os._exit(3)
        return super().understand(requests)


class LosesItsDevice(Plain):
    def understand(self, requests):
        if "-0005-" in requests[0].case:
            raise RuntimeError("CUDA error: an illegal memory access was encountered")
        return super().understand(requests)


class GoesAway(Plain):
    def understand(self, requests):
        from pytest_realunify.errors import ModelUnavailableError

        if "-0005-" in requests[0].case and not Path("back.txt").exists():
            raise ModelUnavailableError("the house is empty")
        return super().understand(requests)
'''
WHOLE = "ABCDABCDABCDABCDABCDABCD"


@pytest.fixture
def team(bench: Bench) -> Bench:
    bench.data(WHOLE)
    bench.pytester.makepyfile(many=MODELS)
    return bench


def verdicts_alone(team: Bench) -> dict[str, str]:
    assert team.run("--model=many:InLockstep", "--realunify-batch-size=1", "-p", "no:xdist").ret == 0
    return team.verdicts


def plain(results: dict[str, Result]) -> dict[str, object]:
    """What does not depend on clocks and processes."""
    return {
        case: (result.verdict, result.reply, [(step.verb, step.inputs, step.output) for step in result.steps])
        for case, result in sorted(results.items())
    }


def test_as_many_are_asked_at_once_as_the_model_says_and_the_results_are_the_same(team: Bench) -> None:
    assert set(verdicts_alone(team).values()) == {"correct"}
    alone = plain(team.results)
    result = team.run("--model=many:Plain", "-p", "no:xdist", subprocess=True)
    assert result.ret == 0
    assert plain(team.results) == alone
    assert (team.path / "most.txt").read_text() == "6"


def test_the_journal_is_in_the_order_of_the_tests(team: Bench) -> None:
    assert team.run("--model=many:Plain", "-p", "no:xdist").ret == 0
    lines = [json.loads(line) for line in team.folders[-1].journal.read_text().splitlines()]
    assert [line["case"] for line in lines] == [each.split("[")[1][:-1] for each in _collected(team)]


def _collected(team: Bench) -> list[str]:
    found = team.run("--model=many:Plain", "-p", "no:xdist", "--collect-only", "-q")
    return [line for line in found.stdout.lines if "::test_" in line]


@pytest.mark.parametrize("options", [["-n", "0"], ["-n", "2"]], ids=" ".join)
def test_the_workers_of_a_run_share_what_the_model_allows(team: Bench, options: Sequence[str]) -> None:
    assert team.run("--model=many:Plain", *options, subprocess=True).ret == 0
    assert int((team.path / "most.txt").read_text()) == (6 if options[-1] == "0" else 3)
    assert set(team.verdicts.values()) == {"correct"}


def test_batch_size_bounds_what_is_in_flight(team: Bench) -> None:
    team.run("--model=many:Plain", "--realunify-batch-size=2", "-p", "no:xdist", subprocess=True)
    assert (team.path / "most.txt").read_text() == "2"


def test_verbs_that_are_async_are_awaited_in_one_loop_and_many_at_once(team: Bench) -> None:
    alone = verdicts_alone(team)
    result = team.run("--model=many:Awaited", "-p", "no:xdist", subprocess=True)
    assert result.ret == 0
    assert team.verdicts == alone
    assert (team.path / "closed.txt").read_text() == "5", "closed in the loop of its calls"
    assert "never awaited" not in result.stdout.str() + result.stderr.str()


def test_one_that_is_async_and_not_concurrent_gets_batches(team: Bench) -> None:
    team.run("--model=many:AwaitedOneByOne", "-p", "no:xdist", subprocess=True)
    assert set(team.verdicts.values()) == {"correct"}
    assert (team.path / "closed.txt").read_text() == "1"


def test_a_call_that_hangs_costs_its_own_case_alone_and_is_said(team: Bench) -> None:
    result = team.run("--model=many:Hangs", "--realunify-timeout=1", "-p", "no:xdist", subprocess=True)
    wrong = {case for case, verdict in team.verdicts.items() if verdict != "correct"}
    assert {case.split("-")[2] for case in wrong} == {"0003"}
    assert all((found := team.results[case].error) is not None and found.kind == "timeout" for case in wrong)
    result.stdout.fnmatch_lines(["*2 calls of model many:Hangs did not come back; left behind*"])


def test_a_slow_case_holds_up_nobody(team: Bench) -> None:
    team.run("--model=many:SlowOnce", "--realunify-protocol=direct", "-p", "no:xdist", subprocess=True)
    calls = (team.path / "calls.txt").read_text().split()
    assert calls[-1].split("-")[2] == "0000"
    assert len(calls) == len(WHOLE)


@pytest.mark.parametrize("model", ["Dies", "LosesItsDevice"])
def test_a_death_has_the_culprit_that_it_has_in_batches(team: Bench, model: str) -> None:
    """Which of those in flight it was shows when they are asked alone."""
    team.run(f"--model=many:{model}", "--realunify-protocol=direct", "-n", "1", subprocess=True)
    assert {case.split("-")[2] for case, verdict in team.verdicts.items() if verdict != "correct"} == {"0005"}
    assert len(team.verdicts) == len(WHOLE)


def test_what_ends_the_run_keeps_what_was_made_and_a_resumed_run_asks_for_no_more_than_the_rest(team: Bench) -> None:
    result = team.run("--model=many:GoesAway", "--realunify-protocol=direct", "-p", "no:xdist", subprocess=True)
    result.stdout.fnmatch_lines(["*the house is empty*"])
    before = (team.path / "calls.txt").read_text().split()
    assert 0 < len(before) < len(WHOLE)
    (team.path / "back.txt").touch()
    assert team.run("--realunify-resume", "-p", "no:xdist", subprocess=True).ret == 0
    assert set(team.verdicts.values()) == {"correct"}
    asked = (team.path / "calls.txt").read_text().split()
    assert sorted(asked) == sorted(set(asked)), "none twice"
    assert len(asked) == len(WHOLE)


# Served ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving(0.02) as made:
        yield made


def table(server: FakeServer, more: str = "") -> str:
    return f'adapter = "openai"\nmodel = "fake"\nbase_url = "{server.url}"\n{more}'


def test_a_served_model_is_asked_over_both_protocols_at_once(team: Bench, server: FakeServer) -> None:
    server.together = len(WHOLE) + 6  # the first wait for one another
    team.write_table("models.mine", table(server))
    result = team.run("--model=mine", "-p", "no:xdist")
    result.stdout.fnmatch_lines(["realunify: up to 64 calls of mine are in flight at once; -n is not needed for that"])
    assert len(team.results) == 2 * len(WHOLE)
    assert server.most_in_flight > len(WHOLE), "more than the cases of one protocol"


def test_its_concurrency_is_never_passed(team: Bench, server: FakeServer) -> None:
    server.together = 3
    team.write_table("models.mine", table(server, "concurrency = 3\n"))
    team.run("--model=mine", "-p", "no:xdist")
    assert server.most_in_flight == 3
    assert len(team.results) == 2 * len(WHOLE)


def test_a_limit_of_calls_ends_it_and_what_was_paid_for_is_kept(team: Bench, server: FakeServer) -> None:
    team.write_table("models.mine", table(server))
    team.run("--model=mine", "--realunify-max-calls=20", "-p", "no:xdist")
    first = len(team.results)
    assert len(server.bodies) == 20
    assert 0 < first < 2 * len(WHOLE)
    team.run("--realunify-resume", "--realunify-max-calls=1000", "-p", "no:xdist")
    assert len(team.results) == 2 * len(WHOLE)
    assert len(server.bodies) == 3 * len(WHOLE), "one call for direct, two for stepwise, none twice"
