"""Official-format data and outputs made elsewhere, scored end to end; hostile data ends in one clear line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from official_data import promising_png, ueg_row
from toybench import Bench, folder_is_clean, one_line_errors, toy_row

REPLIES = {
    # reply: (gold, strict verdict, parity verdict), worked out by hand from the two definitions
    "B": ("B", "correct", "correct"),
    "b": ("B", "correct", "unparsed"),
    "Based on the image, the answer is C": ("C", "correct", "wrong"),
    "ANSWER: C": ("C", "correct", "wrong"),
    "A picture of a dog": ("A", "unparsed", "correct"),
    "Cannot determine": ("C", "unparsed", "correct"),
    "<think>Consider A</think>The answer is B": ("B", "correct", "wrong"),
    "D": ("A", "wrong", "wrong"),
}


def test_recorded_replies_score_as_worked_out_by_hand(bench: Bench, way: list[str]) -> None:
    bench.data("".join(gold for gold, _, _ in REPLIES.values()), steps=False)
    rows = [{**toy_row(index, "A", "mental_tracking"), "response": reply} for index, reply in enumerate(REPLIES)]
    (bench.path / "outputs").mkdir()
    (bench.path / "outputs/GEU_direct_results.json").write_text(json.dumps(rows))
    result = bench.run("--model=recorded:outputs", "--realunify-protocol=direct", *way)
    seen = {found.reply: (found.verdict.strict, found.verdict.parity) for found in bench.results.values()}
    assert seen == {reply: (strict, parity) for reply, (_, strict, parity) in REPLIES.items()}
    result.assert_outcomes(passed=5, failed=3)
    result.stdout.re_match_lines([r"direct .* 62\.5 .*", r"parity scorer", r"direct .* 37\.5 .*"])
    result.stdout.fnmatch_lines(["direct:   scored 8 of 8, unparsed 2 (25.0%), error 0, judge-invalid 0"])


def test_a_missing_recorded_output_is_an_error_under_strict_and_wrong_under_parity(
    bench: Bench, way: list[str]
) -> None:
    bench.data("AAAA", steps=False)
    rows = [{**toy_row(index, "A", "mental_tracking"), "response": ["A", "B"]} for index in range(3)]
    (bench.path / "outputs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = bench.run("--model=recorded:outputs.jsonl", "--realunify-protocol=direct", *way)
    assert bench.verdicts["mental_tracking-right-0003-direct"] == "error"
    result.stdout.re_match_lines([r"direct .* 100\.0 .*", r"parity scorer", r"direct .* 75\.0 .*"])


def test_recorded_edits_are_replayed_for_stepwise(bench: Bench, way: list[str]) -> None:
    from PIL import Image

    bench.data("AB")
    (bench.path / "outputs/edits").mkdir(parents=True)
    rows = []
    for index, letter in enumerate("AB"):
        Image.new("RGB", (8, 8), (200, index, 0)).save(bench.path / f"outputs/edits/{index}.png")
        rows.append(
            {**toy_row(index, letter, "mental_tracking"), "response": letter, "edit_image": f"edits/{index}.png"}
        )
    (bench.path / "outputs/GEU_step.json").write_text(json.dumps(rows))
    bench.run("--model=recorded:outputs", "--realunify-protocol=stepwise", *way).assert_outcomes(passed=2)
    step = bench.results["mental_tracking-right-0001-stepwise"].steps[0]
    assert (bench.folders[-1].images / f"{step.output}.png").is_file()


def _rows(bench: Bench) -> Any:
    return json.loads((bench.path / "data/GEU_direct.json").read_text())


def _missing_image(bench: Bench) -> None:
    (bench.path / "data/image/mental_tracking/right/images/1.png").unlink()


def _bad_json(bench: Bench) -> None:
    (bench.path / "data/GEU_direct.json").write_text('[{"index": 0,, }]')


def _path_outside(bench: Bench) -> None:
    rows = _rows(bench)
    rows[1]["input_image"] = "./image/../../../secret.png"
    bench.write("GEU_direct", rows)


def _duplicate_index(bench: Bench) -> None:
    bench.write("GEU_direct", [*_rows(bench), _rows(bench)[1]])


def _answer_e(bench: Bench) -> None:
    rows = _rows(bench)
    rows[1]["answer"] = "e"
    bench.write("GEU_direct", rows)


def _huge_image(bench: Bench) -> None:
    promising_png(bench.path / "data/image/mental_tracking/right/images/1.png", 20_000, 15_000)


BROKEN: dict[str, tuple[Callable[[Bench], None], list[str]]] = {
    "missing image": (_missing_image, ["row 1", "input_image"]),
    "bad JSON": (_bad_json, ["line 1"]),
    "path outside the folder": (_path_outside, ["row 1", "input_image"]),
    "duplicate index": (_duplicate_index, ["row 4", "index"]),
    "answer e": (_answer_e, ["row 1", "answer"]),
    "300 megapixels": (_huge_image, ["row 1", "input_image", "megapixel"]),
}


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "n2"])
@pytest.mark.parametrize("broken", BROKEN)
def test_broken_data_gives_one_error_that_names_the_row(bench: Bench, broken: str, workers: list[str]) -> None:
    damage, words = BROKEN[broken]
    bench.data("ABCD", steps=False)
    damage(bench)
    result = bench.run("--model=mymodels:Right", "--realunify-protocol=direct", *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = one_line_errors(result)
    assert len(lines) <= 2, lines
    assert "GEU_direct.json" in lines[0]
    assert all(word in lines[0] for word in words), lines
    assert folder_is_clean(bench.path)


def test_a_truncated_picture_is_one_cases_error(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD", steps=False)
    file = bench.path / "data/image/mental_tracking/right/images/1.png"
    file.write_bytes(file.read_bytes()[:50])
    result = bench.run("--model=mymodels:Right", "--realunify-protocol=direct", *way)
    result.assert_outcomes(passed=3, failed=1)
    error = bench.results["mental_tracking-right-0001-direct"].error
    assert error is not None
    assert "GEU_direct.json, row 1, field 'input_image'" in error.message


def test_without_a_judge_drawing_instances_are_loaded_and_said_not_to_run(bench: Bench, way: list[str]) -> None:
    bench.data("AB", steps=False)
    bench.write("UEG_direct", [ueg_row(0)])
    result = bench.run("--model=mymodels:Right", "--realunify-protocol=direct", *way)
    result.assert_outcomes(passed=2)
    advice = "name a judge with --realunify-judge=vlm:MODEL"
    said = f"1 UEG instance loaded but not run: {advice}"
    result.stdout.fnmatch_lines([f"realunify: {said}", "=* RealUnify =*", said])
    assert result.stdout.str().count(advice) == 2, "before, and where its scores would stand"
    assert bench.folders[-1].facts()["judge"] is None
    (bench.path / "data/GEU_direct.json").unlink()
    alone = bench.run("--model=mymodels:Right", "--realunify-protocol=direct", *way)
    assert alone.ret == pytest.ExitCode.USAGE_ERROR
    assert "holds UEG instances alone" in one_line_errors(alone)[0]
    assert one_line_errors(alone)[1] == advice
