"""A generator's content is pinned to its version: stored runs and baselines rely on an address meaning one instance.

When a test here fails, the generator changed: raise the subtask's `version` and pin the new digest, printed below.
Pictures are pinned by their decided values, not by pixels, which may differ by a shade between Pillow's versions.
"""

from __future__ import annotations

import hashlib
import json

import pytest

from checkout import DATA, DOCS
from pytest_realunify.interfaces import Instance
from pytest_realunify.procedural.suite.suite import ProceduralSuite, subtasks

PINS = json.loads((DATA / "content_digests.json").read_text())


def digest(name: str) -> str:
    """Over what the first 25 instances under two seeds say: GEU question, options, answer and edit prompt; UEG prompt,
    questions with golds, and the refined truth."""
    told = hashlib.sha256()
    for seed in (0, 7):
        suite = ProceduralSuite("25", seed=seed)
        for listing in suite.listings():
            if listing.subtask == name:
                told.update(json.dumps(said(suite.instance(listing, "direct"))).encode())
    return told.hexdigest()[:16]


def said(instance: Instance) -> list[object]:
    if instance.axis == "UEG":
        return [instance.prompt, [(each.question, each.answer) for each in instance.questions], instance.refined]
    return [instance.question, instance.options, instance.answer, instance.edit_prompt]


@pytest.mark.parametrize("name", subtasks())
def test_the_same_version_means_the_same_instances(name: str) -> None:
    key = f"{name} v{subtasks()[name].version}"
    assert PINS.get(key) == digest(name), f'"{key}": "{digest(name)}"'


def test_the_page_on_the_suite_names_every_difficulty_setting() -> None:
    page = (DOCS / "procedural.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    for name, subtask in subtasks().items():
        for setting, knob in subtask.knobs.items():
            row = next((row for row in rows if f"`{name}.{setting}`" in row), f"no row for {name}.{setting}")
            assert f"| {knob.default} | {knob.least}-{knob.most} |" in row
