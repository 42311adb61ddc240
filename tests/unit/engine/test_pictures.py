"""Pictures are known by their content and stored once."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from pngparts import saved
from pytest_realunify.datafiles.carried import carried, file_of
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.engine.pictures import GREY, Pictures, stored
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Instance, Listing, Request
from pytest_realunify.protocols import Drawn, Withheld


class Suite:
    """References are colour names, or paths of the suite's own files."""

    name = "fake"
    fingerprint = "0" * 12
    notes: Sequence[str] = ()

    def __init__(self) -> None:
        self.opened: list[str] = []

    def listings(self) -> Sequence[Listing]:
        raise NotImplementedError

    def instance(self, listing: Listing, protocol: str) -> Instance:
        raise NotImplementedError

    def open(self, reference: str) -> Image.Image:
        self.opened.append(reference)
        if reference == "missing":
            raise DataError.at("GEU_direct.json", 3, "input_image", "no such file")
        return Image.open(reference).convert("RGB") if "/" in reference else Image.new("RGB", (6, 4), reference)

    def file(self, reference: str) -> Path | None:
        return Path(reference) if "/" in reference else None


def pictures(folder: Path) -> Pictures:
    return Pictures(Suite(), folder)


def test_a_picture_is_stored_as_a_png_under_the_sha256_of_that_png(tmp_path: Path) -> None:
    drawn = pictures(tmp_path).get("red")
    stored = tmp_path / f"{drawn.sha256}.png"
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == drawn.sha256
    with Image.open(stored) as image:
        assert image.convert("RGB").tobytes() == Image.new("RGB", (6, 4), "red").tobytes()


def test_nothing_is_stored_or_read_through_a_link(tmp_path: Path) -> None:
    kept = pictures(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    sha256 = kept.get("red").sha256
    (tmp_path / "images").symlink_to(tmp_path / "elsewhere")
    ours = pictures(tmp_path / "images")
    with pytest.raises(DataError, match="images is a symbolic link"):
        ours.get("blue")
    with pytest.raises(DataError, match="images is a symbolic link"):
        ours.reopened(sha256)
    (tmp_path / "own").mkdir()
    (tmp_path / f"own/{sha256}.png").symlink_to(tmp_path / f"elsewhere/{sha256}.png")
    with pytest.raises(DataError, match="png is a symbolic link"):
        pictures(tmp_path / "own").reopened(sha256)
    assert [path.stem for path in (tmp_path / "elsewhere").iterdir()] == [sha256]


def test_the_same_pixels_are_stored_once_and_leave_nothing_else_behind(tmp_path: Path) -> None:
    ours = pictures(tmp_path)
    stored = tmp_path / f"{ours.get('red').sha256}.png"
    stored.write_bytes(b"already there")
    assert ours.keep(Image.new("RGB", (6, 4), (255, 0, 0))).sha256 == stored.stem
    assert stored.read_bytes() == b"already there", "and is not written again"
    assert ours.get("blue").sha256 != stored.stem
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".png", ".png"]


def test_what_a_picture_says_about_itself_does_not_change_its_sha256(tmp_path: Path) -> None:
    spoken = Image.new("RGB", (6, 4), "red")
    spoken.info |= {"icc_profile": b"anything", "transparency": b"not what Pillow writes", "dpi": (72, 72)}
    assert pictures(tmp_path).keep(spoken).sha256 == pictures(tmp_path).get("red").sha256
    assert "icc_profile" in spoken.info, "the model's own picture is left as it was"


def test_a_picture_from_an_earlier_step_is_passed_on_untouched(tmp_path: Path) -> None:
    drawn = Drawn(Image.new("RGB", (1, 1)), "abc")
    ours = pictures(tmp_path)
    assert ours.get(drawn) is drawn
    assert not list(tmp_path.iterdir())


def test_a_suite_s_own_file_is_hashed_where_it_lies_and_never_copied(tmp_path: Path) -> None:
    own = tmp_path / "own.jpg"
    buffer = io.BytesIO()
    Image.new("RGB", (6, 4), "green").save(buffer, "JPEG")
    own.write_bytes(buffer.getvalue())
    folder = tmp_path / "images"
    folder.mkdir()
    drawn = pictures(folder).get(str(own))
    assert drawn.sha256 == hashlib.sha256(own.read_bytes()).hexdigest()
    assert drawn.image.size == (6, 4)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("reference", ["red", "blue"])
def test_a_withheld_picture_is_plain_grey_of_the_same_size(tmp_path: Path, reference: str) -> None:
    image = pictures(tmp_path).get(Withheld(reference)).image
    assert image.size == (6, 4)
    assert image.getcolors() == [(24, GREY)]


