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

LABELLED = [(YES, "yes")] * 18 + [(NO, "yes")] * 2 + [(NO, "no")] * 16 + [(YES, "no")] * 4 + [(UNSURE, "no")]
"""What the judge sees and what is true: sensitivity 0.9, specificity 0.8, one question unanswered."""


@pytest.fixture
def calibrated(judged: JudgeBench) -> JudgeBench:
    """Ten pictures, of which the judge takes five for right; `calibration.json` says how the judge errs."""
    judged.draw([(YES, NO)] * 5 + [(NO, NO)] * 5)
    calibrate(judged)
    return judged


def calibrate(judged: JudgeBench, *more: str, labels: list[tuple[int, str]] = LABELLED) -> pytest.RunResult:
    rows = []
    for index, (red, label) in enumerate(labels):
        Image.new("RGB", (8, 8), (red, 0, index)).save(judged.path / f"{index}.png")
        rows.append({"image": f"{index}.png", "question": "Are there wheels?", "label": label})
    (judged.path / "labels.jsonl").write_text("\n".join(map(json.dumps, rows)))
    arguments = ["--judge=myjudges:Reads", "--per-subtask=0", "--labels=labels.jsonl", "-o", "calibration.json"]
    result = judged.pytester.run(sys.executable, "-c", COMMAND, "judge", "calibrate", *arguments, *more)
    assert result.ret == 0, result.stderr.str()
    return result


def test_a_score_is_corrected_by_the_judge_s_measured_error(calibrated: JudgeBench, way: list[str]) -> None:
    result = calibrated.run(*RUN, CALIBRATED, *way)
    # Gold yes matched is worth 0.8 / 0.7 and missed -0.2 / 0.7, gold no matched 0.9 / 0.7:
    # (5 (0.8)(0.9) - 5 (0.2)(0.9)) / 0.49 / 10 = 0.551.
    result.stdout.re_match_lines(
        [
            r"direct +50\.0 .*",
            r"UEG corrected for judge error",
            r"direct +55\.1      -      -      -      -      -      - *$",
            r"  95% CI +\d+-\d+ *$",
            r"parity scorer",
        ]
    )
    result.stdout.fnmatch_lines(
        [
            "judge: myjudges:Reads (fingerprint *), 20 polls",
            "calibration: myjudges:Reads, sensitivity 90.0 (70-97), specificity 80.0 (58-92), n 40 (own labels; *",
        ]
    )
    assert all(len(line) <= 100 for line in result.stdout.lines if line.startswith(("direct", "UEG", "  95%")))


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
            "labelled pictures * 41  90.0 (70-97)  80.0 (58-92)  85.0 (71-93) *97.6   0",
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
    result.stderr.fnmatch_lines(["*the judge is no better than a coin: sensitivity 50.0% and specificity 50.0%*"])


def test_a_resumed_run_is_corrected_as_before(calibrated: JudgeBench) -> None:
    calibrated.run(*RUN, CALIBRATED, "-p", "no:xdist")
    asked = len(calibrated.asked)
    result = calibrated.run("--realunify-resume", "-p", "no:xdist")
    result.stdout.re_match_lines([r"UEG corrected for judge error", r"direct +55\.1 .*"])
    assert len(calibrated.asked) == asked
