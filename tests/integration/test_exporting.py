"""A real run, exported: the data set's own rules give its parity score, and `recorded:` its verdicts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from officialrules import accuracies
from pytest_realunify.cli.main import main
from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.procedural.pixels import Pixels
from pytest_realunify.stored.stored_run import StoredRun
from toybench import Bench

SMOKE = ["--realunify-suite=procedural:smoke", "-k", "code_to_image or mental or focusing or navigation"]
"""All of GEU, for its average, and of UEG a category."""

FILES = {
    ("UEG", "direct"): "UEG_direct",
    ("UEG", "stepwise"): "UEG_step",
    ("GEU", "direct"): "GEU_direct",
    ("GEU", "stepwise"): "GEU_step",
}


def ask(file: Path, question: str) -> str:
    """The judge that the run had, about the exported picture."""
    with Image.open(file) as picture:
        [reply] = Pixels().answer([JudgeRequest(picture.convert("RGB"), question, question)])
    return reply


def test_an_exported_run_scores_and_replays_as_it_did(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.run("--model=reference", *SMOKE)
    run, verdicts = StoredRun.load(bench.folders[-1]), bench.verdicts
    assert set(verdicts.values()) == {"correct", "wrong"}
    capsys.readouterr()
    assert main(["export", "-o", "out"]) == 0

    rows = {row.protocol: row.cells for row in run.summary.rows["parity"]}
    for (axis, protocol), name in FILES.items():
        instances = Counter(r.category for r in run.results.values() if (r.axis, r.protocol) == (axis, protocol))
        found = accuracies(bench.path / "out" / f"{name}.json", instances, ask)
        for category in instances:
            cell = rows[protocol][category].estimate
            assert cell is not None
            assert found[category] == pytest.approx(cell.value)
        average = rows[protocol][axis].estimate
        assert (average is None) == (axis == "UEG"), "one category of UEG is no average"
        assert average is None or found["average"] == pytest.approx(average.value)

    bench.run("--model=recorded:out", *SMOKE)
    assert bench.verdicts == verdicts
