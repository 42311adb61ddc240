"""Generators are found by their own declaration, and by nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pytest_realunify.procedural.suite import registry
from pytest_realunify.procedural.suite.registry import in_category, subtasks
from pytest_realunify.taxonomy import CATEGORIES

NAMED_IN_THE_PAPER = {
    "world_knowledge": "animals_and_plants food architecture culture sports technology lifestyle",
    "commonsense_reasoning": "physical_laws human_activities common_objects",
    "mathematical_reasoning": "numerical_calculation probability_estimation proportional_reasoning equation_solving",
    "logical_reasoning": "explicit_conditions implicit_conditions hypothetical_changes",
    "scientific_reasoning": "physics chemistry biology geography",
    "code_to_image": "branching iteration",
    "mental_reconstruction": "coarse_patches fine_patches",
    "mental_tracking": "sequential simultaneous",
    "attentional_focusing": "quantity ocr attribute",
    "cognitive_navigation": "maze map",
}
DECLARATION = """
from pytest_realunify.procedural.suite.base import Subtask

SUBTASK = Subtask({category!r}, {name!r}, 1, {{}}, lambda rng, difficulty: None)
"""


@pytest.mark.parametrize("category", NAMED_IN_THE_PAPER)
def test_every_category_has_the_paper_s_subtasks_first_and_in_its_order(category: str) -> None:
    named, found = NAMED_IN_THE_PAPER[category].split(), in_category(category)
    assert [subtask.name for subtask in found][: len(named)] == named
    assert all(k.least <= k.default <= k.most for subtask in found for k in subtask.knobs.values())


def test_the_suite_has_at_least_the_paper_s_thirty_two() -> None:
    assert len(subtasks()) >= 32
    assert list(dict.fromkeys(each.category for each in subtasks().values())) == [each.name for each in CATEGORIES]


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules belong to `world_knowledge` too, as if they lay in it."""
    subtasks()
    package = sys.modules["pytest_realunify.procedural.suite.world_knowledge"]
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    for name in ("weather", "painting_of_it"):
        monkeypatch.delitem(sys.modules, f"{package.__name__}.{name}", raising=False)
    return tmp_path


def test_a_new_file_that_declares_a_subtask_is_in_the_suite_and_one_that_does_not_is_not_even_imported(
    more: Path,
) -> None:
    more.joinpath("weather.py").write_text(DECLARATION.format(category="world_knowledge", name="weather"))
    more.joinpath("painting_of_it.py").write_text("raise AssertionError('imported')")
    found = registry.subtasks.__wrapped__()
    assert [name for name in found if name not in subtasks()] == ["weather"]
    assert list(found).index("weather") == 7, "after those of the paper, within its category"


@pytest.mark.parametrize(("category", "name"), [("world_knowledge", "food"), ("code_to_image", "weather")])
def test_a_declaration_that_contradicts_its_place_is_refused(more: Path, category: str, name: str) -> None:
    more.joinpath("weather.py").write_text(DECLARATION.format(category=category, name=name))
    with pytest.raises(AssertionError, match=r"food is declared twice|weather lies in world_knowledge"):
        registry.subtasks.__wrapped__()
