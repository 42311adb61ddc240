"""The `transformers` adapter on real classes with tiny random weights, saved and loaded as any checkpoint is."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import tinymodels
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.extensions.identity import differences, identity_of
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.resolve import resolve

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

Load = Callable[..., Any]

PICTURES = (
    Image.radial_gradient("L").convert("RGB"),
    Image.linear_gradient("L").convert("RGB").resize((90, 60)),
    Image.new("RGB", (40, 70), "red"),
    Image.new("RGB", (60, 60), "blue"),
)
PROMPTS = ("a cat", "Exactly three red circles in a row, the middle one larger.", "{1, 2}", "a cat")
DRAW = [Request(prompt, (), seed) for seed, prompt in enumerate(PROMPTS)]
TALK = [Request(prompt, (), seed) for seed, prompt in enumerate(PROMPTS)]
LOOK = [Request("What is it?", (picture,), seed) for seed, picture in enumerate(PICTURES)]
VARIED = {"temperature": 4.0, "image_area": 32 * 32}
"""At temperature 1 the guided scores of random weights leave hardly a choice."""


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("models")
    for build in (tinymodels.language_model, tinymodels.llava, tinymodels.janus, tinymodels.emu3):
        build(root / build.__name__)
    return root


@pytest.fixture(scope="module")
def load(folders: Path) -> Load:
    """A model by the builder's name, as a table would name it."""

    def loaded(name: str, **settings: Any) -> Any:
        target = str(folders / name)
        table = {"adapter": "transformers", "target": target, "max_new_tokens": 8, **settings}
        return resolve("mine", {"mine": table}).build()

    return loaded


def one_by_one(verb: Callable[[Sequence[Request]], list[Any]], requests: Sequence[Request]) -> list[Any]:
    return [verb([request])[0] for request in requests]


def pixels(pictures: Sequence[Image.Image]) -> list[bytes]:
    return [picture.tobytes() for picture in pictures]


@pytest.mark.parametrize("sample", [False, True], ids=["greedy", "sampled"])
@pytest.mark.parametrize("name", ["llava", "janus", "emu3"])
def test_replies_do_not_depend_on_the_batch(load: Load, name: str, sample: bool) -> None:
    model = load(name, do_sample=sample)
    for requests in (TALK, LOOK, [TALK[1], LOOK[1], TALK[0]]):
        together = model.understand(requests)
        assert together == one_by_one(model.understand, requests)
        assert together == Calls(model, 2).answer("understand", requests)


@pytest.mark.parametrize("name", ["janus", "emu3"])
def test_pictures_do_not_depend_on_the_batch(load: Load, name: str) -> None:
    model = load(name, image=VARIED)
    together = pixels(model.generate(DRAW))
    assert together == pixels(one_by_one(model.generate, DRAW))
    assert together == pixels(Calls(model, 2).answer("generate", DRAW))


@pytest.mark.parametrize("name", ["janus", "emu3"])
def test_a_picture_follows_from_prompt_and_seed(load: Load, name: str) -> None:
    model = load(name, image=VARIED)
    asked = [Request("a cat", (), 1), Request("a dog", (), 1), Request("a cat", (), 2)]
    drawn = pixels(model.generate(asked))
    assert len(set(drawn)) == 3
    torch.manual_seed(12345)
    assert pixels(load(name, image=VARIED).generate(asked)) == drawn


@pytest.mark.parametrize("name", ["llava", "janus", "emu3"])
def test_a_reply_follows_from_picture_and_prompt_and_if_sampled_from_the_seed(load: Load, name: str) -> None:
    model = load(name)
    assert len(set(model.understand(LOOK))) == len(LOOK)
    assert len(set(model.understand([Request(text, PICTURES[:1]) for text in ("What?", "Why?")]))) == 2
    seeds = [Request("What?", PICTURES[:1], seed) for seed in range(4)]
    assert len(set(model.understand(seeds))) == 1
    assert len(set(load(name, do_sample=True).understand(seeds))) == 4


