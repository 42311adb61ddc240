"""`--realunify-engine=ray` from the user's side, with replicas that live in this process."""

from __future__ import annotations

import pytest

from judgebench import AWAY, NO, YES, JudgeBench
from pytest_realunify.worker import ray_replicas
from raybench import FakeCluster, timeless
from toybench import Bench, folder_is_clean, one_line_errors

RAY = ("--realunify-engine=ray", "--realunify-replicas=3", "-p", "no:xdist")

TRICKY = """
from pathlib import Path
from mymodels import Right

class Tricky(Right):
    def __init__(self):
        if Path("broken").exists():
            raise OSError("no such checkpoint")

    def understand(self, requests):
        deadly = Path("deadly").read_text() if Path("deadly").exists() else "none"
        if any(deadly in request.case for request in requests):
            raise SystemExit
        return super().understand(requests)
"""


@pytest.fixture(autouse=True)
def cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_replicas, "Cluster", FakeCluster)
    monkeypatch.setattr(ray_replicas, "check_installed", lambda: None)


def test_a_run_on_replicas_is_the_run_of_one_process(bench: Bench) -> None:
    bench.data("ABCDABCDABCDABCDABC")
    run = bench.run("--model=mymodels:Always", "--realunify-batch-size=2", *RAY)
    run.assert_outcomes(passed=10, failed=28)
    run.stdout.fnmatch_lines(["realunify: ray: 3 replicas, 1 machine", "realunify: ray: replica ready on *"])
    run.stdout.fnmatch_lines(["realunify: ray: 3 of 3 replicas ready, 0 busy, 0 batches queued, * answered"])
    on_replicas, facts = bench.results, bench.folders[-1].facts()
    assert len(bench.calls) == len(set(bench.calls)) == 19 * 3
    assert {(result.worker, result.device) for result in on_replicas.values()} == {("main", "ray")}
    assert len(facts["replicas"]) == 3
    bench.run("--model=mymodels:Always", "--realunify-batch-size=2", "-p", "no:xdist").assert_outcomes(
        passed=10, failed=28
    )
    assert timeless(on_replicas) == timeless(bench.results)
    assert facts["model"] == bench.folders[-1].facts()["model"]


def test_what_is_drawn_is_judged_as_on_one_process(judged: JudgeBench) -> None:
    judged.draw([(YES, NO), (NO, NO), (YES, YES), (YES, NO), (NO, YES)], steps=True)
    how = ("--model=painter:Paints", "--realunify-judge=myjudges:Reads", "--realunify-batch-size=2")
    judged.run(*how, *RAY).assert_outcomes(passed=4, failed=6)
    on_replicas = judged.results
    judged.run(*how, "-p", "no:xdist").assert_outcomes(passed=4, failed=6)
    assert timeless(on_replicas) == timeless(judged.results)


def test_a_broken_picture_is_told_as_on_one_process(bench: Bench) -> None:
    bench.data("ABCD", steps=False)
    file = bench.path / "data/image/mental_tracking/right/images/1.png"
    file.write_bytes(file.read_bytes()[:50])
    bench.run("--model=mymodels:Right", *RAY).assert_outcomes(passed=3, failed=1)
    on_replicas = bench.results["mental_tracking-right-0001-direct"]
    bench.run("--model=mymodels:Right", "-p", "no:xdist").assert_outcomes(passed=3, failed=1)
    alone = bench.results["mental_tracking-right-0001-direct"]
    assert on_replicas.error is not None
    assert "GEU_direct.json, row 1, field 'input_image'" in on_replicas.error.message
    assert (on_replicas.error, on_replicas.verdict) == (alone.error, alone.verdict)


def test_a_resumed_run_judges_what_was_drawn_and_draws_nothing_again(judged: JudgeBench) -> None:
    judged.draw([(YES, NO), (AWAY, NO), (YES, NO)])
    how = ("--model=painter:Paints", "--realunify-judge=myjudges:Reads", *RAY)
    judged.run(*how).assert_outcomes(passed=2, failed=1)
    judged.flag("healed")
    drawn = list(judged.calls)
    judged.run("--realunify-resume", *RAY).assert_outcomes(passed=3)
    assert judged.calls == drawn


def test_a_stopped_run_goes_on_where_it_was(bench: Bench) -> None:
    bench.data("ABCDABCDABCD")
    bench.run("--model=mymodels:Always", *RAY, "-x").assert_outcomes(passed=1, failed=1)
    bench.run("--realunify-resume", *RAY).assert_outcomes(passed=6, failed=18)
    assert len(bench.results) == 24


