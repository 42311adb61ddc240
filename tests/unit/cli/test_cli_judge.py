"""`realunify judge calibrate`: table on standard output, file for the runs, errors in a line or two."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from calibrationbench import Cards, card
from pytest_realunify.cli import judge
from pytest_realunify.cli.main import main
from pytest_realunify.judges.prompting import DEFAULT_PROMPT
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.record import read

CLASS = "calibrationbench:"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory; cards instead of the procedural suite's pictures."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(judge, "procedural", lambda _seed: Cards())
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def calibrate(judge: str, *more: str) -> int:
    return main(["judge", "calibrate", f"--judge={judge}", "--per-subtask=1", *more])


def test_a_good_judge_s_table_and_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrate(f"{CLASS}Attentive", "--conditions=clean,noise", "-o", "out/good.json") == 0
    lines = capsys.readouterr().out.splitlines()
    found = read(Path("out/good.json"))
    assert lines[0] == f"judge {CLASS}Attentive (import, fingerprint {found.judge.fingerprint})"
    assert lines[1].split() == ["n", "sensitivity", "specificity", "balanced", "kappa", "parsed", "err"]
    shown = "rendered pictures            184  100 (96-100)  100 (96-100)  100 (98-100)  100 (96,100)  100.0   0"
    assert lines[2] == shown
    assert [line.split()[:2] for line in lines[3:5]] == [["clean", "92"], ["noise", "92"]]
    assert lines[5] == "by subtask, clean"
    assert lines[6].split()[:2] == ["cards_of_kind_0", "4"]
    assert "by subtask, damaged" in lines
    assert lines[-1].startswith("stored in out/good.json; ")
    assert all(len(line) <= 100 for line in lines[:-1])
    assert found.basis == Confusion(tp=46, tn=46)
    assert (found.suite, found.judge.prompt, found.judge.repeats) == ("cards0000000", DEFAULT_PROMPT, 1)
    assert found.latency.calls > 0


def row(lines: Sequence[str], name: str) -> list[str]:
    return next(line.removeprefix(name).split() for line in lines if line.startswith(name))


def test_a_judge_that_always_says_yes_is_shown_for_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrate(f"{CLASS}Eager", "--conditions=clean") == 0
    cells = row(capsys.readouterr().out.splitlines(), "rendered pictures")
    assert cells[0] == "92"
    assert (cells[1], cells[3], cells[5], cells[7]) == ("100", "0.0", "50.0", "0")
    assert cells[-2:] == ["100.0", "0"]


def test_silence_and_errors_have_columns_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrate(f"{CLASS}Shy", "--conditions=clean") == 0
    assert row(capsys.readouterr().out.splitlines(), "rendered pictures")[-2:] == ["50.0", "0"]
    assert calibrate(f"{CLASS}Moody", "--conditions=clean", "--concurrency=2") == 0
    assert row(capsys.readouterr().out.splitlines(), "rendered pictures")[-2:] == ["100.0", "46"]


def test_own_labels_are_measured_and_kept_apart(capsys: pytest.CaptureFixture[str]) -> None:
    card("red", 0).save("red.png")
    rows = [("Is it red?", "yes"), ("Is it blue?", "NO"), ("Is it a blue whale?", "Yes")]
    Path("labels.jsonl").write_text(
        "\n".join(json.dumps({"image": "red.png", "question": asked, "label": label}) for asked, label in rows)
    )
    assert calibrate(f"{CLASS}Attentive", "--conditions=clean", "--labels=labels.jsonl") == 0
    assert row(capsys.readouterr().out.splitlines(), "labelled pictures")[0] == "3"
    found = read(Path("judge-calibration.json"))
    assert found.labels == found.basis == Confusion(tp=1, fn=1, tn=1)
    assert found.under() == Confusion(tp=46, tn=46)


def test_labels_alone_are_enough(capsys: pytest.CaptureFixture[str]) -> None:
    card("red", 0).save("red.png")
    Path("labels.csv").write_text("image,question,label\nred.png,Is it red?,yes\n")
    assert main(["judge", "calibrate", f"--judge={CLASS}Attentive", "--per-subtask=0", "--labels=labels.csv"]) == 0
    assert "rendered pictures" not in capsys.readouterr().out
    assert read(Path("judge-calibration.json")).rows == ()


def test_the_same_command_counts_the_same_and_a_cache_spares_the_judge() -> None:
    often = ["--repeats=3", "--judge-prompt=Look! {question}", "--cache=replies"]
    found = []
    for name in ("a", "b"):
        assert calibrate(f"{CLASS}Attentive", *often, "-o", name) == 0
        found.append(read(Path(name)))
    assert found[0].rows == found[1].rows
    assert found[0].judge == found[1].judge
    assert (found[0].judge.repeats, found[0].judge.prompt) == (3, "Look! {question}")
    assert found[0].latency.calls > 0 == found[1].latency.calls


def test_a_judge_of_pyproject_keeps_its_name_and_a_run_s_fingerprint() -> None:
    Path("pyproject.toml").write_text(f'[tool.realunify.judges.mine]\nadapter = "{CLASS}Attentive"\n')
    assert calibrate("mine", "--conditions=clean") == 0
    found = read(Path("judge-calibration.json")).judge
    assert (found.name, found.source) == ("mine", "pyproject.toml")
    assert found.fingerprint == judge.resolved("mine").fingerprint(DEFAULT_PROMPT)
    assert found.fingerprint != judge.resolved("mine").fingerprint("Another: {question}")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            [f"{CLASS}Away"],
            "the judge is down: 20 polls in a row failed, the last with ConnectionError: nobody at home",
        ),
        (["pixel"], "realunify: unknown judge"),
        ([f"{CLASS}Nobody"], "realunify: module 'calibrationbench' has no 'Nobody'"),
        ([f"{CLASS}card"], "realunify: judge 'calibrationbench:card' cannot be loaded: card() missing 2 required"),
        ([f"{CLASS}Cards"], "realunify: judge 'calibrationbench:Cards' is an object of type Cards, without an answer"),
        ([f"{CLASS}Eager", "--conditions=clear"], "realunify: unknown condition (--conditions): 'clear'. Did you mean"),
        ([f"{CLASS}Eager", "--labels=none.csv"], "realunify: none.csv: cannot be read: No such file"),
        ([f"{CLASS}Eager", "--judge-prompt=none.txt"], "realunify: --realunify-judge-prompt: no file 'none.txt' here"),
    ],
)
def test_what_cannot_be_done_is_said_in_few_lines_and_stores_nothing(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert calibrate(*arguments, *([] if "--conditions" in str(arguments) else ["--conditions=clean"])) == 4
    printed = capsys.readouterr()
    assert problem in printed.err
    assert len(printed.err.splitlines()) <= 3
    assert printed.out == ""
    assert not list(folder.glob("*.json"))


@pytest.mark.parametrize(
    ("argument", "takes"),
    [("--repeats=2", "odd"), ("--concurrency=0", "from 1"), ("--per-subtask=-1", "from 0"), ("--seed=x", "from 0")],
)
def test_a_wrong_number_is_answered_with_what_the_option_takes(
    argument: str, takes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        calibrate(f"{CLASS}Eager", argument)
    assert takes in capsys.readouterr().err
