"""A unified model of the transformers library, from a folder on disk to the journal: the real class and the real
loading, tiny and with random weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from raybench import timeless
from toybench import Bench

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

import tinymodels  # noqa: E402 (it builds what the two libraries above are needed for)

EVERYTHING = [
    *("--realunify-suite=procedural:2", "--realunify-protocol=all"),
    *("-m", "mental_tracking or logical_reasoning", "--realunify-sample-seed=1"),
]
"""Four instances of GEU and six of UEG, so that batches of four are full, and prompts of many lengths share one."""


@pytest.fixture(scope="module")
def janus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    return tinymodels.janus(tmp_path_factory.mktemp("janus"), tinymodels.ENDS)


def test_janus_answers_every_case_and_alike_in_any_batch_and_worker(bench: Bench, janus: Path) -> None:
    model = f"--model=transformers:{janus}"
    result = bench.run(model, *EVERYTHING, "-n", "2", "--realunify-batch-size=4", subprocess=True)
    result.stdout.re_match_lines([r"stepwise( +-){13}$", r"stepwise: scored 0 of 10, .* error 0, .* unsupported 4$"])
    together = bench.results
    bench.run(model, *EVERYTHING, "-p", "no:xdist", "--realunify-batch-size=1")
    assert timeless(together) == timeless(bench.results)
    asked = {
        "UEG": {"direct": ["generate"], "stepwise": ["understand", "generate"], "oracle": ["generate"]},
        "GEU": {"direct": ["understand"], "stepwise": ["edit"], "oracle": ["understand"], "blind": ["understand"]},
    }
    assert len(together) == 6 * 3 + 4 * 4
    assert {each.worker for each in together.values()} == {"gw0", "gw1"}
    for each in together.values():
        assert each.verdict.strict != "error"
        assert [step.verb for step in each.steps] == asked[each.axis][each.protocol]
        cannot_edit = (each.axis, each.protocol) == ("GEU", "stepwise")
        assert (each.verdict.strict == "unsupported") == cannot_edit
        assert all(step.output for step in each.steps) or cannot_edit
    outputs = [step.output for each in together.values() for step in each.steps]
    assert len(set(outputs)) > len(outputs) // 2, "random weights answer in many ways"


def test_a_checkpoint_that_samples_draws_anew_with_each_run_and_the_same_with_a_seed(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    checkpoint = tinymodels.llava(tmp_path_factory.mktemp("llava"))
    bench.data(steps=False)
    bench.write_table("models.tiny", f'adapter = "transformers"\ntarget = "{checkpoint}"\ndo_sample = true')
    found = []
    for how in (["--realunify-sample-seed=7"], ["--realunify-sample-seed=7", "-n", "2"], ["-p", "no:xdist"]):
        bench.run("--model=tiny", *how, subprocess="-n" in how)
        assert not [each.error for each in bench.results.values() if each.error]
        found.append({case: each.reply for case, each in bench.results.items()})
    assert len(found[0]) == 8
    assert found[0] == found[1]
    assert found[0] != found[2]
