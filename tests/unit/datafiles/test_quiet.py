"""Warnings kept quiet in one thread: others', and pytest's own handling of them, are as ever."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path

import pytest
from PIL import Image

from pytest_realunify.datafiles.pictures import opened
from pytest_realunify.datafiles.quiet import quiet


def test_nothing_is_shown_or_raised_within_and_all_is_after() -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        with quiet():
            warnings.warn("within", UserWarning, stacklevel=1)
            with quiet():
                warnings.warn("deeper", DeprecationWarning, stacklevel=1)
            warnings.warn("within still", ResourceWarning, stacklevel=1)
        warnings.warn("after", UserWarning, stacklevel=1)
    assert [str(each.message) for each in shown] == ["after"]


def test_where_warnings_are_errors_they_are_quiet_too() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with quiet():
            warnings.warn("within", UserWarning, stacklevel=1)
        with pytest.raises(UserWarning, match="after"):
            warnings.warn("after", UserWarning, stacklevel=1)


def test_other_threads_warn_as_ever_meanwhile() -> None:
    within, warned = threading.Event(), threading.Event()

    def stays_quiet() -> None:
        with quiet():
            within.set()
            warned.wait(10)

    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        thread = threading.Thread(target=stays_quiet)
        thread.start()
        within.wait(10)
        warnings.warn("here", UserWarning, stacklevel=1)
        warned.set()
        thread.join()
    assert [str(each.message) for each in shown] == ["here"]


def test_a_test_that_ends_while_a_picture_is_being_opened_gets_its_filters_back() -> None:
    """As pytest does around each test: with `catch_warnings` here, the thread would put back those of the first."""
    within, go_on = threading.Event(), threading.Event()

    def opens() -> None:
        with quiet():
            within.set()
            go_on.wait(10)

    before, thread = warnings.filters, threading.Thread(target=opens)
    with warnings.catch_warnings(record=True):
        thread.start()
        within.wait(10)
    assert warnings.filters is before
    go_on.set()
    thread.join()
    assert warnings.filters is before


def test_a_picture_that_pillow_warns_of_is_opened_in_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("RGB", (30, 30)).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 500)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert opened(tmp_path / "a.png", lambda image: image.size) == (30, 30)
        with pytest.raises(Image.DecompressionBombWarning):
            Image.open(tmp_path / "a.png")
