"""A model in another interpreter (`python =` in its table) answers, prints and is judged as a local one."""

from __future__ import annotations

from pathlib import Path

import pytest

from interpreters import bare, given
from judgebench import NO, YES, JudgeBench
from pytest_realunify.worker import ray_replicas
from raybench import FakeCluster
from thereandhere import nameless, tables
from toybench import Bench

DIRECT = "--realunify-protocol=direct"
ALONE = ("-p", "no:xdist")


@pytest.fixture(scope="module", params=["bare", *given()])
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of this Python with Pillow alone, and those that REALUNIFY_TEST_PYTHONS names."""
    return str(bare(tmp_path_factory.mktemp("env")) if request.param == "bare" else request.param)


def test_a_run_there_is_the_run_here(bench: Bench, way: list[str], python: str) -> None:
    bench.data("ABCDABCDABC")
    tables(bench, "mymodels:Always", python)
    bench.run("--model=here", *way).assert_outcomes(passed=6, failed=16)
    here, calls = bench.results, len(bench.calls)
    result = bench.run("--model=there", *way)
    result.assert_outcomes(passed=6, failed=16)
    assert nameless(bench.results) == nameless(here)
    assert len(bench.calls) == 2 * calls, "asked there, in the same batches"
    first, second = (folder.facts()["model"]["identity"] for folder in bench.folders)
    assert first == second
    versions = bench.folders[-1].facts()["model"]["interpreters"][python]
    assert {"python", "pillow"} <= versions.keys()
    assert "interpreters" not in bench.folders[0].facts()["model"]
    result.stdout.fnmatch_lines([f"realunify: model there (pyproject.toml, in {python}), suite *"])


def test_what_is_drawn_there_is_judged_as_what_is_drawn_here(judged: JudgeBench, way: list[str], python: str) -> None:
    judged.draw([(YES, NO), (NO, NO), (YES, YES), (YES, NO)], steps=True)
    tables(judged, "painter:Paints", python)
    how = ["--realunify-judge=myjudges:Reads", *way]
    judged.run("--model=here", *how).assert_outcomes(passed=4, failed=4)
    here = judged.results
    judged.run("--model=there", *how).assert_outcomes(passed=4, failed=4)
    assert nameless(judged.results) == nameless(here)


def test_every_worker_has_a_process_of_its_own_and_none_is_left(bench: Bench, python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        pids="""
        import os, sys
        from pathlib import Path
        from mymodels import Right

        class Pids(Right):
            def __init__(self, marks):
                self.mark = Path(marks) / str(os.getpid())
                self.mark.write_text(f"{sys.executable} {os.environ.get('PYTEST_XDIST_WORKER')} "
                                     f"{os.environ['OMP_NUM_THREADS']} {os.environ['CUDA_VISIBLE_DEVICES']}")

            def close(self):
                self.mark.with_suffix(".closed").touch()
        """
    )
    (bench.path / "marks").mkdir()
    tables(bench, "pids:Pids", python, 'marks = "marks"')
    bench.run("--model=there", DIRECT, "--realunify-batch-size=2", "-n", "2", subprocess=True).assert_outcomes(passed=8)
    marks = {file.name: file for file in (bench.path / "marks").iterdir()}
    pids = [name for name in marks if name.isdecimal()]
    told = sorted(marks[pid].read_text().split() for pid in pids)
    assert [worker for _, worker, *_ in told] == ["gw0", "gw1"]
    assert {executable for executable, *_ in told} == {python}
    assert all(f"{pid}.closed" in marks for pid in pids)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_what_a_model_prints_is_no_answer(bench: Bench, python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        chatty="""
        import os, subprocess, sys
        from mymodels import Right

        print("imported", flush=True)

        class Chatty(Right):
            def understand(self, requests):
                print("x" * 100_000, "\\U0001f40e")
                os.write(1, b"raw bytes \\xff\\x00")
                subprocess.run([sys.executable, "-c", "print('a child')"], check=True)
                sys.stderr.write("and errors")
                return super().understand(requests)
        """
    )
    tables(bench, "chatty:Chatty", python)
    bench.run("--model=there", *ALONE).assert_outcomes(passed=16)


def test_an_interpreter_that_prints_while_it_starts_is_understood(bench: Bench, tmp_path: Path) -> None:
    python = bare(tmp_path / "env")
    (libraries,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (libraries / "sitecustomize.py").write_text("print('welcome to this environment', flush=True)")
    bench.data("ABCD")
    tables(bench, "mymodels:Right", str(python))
    bench.run("--model=there", DIRECT, *ALONE).assert_outcomes(passed=4)


def test_two_models_in_two_interpreters_are_one_model(judged: JudgeBench, python: str) -> None:
    judged.data("ABCD")
    judged.draw([(YES, NO), (NO, NO)], steps=True)
    judged.pytester.makepyprojecttoml(
        f"""
        [tool.realunify.models.und]
        adapter = "mymodels:Right"
        python = "{python}"

        [tool.realunify.models.gen]
        adapter = "painter:Paints"
        python = "{bare(judged.path / "env")}"

        [tool.realunify.models.pair]
        adapter = "composed"
        understand = "und"
        edit = "und"
        generate = "gen"
        """
    )
    how = ["--realunify-judge=myjudges:Reads", DIRECT, "-n", "2"]
    judged.run("--model=pair", *how).assert_outcomes(passed=5, failed=1)
    assert {verdict for case, verdict in judged.verdicts.items() if case.startswith("mental")} == {"correct"}
    assert judged.verdicts["world_knowledge-0001-direct"] == "wrong"


def test_a_model_there_can_be_the_judge(judged: JudgeBench, python: str) -> None:
    judged.draw([(YES, NO), (NO, NO), (YES, YES)])
    judged.pytester.makepyprojecttoml(f'[tool.realunify.models.eye]\nadapter = "myjudges:Eye"\npython = "{python}"\n')
    how = ["--realunify-judge=vlm:eye", DIRECT, *ALONE]
    judged.run("--model=painter:Paints", *how).assert_outcomes(passed=1, failed=2)
    assert [strict for strict, _ in judged.states().values()] == ["correct", "wrong", "wrong"]


def test_replicas_on_ray_have_their_model_in_another_interpreter_too(
    bench: Bench, python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_replicas, "Cluster", FakeCluster)
    monkeypatch.setattr(ray_replicas, "check_installed", lambda: None)
    bench.data("ABCDABCDABC")
    tables(bench, "mymodels:Always", python)
    bench.run("--model=here", *ALONE).assert_outcomes(passed=6, failed=16)
    here = bench.results
    ray = ("--realunify-engine=ray", "--realunify-replicas=2", *ALONE)
    bench.run("--model=there", *ray).assert_outcomes(passed=6, failed=16)
    assert nameless(bench.results) == nameless(here)


def test_a_stopped_run_goes_on_in_another_interpreter_or_back_here(bench: Bench, python: str) -> None:
    bench.data("ABCDABCD")
    tables(bench, "mymodels:Always", python)
    bench.run("--model=there", *ALONE, "-x").assert_outcomes(passed=1, failed=1)
    asked = len(bench.calls)
    bench.run("--realunify-resume", *ALONE).assert_outcomes(passed=4, failed=12)
    assert len(bench.results) == 16
    assert len(set(bench.calls)) == 16 + 8, "and eight edits"
    assert asked < len(bench.calls) <= 24 + 8, "a batch that was in hand may be asked again"


UNUSABLE = {
    "nothing": ('python = "envs/bagel/bin/python"', "there is no envs/bagel/bin/python"),
    "elsewhere": ('python = "env/bin/pyton"', "there is no env/bin/pyton; env/bin holds"),
    "a folder": ('python = "env"', "is a folder; its interpreter is env/bin/python"),
    "no program": ('python = "./mymodels.py"', "is no program that can be run"),
    "a word": ('python = "pythn"', "there is no pythn"),
    "empty": ('python = ""', "python is empty"),
    "a number": ("python = 3.8", "python is 3.8, expected text"),
}


@pytest.mark.parametrize(("line", "said"), UNUSABLE.values(), ids=list(UNUSABLE))
def test_what_is_no_interpreter_is_said_before_anything_starts(bench: Bench, line: str, said: str) -> None:
    bench.data("AB")
    bare(bench.path / "env")
    bench.pytester.makepyprojecttoml(f'[tool.realunify.models.m]\nadapter = "mymodels:Right"\n{line}\n')
    result = bench.run("--model=m", "-n", "2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert said in result.stderr.str()
    assert len([each for each in result.stderr.lines if each.strip()]) <= 3


@pytest.mark.parametrize("adapter", ["openai", "reference", "recorded"])
def test_a_model_without_libraries_of_its_own_needs_no_interpreter(bench: Bench, adapter: str) -> None:
    bench.data("AB")
    bench.pytester.makepyprojecttoml(
        f'[tool.realunify.models.m]\nadapter = "{adapter}"\npython = "{bare(bench.path / "env")}"\n'
    )
    result = bench.run("--model=m")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"{adapter} needs no libraries but the plugin's own" in result.stderr.str()


LOADING = {
    "raises": (
        "class M:\n    def __init__(self): raise OSError('no such checkpoint')",
        "OSError: no such checkpoint (m.py:2)",
    ),
    "dies": ("import os; os._exit(5)\nclass M: pass", "died (exit code 5)"),
    "lacks a library": ("import torchvision_of_old\nclass M: pass", "No module named 'torchvision_of_old'"),
    "has no verb": ("class M: pass", "a M is no model under test: it has none of understand, generate, edit"),
    "asks for what stayed at home": (
        "import pytest_realunify.engine.lockstep\nclass M: pass",
        "pytest_realunify.engine is not among what travels to another interpreter",
    ),
}


@pytest.mark.parametrize(("code", "said"), LOADING.values(), ids=list(LOADING))
def test_a_model_that_cannot_be_loaded_there_ends_the_run(bench: Bench, python: str, code: str, said: str) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(m=code)
    tables(bench, "m:M", python)
    result = bench.run("--model=there", *ALONE)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert bench.results == {}
    assert any(line.startswith("!") and said in line for line in result.outlines), result.outlines[-5:]
