"""What travels is opened where the model is, encoded where it was drawn, and decoded here only if somebody looks."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image, ImageFile

from pytest_realunify.datafiles.carried import CarriedPicture
from pytest_realunify.engine.pictures import Pictures, encoded
from pytest_realunify.engine.ray.pictures import TravellingPictures, in_bytes, in_pixels
from pytest_realunify.interfaces import Suite

RED = Image.new("RGB", (6, 4), "red")


class Drawn:
    """A suite of one file, `own`, and of colours that it draws."""

    def __init__(self, own: Path) -> None:
        self.own = own
        self.opened: list[str] = []

    def open(self, reference: str) -> Image.Image:
        self.opened.append(reference)
        return Image.open(self.own).convert("RGB") if reference == "own" else Image.new("RGB", (6, 4), reference)

    def file(self, reference: str) -> Path | None:
        return self.own if reference == "own" else None


@pytest.fixture
def suite(tmp_path: Path) -> Drawn:
    own = tmp_path / "own.jpg"
    RED.save(own, "JPEG")
    return Drawn(own)


@pytest.fixture
def pictures(suite: Drawn, tmp_path: Path) -> TravellingPictures:
    return TravellingPictures(cast("Suite", suite), tmp_path)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every picture that Pillow has decoded since."""
    done: list[Any] = []
    load: Callable[..., Any] = ImageFile.ImageFile.load

    def loaded(image: ImageFile.ImageFile) -> Any:
        done.append(image)
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", loaded)
    return done


def test_a_file_of_the_users_travels_as_it_lies(suite: Drawn, pictures: TravellingPictures, decoded: list[Any]) -> None:
    drawn = pictures.get("own")
    assert in_bytes(drawn.image) == suite.own.read_bytes()
    assert drawn.sha256 == hashlib.sha256(suite.own.read_bytes()).hexdigest()
    assert suite.opened == decoded == []


def test_a_file_that_is_gone_is_for_the_suite_to_tell(suite: Drawn, pictures: TravellingPictures) -> None:
    suite.own.unlink()
    with pytest.raises(FileNotFoundError):
        pictures.get("own")
    assert suite.opened == ["own"]


def test_what_a_replica_has_encoded_is_stored_as_it_came(
    pictures: TravellingPictures, tmp_path: Path, decoded: list[Any]
) -> None:
    data = encoded(RED)
    drawn = pictures.keep(CarriedPicture(data))
    assert (tmp_path / f"{drawn.sha256}.png").read_bytes() == data
    assert in_bytes(drawn.image) == data
    assert decoded == []
    assert drawn.image.tobytes() == RED.tobytes(), "and a team's protocol that looks sees the pixels"


def test_what_the_suite_draws_is_encoded_once(
    suite: Drawn, pictures: TravellingPictures, tmp_path: Path, decoded: list[Any]
) -> None:
    first, again = pictures.get("red"), pictures.get("red")
    assert suite.opened == ["red"]
    assert in_bytes(first.image) == in_bytes(again.image) == (tmp_path / f"{first.sha256}.png").read_bytes()
    assert decoded == []
    (tmp_path / f"{first.sha256}.png").write_bytes(b"no picture")
    assert pictures.get("red").sha256 == first.sha256
    assert suite.opened == ["red", "red"]


def test_pictures_are_stored_under_the_names_of_a_run_on_one_process(suite: Drawn, tmp_path: Path) -> None:
    here, there = (kind(cast("Suite", suite), tmp_path) for kind in (Pictures, TravellingPictures))
    assert [here.get(each).sha256 for each in ("own", "red")] == [there.get(each).sha256 for each in ("own", "red")]


def test_a_picture_arrives_upright_and_rgb() -> None:
    turned, buffer = Image.new("RGB", (6, 4), "red"), io.BytesIO()
    exif = turned.getexif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    turned.save(buffer, "JPEG", exif=exif)
    assert in_pixels(buffer.getvalue()).size == (4, 6)
    assert in_pixels(in_bytes(Image.new("RGBA", (6, 4), "red"))).mode == "RGB"
