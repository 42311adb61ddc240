"""From a file of labelled pictures to a corrected score: the command, then the runs."""

from __future__ import annotations

import json
import sys

import numpy as np  # noqa: F401 (it cannot be loaded anew by each in-process pytest)
import pytest
from PIL import Image

from judgebench import NO, UNSURE, YES, JudgeBench

JUDGE = "--realunify-judge=myjudges:Reads"
RUN = ["--model=recorded:outputs", JUDGE, "--realunify-protocol=direct"]
CALIBRATED = "--realunify-judge-calibration=calibration.json"
COMMAND = "import sys; from pytest_realunify.cli.main import main; sys.exit(main(sys.argv[1:]))"

Label = tuple[int, str]

LABELLED = [(YES, "yes")] * 18 + [(NO, "yes")] * 2 + [(NO, "no")] * 16 + [(YES, "no")] * 4 + [(UNSURE, "no")]
"""Whether the judge sees wheels, and whether there are: of 20 right pictures it passes 18, of 20 wrong ones 4."""


@pytest.fixture
def calibrated(judged: JudgeBench) -> JudgeBench:
    """Ten pictures, of which the judge takes five for right; `calibration.json` says how the judge errs."""
    judged.draw([(YES, NO)] * 5 + [(NO, NO)] * 5)
    calibrate(judged)
    return judged


def calibrate(judged: JudgeBench, *more: str, labels: list[Label] = LABELLED, wanted: bool = True) -> pytest.RunResult:
    """`wanted`: the file says which answers a right picture would have; it has wheels and no horse."""
    rows = []
    for index, (red, label) in enumerate(labels):
        Image.new("RGB", (8, 8), (red, 0, index)).save(judged.path / f"{index}.png")
        for question, truth, gold in (("Are there wheels?", label, "yes"), ("Is there a horse?", "no", "no")):
            row = {"image": f"{index}.png", "question": question, "label": truth}
            rows.append({**row, "expected": gold} if wanted else row)
    (judged.path / "labels.jsonl").write_text("\n".join(map(json.dumps, rows)))
    arguments = ["--judge=myjudges:Reads", "--per-subtask=0", "--labels=labels.jsonl", "-o", "calibration.json"]
    result = judged.pytester.run(sys.executable, "-c", COMMAND, "judge", "calibrate", *arguments, *more)
    assert result.ret == 0, result.stderr.str()
    return result


def test_a_score_is_corrected_by_the_judge_s_measured_error(calibrated: JudgeBench, way: list[str]) -> None:
    result = calibrated.run(*RUN, CALIBRATED, *way)
    # Half pass, of right pictures 0.9 do and of wrong ones 0.2: (0.5 - 0.2) / 0.7 = 0.429.
    result.stdout.re_match_lines(
        [
            r"direct +50\.0 .*",
            r"UEG corrected for judge error",
            r"direct +42\.9      -      -      -      -      -      - *$",
            r"  95% CI +\d+-\d+ *$",
            r"parity scorer",
        ]
    )
    result.stdout.fnmatch_lines(
        [
            "judge: myjudges:Reads (fingerprint *), 20 polls",
            "calibration: myjudges:Reads, sensitivity 90.0 (70-97), specificity 93.4 (84-97), n 81 (own labels; *",
        ]
    )
    assert all(
        len(line) <= 100 for line in result.stdout.lines if line.startswith(("direct", "UEG corrected", "  95%"))
    )


def test_without_the_option_nothing_is_corrected(calibrated: JudgeBench) -> None:
    result = calibrated.run(*RUN, "-p", "no:xdist")
    result.stdout.no_fnmatch_line("UEG corrected*")
    result.stdout.no_fnmatch_line("calibration:*")


def test_the_command_prints_the_rates_of_the_labels(judged: JudgeBench) -> None:
    judged.draw([(YES, NO)])
    result = calibrate(judged)
    result.stdout.fnmatch_lines(
        [
            "judge myjudges:Reads (import, fingerprint *)",
            "labelled pictures * 82  90.0 (70-97)  93.4 (84-97)  91.7 (*98.8   0",
            "whole labelled pictures that pass",
            "  right * 20  90.0 (70-97)",
            "  one question off * 20   20.0 (8-42)",
            "  several questions off * 0 *-",
            "stored in calibration.json;*",
        ]
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            ["--realunify-judge-prompt=Well? {question}"],
            "*is the calibration of judge myjudges:Reads with *",
        ),
        (["--realunify-judge=myjudges:Fickle"], "*is the calibration of judge myjudges:Reads with *"),
        (["--realunify-judge-repeats=3"], "*measured with 1 votes per question, this run takes 3.*"),
        (["--realunify-judge-calibration=none.json"], "*none.json: cannot be read: No such file or directory*"),
        (["--realunify-judge-calibration=labels.jsonl"], "*labels.jsonl: is no calibration file: *"),
    ],
)
def test_a_calibration_of_something_else_ends_the_run_before_it_starts(
    calibrated: JudgeBench, more: list[str], told: str
) -> None:
    result = calibrated.run(*RUN, CALIBRATED, *more, "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])
    assert not calibrated.folders


def test_a_judge_that_is_no_better_than_a_coin_corrects_nothing(judged: JudgeBench) -> None:
    judged.draw([(YES, NO)])
    calibrate(judged, labels=[(YES, "yes"), (NO, "yes"), (YES, "no"), (NO, "no")] * 5)
    result = judged.run(*RUN, CALIBRATED, "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    told = "*the judge is no better than a coin: it passes 50.0% of right and 50.0% of wrong pictures (of 10 and 10)*"
    result.stderr.fnmatch_lines([told])


def test_labels_that_say_nothing_of_whole_pictures_correct_nothing_and_the_run_goes_on(judged: JudgeBench) -> None:
    judged.draw([(YES, NO)] * 5 + [(NO, NO)] * 5)
    calibrate(judged, wanted=False)
    result = judged.run(*RUN, CALIBRATED, "-p", "no:xdist")
    result.stdout.fnmatch_lines(
        ["calibration: *", "UEG direct not corrected for judge error: its calibration knows answers, not whole *"]
    )
    result.stdout.no_fnmatch_line("UEG corrected*")
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_resumed_run_is_corrected_as_before(calibrated: JudgeBench) -> None:
    calibrated.run(*RUN, CALIBRATED, "-p", "no:xdist")
    asked = len(calibrated.asked)
    result = calibrated.run("--realunify-resume", "-p", "no:xdist")
    result.stdout.re_match_lines([r"UEG corrected for judge error", r"direct +42\.9 .*"])
    assert len(calibrated.asked) == asked
