"""The picture of the house is drawn from the code, and what runs up or round in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkout import ROOT
from tools.rooms import PACKAGE, House, Rooms, drawn

CONTRACT = """
[[tool.importlinter.contracts]]
name = "layers"
type = "layers"
containers = ["pytest_realunify"]
layers = ["attic", "study | kitchen", "cellar"]
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Four rooms of a house with the package's name; one of them a folder."""
    (tmp_path / "pyproject.toml").write_text(CONTRACT)
    folder = tmp_path / PACKAGE
    (folder / "study").mkdir(parents=True)
    for name, text in {
        "__init__.py": "",
        "attic.py": f"from {PACKAGE}.study.desk import pen\\nfrom {PACKAGE} import cellar\\n",
        "study/__init__.py": '"""Where one reads. And more."""',
        "study/desk.py": f"pen = 1\\ndef light():\\n    import {PACKAGE}.cellar\\n",
        "kitchen.py": "",
        "cellar.py": "",
    }.items():
        (folder / name).write_text(text.replace("\\n", "\n"))
    return tmp_path


def test_arrows_are_the_imports_between_rooms_wherever_they_stand(house: Path) -> None:
    found = House.of(house)
    assert found.floors == [["attic"], ["study", "kitchen"], ["cellar"]]
    assert found.arrows == {("attic", "study"), ("attic", "cellar"), ("study", "cellar")}
    assert (found.upward, found.circles) == ([], [])
    assert found.says["study"] == "Where one reads. And more."


def test_what_only_a_type_checker_sees_runs_up_and_round_too(house: Path) -> None:
    cellar = house / PACKAGE / "cellar.py"
    cellar.write_text(f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {PACKAGE}.attic import x\n")
    found = House.of(house)
    assert found.upward == [("cellar", "attic")]
    assert found.circles == [("attic", "cellar"), ("attic", "study"), ("cellar", "study")]
    assert drawn(found).count("#d00000") >= 2


def test_the_house_has_no_circle_and_no_arrow_that_runs_up() -> None:
    found = House.of(ROOT)
    assert (found.upward, found.circles) == ([], [])
    assert {room for arrow in found.arrows for room in arrow} <= {*found.floor_of}
    assert len(found.arrows) > 50


def test_the_picture_is_that_of_the_code() -> None:
    assert list(Rooms().differences()) == []
