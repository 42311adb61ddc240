"""Protocols, suites, judges and report formats that come from outside: hook, table, entry point, import path."""

from __future__ import annotations

import pytest

from judgebench import NO, YES, JudgeBench
from toybench import Bench

PROTOCOLS = """
from pytest_realunify.protocols import Edit, Understand, protocol


@protocol("GEU")
def twice(case):
    yield Understand(f"Look first. {case.evaluation_prompt}", case.image)
    return (yield Understand(case.evaluation_prompt, case.image))


@protocol("GEU", like="stepwise")
def turned(case):
    edited = yield Edit(case.edit_prompt, case.image)
    return (yield Understand(case.evaluation_prompt, edited))


def no_generator(case):
    return "B"


@protocol("GEU", like="sideways")
def astray(case):
    yield Understand(case.evaluation_prompt)


def told(view, file):
    file.write_text(f"{view.run.model}: {len(view.run.results)} cases\\n")


def broken(view, file):
    raise KeyError("half done")
"""
ALWAYS = ["--model=mymodels:Right"]


@pytest.fixture
def doors(bench: Bench) -> Bench:
    """Toy data with both files, and a module of a team's own."""
    bench.data("ABCD")
    bench.pytester.makepyfile(ours=PROTOCOLS)
    return bench


def installed(bench: Bench, group: str, line: str) -> None:
    """As pip would leave a package of that entry point."""
    info = bench.path / "ours-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ours\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n{line}\n")
    bench.pytester.syspathinsert()


def by_hook(bench: Bench) -> None:
    bench.pytester.makeconftest(
        "import ours\n\n\ndef pytest_realunify_protocol(name):\n    return getattr(ours, name, None)\n"
    )


BROUGHT = {
    "hook": ("twice", by_hook),
    "table": ("twice", lambda bench: bench.write_table("protocols", 'twice = "ours:twice"')),
    "entry point": ("twice", lambda bench: installed(bench, "realunify.protocols", "twice = ours:twice")),
    "import": ("ours:twice", lambda _: None),
}


@pytest.mark.parametrize("brought", BROUGHT)
def test_a_protocol_is_found_by_its_name(doors: Bench, brought: str, way: list[str]) -> None:
    typed, bring = BROUGHT[brought]
    bring(doors)
    result = doors.run(*ALWAYS, f"--realunify-protocol={typed},direct", *way)
    result.assert_outcomes(passed=8)
    result.stdout.fnmatch_lines(["realunify: protocols direct, twice; 8 cases*", "twice *100.0*"])
    assert doors.verdicts["mental_tracking-left-0000-twice"] == "correct"
    assert len(doors.results["mental_tracking-left-0000-twice"].steps) == 2


def test_a_protocol_gets_the_data_of_the_one_that_it_is_like(doors: Bench) -> None:
    doors.run(*ALWAYS, "--realunify-protocol=ours:turned").assert_outcomes(passed=4)
    assert doors.results["mental_tracking-left-0000-turned"].steps[0].prompt == "Turn picture 0."


def test_a_protocol_s_cases_are_chosen_by_its_name_and_repeats_count(doors: Bench, way: list[str]) -> None:
    result = doors.run(
        *ALWAYS, "--realunify-protocol=direct,ours:twice", "--realunify-repeats=2", "-m", "twice and left", *way
    )
    assert result.parseoutcomes()["passed"] == 4
    assert set(doors.verdicts) == {
        f"mental_tracking-left-000{index}-twice{repeat}" for index in (0, 2) for repeat in ("", "-rep1")
    }


def test_a_resumed_run_has_the_same_protocol_or_none(doors: Bench) -> None:
    doors.run(*ALWAYS, "--realunify-protocol=ours:twice", "-k", "0001")
    doors.run("--realunify-resume").assert_outcomes(passed=1)
    doors.run("--realunify-resume=last", "cases").assert_outcomes(passed=4)
    ours = doors.path / "ours.py"
    ours.write_text(ours.read_text().replace("Look first.", "Look twice."))
    result = doors.run("--realunify-resume", subprocess=True)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*of another protocol twice (import): its source changed since.*"])


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "n2"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ours:no_generator", ["no_generator", "no generator function"]),
        ("ours:astray", ["astray", "like"]),
        ("ours:tvice", ["'tvice'", "'twice'"]),
        ("theirs:twice", ["unknown protocol", "theirs:twice"]),
        ("direct,ours:twice,ours:twice", ["8 cases"]),
    ],
)
def test_what_is_no_protocol_is_said_in_three_lines(
    doors: Bench, typed: str, words: list[str], workers: list[str]
) -> None:
    result = doors.run(*ALWAYS, f"--realunify-protocol={typed}", *workers)
    said = result.stdout.str() + result.stderr.str()
    assert all(word in said for word in words), said
    assert "INTERNALERROR" not in said


def test_a_report_of_the_team_s_lies_beside_ours_and_one_that_breaks_costs_its_line(doors: Bench) -> None:
    doors.write_table("reports", 'told = "ours:told"\nbroken = "ours:broken"')
    result = doors.run(*ALWAYS, "--realunify-protocol=direct", "--realunify-report=told,broken,json")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        ["json report: *report.json", "told report: *told.txt", "broken report not written: KeyE*"]
    )
    assert (doors.folders[-1].path / "told.txt").read_text() == "mymodels:Right: 4 cases\n"


def test_a_judge_is_found_by_a_hook(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)])
    judged.pytester.makeconftest(
        """
        def pytest_realunify_judge(name):
            if name == "ours":
                import myjudges
                return myjudges.Reads
        """
    )
    result = judged.run("--model=painter:Paints", "--realunify-judge=ours", "--realunify-protocol=direct", *way)
    result.assert_outcomes(passed=1)
    assert judged.folders[-1].facts()["judge"]["source"] == "hook"
