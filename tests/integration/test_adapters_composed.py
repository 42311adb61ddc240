"""Two pipelines of diffusers and a model that sees, as one model of a table: from folders on disk to the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pytest_realunify.records import Result, Step
from pytest_realunify.stored.journal import RunFolder
from toybench import Bench

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("diffusers")

import tinymodels  # noqa: E402 (it builds what the libraries above are needed for)
import tinypipelines  # noqa: E402

TABLES = """
[tool.realunify.models.seeing]
adapter = "transformers"
target = "{root}/llava"

[tool.realunify.models.painting]
adapter = "diffusers"
target = "{root}/stable_diffusion"
steps = 2

[tool.realunify.models.editing]
adapter = "diffusers"
target = "{root}/instruct_pix2pix"
steps = 2

[tool.realunify.models.trio]
adapter = "composed"
understand = "seeing"
generate = "painting"
edit = "editing"
"""
EVERYTHING = [
    "--realunify-sample-seed=5",
    *("--model=trio", "--realunify-suite=procedural:2", "--realunify-protocol=all"),
    *("-m", "mental_tracking or logical_reasoning"),
]
ASKED = {
    "UEG": {"direct": ["generate"], "stepwise": ["understand", "generate"], "oracle": ["generate"]},
    "GEU": {
        "direct": ["understand"],
        "stepwise": ["edit", "understand"],
        "oracle": ["understand"],
        "blind": ["understand"],
    },
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("models")
    tinymodels.llava(root / "llava", tinymodels.ENDS)
    tinypipelines.stable_diffusion(root / "stable_diffusion")
    tinypipelines.instruct_pix2pix(root / "instruct_pix2pix")
    return root


def test_specialists_answer_every_case_and_alike_in_any_batch_and_worker(bench: Bench, root: Path) -> None:
    bench.pytester.makepyprojecttoml(TABLES.format(root=root))
    bench.run(*EVERYTHING, "-n", "2", "--realunify-batch-size=4", subprocess=True)
    together, workers = bench.results, {each.worker for each in bench.results.values()}
    bench.run(*EVERYTHING, "-p", "no:xdist", "--realunify-batch-size=1")
    alone = bench.results
    assert len(together) == 6 * 3 + 4 * 4
    assert workers == {"gw0", "gw1"}
    assert alone.keys() == together.keys()
    for case, each in together.items():
        assert each.verdict == alone[case].verdict
        assert each.verdict.strict not in ("error", "unsupported")
        assert [step.verb for step in each.steps] == ASKED[each.axis][each.protocol]
    outputs = [step.output for each in together.values() for step in each.steps]
    assert len(set(outputs)) > len(outputs) // 2, "random weights answer in many ways"
    for step, same in _pairs(together, alone):
        _assert_alike(bench.folders, step, same)


def _pairs(some: Mapping[str, Result], others: Mapping[str, Result]) -> Iterator[tuple[Step, Step]]:
    for case, each in some.items():
        yield from zip(each.steps, others[case].steps, strict=True)


def _assert_alike(folders: list[RunFolder], step: Step, same: Step) -> None:
    """Text to the letter; pictures to one grey level, for a batch of diffusers adds up sums in another order."""
    assert step.output
    assert same.output
    if step.verb == "understand":
        if step.inputs == same.inputs:  # else it saw an edited picture, a grey level off
            assert (step.prompt, step.output) == (same.prompt, same.output)
        return
    first, second = folders
    one, other = _pixels(first.picture(step.output)), _pixels(second.picture(same.output))
    assert one.shape == other.shape
    assert np.abs(one - other).max() <= 1
    assert (one != other).mean() < 0.01


def _pixels(file: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    with Image.open(file) as image:
        return np.asarray(image).astype(np.int16)
