"""How pipelines take the picture that they edit: what is known of the library's classes, and what a table declares."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.diffusers.abilities import _EDITS, Abilities, Editing
from pytest_realunify.models.diffusers.settings import Settings
from pytest_realunify.models.libraries import loading_trouble

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")

import tinypipelines  # noqa: E402 (it builds what the two libraries above are needed for)
from pytest_realunify.models.diffusers import Diffusers  # noqa: E402

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*is deprecated:FutureWarning", "ignore:.*is deprecated:DeprecationWarning"
)

PICTURE = Image.new("RGB", (100, 70), "red")


class Stand(SimpleNamespace):
    """Takes the place of a pipeline whose class is the library's; notes what its call is asked."""

    def __call__(self, **given: Any) -> Any:
        self.seen.append(given)
        count = len(given["prompt"]) if isinstance(given["prompt"], list) else 1
        return SimpleNamespace(images=[Image.new("RGB", (8, 8)) for _ in range(count)])


def pipeline_of(name: str) -> Any:
    """An object of the library's class, without parts: what it can do is read off the class alone."""
    return object.__new__(getattr(diffusers, name))


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes models of a class by its name, which note what they are asked."""

    def make(name: str, **table: Any) -> tuple[Diffusers, list[dict[str, Any]]]:
        monkeypatch.setattr("pytest_realunify.models.diffusers.adapter.load", lambda _: pipeline_of(name))
        made = Diffusers(target="some/pipeline", **table)
        seen: list[dict[str, Any]] = []
        made.pipeline = Stand(seen=seen)
        return made, seen

    return make


def asked(model: Diffusers, verb: str, *requests: Request) -> list[Any]:
    answers: list[Any] = getattr(model, verb)(requests)
    return answers


def test_glm_image_draws_without_sizes_in_the_table(model: Any) -> None:
    """Its call has none of its own, and fails without."""
    assert inspect.signature(diffusers.GlmImagePipeline.__call__).parameters["height"].default is None
    glm, seen = model("GlmImagePipeline")
    asked(glm, "generate", Request("a cart", (), 1), Request("a horse", (), 2))
    assert [(each["prompt"], each["height"], each["width"]) for each in seen] == [
        ("a cart", 1024, 1024),
        ("a horse", 1024, 1024),
    ]
    assert glm.identity.__self__.abilities.sizes == {"height": 1024, "width": 1024}


def test_sizes_of_the_table_win(model: Any) -> None:
    glm, seen = model("GlmImagePipeline", height=512, width=768)
    asked(glm, "generate", Request("a cart"))
    asked(glm, "edit", Request("mark it", (PICTURE,)))
    assert [(each["height"], each["width"]) for each in seen] == [(512, 768)] * 2


def test_glm_image_edits_a_list_of_one_picture_at_that_pictures_size(model: Any) -> None:
    glm, seen = model("GlmImagePipeline")
    assert [supports(glm, verb) for verb in ("generate", "edit")] == [True, True]
    tiny = Image.new("RGB", (9, 400))
    asked(glm, "edit", Request("mark it", (PICTURE,), 1), Request("mark it", (tiny,), 2))
    assert [(each["image"], each["height"], each["width"]) for each in seen] == [
        ([PICTURE], 64, 96),
        ([tiny], 384, 32),
    ]


@given(st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 128))
def test_sizes_are_whole_multiples_and_as_near_below_as_can_be(width: int, height: int, step: int) -> None:
    found = Editing(multiple=step).sizes(SimpleNamespace(width=width, height=height))
    for name, given_ in (("width", width), ("height", height)):
        assert found[name] % step == 0
        assert found[name] >= step
        assert found[name] <= max(given_, step) < found[name] + step + max(0, step - given_)
    assert Editing().sizes(PICTURE) == {}


def test_omnigen_marks_its_picture_in_the_prompt(model: Any) -> None:
    omnigen, seen = model("OmniGenPipeline")
    asked(omnigen, "edit", Request("make {it} blue", (PICTURE,)))
    assert (seen[0]["prompt"], seen[0]["input_images"]) == ("<img><|image_1|></img> make {it} blue", [PICTURE])
    asked(omnigen, "generate", Request("a cart"))
    assert seen[1]["prompt"] == "a cart"
    assert "input_images" not in seen[1]


def test_joyimageeditplus_takes_a_list(model: Any) -> None:
    joy, seen = model("JoyImageEditPlusPipeline")
    assert [supports(joy, verb) for verb in ("generate", "edit")] == [False, True]
    asked(joy, "edit", Request("make it blue", (PICTURE,)))
    assert (seen[0]["images"], "image" in seen[0]) == ([PICTURE], False)


FIBO = {"picture": "image", "prompt": '{"edit_instruction": {json}}', "call": {"num_inference_steps": 4}}


def test_a_table_declares_editing_for_any_pipeline(model: Any) -> None:
    assert Abilities.of(pipeline_of("BriaFiboEditPipeline")).editing is None
    fibo, seen = model("BriaFiboEditPipeline", edit=FIBO, steps=30, guidance_scale=5)
    assert [supports(fibo, verb) for verb in ("generate", "edit")] == [False, True]
    said = 'Make "it" blue.\nThen {json} and {prompt}.'
    asked(fibo, "edit", Request(said, (PICTURE,), 7))
    [given_] = seen
    assert (json.loads(given_["prompt"]), given_["image"]) == ({"edit_instruction": said}, PICTURE)
    assert (given_["num_inference_steps"], given_["guidance_scale"]) == (4, 5.0)
    assert given_["generator"].initial_seed() == 7


def test_arguments_for_edits_alone_leave_what_is_known_of_the_pipeline(model: Any) -> None:
    omnigen, seen = model("OmniGenPipeline", edit={"call": {"img_guidance_scale": 1.8}})
    asked(omnigen, "edit", Request("x", (PICTURE,)))
    asked(omnigen, "generate", Request("x"))
    assert [each.get("img_guidance_scale") for each in seen] == [1.8, None]
    assert seen[0]["input_images"] == [PICTURE]


def test_declared_pictures_go_in_one_by_one_unless_the_table_says_they_are_paired(model: Any) -> None:
    requests = [Request(each, (PICTURE,)) for each in "ab"]
    alone, seen = model("BriaFiboEditPipeline", edit=FIBO)
    asked(alone, "edit", *requests)
    assert [each["image"] for each in seen] == [PICTURE, PICTURE]
    paired, seen = model("BriaFiboEditPipeline", edit={"picture": "image", "list": True}, edit_batch=True)
    asked(paired, "edit", *requests)
    assert [each["image"] for each in seen] == [[[PICTURE], [PICTURE]]]


def test_the_declaration_is_part_of_the_identity(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_realunify.models.hub_commit.loaded", lambda *_: "abc")
    one, _ = model("BriaFiboEditPipeline", edit=FIBO)
    other, _ = model("BriaFiboEditPipeline", edit={**FIBO, "call": {}})
    for each in (one, other):
        each.pipeline.dtype = "torch.float32"
    assert one.identity()["edit"]["prompt"] == FIBO["prompt"]
    assert one.identity() != other.identity()


def test_a_pipeline_that_is_not_known_to_edit_says_which_key_to_write(model: Any) -> None:
    with pytest.raises(ModelError, match=r'edit = \{ picture = "ARGUMENT" \} in its table'):
        model("BriaFiboEditPipeline")


def test_an_argument_that_the_call_does_not_take_is_refused(model: Any) -> None:
    with pytest.raises(
        UsageError, match=r"unknown argument of OmniGenPipeline.*'images'\. Did you mean 'input_images'"
    ):
        model("OmniGenPipeline", edit={"picture": "images"})
    with pytest.raises(UsageError, match=r"unknown argument of OmniGenPipeline.*'img_guidance'"):
        model("OmniGenPipeline", edit={"call": {"img_guidance": 3}})


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"list": True}, r'needs picture = "…"'),
        ({"picture": "image", "prompt": "edit it"}, r"prompt has neither of \{prompt\} and \{json\}"),
        ({"picture": 3}, "picture is 3, expected text"),
        ({"pictures": "image"}, "Did you mean 'picture'"),
        ({"picture": "input_images", "call": {"input_images": 1}}, "edit.call.input_images is not for the table"),
        ({"call": {"generator": 1}}, "edit.call.generator is not for the table"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(edit: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Settings.of({"target": "some/pipeline", "edit": edit}, "[t]")


def test_a_real_pipeline_edits_as_the_table_declares(tmp_path: Path) -> None:
    """Flux Kontext by another argument than its own would be refused; by its own it gives the very same bytes."""
    torch.set_num_threads(1)
    folder = str(tinypipelines.flux_kontext(tmp_path / "kontext"))
    quick = {"device": "cpu", "steps": 1, "height": 64, "width": 64, "call": {"max_area": 4096, "_auto_resize": False}}
    request = Request("x", (Image.new("RGB", (64, 64), "red"),), 3)
    known = Diffusers(target=folder, **quick)
    declared = Diffusers(target=folder, **quick, edit={"picture": "image"})
    pictures = [asked(each, "edit", request)[0] for each in (known, declared)]
    assert pictures[0].tobytes() == pictures[1].tobytes()
    assert (known.pairs_edits, declared.pairs_edits) == (True, False)


LONG = (
    "Qwen2VLVideoProcessor requires the Torchvision library but it was not found in your environment.\n"
    "You can install it with pip:\n`pip install torchvision`\nPlease note that you may need to restart your runtime "
    "after installation. Checkout the instructions on the installation page of its repository, and follow the ones "
    "that match your environment."
)


@pytest.mark.parametrize(("size", "edited"), [((192, 144), (192, 144)), ((100, 250), (96, 240)), ((40, 20), (32, 16))])
def test_flux_kontext_edits_in_the_size_and_shape_of_the_picture(
    tmp_path: Path, size: tuple[int, int], edited: tuple[int, int]
) -> None:
    folder = str(tinypipelines.flux_kontext(tmp_path / "kontext"))
    table = {"device": "cpu", "steps": 1, "call": {"_auto_resize": False}}
    request = Request("x", (Image.new("RGB", size, "red"),), 3)
    for declared in ({}, {"edit": {"picture": "image"}}):
        [picture] = asked(Diffusers(target=folder, **table, **declared), "edit", request)
        assert picture.size == edited
    table = {**table, "height": 64, "width": 32, "call": {"_auto_resize": False, "max_area": 2048}}
    [told] = asked(Diffusers(target=folder, **table), "edit", request)
    assert told.size == (32, 64), "the table wins"


def test_every_known_pipeline_whose_call_takes_sizes_is_told_the_picture_s() -> None:
    untold = []
    for name in _EDITS:
        pipeline = pipeline_of(name)
        takes = {"height", "width"} <= inspect.signature(type(pipeline).__call__).parameters.keys()
        editing = Abilities.of(pipeline).editing
        assert editing is not None
        if takes != bool(editing.sizes(Image.new("RGB", (1536, 1152)))):
            untold.append(name)
    assert untold == []


def test_torchvisions_absence_is_one_whole_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    said = loading_trouble(ImportError(LONG))
    assert said.startswith("its processor needs torchvision, in the build that belongs to your torch 2.")
    assert said.endswith("pip install torchvision, from the same place as torch")
    monkeypatch.setitem(sys.modules, "torchvision", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "torchvision" else name)
    assert loading_trouble(NameError("name 'OmniGenMultiModalProcessor' is not defined")) == said
    assert loading_trouble(OSError("no file\nnamed x")) == "no file named x"


def test_a_pipeline_without_torchvision_is_refused_in_that_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError(LONG)

    monkeypatch.setattr(diffusers.DiffusionPipeline, "from_pretrained", missing)
    (tmp_path / "model_index.json").write_text("{}")
    with pytest.raises(ModelError) as caught:
        Diffusers(target=str(tmp_path), device="cpu")
    assert str(caught.value) == f"{tmp_path} cannot be loaded: {loading_trouble(ImportError(LONG))}"
