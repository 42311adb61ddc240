"""Things that look like others to whoever looks at a part of them: right, or in doubt."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFilter

from pytest_realunify.procedural.drawing import font
from pytest_realunify.procedural.pixels.sight import look
from pytest_realunify.procedural.pixels.sightings import Outlined, Reading
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.scene import Cut, Flag, Halves, Pie, Scene, Shape, Sign

INK = (34, 32, 36)


def canvas(ground: str = "#fafaf5") -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (512, 512), ground)
    return image, ImageDraw.Draw(image)


def readings(image: Image.Image) -> list[tuple[Reading, ...]]:
    return [each.readings for each in look(image).sightings]


@pytest.mark.parametrize("off", [0, 30])
@pytest.mark.parametrize("radius", [40, 60, 80])
@pytest.mark.parametrize("spot", ["white", "yellow", "black"])
def test_a_disc_with_a_large_spot_is_not_surely_of_one_colour(spot: str, radius: int, off: int) -> None:
    image, pen = canvas()
    pen.ellipse((136, 136, 376, 376), fill="red", outline=INK, width=5)
    pen.ellipse((256 + off - radius, 256 - radius, 256 + off + radius, 256 + radius), fill=spot)
    [found] = readings(image)
    assert found != (Shape("circle", "red"),)


@pytest.mark.parametrize("radius", [18, 28])
def test_a_small_spot_in_the_middle_is_no_hole_up_to_the_outline(radius: int) -> None:
    image, pen = canvas()
    pen.ellipse((136, 136, 376, 376), fill="red", outline=INK, width=5)
    pen.ellipse((256 - radius, 256 - radius, 256 + radius, 256 + radius), fill="white")
    [found] = readings(image)
    assert Shape("circle", "white") not in found


@pytest.mark.parametrize("apart", [3, 8, 14])
def test_things_a_few_pixels_apart_are_several(apart: int) -> None:
    """In a picture of 1,024 px, which is looked at in half its size."""
    image = Image.new("RGB", (1024, 1024), "#fafaf5")
    pen = ImageDraw.Draw(image)
    for place in range(3):
        left = 200 + place * (180 + apart)
        pen.rectangle((left, 400, left + 180, 580), fill="blue", outline=INK, width=6)
    if apart >= 8:
        assert readings(image) == [(Shape("square", "blue"),)] * 3
    else:
        assert len(readings(image)) != 2


@pytest.mark.parametrize("ground", ["#bebec0", "#e1e2e4", "white"])
@pytest.mark.parametrize(("left", "right"), [("black", "white"), ("red", "cyan")])
def test_between_opposed_colours_there_is_no_gap(left: str, right: str, ground: str) -> None:
    """Grey lies between black and white, and is the ground's colour."""
    image, pen = canvas(ground)
    pen.pieslice((136, 136, 376, 376), 90, 270, fill=left)
    pen.pieslice((136, 136, 376, 376), 270, 90, fill=right)
    seen = readings(image)
    assert len(seen) == 1
    if ground != "white":
        assert seen == [(Halves("vertical", left, right),)]


@pytest.mark.parametrize("frame", [3, 8, 14])
def test_a_flag_is_read_within_its_frame(frame: int) -> None:
    """Whose colour is its first stripe's."""
    image, pen = canvas()
    for place, colour in enumerate(("black", "red", "green", "#1976d2", "#26c6da", "#fdd835")):
        pen.rectangle((140 + frame, 160 + frame + 30 * place, 372 - frame, 190 + frame + 30 * place), fill=colour)
    pen.rectangle((140, 160, 372, 340 + 2 * frame), outline=INK, width=frame)
    [found] = readings(image)
    right = Flag("horizontal", ("black", "red", "green", "blue", "cyan", "yellow"))
    assert right in found or not any(isinstance(each, Flag) for each in found)


@pytest.mark.parametrize("blur", [3.0, 4.0, 5.0, 6.0])
@pytest.mark.parametrize("text", ["WATER", "HORSE", "DRUM"])
def test_a_blurred_sign_is_no_flag(text: str, blur: float) -> None:
    image, pen = canvas()
    pen.rectangle((150, 216, 362, 296), fill="white", outline=INK, width=5)
    pen.text((256, 256), text, fill="#1f5ac8", font=font(46), anchor="mm")
    [found] = readings(image.filter(ImageFilter.GaussianBlur(blur)))
    assert not any(isinstance(each, Flag) for each in found)


@pytest.mark.parametrize("ink", ["black", "#795548"])
def test_an_i_on_a_sign_is_no_domino(ink: str) -> None:
    image, pen = canvas()
    pen.rounded_rectangle((150, 206, 362, 306), 8, fill="white", outline=INK, width=2)
    pen.text((256, 256), "I", fill=ink, font=font(56), anchor="mm")
    [found] = readings(image)
    assert all(not hasattr(each, "left") for each in found)
    assert all(each.text == "I" for each in found if isinstance(each, Sign))


@pytest.mark.parametrize("hole", ["#c8c4ba", "#b4b0a6"])
def test_a_shadow_in_a_ring_s_hole_does_not_fill_it(hole: str) -> None:
    image, pen = canvas("#f3eee0")
    pen.ellipse((156, 156, 356, 356), fill="#f5d327", outline=INK, width=4)
    pen.ellipse((196, 196, 316, 316), fill=hole, outline=INK, width=4)
    [found] = readings(image)
    assert not all(isinstance(each, Shape) and each.kind == "circle" for each in found)


def test_a_circle_in_two_white_halves_is_a_circle_and_no_clock() -> None:
    image, pen = canvas()
    pen.ellipse((136, 136, 376, 376), fill="white", outline=INK, width=6)
    pen.line((256, 136, 256, 376), fill=INK, width=6)
    [found] = readings(image)
    assert found == (Pie(2, 0, "red"),)


@pytest.mark.parametrize(
    "colours", [("white", "#06b6d4", "#fb923c"), ("white", "#1976d2", "red"), ("red", "white", "blue")]
)
@pytest.mark.parametrize("frame", [2, 6])
def test_the_stripe_in_the_middle_of_a_flag_is_no_glyph(colours: tuple[str, ...], frame: int) -> None:
    image, pen = canvas()
    for place, colour in enumerate(colours):
        pen.rectangle((142 + 76 * place, 180, 142 + 76 * (place + 1), 330), fill=colour, outline=INK, width=frame)
    [found] = readings(image)
    assert not any(isinstance(each, Sign) for each in found)


@pytest.mark.parametrize("below", [1, 4, 5])
@pytest.mark.parametrize("cut", ["horizontal", "vertical"])
def test_flags_of_many_stripes_are_read_small(cut: Cut, below: int) -> None:
    colours = ("white", "brown", "grey", "green", "yellow", "cyan", "black", "pink", "blue", "orange")
    for first in range(5):
        flag = Flag(cut, colours[first : first + 6])
        seen = readings(paint(Scene(((flag,), (Shape("star", "red"),) * below))))
        assert (flag,) in seen


@pytest.mark.parametrize("columns", [3, 4, 5])
def test_dots_in_rows_on_a_board_are_not_surely_writing(columns: int) -> None:
    """Nobody reads them, and a sign it is only as far as writing is in one line."""
    image, pen = canvas()
    pen.rectangle((100, 190, 412, 322), fill="white", outline=INK, width=4)
    for x in range(columns):
        for y in (225, 287):
            left = 150 + x * 210 // (columns - 1)
            pen.ellipse((left - 12, y - 12, left + 12, y + 12), fill=INK)
    [found] = readings(image)
    assert any(isinstance(reading, Outlined) for reading in found)
