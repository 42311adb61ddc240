"""What decides about a build computes for itself: the great libraries of statistics are what tests compare it with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from brokenfiles import BASELINE, laid_out

CODE: Final = """
import sys
from pytest_realunify.cli.main import main
code = main(["--run-dir", "runs", *sys.argv[1:]])
print(code, sorted({"scipy.stats", "statsmodels"} & sys.modules.keys()))
"""


def test_gates_import_no_library_of_statistics(tmp_path: Path) -> None:
    laid_out(tmp_path)
    gate = ["gate", "whole", f"--baseline={BASELINE}", "--gate=GEU:direct>=0.1"]
    done = subprocess.run(
        [sys.executable, "-c", CODE, *gate], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "gates" in done.stdout, done.stderr
    assert done.stdout.splitlines()[-1] in ("0 []", "1 []")
