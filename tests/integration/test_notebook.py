"""The notebook of examples/notebook, executed by a Jupyter kernel on two runs that its own README makes."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

import pytest_realunify as ru
from checkout import ROOT
from pytest_realunify.taxonomy import CATEGORY

EXAMPLE: Final = ROOT / "examples" / "notebook"
SECONDS: Final = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example elsewhere, after the README's `pytest` commands."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("notebook") / "notebook"))
    commands = re.findall(r"^    (pytest .*)", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "GITHUB"))}
    for command in commands:
        _, *arguments = shlex.split(command)
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, "--realunify-sample-seed=0"],
            cwd=folder,
            env=mine | {"CUDA_VISIBLE_DEVICES": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    assert len(commands) == 2
    return folder


@pytest.fixture(scope="module")
def cells(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """By a cell's id, what it put out."""
    for needed in ("pandas", "plotly", "ipykernel", "nbclient"):
        pytest.importorskip(needed)
    notebook, executed = folder / "two_runs.ipynb", folder / "executed.json"
    code = (
        "import json, pathlib, sys, nbclient, nbformat\n"
        "notebook = nbformat.read(sys.argv[1], as_version=4)\n"
        f"nbclient.NotebookClient(notebook, timeout={SECONDS}).execute()\n"
        "pathlib.Path(sys.argv[2]).write_text(json.dumps(notebook), encoding='utf-8')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(notebook), str(executed)],
        cwd=folder,
        env=os.environ | {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_RUNTIME_DIR": str(folder / "jupyter")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(executed.read_text(encoding="utf-8"))
    return {cell["id"]: cell.get("outputs", []) for cell in found["cells"]}


def compared(folder: Path) -> ru.Comparison:
    before, after = ru.runs(folder / ".realunify/runs")
    return ru.compare(before, after)


def only(outputs: list[dict[str, Any]], kind: str) -> Any:
    """The one thing of a kind that a cell put out."""
    (found,) = [each["data"][kind] for each in outputs if kind in each.get("data", {})]
    return found


def test_no_cell_complains(cells: dict[str, list[dict[str, Any]]]) -> None:
    assert cells
    assert [each for outputs in cells.values() for each in outputs if each["output_type"] in ("stream", "error")] == []


def test_it_shows_the_newer_run_and_its_frame(cells: dict[str, list[dict[str, Any]]], folder: Path) -> None:
    after = ru.load("last", folder / ".realunify/runs")
    assert after.model == "step-9000"
    assert after.id in only(cells["runs"], "text/html")
    frame = only(cells["frame"], "text/html")
    assert all(case.id in frame for case in after.cases()[:8])
    assert "attentional_focusing" in only(cells["counts"], "text/html")


def test_it_shows_the_fall_that_was_planted(cells: dict[str, list[dict[str, Any]]], folder: Path) -> None:
    found = compared(folder)
    (fell,) = [each for each in found.rows() if each["difference"]]
    assert (fell["scope"], fell["protocol"]) == ("mental_tracking", "stepwise")
    shown = only(cells["compare"], "text/html")
    assert f"{100 * fell['difference']:+.1f}" in shown
    assert f"{len(found.changed)} cases changed" in shown


def test_its_chart_draws_the_scores_of_the_table(cells: dict[str, list[dict[str, Any]]], folder: Path) -> None:
    figure = only(cells["chart"], "application/vnd.plotly.v1+json")
    runs = ru.runs(folder / ".realunify/runs")
    bars = [each for each in figure["data"] if each["type"] == "bar"]
    drawn = [numbers(each["y"]) for each in bars]
    assert [each["name"] for each in bars] == [run.model for run in runs for _ in run.protocols]
    assert drawn == [
        [row["value"] for row in run.table().rows() if is_drawn(row) and row["protocol"] == protocol]
        for run in runs
        for protocol in run.protocols
    ]


def is_drawn(row: dict[str, Any]) -> bool:
    """Whether the chart has a bar for it."""
    return row["score"] == "strict" and row["scope"] in CATEGORY and row["value"] is not None


def numbers(values: Any) -> list[float]:
    """Of a Plotly figure, which writes columns of numbers in base64."""
    if isinstance(values, list):
        return values
    assert values["dtype"] == "f8"
    return list(struct.unpack(f"<{len(data) // 8}d", data)) if (data := base64.b64decode(values["bdata"])) else []


def test_it_opens_a_case_that_turned_with_its_pictures(cells: dict[str, list[dict[str, Any]]], folder: Path) -> None:
    found = compared(folder)
    case = found.after.case(found.changed[0].case)
    html = only(cells["case"], "text/html")
    assert case.id in html
    assert case.strict == "wrong"
    sizes = [image.size for image in case.images()]
    shown = [Image.open(io.BytesIO(base64.b64decode(each["data"]["image/png"]))) for each in cells["images"]]
    assert [image.size for image in shown] == sizes
    assert len(sizes) == html.count("<img ") > 1
