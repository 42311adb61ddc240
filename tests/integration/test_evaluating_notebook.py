"""`evaluate` in a notebook: a Jupyter kernel, with its event loop and its own standard output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOK = """
class Live:
    def understand(self, requests):
        print("asked")
        return ["A" for _ in requests]
---
import pytest_realunify as ru
given = dict(suite="procedural:1", protocols="direct")
run = ru.evaluate(Live(), label="step-1", **given)
---
again = ru.evaluate(Live(), label="step-2", **given)
print([each.label for each in ru.runs()], run.done == again.done > 0)
---
run
"""

EXECUTE = """
import json, sys
import nbclient, nbformat.v4 as v4

notebook = v4.new_notebook(cells=[v4.new_code_cell(each.strip()) for each in sys.argv[1].split("---")])
nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
print(json.dumps([cell.outputs for cell in notebook.cells]))
"""


def test_a_model_that_a_cell_defines_is_examined_by_the_next(tmp_path: Path) -> None:
    for needed in ("ipykernel", "nbclient"):
        pytest.importorskip(needed)
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "GITHUB"))}
    mine |= {"JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": str(tmp_path / "ipython")}
    ran = subprocess.run(
        [sys.executable, "-c", EXECUTE, NOTEBOOK],
        cwd=tmp_path,
        env=mine,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    outputs = json.loads(ran.stdout)
    assert outputs[:2] == [[], []]
    assert [each["text"] for each in outputs[2]] == ["['step-1', 'step-2'] True\n"]
    assert "step-1" in outputs[3][0]["data"]["text/html"]
