"""Pictures that results name by absolute paths, or from where a tool was started: read where they were said to be."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from official_data import geu_row, ueg_row
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.recorded import Recorded, Settings
from pytest_realunify.models.resolve import resolve
from recordedbench import UEG, refusal, shade
from resultfiles import painted, written


def scattered(root: Path, path: Callable[[Path], str]) -> tuple[Path, Path]:
    """Results in one folder, their picture in another; `path` is how the row names it."""
    picture = Path(painted(root / "outputs/run 7/gen/1.png", 70))
    written(root / "results/UEG_direct.json", [{**ueg_row(1), "generated_image": path(picture)}])
    return root / "results", picture.parent


HOW: dict[str, Callable[[Path], str]] = {
    "absolute": str,
    "from where the tool was started": lambda picture: f"outputs/run 7/gen/{picture.name}",
    "with a dot": lambda picture: f"./outputs/run 7/gen/{picture.name}",
    "with backslashes": lambda picture: f"outputs\\run 7\\gen\\{picture.name}",
    "from the folder": lambda picture: picture.name,
    "from the folder above": lambda picture: f"gen/{picture.name}",
}


@pytest.mark.parametrize("how", HOW)
def test_pictures_elsewhere_are_found_where_their_folder_is_named(tmp_path: Path, how: str) -> None:
    results, folder = scattered(tmp_path, HOW[how])
    model = Recorded.load(results, [folder])
    assert shade(model.generate([Request("", case=UEG.format(1, "direct"))])) == 70


@pytest.mark.parametrize("how", HOW)
def test_without_it_they_are_not_read_and_the_error_says_what_to_type(tmp_path: Path, how: str) -> None:
    results, _ = scattered(tmp_path, HOW[how])
    with pytest.raises(DataError, match=r'pictures = \[".*", …\] in the model\'s table'):
        Recorded.load(results).generate([Request("", case=UEG.format(1, "direct"))])


@pytest.mark.parametrize("given", ["{root}/secret.png", "../secret.png", "../../secret.png", "named/../../secret.png"])
def test_what_lies_outside_every_named_folder_is_never_read(tmp_path: Path, given: str) -> None:
    painted(tmp_path / "secret.png")
    painted(tmp_path / "named/1.png")
    written(tmp_path / "a/results/x.json", [{**ueg_row(1), "generated_image": given.format(root=tmp_path)}])
    said = refusal(tmp_path / "a/results", tmp_path / "named")
    assert "leaves the folder" in said
    assert "named" in said


def test_a_link_out_of_a_named_folder_is_not_followed(tmp_path: Path) -> None:
    painted(tmp_path / "secret.png")
    (tmp_path / "named").mkdir()
    (tmp_path / "named/1.png").symlink_to(tmp_path / "secret.png")
    written(tmp_path / "results/UEG_direct.json", [{**ueg_row(1), "generated_image": "1.png"}])
    model = Recorded.load(tmp_path / "results", [tmp_path / "named"])
    with pytest.raises(DataError, match="no such file"):
        model.generate([Request("", case=UEG.format(1, "direct"))])


def test_the_results_own_folder_comes_first(tmp_path: Path) -> None:
    painted(tmp_path / "results/1.png", 10)
    painted(tmp_path / "named/1.png", 20)
    written(tmp_path / "results/UEG_direct.json", [{**ueg_row(1), "generated_image": "1.png"}])
    model = Recorded.load(tmp_path / "results", [tmp_path / "named"])
    assert shade(model.generate([Request("", case=UEG.format(1, "direct"))])) == 10


def test_a_path_from_where_the_tool_was_started_may_lead_back_into_the_results(tmp_path: Path) -> None:
    painted(tmp_path / "out/run/gen/1.png", 30)
    written(tmp_path / "out/run/UEG_direct.json", [{**ueg_row(1), "generated_image": "out/run/gen/1.png"}])
    assert shade(Recorded.load(tmp_path / "out/run").generate([Request("", case=UEG.format(1, "direct"))])) == 30


def replayed(results: Path, *pictures: Path) -> None:
    Recorded.load(results, pictures).generate([Request("", case=UEG.format(1, "direct"))])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="./\\ab\0~", max_size=12) | st.just("a" * 300))
def test_whatever_a_row_names_nothing_outside_is_opened(tmp_path_factory: pytest.TempPathFactory, given_: str) -> None:
    root = Path(os.path.realpath(tmp_path_factory.mktemp("roots")))
    for place in ("a", "b", "a/b", "b/a"):
        (root / "top" / place).mkdir(parents=True, exist_ok=True)
    painted(root / "top/a.png")
    written(root / "top/results/UEG_direct.json", [{**ueg_row(1), "generated_image": given_}])
    with pytest.raises(DataError):
        replayed(root / "top/results", root / "top/a", root / "top/b")


# The table ------------------------------------------------------------------------------------------------------------


def test_a_table_names_the_folders(tmp_path: Path) -> None:
    results, folder = scattered(tmp_path, str)
    table = {"adapter": "recorded", "target": str(results), "pictures": [str(folder)]}
    model: Any = resolve("old", {"old": table}).build()
    assert shade(model.generate([Request("", case=UEG.format(1, "direct"))])) == 70


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({}, "needs a result file"),
        ({"target": "x", "pictures": "gen"}, "pictures is 'gen', expected a list"),
        ({"target": "x", "pictures": [3]}, "pictures holds 3, expected folders"),
        ({"target": "x", "picture": ["gen"]}, "Did you mean 'pictures'?"),
    ],
)
def test_a_table_that_cannot_be_is_refused(given_: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Settings.of(given_, "here")
    assert said in str(caught.value)


def test_a_folder_of_pictures_that_is_not_there_is_said(tmp_path: Path) -> None:
    written(tmp_path / "GEU_direct.json", [{**geu_row(1), "response": "B"}])
    assert "no such folder of pictures" in refusal(tmp_path / "GEU_direct.json", tmp_path / "gone")
