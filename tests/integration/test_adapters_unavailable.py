"""Adapters whose libraries or parts are not there: one line that says what to type, once, and no case recorded."""

from __future__ import annotations

from typing import Final

import numpy  # noqa: F401, ICN001 (pytester forgets what a run in this process imported, and numpy imports but once)
import pytest

from toybench import Bench

BARE: Final = """
import sys

sys.modules |= dict.fromkeys(("accelerate", "diffusers", "openai", "torch", "transformers", "umm"))
"""
"""A conftest.py with which none of these can be imported, as where no extra is installed."""

TABLES: Final = """
[tool.realunify.models.bagel]
adapter = "bagel"
repo = "Bagel"
target = "weights"

[tool.realunify.models.pair]
adapter = "composed"
understand = "mymodels:Right"
edit = "diffusers:somebody/kontext"
"""
BAGEL: Final = (
    *("Bagel/inferencer.py", "weights/llm_config.json", "weights/vit_config.json"),
    *("weights/ae.safetensors", "weights/ema.safetensors"),
)
MISSING: Final = {
    # as --model takes it: what is said
    "transformers:somebody/janus": "the transformers adapter needs torch: pip install 'pytest-realunify[transformers]'",
    "diffusers:somebody/kontext": "the diffusers adapter needs torch: pip install 'pytest-realunify[diffusers]'",
    "openai:gpt-5": "the openai adapter needs openai: pip install 'pytest-realunify[openai]'",
    "bagel": "the bagel adapter needs torch: pip install 'pytest-realunify[bagel]'",
    "torchumm:janus_pro": "the torchumm adapter needs TorchUMM: git clone --recursive "
    "https://github.com/AIFrontierLab/TorchUMM && pip install -e TorchUMM",
    "pair": "edit = 'diffusers:somebody/kontext': the diffusers adapter needs torch: "
    "pip install 'pytest-realunify[diffusers]'",
}


@pytest.fixture
def bare(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A team's directory where no extra is installed."""
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    monkeypatch.setenv("COLUMNS", "200")
    bench.pytester.makeconftest(BARE)
    bench.pytester.makepyprojecttoml(TABLES)
    for name in BAGEL:
        file = bench.path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    bench.data("ABCD")
    return bench


def check_said_once(result: pytest.RunResult, line: str) -> None:
    """It ends the run, in one line of its own and in the reason pytest gives."""
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert [each for each in result.outlines if each == line] == [line]
    assert [each.strip("! ") for each in result.outlines if each.startswith("!")] == [f"Interrupted: realunify: {line}"]
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


@pytest.mark.parametrize("model", MISSING)
def test_an_adapter_without_its_libraries_says_what_to_install_and_ends_the_run(bare: Bench, model: str) -> None:
    result = bare.run(f"--model={model}", "--realunify-protocol=stepwise", "-p", "no:xdist")
    check_said_once(result, MISSING[model])
    assert bare.results == {}


def test_workers_say_it_once_too(bare: Bench) -> None:
    result = bare.run("--model=transformers:somebody/janus", "-n", "2")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert result.outlines.count(MISSING["transformers:somebody/janus"]) == 1
    assert bare.results == {}


def test_what_needed_no_missing_part_counts(bare: Bench, way: list[str]) -> None:
    result = bare.run("--model=pair", "--realunify-batch-size=2", *way)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert result.outlines.count(MISSING["pair"]) == 1
    assert {(each.protocol, each.verdict.strict) for each in bare.results.values()} <= {("direct", "correct")}
    if way != ["-n", "2"]:  # two workers reach the second protocol together, and the first may be half done
        assert len(bare.results) == 4
