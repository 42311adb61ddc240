"""A team's own `instance`, `protocol`, `perform` or `score`: it holds for every case, whatever was made ahead."""

from __future__ import annotations

from collections import Counter

import pytest

from pytest_realunify.worker import ray_replicas
from raybench import FakeCluster
from toybench import Bench

DIRECT = "--realunify-protocol=direct"
RAY = ["--realunify-engine=ray", "--realunify-replicas=2", "-p", "no:xdist"]
ENGINES = [["-p", "no:xdist"], ["-n", "2"], RAY]

INSTANCE = """
    import dataclasses
    import pytest

    @pytest.fixture
    def instance(instance):
        if {which}:
            return dataclasses.replace(instance, evaluation_prompt="Please: " + instance.evaluation_prompt)
        return instance
    """

PROTOCOL = """
    import pytest
    from pytest_realunify.protocols import Understand

    def {name}(instance):
        return (yield Understand("Politely: " + instance.evaluation_prompt, instance.image))

    def polite():
        def inner(instance):
            return (yield Understand("Politely: " + instance.evaluation_prompt, instance.image))
        return inner

    @pytest.fixture
    def protocol():
        return {given}
    """


@pytest.fixture
def toy(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(ray_replicas, "Cluster", FakeCluster)
    monkeypatch.setattr(ray_replicas, "check_installed", lambda: None)
    bench.data("ABCDABCDABCDABC")
    return bench


def prompts(bench: Bench, beginning: str) -> dict[str, bool]:
    """By case, whether what the model was asked last begins so."""
    return {case: result.steps[-1].prompt.startswith(beginning) for case, result in bench.results.items()}


@pytest.mark.parametrize("engine", ENGINES, ids=["alone", "n2", "ray"])
@pytest.mark.parametrize("which", ["True", "instance.index % 4 == 3"], ids=["all", "some"])
def test_an_instance_of_the_team_s_is_what_the_model_is_asked_in_every_case(
    toy: Bench, engine: list[str], which: str
) -> None:
    toy.pytester.makeconftest(INSTANCE.format(which=which))
    toy.run("--model=mymodels:Right", "--realunify-batch-size=4", *engine).assert_outcomes(passed=30)
    asked = prompts(toy, "Please: ")
    assert len(asked) == 30
    assert {case for case, is_so in asked.items() if is_so} == {
        case for case in asked if which == "True" or int(case.split("-")[2]) % 4 == 3
    }
    if which == "True":
        assert max(Counter(toy.calls).values()) == 1, "known before the first call: nothing was made for nothing"


@pytest.mark.parametrize("engine", ENGINES, ids=["alone", "n2", "ray"])
@pytest.mark.parametrize("given", ["steps", "polite()"], ids=["one", "one a test"])
def test_a_protocol_of_the_team_s_is_what_the_model_is_asked_by_in_every_case(
    toy: Bench, engine: list[str], given: str
) -> None:
    toy.pytester.makeconftest(PROTOCOL.format(name="steps", given=given))
    toy.run("--model=mymodels:Right", DIRECT, "--realunify-batch-size=4", *engine).assert_outcomes(passed=15)
    asked = prompts(toy, "Politely: ")
    assert len(asked) == 15
    assert all(asked.values())
    if given == "steps" and engine is not RAY:
        assert max(Counter(toy.calls).values()) == 1


def test_what_was_made_of_the_suite_s_own_is_made_anew_where_a_resumed_run_has_an_instance_of_the_team_s(
    toy: Bench,
) -> None:
    toy.pytester.makeconftest("import os\n\ndef pytest_runtest_logfinish():\n    os._exit(1)\n")
    toy.run("--model=mymodels:Right", DIRECT, "--realunify-batch-size=4", "-p", "no:xdist", subprocess=True)
    assert len(toy.calls) == 4
    assert len(toy.verdicts) <= 1
    toy.pytester.makeconftest(INSTANCE.format(which="True"))
    toy.run("--realunify-resume", "-n", "1", subprocess=True).assert_outcomes(passed=15)
    asked = prompts(toy, "Please: ")
    assert sum(not is_so for is_so in asked.values()) == len(toy.verdicts) - 14, "what was finished stays as it was"


@pytest.mark.parametrize("engine", ENGINES, ids=["alone", "n2", "ray"])
def test_a_perform_and_a_score_of_the_team_s_around_ours_hold_for_every_case(toy: Bench, engine: list[str]) -> None:
    toy.pytester.makeconftest(
        """
        import dataclasses
        import pytest

        @pytest.fixture
        def perform(perform):
            return lambda protocol, instance: perform(protocol, dataclasses.replace(instance, edit_prompt="Mirror it."))

        @pytest.fixture
        def score(score):
            return lambda attempt, instance: score(dataclasses.replace(attempt, reply="The answer is A."), instance)
        """
    )
    result = toy.run("--model=mymodels:Right", "--realunify-batch-size=4", *engine)
    result.assert_outcomes(passed=8, failed=22)
    edits = {step.prompt for found in toy.results.values() for step in found.steps if step.verb == "edit"}
    assert edits == {"Mirror it."}
    assert set(Counter(toy.calls).values()) == {1}


def test_a_score_of_the_team_s_that_keeps_no_result_is_never_green(toy: Bench) -> None:
    toy.pytester.makeconftest("import pytest\n\n@pytest.fixture\ndef score():\n    return lambda *_: 'correct'\n")
    result = toy.run("--model=mymodels:Right", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["RUN NOT COMPLETE: 30 cases did not finish*"])
