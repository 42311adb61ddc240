"""`realunify model check NAME`: what a model is, where it runs, and what is wrong with it, before a run finds out."""

from __future__ import annotations

import re

import pytest

from interpreters import bare
from pytest_realunify.cli.main import main
from toybench import Bench

LINE = re.compile(r"^  (?P<name>[a-z ]{12})(?P<value>.*)$")


def checked(capfd: pytest.CaptureFixture[str], name: str) -> tuple[int, list[str], dict[str, str]]:
    """Exit code, lines, and those of them that are a name and what there is to say of it."""
    code = main(["model", "check", name])
    lines = capfd.readouterr().out.splitlines()
    rows = [match for line in lines if (match := LINE.match(line))]
    return code, lines, {row["name"].strip(): row["value"] for row in rows}


@pytest.fixture(autouse=True)
def _here(bench: Bench) -> None:
    bench.pytester.makepyfile(
        whole="""
        import os

        class Whole:
            def understand(self, requests):
                return [str(request.images[0].getpixel((128, 128))) for request in requests]

            def edit(self, requests):
                return [request.images[0].resize((64, 32)) for request in requests]

            def generate(self, requests):
                raise ValueError("no such layer")

        class Lacking:
            def __init__(self):
                import torch_of_old

        class Chatty(Whole):
            def __init__(self):
                print("loading")
                os.write(1, b"shards\\n")

        class Mute:
            def understand(self, requests):
                return [None for _ in requests]
        """
    )
    bench.pytester.syspathinsert(bench.path)


def test_a_model_of_this_process(capfd: pytest.CaptureFixture[str]) -> None:
    code, lines, rows = checked(capfd, "whole:Whole")
    assert code == 1
    assert lines[0] == "model whole:Whole (import)"
    assert re.fullmatch(r"in \d+\.\d s", rows["loaded"])
    assert re.fullmatch(r"'\(255, 0, 0\)', in \d+\.\d s", rows["understand"])
    assert re.fullmatch(r"a picture of 64 x 32, in \d+\.\d s", rows["edit"])
    assert re.fullmatch(r"failed after \d+\.\d s: ValueError: no such layer \(whole\.py:\d+\)", rows["generate"])
    assert any(line.startswith("this process: python 3.") for line in lines)
    assert "pillow" in rows["libraries"]
    assert rows["devices"] == "none in use"
    assert "GiB" in rows["memory"]
    assert lines[-1] == "1 of 3 verbs failed"


def test_a_model_of_another_interpreter(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    python = bare(bench.path / "env")
    bench.write_table("models.there", f'adapter = "whole:Whole"\npython = "{python}"')
    code, lines, rows = checked(capfd, "there")
    assert code == 1
    assert lines[0] == f"model there (pyproject.toml, in {python})"
    assert rows["understand"].startswith("'(255, 0, 0)', in")
    assert any(line.startswith(f"{python}: python 3.") for line in lines)
    assert not any(line.startswith("this process") for line in lines)
    assert "numpy" not in rows["libraries"]


def test_what_a_model_of_another_interpreter_prints_goes_where_errors_go(
    bench: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    bench.write_table("models.there", f'adapter = "whole:Chatty"\npython = "{bare(bench.path / "env")}"')
    assert main(["model", "check", "there"]) == 1
    out, err = capfd.readouterr()
    assert sorted(err.split()) == ["loading", "shards"]
    assert out.startswith("model there ")
    assert "loading" not in out


def test_a_model_that_lacks_verbs_is_ready_and_they_are_told(capfd: pytest.CaptureFixture[str]) -> None:
    code, lines, rows = checked(capfd, "mymodels:TextOnly")
    assert (code, lines[-1]) == (0, "ready")
    assert rows["generate"] == "missing: UEG is unsupported"
    assert rows["edit"] == "missing: GEU stepwise is unsupported"


def test_verbs_that_are_async_are_awaited(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bench.pytester.makepyfile(
        waits="""
        class Waits:
            async def understand(self, requests):
                return ["red"]

            async def close(self):
                print("closed in its loop")
        """
    )
    monkeypatch.chdir(bench.path)
    assert main(["model", "check", "waits:Waits"]) == 0
    said = capfd.readouterr().out
    assert "'red'" in said
    assert "closed in its loop" in said


def test_an_answer_that_is_none_is_a_verb_that_fails(capfd: pytest.CaptureFixture[str]) -> None:
    code, _, rows = checked(capfd, "whole:Mute")
    assert code == 1
    assert "ModelError: understand returned None, expected text (str)" in rows["understand"]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_model_that_cannot_be_loaded_is_told_with_where_it_was_tried(
    bench: Bench, capfd: pytest.CaptureFixture[str], elsewhere: bool
) -> None:
    python = f'\npython = "{bare(bench.path / "env")}"' if elsewhere else ""
    bench.write_table("models.lacking", f'adapter = "whole:Lacking"{python}')
    code, lines, rows = checked(capfd, "lacking")
    assert code == 1
    assert "ModuleNotFoundError: No module named 'torch_of_old'" in rows["cannot load"]
    assert any(": python 3." in line for line in lines)


def test_what_an_adapter_needs_and_does_not_find_is_listed(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    python = bare(bench.path / "env")
    bench.write_table("models.hub", f'adapter = "transformers"\ntarget = "some/model"\npython = "{python}"')
    code, _, rows = checked(capfd, "hub")
    assert code == 1
    assert rows["cannot load"] == f"the transformers adapter needs torch: {python} -m pip install torch"
    assert rows["missing"] == "torch, transformers, accelerate, a GPU: it computes on the CPU"


def test_parts_in_interpreters_of_their_own_are_told_each(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    python = bare(bench.path / "env")
    bench.pytester.makepyprojecttoml(
        f'[tool.realunify.models.one]\nadapter = "whole:Whole"\npython = "{python}"\n\n'
        '[tool.realunify.models.pair]\nadapter = "composed"\nunderstand = "one"\nedit = "whole:Whole"\n'
    )
    code, lines, _ = checked(capfd, "pair")
    assert (code, lines[-1]) == (0, "ready")
    assert any(line.startswith("this process: ") for line in lines)
    assert any(line.startswith(f"{python}: ") for line in lines)


def test_recorded_outputs_answer_no_question_but_their_own(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    (bench.path / "GEU_direct.json").write_text(
        '[{"index": 0, "task_type": "mental_tracking", "response": "A"}]', encoding="utf-8"
    )
    code, _, rows = checked(capfd, f"recorded:{bench.path}/GEU_direct.json")
    assert code == 0
    assert rows["understand"] == "not asked: it knows recorded cases alone"


def test_a_name_that_is_none_is_a_usage_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "check", "referenc"]) == 4
    assert "Did you mean 'reference'?" in capfd.readouterr().err
