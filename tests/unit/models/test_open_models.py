"""A model that another library runs is answered with what to type, in one line; the page of models says the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from checkout import DOCS
from pytest_realunify.errors import UsageError
from pytest_realunify.models.open_models import LIBRARIES, OpenModel, another_way, known
from pytest_realunify.models.openai import presets
from pytest_realunify.models.resolve import resolve
from pytest_realunify.taxonomy import VERBS

PAGE = DOCS / "adapters" / "models.md"
MODELS = {model.name: model for model in known()}
ASKED = [(model.name, each.replace("*", "7B")) for model in known() for each in model.ids]
"""An id for every entry of the file; a name for whatever an asterisk stands for."""


def answer(name: str, table: dict[str, Any] | None = None) -> str:
    """The one line that a name is refused with."""
    with pytest.raises(UsageError) as caught:
        resolve(name, {name: table} if table else {})
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(("name", "hub_id"), ASKED)
@pytest.mark.parametrize("adapter", LIBRARIES)
def test_a_library_that_does_not_load_it_answers_with_the_one_way_that_there_is(
    adapter: str, name: str, hub_id: str
) -> None:
    way = MODELS[name].way_of(hub_id)
    if way == f"{adapter}:{hub_id}":
        assert resolve(way, {}).kind == adapter
        return
    said = answer(f"{adapter}:{hub_id}")
    assert said.startswith(f"{hub_id} is {name}, which the {adapter} library does not load as it is: ")
    assert way.removeprefix("preset:") in said or (way == "own" and "class of your own" in said)


@pytest.mark.parametrize(("name", "hub_id"), ASKED)
def test_the_way_that_it_is_answered_with_can_be_typed(name: str, hub_id: str) -> None:
    kind, _, target = MODELS[name].way_of(hub_id).partition(":")
    if kind == "own":
        assert (DOCS / "ten_line_model_example.py").is_file()
    elif kind == "preset":
        spec = resolve("m", {"m": {"preset": target, "base_url": "http://localhost:8000/v1"}})
        assert spec.settings["preset"] == target
        served = presets.load(target, "here").table["model"]
        assert another_way("transformers", served) is not None, "the preset's own model is one of these"
    else:
        assert resolve(f"{kind}:{target}", {}).kind == kind


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("transformers:deepseek-ai/Janus-Pro-1B", "type --model=transformers:deepseek-community/Janus-Pro-1B"),
        ("transformers:DeepSeek-AI/janus-pro-7b", "type --model=transformers:deepseek-community/janus-pro-7b"),
        ("transformers:showlab/show-o2-7B", "type --model=torchumm:show_o2 (docs/adapters/torchumm.md)"),
        ("diffusers:OmniGen2/OmniGen2", "type --model=torchumm:omnigen2"),
        ("transformers:Gen-Verse/MMaDA-8B-Base", "type --model=torchumm:mmada"),
        ("transformers:AIDC-AI/Ovis-U1-3B", "type --model=torchumm:ovis_u1"),
        ("transformers:BAAI/Emu3.5", "type --model=torchumm:emu3_5"),
        ("transformers:tencent/HunyuanImage-3.0-Instruct", 'a table with preset = "vllm-omni:hunyuan-image-3"'),
        ("transformers:SenseNova/SenseNova-U1-8B-MoT", 'a table with preset = "vllm-omni:sensenova-u1"'),
        ("diffusers:stepfun-ai/NextStep-1.1", 'a table with preset = "vllm-omni:nextstep-1.1"'),
        ("transformers:LanguageBind/UniWorld-V1", "docs/ten_line_model_example.py"),
        ("transformers:ILLUME-MLLM/illume_plus-qwen2_5-3b", "docs/ten_line_model_example.py"),
        ("diffusers:Alpha-VLLM/Lumina-DiMOO", "docs/ten_line_model_example.py"),
        ("transformers:zai-org/GLM-Image", "type --model=diffusers:zai-org/GLM-Image"),
    ],
)
def test_the_models_that_people_ask_for(typed: str, said: str) -> None:
    assert said in answer(typed)


@pytest.mark.parametrize(
    "name",
    [
        "transformers:deepseek-community/Janus-Pro-7B",
        "transformers:BAAI/Emu3-Chat-hf",
        "transformers:Qwen/Qwen3-VL-8B-Instruct",
        "transformers:myteam/janus-pro-finetuned",
        "diffusers:black-forest-labs/FLUX.1-dev",
        "diffusers:qwen/qwen-image-edit-2509",
        "diffusers:zai-org/glm-image",
    ],
)
def test_what_the_library_does_load_is_left_alone(name: str) -> None:
    adapter, _, target = name.partition(":")
    assert resolve(name, {}).settings == {"target": target}
    assert another_way(adapter, target) is None


def test_a_table_is_named_in_the_line() -> None:
    said = answer("mine", {"adapter": "transformers", "target": "deepseek-ai/Janus-Pro-7B"})
    assert said.startswith("[tool.realunify.models.mine]: deepseek-ai/Janus-Pro-7B is Janus-Pro, ")


def test_whoever_trusts_the_models_own_code_is_left_alone() -> None:
    table = {
        "adapter": "transformers",
        "target": "AIDC-AI/Ovis-U1-3B",
        "trust_remote_code": True,
        "revision": "0123456789abcdef0123456789abcdef01234567",
    }
    assert resolve("mine", {"mine": table}).kind == "transformers"


@pytest.mark.parametrize(("kind", "name"), [("multi_modality", "Janus-Pro"), ("neo_chat", "SenseNova-U1")])
def test_a_checkpoint_on_disk_is_told_by_its_config(tmp_path: Path, kind: str, name: str) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": kind}))
    assert f"is {name}, which the transformers library" in answer(f"transformers:{tmp_path}")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"model_type": 3}', '{"model_type": "llava"}', "[" * 100_000])
def test_a_config_that_says_nothing_of_the_kind_is_left_to_the_library(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    assert another_way("transformers", str(tmp_path)) is None


# The page ------------------------------------------------------------------------------------------------------------


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row[0]))
def test_a_row_says_what_the_resolver_says(row: list[str]) -> None:
    name, ids, way, verbs, state = row
    model = MODELS[name]
    assert ids == ", ".join(f"`{each}`" for each in model.ids)
    assert state
    named = {verb.partition(" ")[0] for verb in verbs.split(", ")}
    assert named <= set(VERBS) or verbs == "yours to say"
    told = model.way_of(model.ids[0]).removeprefix("preset:")
    assert told in way or (told == "own" and "a class of your own" in way)
    if model.way.startswith("preset:"):
        assert named == set(abilities(told))


def abilities(preset: str) -> list[str]:
    model: Any = resolve("m", {"m": {"preset": preset, "base_url": "http://localhost:8000/v1"}}).build()
    model.close()
    return list(model.settings.abilities)


def test_the_page_has_all_of_them_once() -> None:
    assert [row[0] for row in rows()] == list(MODELS)


def test_a_way_with_two_ids_is_that_of_the_id_that_was_asked() -> None:
    model = OpenModel("x", ("A/One", "A/Two-*"), "diffusers:B/{name}", "", "")
    assert [model.way_of(each) for each in ("A/One", "a/two-3", "elsewhere")] == [
        "diffusers:B/One",
        "diffusers:B/two-3",
        "diffusers:B/One",
    ]


def test_an_open_model_with_another_way_has_it_in_every_interpreter() -> None:
    table = {"adapter": "transformers", "target": "deepseek-ai/Janus-Pro-1B", "python": sys.executable}
    with pytest.raises(UsageError, match="deepseek-community"):
        resolve("janus", {"janus": table})
