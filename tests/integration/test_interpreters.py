"""A model in another interpreter (`python =` in its table): what it answers, raises, prints and breaks is as of a
local one."""

from __future__ import annotations

import os
import time
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
CULPRIT = "mental_tracking-left-0002-direct"


@pytest.fixture(scope="module", params=["bare", *given()])
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of this Python with Pillow alone, and those that REALUNIFY_TEST_PYTHONS names."""
    return str(bare(tmp_path_factory.mktemp("env")) if request.param == "bare" else request.param)


def others_are_correct(bench: Bench, cases: int) -> None:
    assert {case for case, verdict in bench.verdicts.items() if verdict != "correct"} == {CULPRIT}
    assert len(bench.verdicts) == cases


def error_of(bench: Bench, case: str = CULPRIT) -> tuple[str, str]:
    error = bench.results[case].error
    assert error is not None
    return error.kind, error.message


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


ODD = {
    "raises": "raise ValueError('boom on\\nthis one')",
    "raises one of ours": "from pytest_realunify.errors import DataError; raise DataError('row 7 is broken')",
    "raises what is no Exception": "raise type('Odd', (BaseException,), {})('out of the ordinary')",
    "exits": "raise SystemExit(3)",
    "says nothing": "raise KeyError",
    "raises from": "raise RuntimeError('outer') from ValueError('inner')",
    "has odd letters": "raise ValueError('\\ud800 \\U0001f40e \\x1b[31m')",
    "stands in its place": "return ZeroDivisionError('instead of an answer')",
    "is None": "return None",
    "is a number": "return 7",
    "is bytes": "return b'A'",
    "is a list": "return ['A', 'B']",
    "has half a letter": "return 'The answer is \\ud800 A.'",
}


@pytest.mark.parametrize("code", ODD.values(), ids=list(ODD))
def test_odd_answers_and_odd_exceptions_are_those_of_a_local_model(bench: Bench, python: str, code: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        odd=f"""
        from mymodels import Right

        class Odd(Right):
            def answer(self, request):
                if "0002" in request.case:
                    {code}
                return super().answer(request)
        """
    )
    tables(bench, "odd:Odd", python)
    here = bench.run("--model=here", DIRECT, *ALONE).parseoutcomes(), nameless(bench.results)
    there = bench.run("--model=there", DIRECT, *ALONE).parseoutcomes(), nameless(bench.results)
    assert there == here
    assert len(bench.results) == 8


def test_what_a_model_prints_is_no_answer(bench: Bench, way: list[str], python: str) -> None:
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
    bench.run("--model=there", *way).assert_outcomes(passed=16)


def test_an_interpreter_that_prints_while_it_starts_is_understood(bench: Bench, tmp_path: Path) -> None:
    python = bare(tmp_path / "env")
    (libraries,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (libraries / "sitecustomize.py").write_text("print('welcome to this environment', flush=True)")
    bench.data("ABCD")
    tables(bench, "mymodels:Right", str(python))
    bench.run("--model=there", DIRECT, *ALONE).assert_outcomes(passed=4)


def test_a_process_that_dies_costs_the_one_case_that_killed_it(bench: Bench, way: list[str], python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        deadly="""
        import os, signal
        from pathlib import Path
        from mymodels import Right

        class Deadly(Right):
            def __init__(self):
                with Path("loads.txt").open("a") as log:
                    log.write("x")

            def answer(self, request):
                if "0002-direct" in request.case:
                    os.kill(os.getpid(), signal.SIGKILL)
                return super().answer(request)
        """
    )
    tables(bench, "deadly:Deadly", python)
    bench.run("--model=there", DIRECT, *way).assert_outcomes(passed=7, failed=1)
    others_are_correct(bench, 8)
    kind, message = error_of(bench)
    assert kind == "crash"
    assert message == f"the process of {python} died (SIGKILL, out of memory?) while it answered"
    loads = len((bench.path / "loads.txt").read_text())
    assert loads <= 2 + len(way), "asked one by one after the first death"


HANGS = """
    import time
    from pathlib import Path
    from mymodels import Right

    class Hangs(Right):
        def __init__(self):
            with Path("loads.txt").open("a") as log:
                log.write("x")

        def answer(self, request):
            while "0002" in request.case:
                try:
                    time.sleep(60)
                except {caught}:
                    continue
            return super().answer(request)
    """


@pytest.mark.parametrize(("caught", "loads"), [("ValueError", 1), ("BaseException", 3)])
def test_a_hung_call_costs_its_case_and_only_a_deaf_one_its_process(
    bench: Bench, python: str, caught: str, loads: int
) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(hangs=HANGS.format(caught=caught))
    tables(bench, "hangs:Hangs", python)
    began = time.monotonic()
    bench.run("--model=there", DIRECT, "--realunify-timeout=0.3", *ALONE).assert_outcomes(passed=3, failed=1)
    assert time.monotonic() - began < 50, "a sleep of its takes 60"
    others_are_correct(bench, 4)
    assert error_of(bench) == ("timeout", "understand: no answer within 0.3 s")
    assert (bench.path / "loads.txt").read_text() == "x" * loads


def test_a_start_is_none_of_the_time_that_a_call_has(bench: Bench, python: str) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        slow="""
        import os, time
        from mymodels import Right

        class Slow(Right):
            def __init__(self):
                time.sleep(1.0)

            def answer(self, request):
                if "0002" in request.case:
                    os._exit(3)
                return super().answer(request)
        """
    )
    tables(bench, "slow:Slow", python)
    bench.run("--model=there", DIRECT, "--realunify-timeout=0.2", *ALONE).assert_outcomes(passed=3, failed=1)
    others_are_correct(bench, 4)
    assert "(exit code 3)" in error_of(bench)[1]


def test_a_lost_device_costs_its_case_and_a_process_and_no_worker(bench: Bench, way: list[str], python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        lost="""
        from mymodels import Right

        class Lost(Right):
            gone = False

            def answer(self, request):
                if "0002" in request.case:
                    Lost.gone = True
                if Lost.gone:  # from here on the context answers everything so
                    raise RuntimeError("CUDA error: device-side assert triggered\\nCompile with TORCH_USE_CUDA_DSA")
                return super().answer(request)
        """
    )
    tables(bench, "lost:Lost", python)
    bench.run("--model=there", DIRECT, *way).assert_outcomes(passed=7, failed=1)
    others_are_correct(bench, 8)
    kind, message = error_of(bench)
    assert kind == "RuntimeError"
    assert message.startswith("CUDA error: device-side assert triggered Compile with TORCH_USE_CUDA_DSA (lost.py:")


def test_out_of_memory_halves_the_batch_for_the_rest(bench: Bench, python: str) -> None:
    bench.data("ABCDABCD" * 4)
    bench.pytester.makepyfile(
        tight="""
        from pathlib import Path
        from mymodels import Right

        class CudaOutOfMemory(MemoryError):
            pass

        class Tight(Right):
            def understand(self, requests):
                with Path("sizes.txt").open("a") as log:
                    log.write(f"{len(requests)}\\n")
                if len(requests) > 2:
                    raise CudaOutOfMemory("no room")
                return super().understand(requests)
        """
    )
    tables(bench, "tight:Tight", python)
    bench.run("--model=there", DIRECT, *ALONE).assert_outcomes(passed=32)
    sizes = [int(line) for line in (bench.path / "sizes.txt").read_text().splitlines()]
    assert sizes[:3] == [8, 4, 2]
    assert max(sizes[6:]) == 2, "the size that fitted is remembered"


def test_a_crash_loop_ends_the_run_and_it_can_be_resumed(bench: Bench, way: list[str], python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        deadly="""
        import os
        from pathlib import Path
        from mymodels import Right

        class Deadly(Right):
            def answer(self, request):
                if not Path("healed").exists() and "0000" not in request.case:
                    os._exit(1)
                return super().answer(request)
        """
    )
    tables(bench, "deadly:Deadly", python)
    result = bench.run("--model=there", DIRECT, *way)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert any(line.startswith("!") and "3 cases in a row took" in line for line in result.outlines)
    (bench.path / "healed").touch()
    bench.run("--realunify-resume", *way).assert_outcomes(passed=8)


def test_two_models_in_two_interpreters_are_one_model(judged: JudgeBench, way: list[str], python: str) -> None:
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
    how = ["--realunify-judge=myjudges:Reads", DIRECT, *way]
    judged.run("--model=pair", *how).assert_outcomes(passed=5, failed=1)
    assert {verdict for case, verdict in judged.verdicts.items() if case.startswith("mental")} == {"correct"}
    assert judged.verdicts["world_knowledge-0001-direct"] == "wrong"


def test_a_model_there_can_be_the_judge(judged: JudgeBench, way: list[str], python: str) -> None:
    judged.draw([(YES, NO), (NO, NO), (YES, YES)])
    judged.pytester.makepyprojecttoml(f'[tool.realunify.models.eye]\nadapter = "myjudges:Eye"\npython = "{python}"\n')
    how = ["--realunify-judge=vlm:eye", DIRECT, *way]
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


def test_an_interrupt_ends_the_run_and_the_process(bench: Bench, python: str) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(
        busy="""
        import os, time
        from pathlib import Path
        from mymodels import Right

        class Busy(Right):
            def answer(self, request):
                Path("pid").write_text(str(os.getpid()))
                os.kill(os.getppid(), 2)  # as Ctrl-C reaches the waiting side
                time.sleep(60)
        """
    )
    tables(bench, "busy:Busy", python)
    began = time.monotonic()
    result = bench.run("--model=there", *ALONE, subprocess=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert time.monotonic() - began < 30
    with pytest.raises(ProcessLookupError):
        os.kill(int((bench.path / "pid").read_text()), 0)
