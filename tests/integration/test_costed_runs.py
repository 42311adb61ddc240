"""What a run cost, against the server's own count; and runs that may cost no more than so much."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from fakepainter import TOKENS, prompt_of
from fakeserver import FakeServer, at_random, serving
from judgebench import NO, YES, JudgeBench
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import OpenAI
from pytest_realunify.models.spending import Purse
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import Verb
from pytest_realunify.worker import ray_replicas
from raybench import FakeCluster

SERVED = ("--model=painting", "--realunify-judge=vlm:judging")
RAY = ["--realunify-engine=ray", "--realunify-replicas=2", "-p", "no:xdist"]
PRICES = """
[tool.realunify.prices]
currency = "EUR"
painting = { output_images = 0.04, understand = { input_tokens = 1000, output_tokens = 2000 } }
judging = { calls = 0.5 }
"""


@pytest.fixture(scope="module", autouse=True)
def _whole_sdk() -> None:
    """As in test_serving: pytester forgets what a run in this process imported first."""
    with serving() as server:
        model = OpenAI(model="fake", base_url=server.url)
        model.understand([Request("Is it there?")])
        model.close()


@pytest.fixture
def servers(judged: JudgeBench) -> Iterator[tuple[FakeServer, FakeServer]]:
    """Of the model, and of the judge."""
    with serving() as painting, serving() as judging:
        judging.reply = lambda body: "yes" if "wheels" in prompt_of(body) else "no"
        tables = "".join(
            f'[tool.realunify.models.{name}]\nadapter = "openai"\nmodel = "fake"\nbase_url = "{server.url}"\n'
            for name, server in (("painting", painting), ("judging", judging))
        )
        (judged.path / "pyproject.toml").write_text(tables + PRICES)
        judged.draw([(YES, NO)] * 12, steps=True)
        yield painting, judging


@pytest.fixture(params=["plain", "n2", "ray"])
def everywhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """How the run is made. Replicas that end take their models with them; here somebody must close those."""
    monkeypatch.setattr(ray_replicas, "Cluster", FakeCluster)
    monkeypatch.setattr(ray_replicas, "check_installed", lambda: None)
    made: list[OpenAI] = []

    def watched(model: OpenAI, purse: Purse) -> frozenset[Verb]:
        made.append(model)
        return watch(model, purse)

    watch = OpenAI.watch_spending
    monkeypatch.setattr(OpenAI, "watch_spending", watched)
    yield {"plain": ["-p", "no:xdist"], "n2": ["-n", "2"], "ray": RAY}[request.param]
    for model in made:
        model.close()


def costs(bench: JudgeBench) -> dict[str, Any]:
    """Of the newest run, from its JSON report."""
    found: dict[str, Any] = json.loads((bench.folders[-1].path / "report.json").read_text())["costs"]
    return found


def summed(told: Mapping[str, Any], who: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in told["rows"]:
        total.update(row["counts"] if row["who"] == who else {})
    return total


def test_the_sums_are_the_servers_own(
    judged: JudgeBench, servers: tuple[FakeServer, FakeServer], everywhere: list[str]
) -> None:
    for seed, server in enumerate(servers):
        server.fault = at_random(0.2, seed, ("429", "500"))
    result = judged.run(*SERVED, "--realunify-report=json,markdown,html", *everywhere)
    told = costs(judged)
    for server, who in zip(servers, ("model", "judge"), strict=True):
        answered = len(server.bodies) - server.faults.total()
        assert server.faults["429"] > 0
        found = summed(told, who)
        assert found["calls"] == len(server.bodies)
        assert found["retries"] == server.faults.total()
        assert found["waited_ms"] > 0
        assert found["input_tokens"] == answered * TOKENS["input"]
        assert found["output_tokens"] == answered * TOKENS["output"]
    assert summed(told, "model")["output_images"] == 24, "12 cases under two protocols"
    # Two questions about each picture; of pictures that came out alike the replies are remembered.
    assert summed(told, "judge")["input_images"] == len(servers[1].bodies) - servers[1].faults.total() <= 24 * 2
    assert {(row["protocol"], row["who"]) for row in told["rows"]} == {
        (protocol, who) for protocol in ("direct", "stepwise") for who in ("model", "judge")
    }
    texts = 12 * (TOKENS["input"] * 1000 + TOKENS["output"] * 2000) / 1e6
    assert told["currency"] == "EUR"
    assert told["total"]["money"] == pytest.approx(24 * 0.04 + texts + 0.5 * len(servers[1].bodies))
    calls = f"{len(servers[0].bodies) + len(servers[1].bodies)}"
    result.stdout.fnmatch_lines(["*- cost -*", "*calls*retries*EUR", f"total *{calls} *"])
    folder = judged.folders[-1].path
    assert f"| total | {calls} |" in (folder / "report.md").read_text()
    assert '<h2 id="cost-title">Cost</h2>' in (folder / "report.html").read_text()


def test_calls_are_never_more_than_allowed_and_a_resumed_run_counts_on(
    judged: JudgeBench, servers: tuple[FakeServer, FakeServer], everywhere: list[str]
) -> None:
    servers[0].fault = at_random(0.2, 3, ("429",))
    most = 40
    result = judged.run(*SERVED, f"--realunify-max-calls={most}", "--realunify-report=json", *everywhere)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    made = sum(len(server.bodies) for server in servers)
    assert most - 3 <= made <= most
    assert costs(judged)["total"]["counts"]["calls"] == made
    told = [line for line in result.outlines if line.startswith("!") and "calls are made" in line]
    assert len(told) == 1
    assert "--realunify-max-calls=40. Finished cases are kept: pytest --realunify --realunify-resume" in told[0]
    finished = judged.results
    assert any(each.reply is not None for each in finished.values()), "what was paid for is kept"

    again = judged.run("--realunify-resume", "--realunify-report=json", *everywhere)
    assert again.ret == pytest.ExitCode.INTERRUPTED, "the run has had its calls"
    assert most - 3 <= sum(len(server.bodies) for server in servers) <= most

    judged.run("--realunify-resume", "--realunify-max-calls=1000", "--realunify-report=json", *everywhere)
    assert {each.verdict.strict for each in judged.results.values()} <= {"correct", "wrong"}
    assert len(judged.results) == 24
    final = costs(judged)
    assert final["total"]["counts"]["calls"] == sum(len(server.bodies) for server in servers)
    assert summed(final, "judge")["calls"] == len(servers[1].bodies)


def test_money_ends_a_run_too(
    judged: JudgeBench, servers: tuple[FakeServer, FakeServer], everywhere: list[str]
) -> None:
    how = ("--realunify-batch-size=2", "--realunify-judge-concurrency=2", "--realunify-report=json")
    result = judged.run(*SERVED, "--realunify-max-cost=8", *how, *everywhere)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert any("EUR are spent, and --realunify-max-cost=8" in line for line in result.outlines if line[:1] == "!")
    spent = costs(judged)["total"]["money"]
    assert spent == pytest.approx(8, abs=2.5), "what was in flight is finished"
    judged.run("--realunify-resume", "--realunify-max-cost=1e6", *how[2:], *everywhere)
    assert len(judged.results) == 24
    counts = costs(judged)["total"]["counts"]
    assert counts["calls"] == sum(len(server.bodies) for server in servers)


def test_a_model_that_counts_nothing_makes_a_call_per_request(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)] * 12)
    how = ("--model=painter:Paints", "--realunify-judge=myjudges:Reads", "--realunify-protocol=direct")
    result = judged.run(*how, "--realunify-max-calls=9", "--realunify-batch-size=4", *way)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert len(judged.calls) + len(judged.asked) <= 9
    judged.run("--realunify-resume", "--realunify-max-calls=36", *way).assert_outcomes(passed=12)
    assert len(judged.calls) + len(judged.asked) <= 36


def test_a_run_of_before_there_were_costs_has_none(judged: JudgeBench) -> None:
    judged.draw([(YES, NO)])
    judged.run("--model=painter:Paints", "--realunify-judge=myjudges:Reads", "-p", "no:xdist")
    run = StoredRun.load(judged.folders[-1])
    assert run.costs.rows == ()
    line = run.folder.journal.read_text()
    assert '"judging":{}' in line
    run.folder.journal.write_text(line.replace(',"judging":{}', ""))
    assert StoredRun.load(run.folder).results == run.results


@pytest.mark.parametrize(
    ("prices", "told"),
    [
        ("", "--realunify-max-cost=1 needs prices"),
        ('"painting" = 3', "expected a table"),
        ("painting = { input_token = 1 }", "Did you mean 'input_tokens'?"),
        ("painting = { calls = -1 }", "calls in [tool.realunify.prices], 'painting' is -1"),
        ("currency = 7\npainting = { calls = 1 }", "currency in [tool.realunify.prices] is 7"),
    ],
)
def test_prices_that_are_none_are_said_before_anything_is_asked(judged: JudgeBench, prices: str, told: str) -> None:
    judged.draw([(YES, NO)])
    model = '[tool.realunify.models.painting]\nadapter = "openai"\nmodel = "x"\nbase_url = "http://127.0.0.1:9/v1"\n'
    (judged.path / "pyproject.toml").write_text(f"{model}[tool.realunify.prices]\n{prices}\n")
    result = judged.run("--model=painting", "--realunify-judge=myjudges:Reads", "--realunify-max-cost=1")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told in result.stderr.str()
