"""Damage to pictures: the kinds a picture meets between a model and a judge, the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.calibration.conditions import CONDITIONS, NOISE_SIGMA, damaged, parse


def picture(mode: str = "RGB", size: tuple[int, int] = (96, 64)) -> Image.Image:
    """Grey, with a red square."""
    image = Image.new("RGB", size, (128, 128, 128))
    image.paste((200, 30, 30), (20, 20, 50, 50))
    return image.convert(mode)


def pixels(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(image, dtype=np.float64)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_a_damaged_picture_is_rgb_of_the_same_size_and_the_same_every_time(condition: str, mode: str) -> None:
    image = picture(mode)
    once, again = damaged(image, condition, "a"), damaged(image, condition, "a")
    assert (once.mode, once.size) == ("RGB", image.size)
    assert once.tobytes() == again.tobytes()
    assert image.tobytes() == picture(mode).tobytes()


@pytest.mark.parametrize("condition", [name for name in CONDITIONS if name != "clean"])
def test_every_condition_but_clean_changes_pixels_and_leaves_the_picture_recognisable(condition: str) -> None:
    change = pixels(damaged(picture(), condition, "a")) - pixels(picture())
    assert np.abs(change).max() > 2
    assert np.abs(change).mean() < NOISE_SIGMA
    assert pixels(damaged(picture(), "clean", "a")).tolist() == pixels(picture()).tolist()


def test_noise_has_the_stated_spread_and_differs_between_pictures() -> None:
    grey = Image.new("RGB", (128, 128), (128, 128, 128))
    noisy = pixels(damaged(grey, "noise", "a"))
    assert noisy.std() == pytest.approx(NOISE_SIGMA, rel=0.03)
    assert noisy.tolist() != pixels(damaged(grey, "noise", "b")).tolist()


def test_the_smallest_picture_survives_every_condition() -> None:
    for condition in CONDITIONS:
        assert damaged(picture(size=(1, 1)), condition, "a").size == (1, 1)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("all", tuple(CONDITIONS)),
        ("", tuple(CONDITIONS)),
        ("jpeg, clean", ("clean", "jpeg")),
        ("noise,noise,", ("noise",)),
    ],
)
def test_conditions_are_a_list_in_any_order_kept_in_table_order(text: str, names: tuple[str, ...]) -> None:
    assert parse(text) == names


def test_an_unknown_condition_is_answered_with_the_valid_ones() -> None:
    with pytest.raises(UsageError) as raised:
        parse("clean,jpg")
    assert str(raised.value).splitlines() == [
        "unknown condition (--conditions): 'jpg'. Did you mean 'jpeg'?",
        "valid: clean, blur, noise, jpeg, rescale, all",
    ]
