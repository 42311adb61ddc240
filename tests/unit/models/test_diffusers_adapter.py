"""The diffusers adapter over tiny pipelines of the real classes, loaded from folders as a team's own would be."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import pytest
from PIL import Image

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.resolve import resolve

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")

import tinypipelines  # noqa: E402 (it builds what the two libraries above are needed for)
from pytest_realunify.models.diffusers import Diffusers  # noqa: E402

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*is deprecated:FutureWarning", "ignore:.*is deprecated:DeprecationWarning"
)

PROMPTS: Final = ("a red circle", "three blue squares in a row, the middle one larger", "x", "a flag of two stripes")
QUICK: Final[dict[str, Any]] = {"steps": 2, "device": "cpu"}
KONTEXT: Final[dict[str, Any]] = {**QUICK, "height": 64, "width": 64, "call": {"max_area": 4096, "_auto_resize": False}}


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("pipelines")
    makers = (tinypipelines.stable_diffusion, tinypipelines.instruct_pix2pix, tinypipelines.flux_kontext)
    return {make.__name__: str(make(root / make.__name__)) for make in makers}


@pytest.fixture(scope="module")
def painter(folders: dict[str, str]) -> Diffusers:
    return Diffusers(target=folders["stable_diffusion"], **QUICK)


@pytest.fixture(scope="module")
def editor(folders: dict[str, str]) -> Diffusers:
    return Diffusers(target=folders["instruct_pix2pix"], **QUICK)


@pytest.fixture(scope="module")
def kontext(folders: dict[str, str]) -> Diffusers:
    return Diffusers(target=folders["flux_kontext"], **KONTEXT)


def picture(seed: int, size: tuple[int, int] = (64, 64)) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


def draws(*seeds: int) -> list[Request]:
    return [Request(PROMPTS[seed % 4], (), seed) for seed in seeds]


def edits(*seeds: int, size: tuple[int, int] = (64, 64)) -> list[Request]:
    return [Request(PROMPTS[seed % 4], (picture(seed, size),), seed) for seed in seeds]


def farthest(left: Image.Image, right: Image.Image) -> int:
    """Grey levels between the most different values of two pictures of one size."""
    assert left.size == right.size
    return int(np.abs(np.asarray(left, dtype=int) - np.asarray(right, dtype=int)).max())


def asked(model: Diffusers, verb: str, requests: Sequence[Request]) -> list[Any]:
    answers: list[Any] = getattr(model, verb)(requests)
    return answers


def test_a_pipeline_can_do_what_its_class_is_for(painter: Diffusers, editor: Diffusers, kontext: Diffusers) -> None:
    can = [[supports(model, verb) for verb in ("generate", "edit")] for model in (painter, editor, kontext)]
    assert can == [[True, False], [False, True], [True, True]]
    assert not supports(painter, "understand")


def test_the_table_can_leave_a_verb_out(folders: dict[str, str]) -> None:
    model = Diffusers(target=folders["flux_kontext"], **KONTEXT, verbs=["edit"])
    assert (supports(model, "generate"), supports(model, "edit")) == (False, True)


@pytest.mark.parametrize(("name", "verb"), [("painter", "generate"), ("editor", "edit"), ("kontext", "edit")])
def test_the_same_seeds_in_the_same_batch_give_the_same_bytes(
    name: str, verb: str, request: pytest.FixtureRequest
) -> None:
    model = request.getfixturevalue(name)
    requests = draws(0, 1) if verb == "generate" else edits(0, 1)
    first, second = asked(model, verb, requests), asked(model, verb, requests)
    assert [each.tobytes() for each in first] == [each.tobytes() for each in second]


@pytest.mark.parametrize(("name", "verb"), [("painter", "generate"), ("editor", "edit"), ("kontext", "edit")])
def test_alone_and_in_a_batch_of_four_pictures_differ_by_at_most_one_grey_level(
    name: str, verb: str, request: pytest.FixtureRequest
) -> None:
    model = request.getfixturevalue(name)
    requests = draws(0, 1, 2, 3) if verb == "generate" else edits(0, 1, 2, 3)
    together = asked(model, verb, requests)
    alone = [asked(model, verb, [each])[0] for each in requests]
    assert max(farthest(*pair) for pair in zip(together, alone, strict=True)) <= 1
    assert min(farthest(together[0], other) for other in together[1:]) > 50


def test_drawn_one_by_one_a_picture_has_no_neighbours(folders: dict[str, str]) -> None:
    model = Diffusers(target=folders["stable_diffusion"], **QUICK, generate_batch=False)
    together = asked(model, "generate", draws(0, 1))
    assert [each.tobytes() for each in together] == [asked(model, "generate", [r])[0].tobytes() for r in draws(0, 1)]


def test_prompt_and_seed_both_shape_the_picture(painter: Diffusers) -> None:
    base, other_seed, other_prompt = asked(
        painter, "generate", [Request("a", (), 1), Request("a", (), 2), Request("quite something else", (), 1)]
    )
    assert farthest(base, other_seed) > 50
    assert farthest(base, other_prompt) > 5


def test_an_edit_follows_its_own_picture_and_not_its_neighbour_s(kontext: Diffusers, editor: Diffusers) -> None:
    for model in (kontext, editor):
        same = [Request("x", (picture(each),), 5) for each in (1, 2)]
        swapped = asked(model, "edit", same[::-1])[::-1]
        straight = asked(model, "edit", same)
        assert max(farthest(*pair) for pair in zip(straight, swapped, strict=True)) <= 1
        assert farthest(*straight) > 5


def test_pictures_of_different_sizes_keep_their_sizes_and_their_places(editor: Diffusers) -> None:
    wide, square = edits(0, size=(96, 64)), edits(1)
    answers = asked(editor, "edit", [wide[0], square[0], *edits(2, size=(96, 64))])
    assert [each.size for each in answers] == [(96, 64), (64, 64), (96, 64)]
    assert farthest(answers[1], asked(editor, "edit", square)[0]) <= 1


def test_a_request_without_exactly_one_picture_fails_alone(editor: Diffusers) -> None:
    none, two = Request("x", (), 1), Request("x", (picture(1), picture(2)), 1)
    answers = asked(editor, "edit", [none, *edits(3), two])
    assert [type(each).__name__ for each in answers] == ["ModelError", "Image", "ModelError"]
    assert "was given 2" in str(answers[2])


class Calls:
    """A pipeline that keeps what it was asked."""

    def __init__(self, flagged: Sequence[bool] = ()) -> None:
        self.seen: list[dict[str, Any]] = []
        self.flagged = flagged

    def __call__(self, **given: Any) -> Any:
        self.seen.append(given)
        count = len(given["prompt"]) if isinstance(given["prompt"], list) else 1
        return SimpleNamespace(images=[Image.new("RGB", (8, 8))] * count, nsfw_content_detected=self.flagged or None)


def test_the_table_s_settings_reach_the_call(folders: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    model = Diffusers(
        target=folders["instruct_pix2pix"], **QUICK, guidance_scale=4, image_guidance_scale=1.2,
        negative_prompt="blurry", call={"eta": 0.5}, edit_batch=True,
    )  # fmt: skip
    monkeypatch.setattr(model, "pipeline", calls := Calls())
    asked(model, "edit", edits(0, 1))
    [given] = calls.seen
    assert given["num_inference_steps"] == 2
    assert (given["guidance_scale"], given["image_guidance_scale"], given["eta"]) == (4.0, 1.2, 0.5)
    assert given["negative_prompt"] == ["blurry", "blurry"]
    assert [each.initial_seed() for each in given["generator"]] == [0, 1]
    assert len(given["image"]) == 2


def test_edits_go_one_by_one_where_the_table_says_so(folders: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    model = Diffusers(target=folders["instruct_pix2pix"], **QUICK, edit_batch=False)
    monkeypatch.setattr(model, "pipeline", calls := Calls())
    asked(model, "edit", edits(0, 1))
    assert [given["prompt"] for given in calls.seen] == list(PROMPTS[:2])
    assert all(isinstance(given["image"], Image.Image) for given in calls.seen)


def test_a_withheld_picture_is_an_error_of_its_own_request(painter: Diffusers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter, "pipeline", Calls(flagged=[False, True]))
    answers = asked(painter, "generate", draws(0, 1))
    assert [type(each).__name__ for each in answers] == ["Image", "ModelError"]
    assert "safety_checker = false" in str(answers[1])


def test_what_is_no_list_of_pictures_is_refused(painter: Diffusers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter, "pipeline", lambda **_: SimpleNamespace(frames=[[]]))
    with pytest.raises(ModelError, match="no list of 1 pictures"):
        asked(painter, "generate", draws(0))


def test_the_identity_is_json_and_says_weights_class_and_call(painter: Diffusers, folders: dict[str, str]) -> None:
    said = json.loads(json.dumps(painter.identity()))
    assert said["class"] == "StableDiffusionPipeline"
    assert (said["model"], said["dtype"], said["call"]) == (None, "float32", {"num_inference_steps": 2})
    assert len(said["weights"]) == 64
    assert folders["stable_diffusion"] not in json.dumps(said)


def test_the_identity_changes_with_the_weights(folders: dict[str, str], painter: Diffusers, tmp_path: Path) -> None:
    copy = tmp_path / "stable_diffusion"
    shutil.copytree(folders["stable_diffusion"], copy)
    weights = next(copy.glob("unet/*.safetensors"))
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    assert Diffusers(target=str(copy), **QUICK).identity()["weights"] != painter.identity()["weights"]


def test_nothing_is_printed(folders: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    asked(Diffusers(target=folders["stable_diffusion"], **QUICK), "generate", draws(0))
    assert "%|" not in "".join(capfd.readouterr())


def test_slicing_changes_no_picture_beyond_rounding(folders: dict[str, str], painter: Diffusers) -> None:
    saving = Diffusers(target=folders["stable_diffusion"], **QUICK, attention_slicing=True, vae_slicing=True)
    together = [asked(model, "generate", draws(0, 1)) for model in (saving, painter)]
    assert max(farthest(*pair) for pair in zip(*together, strict=True)) <= 1


def test_tiling_blends_tiles_and_is_therefore_part_of_the_identity(folders: dict[str, str]) -> None:
    given = {"target": folders["stable_diffusion"], **QUICK, "height": 128, "width": 128}
    whole, tiled = Diffusers(**given), Diffusers(**given, vae_tiling=True)
    assert farthest(*(asked(model, "generate", draws(0))[0] for model in (whole, tiled))) > 1
    assert tiled.identity() != whole.identity()


@pytest.mark.skipif(torch.accelerator.is_available(), reason="there is an accelerator to offload from")
@pytest.mark.parametrize("offload", ["model", "sequential"])
def test_offloading_needs_an_accelerator(folders: dict[str, str], offload: str) -> None:
    with pytest.raises(ModelError, match=f"offload = '{offload}' needs an accelerator"):
        Diffusers(target=folders["stable_diffusion"], steps=2, offload=offload)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"image_guidance_scale": 1.5}, "unknown argument of StableDiffusionPipeline"),
        ({"call": {"true_cfg_scale": 4.0}}, "unknown argument of StableDiffusionPipeline"),
    ],
)
def test_what_this_pipeline_does_not_take_is_refused(
    folders: dict[str, str], settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        Diffusers(target=folders["stable_diffusion"], **QUICK, **settings)


def test_a_pipeline_that_can_do_neither_is_refused(folders: dict[str, str], tmp_path: Path) -> None:
    copy = tmp_path / "denoiser"
    shutil.copytree(folders["stable_diffusion"], copy)
    index = copy / "model_index.json"
    index.write_text(index.read_text().replace('"StableDiffusionPipeline"', '"StableDiffusionImg2ImgPipeline"'))
    with pytest.raises(ModelError, match="neither draws from text alone nor edits"):
        Diffusers(target=str(copy), **QUICK)


def test_a_damaged_folder_is_one_line(folders: dict[str, str], tmp_path: Path) -> None:
    copy = tmp_path / "damaged"
    shutil.copytree(folders["stable_diffusion"], copy)
    next(copy.glob("unet/*.safetensors")).unlink()
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        Diffusers(target=str(copy), **QUICK)
    assert "\n" not in str(caught.value)


def test_without_the_library_the_error_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "diffusers", None)
    spec = resolve("diffusers:some/pipeline", {})
    with pytest.raises(ModelError, match=r"needs diffusers: pip install 'pytest-realunify\[diffusers\]'"):
        spec.build()


def test_a_table_is_checked_when_the_name_is_resolved(folders: dict[str, str]) -> None:
    table = {"painter": {"adapter": "diffusers", "target": folders["stable_diffusion"], "guidance": 3}}
    with pytest.raises(
        UsageError, match=r"\[tool.realunify.models.painter\]: 'guidance'. Did you mean 'guidance_scale'"
    ):
        resolve("painter", table)