def test_cases_that_were_not_selected_are_not_asked(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.run("--model=mymodels:Right", *RAY, "-k", "0003 and direct or 0005").assert_outcomes(passed=3, deselected=13)
    asked = {call.partition(" ")[2] for call in bench.calls}
    assert asked == {
        f"mental_tracking-{each}" for each in ("right-0003-direct", "right-0005-direct", "right-0005-stepwise")
    }


def test_a_teams_own_protocol_is_what_runs(bench: Bench) -> None:
    bench.data("ABCDABCD" * 3)
    bench.pytester.makeconftest(
        """
        import pytest
        from pytest_realunify.protocols import Understand

        def shouted(case):
            return (yield Understand(case.evaluation_prompt.replace("letter", "LETTER, the letter"), case.image))

        @pytest.fixture
        def protocol(protocol, case):
            return shouted if case.protocol == "direct" else protocol
        """
    )
    bench.run("--model=mymodels:Right", "--realunify-batch-size=2", *RAY).assert_outcomes(passed=48)
    for case, result in bench.results.items():
        assert ("LETTER" in result.steps[-1].prompt) == case.endswith("direct")


def test_a_case_that_kills_replicas_is_the_only_one_lost(bench: Bench) -> None:
    bench.data("ABCDABCDABCD")
    bench.pytester.makepyfile(tricky=TRICKY)
    (bench.path / "deadly").write_text("0005-direct")
    run = bench.run("--model=tricky:Tricky", "--realunify-batch-size=4", *RAY)
    run.assert_outcomes(passed=23, failed=1)
    assert [case for case, verdict in bench.verdicts.items() if verdict != "correct"] == [
        "mental_tracking-right-0005-direct"
    ]
    error = bench.results["mental_tracking-right-0005-direct"].error
    assert error is not None
    assert error.kind == "crash"
    run.stdout.fnmatch_lines(["realunify: ray: the replica on * is lost: the actor died"])
    run.stdout.fnmatch_lines(["realunify: ray: *3 replicas lost, 2 batches sent again"])


def test_replicas_that_keep_dying_end_the_run_and_it_can_go_on(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(tricky=TRICKY)
    (bench.path / "deadly").write_text("-")
    run = bench.run("--model=tricky:Tricky", "--realunify-batch-size=1", *RAY)
    assert run.ret != 0
    run.stdout.fnmatch_lines(["*11 replicas were lost in a row, the last one so: the actor died*"])
    assert "Traceback" not in run.stdout.str() + run.stderr.str()
    (bench.path / "deadly").unlink()
    bench.run("--realunify-resume", *RAY).assert_outcomes(passed=16)


def test_a_model_that_cannot_be_loaded_ends_the_run_with_one_message(bench: Bench) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(tricky=TRICKY)
    (bench.path / "broken").touch()
    run = bench.run("--model=tricky:Tricky", *RAY)
    assert run.ret != 0
    assert bench.results == {}
    text = run.stdout.str()
    assert "the model cannot be loaded on any replica: OSError: no such checkpoint" in text
    assert "Traceback" not in text
    (bench.path / "broken").unlink()
    bench.run("--realunify-resume", *RAY).assert_outcomes(passed=16)


def test_a_model_without_a_verb_is_unsupported_there_as_here(bench: Bench) -> None:
    bench.data("ABCD")
    bench.run("--model=mymodels:TextOnly", *RAY).assert_outcomes(passed=1, failed=3, skipped=4)


FIXTURE = """
import pytest

@pytest.fixture(scope="session")
def model():
    return object()
"""
HOOK = """
def pytest_realunify_model(config, name):
    return object if name == "hooked" else None
"""


@pytest.mark.parametrize(
    ("conftest", "arguments", "said"),
    [
        ("", ("--model=mymodels:Right", "-n", "2"), "runs pytest in one process, and -n 2 asks for more."),
        (FIXTURE, (), "cannot send the `model` fixture of a conftest.py to other machines."),
        (HOOK, ("--model=hooked",), "cannot send 'hooked' to other machines: a pytest_realunify_model hook made it."),
    ],
)
def test_what_cannot_run_on_ray_is_refused_with_what_to_type(
    bench: Bench, conftest: str, arguments: tuple[str, ...], said: str
) -> None:
    bench.data("ABCD")
    bench.pytester.makeconftest(conftest)
    result = bench.run("--realunify-engine=ray", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    first, second = one_line_errors(result)
    assert said in first
    assert "--realunify-replicas=2" in second or "--model=package.module:Class" in second
    assert folder_is_clean(bench.path)


def test_an_engine_that_is_none_is_refused(bench: Bench) -> None:
    bench.data("ABCD")
    result = bench.run("--model=mymodels:Right", "--realunify-engine=cloud")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "--realunify-engine takes local or ray, not 'cloud'" in result.stderr.str()


def test_a_missing_ray_is_one_line_with_the_command(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from pytest_realunify.engine.ray.cluster import check_installed

    monkeypatch.setattr(ray_replicas, "check_installed", check_installed)
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    bench.data("ABCD")
    result = bench.run("--model=mymodels:Right", "--realunify-engine=ray")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert one_line_errors(result) == ["ERROR: --realunify-engine=ray needs ray: pip install 'pytest-realunify[ray]'"]
