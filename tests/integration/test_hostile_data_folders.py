"""Folders of a data set name its subtasks, and subtasks are marks: none of them may be one that pytest obeys."""

from __future__ import annotations

import pytest

from official_data import write_pictures
from toybench import Bench, toy_row

OBEYED = ("skip", "skipif", "xfail", "usefixtures", "parametrize", "filterwarnings", "timeout", "realunify", "direct")
ODD = ("旋转", "镜像", "_old", "(new)", "and", "2d", "left", "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}")
STRICT = ("--strict-markers", "--model=mymodels:Right")


@pytest.fixture
def odd(bench: Bench) -> Bench:
    """A row in each of these folders, in that order."""
    names = [*OBEYED, *ODD]
    rows = [toy_row(index, "ABCD"[index % 4], "mental_tracking") for index in range(len(names))]
    for index, (row, name) in enumerate(zip(rows, names, strict=True)):
        row["input_image"] = f"./image/mental_tracking/{name}/images/{index}.png"
    write_pictures(bench.path / "data", rows)
    bench.write("GEU_direct", rows)
    return bench


def subtasks(bench: Bench) -> list[str]:
    return sorted(result.subtask for result in bench.results.values())


def test_every_folder_s_cases_run_and_keep_its_name(odd: Bench, way: list[str]) -> None:
    result = odd.run(*STRICT, *way)
    result.assert_outcomes(passed=len(OBEYED) + len(ODD))
    kept = [*OBEYED, "旋转", "镜像", "_old", "_new_", "and", "2d", "left", "été"]
    assert subtasks(odd) == sorted(kept)
    assert "mental_tracking-旋转-0009-direct" in odd.results


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("realunify_skip", ["skip"]),
        ("realunify_xfail or realunify_and", ["and", "xfail"]),
        ("旋转", ["旋转"]),
        ("mental_tracking and left", ["left"]),
        ("realunify_direct and direct", ["direct"]),
        ("realunify__new_ or realunify__old", ["_new_", "_old"]),
    ],
)
def test_marks_find_them(odd: Bench, expression: str, expected: list[str]) -> None:
    assert odd.run(*STRICT, "-m", expression, "-p", "no:xdist").ret == 0
    assert subtasks(odd) == sorted(expected)


@pytest.mark.parametrize("chosen", [["-k", "旋转"], ["cases/test_geu.py::test_geu[mental_tracking-旋转-0009-direct]"]])
def test_names_of_any_script_can_be_typed(odd: Bench, way: list[str], chosen: list[str]) -> None:
    assert odd.run(*STRICT, *chosen, *way).ret == 0
    assert subtasks(odd) == ["旋转"]


def test_a_wrong_answer_is_told_under_the_folder_s_name(odd: Bench) -> None:
    result = odd.run("--model=mymodels:Always", "-m", "镜像", "-p", "no:xdist")
    result.stdout.fnmatch_lines(
        ["'cases/test_geu.py::test_geu[[]mental_tracking-镜像-0010-direct]' expected C, got A: *"]
    )


@pytest.mark.parametrize("by", ["conftest", "plugin before ours", "ini"])
def test_a_mark_that_somebody_registered_stays_theirs(odd: Bench, by: str, way: list[str]) -> None:
    """And is obeyed as they like: here it skips."""
    register = "config.addinivalue_line('markers', 'left: of the team')"
    code = f"""
        import pytest

        def pytest_configure(config):
            {register if by != "ini" else "pass"}

        def pytest_runtest_setup(item):
            if item.get_closest_marker("left"):
                pytest.skip("left alone")
        """
    if by == "plugin before ours":
        odd.pytester.makepyfile(theirs=code)
    else:
        odd.pytester.makeconftest(code)
    if by == "ini":
        odd.pytester.makeini("[pytest]\nmarkers = left: of the team\n")
    plugin = ["-p", "theirs"] if by == "plugin before ours" else []
    # In a process of its own, whose path xdist's workers get.
    result = odd.run(*STRICT, *plugin, "-m", "realunify_left", *way, subprocess=bool(plugin))
    others = len(OBEYED) + len(ODD) - 1
    result.assert_outcomes(passed=1, deselected=0 if way == ["-n", "2"] else others)
    assert subtasks(odd) == ["left"]


def test_the_list_of_marks_names_folders(odd: Bench) -> None:
    result = odd.run("--model=mymodels:Right", "--markers")
    result.stdout.fnmatch_lines_random(
        [
            "@pytest.mark.mental_tracking: RealUnify category",
            "@pytest.mark.left: RealUnify subtask",
            "@pytest.mark.realunify_skip: RealUnify subtask 'skip'",
            "@pytest.mark.旋转: RealUnify subtask",
        ]
    )


def test_a_protocol_of_a_team_s_own_excuses_no_case(bench: Bench, way: list[str]) -> None:
    bench.data("AB", steps=False)
    bench.pytester.makepyfile(
        ours="""
        from pytest_realunify.protocols import Understand, protocol

        @protocol("GEU")
        def xfail(case):
            return (yield Understand(case.evaluation_prompt, case.image))
        """
    )
    bench.run("--model=mymodels:Always", "--realunify-protocol=ours:xfail", *way).assert_outcomes(passed=1, failed=1)
