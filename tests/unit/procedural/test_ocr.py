"""Reading our own font back from pixels."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.drawing import PALETTE, RGB, Canvas
from pytest_realunify.procedural.lettering.ocr import CAPITALS, DIGITS, read_lines

INKS: list[tuple[RGB, RGB]] = [
    ((35, 35, 40), (250, 215, 30)),
    ((255, 255, 255), (34, 58, 84)),
    ((110, 20, 40), (222, 242, 218)),
    (PALETTE["blue"], PALETTE["white"]),
]


def written(text: str, size: int, x: float, y: float, colours: tuple[RGB, RGB], scale: int) -> Image.Image:
    ink, ground = colours
    canvas = Canvas(round(size * (len(text) + 2)) + 20, 2 * size + 10, ground, scale=scale)
    canvas.text(8 + x, 5 + size + y, text, size, ink, anchor="lm")
    return canvas.finish()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.text(DIGITS, min_size=2, max_size=6),
    st.integers(11, 20),
    st.sampled_from([0.0, 0.5]),
    st.sampled_from([0.0, 0.5]),
    st.sampled_from(INKS),
)
def test_small_numbers_read_back_as_written(text: str, size: int, x: float, y: float, colours: tuple[RGB, RGB]) -> None:
    [line] = read_lines(written(text, size, x, y, colours, scale=2))
    assert (line.text, line.size, line.background) == (text, size, colours[1])
    assert line.confidence > 0.9


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.text(DIGITS, min_size=1, max_size=4), st.integers(26, 90), st.sampled_from(INKS))
def test_large_numbers_read_back_as_written(text: str, size: int, colours: tuple[RGB, RGB]) -> None:
    [line] = read_lines(written(text, size, 0, 0, colours, scale=3), alphabet=DIGITS)
    assert line.text == text
    assert line.size == pytest.approx(size, rel=0.1)


@pytest.mark.parametrize("size", [11, 13, 16, 20, 40])
@pytest.mark.parametrize("text", ["Marlow", "Penwick Row", "F4-79", "8.65", "Garden Lane"])
def test_names_with_spaces_and_marks_read_back_as_written(text: str, size: int) -> None:
    [line] = read_lines(written(text, size, 0, 0, INKS[0], scale=2))
    assert line.text == text


def test_lines_come_from_top_to_bottom_each_with_its_own_colours_and_box() -> None:
    canvas = Canvas(240, 120, (250, 249, 245), scale=2)
    canvas.text(20, 30, "First", 16, (150, 20, 20), anchor="lm")
    canvas.draw.rectangle((80, 140, 440, 210), fill=(34, 58, 84))
    canvas.text(60, 88, "Second", 16, (255, 255, 255), anchor="lm")
    first, second = read_lines(canvas.finish())
    assert (first.text, second.text) == ("First", "Second")
    assert (first.ink, second.background) == ((150, 20, 20), (34, 58, 84))
    left, top, right, bottom = first.box
    assert abs(left - 21) <= 1
    assert abs(bottom - 36) <= 1
    assert 10 <= bottom - top <= 14
    assert right < 65


def test_a_restricted_alphabet_is_kept_to() -> None:
    [line] = read_lines(written("HOOK", 16, 0, 0, INKS[0], scale=2), alphabet=CAPITALS)
    assert line.text == "HOOK"
    assert all(
        set(line.text) <= set(DIGITS) for line in read_lines(written("HOOK", 16, 0, 0, INKS[0], 2), alphabet=DIGITS)
    )


@pytest.mark.parametrize("size", [(16, 16), (2, 2), (1, 40), (300, 200)])
def test_noise_and_blank_pictures_hold_no_text(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    assert read_lines(Image.fromarray(noise)) == []
    assert read_lines(Image.new("RGB", size, (128, 128, 128))) == []


def test_a_picture_of_thousands_of_dots_is_given_up_on_instead_of_paired_up() -> None:
    dots = np.full((1200, 1200, 3), 255, np.uint8)
    for row in range(3):
        for column in range(3):
            dots[2 + row :: 7, 2 + column :: 7] = random.Random(1).randrange(60)
    assert read_lines(Image.fromarray(dots)) == []
