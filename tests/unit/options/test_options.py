"""Options: parsed once, with an answer for whoever mistypes."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.errors import UsageError
from pytest_realunify.judges.prompting import DEFAULT_PROMPT, prompt_text
from pytest_realunify.options.settings import Settings
from pytest_realunify.options.table import FIXED, OPTIONS
from pytest_realunify.taxonomy import PROTOCOLS


def config(typed: dict[str, str] | None = None, ini: dict[str, str] | None = None, **option: Any) -> Any:
    """As much of pytest's Config as Settings asks for."""
    given = {f"realunify_{name}": value for name, value in (typed or {}).items()}
    written = {f"realunify_{name}": value for name, value in (ini or {}).items()}
    return SimpleNamespace(
        getoption=lambda name, default=None: {**given, **option}.get(name, default),
        getini=written.get,
        rootpath=Path("/root/of/tests"),
        invocation_params=SimpleNamespace(dir=Path("/root/of/tests/below")),
        option=SimpleNamespace(**option),
    )


def settings(earlier: dict[str, str] | None = None, ini: dict[str, str] | None = None, **typed: Any) -> Settings:
    return Settings.from_config(config(typed, ini), earlier)


def test_nothing_given_means_the_documented_defaults() -> None:
    made = settings()
    assert (made.suite, made.protocol, made.limit, made.seed) == ("procedural", ("direct", "stepwise"), None, 0)
    assert (made.repeats, made.batch_size, made.difficulty, made.model) == (1, None, "", "")
    assert made.run_dir == Path("/root/of/tests/.realunify/runs")
    assert made.resume is None
    assert (made.judge, made.judge_repeats, made.judge_concurrency, made.judge_cache) == ("", 1, None, None)
    assert made.judge_prompt == DEFAULT_PROMPT
    assert (made.devices_per_worker, made.share_devices, made.timeout) == (1, False, None)


def test_the_command_line_comes_before_ini_and_ini_before_the_default() -> None:
    assert settings(ini={"seed": "5"}).seed == 5
    assert settings(ini={"seed": "5"}, seed="6").seed == 6


@pytest.mark.parametrize(
    ("text", "protocols"),
    [
        ("direct", ("direct",)),
        ("stepwise,direct", ("direct", "stepwise")),
        (" blind , oracle ,", ("oracle", "blind")),
        ("direct,direct", ("direct",)),
        ("all", PROTOCOLS),
    ],
)
def test_protocols_are_a_list_in_any_order_kept_in_table_order(text: str, protocols: tuple[str, ...]) -> None:
    assert settings(protocol=text).protocol == protocols


@pytest.mark.parametrize(
    ("text", "reports"), [("none", ()), ("json,csv", ("json", "csv")), (" csv , json,csv", ("json", "csv"))]
)
def test_reports_are_a_list_or_none(text: str, reports: tuple[str, ...]) -> None:
    assert settings(report=text).report == reports


def test_none_and_some_reports_are_refused() -> None:
    with pytest.raises(UsageError, match="none,html asks for none and for some"):
        settings(report="none,html")


@pytest.mark.parametrize("text", ["", ","])
def test_no_protocol_is_answered_with_the_valid_ones(text: str) -> None:
    with pytest.raises(
        UsageError, match=r"unknown protocol \(--realunify-protocol\).*\nvalid: direct, stepwise, oracle"
    ):
        settings(protocol=text)


