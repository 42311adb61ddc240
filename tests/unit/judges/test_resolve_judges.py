"""From the name a user types to a judge, and a fingerprint that tells judges apart without loading them."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.errors import JudgeError, UsageError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.interfaces import JudgeRequest, Request
from pytest_realunify.judges import resolve as module
from pytest_realunify.judges.resolve import JudgeSpec, resolve
from pytest_realunify.judges.vlm import VLM
from pytest_realunify.models.resolve import resolve as resolve_model
from pytest_realunify.numbers.calibration.record import packaged
from pytest_realunify.procedural.pixels import Pixels

MODELS = {
    "eye": {"adapter": "test_resolve_judges:Eye", "checkpoint": "step-1"},
    "other": {"adapter": "test_resolve_judges:Eye", "checkpoint": "step-2"},
    "blind": {"adapter": "test_resolve_judges:Painter"},
    "hosted": {"adapter": "openai", "model": "gpt", "base_url": "http://localhost:1/v1"},
}
PROMPT = "{question}"


class Agrees:
    """A judge that keeps what it was made with, and that can be called, as a torch module can."""

    def __init__(self, **settings: object) -> None:
        self.settings = settings

    def __call__(self) -> object:
        raise AssertionError("a ready judge was called as if it made one")

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        return ["yes" for _ in requests]


ready = Agrees(made="once")


class Eye:
    """A model that judges."""

    def __init__(self, **settings: object) -> None:
        self.settings = settings

    def understand(self, requests: Sequence[Request]) -> list[str]:
        return [f"{request.prompt} {request.seed} {len(request.images)} {request.case!r}" for request in requests]


class Painter:
    """A model that cannot judge."""

    def generate(self, requests: Sequence[Request]) -> list[object]:
        return [None for _ in requests]


def found(name: str, tables: Mapping[str, object] | None = None, models: Mapping[str, object] = MODELS) -> JudgeSpec:
    return resolve(name, tables or {}, lambda model: resolve_model(model, models))


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
    table = {"mine": {"adapter": "test_resolve_judges:Agrees", "size": 7}}
    judge = found("mine", table).build()
    assert isinstance(judge, Agrees)
    assert judge.settings == {"size": 7}
    assert table["mine"]["size"] == 7


def test_a_ready_judge_in_a_module_is_used_as_it_is() -> None:
    judge = found("test_resolve_judges:ready").build()
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
    assert found("pixels", {"pixels": {"adapter": "test_resolve_judges:Agrees"}}).source == "pyproject.toml"


@pytest.mark.parametrize("name", ["test_resolve_judges:Painter", "test_resolve_judges:MODELS"])
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
        ("test_resolve_judges:Agree", {}, r"\(--realunify-judge\): 'Agree'. Did you mean 'Agrees'"),
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


def test_the_fingerprint_tells_judges_and_prompts_apart() -> None:
    agrees = "test_resolve_judges:Agrees"
    specs = [
        found("pixels"),
        found("vlm:eye"),
        found("vlm:other"),
        found("vlm:test_resolve_judges:Eye"),
        found(agrees),
        found("x", {"x": {"adapter": agrees, "size": 7}}),
        found("x", {"x": {"adapter": agrees, "size": 8}}),
    ]
    prints = [spec.fingerprint(prompt) for spec in specs for prompt in (PROMPT, "Look. {question}")]
    assert len(set(prints)) == len(prints)
    assert all(len(each) == 12 and set(each) <= set("0123456789abcdef") for each in prints)


def test_the_fingerprint_changes_with_the_version_of_the_pixels_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    before = found("pixels").fingerprint(PROMPT)
    monkeypatch.setattr("pytest_realunify.procedural.pixels.VERSION", "another")
    assert found("pixels").fingerprint(PROMPT) != before


def fingerprint(**settings: object) -> str:
    return found("x", {"x": {"adapter": "test_resolve_judges:Agrees", **settings}}).fingerprint(PROMPT)


def test_how_many_tokens_is_no_secret() -> None:
    assert fingerprint(max_tokens=8) != fingerprint(max_tokens=9)


@pytest.mark.parametrize("key", ["api_key", "token", "client_secret", "PASSWORD", "Authorization"])
def test_a_secret_is_no_part_of_the_fingerprint(key: str) -> None:
    assert fingerprint(**{key: "one"}) == fingerprint(**{key: "two"}) == fingerprint()
    assert fingerprint(headers={key: "one"}) == fingerprint(headers={key: "two"})


def test_an_address_counts_without_its_credentials() -> None:
    assert fingerprint(url="http://me:one@host/v1?key=1") == fingerprint(url="http://host/v1")
    assert fingerprint(url="http://host/v1") != fingerprint(url="http://host/v2")


def served(**settings: object) -> str:
    model = {"adapter": "openai", "model": "gpt", "base_url": "http://localhost:1/v1", **settings}
    return found("vlm:m", models={"m": model}).fingerprint(PROMPT)


@pytest.mark.parametrize(
    "how",
    [
        {"base_url": "http://me:key@localhost:2/v1?key=1"},
        {"timeout": 900},
        {"deadline": 900},
        {"max_retries": 1},
        {"concurrency": 2},
        {"api_key_env": "none"},
    ],
)
def test_where_a_model_is_served_and_how_patiently_is_no_part_of_the_fingerprint(how: dict[str, object]) -> None:
    assert served(**how) == served()


@pytest.mark.parametrize("what", [{"model": "other"}, {"temperature": 1}, {"max_tokens": 9}, {"detail": "low"}])
def test_what_is_served_and_asked_for_is_part_of_it(what: dict[str, object]) -> None:
    assert served(**what) != served()


def test_the_name_of_a_model_s_table_is_no_part_of_the_fingerprint() -> None:
    assert found("vlm:one", models={"one": MODELS["eye"]}) != found("vlm:two", models={"two": MODELS["eye"]})
    one, two = (found(f"vlm:{name}", models={name: MODELS["eye"]}).fingerprint(PROMPT) for name in ("one", "two"))
    assert one == two


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "qwen"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    (folder / "model.safetensors").write_text("step 1")
    return folder


@pytest.mark.parametrize("file", ["model.safetensors", "chat_template.jinja"])
@pytest.mark.parametrize("where", [{}, {"python": sys.executable}])
@pytest.mark.parametrize("adapter", ["transformers", "test_resolve_judges:Eye"])
def test_another_checkpoint_behind_the_same_table_is_another_judge(
    checkpoint: Path, tmp_path: Path, file: str, where: dict[str, str], adapter: str
) -> None:
    table = {"adapter": adapter, "target": str(checkpoint), **where}

    def fingerprint(**more: object) -> str:
        return found("vlm:m", models={"m": {**table, **more}}).fingerprint(PROMPT)

    before = fingerprint()
    assert fingerprint(target=str(shutil.copytree(checkpoint, tmp_path / "moved"))) == before
    assert fingerprint(device="cuda:1") == before
    (checkpoint / file).write_text("step 2")
    assert fingerprint() != before


def test_another_chat_template_in_a_file_of_its_own_is_another_judge(checkpoint: Path, tmp_path: Path) -> None:
    template = tmp_path / "short.jinja"
    template.write_text("a")
    table = {"adapter": "transformers", "target": str(checkpoint), "chat_template": str(template)}
    before = found("vlm:m", models={"m": table}).fingerprint(PROMPT)
    moved = {**table, "chat_template": str(shutil.copy(template, tmp_path / "moved.jinja"))}
    assert found("vlm:m", models={"m": moved}).fingerprint(PROMPT) == before
    template.write_text("b")
    assert found("vlm:m", models={"m": table}).fingerprint(PROMPT) != before


def test_a_composed_judge_is_the_part_that_looks() -> None:
    def fingerprint(**parts: str) -> str:
        return found("vlm:m", models={**MODELS, "m": {"adapter": "composed", **parts}}).fingerprint(PROMPT)

    assert fingerprint(understand="eye", generate="blind") == fingerprint(understand="eye")
    assert fingerprint(understand="eye") == found("vlm:eye").fingerprint(PROMPT)
    assert fingerprint(understand="eye") != fingerprint(understand="other")


def test_what_is_only_known_of_a_built_judge_counts_for_the_replies_that_are_kept() -> None:
    spec = found("mine", {"mine": {"adapter": "test_resolve_judges:Agrees"}})
    kept = {spec.fingerprint(PROMPT, {"weights": weights}) for weights in ("v1", "v2", "v1")}
    assert len({*kept, spec.fingerprint(PROMPT)}) == 3


def test_the_pixels_judge_has_the_fingerprint_that_its_calibration_names() -> None:
    spec, shipped = found("pixels"), packaged("b01494825d16")
    assert shipped is not None
    assert spec.fingerprint(shipped.judge.prompt) == shipped.judge.fingerprint == "b01494825d16"
    assert spec.fingerprint(shipped.judge.prompt, identity_of(spec.build())) == "b01494825d16"


def test_a_fingerprint_is_the_same_in_another_process_and_loads_nothing() -> None:
    script = """
import json, sys
from pytest_realunify.judges.resolve import resolve
from pytest_realunify.models.resolve import resolve as resolve_model
models = json.loads(sys.argv[1])
specs = [resolve(name, {}, lambda model: resolve_model(model, models)) for name in ("pixels", "vlm:hosted", "vlm:eye")]
print(*[spec.fingerprint("{question}") for spec in specs])
print(*sorted({"openai", "numpy", "scipy", "PIL", "torch", "test_resolve_judges"} & set(sys.modules)))
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, json.dumps(MODELS)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    prints, loaded = ran.stdout.split("\n")[:2]
    assert prints.split() == [found(name).fingerprint(PROMPT) for name in ("pixels", "vlm:hosted", "vlm:eye")]
    assert loaded == ""
