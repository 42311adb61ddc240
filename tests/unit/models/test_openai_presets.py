"""Presets: each a whole table with its source, under what a user writes; seeds reach the stage that draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from checkout import DOCS
from fakepainter import Body
from fakeserver import FakeServer, serving
from openaibench import Connect, connecting
from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.openai import OpenAI, presets
from pytest_realunify.models.openai.settings import Settings
from pytest_realunify.models.resolve import resolve
from pytest_realunify.taxonomy import VERBS, Verb
from stages import MODES, Mode, staged

URL = "http://gpu-box:8000/v1"
BAGEL = "vllm-omni:bagel"
PICTURE = Image.new("RGB", (48, 32), "red")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving() as server:
        yield server


@pytest.fixture
def connect(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Models of the preset's name, or of the table's; what fails, fails at once."""
    with connecting(server, monkeypatch) as connect:

        def make(**settings: Any) -> OpenAI:
            named = {"model": presets.load(settings["preset"], "here").table["model"]} if "preset" in settings else {}
            return connect(**{**named, "max_retries": 0, **settings})

        yield make


def table(name: str, **more: Any) -> dict[str, Any]:
    return {"preset": name, "base_url": URL, **more}


def test_the_models_that_are_served_have_one() -> None:
    served = {"bagel", "sensenova-u1", "hunyuan-image-3", "glm-image", "qwen-image-edit", "janus-pro"}
    assert {f"vllm-omni:{model}" for model in served} <= set(presets.names())


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_a_whole_table_with_its_source(name: str) -> None:
    preset = presets.load(name, "here")
    assert preset.serve.startswith("vllm serve ")
    assert preset.table["model"].rpartition("/")[2].lower() in preset.serve.lower()
    assert all(
        re.match(r"[\w .()-]+\d.*: |Qwen-Image-Edit's model card|SenseNova-U1: ", each) for each in preset.source
    )
    made = Settings.of(table(name), "here")
    assert made.preset == name
    assert made.concurrency < 64
    for verb in set(made.abilities) - {"understand"}:
        said = {**made.extra_body, **made.extra_body_for.get(verb, {})}
        sized = {"size", "height"} & said.keys() or verb == "edit"
        guided = any("guidance" in key or "cfg" in key for key in said)
        assert sized, f"{verb} has no size"
        assert guided, f"{verb} has no guidance of its own"
        chatting = made.drawn_by == "chat"
        assert made.seed is not False if chatting else made.seed is True
        assert made.modalities_of(verb) == ("image",) if chatting else True
    if "understand" in made.abilities:
        assert made.modalities_of("understand") == ("text",)


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_named_in_a_table_with_or_without_its_adapter(name: str) -> None:
    for adapter in ({"adapter": "openai"}, {}):
        spec = resolve("mine", {"mine": {**table(name), **adapter}})
        assert (spec.kind, spec.settings["preset"]) == ("openai", name)
        assert spec.settings["model"] == presets.load(name, "here").table["model"]
        model: Any = spec.build()
        assert [verb for verb in VERBS if supports(model, verb)] == list(model.settings.abilities)
        model.close()


def test_the_identity_holds_the_values_of_the_preset_and_not_its_name(connect: Connect) -> None:
    identity = connect(preset=BAGEL).identity()
    assert "preset" not in identity
    assert identity["model"] == "ByteDance-Seed/BAGEL-7B-MoT"
    assert identity["extra_body_for"]["edit"]["cfg_img_scale"] == 2.0
    assert identity["extra_body_for"]["generate"]["sampling_params_list"][1] == {"seed": "{seed}"}


def test_what_a_table_says_wins_and_leaves_the_rest() -> None:
    made = Settings.of(table(BAGEL, max_tokens=9, extra_body_for={"generate": {"height": 512}}), "here")
    kept = Settings.of(table(BAGEL), "here")
    assert (made.max_tokens, made.model) == (9, kept.model)
    assert made.extra_body_for["generate"] == {**kept.extra_body_for["generate"], "height": 512}
    assert made.extra_body_for["edit"] == kept.extra_body_for["edit"]


_KEYS = st.sampled_from("abc")
_TABLES = st.recursive(
    st.integers(0, 3) | st.lists(st.integers(0, 3), max_size=2), lambda each: st.dictionaries(_KEYS, each), max_leaves=8
)


@given(st.dictionaries(_KEYS, _TABLES), st.dictionaries(_KEYS, _TABLES))
def test_building_on_a_table_twice_is_building_on_it_once(kept: dict[str, Any], given_: dict[str, Any]) -> None:
    made = presets.built_on(kept, given_)
    assert presets.built_on(kept, made) == made
    assert presets.built_on({}, given_) == given_
    assert presets.built_on(kept, {}) == kept
    assert made.keys() == kept.keys() | given_.keys()
    assert all(made[key] == value for key, value in given_.items() if not isinstance(value, dict))


