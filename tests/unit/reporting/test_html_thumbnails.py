"""Small copies of pictures within a budget of bytes."""

from __future__ import annotations

import io
import random
import warnings
from pathlib import Path

import pytest
from PIL import Image

from official_data import promising_png
from pytest_realunify.reporting.html.thumbnails import SIDES, beside, thumbnail, within_budget


def noise(file: Path, side: int = 300, seed: int = 0) -> Path:
    """The hardest picture to make small."""
    Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(3 * side * side)).save(file, compress_level=1)
    return file


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    return {str(number): noise(tmp_path / f"{number}.png", seed=number) for number in range(6)}


@pytest.mark.parametrize("budget", [400_000, 60_000, 20_000])
def test_all_together_stay_within_the_budget(pictures: dict[str, Path], budget: int) -> None:
    made = within_budget(pictures, budget)
    assert set(made) == set(pictures)
    assert sum(each.weight for each in made.values()) <= budget


def test_the_size_falls_with_the_number_of_pictures(pictures: dict[str, Path]) -> None:
    few = within_budget({"0": pictures["0"]}, 100_000)["0"]
    many = within_budget(pictures, 100_000)["0"]
    assert few.width == SIDES[0] > many.width


def test_where_even_the_smallest_are_too_many_the_first_are_kept(pictures: dict[str, Path]) -> None:
    made = within_budget(pictures, 4_000)
    assert 0 < len(made) < len(pictures)
    assert list(made) == list(pictures)[: len(made)]


def test_no_pictures_need_no_budget() -> None:
    assert within_budget({}, 0) == {}


def test_proportions_stay_and_nothing_grows(tmp_path: Path) -> None:
    Image.new("RGB", (1200, 600)).save(tmp_path / "wide.png")
    Image.new("RGB", (10, 20)).save(tmp_path / "small.png")
    wide, small = (thumbnail(tmp_path / name, 256) for name in ("wide.png", "small.png"))
    assert wide is not None
    assert small is not None
    assert (wide.width, wide.height) == (256, 128)
    assert (small.width, small.height) == (10, 20)
    with Image.open(io.BytesIO(wide.data)) as image:
        assert (image.format, image.size) == ("WEBP", (256, 128))


def test_a_photograph_is_turned_as_its_metadata_says(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by a quarter
    Image.new("RGB", (400, 200)).save(tmp_path / "photo.jpg", exif=exif)
    made = thumbnail(tmp_path / "photo.jpg", 200)
    assert made is not None
    assert (made.width, made.height) == (100, 200)


def test_what_is_no_picture_is_left_out(tmp_path: Path, pictures: dict[str, Path]) -> None:
    (tmp_path / "text.png").write_text("hello")
    (tmp_path / "drawing.png").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n")
    promising_png(tmp_path / "bomb.png", 60_000, 60_000)
    odd = {name: tmp_path / f"{name}.png" for name in ("text", "drawing", "bomb", "missing")}
    before = list(warnings.filters)
    assert set(within_budget({**odd, **pictures}, 1_000_000)) == set(pictures)
    assert warnings.filters == before


def test_a_folder_has_files_with_relative_names(tmp_path: Path, pictures: dict[str, Path]) -> None:
    found = beside(pictures, tmp_path / "report")
    assert found["0"] == ("thumbs/0.webp", 300, 300)
    assert {f"thumbs/{file.name}" for file in (tmp_path / "report/thumbs").iterdir()} == {
        url for url, *_ in found.values()
    }