def test_without_sampling_janus_draws_what_the_library_by_hand_draws(load: Load, folders: Path) -> None:
    [drawn] = load("janus", image={"do_sample": False}).generate(DRAW[1:2])
    processor = transformers.AutoProcessor.from_pretrained(folders / "janus", backend="pil")
    model = transformers.JanusForConditionalGeneration.from_pretrained(folders / "janus")
    turn = [{"role": "user", "content": [{"type": "text", "text": PROMPTS[1]}]}]
    text = processor.apply_chat_template(turn, add_generation_prompt=True)
    inputs = processor(
        text=text, generation_mode="image", return_tensors="pt", text_kwargs={"add_special_tokens": False}
    )
    with torch.no_grad():
        tokens = model.generate(**inputs, generation_mode="image", do_sample=False)
        [values] = model.decode_image_tokens(tokens)
    levels = ((values * 0.5 + 0.5).clamp(0, 1) * 255).round()
    assert drawn.tobytes() == levels.byte().numpy().tobytes()
    assert (drawn.mode, drawn.size) == ("RGB", (tinymodels.SIZE, tinymodels.SIZE))
    assert len(set(drawn.tobytes())) > 50, "a picture that is not merely clipped"


def test_guidance_and_temperature_change_the_picture(load: Load) -> None:
    settings: list[dict[str, Any]] = [{"guidance_scale": 1.0}, {"temperature": 5.0}, {"top_k": 1}]
    drawn = [pixels(load("janus", image=image).generate(DRAW[:1]))[0] for image in settings]
    assert len(set(drawn)) == 3
    greedy = load("janus", image={"do_sample": False})
    assert pixels(greedy.generate(DRAW[:1])) == drawn[2:], "of one candidate there is no choice"


def test_emu3_draws_in_the_ratio_and_area_of_the_table(load: Load) -> None:
    [wide] = load("emu3", image={"ratio": "4:3", "image_area": 64 * 48}).generate(DRAW[:1])
    assert wide.size == (64, 48)


def test_a_model_has_the_verbs_it_can_and_may(load: Load) -> None:
    assert [supports(load("llava"), verb) for verb in ("understand", "generate", "edit")] == [True, False, False]
    assert [supports(load("janus"), verb) for verb in ("understand", "generate", "edit")] == [True, True, False]
    half = load("janus", verbs=["generate"])
    assert [supports(half, verb) for verb in ("understand", "generate")] == [False, True]


def test_a_language_model_answers_text_and_refuses_pictures_one_by_one(load: Load) -> None:
    model = load("language_model")
    first, refused, last = model.understand([TALK[0], LOOK[0], TALK[1]])
    assert [first, last] == one_by_one(model.understand, TALK[:2])
    assert isinstance(refused, ModelError)
    assert "takes no pictures" in str(refused)


def test_batches_are_no_larger_than_the_table_says(load: Load) -> None:
    model = load("llava", max_batch={"understand": 3})
    rows: set[int] = set()
    model.loaded.model.get_input_embeddings().register_forward_hook(lambda _, given, __: rows.add(given[0].shape[0]))
    assert len(model.understand(TALK)) == 4
    assert rows == {3, 1}


def test_prompts_are_told_in_the_template_of_their_verb_after_the_system_prompt(load: Load) -> None:
    model = load("llava", system="Be brief.", prompt_template={"understand": "Q: {prompt} A:"})
    inputs = model.prompting.chat([model.prompting.conversation(Request("{1, 2}?"), "understand")])
    said = model.loaded.tokenizer.decode(inputs["input_ids"][0], skip_special_tokens=True)
    assert said == "system: Be brief.user: Q: {1, 2}? A:assistant: "


