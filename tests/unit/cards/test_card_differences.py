"""What a check names: each thing that differs, in a sentence with what to type, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from cardbench import again, rows, run_of
from pytest_realunify.cards import known
from pytest_realunify.cards.card import Card, JudgePart, ModelPart, SuitePart
from pytest_realunify.cards.checking import Check
from pytest_realunify.cards.who import LACKS
from pytest_realunify.models.resolve import in_force, resolve
from pytest_realunify.run.told import surroundings
from pytest_realunify.run.versions import versions
from runbench import right, row

TABLE = {"adapter": "simulated", "noise": 0.5}


def here(table: str = 'adapter = "simulated"\nnoise = 0.5', name: str = "mine", more: str = "") -> str:
    return f"[tool.realunify.models.{name}]\n{table}\n{more}\n"


def card(**other: Any) -> Card:
    """Of a run that would be the same here."""
    spec = resolve("mine", {"mine": TABLE})
    from pytest_realunify.cards.toml import tomlable

    facts: dict[str, Any] = {
        "model": ModelPart(
            name="mine",
            source="pyproject.toml",
            kind="simulated",
            settings=tomlable(in_force(spec)),
            identity=tomlable(spec.identity()),
        ),
        "tables": {"models": {"mine": TABLE}},
        "options": {"model": "mine", "suite": "procedural:2", "seed": "0", "sample-seed": "7", "repeats": "1"},
        "versions": versions(),
        "libraries": surroundings()["libraries"],
    }
    return Card(format=1, kind="run", **{**facts, **other})


def before(tmp_path: Path, found: Card, project: str = "") -> dict[str, list[str]]:
    """By weight, what is said in a folder with such a pyproject.toml."""
    (tmp_path / "pyproject.toml").write_text(project or here(), encoding="utf-8")
    check = Check.before(found, "card.md", tmp_path)
    return {
        weight: [each.text for each in check.findings if each.weight == weight]
        for weight in ("differs", "unknown", "note")
    }


def test_nothing_is_said_where_nothing_differs(tmp_path: Path) -> None:
    assert before(tmp_path, card()) == {"differs": [], "unknown": [], "note": []}


def test_a_setting_that_differs_is_one_line_with_what_to_write(tmp_path: Path) -> None:
    found = before(tmp_path, card(), here('adapter = "simulated"\nnoise = 0.75'))
    assert found["differs"] == [
        "[tool.realunify.models.mine], noise: the card says 0.5, here it is 0.75. To agree: write noise = 0.5 into it"
    ]


def test_a_setting_of_a_category_is_named_by_its_place(tmp_path: Path) -> None:
    found = before(tmp_path, card(), here('adapter = "simulated"\nnoise = 0.5\nGEU = { generation = 0.1 }'))
    assert len(found["differs"]) == 1
    assert "GEU.generation: the card says nothing, here it is 0.1. To agree: leave GEU.generation out" in str(found)


def test_a_default_that_changed_is_named_though_no_table_has_it(tmp_path: Path) -> None:
    settings = {**card().model.settings, "weights": 3}
    found = before(tmp_path, card(model=replace(card().model, settings=settings, identity={})))
    assert found["differs"] == ["The model's setting weights: the card says 3, here it is 0. To agree: set weights = 3"]


def test_a_model_that_is_not_here_is_one_line(tmp_path: Path) -> None:
    found = before(tmp_path, card(), here(name="another"))
    assert len(found["differs"]) == 1
    assert "[tool.realunify.models.mine], here it is not in pyproject.toml" in found["differs"][0]
    assert LACKS


def test_versions_that_count_differ_and_others_are_noted(tmp_path: Path) -> None:
    told = {**versions(), "numpy": "0.9", "pytest": "1.0", "python": "2.7.18"}
    found = before(tmp_path, card(versions=told))
    assert [line.partition(":")[0] for line in found["differs"]] == [
        "The version of python",
        "The version of numpy",
    ]
    assert "To agree: python2.7 -m pytest" in found["differs"][0]
    assert "To agree: pip install numpy==0.9" in found["differs"][1]
    assert len(found["note"]) == 1


def test_libraries_count_for_a_model_that_may_use_them(tmp_path: Path) -> None:
    libraries = {"torch": "0.1", "cuda": "9.0"}
    assert before(tmp_path, card(libraries=libraries))["differs"] == []
    own = ModelPart(name="x:Y", source="import", kind="x:Y")
    found = before(tmp_path, card(libraries=libraries, model=own, tables={}))
    assert "The version of torch: the card says 0.1" in found["differs"][0]
    assert "a build of torch for CUDA 9.0" in found["differs"][1]


def test_what_says_how_a_model_is_asked_is_a_note(tmp_path: Path) -> None:
    table = 'adapter = "openai"\nmodel = "m"\nbase_url = "http://localhost:{}/v1"'
    (tmp_path / "pyproject.toml").write_text(here(table.format(1)), encoding="utf-8")
    spec = resolve("mine", {"mine": {"adapter": "openai", "model": "m", "base_url": "http://localhost:2/v1"}})
    mine = ModelPart(
        name="mine", source="pyproject.toml", kind="openai", settings=in_force(spec), identity=dict(spec.identity())
    )
    tables = {"models": {"mine": {"adapter": "openai", "model": "m", "base_url": "http://localhost:2/v1"}}}
    found = before(tmp_path, card(model=mine, tables=tables), here(table.format(1)))
    assert found["differs"] == found["unknown"] == []
    assert ["base_url" in line for line in found["note"]] == [True]


def test_a_file_of_the_project_that_sets_an_option_is_found(tmp_path: Path) -> None:
    for name, text in (
        ("tox.ini", "[pytest]\nrealunify_limit = 3\n"),
        ("pytest.ini", "[pytest]\nrealunify_limit = 3\n"),
        ("setup.cfg", "[tool:pytest]\nrealunify_limit = 3\n"),
    ):
        (tmp_path / name).write_text(text)
        assert "here it is 3. To agree: -o realunify_limit=" in before(tmp_path, card())["differs"][0]
        (tmp_path / name).unlink()
    project = here(more="[tool.pytest.ini_options]\nrealunify_repeats = 3\nrealunify_limit = 4")
    found = before(tmp_path, card(), project)
    assert ["realunify-limit" in line for line in found["differs"]] == [True], "repeats are typed by the card's command"


def test_a_suite_is_told_by_its_fingerprint_where_it_can_be_made(tmp_path: Path) -> None:
    from pytest_realunify.suites.resolve import resolve as suite

    made = suite("procedural:2", root=tmp_path)
    same = SuitePart(name="procedural:2", fingerprint=made.fingerprint, version=made.version)  # type: ignore[attr-defined]
    assert before(tmp_path, card(suite=same))["differs"] == []
    other = replace(same, fingerprint="0" * 12)
    assert "The suite: the card says procedural:2 (fingerprint 000000000000)" in str(
        before(tmp_path, card(suite=other))
    )
    for name in ("official:/nowhere/data", "official:../data", "hub:a/b@1", "evil.module:make"):
        told = card(suite=SuitePart(name=name, fingerprint="1"), options={"suite": name})
        found = before(tmp_path, told)
        assert found["differs"] == []
        assert len(found["unknown"]) == 1


def test_nothing_that_the_card_alone_names_is_imported_or_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "evilcard"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    (package / "inner.py").write_text("raise SystemExit('imported')\nclass Model:\n    def understand(self): ...\n")
    (tmp_path / "evilalone.py").write_text("raise SystemExit('imported')\nclass Model: ...\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    weights = tmp_path.parent / "weights"
    weights.mkdir()
    (weights / "config.json").symlink_to("/dev/zero")
    for name in (
        *("evilcard.inner:Model", "evilalone:Model", f"transformers:{weights}", f"diffusers:{weights}"),
        *("transformers:some/hub-id", f"recorded:{weights}"),
    ):
        mine = ModelPart(name=name, source="import", kind=name, identity={"weights": "1"})
        judge = JudgePart(
            name=name if "evil" in name else f"vlm:{name}", source="import", fingerprint="1", prompt="{question}"
        )
        suite = SuitePart(name="evilcard.inner:suite", fingerprint="1")
        told = card(model=mine, judge=judge, suite=suite, options={"model": name, "suite": "evilcard.inner:suite"})
        before(tmp_path, told)
        assert not any(module.startswith(("evilcard", "evilalone")) for module in sys.modules)


def test_what_the_source_of_a_class_tells_is_compared_by_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pytest_realunify.extensions.identity import unbuilt

    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "cardmodel.py").write_text("class Model:\n    def understand(self, requests): ...\n")
    mine = ModelPart(
        name="cardmodel:Model", source="import", kind="cardmodel:Model", identity=unbuilt("cardmodel:Model", {})
    )
    told = card(model=mine, tables={})
    assert before(tmp_path, told)["differs"] == []
    (tmp_path / "cardmodel.py").write_text("class Model:\n    def understand(self, requests): return 1\n")
    assert "The model's source: the card says" in before(tmp_path, told)["differs"][0]


def test_a_judge_is_told_by_what_it_is_and_by_its_prompt(tmp_path: Path) -> None:
    from pytest_realunify.judges.prompting import DEFAULT_PROMPT

    mine = JudgePart(name="pixels", source="built-in", kind="pixels", fingerprint="0" * 12, prompt=DEFAULT_PROMPT)
    assert "The judge: the card says pixels (fingerprint 000000000000)" in str(before(tmp_path, card(judge=mine)))
    known_one = replace(mine, identity={"judge": "pixels", "version": "1"})
    assert before(tmp_path, card(judge=known_one))["differs"][0].startswith("The judge's version: the card says 1")


# After a run ----------------------------------------------------------------------------------------------------------


def after(tmp_path: Path, mine: Any, its: Any) -> Check:
    return Check.after(again(tmp_path, mine), "card.toml", its)


def test_a_run_that_repeats_a_card_differs_in_nothing_and_agrees(tmp_path: Path) -> None:
    results = rows({"mental_tracking": [True, False] * 10})
    check = after(tmp_path, run_of(tmp_path, "a", results), run_of(tmp_path, "b", results))
    assert check.findings == []
    assert [*check.lines()] == ["nothing differs"]
    assert [*check.score_lines("b")][-1].startswith("the scores agree within what chance allows: 1 category x protocol")


def test_a_run_of_other_options_is_told_what_to_type(tmp_path: Path) -> None:
    results = rows({"mental_tracking": [True, False] * 10})
    options = {"realunify_suite": "procedural:2", "realunify_protocol": "direct", "realunify_seed": "0"}
    other = run_of(tmp_path, "b", results, options={**options, "realunify_sample_seed": "8", "realunify_repeats": "2"})
    check = after(tmp_path, run_of(tmp_path, "a", results), other)
    assert [(each.weight, each.text) for each in check.findings] == [
        (
            "note",
            (
                "--realunify-sample-seed: the card says 7, in run b it is 8. To agree: --realunify-sample-seed=7 "
                "(other draws of the same model)"
            ),
        ),
        ("differs", "--realunify-repeats: the card says 1, in run b it is 2. To agree: --realunify-repeats=1"),
    ]


def test_a_category_that_fell_is_named(tmp_path: Path) -> None:
    good = [*row("mental_tracking", right(20, 20)), *row("code_to_image", right(20, 20))]
    bad = [*row("mental_tracking", right(3, 20)), *row("code_to_image", right(20, 20))]
    check = after(tmp_path, run_of(tmp_path, "a", good), run_of(tmp_path, "b", bad))
    lines = [*check.score_lines("b")]
    assert lines[0].startswith("disagree mental_tracking direct: 100.0 % in the card, 15.0 % in the run")
    assert lines[-1].startswith("the scores do not agree: mental_tracking direct differ by more than chance allows")


def test_runs_of_other_suites_are_not_compared_with_the_paper(tmp_path: Path) -> None:
    results = rows({"mental_tracking": [True, False] * 10})
    check = Check.after(known.card("published:bagel-direct"), "x", run_of(tmp_path, "a", results))
    assert "the scores cannot be compared" in next(check.score_lines("a"))
    official = {"name": "official:data", "fingerprint": "1" * 12}
    check = Check.after(known.card("published:bagel-direct"), "x", run_of(tmp_path, "b", results, suite=official))
    assert [each.scope for each in check.scores] == ["mental_tracking"]
    assert not check.scores[0].paired


def test_cases_that_one_side_alone_has_are_counted(tmp_path: Path) -> None:
    whole, part = rows({"mental_tracking": [True] * 10}), rows({"mental_tracking": [True] * 7})
    check = after(tmp_path, run_of(tmp_path, "a", whole), run_of(tmp_path, "b", part))
    assert "the card has verdicts on 10, run b has 7, and 7 of them are in both" in check.findings[0].text