@pytest.mark.parametrize(
    ("name", "text", "takes"),
    [
        ("limit", "0", "--realunify-limit takes a whole number from 1, not '0'"),
        ("limit", "many", "--realunify-limit takes a whole number from 1, not 'many'"),
        ("seed", "-1", "--realunify-seed takes a whole number from 0, not '-1'"),
        ("sample_seed", "-1", "--realunify-sample-seed takes a whole number from 0, not '-1'"),
        ("sample_seed", "new", "--realunify-sample-seed takes a whole number from 0, not 'new'"),
        ("confirm", "-1", "--realunify-confirm takes a whole number from 0, not '-1'"),
        ("judge_cache_share", "all", "--realunify-judge-cache-share takes replies, or nothing, not 'all'"),
        ("repeats", "1.5", "--realunify-repeats takes a whole number from 1, not '1.5'"),
        ("batch_size", "0", "--realunify-batch-size takes a whole number from 1, not '0'"),
        ("batch_size", "wide", "--realunify-batch-size takes a whole number from 1, not 'wide'"),
        ("judge_repeats", "2", "--realunify-judge-repeats takes an odd number, so that votes have a majority, not '2'"),
        ("judge_repeats", "0", "--realunify-judge-repeats takes an odd number, so that votes have a majority, not '0'"),
        ("judge_concurrency", "0", "--realunify-judge-concurrency takes a whole number from 1, not '0'"),
        ("devices_per_worker", "-1", "--realunify-devices-per-worker takes a whole number from 0, not '-1'"),
        ("share_devices", "maybe", "--realunify-share-devices takes yes or no, not 'maybe'"),
        ("timeout", "0", "--realunify-timeout takes seconds, more than 0 and at most 86400, not '0'"),
        ("timeout", "nan", "--realunify-timeout takes seconds, more than 0 and at most 86400, not 'nan'"),
        ("timeout", "5 s", "--realunify-timeout takes seconds, more than 0 and at most 86400, not '5 s'"),
    ],
)
def test_a_number_that_is_none_is_answered_with_what_the_option_takes(name: str, text: str, takes: str) -> None:
    with pytest.raises(UsageError) as raised:
        settings(None, None, **{name: text})
    assert str(raised.value) == takes


def test_a_limit_can_be_taken_back_on_the_command_line() -> None:
    assert settings(ini={"limit": "3"}, limit="").limit is None


def test_an_absolute_run_dir_stays_and_a_home_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert settings(run_dir="/data/runs").run_dir == Path("/data/runs")
    assert settings(run_dir="~/runs").run_dir == Path("/home/me/runs")


def test_the_short_model_flag_is_used_where_it_is_ours_and_yields_to_the_long_one() -> None:
    short = config(realunify_short_model="reference")
    both = config({"model": "mine:Model"}, realunify_short_model="reference")
    assert (Settings.from_config(short).model, Settings.from_config(short).owns_model_flag) == ("reference", True)
    assert Settings.from_config(both).model == "mine:Model"
    assert not settings().owns_model_flag


SETTINGS = st.builds(
    settings,
    protocol=st.lists(st.sampled_from(PROTOCOLS), min_size=1).map(",".join),
    limit=st.just("") | st.integers(1, 99).map(str),
    seed=st.integers(0, 99).map(str),
    sample_seed=st.just("") | st.integers(0, 2**40).map(str),
    confirm=st.integers(0, 9).map(str),
    judge_cache_share=st.sampled_from(["", "replies"]),
    repeats=st.integers(1, 9).map(str),
    batch_size=st.just("") | st.integers(1, 64).map(str),
    model=st.sampled_from(["reference", "mine:Model", ""]),
    difficulty=st.sampled_from(["", "maze.size=14"]),
    judge=st.sampled_from(["", "pixels", "vlm:mine:Model"]),
    judge_prompt=st.sampled_from(["", "{question}", "Two lines:\n{question} {other}"]),
    judge_repeats=st.sampled_from(["1", "3", "5"]),
    judge_concurrency=st.just("") | st.integers(1, 64).map(str),
    judge_cache=st.sampled_from(["", "polls", "/data/polls"]),
    devices_per_worker=st.integers(0, 8).map(str),
    share_devices=st.sampled_from(["", "yes", "True", "no", "0"]),
    timeout=st.just("") | st.floats(0.001, 86_400).map(str),
)


