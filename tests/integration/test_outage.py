"""A served model that is away: the run waits for it, ends in order, and goes on when it is back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fakepainter import prompt_of
from fakeserver import Body, FakeServer, serving
from judgebench import NO, YES, JudgeBench
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import OpenAI
from toybench import Bench

BRIEFLY = "--realunify-outage=1"
DIRECT = "--realunify-protocol=direct"


@pytest.fixture(scope="module", autouse=True)
def _whole_sdk() -> None:
    """As in test_serving: pytester forgets what a run in this process imported first."""
    with serving() as server:
        model = OpenAI(model="fake", base_url=server.url)
        model.understand([Request("Is it there?")])
        model.close()


def table(bench: Bench, server: FakeServer, model: str = "fake", more: str = "") -> int:
    """The team's pyproject.toml; the server's port."""
    bench.pytester.makepyprojecttoml(
        f'[tool.realunify.models.served]\nadapter = "openai"\nmodel = "{model}"\nbase_url = "{server.url}"\n{more}'
    )
    return int(server.server_address[1])


def right(body: Body) -> str:
    """The letter that the toy question gives away."""
    return f"The answer is {prompt_of(body).partition('letter ')[2][:1]}."


def test_a_closed_port_ends_the_run_and_an_open_one_goes_on_with_it(bench: Bench, way: list[str]) -> None:
    bench.data("ABCDABCD" * 4)
    with serving() as gone:
        port = table(bench, gone)
    began = time.monotonic()
    result = bench.run("--model=served", BRIEFLY, *way)
    assert time.monotonic() - began < 60
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert bench.results == {}, "no case is an error"
    told = [line for line in result.outlines if "is away for 1 s" in line and not line.startswith("FAILED ")]
    assert [line.startswith("!") for line in told] == [False, True], "said once, and why pytest stops"
    assert "calls in a row failed, the last with Connection error." in told[0]
    assert told[0].endswith("Finished cases are kept: pytest --realunify --realunify-resume goes on")

    with serving(port=port) as server:
        server.reply = right
        bench.run("--realunify-resume", *way).assert_outcomes(passed=64)
    with serving() as server:
        server.reply = right
        table(bench, server)
        bench.run("--model=served", *way).assert_outcomes(passed=64)
    first, second = (folder.results() for folder in bench.folders)
    assert {key: each.verdict for key, each in first.items()} == {key: each.verdict for key, each in second.items()}


def test_a_server_that_goes_away_half_way_leaves_what_is_finished(bench: Bench) -> None:
    bench.data("ABCDABCD" * 2)
    with serving() as server:
        table(bench, server)
        server.reply = right
        server.fault = lambda number, _: "503" if number >= 8 else None
        how = [DIRECT, "--realunify-batch-size=4", "-p", "no:xdist"]
        result = bench.run("--model=served", BRIEFLY, *how)
        assert result.ret == pytest.ExitCode.INTERRUPTED
        assert set(bench.verdicts.values()) == {"correct"}
        assert 0 < len(bench.verdicts) <= 8, "up to the first that was not answered"
        server.fault = lambda *_: None
        before = len(server.bodies)
        bench.run("--realunify-resume", *how[1:]).assert_outcomes(passed=16)
        assert len(server.bodies) == before + 8, "what was answered is not asked again, told or not"
        assert before < 8 + 20 + 20


def test_a_server_that_is_back_in_time_costs_nothing(bench: Bench, way: list[str]) -> None:
    bench.data("ABCDABCD")
    with serving() as server:
        table(bench, server)
        server.reply = right
        first: list[float] = []

        def starting(*_: object) -> str | None:
            first.append(time.monotonic())
            return "503" if time.monotonic() - first[0] < 3 else None

        server.fault = starting
        bench.run("--model=served", DIRECT, *way).assert_outcomes(passed=8)


def test_with_the_watch_off_every_case_waits_and_pays_for_itself(bench: Bench) -> None:
    bench.data("ABCD")
    with serving() as gone:
        table(bench, gone)
    file = Path(bench.path / "pyproject.toml")
    file.write_text(file.read_text() + "\nmax_retries = 0\n")
    bench.run("--model=served", DIRECT, "--realunify-outage=off", "-p", "no:xdist").assert_outcomes(failed=4)
    assert set(bench.verdicts.values()) == {"error"}


def test_an_account_that_is_empty_ends_the_run_without_waiting(bench: Bench, way: list[str]) -> None:
    bench.data("ABCDABCD" * 12)
    with serving() as server:
        table(bench, server)
        server.fault = lambda *_: "quota"
        result = bench.run("--model=served", DIRECT, "--realunify-outage=300", "--realunify-batch-size=8", *way)
        assert result.ret == pytest.ExitCode.INTERRUPTED
        assert any(line.startswith("!") and "You exceeded your quota" in line for line in result.outlines)
        assert len(server.bodies) <= 2 * (20 + 8)


def test_a_judge_that_is_away_costs_errors_and_not_the_run(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)] * 6)
    with serving() as gone:
        port = table(judged, gone)
    how = ["--realunify-judge=vlm:served", DIRECT, *way]
    result = judged.run("--model=painter:Paints", BRIEFLY, *how)
    result.assert_outcomes(failed=6)
    assert {strict for strict, _ in judged.states().values()} == {"error"}
    errors = [each.error.message for each in judged.results.values() if each.error is not None]
    assert any("is away for" in message for message in errors), errors
    assert len(judged.calls) == 6, "all is drawn"
    with serving(port=port) as server:
        server.reply = lambda body: "yes" if "wheels" in prompt_of(body) else "no"
        judged.run("--realunify-resume", *way).assert_outcomes(passed=6)
    assert len(judged.calls) == 6, "and nothing twice"


def test_more_patience_and_another_address_after_an_outage_are_the_same_judge(
    judged: JudgeBench, way: list[str]
) -> None:
    judged.draw([(YES, NO)] * 4)
    with serving() as server:
        server.reply = lambda body: "yes" if "wheels" in prompt_of(body) else "no"
        server.fault = lambda *_: "quota" if len(server.bodies) > 5 else None
        table(judged, server)
        how = ["--realunify-judge=vlm:served", DIRECT, "--realunify-judge-concurrency=2", *way]
        judged.run("--model=painter:Paints", BRIEFLY, *how)
    said = sum(bool(poll.reply) for each in judged.results.values() for poll in each.polls)
    assert 0 < said < 8
    with serving() as other:
        other.reply = lambda body: "yes" if "wheels" in prompt_of(body) else "no"
        table(judged, other, more="timeout = 900\ndeadline = 3600\nmax_retries = 9\nconcurrency = 3\n")
        judged.run("--realunify-resume", *way).assert_outcomes(passed=4)
        assert len(other.bodies) == 8 - said, "what was said is kept"
        table(judged, other, model="another")
        assert judged.run("--realunify-resume", *way).ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("text", ["soon", "-1", "1e9"])
def test_a_time_that_is_none_is_refused(bench: Bench, text: str) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Right", f"--realunify-outage={text}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"--realunify-outage takes off, or a number of seconds, not {text!r}" in result.stderr.str()
