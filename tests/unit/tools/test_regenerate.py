"""What follows from the generators' declarations is in step with them, and out of step is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from pytest_realunify.options.table import OPTIONS
from pytest_realunify.procedural.suite.registry import subtasks
from tools import digests, gallery, pages, regenerate


class Toy:
    """A derived thing that is out of step in so many places, until it is rebuilt."""

    name = "toy"
    what = "a toy"

    def __init__(self, apart: int) -> None:
        self.apart = apart

    def differences(self) -> Iterator[str]:
        yield from (f"place {number}" for number in range(self.apart))

    def rebuild(self) -> Iterator[str]:
        self.apart = 0
        yield "toy.txt"


def test_a_check_fails_with_what_to_type_and_passes_once_rebuilt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regenerate, "DERIVED", (Toy(30), Toy(0)))
    assert regenerate.main(["--check"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "toy: place 0"
    assert said[-3:] == ["toy: and 10 more", "toy: python -m tools.regenerate toy", "toy: in step"]
    assert regenerate.main([]) == 0
    assert regenerate.main(["--check", "toy"]) == 0


def test_an_unknown_thing_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        regenerate.main(["galery"])
    assert (
        "unknown: galery (choose from rooms, digests, docs, gallery, baseline, calibration, specimen)"
        in capsys.readouterr().err
    )


def test_the_page_on_the_suite_is_in_step_and_a_hand_in_its_tables_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(pages.Pages().differences()) == []
    assert pages.unknown_marks(pages.PAGE) == pages.unknown_marks(pages.MODELS) == []
    page = tmp_path / "procedural.md"
    page.write_text(pages.PAGE.read_text(encoding="utf-8").replace("| `maze.size` |", "| `maze.sise` |"))
    monkeypatch.setattr(pages, "PAGE", page)
    monkeypatch.setattr(pages, "shown", str)
    assert len(list(pages.Pages().differences())) == 1
    assert list(pages.Pages().rebuild()) == [str(page)]
    assert "| `maze.size` |" in page.read_text(encoding="utf-8")


def test_the_page_on_models_is_in_step_and_a_hand_in_its_table_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "models.md"
    page.write_text(pages.MODELS.read_text(encoding="utf-8").replace("| BAGEL |", "| BEGAL |"))
    monkeypatch.setattr(pages, "MODELS", page)
    monkeypatch.setattr(pages, "shown", str)
    assert len(list(pages.Pages().differences())) == 1
    assert list(pages.Pages().rebuild()) == [str(page)]
    assert "| BAGEL |" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "hand"),
    [
        ("options", ("--realunify-label=TEXT", "--realunify-lable=TEXT")),
        ("command", ("## realunify baseline save", "## realunify save")),
        ("installing", ("jinja2, plotly", "jinja2")),
    ],
)
def test_a_reference_page_is_in_step_and_a_hand_in_it_is_told(
    page: str, hand: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kept,) = [each for each in pages.REFERENCE if each.stem == page]
    assert pages.unknown_marks(kept) == []
    text = kept.read_text(encoding="utf-8")
    assert hand[0] in text
    copy = tmp_path / kept.name
    copy.write_text(text.replace(*hand), encoding="utf-8")
    monkeypatch.setattr(pages, "REFERENCE", (copy,))
    monkeypatch.setattr(pages, "shown", str)
    assert list(pages.Pages().rebuild()) == [str(copy)]
    assert copy.read_text(encoding="utf-8") == text


def test_every_option_and_every_subcommand_stands_in_the_reference() -> None:
    options, command = (each.read_text(encoding="utf-8") for each in pages.REFERENCE[:2])
    assert {each.flag for each in OPTIONS} - set(re.findall(r"^\| `(--[\w-]+)", options, re.MULTILINE)) == set()
    assert {"runs", "show", "report", "compare", "trend", "merge", "gate", "noise", "plan", "export", "track"} - set(
        re.findall(r"^## realunify ([\w-]+)$", command, re.MULTILINE)
    ) == set()


def test_every_setting_and_every_subtask_stands_on_the_page() -> None:
    page = pages.PAGE.read_text(encoding="utf-8")
    assert all(f"`{name}.{setting}`" in page for name, each in subtasks().items() for setting in each.knobs)
    assert all(name in page for name in subtasks())


def test_a_changed_generator_is_told_to_raise_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    known = digests.pinned()
    as_pinned = {name: known[f"{name} v{each.version}"] for name, each in subtasks().items()}
    monkeypatch.setattr(digests, "digest", lambda name: "0" * 16 if name == "maze" else as_pinned[name])
    version = subtasks()["maze"].version
    assert list(digests.Digests().differences()) == [
        f"maze v{version} gives other instances than it did: raise the generator's version"
    ]


def test_a_picture_is_another_from_a_letter_on(tmp_path: Path) -> None:
    sheet = Image.new("P", (300, 300))
    sheet.putpalette([255, 255, 255, 0, 0, 0, 250, 250, 250])
    sheet.save(tmp_path / "kept.png")
    shade = sheet.point(lambda _: 2)
    assert gallery.alike(shade, tmp_path / "kept.png"), "a shade"
    letter = sheet.copy()
    letter.paste(1, (10, 10, 30, 30))
    assert not gallery.alike(letter, tmp_path / "kept.png")
    assert not gallery.alike(sheet.resize((300, 301)), tmp_path / "kept.png")
