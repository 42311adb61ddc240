"""Where a gate is in doubt after the first pass, its cases are asked again, and all verdicts decide."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from lookbench import FILE, case, drawn, forget, look, once, plant, with_baseline

from pytest_realunify.worker import ray_replicas
from raybench import FakeCluster
from toybench import Bench, one_line_errors


@pytest.fixture
def gated(bench: Bench) -> Bench:
    return with_baseline(bench)


def test_a_drop_is_asked_about_again_and_decided_on_all(gated: Bench, way: list[str]) -> None:
    plant(gated, 6)
    result = look(gated, "--junitxml=junit.xml", *way)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=2 * 3 + 8 + 3, failed=1, xfailed=6 * 3)
    result.stdout.fnmatch_lines(
        [
            "*16 cases, 2 times more where a gate is in doubt;*",
            "*100%]*",
            "direct:   scored 24 of 24*",
            "stepwise: scored 8 of 8*",
            "mental_tracking:direct * 25.0  100.0   -75.0 *FAIL",
            "note: second look: 16 more verdicts, 2 a case, on mental_tracking:direct",
            "GATES FAILED: mental_tracking:direct",
        ]
    )
    assert drawn(gated) == once() + once(("direct",)) + once(("direct",))
    facts = gated.folders[-1].facts()
    told = {"places": ["mental_tracking:direct"], "repeats": 2, "by_protocol": {"direct": 16}}
    assert (facts["confirmed"], facts["selected"]) == (told, 32)
    results = gated.folders[-1].results()
    assert Counter(repeat for _, repeat in results) == {0: 16, 1: 8, 2: 8}
    assert len({result.reply for result in results.values()}) == 32, "every draw has a seed of its own"
    suite = ET.parse(gated.path / "junit.xml").getroot()[0]  # noqa: S314 - our own file
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == (str(32 + 4), "1", "0")


def test_a_false_alarm_is_called_off(gated: Bench, way: list[str]) -> None:
    """Wrong on the first draw and never again."""
    plant(gated, 7, draws=1)
    assert look(gated, *way, confirm=0).ret == pytest.ExitCode.TESTS_FAILED
    forget(gated)
    result = look(gated, *way)
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    result.stdout.fnmatch_lines(["mental_tracking:direct * 70.8  100.0 *pass", "gates passed: 4 of 4"])


def test_where_nothing_is_in_doubt_nothing_more_is_asked(gated: Bench, way: list[str]) -> None:
    plant(gated, 1)
    result = look(gated, *way)
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=15 + 4, xfailed=1)
    result.stdout.fnmatch_lines(["*100%]*", "gates passed: 4 of 4"])
    result.stdout.no_fnmatch_line("*second look: *")
    assert drawn(gated) == once()
    facts = gated.folders[-1].facts()
    assert (facts.get("confirmed"), facts["selected"]) == (None, 16)


def test_the_model_is_loaded_once_for_both_passes(gated: Bench) -> None:
    plant(gated, 6)
    look(gated, "-p", "no:xdist")
    assert (gated.path / "loaded.txt").read_text().count("loaded") == 1


def test_batches_and_repeats_are_those_of_any_run(gated: Bench, way: list[str]) -> None:
    plant(gated, 6)
    look(gated, "--realunify-batch-size=3", "--realunify-repeats=2", *way)
    assert drawn(gated) == Counter({**dict.fromkeys(once(("direct",)), 4), **dict.fromkeys(once(("stepwise",)), 2)})
    assert Counter(repeat for _, repeat in gated.folders[-1].results()) == {0: 16, 1: 16, 2: 8, 3: 8}


def test_what_was_not_chosen_to_run_is_not_looked_at(gated: Bench, way: list[str]) -> None:
    plant(gated, 8)
    left = [index for index in range(8) if index % 2 == 0]
    named = [f"cases/test_geu.py::test_geu[{case(index)}]" for index in left]
    for chosen in (["-k", "left and direct"], named):
        forget(gated)
        look(gated, *chosen, *way).stdout.fnmatch_lines(["note: second look: 8 more verdicts, 2 a case, on *"])
        assert drawn(gated) == Counter({case(index): 3 for index in left})
        assert gated.folders[-1].facts()["selected"] == 12


def test_the_failures_of_the_last_run_can_be_looked_at_alone(gated: Bench) -> None:
    plant(gated, 6)
    strict = ("--realunify-strict-cases", "-p", "no:xdist")
    look(gated, *strict, confirm=0).assert_outcomes(passed=10 + 3, failed=6 + 1)
    forget(gated)
    look(gated, "--lf", *strict)
    assert drawn(gated) == Counter({case(index): 3 for index in range(6)})


def test_a_team_s_marks_hold_in_both_passes(gated: Bench, way: list[str]) -> None:
    gated.pytester.makeconftest(
        f"""
        import pytest

        def pytest_collection_modifyitems(items):
            for item in items:
                if "{case(7)}" in item.name:
                    item.add_marker(pytest.mark.skip(reason="known to be odd"))
        """
    )
    plant(gated, 6)
    look(gated, *way).stdout.fnmatch_lines(["direct:   scored 21 of 21*", "note: second look: 14 more verdicts*"])
    assert gated.folders[-1].facts()["selected"] == 14 + 15


def test_a_team_s_own_tests_run_once(gated: Bench, way: list[str]) -> None:
    (gated.path / "test_theirs.py").write_text("def test_one():\n    pass\n\n\ndef test_two():\n    pass\n")
    plant(gated, 6)
    result = look(gated, "cases", "test_theirs.py", *way)
    result.assert_outcomes(passed=2 * 3 + 8 + 3 + 2, failed=1, xfailed=6 * 3)


def test_collecting_shows_what_will_run_in_any_case(gated: Bench, way: list[str]) -> None:
    result = look(gated, "--collect-only", "-q", *way)
    listed = [line for line in result.stdout.lines if line.startswith("cases/")]
    assert len(listed) == 16
    assert not [line for line in listed if "-rep" in line or "second" in line]


def test_plain_failures_end_the_run_in_either_pass(gated: Bench) -> None:
    plant(gated, 6)
    strict = ("--realunify-strict-cases", "-p", "no:xdist")
    look(gated, *strict).assert_outcomes(passed=2 * 3 + 8 + 3, failed=6 * 3 + 1)
    for most, seen in (("-x", 1), ("--maxfail=8", 8)):
        forget(gated)
        result = look(gated, *strict, most)
        assert result.parseoutcomes()["failed"] == seen
        result.stdout.fnmatch_lines(["*gates: not judged, the run ended early"])


def test_a_worker_that_dies_in_the_second_pass_costs_one_verdict_at_most(gated: Bench) -> None:
    gated.write_table("gates", "min-scored = 4\nerror-budget = 0.1")
    plant(gated, 6, dies=(case(3), 2))
    result = look(gated, "-n", "2", "--realunify-batch-size=2")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["GATES FAILED: mental_tracking:direct"])
    facts = gated.folders[-1].facts()
    assert (facts["confirmed"]["by_protocol"], facts["selected"]) == ({"direct": 16}, 32)
    assert len(gated.folders[-1].results()) == 32
    assert sum(verdict == "error" for verdict in gated.verdicts.values()) == 0, "the batch was run again, one by one"


@pytest.mark.parametrize("draw", [1, 2, 3])
def test_a_run_killed_in_either_pass_goes_on_to_the_same_end(gated: Bench, draw: int, way: list[str]) -> None:
    plant(gated, 6, dies=(case(5), draw))
    look(gated, "--realunify-batch-size=1", "-p", "no:xdist", subprocess=True)
    stopped = gated.folders[-1]
    done = len(stopped.results())
    assert done < 32
    plant(gated, 6)
    forget(gated)
    result = gated.run("--realunify-resume", *way)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["note: second look: 16 more verdicts, 2 a case, on mental_tracking:direct"])
    assert gated.folders[-1].path == stopped.path
    assert len(stopped.results()) == 32
    assert sum(drawn(gated).values()) == 32 - done, "nothing is asked twice"
    facts = stopped.facts()
    assert (facts["selected"], facts["confirmed"]["by_protocol"]) == (32, {"direct": 16})


def test_what_is_looked_at_does_not_depend_on_where_a_run_was_stopped(gated: Bench) -> None:
    """What the second pass had found calls the alarm off; it was raised all the same, and is decided on all."""
    plant(gated, 6, draws=1, dies=(case(7), 3))
    look(gated, "--realunify-batch-size=1", "-p", "no:xdist", subprocess=True)
    (gated.path / "drop.json").unlink()
    gated.run("--realunify-resume", "-p", "no:xdist").stdout.fnmatch_lines(["note: second look: 16 more verdicts*"])
    assert len(gated.folders[-1].results()) == 32


def test_a_finished_run_can_be_looked_at_again_later(gated: Bench, way: list[str]) -> None:
    plant(gated, 7, draws=1)
    gated.run("--model=dropping:Drops", *way)
    result = gated.run("--realunify-resume", f"--realunify-baseline={FILE}", "--realunify-confirm=2", *way)
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    assert drawn(gated) == once() + once(("direct",)) + once(("direct",))
    result = gated.run("--realunify-resume", *way)
    assert result.ret == pytest.ExitCode.OK, "it goes on as it was gone on with"
    result = gated.run("--realunify-resume", "--realunify-confirm=3", *way)
    assert result.ret == pytest.ExitCode.OK
    assert Counter(repeat for _, repeat in gated.folders[-1].results()) == {0: 16, 1: 8, 2: 8, 3: 8}
    assert sum(drawn(gated).values()) == 16 + 3 * 8
    result = gated.run("--realunify-resume", "--realunify-confirm=1", *way)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "has asked cases 3 times more already" in one_line_errors(result)[0]


def test_replicas_look_twice_too(gated: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_replicas, "Cluster", FakeCluster)
    monkeypatch.setattr(ray_replicas, "check_installed", lambda: None)
    plant(gated, 6)
    ray = ("--realunify-engine=ray", "--realunify-replicas=3", "-p", "no:xdist", "--realunify-batch-size=2")
    result = look(gated, *ray)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert drawn(gated) == once() + once(("direct",)) + once(("direct",))
    result.stdout.fnmatch_lines(["direct:   scored 24 of 24*", "GATES FAILED: mental_tracking:direct"])


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "no second look without --realunify-baseline=FILE: *"),
        (["--realunify-update-baseline"], "no second look while a baseline is written: *"),
        (["--realunify-shard=1/2", f"--realunify-baseline={FILE}"], "no second look in a shard: *"),
    ],
)
def test_where_there_is_none_the_header_says_why(gated: Bench, arguments: list[str], why: str) -> None:
    plant(gated, 6)
    result = gated.run("--model=dropping:Drops", "--realunify-confirm=2", "-p", "no:xdist", *arguments)
    result.stdout.fnmatch_lines([f"realunify: {why}"])
    assert drawn(gated).total() <= 16


def test_another_way_to_spread_takes_no_second_look_and_says_so(gated: Bench) -> None:
    plant(gated, 6)
    result = look(gated, "-n", "2", "--dist=loadscope")
    result.stdout.fnmatch_lines(["realunify: --dist=loadscope splits batches: one case per call, and no second look"])
    assert drawn(gated) == once()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
