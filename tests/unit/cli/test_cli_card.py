"""`realunify card`: what it prints and writes, and its exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cardbench import rows, run_of
from pytest_realunify.cards.reading import read
from pytest_realunify.cli.main import main
from pytest_realunify.unsaid import learn

HITS = {"mental_tracking": [True, False] * 10}


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two runs, where the command finds them; the second fell."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.setenv("CARD_TOKEN", "tok-never-said-1")
    root = tmp_path / ".realunify/runs"
    identity = {"note": "said by tok-never-said-1"}
    model = {"name": "mine", "source": "pyproject.toml", "kind": "simulated", "identity": identity}
    run_of(root, "2026-a", rows(HITS), model=model)
    run_of(root, "2026-b", rows({"mental_tracking": [False] * 20}), model=model)
    yield
    learn([])  # the secrets of this process


def test_a_card_is_printed_or_written_as_a_page_or_as_toml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "2026-a"]) == 0
    printed = capsys.readouterr().out
    assert main(["card", "2026-a", "-o", "card.md"]) == 0
    assert capsys.readouterr().out == "written to card.md\n"
    assert (tmp_path / "card.md").read_text() == printed
    assert main(["card", "2026-a", "-o", "card.toml"]) == 0
    assert (tmp_path / "card.toml").read_text().startswith("format = 1\n")
    assert read(tmp_path / "card.md") == read(tmp_path / "card.toml")
    assert "never-said" not in printed + (tmp_path / "card.toml").read_text()


def test_a_check_ends_with_1_where_something_differs_and_after_a_run_where_scores_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["card", "2026-a", "-o", "card.md"]) == 0
    assert main(["card", "check", "card.md"]) == 1
    assert "not in pyproject.toml" in capsys.readouterr().out
    assert main(["card", "check", "card.md", "--run", "2026-a"]) == 0
    assert main(["card", "check", "card.md", "--run", "2026-b"]) == 1
    assert "disagree mental_tracking direct" in capsys.readouterr().out


def test_the_cards_that_ship_are_listed_shown_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "list"]) == 0
    assert "published:bagel-stepwise" in capsys.readouterr().out
    assert main(["card", "published:bagel-stepwise"]) == 0
    assert "Not known, for nobody told it:" in capsys.readouterr().out
    assert main(["card", "check", "published:bagel-stepwise"]) in (0, 1)
    assert "not told model.settings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "usage: realunify card"),
        (["check", "a", "b"], "usage: realunify card"),
        (["list", "x"], "usage: realunify card"),
        (["2026-a", "--run", "2026-b"], "--run is for"),
        (["2026-a", "-o", "card.pdf"], "a card is Markdown or TOML"),
        (["check", "absent.md"], "no card absent.md"),
        (["check", "pytest.ini"], "pytest.ini"),
        (["repeat", "published:bagel-direct"], "this card tells scores, and not how"),
        (["check", "published:bagle-direct"], "Did you mean 'published:bagel-direct'"),
        (["nosuch"], "unknown run"),
    ],
)
def test_what_cannot_be_is_a_usage_error(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", *arguments]) == 4
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") <= 4


def test_what_is_repeated_lies_in_a_folder_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "2026-a", "-o", "card.md"]) == 0
    assert main(["card", "repeat", "card.md"]) == 0
    assert "run it: cd realunify-repeat && pytest @arguments.txt" in capsys.readouterr().out
    assert sorted(file.name for file in (tmp_path / "realunify-repeat").iterdir()) == [
        "arguments.txt",
        "pyproject.toml",
    ]
    assert main(["card", "repeat", "card.md"]) == 4