def test_an_unknown_preset_is_answered_with_the_nearest_and_with_all() -> None:
    with pytest.raises(
        UsageError, match=r"unknown preset in here: 'vllm-omni:bagle'\. Did you mean 'vllm-omni:bagel'\?"
    ):
        Settings.of(table("vllm-omni:bagle"), "here")


def test_a_preset_without_a_servers_address_says_how_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(UsageError, match=r"needs base_url .*\nvllm serve ByteDance-Seed/BAGEL-7B-MoT --omni"):
        Settings.of({"preset": BAGEL}, "here")
    monkeypatch.setenv("OPENAI_BASE_URL", URL)
    assert Settings.of({"preset": BAGEL}, "here").base_url == URL


def asked(connect: Connect, name: str, verb: Verb, *seeds: int) -> list[Any]:
    images = (PICTURE,) if verb == "edit" else ()
    model = connect(preset=name)
    return [getattr(model, verb)([Request("A cart.", images, seed)])[0] for seed in seeds]


SERVED: list[tuple[str, Mode]] = [
    *((BAGEL, mode) for mode in MODES),
    *((f"vllm-omni:{name}", mode) for name in ("bagel-single-stage", "sensenova-u1") for mode in MODES[1:]),
]


@pytest.mark.parametrize(("name", "mode"), SERVED)
@pytest.mark.parametrize("verb", ["generate", "edit"])
def test_the_seed_reaches_the_stage_that_draws(
    server: FakeServer, connect: Connect, name: str, verb: Verb, mode: Mode
) -> None:
    heard: list[Body] = []
    server.whole = staged(mode, heard)
    one, same, other = asked(connect, name, verb, 7, 7, 8)
    assert one.tobytes() == same.tobytes()
    assert one.tobytes() != other.tobytes()
    assert [told["seed"] for told in heard] == [7, 7, 8]


@pytest.mark.parametrize("name", [name for name in presets.names() if "bagel" not in name and "sense" not in name])
def test_the_images_endpoints_are_told_the_seed_too(server: FakeServer, connect: Connect, name: str) -> None:
    heard: list[Body] = []
    server.whole = staged("two stages", heard)
    verb: Verb = "edit" if name == "vllm-omni:qwen-image-edit" else "generate"
    one, same, other = asked(connect, name, verb, 7, 7, 8)
    assert one.tobytes() == same.tobytes()
    assert one.tobytes() != other.tobytes()
    assert str(heard[0]["seed"]) == "7"


def test_bagel_draws_as_large_and_edits_as_guided_as_its_own_app(server: FakeServer, connect: Connect) -> None:
    heard: list[Body] = []
    server.whole = staged("two stages", heard)
    [drawn], [edited] = asked(connect, BAGEL, "generate", 7), asked(connect, BAGEL, "edit", 7)
    assert (drawn.size, edited.size) == ((1024, 1024), PICTURE.size)
    draw, edit = heard
    assert (draw["cfg_interval"], draw["cfg_renorm_type"]) == ([0.4, 1.0], "global")
    assert (edit["cfg_img_scale"], edit["cfg_interval"], edit["cfg_renorm_type"]) == (2.0, [0.0, 1.0], "text_channel")


@pytest.mark.parametrize("mode", MODES)
def test_a_question_is_answered_in_words_or_with_a_clear_error(
    server: FakeServer, connect: Connect, mode: Mode
) -> None:
    server.whole = staged(mode)
    [answer] = connect(preset=BAGEL).understand([Request("Which?", (PICTURE,), 7)])
    if mode == "drawing alone":
        assert isinstance(answer, ModelError)
        assert 'verbs = ["generate", "edit"]' in str(answer)
    else:
        assert answer == "B"


def test_without_a_preset_a_two_stage_server_draws_where_it_is_asked_for_text(
    server: FakeServer, connect: Connect
) -> None:
    """What was scored as a wrong answer."""
    server.whole = staged("two stages")
    [answer] = connect(model="ByteDance-Seed/BAGEL-7B-MoT").understand([Request("Which?", (PICTURE,))])
    assert isinstance(answer, ModelError)
    assert 'modalities.understand = ["text"]' in str(answer)


def test_answers_are_as_long_and_as_warm_as_the_table_says(server: FakeServer, connect: Connect) -> None:
    server.whole = staged("two stages")
    connect(preset=BAGEL, max_tokens=77, temperature=0.5).understand([Request("Which?", (PICTURE,), 7)])
    assert server.bodies[0]["sampling_params_list"][0] == {"temperature": 0.5, "max_tokens": 77, "seed": 7}


def test_a_field_whose_setting_is_none_is_not_sent(server: FakeServer, connect: Connect) -> None:
    connect(extra_body={"stages": [{"max_tokens": "{max_tokens}", "seed": "{seed}"}]}).understand([Request("a", (), 7)])
    assert server.bodies[0]["stages"] == [{"seed": 7}]


def test_the_page_names_every_preset() -> None:
    text = (DOCS / "adapters" / "openai.md").read_text()
    assert [name for name in presets.names() if f"`{name}`" not in text] == []
