"""The torchumm adapter against a stand-in of TorchUMM's pipeline, with backbones of all the shapes that it has."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from PIL import Image

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.resolve import resolve
from pytest_realunify.models.torchumm import Settings, TorchUMM
from pytest_realunify.taxonomy import VERBS

PICTURE = Image.new("RGB", (6, 4), "red")
PIPELINE: Final = '''
from pathlib import Path

import numpy
from PIL import Image


def noise(seed=None):
    rng = numpy.random if seed is None else numpy.random.RandomState(seed)
    return Image.fromarray(rng.randint(0, 256, (4, 4, 3)).astype("uint8"))


class Base:
    def load(self, cfg):
        if cfg.get("broken"):
            raise FileNotFoundError("no weights here")
        self.cfg, self.seen = cfg, []


class Objects(Base):
    """As bagel, janus_pro and mmada: methods of the new kind, pictures as objects."""

    def generation(self, prompt, output_path=None, generation_cfg=None):
        self.seen.append(generation_cfg)
        return {"image": noise(), "text": None}

    def editing(self, prompt, images, output_path=None, editing_cfg=None):
        return {"image": Image.open(images[0]).convert("RGB").transpose(0), "text": None}

    def understanding(self, prompt=None, images=None, videos=None, understanding_cfg=None):
        return {"image": None, "text": f"{prompt} {[Image.open(each).convert('RGB').size for each in images]}"}


class Files(Base):
    """As emu3: methods of the old kind, pictures as files, a list of replies, one for each picture."""

    def generate(self, batch, gen_cfg):
        noise().save(batch["output_path"])
        return {"images": [batch["output_path"]], "saved_paths": [batch["output_path"]], "output_path": ""}

    def understand(self, batch, understanding_cfg):
        results = [{"image": each, "text": "seen"} for each in batch["images"]]
        return {"results": results, "text": results[0]["text"] if results else ""}


class Seeded(Base):
    """As omnigen2: seeds itself with one number unless told, and reports failures as results."""

    def generate(self, batch, gen_cfg):
        if batch["prompt"] == "fail":
            return {"error": "No images were generated.", "images": [], "image_paths": [], "stderr": "out of\\nluck"}
        return {"images": [noise(gen_cfg.get("seed", 0))], "image_paths": []}

    def understand(self, batch, understanding_cfg):
        said = {"error": "too long"} if batch["prompt"] == "fail" else {"response": "fine"}
        return {"understandings": [{"image_path": "", "instruction": batch["prompt"], **said}]}


class Painter(Base):
    """As tokenflow: what it cannot do is there and answers with nothing."""

    def generate(self, batch, gen_cfg):
        noise(gen_cfg.get("g_seed")).save(batch["output_path"])
        return {"images": [], "stdout": "", "stderr": ""}

    def understand(self, batch, understanding_cfg):
        return {"text": ""}


BACKBONES = {"bagel": Objects, "emu3": Files, "omnigen2": Seeded, "tokenflow": Painter}


class InferencePipeline:
    def __init__(self, backbone_name, backbone_cfg=None):
        if backbone_name not in BACKBONES:
            raise KeyError(f"Unknown backbone `{backbone_name}`. Registered backbones: {sorted(BACKBONES)}")
        self.backbone_name, self.backbone = backbone_name, BACKBONES[backbone_name]()
        self.backbone.load(backbone_cfg or {})

    def run(self, payload):
        known = {"backbone", "task", "prompt", "images", "videos", "params", "metadata", "output_path"}
        assert set(payload) <= known and payload["backbone"] == self.backbone_name
        batch = {"prompt": payload.get("prompt"), "images": list(payload.get("images", [])), "videos": []}
        if payload.get("output_path"):
            batch["output_path"] = payload["output_path"]
        new, old = {
            "generation": ("generation", "generate"), "editing": ("editing", "edit"),
            "understanding": ("understanding", "understand"),
        }[payload["task"]]
        params = dict(payload.get("params", {}))
        if hasattr(self.backbone, new):
            if new == "generation":
                return self.backbone.generation(prompt=batch["prompt"], output_path=batch.get("output_path"),
                                                generation_cfg=params)
            more = {"output_path": batch.get("output_path")} if new == "editing" else {"videos": []}
            more[f"{new}_cfg"] = params
            return getattr(self.backbone, new)(prompt=batch["prompt"], images=batch["images"], **more)
        name = {"generate": "gen_cfg", "edit": "edit_cfg", "understand": "understanding_cfg"}[old]
        return getattr(self.backbone, old)(batch=batch, **{name: params})
'''


@pytest.fixture(autouse=True)
def umm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    package = tmp_path / "src" / "umm" / "inference"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").write_text("")
    (package / "pipeline.py").write_text(PIPELINE)
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "umm"]:
        del sys.modules[name]


def asked(model: TorchUMM, verb: str, *requests: Request) -> list[Any]:
    answers: list[Any] = getattr(model, verb)(requests)
    return answers


@pytest.mark.parametrize(
    ("backbone", "can"),
    [
        ("bagel", [True, True, True]),
        ("emu3", [True, True, False]),
        ("omnigen2", [True, True, False]),
        ("tokenflow", [False, True, False]),
    ],
)
def test_a_verb_is_there_if_the_backbone_has_it(backbone: str, can: list[bool]) -> None:
    assert [supports(TorchUMM(target=backbone), verb) for verb in VERBS] == can


def test_pictures_go_in_as_files_and_come_out_as_they_were_made() -> None:
    two = Image.new("RGB", (2, 1))
    two.putpixel((0, 0), (9, 8, 7))
    model = TorchUMM(target="bagel")
    [edited] = asked(model, "edit", Request("mirror it", (two,)))
    assert [edited.getpixel((x, 0)) for x in (0, 1)] == [(0, 0, 0), (9, 8, 7)]
    assert asked(model, "understand", Request("what?", (PICTURE,)), Request("refine")) == [
        "what? [(6, 4)]",
        "refine []",
    ]


@pytest.mark.parametrize("backbone", ["bagel", "emu3", "omnigen2", "tokenflow"])
def test_the_seed_alone_decides_the_picture_wherever_the_backbone_takes_it_from(backbone: str) -> None:
    model = TorchUMM(target=backbone)
    first, second = asked(model, "generate", Request("x", seed=1), Request("x", seed=2))
    np.random.seed(3)
    [again] = asked(model, "generate", Request("x", seed=2))
    assert again.tobytes() == second.tobytes()
    assert first.tobytes() != second.tobytes()


def test_parameters_reach_the_backbone_by_verb() -> None:
    model = TorchUMM(target="bagel", generate={"num_timesteps": 24}, backbone={"model_path": "x"}, seed_name="noise")
    asked(model, "generate", Request("x", seed=7))
    assert model.pipeline.backbone.seen == [{"num_timesteps": 24, "noise": 7}]
    assert model.pipeline.backbone.cfg == {"model_path": "x"}


def test_replies_are_found_in_every_shape_and_missing_ones_are_trouble() -> None:
    emu3, omnigen2 = TorchUMM(target="emu3"), TorchUMM(target="omnigen2")
    assert asked(emu3, "understand", Request("x", (PICTURE,))) == ["seen"]
    assert asked(omnigen2, "understand", Request("x")) == ["fine"]
    [nothing] = asked(emu3, "understand", Request("x"))
    [failed] = asked(omnigen2, "understand", Request("fail"))
    assert str(nothing) == "emu3 returned nothing to understand"
    assert str(failed) == "omnigen2 returned nothing to understand: too long"


def test_a_failure_told_as_a_result_is_trouble_of_its_request_alone() -> None:
    answers = asked(TorchUMM(target="omnigen2"), "generate", Request("fail"), Request("x"))
    assert str(answers[0]) == "omnigen2 returned nothing to generate: No images were generated. out of luck"
    assert isinstance(answers[1], Image.Image)


def test_the_identity_says_backbone_weights_and_parameters_and_no_secrets(tmp_path: Path) -> None:
    folder = tmp_path / "Janus"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    model = TorchUMM(target="bagel", backbone={"model_path": str(folder), "hf_token": "hidden"}, edit={"steps": 3})
    said = json.loads(json.dumps(model.identity()))
    weights = said["settings"]["model_path"]["weights"]
    assert (said["backbone"], said["settings"]) == ("bagel", {"model_path": {"weights": weights}})
    assert len(weights) == len(said["code"]) == 64
    assert said["call"]["edit"] == {"steps": 3}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"target": ""}, "needs a backbone"),
        ({"backbones": {}}, "Did you mean 'backbone'"),
        ({"generate": 3}, "generate is 3, expected a table"),
        ({"verbs": ["editing"]}, "Did you mean 'edit'"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Settings.of({"target": "bagel", **settings}, "[t]")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"target": "bagle"}, "bagle cannot be loaded: .*Registered backbones: .*bagel"),
        ({"target": "bagel", "backbone": {"broken": True}}, "bagel cannot be loaded: no weights here"),
    ],
)
def test_a_backbone_that_cannot_be_loaded_is_one_line(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        TorchUMM(**settings)


def test_without_torchumm_the_error_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "umm", None)
    with pytest.raises(ModelError, match=r"needs TorchUMM: git clone --recursive .* && pip install -e TorchUMM"):
        resolve("torchumm:bagel", {}).build()
