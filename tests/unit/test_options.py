"""Options: parsed once, with an answer for whoever mistypes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.errors import UsageError
from pytest_realunify.options import FIXED, OPTIONS, Settings
from pytest_realunify.taxonomy import PROTOCOLS


def config(typed: dict[str, str] | None = None, ini: dict[str, str] | None = None, **option: Any) -> Any:
    """As much of pytest's Config as Settings asks for."""
    given = {f"realunify_{name}": value for name, value in (typed or {}).items()}
    written = {f"realunify_{name}": value for name, value in (ini or {}).items()}
    return SimpleNamespace(
        getoption=lambda name, default=None: {**given, **option}.get(name, default),
        getini=written.get,
        rootpath=Path("/root/of/tests"),
        option=SimpleNamespace(**option),
    )


def settings(earlier: dict[str, str] | None = None, ini: dict[str, str] | None = None, **typed: Any) -> Settings:
    return Settings.from_config(config(typed, ini), earlier)


def test_nothing_given_means_the_documented_defaults() -> None:
    made = settings()
    assert (made.suite, made.protocol, made.limit, made.seed) == ("procedural", ("direct", "stepwise"), None, 0)
    assert (made.repeats, made.batch_size, made.difficulty, made.model) == (1, 8, "", "")
    assert made.run_dir == Path("/root/of/tests/.realunify/runs")
    assert made.resume is None


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


@pytest.mark.parametrize("text", ["stepwis", "direct,stepwis", "", ",", "Direct"])
def test_an_unknown_protocol_is_answered_with_the_valid_ones(text: str) -> None:
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
        ("repeats", "1.5", "--realunify-repeats takes a whole number from 1, not '1.5'"),
        ("batch_size", "0", "--realunify-batch-size takes a whole number from 1, not '0'"),
        ("batch_size", "", "--realunify-batch-size takes a whole number from 1, not ''"),
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
    repeats=st.integers(1, 9).map(str),
    batch_size=st.integers(1, 64).map(str),
    model=st.sampled_from(["reference", "mine:Model", ""]),
    difficulty=st.sampled_from(["", "maze.size=14"]),
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
    [("model", "b"), ("suite", "procedural:full"), ("protocol", "blind"), ("seed", "1"), ("repeats", "2")],
)
def test_an_option_that_decides_what_a_case_is_cannot_change_when_resuming(name: str, other: str) -> None:
    assert name in FIXED
    earlier = settings(model="a").texts()
    with pytest.raises(UsageError, match="differs from the run being resumed"):
        settings(earlier, None, **{name: other})


def test_typing_a_fixed_option_again_in_other_words_is_fine() -> None:
    earlier = settings(protocol="direct,stepwise", seed="7").texts()
    assert settings(earlier=earlier, protocol="stepwise,direct", seed="07").seed == 7


def test_what_only_says_how_to_run_may_change_when_resuming() -> None:
    earlier = settings(batch_size="8", limit="3").texts()
    resumed = settings(earlier=earlier, batch_size="2", limit="5")
    assert (resumed.batch_size, resumed.limit) == (2, 5)


def test_every_option_has_a_name_of_its_own_and_a_default_that_parses() -> None:
    assert len({option.flag for option in OPTIONS} | {option.key for option in OPTIONS}) == 2 * len(OPTIONS)
    for option in OPTIONS:
        assert option.flag.startswith("--realunify-")
        option.parse(option.default)
