"""What a run says of its judge's calibration: the line, and the corrected rows within the table."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.errors import UsageError
from pytest_realunify.judges import resolve as judges
from pytest_realunify.judges.prompting import DEFAULT_PROMPT
from pytest_realunify.models import resolve as models
from pytest_realunify.numbers.calibration.chosen import chosen
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.correct import Correction
from pytest_realunify.numbers.calibration.evidence import ANSWERS_ALONE, Evidence
from pytest_realunify.numbers.calibration.pictures import Picture, Seen
from pytest_realunify.numbers.calibration.record import FORMAT, Calibration, MeasuredJudge, Row, packaged
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.records import Poll, Result, State, Verdict
from pytest_realunify.reporting.calibration import calibration_line, correction_lines
from pytest_realunify.reporting.calibration import table as calibration_table
from pytest_realunify.reporting.score_table import LABEL, WIDTH, table
from pytest_realunify.taxonomy import categories_of

UEG = [category.name for category in categories_of("UEG")]
GOOD = Confusion(tp=90, fn=10, tn=80, fp=20)
SEEN = Evidence(GOOD, (Seen("", "", 0, 1, right=100, right_passed=90, slipped=100, slipped_passed=20),))
"""One question per picture: the same as `GOOD`, for whole pictures."""


def calibration(basis: Confusion = GOOD, labels: Confusion | None = None) -> Calibration:
    judge = MeasuredJudge("eyes", "built-in", "0123456789ab", "{question}")
    return Calibration(FORMAT, judge, "then", "1.0", "suite", (Row("food", "clean", basis),), labels)


def judged(category: str, protocol: str, matches: list[bool]) -> list[Result]:
    """One case of one question per entry, gold yes."""
    found = []
    for index, matched in enumerate(matches):
        state: State = "correct" if matched else "wrong"
        name = f"{category}-x-{index:04d}"
        poll = Poll("?", "yes", "", "yes" if matched else "no")
        verdict = Verdict(state, state)
        found.append(
            Result(f"{name}-{protocol}", name, "UEG", category, "x", protocol, 0, verdict, None, "png", (poll,))
        )
    return found


def shown(results: list[Result]) -> list[str]:
    protocols = {name: sum(each.protocol == name for each in results) for name in ("direct", "stepwise")}
    return table(summarise(results, {name: count for name, count in protocols.items() if count}, SEEN))


def test_corrected_rows_stand_under_the_strict_ones_in_the_same_columns() -> None:
    results = [each for name in UEG for each in judged(name, "direct", [True, False])]
    results += [each for name in UEG for each in judged(name, "stepwise", [True, True])]
    lines = [line.rstrip() for line in shown(results)]
    start = lines.index("UEG corrected for judge error")
    assert lines[start + 1] == "direct      42.9   42.9   42.9   42.9   42.9   42.9   42.9"
    assert lines[start + 3] == "stepwise   100.0  100.0  100.0  100.0  100.0  100.0  100.0"
    assert lines[start + 5] == "parity scorer"
    assert [lines[place][:LABEL] for place in (start + 2, start + 4)] == ["  95% CI "] * 2


@given(st.dictionaries(st.sampled_from(UEG), st.lists(st.booleans(), min_size=1, max_size=6), min_size=1))
def test_corrected_rows_are_a_hundred_wide_and_touch_no_neighbour(found: dict[str, list[bool]]) -> None:
    lines = shown([each for name, matches in found.items() for each in judged(name, "direct", matches)])
    start = lines.index("UEG corrected for judge error")
    for line in lines[start + 1 : lines.index("parity scorer")]:
        assert len(line) == 100
        assert all(line[place] == " " for place in range(LABEL, 100, WIDTH))


def test_a_refusal_and_what_was_clipped_are_said_under_the_table() -> None:
    over = Estimate(1.0, 0.9, 1.0)
    found = {
        "direct": Correction({"world_knowledge": over, "UEG": over}, {"world_knowledge": 1.0421, "UEG": 1.003}),
        "stepwise": Correction(refusal="too few"),
        "oracle": Correction({"UEG": over}),
    }
    assert list(correction_lines(found)) == [
        "UEG direct corrected leaves 0-100, and is clipped: WK 104.2, UEG 100.3",
        "UEG stepwise not corrected for judge error: too few",
    ]


def test_a_refused_score_has_no_row() -> None:
    summary = summarise(judged(UEG[0], "direct", [True]), {"direct": 1}, Evidence(GOOD, refusal="never"))
    assert summary.corrected == {"direct": Correction(refusal="never")}
    assert not any(line.startswith("UEG corrected") for line in table(summary))


def test_the_table_says_how_often_whole_pictures_pass() -> None:
    right = [Picture(0, 2, 0, 1, 0, True, 0)] * 3 + [Picture(0, 2, 0, 1, 0, False, 2)]
    wrong = [Picture(0, 2, 1, 1, 0, False, 0), Picture(0, 2, 2, 1, 0, True, 2)]
    rows = (Row("food", "clean", GOOD, "", (*right, *wrong)), Row("food", "jpeg", GOOD, "", tuple(right)))
    lines = list(calibration_table(dataclasses.replace(calibration(), rows=rows)))
    start = lines.index("whole clean pictures that pass")
    assert [line.split() for line in lines[start + 1 : start + 4]] == [
        ["right", "4", "75.0", "(30-95)"],
        ["one", "question", "off", "1", "100", "(21-100)"],
        ["several", "questions", "off", "1", "0.0", "(0-79)"],
    ]


def test_without_judged_cases_nothing_is_corrected() -> None:
    assert not any(line.startswith("UEG corrected") for line in shown([]))
    assert not summarise(judged(UEG[0], "direct", [True]), {"direct": 1}).corrected


def test_the_line_names_judge_rates_number_and_file() -> None:
    line = calibration_line(calibration(), "mine.json")
    assert line == (
        "calibration: eyes, sensitivity 90.0 (83-94), specificity 80.0 (71-87), n 200 (clean renders; mine.json)"
    )
    own = calibration_line(calibration(labels=Confusion(tp=1, unparsed=4)), "mine.json")
    assert own.endswith("sensitivity 100 (21-100), specificity -, n 1 (own labels; mine.json)")


@pytest.mark.parametrize("asked", [1, 999, 10_000, 1_234_567])
def test_the_table_s_cells_never_touch(asked: int) -> None:
    perfect = Confusion(tp=asked, tn=asked)
    lines = list(calibration_table(calibration(perfect)))
    assert lines[1].split()[:5] == ["n", "sensitivity", "specificity", "balanced", "kappa"]
    cells = next(line for line in lines if line.startswith("rendered pictures")).split()[2:]
    assert cells[0] == str(2 * asked)
    assert cells[1:8:2] == ["100"] * 4, "each rate before its interval"
    assert all(len(line) <= 100 for line in lines)


def test_a_calibration_of_pixels_as_it_is_now_ships_for_the_default_prompt() -> None:
    judge = judges.resolve("pixels", {}, lambda name: models.resolve(name, {}))
    shipped = packaged(judge.fingerprint(DEFAULT_PROMPT))
    assert shipped is not None, (
        "measure it: judge calibrate --per-subtask=3 -o pytest_realunify/calibration/pixels.json"
    )
    assert (shipped.judge.name, shipped.judge.prompt) == ("pixels", DEFAULT_PROMPT)


def test_the_shipped_calibration_gives_the_line_alone_and_a_named_one_corrects(tmp_path: Path) -> None:
    file, none = tmp_path / "calibration.json", tmp_path / "none.json"
    calibration().write(file)
    shipped = chosen("", Path(), "0123456789ab", 3, shipped=file)
    assert shipped is not None
    assert (shipped.source, shipped.evidence) == ("shipped", None)
    assert chosen("", Path(), "another", 1, shipped=file) is None
    assert chosen("", Path(), "0123456789ab", 1, shipped=none) is None
    named = chosen("mine.json", file, "0123456789ab", 1, shipped=none)
    assert named is not None
    assert (named.source, named.evidence) == ("mine.json", Evidence(GOOD, refusal=ANSWERS_ALONE))


def test_a_named_calibration_that_cannot_correct_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "calibration.json"
    calibration(Confusion(tp=5, fn=5, tn=5, fp=5)).write(file)
    with pytest.raises(UsageError, match="no better than a coin"):
        chosen("mine.json", file, "0123456789ab", 1)
    with pytest.raises(UsageError, match="fingerprint 0123456789ab"):
        chosen("mine.json", file, "another", 1)
