"""A card, from a run to another run elsewhere: in other folders and processes, from the card alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import surroundings
from fakeserver import serving
from interpreters import bare
from pytest_realunify.cards.reading import read
from pytest_realunify.records import Verdict
from pytest_realunify.stored.stored_run import StoredRun
from toybench import MODELS, Bench

MODEL = '[tool.realunify.models.mine]\nadapter = "simulated"\nprofile = "exact"\nnoise = 0.6\nunderstanding = {}\n'
PART = ("--realunify-suite=procedural:6", "-m", "mental_tracking or code_to_image")


def ended(*command: str, cwd: Path, code: tuple[int, ...], **environment: str) -> str:
    """What a command said, in a process of its own; it must end with one of these codes."""
    kept = surroundings.without(*surroundings.OURS, "OPENAI_API_KEY")
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env={**kept, "CUDA_VISIBLE_DEVICES": "", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode in code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def realunify(*arguments: str, cwd: Path, code: int = 0, environment: Mapping[str, str] | None = None) -> list[str]:
    return ended("pytest_realunify.cli", *arguments, cwd=cwd, code=(code,), **(environment or {})).splitlines()


def measured(*arguments: str, cwd: Path, **environment: str) -> dict[tuple[str, int], Verdict]:
    """The verdicts of a run, by case."""
    report = [] if any("report" in each for each in arguments) else ["--realunify-report=none"]
    ended("pytest", *arguments, *report, "-p", "no:randomly", cwd=cwd, code=(0, 1), **environment)
    run = StoredRun.find(cwd / ".realunify/runs", "last")
    return {key: result.verdict for key, result in run.results.items()}


def project(folder: Path, understanding: float = 0.5) -> Path:
    folder.mkdir()
    (folder / "pyproject.toml").write_text(MODEL.format(understanding), encoding="utf-8")
    return folder


def test_a_simulated_run_is_checked_and_repeated_elsewhere_from_its_card_alone(tmp_path: Path) -> None:
    here, there = project(tmp_path / "here", 0.95), project(tmp_path / "there", 0.0)
    first = measured("--realunify", "--model=mine", *PART, "-n", "2", cwd=here)
    realunify("card", "-o", "card.md", cwd=here)
    card = shutil.copy(here / "card.md", there)
    shutil.rmtree(here)

    said = realunify("card", "check", "card.md", cwd=there, code=1)
    assert said == [
        (
            "differs  [tool.realunify.models.mine], understanding: the card says 0.95, here it is 0.0. "
            "To agree: write understanding = 0.95 into it"
        ),
        "1 thing differs",
    ]
    said = realunify("card", "repeat", "card.md", "-o", "again", cwd=there)
    assert said[-1] == "run it: cd again && pytest @arguments.txt"
    again = there / "again"
    assert realunify("card", "check", "../card.md", cwd=again) == ["nothing differs"]
    second = measured("@arguments.txt", "-n", "0", cwd=again)
    assert second == first
    said = realunify("card", "check", "../card.md", "--run", "last", cwd=again)
    assert said[0] == "nothing differs"
    assert said[-1].startswith("the scores agree within what chance allows: 4 categories x protocol")

    measured("--realunify", "--model=mine", *PART, cwd=there)
    said = realunify("card", "check", "card.md", "--run", "last", cwd=there, code=1)
    assert next(each for each in said if each.startswith("differs")).startswith("differs  [tool.realunify.models.mine]")
    assert said[-1].startswith("the scores do not agree: ")
    assert len(read(Path(card)).verdicts["direct"]) == 4, "subtasks"


def test_another_draw_of_the_same_model_agrees_by_chance(tmp_path: Path) -> None:
    here = project(tmp_path / "here")
    first = measured("--realunify", "--model=mine", *PART, "--realunify-sample-seed=1", cwd=here)
    realunify("card", "-o", "card.toml", cwd=here)
    second = measured("--realunify", "--model=mine", *PART, "--realunify-sample-seed=2", cwd=here)
    assert first != second
    said = realunify("card", "check", "card.toml", "--run", "last", cwd=here)
    assert said[0].startswith("note     --realunify-sample-seed: the card says 1, in run ")
    assert said[1] == "nothing differs"
    assert "the scores agree" in said[-1]


def test_what_is_installed_in_another_environment_is_named(tmp_path: Path) -> None:
    here = project(tmp_path / "here")
    measured("--realunify", "--model=mine", "--realunify-suite=procedural:smoke", "-m", "mental_tracking", cwd=here)
    realunify("card", "-o", "card.md", cwd=here)
    metadata = tmp_path / "other/numpy-0.9.0.dist-info/METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 0.9.0\n")
    said = realunify("card", "check", "card.md", cwd=here, code=1, environment={"PYTHONPATH": str(tmp_path / "other")})
    [numpy] = [line for line in said if line.startswith("differs")]
    assert numpy.startswith("differs  The version of numpy: the card says ")
    assert "here it is 0.9.0. To agree: pip install numpy==" in numpy


def test_a_served_model_is_repeated_without_its_secrets(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    with serving() as server:
        (here / "pyproject.toml").write_text(
            f'[tool.realunify.models.served]\nadapter = "openai"\nmodel = "fake"\nbase_url = "{server.url}"\n'
            'api_key_env = "FAKE_KEY"\nmax_tokens = 64\n'
            'extra_body = { top_k = 1, access_token = "tok-unsayable-123456" }\n',
            encoding="utf-8",
        )
        key = {"FAKE_KEY": "sk-unsayable-abcdef123"}
        first = measured("--realunify", "--model=served", *PART, "--realunify-report=html", cwd=here, **key)
        realunify("card", "-o", "card.md", cwd=here, environment=key)
        text = (here / "card.md").read_text()
        assert "unsayable" not in text
        assert 'withheld = ["models.served.extra_body.access_token"]' in text
        said = realunify("card", "repeat", "card.md", "-o", "../again", cwd=here)
        assert "to bring: the environment variable FAKE_KEY" in said
        again = tmp_path / "again"
        said = realunify("card", "check", "../here/card.md", cwd=again, environment=key)
        assert said[0].startswith("unknown  The setting models.served.extra_body.access_token cannot be known here")
        assert said[1:] == ["nothing differs; 1 thing cannot be known"]
        assert measured("@arguments.txt", cwd=again, **key) == first
        said = realunify("card", "check", "../here/card.md", "--run", "last", cwd=again)
        assert "the scores agree" in said[-1]
        assert "unsayable" not in (next((here / ".realunify/runs").glob("*/report.html"))).read_text()


def test_a_model_in_its_own_interpreter_is_repeated_with_its_code_beside_it(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    here, python = bench.path, str(bare(tmp_path_factory.mktemp("env")))
    bench.data("ABCDABCD")
    (here / "pyproject.toml").write_text(
        f'[tool.realunify.models.there]\nadapter = "mymodels:Always"\npython = "{python}"\n', encoding="utf-8"
    )
    first = measured("--realunify", "--model=there", "--realunify-suite=official:data", cwd=here)
    realunify("card", "-o", "card.md", cwd=here)
    assert read(here / "card.md").model.interpreters[python]["pillow"]
    again = tmp_path_factory.mktemp("again")
    said = realunify("card", "repeat", str(here / "card.md"), "-o", str(again), cwd=here)
    assert "to bring: code: mymodels:Always, in a module beside pyproject.toml or installed" in said
    assert [line for line in said if line.startswith("to bring: data: data (fingerprint ")]
    shutil.copytree(here / "data", again / "data")
    (again / "mymodels.py").write_text(MODELS.replace('return "A"', 'return "B"'), encoding="utf-8")
    said = realunify("card", "check", str(here / "card.md"), cwd=again, code=1)
    assert next(each for each in said if each.startswith("differs")).startswith("differs  The model's source: ")
    (again / "mymodels.py").write_text(MODELS, encoding="utf-8")
    shutil.copy(here / "mymodels.py", again)
    said = realunify("card", "check", str(here / "card.md"), cwd=again)
    assert said[0].startswith(f"unknown  The versions in the model's interpreter {python} (the card says python ")
    assert measured("@arguments.txt", cwd=again) == first
    said = realunify("card", "check", str(here / "card.md"), "--run", "last", cwd=again)
    assert said[0] == "nothing differs"
    assert "the scores agree" in said[-1]


def test_reports_hold_the_card(tmp_path: Path) -> None:
    here = project(tmp_path / "here")
    reports = "--realunify-report=html,markdown"
    measured(
        "--realunify", "--model=mine", "--realunify-suite=procedural:smoke", "-m", "code_to_image", reports, cwd=here
    )
    [page] = (here / ".realunify/runs").glob("*/report.html")
    [text] = (here / ".realunify/runs").glob("*/report.md")
    assert "Card: what it takes to repeat this run" in page.read_text()
    block = text.read_text().partition("```toml\n")[2].partition("\n```")[0]
    (here / "embedded.toml").write_text(block.replace("\\u0040", "@"))
    assert realunify("card", "check", "embedded.toml", cwd=here) == ["nothing differs"]
