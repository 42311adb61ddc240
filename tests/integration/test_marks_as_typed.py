"""`-m` with marks as people type them; `--help` as they read it."""

from __future__ import annotations

import pytest

from toybench import Bench


@pytest.mark.parametrize("typed", ["geu and Direct", "MT and direct", "mt and not STEPWISE"])
def test_any_case_and_codes_choose_what_the_mark_chooses(bench: Bench, way: list[str], typed: str) -> None:
    bench.data("ABCD")
    result = bench.run("--model=mymodels:Right", "-m", typed, *way)
    result.assert_outcomes(passed=4, deselected=0 if "-n" in way and "2" in way else 4)
    assert {case.rpartition("-")[2] for case in bench.verdicts} == {"direct"}


def test_a_mark_that_nobody_has_is_told_the_nearest(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    result = bench.run("--model=mymodels:Right", "-m", "mental_traking", *way)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    said = "realunify: -m selects nothing: no mark 'mental_traking': did you mean mental_tracking?"
    assert result.stdout.lines.count(said) == 1


def test_a_team_s_own_mark_of_another_case_is_its_own(bench: Bench) -> None:
    bench.data("ABCD")
    (bench.path / "pytest.ini").write_text("[pytest]\nmarkers = geu: of ours\n", encoding="utf-8")
    (bench.path / "test_ours.py").write_text("import pytest\n\n@pytest.mark.geu\ndef test_ours(): pass\n")
    result = bench.run("--model=mymodels:Right", "-m", "geu", "-p", "no:xdist", "cases", "test_ours.py")
    result.assert_outcomes(passed=1, deselected=8)


def test_help_at_80_columns_has_the_options_in_groups(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = bench.pytester.runpytest_subprocess("--help").outlines
    begins = next(number for number, line in enumerate(said) if line.startswith("RealUnify, the benchmark"))
    ends = max(number for number, line in enumerate(said) if line.startswith("  --realunify-trust-run"))
    lines = said[begins:ends]
    headings = [line for line in lines if line.startswith("RealUnify")]
    assert len(headings) == 6
    assert all(line.startswith((" ", "RealUnify")) for line in lines if line), "nobody else's among them"
    assert max(map(len, lines)) <= 80
    text = " ".join(" ".join(lines).split())
    assert ") (default" not in text
    for heading, option in (("judge of pictures", "judge-cache"), ("baselines and gates", "confirm")):
        part = text.partition(heading)[2].partition("RealUnify:")[0]
        assert f"--realunify-{option}=" in part
