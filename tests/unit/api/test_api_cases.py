"""One case: its pictures, opened with care, and what it says."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from PIL import Image

import pytest_realunify as ru
from apibench import BLUE, FIRST, NAME, RED, SECOND, STEPS, loaded
from official_data import write_official
from pytest_realunify.records import Poll, Step, Trouble, Verdict
from runbench import made, stored

LOST = "cd" * 32


def test_a_case_says_what_became_of_it(tmp_path: Path) -> None:
    verdict = Verdict("wrong", "correct", {"strict": None, "parity": "A"})
    case = loaded(tmp_path, verdict=verdict, seconds=1.5, stratum="hard").case(NAME)
    assert (case.id, case.repeat, case.instance) == (NAME, 0, "mental_tracking-x-0000")
    assert (case.axis, case.category, case.subtask, case.protocol) == ("GEU", "mental_tracking", "x", "stepwise")
    assert (case.strict, case.parity, case.expected, case.reply) == ("wrong", "correct", "A", "A")
    assert case.answers == {"strict": None, "parity": "A"}
    assert (case.stratum, case.error, case.seconds, case.steps, case.polls) == ("hard", None, 1.5, STEPS, ())
    assert repr(case) == f"<Case {NAME}: wrong>"


def test_a_case_in_trouble_says_why(tmp_path: Path) -> None:
    assert loaded(tmp_path, error=Trouble("crash", "gone")).case(NAME).error == "crash: gone"


def test_its_pictures_come_in_order_and_each_once(tmp_path: Path) -> None:
    pictures = loaded(tmp_path).case(NAME).pictures()
    assert [(each.step, each.role, each.sha256) for each in pictures] == [(1, "input", FIRST), (1, "output", SECOND)]
    assert [each.file for each in pictures] == [tmp_path / "one" / "images" / f"{sha}.png" for sha in (FIRST, SECOND)]


def test_its_images_are_the_pictures_opened(tmp_path: Path) -> None:
    first, second = loaded(tmp_path).case(NAME).images()
    assert (first.size, first.getpixel((0, 0))) == ((6, 4), (255, 0, 0))
    assert second.getpixel((5, 3)) == (0, 0, 255)


def test_a_picture_that_is_nowhere_is_an_error_that_names_it(tmp_path: Path) -> None:
    case = loaded(tmp_path, (Step("edit", "Recolour it.", (FIRST,), LOST),)).case(NAME)
    assert [each.file is None for each in case.pictures()] == [False, True]
    with pytest.raises(ru.DataError, match=f"run one, case {NAME}, step 1: picture {LOST}.png lies neither in"):
        case.images()


@pytest.mark.parametrize("content", [b"", b"nonsense", BLUE[:45]], ids=["empty", "nonsense", "cut"])
def test_a_picture_that_is_broken_is_an_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    run = loaded(tmp_path)
    run.folder.picture(SECOND).write_bytes(content)
    with pytest.raises(ru.DataError, match=f"case {NAME}, step 1: picture {SECOND}.png (is not|cannot be)"):
        run.case(NAME).images()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_picture_that_is_a_link_a_pipe_or_in_a_folder_that_is_one_is_not_opened(tmp_path: Path, kind: str) -> None:
    run = loaded(tmp_path)
    picture, elsewhere = run.folder.picture(SECOND), tmp_path / "elsewhere"
    moved = run.folder.images if kind == "folder" else picture
    moved.rename(elsewhere)
    os.mkfifo(picture) if kind == "pipe" else moved.symlink_to(elsewhere)
    with pytest.raises(ru.DataError, match="lies neither in"):
        run.case(NAME).images()


@pytest.mark.parametrize("named", ["../../secret", "", "x" * 5000, "\0", "AB" * 32], ids=range(5))
def test_a_journal_cannot_name_a_file_of_its_own_choice(tmp_path: Path, named: str) -> None:
    (tmp_path / "secret.png").write_bytes(RED)
    case = loaded(tmp_path, (Step("edit", "Recolour it.", (named,), None),)).case(NAME)
    assert [each.file for each in case.pictures()] == [None]
    with pytest.raises(ru.DataError):
        case.images()


def test_the_judges_replies_are_there(tmp_path: Path) -> None:
    poll = Poll("Is it red?", "yes", "No.", "no")
    assert loaded(tmp_path, polls=(poll,)).case(NAME).polls == (poll,)


def test_a_picture_of_an_official_data_set_is_opened_where_it_lies(tmp_path: Path) -> None:
    write_official(tmp_path / "data", ["GEU_direct"], count=1)
    file = next(tmp_path.glob("data/**/*.png"))
    step = Step("understand", "Which?", (hashlib.sha256(file.read_bytes()).hexdigest(),), "A")
    result = made("mental_tracking", 0, instance="mental_tracking-left-0000", steps=(step,))
    suite = {"name": "official:data", "fingerprint": "0" * 12}
    case = ru.load(stored(tmp_path, "one", [result], suite=suite, root=str(tmp_path)).folder.path).case(result.case)
    (picture,) = case.pictures()
    assert picture.file is not None
    assert picture.file.samefile(file)
    with Image.open(file) as expected:
        assert picture.open().tobytes() == expected.convert("RGB").tobytes()
    file.unlink()
    again = ru.load(case.run.path).case(case.id)
    assert again.pictures()[0].file is None
    with pytest.raises(ru.DataError, match="nor in the suite's own folder"):
        again.images()
    file.mkdir()
    assert ru.load(case.run.path).case(case.id).pictures()[0].file is None
