"""What a run of a real model looks like: docs/report.png and the block in docs/models.md, made with `simulated`.

The model is greedy and the sample seed fixed, so the numbers are the same wherever this runs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image

from tools.derived import ROOT, shown

PAGE: Final = ROOT / "docs" / "models.md"
PICTURE: Final = ROOT / "docs" / "report.png"
SIZE: Final = (1180, 860)
ARGUMENTS: Final = (
    "--realunify",
    "--model=simulated",
    "--realunify-protocol=all",
    "--realunify-sample-seed=0",
    "--realunify-gate=total:stepwise>=0.35",
)
COMMAND: Final = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", "-n", "2")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_BLOCK: Final = re.compile(r"(<!-- made: specimen -->\n```\n).*?(```\n<!-- end -->)", re.DOTALL)
_PASSING: Final = re.compile(r"run: |html report: |one case: |=+ .*\bin \d|\d+ passed|\d+ failed")
"""Lines that name this very run, or say how long it took."""


class SpecimenRun:
    """The run that documents show."""

    name = "specimen"
    what = "the run of `simulated` in docs/models.md, and docs/report.png (a minute; the picture needs a browser)"

    def differences(self) -> Iterator[str]:
        """Where the page's numbers are not those of a run made now. The picture is looked for, and not compared: it
        shows times and names of its own run."""
        if not PICTURE.is_file():
            yield f"{shown(PICTURE)} is absent"
        page = PAGE.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            if written(page, _run(Path(folder))) != page:
                yield f"{shown(PAGE)}: its run of `simulated` is another one's"

    def rebuild(self) -> Iterator[str]:
        """The block, where it changed, and the picture."""
        page = PAGE.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            after = written(page, _run(Path(folder)))
            if after != page:
                PAGE.write_text(after, encoding="utf-8")
                yield shown(PAGE)
            [report] = Path(folder).glob(".realunify/runs/*/report.html")
            _photograph(report, PICTURE)
            yield f"{shown(PICTURE)} ({PICTURE.stat().st_size // 1024} KiB)"


def written(page: str, said: str) -> str:
    """The page with what a run printed between its marks."""
    lines = said.splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip("= ") == "RealUnify")
    kept = [line.rstrip() for line in lines[start + 1 :] if line.strip() and not _PASSING.match(line)]
    return _BLOCK.sub(lambda block: block[1] + "\n".join(kept) + "\n" + block[2], page)


def _run(folder: Path) -> str:
    """What it printed. Its folder stays."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    given = {**os.environ, "COLUMNS": "120", "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [*COMMAND, *ARGUMENTS], cwd=folder, env=given, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(ARGUMENTS)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def _photograph(report: Path, picture: Path) -> None:
    """The top of the page, in few colours. Raises SystemExit without a browser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"{shown(picture)} needs a browser: one of {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        size = f"--window-size={SIZE[0]},{SIZE[1]}"
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size,
             f"--user-data-dir={folder}", f"--screenshot={shot}", report.resolve().as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip
        with Image.open(shot) as image:
            image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)