def test_a_chat_template_comes_from_the_table_or_a_file_and_a_model_without_one_says_so(
    load: Load, folders: Path, tmp_path: Path
) -> None:
    bare = shutil.copytree(folders / "llava", tmp_path / "bare")
    (bare / "chat_template.jinja").unlink()
    with pytest.raises(ModelError, match="bare has no chat template: set chat_template"):
        load(bare).understand(TALK)
    file = tmp_path / "mine.jinja"
    file.write_text(tinymodels.TEMPLATE)
    replies = load("llava").understand(TALK)
    assert load(bare, chat_template=str(file)).understand(TALK) == replies
    assert load(bare, chat_template=tinymodels.TEMPLATE).understand(TALK) == replies


def test_without_a_token_for_padding_the_last_one_serves(load: Load, folders: Path, tmp_path: Path) -> None:
    unpadded = shutil.copytree(folders / "language_model", tmp_path / "unpadded")
    config = json.loads((unpadded / "tokenizer_config.json").read_text())
    del config["pad_token"]
    (unpadded / "tokenizer_config.json").write_text(json.dumps(config))
    assert load(unpadded).understand(TALK) == load("language_model").understand(TALK)


def test_the_identity_is_content_and_settings_not_place_and_batch(load: Load, folders: Path, tmp_path: Path) -> None:
    identity = load("janus").identity()
    assert json.loads(json.dumps(identity)) == identity
    assert str(folders) not in json.dumps(identity)
    assert (identity["class"], identity["dtype"]) == ("JanusForConditionalGeneration", "float32")
    moved = shutil.copytree(folders / "janus", tmp_path / "elsewhere" / "janus")
    assert load(moved, max_batch={"generate": 1}).identity() == identity
    assert load("janus", image={"guidance_scale": 2.0}).identity() != identity
    weights = bytearray((moved / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (moved / "model.safetensors").write_bytes(weights)
    assert load(moved).identity()["weights"] != identity["weights"]


def test_names_of_torch_and_of_the_library_are_checked_against_them(load: Load) -> None:
    assert load("llava", dtype="bfloat16").identity()["dtype"] == "bfloat16"
    with pytest.raises(UsageError, match=r"unknown dtype .*'bfloat61'\. Did you mean 'bfloat16'"):
        load("llava", dtype="bfloat61")
    with pytest.raises(UsageError, match=r"'BitsAndByteConfig'\. Did you mean 'BitsAndBytesConfig'"):
        load("llava", quantization={"class": "BitsAndByteConfig"})


@pytest.mark.parametrize("missing", ["torch", "transformers"])
def test_a_missing_library_is_one_line_with_the_install_command(
    load: Load, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModelError) as raised:
        load("llava")
    said = f"the transformers adapter needs {missing}: pip install 'pytest-realunify[transformers]'"
    assert str(raised.value) == said


def test_a_checkpoint_that_cannot_be_loaded_is_one_line(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="empty cannot be loaded: ") as raised:
        load(tmp_path / "empty")
    assert "\n" not in str(raised.value)

    def needs_video(*_: object, **__: object) -> None:
        raise ImportError("\nVideoProcessor requires the Torchvision library but it was not found.\nGo to ...")

    monkeypatch.setattr(transformers.AutoProcessor, "from_pretrained", needs_video)
    with pytest.raises(ModelError, match=r"needs torchvision, .*: pip install torchvision") as raised:
        load("llava")
    assert "\n" not in str(raised.value)


def test_what_is_told_before_loading_is_what_is_told_after(load: Load, folders: Path) -> None:
    table = {"adapter": "transformers", "target": str(folders / "llava"), "max_new_tokens": 8}
    before, after = identity_of(resolve("mine", {"mine": table})), identity_of(load("llava"))
    assert differences(before, after) == [
        "class (LlavaForConditionalGeneration, not told before)",
        "dtype (float32, was auto)",
    ]
    assert after["versions"]["torch"] == torch.__version__.partition("+")[0]
