"""Runs with variants: what is asked, what is named, and what stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_realunify.cli.main import main
from toybench import Bench

PLANTED = '''
import re

from mymodels import Right


class Reads(Right):
    """Finds the option that the question means in whatever order, for it knows how they stood."""

    def answer(self, request):
        meant = dict(zip("ABCD", ("one", "two", "three", "four")))[re.search(r"letter ([A-D])", request.prompt)[1]]
        return re.search(rf"^([A-D])[.:] {meant}$", request.prompt, re.MULTILINE)[1]


class Greasy(Reads):
    """Lost where a picture went through JPEG: red is not quite red there."""

    def answer(self, request):
        picture = request.images[0].convert("RGB")
        right = super().answer(request)
        return right if "~jpeg" not in request.case else {"A": "B"}.get(right, "A")


class Likes(Reads):
    """C."""

    def answer(self, request):
        return "C"


class Breaks(Reads):
    """Has trouble with JPEG."""

    def understand(self, requests):
        return [ValueError("no") if "~jpeg" in each.case else self.answer(each) for each in requests]


class Samples(Reads):
    """Draws its answer in half of the cases."""

    def answer(self, request):
        return "ABCD"[request.seed % 4] if request.seed & 64 else super().answer(request)
'''
ALL = "--realunify-variants=all:1"


@pytest.fixture
def planted(bench: Bench) -> Bench:
    bench.data("ABCDABCD" * 2)
    (bench.path / "planted.py").write_text(PLANTED, encoding="utf-8")
    return bench


def asked(bench: Bench) -> dict[str, int]:
    """How many cases of each relation have a result; of none under the empty name."""
    found: dict[str, int] = {}
    for case in bench.verdicts:
        relation = case.partition("~")[2].partition("-")[0]
        found[relation] = found.get(relation, 0) + 1
    return found


def test_without_the_option_nothing_is_varied(planted: Bench) -> None:
    planted.run("--model=planted:Reads").assert_outcomes(passed=32)
    assert asked(planted) == {"": 32}
    assert "variants" not in planted.folders[-1].facts()


def test_a_model_that_reads_agrees_everywhere(planted: Bench, way: list[str]) -> None:
    result = planted.run("--model=planted:Reads", ALL, *way)
    result.assert_outcomes(passed=160)
    assert asked(planted) == dict.fromkeys(("", "same", "options", "rescale", "jpeg"), 32)
    result.stdout.fnmatch_lines(["no relation changes more answers than asking again does"])
    result.stdout.fnmatch_lines(["direct: * scored 16 of 16, *"])
    facts = planted.folders[-1].facts()
    assert facts["selected_by_protocol"] == facts["planned_by_protocol"] == {"direct": 16, "stepwise": 16}


def test_what_breaks_a_model_is_named_and_nothing_else(planted: Bench, way: list[str]) -> None:
    result = planted.run("--model=planted:Greasy", ALL, *way)
    result.stdout.fnmatch_lines(["jpeg changes answers: MT (0.0 % agree, 100.0 % asked again; 32 compared)"])
    result.stdout.no_fnmatch_line("options changes*")
    result.stdout.no_fnmatch_line("letter *")
    result.stdout.fnmatch_lines(["direct* 100.0 *"])  # no part of the score


def test_a_letter_that_is_preferred_is_named(planted: Bench) -> None:
    result = planted.run("--model=planted:Likes", ALL)
    result.stdout.fnmatch_lines(["options changes answers: MT*", "letter C is chosen 16 times*"])
    result.stdout.no_fnmatch_line("jpeg changes*")


def test_a_sampler_is_held_against_its_own_noise(planted: Bench) -> None:
    result = planted.run("--model=planted:Samples", ALL, "--realunify-sample-seed=3")
    result.stdout.fnmatch_lines(["no relation changes more answers than asking again does"])


def test_trouble_with_a_variant_is_compared_with_nothing(planted: Bench) -> None:
    result = planted.run("--model=planted:Breaks", ALL, "--realunify-report=json")
    told = json.loads((planted.folders[-1].path / "report.json").read_text(encoding="utf-8"))
    jpeg = next(each for each in told["variants"]["relations"] if each["relation"] == "jpeg")
    assert (jpeg["asked"], jpeg["compared"], jpeg["breaks"]) == (32, 0, False)
    assert told["counts"]["direct"]["error"] == 0
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_gate_looks_at_a_relation_and_the_others_do_not(planted: Bench, way: list[str]) -> None:
    gates = ["--realunify-gate=consistency:options>=0.9", "--realunify-gate=mental_tracking:direct>=1"]
    planted.run("--model=planted:Greasy", ALL, *gates, *way).assert_outcomes(passed=132, xfailed=32)
    failed = planted.run("--model=planted:Greasy", ALL, "--realunify-gate=consistency:jpeg>=0.9", *way)
    failed.stdout.fnmatch_lines(["FAILED gates::consistency:jpeg>=0.9 - 0.0 % of 32 variants*"])


def test_a_gate_of_variants_needs_them(planted: Bench) -> None:
    result = planted.run("--model=planted:Reads", "--realunify-gate=consistency:options>=0.9")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*Add --realunify-variants=options*"])


def test_a_resumed_run_replays_variants_and_asks_those_that_are_left(planted: Bench, way: list[str]) -> None:
    planted.run("--model=planted:Reads", "--realunify-variants=jpeg:1", "-p", "no:xdist")
    folder = planted.folders[-1]
    lines = folder.journal.read_bytes().splitlines(keepends=True)
    folder.journal.write_bytes(b"".join(lines[:50]))
    before = len(planted.calls)
    planted.run("--realunify-resume", *way).assert_outcomes(passed=96)
    assert asked(planted) == {"": 32, "same": 32, "jpeg": 32}
    assert 0 < len(planted.calls) - before < before


def test_shards_are_one_run_when_merged(planted: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for shard in ("1/2", "2/2"):
        planted.run("--model=planted:Greasy", ALL, f"--realunify-shard={shard}")
    monkeypatch.chdir(planted.path)
    assert main(["merge", *(str(each.path) for each in planted.folders), "--run-dir", "merged"]) == 0
    [merged] = Path("merged").glob("*/journal.jsonl")
    assert len(merged.read_bytes().splitlines()) == 160


def test_show_and_report_know_a_variant(
    planted: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted.run("--model=planted:Greasy", "--realunify-variants=jpeg:1", "--realunify-report=html,markdown")
    monkeypatch.chdir(planted.path)
    case = next(each for each in planted.verdicts if "~jpeg" in each)
    capsys.readouterr()
    assert main(["show", "last", case]) == 0
    assert case in capsys.readouterr().out
    page = (planted.folders[-1].path / "report.html").read_text(encoding="utf-8")
    assert '<section id="variants"' in page
    assert "jpeg changes answers" in page
    assert "### Variants" in (planted.folders[-1].path / "report.md").read_text(encoding="utf-8")


def test_the_reference_answers_alike_in_any_order_of_the_options(bench: Bench) -> None:
    suite = ["--realunify-suite=procedural:smoke", "-k", "stepwise", "-m", "GEU"]
    bench.run("--model=reference", "--realunify-variants=options:1", *suite)
    assert asked(bench)["options"] >= 8
    assert {*bench.verdicts.values()} == {"correct"}