@given(SETTINGS)
def test_a_run_that_kept_its_options_as_text_is_resumed_with_the_same_settings(made: Settings) -> None:
    """As a worker makes the controller's settings too."""
    assert settings(earlier=made.texts()) == made
    assert settings(earlier=made.texts(), ini={"seed": "123", "protocol": "oracle"}) == made


def test_what_run_json_keeps_can_be_typed() -> None:
    assert set(settings().texts()) == {option.key for option in OPTIONS}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        *(("model", "b"), ("suite", "procedural:full"), ("protocol", "blind"), ("seed", "1"), ("repeats", "2")),
        *(("judge", "pixels"), ("judge_prompt", "So? {question}"), ("judge_repeats", "3")),
        ("sample_seed", "5"),
    ],
)
def test_an_option_that_decides_what_a_case_is_cannot_change_when_resuming(name: str, other: str) -> None:
    assert name.replace("_", "-") in FIXED
    earlier = settings(model="a", sample_seed="4").texts()
    with pytest.raises(UsageError, match="differs from the run being resumed"):
        settings(earlier, None, **{name: other})


def test_typing_a_fixed_option_again_in_other_words_is_fine() -> None:
    earlier = settings(protocol="direct,stepwise", seed="7").texts()
    assert settings(earlier=earlier, protocol="stepwise,direct", seed="07").seed == 7


def test_what_only_says_how_to_run_may_change_when_resuming() -> None:
    earlier = settings(batch_size="8", limit="3").texts()
    resumed = settings(earlier=earlier, batch_size="2", limit="5")
    assert (resumed.batch_size, resumed.limit) == (2, 5)


@pytest.mark.parametrize("text", ["{question}", "So? {question}\nYes or no?", "{a} {question}"])
def test_a_prompt_that_holds_the_question_is_itself(text: str, tmp_path: Path) -> None:
    assert prompt_text(text, [tmp_path]) == settings(judge_prompt=text).judge_prompt == text


def test_a_prompt_file_is_looked_for_where_pytest_was_started_and_then_at_the_rootdir(tmp_path: Path) -> None:
    near, far = tmp_path / "near", tmp_path / "far"
    for folder in (near, far):
        folder.mkdir()
        (folder / "ask.txt").write_text(f"{folder.name}: {{question}}\n")
    assert prompt_text("ask.txt", [near, far]) == "near: {question}"
    (near / "ask.txt").unlink()
    assert prompt_text("ask.txt", [near, far]) == "far: {question}"
    assert prompt_text(str(far / "ask.txt"), [near]) == "far: {question}"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "no file 'ask.txt' here"),
        (b"Is it right?", "must hold {question}"),
        (b"\xff\xfe{question}", "cannot be read as text"),
    ],
)
def test_a_prompt_that_cannot_be_used_is_said_to_be_so(content: bytes | None, problem: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "ask.txt").write_bytes(content)
    with pytest.raises(UsageError, match="--realunify-judge-prompt") as raised:
        prompt_text("ask.txt", [tmp_path])
    assert problem in str(raised.value)


def test_a_cache_is_relative_to_the_rootdir() -> None:
    assert settings(judge_cache="polls").judge_cache == Path("/root/of/tests/polls")
    assert settings(judge_cache="/data/polls").judge_cache == Path("/data/polls")


def test_every_option_has_a_name_of_its_own_and_a_default_that_parses() -> None:
    assert len({option.flag for option in OPTIONS} | {option.key for option in OPTIONS}) == 2 * len(OPTIONS)
    for option in OPTIONS:
        assert option.flag.startswith("--realunify-")
        option.parse(option.default)


def test_a_polling_prompt_is_a_plain_file_and_nothing_that_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\xff\xfe{question}")
    for name, said in (("pipe", "is not a file"), ("folder", "is not a file"), ("binary", "is not UTF-8 text")):
        with pytest.raises(UsageError, match=f"--realunify-judge-prompt: .*{name} cannot be read as text: .*{said}"):
            prompt_text(name, [tmp_path])
    with pytest.raises(UsageError):
        prompt_text("x" * 5000, [tmp_path])