def test_a_picture_that_cannot_be_opened_is_the_data_s_trouble(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 3, field 'input_image'"):
        pictures(tmp_path).get("missing")


def test_nothing_is_opened_before_it_is_asked_for(tmp_path: Path) -> None:
    suite = Suite()
    ours = Pictures(suite, tmp_path)
    assert suite.opened == []
    ours.get("red")
    assert suite.opened == ["red"]


@pytest.mark.parametrize("picture", ["red", Withheld("red")])
def test_what_the_suite_drew_once_is_not_drawn_again(tmp_path: Path, picture: str | Withheld) -> None:
    suite = Suite()
    ours = Pictures(suite, tmp_path)
    first, again = ours.get(picture), ours.get(picture)
    assert suite.opened == ["red"]
    assert (again.sha256, again.image.tobytes()) == (first.sha256, first.image.tobytes())
    (tmp_path / f"{first.sha256}.png").unlink()
    assert ours.get(picture).sha256 == first.sha256, "and is drawn again where somebody has tidied up"
    assert suite.opened == ["red", "red"]


def test_a_kept_picture_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = Pictures(Suite(), tmp_path).keep(Image.new("RGB", (5, 7), "teal"))
    found = stored(tmp_path, kept.sha256)
    assert found.sha256 == kept.sha256
    assert (found.image.mode, found.image.size, found.image.tobytes()) == ("RGB", (5, 7), kept.image.tobytes())


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_a_kept_picture_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / f"{'ab' * 32}.png").write_bytes(content)
    with pytest.raises(DataError, match=r"abab\.png: the stored picture cannot be read"):
        stored(tmp_path, "ab" * 32)


def test_half_a_kept_picture_is_none(tmp_path: Path) -> None:
    kept = Pictures(Suite(), tmp_path).keep(Image.effect_noise((32, 32), 50).convert("RGB"))
    file = tmp_path / f"{kept.sha256}.png"
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(DataError, match="cannot be read"):
        stored(tmp_path, kept.sha256)


@pytest.mark.parametrize("reply", ["", "A red circle.", "../../etc/passwd", "AB" * 32])
def test_what_is_no_picture_s_name_is_not_looked_for(tmp_path: Path, reply: str) -> None:
    with pytest.raises(DataError, match="ended without a picture"):
        stored(tmp_path, reply)


def test_a_carried_picture_is_stored_as_it_came_and_comes_back_so(tmp_path: Path) -> None:
    came = saved(Image.new("RGB", (6, 4), "red"), compress_level=9)
    kept = pictures(tmp_path).keep(carried(came) or Image.new("RGB", (1, 1)))
    assert kept.sha256 == hashlib.sha256(came).hexdigest()
    for again in (kept, stored(tmp_path, kept.sha256), pictures(tmp_path).reopened(kept.sha256)):
        assert file_of(again.image) == came


def test_what_was_drawn_on_since_is_stored_as_it_is_now(tmp_path: Path) -> None:
    came = carried(saved(Image.new("RGB", (6, 4), "red"), compress_level=9))
    assert came is not None
    came.paste("blue", (0, 0, 6, 4))
    assert pictures(tmp_path).keep(came).sha256 == pictures(tmp_path).get("blue").sha256


def test_a_picture_made_here_is_encoded_once_and_is_not_its_maker_s_any_more(tmp_path: Path) -> None:
    made = Image.new("RGB", (6, 4), "red")
    kept = pictures(tmp_path).keep(made)
    made.paste("blue", (0, 0, 6, 4))
    assert file_of(kept.image) == (tmp_path / f"{kept.sha256}.png").read_bytes()
    assert kept.image.getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P"])
def test_what_lies_there_and_is_no_plain_png_is_decoded(tmp_path: Path, mode: str) -> None:
    sha256 = Pictures(Suite(), tmp_path).store(saved(Image.new(mode, (6, 4))))
    found = stored(tmp_path, sha256).image
    assert (found.mode, found.size, file_of(found)) == ("RGB", (6, 4), None)


def test_other_bytes_under_a_picture_s_name_are_no_picture(tmp_path: Path) -> None:
    ours = pictures(tmp_path)
    red, blue = ours.get("red").sha256, ours.get("blue").sha256
    (tmp_path / f"{red}.png").write_bytes((tmp_path / f"{blue}.png").read_bytes())
    with pytest.raises(DataError, match="it is not what was stored"):
        stored(tmp_path, red)
    with pytest.raises(DataError, match="it is not what was stored"):
        ours.reopened(red)


def test_a_carried_picture_is_taken_from_a_model_without_being_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = carried(saved(Image.new("RGB", (6, 4), "red"))) or Image.new("RGB", (1, 1))

    class Draws:
        def generate(self, requests: Sequence[Request]) -> list[Image.Image]:
            return [drawn for _ in requests]

    monkeypatch.delattr("pytest_realunify.datafiles.carried.PngImageFile")
    [answer] = Calls(Draws(), 1).answer("generate", [Request("")])
    assert answer is drawn
    assert file_of(drawn) is not None
