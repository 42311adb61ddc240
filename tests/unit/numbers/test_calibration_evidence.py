"""What of a calibration corrects a score, and when answers alone must not."""

from __future__ import annotations

import pytest

from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.evidence import ANSWERS_ALONE, Evidence
from pytest_realunify.numbers.calibration.independence import contradiction
from pytest_realunify.numbers.calibration.pictures import Picture, Seen, seen
from pytest_realunify.numbers.calibration.record import FORMAT, Calibration, MeasuredJudge, Row
from pytest_realunify.records import to_json

ANSWERS = Confusion(tp=180, fn=20, tn=90, fp=10)
"""A tenth of the answers are wrong."""


def pictures(passed: int, failed: int, off: int = 0) -> list[Picture]:
    """Of two questions with yes wanted and one with no; each an instance. With one off, passing takes an error, and
    three in four of those that fail are answered as they truly are."""
    made = [Picture(index, 2, off, 1, 0, not off, 0) for index in range(passed)]
    for index in range(passed, passed + failed):
        true = bool(off and index % 4)
        made.append(Picture(index, 2, off, 1, 0, true, off if true else 1 + off))
    return made


def calibration(
    clean: list[Picture], labels: Confusion | None = None, labelled: list[Picture] | None = None
) -> Calibration:
    rows = (
        Row("food", "clean", ANSWERS, "world_knowledge", tuple(clean)),
        Row("food", "jpeg", Confusion(fn=900), "world_knowledge", tuple(pictures(0, 9))),
    )
    judge = MeasuredJudge("j", "", "f", "")
    return Calibration(FORMAT, judge, "", "", "", rows, labels, labelled=tuple(labelled or ()))


def test_pictures_are_counted_by_instance_and_kind_and_those_without_a_verdict_not_at_all() -> None:
    found = seen(
        "c",
        "s",
        [
            Picture(3, 2, 0, 1, 0, True, 0),
            Picture(3, 2, 0, 1, 0, False, 1),
            Picture(3, 2, 1, 1, 0, True, 1),
            Picture(3, 2, 1, 1, 1, False, 0),
            Picture(3, 2, 1, 1, 1, True, 2),
            Picture(3, 2, 0, 1, 0, None, None),
            Picture(4, 2, 0, 1, 0, True, None),
        ],
    )
    assert found == [
        Seen("c", "s", 3, 3, right=2, right_passed=1, right_one=1, slipped=1, slipped_one=1, wrong=2, wrong_passed=1)
    ]


def test_clean_rendered_pictures_are_the_evidence() -> None:
    found = Evidence.of(calibration(pictures(1, 1)))
    assert found.answers == ANSWERS
    assert [(each.category, each.subtask, each.right, each.right_passed) for each in found.pictures] == [
        ("world_knowledge", "food", 1, 1),
        ("world_knowledge", "food", 1, 0),
    ]
    assert not found.refusal


def test_one_s_own_pictures_come_first_where_the_wanted_answers_are_known() -> None:
    found = Evidence.of(calibration(pictures(4, 0), Confusion(tp=9), pictures(1, 2)))
    assert [each.subtask for each in found.pictures] == ["", "", ""]
    assert found.answers == Confusion(tp=9)


def test_answers_alone_do_not_correct_unless_the_judge_never_erred() -> None:
    assert Evidence.of_answers(ANSWERS).refusal == ANSWERS_ALONE
    assert Evidence.of_answers(Confusion(tp=50, tn=50)).refusal == ""


def test_labels_without_wanted_answers_correct_where_rendered_pictures_bear_independence_out() -> None:
    # 0.9 cubed is 0.729 of right pictures; one question off passes with 0.1 times 0.81.
    borne_out = [*pictures(146, 54), *pictures(16, 184, off=1)]
    assert Evidence.of(calibration(borne_out, ANSWERS)) == Evidence(ANSWERS)
    assert Evidence.of(calibration([*pictures(20, 8), *pictures(2, 18, off=1)], ANSWERS)).refusal == ANSWERS_ALONE


@pytest.mark.parametrize(
    ("rendered", "told"),
    [
        ([*pictures(180, 20), *pictures(16, 184, off=1)], "180 of 200 right pictures were passed, 14"),
        ([*pictures(146, 54), *pictures(50, 150, off=1)], "50 of 200 wrong pictures were passed, 17 would be"),
    ],
)
def test_rendered_pictures_that_contradict_independence_refuse_answers_of_labels(
    rendered: list[Picture], told: str
) -> None:
    found = Evidence.of(calibration(rendered, ANSWERS))
    assert found.refusal.startswith(f"errors are not independent: {told}")
    assert found.pictures == ()


def test_labelled_pictures_themselves_may_contradict_independence() -> None:
    own = [Picture(0, 2, 0, 1, 0, True, None)] * 90 + [Picture(0, 2, 0, 1, 0, False, None)] * 10
    found = Evidence.of(calibration([], ANSWERS, own))
    assert found.refusal.startswith("errors are not independent: 90 of 100 pictures were answered without an error, 7")


def test_single_questions_contradict_nothing() -> None:
    single = [Picture(0, 1, 0, 0, 0, True, 0)] * 500
    assert contradiction(single, ANSWERS) == ""
    assert contradiction([], ANSWERS) == ""


def test_evidence_is_read_back_from_run_json_and_counts_of_an_earlier_version_too() -> None:
    made = Evidence.of(calibration(pictures(2, 1)))
    assert Evidence.read(to_json(made)) == made
    assert Evidence.read(to_json(ANSWERS)) == Evidence(ANSWERS, refusal=ANSWERS_ALONE)
