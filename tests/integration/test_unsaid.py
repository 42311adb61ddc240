"""Secrets of the environment and of tables, in the words of a team's own model: on no terminal and in no file."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from toybench import Bench

TOKEN, PASSWORD, KEY = "hf_abcDEF123456ghij", "p@ss/w0rd-4711", "sk-table-998877"
SECRETS = [
    *(TOKEN, PASSWORD, "p%40ss%2Fw0rd-4711", KEY),
    base64.b64encode(f"robot:{PASSWORD}".encode()).decode(),
]

TALKS = '''
import logging
import os


class Talks:
    """A library's errors, logs and replies tell what they were given."""

    def __init__(self, service_key=""):
        self.key = service_key

    def identity(self):
        return {"name": "talks", "made_with": f"{os.environ['HF_TOKEN']}/{self.key}"}

    def understand(self, requests):
        told = f"{os.environ['HF_TOKEN']} {os.environ['DATA_URL']} {self.key} robot:p@ss/w0rd-4711"
        logging.getLogger("library").warning("asked with %s", told)
        print("printed", told)
        if "0:" in requests[0].prompt:
            local = told
            try:
                raise OSError(f"401 for {local}")
            except OSError as error:
                raise RuntimeError(f"no access with {local}") from error
        return [f"The answer is A. ({told})" for _ in requests]
'''

BREAKS = """
import os

import pytest


@pytest.fixture
def score(score):
    def scored(*arguments):
        score(*arguments)
        token = os.environ["HF_TOKEN"]
        raise ValueError(f"a team's own trouble with {token}")

    return scored
"""


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file but those in which the team has written its secrets."""
    for file in folder.rglob("*"):
        if file.is_file() and file.name not in ("pyproject.toml", "talks.py") and file.suffix != ".pyc":
            yield str(file), file.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("fixtures", ["", BREAKS], ids=["as it is", "a fixture that breaks"])
def test_a_secret_that_a_model_tells_is_written_nowhere(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, way: list[str], fixtures: str
) -> None:
    pytest.importorskip("allure_pytest")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("DATA_URL", "https://robot:p%40ss%2Fw0rd-4711@data.example/x")
    bench.pytester.makepyfile(talks=TALKS)
    bench.pytester.makeconftest(fixtures)
    bench.pytester.makepyprojecttoml(
        f'[tool.realunify.models.talking]\nadapter = "talks:Talks"\nservice_key = "{KEY}"\n'
    )
    result = bench.run(
        *("--model=talking", f"--realunify-suite={bench.data('ABAB')}", "--realunify-protocol=direct", "-rA", "-vv"),
        *("--realunify-report=html,markdown,json,csv", "--junitxml=junit.xml", "-o", "junit_logging=all", "-l"),
        *("--alluredir=allure", "--log-level=DEBUG", "--log-file=run.log", "--log-cli-level=WARNING", *way),
    )
    shown = result.stdout.str() + result.stderr.str()
    assert "no access with ***" in shown
    files = dict(written(bench.path))
    assert any("asked with *** " in text for name, text in files.items() if name.endswith(("run.log", ".xml", ".txt")))
    assert any("The answer is A. (*** " in text for name, text in files.items() if name.endswith("journal.jsonl"))
    for secret in SECRETS:
        assert secret not in shown
        assert [name for name, text in files.items() if secret in text] == []
    assert bench.folders[-1].facts()["model"]["identity"]["made_with"] == "***/***"
    assert set(bench.verdicts.values()) >= {"error"}
