"""The simulated model in whole runs: copies, noise, a planted fault found, a planted fall that fails a gate."""

from __future__ import annotations

import pytest

from pytest_realunify.procedural.simulated.settings import Settings
from pytest_realunify.procedural.simulated.truth import planted_case, rerolled
from toybench import Bench

PLANTED = "profile = 'exact'\nweights = 4"
TABLES = f"""[tool.realunify.models.exact]
adapter = "simulated"
{PLANTED}
[tool.realunify.models.faulty]
adapter = "simulated"
{PLANTED}
mental_tracking = {{ generation = 0.3, unparsed = 0.1 }}
[tool.realunify.models.sampled]
adapter = "simulated"
{PLANTED}
noise = 0.6
understanding = 0.5
generation = 0.7
"""
FAULTY = {"profile": "exact", "weights": 4, "mental_tracking": {"generation": 0.3, "unparsed": 0.1}}
SAMPLED = {"profile": "exact", "weights": 4, "noise": 0.6, "understanding": 0.5, "generation": 0.7}
TRACKING = ("--realunify-suite=procedural:8", "-m", "mental_tracking")
DRAWN = ("--realunify-suite=procedural:4", "-m", "code_to_image")


@pytest.fixture
def planted(bench: Bench) -> Bench:
    """A team's directory with three checkpoints."""
    (bench.path / "pyproject.toml").write_text(TABLES, encoding="utf-8")
    return bench


def test_a_planted_fault_is_what_the_run_says(planted: Bench, way: list[str]) -> None:
    result = planted.run("--model=faulty", "--realunify-protocol=all", *TRACKING, *way)
    settings = Settings.of(FAULTY)
    for case, state in planted.verdicts.items():
        due = planted_case(settings, case)
        assert state in {1.0: ("correct",), 0.0: ("unparsed",)}.get(due.correct, ("correct", "wrong")), case
    result.stdout.fnmatch_lines(["*MT *are gained with the true edited picture*: the model's edit is at fault"])
    assert "reading it is at fault" not in result.stdout.str()


def test_a_fall_that_was_planted_fails_its_gate_and_a_copy_passes(planted: Bench, way: list[str]) -> None:
    planted.run("--model=exact", "--realunify-update-baseline", *TRACKING)
    again = planted.run("--model=exact", "--realunify-baseline=realunify-baseline.json", *TRACKING, *way)
    assert again.ret == pytest.ExitCode.OK
    fallen = planted.run("--model=faulty", "--realunify-baseline=realunify-baseline.json", *TRACKING, *way)
    assert fallen.ret == pytest.ExitCode.TESTS_FAILED
    fallen.stdout.fnmatch_lines(["FAILED gates::mental_tracking:stepwise*"])


def test_sampled_runs_differ_in_what_noise_draws_anew_and_in_nothing_else(planted: Bench, way: list[str]) -> None:
    found = []
    for seed in (1, 2, 1):
        planted.run("--model=sampled", f"--realunify-sample-seed={seed}", *DRAWN, *way)
        found.append(planted.verdicts)
    one, other, again = found
    assert one == again
    changed = [case for case in one if one[case] != other[case]]
    assert changed
    assert all(rerolled(Settings.of(SAMPLED), case) for case in changed)


def test_the_run_keeps_what_was_planted(planted: Bench) -> None:
    planted.run("--model=faulty", "--realunify-suite=procedural:smoke", "-m", "mental_tracking and direct")
    model = planted.folders[-1].facts()["model"]
    assert model["identity"]["settings"]["mental_tracking"] == {"generation": 0.3, "unparsed": 0.1}


def test_a_misspelt_setting_ends_the_run_in_two_lines(planted: Bench) -> None:
    planted.write_table("models.mine", 'adapter = "simulated"\nmental_traking = { noise = 0.1 }')
    result = planted.run("--model=mine", *TRACKING)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*unknown setting in *tool.realunify.models.mine*: 'mental_traking'. Did you mean 'mental_tracking'?"]
    )
