"""What the pages for newcomers tell to type, typed: docs/start.md and docs/serving.md, in an empty folder, in order."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image

from checkout import DOCS
from fakepainter import Body, pictures_of, prompt_of
from fakeserver import FakeServer, serving
from pytest_realunify.interfaces import Request
from pytest_realunify.procedural.reference import Reference
from pytest_realunify.procedural.reference.degraded import Degraded
from pytest_realunify.stored.journal import RunFolder

QUIET = "-p no:randomly -p no:cacheprovider"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def commands(page: str) -> list[str]:
    return [line for block in blocks(page, "bash") for line in block.splitlines()]


def typed(command: str, folder: Path, code: int = 0, options: str = "") -> str:
    """What is printed in a shell of this environment; `options` stand before those of the command."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "GITHUB", "CI_"))}
    env |= {"PYTEST_ADDOPTS": f"{QUIET} {options}", "COLUMNS": "100", "CUDA_VISIBLE_DEVICES": ""}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    alone = command.replace(" -n 2", " -n 0")  # the same run, and no two processes to start
    done = subprocess.run(["bash", "-euc", alone], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_ten_minutes_end_in_a_build_that_fails_for_the_reason_on_the_page(tmp_path: Path) -> None:
    install, first, *look, check, own, save, compare, lost = commands_of_start()
    assert install.splitlines()[-1] == "pip install 'pytest-realunify[report,judge]'"
    said = typed(first, tmp_path, code=1)
    assert re.search(r"^direct +0\.0 .* 0\.0$", said, re.MULTILINE)
    assert re.search(r"^stepwise +100\.0 .* 100\.0$", said, re.MULTILINE)
    assert "32 failed, 32 passed" in said
    listed, wrong, shown, _ = (typed(command, tmp_path) for command in look)
    assert "64 of 64" in listed
    assert "32 wrong" in wrong
    assert "The answer is" in shown
    assert (tmp_path / "report.html").stat().st_size > 1_000_000
    (code,) = blocks("start.md", "python")
    (tmp_path / "mymodel.py").write_text(code, encoding="utf-8")
    assert re.search(r"generate +missing", typed(check, tmp_path))
    assert "unsupported 23" in typed(own, tmp_path, code=1)
    (tmp_path / "pyproject.toml").write_text("[tool.realunify.gates]\nmin-scored = 2\n", encoding="utf-8")
    few = "--realunify-suite=procedural:2"
    typed(save, tmp_path, options=few)
    assert (tmp_path / "realunify-baseline.json").is_file()
    assert "could not see even a fall to 0" in typed(compare, tmp_path, options=few)
    said = typed(lost, tmp_path, code=1, options="-m mental_reconstruction")
    assert re.search(r"^mental_reconstruction:stepwise .* FAIL$", said, re.MULTILINE)
    assert "mental_reconstruction-fine_patches-0000-stepwise: correct -> wrong" in said


def commands_of_start() -> list[str]:
    install, *others = blocks("start.md", "bash")
    return [install.strip(), *(line for block in others for line in block.splitlines())]


def runs(folder: Path) -> list[str]:
    return sorted(file.parent.name for file in folder.glob(".realunify/runs/*/run.json"))


@pytest.fixture
def engines() -> Iterator[tuple[FakeServer, FakeServer]]:
    """The reference model served, and one that cannot put torn pictures together any more."""
    with ExitStack() as stack:
        yield tuple(stack.enter_context(serving()) for _ in range(2))  # type: ignore[misc]


def serves(server: FakeServer, model: Reference | Degraded) -> None:
    alone = threading.Lock()

    def asked(body: Body) -> Request:
        return Request(prompt_of(body), tuple(each.convert("RGB") for each in pictures_of(body)))

    def reply(body: Body) -> str:
        with alone:
            return model.understand([asked(body)])[0]

    def paint(body: Body) -> Image.Image:
        request = asked(body)
        with alone:
            return (model.edit if request.images else model.generate)([request])[0]

    server.reply, server.paint = reply, paint


def test_a_patched_engine_that_lost_something_is_found_as_the_page_says(
    tmp_path: Path, engines: tuple[FakeServer, FakeServer]
) -> None:
    serves(engines[0], Reference())
    serves(engines[1], Degraded())
    (table,) = blocks("serving.md", "toml")
    for place, server in zip(("8000", "8001"), engines, strict=True):
        table = table.replace(f"http://gpu-box:{place}/v1", server.url)
    (tmp_path / "pyproject.toml").write_text(f"{table}\n[tool.realunify.gates]\nmin-scored = 1\n", encoding="utf-8")
    check, check_patched, trusted, save, again, noise, patched, compare, show, report = commands("serving.md")
    few = "--realunify-suite=procedural:smoke --realunify-protocol=stepwise"
    assert "ready" in typed(check, tmp_path)
    assert "ready" in typed(check_patched, tmp_path)
    typed(trusted, tmp_path, options=few)
    typed(save, tmp_path)
    typed(again, tmp_path, options=few)
    first, second = runs(tmp_path)
    said = typed(noise.replace("RUN RUN", f"{first} {second}"), tmp_path)
    assert "copies" in said
    said = typed(patched, tmp_path, code=1, options=few)
    assert re.search(r"^total:stepwise-0.02 .* FAIL$", said, re.MULTILINE)
    assert "not within the margin of 2.0" in said
    facts = RunFolder(tmp_path / ".realunify/runs" / runs(tmp_path)[-1]).facts()
    assert (facts["label"], facts["model"]["identity"]["model"]) == ("fp8", "house/model-fp8")
    said = typed(compare.replace("RUN", first), tmp_path)
    (turned, *_) = re.findall(r"(mental_reconstruction-\S+-stepwise)\b.*correct -> wrong", said)
    assert "edit" in typed(show.replace("CASE", turned), tmp_path)
    typed(report, tmp_path)
    assert (tmp_path / "fp8.html").is_file()
