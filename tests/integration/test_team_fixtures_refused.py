"""A fixture of a team's that has the name of one of ours and gives something else: said once, with its file."""

from __future__ import annotations

import pytest

from toybench import Bench

DIRECT = "--realunify-protocol=direct"

REFUSED = {
    "protocol that is text": ("protocol", "return 'http'", "gives 'http' (str)"),
    "protocol of the session": ("protocol", "return 3", "gives 3 (int)"),
    "protocol with a parameter": ("protocol", "return request.param", "asks for request.param, which it has not"),
    "protocol that yields nothing": ("protocol", "return lambda instance: 'A'", "gives a function that returns 'A'"),
    "instance that is its parameter": (
        "instance",
        "return request.param",
        "gives 'mental_tracking-",
    ),
    "instance that is nothing": ("instance", "return None", "gives None (NoneType)"),
    "perform that is none": ("perform", "return 1.5", "gives 1.5 (float)"),
    "perform that answers": (
        "perform",
        "return lambda protocol, instance: 'A'",
        "gives a function that returns 'A' (str)",
    ),
    "score that is none": ("score", "return 0.9", "gives 0.9 (float)"),
    "score that is a truth": (
        "score",
        "return lambda attempt, instance: True",
        "gives a function that returns True (bool)",
    ),
    "score that wants more": (
        "score",
        "return request.getfixturevalue('nowhere')",
        "asks for 'nowhere', which cases do not",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_case_can_use_is_one_error_that_names_fixture_and_file(bench: Bench, way: list[str], what: str) -> None:
    name, body, said = REFUSED[what]
    bench.data("ABCDABCD", steps=False)
    scope = "(scope='session')" if "session" in what else ""
    bench.pytester.makeconftest(f"import pytest\n\n@pytest.fixture{scope}\ndef {name}(request):\n    {body}\n")
    result = bench.run("--model=mymodels:Right", DIRECT, *way)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    told = [line for line in result.stdout.lines if line.startswith(f"the `{name}` fixture of conftest.py {said}")]
    assert len(told) == 1
    assert "; a case needs " in told[0]
    assert "Give it another name" in told[0]
    assert bench.verdicts == {}, "no case's fault, and no verdict"


def test_one_that_a_plugin_brings_is_named_by_its_place(bench: Bench) -> None:
    bench.data("AB", steps=False)
    bench.pytester.makepyfile(theirs="import pytest\n\n@pytest.fixture\ndef protocol():\n    return 'http'\n")
    bench.pytester.makeconftest("from theirs import protocol\n")
    result = bench.run("--model=mymodels:Right", DIRECT, "-p", "no:xdist")
    result.stdout.fnmatch_lines(["the `protocol` fixture of theirs.py gives 'http' (str)*"])


def test_one_that_cases_do_not_see_is_left_alone(bench: Bench, way: list[str]) -> None:
    """Below the rootdir's conftest; and `case`, which no case asks for."""
    bench.data("AB", steps=False)
    bench.pytester.makeconftest(
        "import pytest\n\n@pytest.fixture(params=['upper', 'lower'])\ndef case(request):\n    return request.param\n"
    )
    below = bench.path / "tests"
    below.mkdir()
    (below / "conftest.py").write_text("import pytest\n\n@pytest.fixture\ndef protocol():\n    return 'http'\n")
    (below / "test_mine.py").write_text("def test_mine(protocol, case):\n    assert protocol + case[:0] == 'http'\n")
    bench.run("--model=mymodels:Right", DIRECT, "tests", *way).assert_outcomes(passed=4)


def test_trouble_of_one_case_s_fixture_is_that_case_s(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD", steps=False)
    bench.pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def instance(instance):
            if instance.index == 1:
                raise OSError("the share is away")
            return instance
        """
    )
    result = bench.run("--model=mymodels:Right", DIRECT, *way)
    assert result.parseoutcomes() == {"passed": 3, "errors": 1}
    assert sorted(bench.verdicts.values()) == ["correct", "correct", "correct", "error"]


def test_a_function_that_returns_a_generator_is_a_protocol(bench: Bench, way: list[str]) -> None:
    bench.data("AB", steps=False)
    bench.pytester.makeconftest(
        """
        import functools
        import pytest
        from pytest_realunify.protocols import Understand

        def asked(how, instance):
            return (yield Understand(how + instance.evaluation_prompt, instance.image))

        @pytest.fixture
        def protocol():
            return functools.partial(asked, "Please: ")
        """
    )
    bench.run("--model=mymodels:Right", DIRECT, *way).assert_outcomes(passed=2)
    assert all(result.steps[-1].prompt.startswith("Please: ") for result in bench.results.values())
