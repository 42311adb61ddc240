"""Thumbnails that are made before anybody asks for them."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from pytest_realunify.reporting.html import early as module
from pytest_realunify.reporting.html import thumbnails
from pytest_realunify.reporting.html.early import Early
from pytest_realunify.reporting.html.thumbnails import SIDES, Thumbnail, within_budget

PLENTY = 1_000_000


def noise(file: Path, seed: int) -> Path:
    Image.frombytes("RGB", (300, 300), random.Random(seed).randbytes(3 * 300 * 300)).save(file, compress_level=1)
    return file


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    return {str(number): noise(tmp_path / f"{number}.png", number) for number in range(6)}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path, int]]:
    """Every thumbnail made: early or late, of which file, how large."""
    calls: list[tuple[str, Path, int]] = []

    def counting(when: str, make: Callable[[Path, int], Thumbnail | None]) -> Callable[[Path, int], Thumbnail | None]:
        def made(file: Path, side: int) -> Thumbnail | None:
            found = make(file, side)
            calls.append((when, file, side))
            return found

        return made

    real = thumbnails.thumbnail
    monkeypatch.setattr(module, "thumbnail", counting("early", real))
    monkeypatch.setattr(thumbnails, "thumbnail", counting("late", real))
    return calls


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def made(counted: list[tuple[str, Path, int]], when: str) -> list[Path]:
    return [file for each, file, _ in counted if each == when]


def test_what_was_made_early_is_not_made_again_and_has_the_same_bytes(
    pictures: dict[str, Path], counted: list[tuple[str, Path, int]]
) -> None:
    early = Early(PLENTY)
    for file in [*pictures.values(), *pictures.values()]:
        early.add(file)
    until(lambda: len(counted) == len(pictures))
    early.close()
    found = within_budget(pictures, PLENTY, early.take)
    assert made(counted, "late") == []
    assert found == within_budget(pictures, PLENTY)


@pytest.mark.parametrize("budget", [120_000, 40_000, 4_000])
def test_they_become_smaller_as_more_come_and_never_hold_more_than_the_budget(
    pictures: dict[str, Path], counted: list[tuple[str, Path, int]], budget: int
) -> None:
    early = Early(budget)
    for file in pictures.values():
        early.add(file)
    wanted = next(iter(within_budget(pictures, budget).values())).width
    most = len(pictures) if wanted != SIDES[-1] else 1  # where even the smallest are too many it stops
    until(lambda: sum((when, side) == ("early", wanted) for when, _, side in counted) >= most)
    early.close()
    held = [early.take(file, wanted) for file in pictures.values()]
    weights = [each.weight for each in held if each is not None]
    assert weights
    assert sum(weights) <= budget + max(weights)
    assert within_budget(pictures, budget, early.take) == within_budget(pictures, budget)


def test_a_file_that_was_replaced_meanwhile_is_looked_at_again(
    tmp_path: Path, pictures: dict[str, Path], counted: list[tuple[str, Path, int]]
) -> None:
    early = Early(PLENTY)
    early.add(pictures["0"])
    until(lambda: len(counted) == 1)
    early.close()
    Image.new("RGB", (300, 300), "red").save(tmp_path / "other.png")
    (tmp_path / "other.png").replace(pictures["0"])
    [shown] = within_budget({"0": pictures["0"]}, PLENTY, early.take).values()
    with Image.open(io.BytesIO(shown.data)) as image:
        pixel = image.convert("RGB").getpixel((9, 9))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > 50 > pixel[1]


def test_nothing_is_expected_of_it(tmp_path: Path, pictures: dict[str, Path]) -> None:
    (tmp_path / "text.png").write_text("hello")
    early = Early(PLENTY)
    for file in (tmp_path / "text.png", tmp_path / "missing.png"):
        early.add(file)
    early.close()
    early.add(pictures["0"])
    assert early.take(pictures["0"], SIDES[0]) is None
    assert early.take(tmp_path / "missing.png", SIDES[0]) is None
    assert within_budget(pictures, PLENTY, early.take) == within_budget(pictures, PLENTY)
