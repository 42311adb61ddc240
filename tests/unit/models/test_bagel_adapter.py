"""The bagel adapter against a stand-in repository: its loading recipe runs for real, on the CPU."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.extensions.weights import code_fingerprint
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.resolve import resolve
from pytest_realunify.taxonomy import VERBS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

import bagelstandin  # noqa: E402 (it builds what the two libraries above are needed for)
from pytest_realunify.models.bagel import Bagel, Settings  # noqa: E402
from pytest_realunify.models.bagel.identity import CODE  # noqa: E402
from pytest_realunify.models.bagel.loading import _first_device  # noqa: E402

PICTURE = Image.new("RGB", (6, 4), "red")


def forget() -> None:
    """The modules of any repository."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("data", "modeling", "inferencer")]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """`repo` and `target`, and leave to do without a GPU. What its loading leaves in sys.modules goes with it."""
    forget()
    root = tmp_path_factory.mktemp("bagel")
    yield {
        "repo": str(bagelstandin.repository(root / "Bagel")),
        "target": str(bagelstandin.checkpoint(root / "BAGEL-7B-MoT")),
        "allow_cpu": True,
    }
    forget()


@pytest.fixture
def bagel(places: dict[str, Any]) -> Bagel:
    return Bagel(**places)


def asked(model: Bagel, verb: str, *requests: Request) -> list[Any]:
    answers: list[Any] = getattr(model, verb)(requests)
    return answers


def test_the_checkpoint_s_weights_are_loaded_on_one_device(bagel: Bagel) -> None:
    weights = dict(bagel.inferencer.model.named_parameters())
    assert len(weights) == 5
    assert all(bool((each == 0.5).all()) for each in weights.values())


def test_the_path_is_left_as_it_was(places: dict[str, Any]) -> None:
    before = list(sys.path)
    Bagel(**places)
    assert sys.path == before


def test_each_verb_is_one_call_of_the_inferencer_with_its_own_arguments(bagel: Bagel) -> None:
    asked(bagel, "understand", Request("what?", (PICTURE,)))
    asked(bagel, "generate", Request("a circle"))
    asked(bagel, "edit", Request("restore it", (PICTURE,)))
    understood, drawn, edited = bagel.inferencer.calls
    assert (understood["understanding_output"], understood["input_lists"]) == (True, [PICTURE, "what?"])
    assert (drawn["understanding_output"], drawn["input_lists"]) == (False, ["a circle"])
    assert (drawn["cfg_text_scale"], drawn["cfg_interval"], drawn["cfg_renorm_type"]) == (4.0, (0.4, 1.0), "global")
    assert (edited["cfg_img_scale"], edited["cfg_interval"]) == (2.0, (0.0, 1.0))
    assert edited["cfg_renorm_type"] == "text_channel"
    assert not any(call["think"] for call in bagel.inferencer.calls)


def test_the_table_s_arguments_reach_the_call(places: dict[str, Any]) -> None:
    table = {"generate": {"num_timesteps": 24, "timestep_shift": 4, "image_shapes": [512, 768], "think": True}}
    model = Bagel(**places, **table)
    asked(model, "generate", Request("a circle"))
    asked(model, "understand", Request("what?"))
    drawn, understood = model.inferencer.calls
    assert (drawn["num_timesteps"], drawn["timestep_shift"], drawn["image_shapes"]) == (24, 4.0, (512, 768))
    assert (drawn["think"], understood["think"]) == (True, False)


def test_text_alone_can_be_understood_so_that_prompts_can_be_refined(bagel: Bagel) -> None:
    assert asked(bagel, "understand", Request("refine this")) == ["refine this []"]
    assert asked(bagel, "understand", Request("what?", (PICTURE,))) == ["what? [(6, 4)]"]


def test_what_it_thought_is_part_of_the_reply_and_not_of_the_picture(places: dict[str, Any]) -> None:
    model = Bagel(**places, think=True)
    assert asked(model, "understand", Request("x")) == ["<think>hm</think>x []"]
    assert isinstance(asked(model, "edit", Request("x", (PICTURE,)))[0], Image.Image)


def test_the_seed_alone_decides_the_noise(bagel: Bagel) -> None:
    first, second = asked(bagel, "generate", Request("x", seed=1), Request("x", seed=2**32 - 1))
    [again] = asked(bagel, "generate", Request("x", seed=2**32 - 1))
    assert again.tobytes() == second.tobytes()
    assert first.tobytes() != second.tobytes()


def test_a_request_it_cannot_take_fails_alone(bagel: Bagel) -> None:
    answers = asked(bagel, "edit", Request("x"), Request("x", (PICTURE,)), Request("x", (PICTURE, PICTURE)))
    assert [type(each).__name__ for each in answers] == ["ModelError", "Image", "ModelError"]
    assert "to edit, and was given 2" in str(answers[2])


def test_no_answer_is_trouble_and_not_an_empty_reply(bagel: Bagel) -> None:
    assert [str(each) for each in asked(bagel, "understand", Request("silence"))] == [
        "BAGEL returned nothing to understand"
    ]


def test_the_table_can_leave_verbs_out(places: dict[str, Any]) -> None:
    model = Bagel(**places, verbs=["understand"])
    assert [supports(model, verb) for verb in VERBS] == [True, False, False]


def test_the_identity_says_weights_code_and_arguments_and_no_place(bagel: Bagel, places: dict[str, Any]) -> None:
    said = json.loads(json.dumps(bagel.identity()))
    assert (said["dtype"], said["checkpoint"], len(said["code"])) == ("bfloat16", "ema.safetensors", 64)
    assert said["call"]["edit"]["cfg_renorm_type"] == "text_channel"
    assert places["repo"] not in json.dumps(said)


def test_a_module_of_the_same_name_from_elsewhere_is_not_mistaken_for_its_own(
    places: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "data", ModuleType("data"))
    with pytest.raises(ModelError, match="another one of that name is already imported"):
        Bagel(**places)


def test_code_that_cannot_be_imported_says_which_requirements(places: dict[str, Any], tmp_path: Path) -> None:
    repo = tmp_path / "Bagel"
    shutil.copytree(places["repo"], repo)
    (repo / "inferencer.py").write_text("import flash_attn_of_no_such_version\n")
    forget()
    with pytest.raises(ModelError, match=r"flash_attn_of_no_such_version.*pip install -r .*requirements\.txt"):
        Bagel(**{**places, "repo": str(repo)})
    forget()


def test_attention_that_is_not_there_says_its_own_command(places: dict[str, Any], tmp_path: Path) -> None:
    """requirements.txt has it commented out."""
    repo = tmp_path / "Bagel"
    shutil.copytree(places["repo"], repo)
    (repo / "inferencer.py").write_text("from flash_attn import flash_attn_varlen_func\n")
    forget()
    with pytest.raises(ModelError, match=r"flash_attn.*; pip install flash_attn==2\.5\.8 --no-build-isolation$"):
        Bagel(**{**places, "repo": str(repo)})
    forget()


def test_without_a_gpu_nothing_is_loaded(places: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    forget()
    with pytest.raises(ModelError, match=r"needs a CUDA device, and torch .* sees none here.*allow_cpu = true"):
        Bagel(repo=places["repo"], target=places["target"])
    assert "inferencer" not in sys.modules


def test_pictures_are_decoded_where_the_table_says_and_come_back(places: dict[str, Any]) -> None:
    """On the one device that every machine has beside the CPU: it has shapes and no numbers."""
    model = Bagel(**places, vae_device="meta")
    vae = model.inferencer.vae_model
    assert {each.device.type for each in vae.vae.parameters()} == {"meta"}
    assert not vae.vae.training
    sent: list[Any] = []

    def decode(given: Any) -> Any:
        sent.append(given)
        return torch.zeros(given.shape)

    vae.vae.decode = decode
    with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
        decoded = vae.decode(torch.rand(1, 3, 8, 8))
    assert sent[0].device.type == "meta"
    assert (decoded.device.type, decoded.shape) == ("cpu", (1, 3, 8, 8))
    assert model.identity() == Bagel(**places).identity()


def test_by_itself_the_autoencoder_is_where_the_first_layers_are(bagel: Bagel) -> None:
    assert bagel.inferencer.vae_model.device == torch.device("cpu")
    given = torch.rand(2, 3, 4, 4)
    with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
        assert torch.equal(bagel.inferencer.vae_model.encode(given), given)


@pytest.mark.parametrize(
    ("placed", "device"),
    [
        ({"": 1}, "cuda:1"),
        ({"language_model.model.embed_tokens": 0, "vae2llm": 1}, "cuda:0"),
        ({"language_model.model.embed_tokens": "disk"}, "cpu"),
        ({"": "cpu"}, "cpu"),
        ({}, "cpu"),
    ],
)
def test_which_device_that_is_follows_from_the_map(placed: dict[str, Any], device: str) -> None:
    assert _first_device(placed) == device


@pytest.mark.parametrize("file", ["inferencer.py", "data/transforms.py", "modeling/bagel/__init__.py"])
def test_the_identity_changes_with_the_code(places: dict[str, Any], tmp_path: Path, file: str) -> None:
    repo = tmp_path / "Bagel"
    shutil.copytree(places["repo"], repo)
    before = code_fingerprint(repo, *CODE)
    with (repo / file).open("a") as code:
        code.write("# changed\n")
    assert code_fingerprint(repo, *CODE) != before
    (repo / "data/notes.txt").touch()
    shutil.copytree(repo, tmp_path / "elsewhere")
    assert code_fingerprint(tmp_path / "elsewhere", *CODE) == code_fingerprint(repo, *CODE)


def test_it_answers_as_long_as_the_app_does(bagel: Bagel) -> None:
    asked(bagel, "understand", Request("what?", (PICTURE,)))
    asked(bagel, "generate", Request("a circle"))
    assert [call["max_think_token_n"] for call in bagel.inferencer.calls] == [512, 1024]


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("models/BAGEL", "models/BAGEL"),
        (r"C:\models\new", r"C:\models\new"),
        ('the "best" é𝄞', 'the "best" é𝄞'),
        ("", "models/BAGEL-7B-MoT"),
    ],
)
def test_a_checkpoint_alone_says_which_table_to_write(typed: str, target: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve(f"bagel:{typed}", {})
    lines = str(caught.value).splitlines()
    table = tomllib.loads("\n".join(lines[2:-1]))
    assert table == {"adapter": "bagel", "repo": "Bagel", "target": target}
    assert lines[1] == "[tool.realunify.models.bagel]"
    assert "git clone https://github.com/ByteDance-Seed/Bagel" in str(caught.value)


def test_a_damaged_config_is_one_line(places: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "damaged"
    shutil.copytree(places["target"], target)
    (target / "llm_config.json").write_text("{")
    with pytest.raises(ModelError, match="BAGEL cannot be loaded") as caught:
        Bagel(**{**places, "target": str(target)})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"repo": ""}, r'needs repo = "…": a clone of https://github.com/ByteDance-Seed/Bagel'),
        ({"target": ""}, 'needs target = "…"'),
        ({"repo": "/nowhere"}, "there is no /nowhere/inferencer.py"),
        ({"checkpoint": "model.safetensors"}, "there is no .*model.safetensors"),
        ({"quantization": "nf5"}, "Did you mean 'nf4'"),
        ({"thinks": True}, "Did you mean 'think'"),
        ({"edit": {"image_shapes": [1, 2]}}, r"unknown setting in \[t\], edit: 'image_shapes'"),
        ({"generate": {"cfg_interval": [0.4]}}, "expected two numbers"),
        ({"verbs": ["draw"]}, r"unknown verb in \[t\]: 'draw'"),
    ],
)
def test_settings_that_cannot_be_are_refused(places: dict[str, Any], settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Settings.of({**places, **settings}, "[t]")


def test_the_table_is_checked_when_the_name_is_resolved(places: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"\[tool\.realunify\.models\.b\]: 'generat'\. Did you mean 'generate'"):
        resolve("b", {"b": {"adapter": "bagel", **places, "generat": {}}})


@pytest.mark.parametrize("missing", ["torch", "accelerate"])
def test_without_the_libraries_the_error_says_what_to_type(
    places: dict[str, Any], missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModelError, match=rf"needs {missing}: pip install 'pytest-realunify\[bagel\]'"):
        resolve("b", {"b": {"adapter": "bagel", **places}}).build()
