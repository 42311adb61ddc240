"""Judges that are away, babble or die: never a wrong answer, and nothing is drawn or asked twice."""

from __future__ import annotations

import pytest

from judgebench import AWAY, NO, UNSURE, YES, JudgeBench
from toybench import folder_is_clean, one_line_errors

JUDGE = "--realunify-judge=myjudges:Reads"
PAINTED = ["--model=painter:Paints", JUDGE, "--realunify-protocol=direct"]
ALONE_AND_TWO = pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "n2"])


def test_after_an_outage_only_what_is_missing_is_asked_and_nothing_is_drawn(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO), (NO, NO), (YES, AWAY), (NO, AWAY)])
    result = judged.run(*PAINTED, *way)
    assert [strict for strict, _ in judged.states().values()] == ["correct", "wrong", "error", "error"]
    result.assert_outcomes(passed=1, failed=3)
    error = judged.results["world_knowledge-0002-direct"].error
    assert error is not None
    assert error.message.startswith("boom on this one")
    assert [poll.answer for poll in judged.results["world_knowledge-0002-direct"].polls] == ["yes"]
    drawn, asked = len(judged.calls), len(judged.asked)
    judged.flag("healed")

    resumed = judged.run("--realunify-resume", *way)
    assert [strict for strict, _ in judged.states().values()] == ["correct", "wrong", "wrong", "wrong"]
    resumed.assert_outcomes(passed=1, failed=3)
    assert len(judged.calls) == drawn == 4
    assert sorted(judged.asked[asked:]) == ["(0, 77, 3) Is there a horse?", "(255, 77, 2) Is there a horse?"]
    resumed.stdout.fnmatch_lines(["judge: * 8 polls"])
    assert len(judged.folders) == 1


def test_an_outage_is_an_error_of_every_case_and_a_resumed_run_needs_no_model(
    judged: JudgeBench, way: list[str]
) -> None:
    judged.draw([(YES, NO), (NO, NO)])
    judged.flag("outage")
    result = judged.run(*PAINTED, *way)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["world_knowledge-0000-direct: ConnectionError: judge is away *", "direct:   scored 0 of 2*error 2*"]
    )
    judged.flag("outage", up=False)
    (judged.path / "painter.py").write_text("class Paints:\n    def __init__(self): raise OSError('no GPU left')\n")
    judged.run("--realunify-resume", *way).assert_outcomes(passed=1, failed=1)
    assert judged.states() == {0: ("correct", "correct"), 1: ("wrong", "wrong")}


def test_undecided_cases_are_judged_again_and_not_drawn_again(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, UNSURE), (YES, NO)])
    judged.run(*PAINTED, *way).assert_outcomes(passed=1, failed=1)
    assert judged.states()[0] == ("judge-invalid", "correct")
    drawn, asked = len(judged.calls), len(judged.asked)
    judged.run("--realunify-resume", *way).assert_outcomes(passed=1, failed=1)
    assert len(judged.calls) == drawn
    assert judged.asked[asked:] == ["(255, 128, 0) Is there a horse?"] * 2, "and once more, as it babbles again"
    assert judged.results["world_knowledge-0001-direct"].polls


def test_a_case_whose_picture_is_gone_is_drawn_again(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, AWAY)])
    judged.run(*PAINTED, *way)
    (picture,) = judged.folders[-1].images.iterdir()
    picture.unlink()
    judged.flag("healed")
    judged.run("--realunify-resume", *way).assert_outcomes(failed=1)
    assert judged.states() == {0: ("wrong", "wrong")}
    assert len(judged.calls) == 2


def test_a_judge_that_cannot_be_built_leaves_the_pictures(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO), (NO, NO)])
    judged.flag("unloadable")
    result = judged.run(*PAINTED, *way)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["world_knowledge-0000-direct: OSError: no such endpoint *"])
    assert "Traceback" not in result.stdout.str()
    assert len(list(judged.folders[-1].images.iterdir())) == 2
    judged.flag("unloadable", up=False)
    judged.run("--realunify-resume", *way).assert_outcomes(passed=1, failed=1)
    assert len(judged.calls) == 2


def test_a_finished_run_replays_without_judge_and_model(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO), (NO, NO)])
    judged.run(*PAINTED, *way)
    drawn, asked, first = len(judged.calls), len(judged.asked), judged.results
    judged.flag("unloadable")
    result = judged.run("--realunify-resume", *way)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*expected yes, got no: Does the cart have 3 wheels?*", "judge: * 4 polls"])
    assert (len(judged.calls), len(judged.asked), judged.results) == (drawn, asked, first)


def test_what_is_no_judge_is_said_to_be_none(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)])
    judged.run("--model=painter:Paints", "--realunify-judge=painter:Paints", "--realunify-protocol=direct", *way)
    error = judged.results["world_knowledge-0000-direct"].error
    assert error is not None
    assert error.kind == "JudgeError"
    assert "without an answer(requests) method" in error.message


def test_a_judge_that_kills_its_worker_costs_the_one_case(judged: JudgeBench) -> None:
    judged.draw([(YES, NO)] * 6)
    arguments = ["--realunify-judge=myjudges:Deadly", "--realunify-protocol=direct", "--realunify-batch-size=2"]
    result = judged.run("--model=painter:Paints", *arguments, "-n", "2", subprocess=True)
    # One that the judge was busy beside may have been about to end, and then it is run again: passed is 5 or 6.
    assert result.parseoutcomes()["failed"] == 1
    assert len(judged.states()) == 6
    broken = {index for index, (strict, _) in judged.states().items() if strict != "correct"}
    assert broken == {2}
    error = judged.results["world_knowledge-0002-direct"].error
    assert error is not None
    assert error.kind == "crash"


