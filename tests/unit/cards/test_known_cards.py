"""The cards that ship are the paper's rows and the presets, say what is not known, and are read as any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_realunify.cards import known
from pytest_realunify.cards.reading import read
from pytest_realunify.errors import UsageError
from pytest_realunify.models.openai import presets
from pytest_realunify.reporting.card_page import page

PAPER = Path(__file__).parents[3] / "pytest_realunify/reporting/html/published_results.json"


@pytest.mark.parametrize("name", known.names())
def test_each_is_a_page_that_is_read_back(name: str, tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text(page(known.card(name)), encoding="utf-8")
    assert read(tmp_path / "card.md") == known.card(name)


def test_every_row_of_the_paper_has_one_with_its_numbers() -> None:
    rows = json.loads(PAPER.read_text(encoding="utf-8"))["results"]
    cards = [known.card(name) for name in known.names() if name.startswith("published:")]
    assert len(cards) == len(rows) == len({name for name in known.names() if name.startswith("published:")})
    for row, card in zip(rows, cards, strict=True):
        assert {each.scope: round(100 * each.value, 1) for each in card.score} == {**row["accuracy"], **row["average"]}
        assert {each.protocol for each in card.score} == {row["protocol"]}
        assert (card.judge is not None) == ("UEG" in row["average"] or "world_knowledge" in row["accuracy"])


def test_what_the_paper_does_not_say_is_unknown_and_not_made_up() -> None:
    card = known.card("published:bagel-stepwise")
    assert card.model.settings == card.model.identity == card.versions == card.options == {}
    assert not card.devices
    assert card.suite.fingerprint == ""
    assert {line.partition(":")[0] for line in card.unknown} >= {"model.settings", "versions", "seeds and repeats"}


def test_every_preset_has_one_with_all_its_values() -> None:
    for name in presets.names():
        card = known.card(f"preset:{name}")
        for key, value in presets.load(name, "x").table.items():
            assert card.model.settings[key] == value, (name, key)
        assert card.source == presets.load(name, "x").source
        assert not card.score


def test_a_name_that_is_none_is_told_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'published:bagel-direct'"):
        known.card("published:bagle-direct")
