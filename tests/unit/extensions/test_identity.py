"""What a thing is: the same in every process and place, without secrets, and compared in words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.extensions.identity import HOW, counting, differences, identity_of, unbuilt, unmade
from pytest_realunify.extensions.sources import versions_of

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)
MODEL = """
class Model:
    def __init__(self, **settings):
        pass

    def understand(self, requests):
        return ["A"] * len(requests)


def make(**settings):
    return Model()
"""
ASKED = """
import json, sys
from types import SimpleNamespace
from pytest_realunify.extensions.identity import identity_of
import mine
spec = SimpleNamespace(kind="mine:make", settings={"weights": sys.argv[1], "device": sys.argv[2], "steps": 4})
print(json.dumps(identity_of(mine.make(), spec)))
"""


def told(**facts: Any) -> SimpleNamespace:
    return SimpleNamespace(identity=lambda: facts)


def asked(folder: Path, device: str = "cpu", weights: str = "weights") -> dict[str, Any]:
    """In a process of its own, in that folder."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(folder / weights), device],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    identity: dict[str, Any] = json.loads(done.stdout)
    return identity


def project(folder: Path, text: str = MODEL, weights: str = "v1") -> Path:
    folder.mkdir()
    (folder / "mine.py").write_text(text)
    (folder / "weights").mkdir()
    (folder / "weights" / "config.json").write_text("{}")
    (folder / "weights" / "model.safetensors").write_text(weights)
    return folder


def test_what_it_says_is_plain_json_in_the_same_order_everywhere() -> None:
    said = told(path=PurePosixPath("a/b"), steps=(1, 2), verbs={"b", "a"}, made=object(), share=float("nan"))
    assert identity_of(said) == {
        "path": "a/b",
        "steps": [1, 2],
        "verbs": ["a", "b"],
        "made": "<object object>",
        "share": "nan",
    }


@given(st.dictionaries(st.text(max_size=9), PLAIN, max_size=5))
def test_an_identity_can_always_be_written_and_is_the_same_when_read_again(said: dict[str, Any]) -> None:
    identity = identity_of(told(said=said))
    again = json.loads(json.dumps(identity, allow_nan=False).encode("utf-8"))
    assert again == identity
    assert differences(identity, again) == []
    assert counting(again) == identity


@pytest.mark.parametrize("name", sorted(HOW))
def test_how_and_where_it_is_asked_is_no_part_of_it(name: str) -> None:
    assert identity_of(told(weights="v1", settings={name: 1})) == {"weights": "v1", "settings": {}}


def test_secrets_are_no_part_of_it() -> None:
    said = told(model="x", server="https://me:pass@host/v1?key=1", headers={"api_key": "s", "Authorization": "t"})
    assert identity_of(said) == {"model": "x", "server": "https://host/v1", "headers": {}}


def test_what_tells_no_mapping_is_named() -> None:
    with pytest.raises(TypeError, match=r"SimpleNamespace\.identity\(\) gave a str, expected a mapping"):
        identity_of(SimpleNamespace(identity=lambda: "mine"))


def test_a_class_that_says_nothing_is_its_source_and_the_content_of_its_settings(tmp_path: Path) -> None:
    first = asked(project(tmp_path / "first"))
    assert first["class"] == "mine.Model"
    assert asked(project(tmp_path / "elsewhere"), device="cuda:1") == first

    edited = asked(project(tmp_path / "edited", text=MODEL.replace('"A"', '"B"')))
    assert differences(first, edited) == [f"source ({edited['source'][:12]}, was {first['source'][:12]})"]

    (changed,) = differences(first, asked(project(tmp_path / "trained", weights="v2")))
    assert changed.startswith("settings.weights.weights (")


def test_a_class_of_a_test_or_conftest_has_a_source_too() -> None:
    class Mine:
        pass

    identity = identity_of(Mine())
    assert identity["class"] == f"{__name__}.test_a_class_of_a_test_or_conftest_has_a_source_too.<locals>.Mine"
    assert len(identity["source"]) == 64


def test_what_no_module_holds_is_its_class_alone() -> None:
    made = type("Made", (), {"__module__": "nowhere.at.all"})
    assert identity_of(made()) == {"class": "nowhere.at.all.Made"}


def test_what_a_model_calls_itself_for_people_is_no_difference() -> None:
    step = {"label": "step-1", "weights": "0" * 12, "parts": {"label": "b"}}
    assert differences(step, {**step, "label": "step-2"}) == []
    assert differences(step, {**step, "parts": {"label": "c"}}) == ["parts.label (c, was b)"]


def test_differences_name_keys_at_every_depth_and_both_values() -> None:
    before = {"dtype": "float16", "call": {"steps": 4, "size": [8, 8]}, "weights": "a" * 64, "gone": 1, "same": "x"}
    after = {"dtype": "bfloat16", "call": {"steps": 8, "size": [8, 8]}, "weights": "b" * 64, "came": "y", "same": "x"}
    assert differences(before, after) == [
        "call.steps (8, was 4)",
        "came (y, not told before)",
        "dtype (bfloat16, was float16)",
        "gone (was 1, not told now)",
        "weights (bbbbbbbbbbbb, was aaaaaaaaaaaa)",
    ]


def test_an_identity_that_another_version_stored_is_read_without_what_no_longer_counts() -> None:
    before = {"model": "x", "endpoint": "http://a", "batch_size": 8, "preset": "vllm", "detail": None}
    assert differences(before, {"model": "x"}) == []


@pytest.mark.parametrize(("before", "after"), [(None, {"model": "x"}), ({"model": "x"}, None), ({}, {"model": "x"})])
def test_who_never_answered_differs_in_nothing(before: Any, after: Any) -> None:
    assert differences(before, after) == []


def test_a_class_that_is_not_imported_yet_is_told_by_its_text_unless_it_will_say_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "told_by_text").mkdir()
    (tmp_path / "told_by_text" / "__init__.py").write_text("raise RuntimeError('imported')")
    file = tmp_path / "told_by_text" / "eyes.py"
    file.write_text("class Base:\n    def identity(self): ...\nclass Says(Base): ...\nclass Silent: ...\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    says, silent = (unbuilt(f"told_by_text.eyes:{name}", {"size": 1}) for name in ("Says", "Silent"))
    assert says == {"class": "told_by_text.eyes.Says", "settings": {"size": 1}}
    file.write_text(file.read_text() + "# another version\n")
    assert unbuilt("told_by_text.eyes:Says", {"size": 1}) == says
    (source,) = differences(silent, unbuilt("told_by_text.eyes:Silent", {"size": 1}))
    assert source.startswith("source (")


def test_what_a_hook_gave_says_itself_or_is_told_by_its_source() -> None:
    class Silent:
        pass

    assert unmade(told(weights="v1")) == {"weights": "v1"}

    def make() -> Silent:
        return Silent()

    for hooked in (Silent, make):
        assert len(unmade(hooked)["source"]) == 64


def test_versions_are_without_the_build_and_of_what_is_installed() -> None:
    found = versions_of("pytest", "there-is-no-such-library")
    assert found == {"pytest": pytest.__version__.partition("+")[0]}


def test_a_ready_object_that_can_be_called_is_told_by_its_class() -> None:
    class Ready:
        def __call__(self) -> None:
            raise AssertionError("nobody asked")

    assert unmade(Ready())["class"].endswith("Ready")
    assert unmade(Ready()) == unmade(Ready)
