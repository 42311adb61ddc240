"""What trackers are told of a run: its numbers as tables have them, a few wrong cases, no secret, nothing licensed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pytest_realunify.api.run import Run
from pytest_realunify.taxonomy import CATEGORIES
from pytest_realunify.trackers.tracked import tracked
from pytest_realunify.trackers.worst import MOST
from pytest_realunify.unsaid import learn
from runbench import stored
from trackbench import checkpoint, gated

LICENSED: dict[str, Any] = {"suite": {"name": "official:data", "fingerprint": "0" * 12}}


def test_scores_are_those_of_the_tables(tmp_path: Path) -> None:
    run = checkpoint(tmp_path, "one", 3, "step-8000")
    told, summary = tracked(run), run.stored.summary
    for scorer, rows in summary.rows.items():
        for row in rows:
            for scope, cell in row.cells.items():
                assert cell.estimate is not None
                assert told.metrics[f"realunify/{scorer}/{row.protocol}/{scope}"] == cell.estimate.value
    assert told.metrics["realunify/strict/stepwise/total"] == pytest.approx(0.5)
    assert told.metrics["realunify/parity/stepwise/total"] == pytest.approx(1 / 3)
    assert told.metrics["realunify/gap/GEU"] == pytest.approx(2 / 6)
    assert told.metrics["realunify/cases/direct/correct"] == len(CATEGORIES)


def test_what_has_no_score_has_no_number(tmp_path: Path) -> None:
    run = checkpoint(tmp_path, "one", 3)
    results = [each for each in run.stored.results.values() if each.category == "mental_tracking"]
    told = tracked(Run.of(stored(tmp_path, "two", results).folder))
    assert "realunify/strict/direct/mental_tracking" in told.metrics
    assert not [name for name in told.metrics if name.endswith(("/total", "/UEG", "/GEU", "world_knowledge"))]


def test_gates_are_numbers_too(tmp_path: Path) -> None:
    told = tracked(gated(checkpoint(tmp_path, "one", 3)))
    gates = {name: value for name, value in told.metrics.items() if "/gate" in name}
    assert gates == {
        "realunify/gates/passed": 0.0,
        "realunify/gates/failed": 1.0,
        "realunify/gate/ueg.stepwise.at-least.0.35": 1.0,
        "realunify/gate/mental_tracking.stepwise": 0.0,
    }


def test_a_few_wrong_cases_are_told_of_each_category_in_turn(tmp_path: Path) -> None:
    worst = tracked(checkpoint(tmp_path, "one", 3)).worst
    assert len(worst) == MOST
    categories = [each.case.partition("-")[0] for each in worst]
    assert len(set(categories)) == MOST
    [drawn] = [each for each in worst if each.case.startswith("code_to_image")]
    assert drawn.told == "1 of 2 questions about the drawing are answered otherwise"


def test_a_case_that_was_right_before_comes_first(tmp_path: Path) -> None:
    lost = "mental_tracking-x-0005-stepwise"
    assert tracked(gated(checkpoint(tmp_path, "one", 3), lost)).worst[0].case == lost


def test_pictures_are_drawn_anew_without_what_else_their_files_hold(tmp_path: Path) -> None:
    run = checkpoint(tmp_path, "one", 3)
    assert b"drawn by somebody" in next(iter(run.folder.images.iterdir())).read_bytes()
    for case in tracked(run).worst:
        assert case.picture is not None
        assert b"drawn by somebody" not in case.picture
        with Image.open(io.BytesIO(case.picture)) as image:
            assert (image.size, image.info) == ((30, 20), {})


def test_pictures_that_a_suite_s_licence_keeps_are_not_passed_on(tmp_path: Path) -> None:
    worst = tracked(checkpoint(tmp_path, "one", 3, **LICENSED)).worst
    drawn = {each.case: each.picture is not None for each in worst}
    assert {case.startswith(tuple(c.name for c in CATEGORIES if c.axis == "UEG")) for case in drawn} == {True, False}
    for case, there in drawn.items():
        assert there == case.startswith(tuple(each.name for each in CATEGORIES if each.axis == "UEG"))


def test_prompts_and_questions_are_not_passed_on(tmp_path: Path) -> None:
    told = repr(tracked(checkpoint(tmp_path, "one", 3, **LICENSED)))
    for text in ("Which letter?", "Draw it.", "Is it red?"):
        assert text not in told


def test_checkpoints_share_a_series_while_everything_else_is_the_same(tmp_path: Path) -> None:
    def series(name: str, label: str, **other: object) -> str:
        return tracked(checkpoint(tmp_path, name, 3, label, **other)).series

    first = series("a", "step-100", model={"name": "bagel:out/step-100", "source": "x"})
    assert series("b", "step-200", model={"name": "bagel:out/step-200", "source": "x"}) == first
    padded = series("g", "ckpt-300", model={"name": "bagel:out/step-000300", "source": "x"})
    assert padded == series("h", "ckpt-4000", model={"name": "bagel:out/step-004000", "source": "x"})
    assert series("c", "step-200", model={"name": "bagel:other/step-200", "source": "x"}) != first
    judge = {"name": "pixels", "fingerprint": "2" * 12}
    assert series("d", "step-200", model={"name": "bagel:out/step-200", "source": "x"}, judge=judge) != first
    assert series("e", "", model={"name": "bagel:out/step-200", "source": "x"}) == "e"


def test_no_secret_is_told(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: learn([]))
    learn(["hush-hush-4711"])
    model = {
        "name": "mine",
        "source": "hush-hush-4711",
        "identity": {"url": "https://me:pw123456@host/v1", "api_key": "sk-0815", "note": "hush-hush-4711"},
    }
    told = repr(tracked(checkpoint(tmp_path, "one", 3, "hush-hush-4711", model=model)))
    for secret in ("hush-hush", "pw123456", "sk-0815"):
        assert secret not in told


def test_a_ci_s_job_is_linked_without_what_opens_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = checkpoint(tmp_path, "one", 3)
    for name in ("GITHUB_REPOSITORY", "GITHUB_RUN_ID", "CI_JOB_URL", "BUILD_URL"):
        monkeypatch.delenv(name, raising=False)
    assert tracked(run).job == ""
    monkeypatch.setenv("BUILD_URL", "https://me:pw@ci/job/7/")
    assert tracked(run).job == "https://ci/job/7"
    monkeypatch.setenv("GITHUB_REPOSITORY", "team/model")
    monkeypatch.setenv("GITHUB_RUN_ID", "99")
    assert tracked(run).job == "https://github.com/team/model/actions/runs/99"


def test_the_page_is_named_where_there_is_one(tmp_path: Path) -> None:
    run = checkpoint(tmp_path, "one", 3)
    assert tracked(run).page == ""
    (run.path / "report.html").write_text("<html>")
    assert tracked(run).page == str(run.path / "report.html")
