"""From the name a user types to a judge."""

from __future__ import annotations

import importlib.metadata
from typing import Any

import pytest

from pytest_realunify.errors import JudgeError, UsageError
from pytest_realunify.judges import resolve as module
from pytest_realunify.judges.vlm import VLM
from pytest_realunify.procedural.pixels import Pixels
from toyjudges import PROMPT, Agrees, found


def test_the_pixels_judge_is_built_in() -> None:
    spec = found("pixels")
    assert (spec.name, spec.source) == ("pixels", "built-in")
    assert isinstance(spec.build(), Pixels)


def test_any_model_that_understands_is_a_judge() -> None:
    spec = found("vlm:eye")
    assert (spec.name, spec.source) == ("vlm:eye", "vlm")
    judge = spec.build()
    assert isinstance(judge, VLM)
    assert judge.model.settings == {"checkpoint": "step-1"}


def test_a_model_that_does_not_understand_is_no_judge() -> None:
    with pytest.raises(JudgeError, match=r"Painter cannot judge: it has no understand"):
        found("vlm:blind").build()


def test_a_table_names_a_vlm_by_its_model() -> None:
    spec = found("house", {"house": {"adapter": "vlm", "model": "eye"}})
    assert (spec.name, spec.source) == ("house", "pyproject.toml")
    assert isinstance(spec.build(), VLM)
    assert spec.fingerprint(PROMPT) == found("vlm:eye").fingerprint(PROMPT), "the user's name for it changes nothing"


def test_a_class_of_the_user_s_gets_its_table_s_settings() -> None:
    table = {"mine": {"adapter": "toyjudges:Agrees", "size": 7}}
    judge = found("mine", table).build()
    assert isinstance(judge, Agrees)
    assert judge.settings == {"size": 7}
    assert table["mine"]["size"] == 7


def test_a_ready_judge_in_a_module_is_used_as_it_is() -> None:
    judge = found("toyjudges:ready").build()
    assert isinstance(judge, Agrees)
    assert judge.settings == {"made": "once"}


def test_an_entry_point_is_loaded_only_when_the_judge_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry_points(group: str) -> list[importlib.metadata.EntryPoint]:
        assert group == "realunify.judges"
        return [importlib.metadata.EntryPoint("theirs", "ru_nowhere:Judge", group)]

    monkeypatch.setattr(module, "entry_points", entry_points)
    spec = found("theirs")
    assert spec.source == "entry point"
    assert len(spec.fingerprint(PROMPT)) == 12
    with pytest.raises(ModuleNotFoundError):
        spec.build()


def test_a_table_comes_before_what_is_built_in() -> None:
    assert found("pixels", {"pixels": {"adapter": "toyjudges:Agrees"}}).source == "pyproject.toml"


@pytest.mark.parametrize("name", ["toyjudges:Painter", "toyjudges:MODELS"])
def test_what_cannot_answer_is_no_judge(name: str) -> None:
    with pytest.raises(JudgeError, match=r"is an object of type \w+, without an answer\(requests\) method"):
        found(name).build()


@pytest.mark.parametrize("name", ["pixel", "", "vlm", "vml:eye", "a:b:c"])
def test_an_unknown_name_lists_the_known_ones(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        found(name, {"house": {}})
    assert f"unknown judge (--realunify-judge): {name!r}" in str(raised.value)
    assert "valid: house, pixels, vlm:MODEL, pixels+vlm:MODEL, package.module:Class" in str(raised.value)


def test_a_near_miss_is_pointed_out() -> None:
    with pytest.raises(UsageError, match="Did you mean 'pixels'"):
        found("pixles")


@pytest.mark.parametrize(
    ("name", "tables", "said"),
    [
        ("vlm:eyes", {}, r"unknown model \(--realunify-judge=vlm:MODEL\): 'eyes'. Did you mean 'eye'"),
        ("vlm:", {}, r"unknown model \(--realunify-judge=vlm:MODEL\): ''"),
        ("ru_nowhere:Judge", {}, r"cannot find module 'ru_nowhere' \(--realunify-judge\)"),
        ("toyjudges:Agree", {}, r"\(--realunify-judge\): 'Agree'. Did you mean 'Agrees'"),
        ("x", {"x": {}}, r"judges.x\] \(--realunify-judge\) needs adapter"),
        ("x", {"x": 7}, r"judges.x\] \(--realunify-judge\) needs adapter"),
        ("x", {"x": {"adapter": "vml"}}, r"\(--realunify-judge\): 'vml'. Did you mean 'vlm'"),
        ("x", {"x": {"adapter": "vlm"}}, r"\(--realunify-judge\) needs model = "),
        ("x", {"x": {"adapter": "vlm", "model": "eye", "modle": 1}}, r"\(--realunify-judge\): 'modle'. Did you mean"),
        ("x", {"x": {"adapter": "pixels", "colour": 1}}, r"\(--realunify-judge\): 'colour'"),
    ],
)
def test_a_typo_is_answered_with_the_option_and_what_would_do(name: str, tables: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        found(name, tables)