def test_stopping_early_does_not_wait_for_the_judge(judged: JudgeBench) -> None:
    judged.draw([(NO, NO), (YES, NO)])
    judged.pytester.makepyfile(
        silent="""
        import threading
        import myjudges

        class Silent(myjudges.Reads):
            concurrent = True

            def reply(self, request):
                if request.image.getpixel((0, 0))[0]:
                    threading.Event().wait()  # for ever
                return super().reply(request)
        """
    )
    arguments = ["--realunify-judge=silent:Silent", "--realunify-protocol=direct", "-x"]
    result = judged.run("--model=painter:Paints", *arguments, "-p", "no:xdist", subprocess=True)
    result.assert_outcomes(failed=1)


@ALONE_AND_TWO
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--realunify-judge=pixel"],
            ["unknown judge (--realunify-judge): 'pixel'. Did you mean 'pixels'?", "valid: "],
        ),
        (["--realunify-judge=vlm:referenc"], ["unknown model", "'reference'"]),
        (["--realunify-judge=myjudges:Raeds"], ["Did you mean 'Reads'?"]),
        ([JUDGE, "--realunify-judge-repeats=2"], ["--realunify-judge-repeats takes an odd number"]),
        ([JUDGE, "--realunify-judge-prompt=ask.txt"], ["--realunify-judge-prompt: no file 'ask.txt' here."]),
        ([JUDGE, "--realunify-judge-prompt=painter.py"], ["painter.py must hold {question}"]),
        ([JUDGE, "--realunify-protocol=blind"], ["has no instance for --realunify-protocol=blind", "direct"]),
        ([], ["holds UEG instances alone", "name a judge with --realunify-judge=vlm:MODEL"]),
    ],
    ids=["name", "model", "class", "even", "no prompt", "no question", "blind", "none"],
)
def test_what_cannot_be_judged_is_said_before_anything_starts(
    judged: JudgeBench, workers: list[str], arguments: list[str], words: list[str]
) -> None:
    judged.draw([(YES, NO)])
    result = judged.run("--model=painter:Paints", *arguments, *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = one_line_errors(result)
    assert len(lines) <= 3
    assert all(word in "\n".join(lines) for word in words), lines
    assert folder_is_clean(judged.path)


@ALONE_AND_TWO
@pytest.mark.parametrize("folder", ["colours.txt", "colours.txt/deeper", "/proc/nowhere"])
def test_a_judge_cache_that_cannot_be_written_is_said_before_anything_starts(
    judged: JudgeBench, folder: str, workers: list[str]
) -> None:
    judged.draw([(YES, NO)])
    result = judged.run(*PAINTED, f"--realunify-judge-cache={folder}", *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    first, second = one_line_errors(result)
    assert f"--realunify-judge-cache: {judged.path / folder} cannot be written: " in first
    assert "leave the option out" in second
    assert folder_is_clean(judged.path)
    assert judged.calls == []


def test_a_judge_cache_that_no_case_needs_is_not_looked_at(judged: JudgeBench) -> None:
    judged.data("AB", steps=False)
    result = judged.run("--model=mymodels:Right", "--realunify-judge-cache=mymodels.py", "-p", "no:xdist")
    result.assert_outcomes(passed=2)


def test_more_workers_than_calls_are_refused_with_what_to_type(judged: JudgeBench) -> None:
    judged.draw([(YES, NO)] * 3)
    result = judged.run(*PAINTED, "-n", "2", "--realunify-judge-concurrency=1")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = one_line_errors(result)
    assert "--realunify-judge-concurrency=1 is fewer than the 2 workers" in lines[0]
    assert "--realunify-judge-concurrency=2" in lines[1]
    assert folder_is_clean(judged.path)
    judged.run(*PAINTED, "-n", "2", "--realunify-judge-concurrency=2").assert_outcomes(passed=3)
    judged.run(*PAINTED, "-n", "0", "--realunify-judge-concurrency=1").assert_outcomes(passed=3)


TABLE = '[tool.realunify.judges.mine]\nadapter = "myjudges:Reads"\nstrictness = {}\n'


def test_a_judge_that_changed_does_not_go_on_with_a_run(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, AWAY)])
    pyproject = judged.path / "pyproject.toml"
    pyproject.write_text(TABLE.format(1))
    judged.run("--model=painter:Paints", "--realunify-judge=mine", "--realunify-protocol=direct", *way)
    before = judged.folders[-1].facts()["judge"]["fingerprint"]
    pyproject.write_text(TABLE.format(2))
    result = judged.run("--realunify-resume", *way)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = one_line_errors(result)
    assert f"was judged by mine with fingerprint {before}, and mine now has" in lines[0]
    assert before not in lines[0].rpartition("now has")[2]


def test_a_run_whose_judge_cannot_be_told_is_not_resumed(judged: JudgeBench) -> None:
    judged.draw([(YES, AWAY)])
    judged.run(*PAINTED, "-p", "no:xdist")
    folder = judged.folders[-1]
    folder.write_facts({**folder.facts(), "judge": "pixels"})
    result = judged.run("--realunify-resume", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "run.json, field 'judge'" in one_line_errors(result)[0]


@pytest.mark.parametrize(
    "changed",
    ["--realunify-judge=myjudges:Eye", "--realunify-judge-repeats=3", "--realunify-judge-prompt=Eh? {question}"],
)
def test_who_judges_and_how_cannot_change_when_resuming(judged: JudgeBench, changed: str) -> None:
    judged.draw([(YES, AWAY)])
    judged.run(*PAINTED, "-p", "no:xdist")
    result = judged.run("--realunify-resume", changed, "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "differs from the run being resumed" in one_line_errors(result)[0]
