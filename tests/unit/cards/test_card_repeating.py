"""The files that a card is run again from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from cardbench import again, rows, run_of
from pytest_realunify.cards import known
from pytest_realunify.cards.card import Card
from pytest_realunify.cards.repeating import node_ids, write
from pytest_realunify.cards.sharing import shareable
from pytest_realunify.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HITS = {"mental_tracking": [True, False], "code_to_image": [True]}


@pytest.fixture
def card(tmp_path: Path) -> Card:
    return again(tmp_path, run_of(tmp_path, "a", rows(HITS)))


def test_a_whole_run_is_its_options_and_its_table(card: Card, tmp_path: Path) -> None:
    lines = [*write(card, tmp_path / "again")]
    assert lines[-1] == f"run it: cd {tmp_path / 'again'} && pytest @arguments.txt"
    assert (tmp_path / "again/arguments.txt").read_text().splitlines() == [
        *("--realunify", "--realunify-model=mine", "--realunify-suite=procedural:2", "--realunify-protocol=direct"),
        *("--realunify-seed=0", "--realunify-sample-seed=7", "--realunify-repeats=1"),
    ]
    project = tomllib.loads((tmp_path / "again/pyproject.toml").read_text())
    assert project["tool"]["realunify"]["models"] == {"mine": {"adapter": "simulated", "noise": 0.5}}
    assert project["tool"]["pytest"] == {"ini_options": {}}


def test_a_part_of_the_suite_is_asked_by_its_ids_every_repeat_of_them(card: Card) -> None:
    part = replace(card, run=replace(card.run, planned=100), options={**card.options, "repeats": "2"})
    assert node_ids(card) == []
    assert node_ids(part) == [
        "cases/test_ueg.py::test_ueg[code_to_image-x-0000-direct]",
        "cases/test_ueg.py::test_ueg[code_to_image-x-0000-direct-rep1]",
        "cases/test_geu.py::test_geu[mental_tracking-x-0000-direct]",
        "cases/test_geu.py::test_geu[mental_tracking-x-0000-direct-rep1]",
        "cases/test_geu.py::test_geu[mental_tracking-x-0001-direct]",
        "cases/test_geu.py::test_geu[mental_tracking-x-0001-direct-rep1]",
    ]


def test_what_a_card_cannot_bring_is_said(card: Card, tmp_path: Path) -> None:
    told = replace(
        card,
        model=replace(card.model, kind="mymodel:Mine"),
        tables={"models": {"mine": {"adapter": "mymodel:Mine", "api_key_env": "MY_KEY"}}},
        suite=replace(card.suite, name="official:data"),
        withheld=("models.mine.headers",),
    )
    said = "\n".join(write(told, tmp_path / "again"))
    for words in ("code: mymodel:Mine", "data: data (fingerprint", "models.mine.headers", "variable MY_KEY"):
        assert words in said


def test_a_folder_that_has_something_is_left_alone(card: Card, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/pyproject.toml").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        list(write(card, tmp_path / "there"))
    assert (tmp_path / "there/pyproject.toml").read_text() == "mine"
    with pytest.raises(UsageError, match="this card tells scores, and not how the run was made"):
        list(write(known.card("published:bagel-direct"), tmp_path / "again"))


def test_a_judge_s_prompt_of_one_s_own_goes_into_a_file(card: Card, tmp_path: Path) -> None:
    from pytest_realunify.cards.card import JudgePart

    asked = replace(card, judge=JudgePart(name="x"), options={**card.options, "judge-prompt": "Look.\n{question}"})
    list(write(asked, tmp_path / "again"))
    assert (tmp_path / "again/judge-prompt.txt").read_text() == "Look.\n{question}"
    assert "--realunify-judge-prompt=judge-prompt.txt" in (tmp_path / "again/arguments.txt").read_text()


def test_a_card_in_a_report_names_no_place_and_no_address(card: Card) -> None:
    table = {"adapter": "openai", "base_url": "http://inside:1/v1", "model": "m", "python": "../env/bin/python"}
    told = replace(
        card,
        tables={"models": {"mine": {**table, "extra_body": {"lora": "/home/me/lora"}}}},
        model=replace(card.model, settings={"base_url": "http://inside:1/v1", "target": "~/w", "steps": 3}),
    )
    shared = shareable(told)
    assert shared.model.settings == {"steps": 3}
    assert shared.tables == {"models": {"mine": {"adapter": "openai", "model": "m", "extra_body": {}}}}
    assert shared.withheld == ("models.mine.base_url", "models.mine.python", "models.mine.extra_body.lora")
    assert shareable(told, verdicts=False).verdicts == {}
