"""Measurements that ship in the package: the baseline `reference`, and the calibration of the judge `pixels`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.baseline import reading as baselines
from pytest_realunify.decisions.baseline_names import REFERENCE
from pytest_realunify.numbers.calibration import record as calibrations
from pytest_realunify.numbers.calibration.specimens import STYLES
from pytest_realunify.records import to_json
from tools.derived import shown

PER_SUBTASK: Final = 3
"""Instances per subtask in the shipped calibration."""

DAMAGED_OFF: Final = 2
STYLES_OFF: Final = 12
"""Counts in a row of a style that another machine may have otherwise; about 140 questions are in each."""

_LASTING: Final = ("suite", "judge", "scorers", "model")
"""What a baseline says of its making that does not depend on day and machine."""

PYTEST: Final = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", "-q")
CLI: Final = (sys.executable, "-m", "pytest_realunify.cli")


class ShippedBaseline:
    """Verdicts of the reference model on the default suite."""

    name = "baseline"
    what = "the baseline `reference` (runs the default suite, half a minute)"

    def differences(self) -> Iterator[str]:
        """Cases whose verdict is another, and instruments that are."""
        with tempfile.TemporaryDirectory() as folder:
            fresh, kept = Baseline.load(_measured(Path(folder))), Baseline.load(REFERENCE)
        for key in _LASTING:
            if fresh.provenance[key] != kept.provenance[key]:
                yield f"{key} of the shipped baseline is {kept.provenance[key]}, now {fresh.provenance[key]}"
        for case in sorted({*fresh.cases, *kept.cases}):
            mine, its = (each.cases[case].text if case in each.cases else "absent" for each in (kept, fresh))
            if mine != its:
                yield f"{case}: {mine} in the shipped baseline, now {its}"

    def rebuild(self) -> Iterator[str]:
        """Replaces the file."""
        with tempfile.TemporaryDirectory() as folder:
            shutil.copyfile(_measured(Path(folder)), baselines.PACKAGED)
        yield shown(baselines.PACKAGED)


def _measured(folder: Path) -> Path:
    _run([*PYTEST, "--realunify", "--model=reference", "--realunify-report=none", "-n", "2"], folder, may_end=(0, 1))
    _run([*CLI, "baseline", "save", "last", "-o", "fresh.json"], folder)
    return folder / "fresh.json"


class ShippedCalibration:
    """How far the embedded judge can be trusted."""

    name = "calibration"
    what = "the calibration of `pixels` (minutes)"

    def differences(self) -> Iterator[str]:
        """Rows whose counts are others."""
        with tempfile.TemporaryDirectory() as folder:
            fresh = calibrations.read(_calibrated(Path(folder)))
        kept = calibrations.read(calibrations.PACKAGED)
        if (fresh.judge, fresh.suite) != (kept.judge, kept.suite):
            yield f"the shipped calibration is of {kept.judge} on {kept.suite}, now {fresh.judge} on {fresh.suite}"
        mine, its = _rows(kept), _rows(fresh)
        for place in sorted({*mine, *its}):
            if not _agree(place, mine.get(place), its.get(place)):
                yield f"{place}: {mine.get(place)} in the shipped calibration, now {its.get(place)}"

    def rebuild(self) -> Iterator[str]:
        """Replaces the file."""
        with tempfile.TemporaryDirectory() as folder:
            shutil.copyfile(_calibrated(Path(folder)), calibrations.PACKAGED)
        yield shown(calibrations.PACKAGED)


def _calibrated(folder: Path) -> Path:
    _run([*CLI, "judge", "calibrate", f"--per-subtask={PER_SUBTASK}", "--styles", "-o", "fresh.json"], folder)
    return folder / "fresh.json"


def _agree(place: str, mine: Mapping[str, int] | None, its: Mapping[str, int] | None) -> bool:
    """Whether two measurements are one. Where styles are rasterised by another release, or a damaged picture is at the
    edge of what can be read, a few replies differ."""
    if mine is None or its is None or place.endswith(", clean"):
        return mine == its
    off = STYLES_OFF if place.endswith(f", {STYLES}") else DAMAGED_OFF
    return mine.keys() == its.keys() and all(abs(mine[each] - its[each]) <= off for each in mine)


def _rows(calibration: calibrations.Calibration) -> dict[str, Any]:
    return {
        f"{row.subtask}, {row.condition}": {
            **to_json(row.counts),
            "pictures": len(row.pictures),
            "passed": sum(bool(each.passed) for each in row.pictures),
        }
        for row in calibration.rows
    }


def _run(command: list[str], folder: Path, may_end: tuple[int, ...] = (0,)) -> None:
    """In a folder without a project around it. Raises SystemExit with what the command said."""
    given: Mapping[str, str] = {**os.environ, "PYTHONHASHSEED": "0"}
    (folder / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)
    if done.returncode not in may_end:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
