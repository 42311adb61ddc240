"""A run that somebody else made names code, folders and servers: none is touched that nobody typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pytest_realunify.cli.main import main
from pytest_realunify.options.table import OPTIONS
from pytest_realunify.run import foreign
from pytest_realunify.stored.journal import RunFolder
from toybench import Bench, one_line_errors

ALONE = ["-p", "no:xdist"]
MODEL = "--model=mymodels:Right"
WROTE = "was not written by you in this project"


@pytest.fixture
def killed(bench: Bench) -> RunFolder:
    """A run of one's own of which half is done."""
    bench.data("ABCD")
    bench.run(MODEL, *ALONE).assert_outcomes(passed=8)
    [folder] = bench.folders
    folder.journal.write_bytes(b"".join(folder.journal.read_bytes().splitlines(keepends=True)[:4]))
    return folder


def changed(run: RunFolder, **options: str) -> None:
    """As whoever sends it can write it, the code by which its writer knew it included."""
    facts = run.facts()
    facts["options"] |= {f"realunify_{name}": value for name, value in options.items()}
    run.write_facts(facts)


def refused(bench: Bench, *arguments: str) -> list[str]:
    result = bench.pytester.runpytest_subprocess("--realunify", *arguments)
    assert result.ret == 4
    lines = one_line_errors(result)
    assert WROTE in lines[0]
    assert "--realunify-trust-run" in lines[-1]
    return lines[1:-1]


def test_ones_own_run_is_gone_on_with_as_it_is(bench: Bench, killed: RunFolder, way: list[str]) -> None:
    bench.run("--realunify-resume", *way).assert_outcomes(passed=8)
    assert "options" in killed.facts()
    bench.run("--realunify-resume", *way).assert_outcomes(passed=8)


def test_a_model_that_nobody_typed_is_not_imported(bench: Bench, killed: RunFolder, way: list[str]) -> None:
    bench.pytester.makepyfile(
        evil="import pathlib\npathlib.Path('pwned').touch()\nfrom mymodels import Right as Model\n"
    )
    changed(killed, model="evil:Model")
    before = killed.journal.read_bytes()
    assert refused(bench, "--realunify-resume", *way) == [
        "  --realunify-model='evil:Model': code, weights, files or a server"
    ]
    assert not (bench.path / "pwned").exists()
    assert killed.journal.read_bytes() == before


def test_all_that_leads_out_is_named_at_once_and_nothing_of_it_is_made(
    bench: Bench, killed: RunFolder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("home")
    reach = {
        "judge": "vlm:evil:Model",
        "judge_cache": str(elsewhere / "cache"),
        "judge_calibration": str(elsewhere / "calibration.json"),
        "baseline": "../../baseline.json",
        "protocol": "direct,evil:steps",
        "report": "html,evil:page",
        "tracker": "wandb",
        "ray_address": "ray://evil.example:10001",
        "suite": f"official:{elsewhere}",
    }
    changed(killed, **reach)
    told = refused(bench, "--realunify-resume", *ALONE)
    assert {line.strip().partition("=")[0].removeprefix("--realunify-").replace("-", "_") for line in told} == {
        *reach,
        "model",
    }
    assert not (elsewhere / "cache").exists()


def test_what_is_typed_is_ones_own(bench: Bench, killed: RunFolder, way: list[str]) -> None:
    changed(killed, limit="4")
    refused(bench, "--realunify-resume", *way)
    bench.run("--realunify-resume", MODEL, *way).assert_outcomes(passed=8)
    bench.run("--realunify-resume", *way).assert_outcomes(passed=8)


def test_a_run_can_be_trusted(bench: Bench, killed: RunFolder, way: list[str]) -> None:
    changed(killed, limit="4")
    bench.run("--realunify-resume", "--realunify-trust-run", *way).assert_outcomes(passed=8)


def test_the_projects_own_tables_and_ini_name_what_a_run_may_name(bench: Bench, killed: RunFolder) -> None:
    changed(killed, model="ours", judge_calibration="")
    bench.write_table("models", 'ours = { adapter = "mymodels:Right" }')
    folder = killed.facts()
    folder["model"]["name"] = "ours"
    killed.write_facts(folder)
    bench.run("--realunify-resume", *ALONE).assert_outcomes(passed=8)
    changed(killed, model="mymodels:Right", limit="3")
    folder = killed.facts()
    folder["model"]["name"] = "mymodels:Right"
    killed.write_facts(folder)
    bench.pytester.makeini("[pytest]\nrealunify_model = mymodels:Right\n")
    bench.run("--realunify-resume", *ALONE).assert_outcomes(passed=8)


def test_the_same_run_in_another_project_or_of_another_user_is_foreign(
    bench: Bench, killed: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bench.path / "elsewhere").mkdir()
    (bench.path / "elsewhere" / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    shutil.copytree(killed.path, bench.path / "elsewhere" / killed.id)
    monkeypatch.chdir(bench.path / "elsewhere")
    assert "mymodels:Right" in refused(bench, f"--realunify-resume={killed.id}", "--rootdir=.", *ALONE)[0]
    monkeypatch.chdir(bench.path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    refused(bench, "--realunify-resume", *ALONE)


@pytest.mark.usefixtures("killed")
def test_a_key_that_others_can_read_is_no_key(bench: Bench) -> None:
    [key] = (bench.path / ".local" / "state" / "realunify").iterdir()
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    refused(bench, "--realunify-resume", *ALONE)


def test_a_run_from_elsewhere_stays_so_when_it_is_merged(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.data("ABCD")
    for number in (1, 2):
        bench.run(MODEL, f"--realunify-shard={number}/2", *ALONE)
    assert main(["merge", *[str(run.path) for run in bench.folders]]) == 0
    bench.run(f"--realunify-resume={bench.folders[-1].id}", *ALONE).assert_outcomes(passed=8)
    changed(bench.folders[1], limit="9")
    changed(bench.folders[0], limit="9")
    assert main(["merge", *[str(run.path) for run in bench.folders[:2]]]) == 0
    refused(bench, f"--realunify-resume={bench.folders[-1].id}", *ALONE)
    capsys.readouterr()


def test_no_option_is_new_without_a_word_on_where_it_leads() -> None:
    harmless = {
        *("limit", "seed", "sample-seed", "difficulty", "frontier", "shard", "repeats", "batch-size", "judge-prompt"),
        *("judge-repeats", "judge-concurrency", "judge-cache-share", "devices-per-worker", "share-devices"),
        *("timeout", "outage", "max-calls", "max-cost", "engine", "replicas", "devices-per-replica", "gate", "confirm"),
        *("strict-cases", "progress", "run-dir", "label", "include-inputs", "variants"),
    }
    assert {option.name for option in OPTIONS} == harmless | set(foreign._REACH)
