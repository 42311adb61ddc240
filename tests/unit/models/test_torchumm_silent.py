"""What TorchUMM's backbones do without a word (prompts split or replaced, empty replies, other directories): it comes
out right or is an error. Its stand-in does here what its code does at 083395e."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.torchumm import Settings, TorchUMM

PICTURE = Image.new("RGB", (6, 4), "red")
PIPELINE: Final = '''
import os
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

from PIL import Image


def painted(prompt):
    return Image.new("RGB", (4, 4), zlib.crc32(prompt.encode()) & 0xFFFFFF)


class ShowO:
    """Writes its prompts into a file; a script in another directory reads that by lines, and draws each."""

    def load(self, cfg):
        self.cfg = cfg

    def generate(self, batch, gen_cfg):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "validation_prompts.txt"
            file.write_text("\\n".join([batch["prompt"]]), encoding="utf-8")
            prompts = file.read_text(encoding="utf-8").splitlines()
        pictures = [painted(prompt) for prompt in prompts]
        pictures[0].save(batch["output_path"])
        return {"images": [], "saved_paths": [batch["output_path"]], "stdout": "", "stderr": "", "returncode": 0}

    def understand(self, batch, understanding_cfg):
        return {"text": "", "returncode": 1, "stderr": "CUDA error: device-side assert"}


class Emu35:
    """Edits by the last line of a prompt that it finds long."""

    def load(self, cfg):
        self.cfg = cfg

    def editing(self, prompt=None, images=None, output_path=None, editing_cfg=None):
        lines = [line.strip() for line in prompt.strip().splitlines() if line.strip()]
        taken = prompt if len(lines) <= 3 and len(prompt) < 500 else (lines[-1] if lines else prompt)
        return {"images": [painted(taken)], "image_paths": [], "output_path": ""}

    def understanding(self, prompt=None, images=None, videos=None, understanding_cfg=None):
        return {"text": "  " if images else "Refined."}


class Elsewhere:
    """Draws in a process of its own, in another directory, as blip3o and tokenflow do."""

    def load(self, cfg):
        self.cfg = cfg

    def generate(self, batch, gen_cfg):
        look = f"import pathlib; print(pathlib.Path({self.cfg['model_path']!r}).exists())"
        with tempfile.TemporaryDirectory() as folder:
            ran = subprocess.run([sys.executable, "-c", look], cwd=folder, capture_output=True, text=True)
        if ran.stdout.strip() != "True":
            return {"error": f"no weights at {self.cfg['model_path']}"}
        painted(batch["prompt"]).save(batch["output_path"])
        return {"images": [], "params": gen_cfg}


BACKBONES = {"show_o": ShowO, "show_o2": ShowO, "emu3_5": Emu35, "blip3o": Elsewhere}


class InferencePipeline:
    def __init__(self, backbone_name, backbone_cfg=None):
        self.backbone = BACKBONES[backbone_name]()
        self.backbone.load(backbone_cfg or {})
        self.params = []

    def run(self, payload):
        batch = {key: payload.get(key) for key in ("prompt", "images", "output_path")}
        self.params.append(payload.get("params"))
        if payload["task"] == "generation":
            return self.backbone.generate(batch=batch, gen_cfg=payload["params"])
        if payload["task"] == "editing":
            return self.backbone.editing(prompt=batch["prompt"], images=batch["images"])
        if hasattr(self.backbone, "understanding"):
            return self.backbone.understanding(prompt=batch["prompt"], images=batch["images"])
        return self.backbone.understand(batch=batch, understanding_cfg={})
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


def asked(model: TorchUMM, verb: str, prompt: str) -> Any:
    images = () if verb == "generate" else (PICTURE,)
    return getattr(model, verb)([Request(prompt, images)])[0]


def shown(picture: Any) -> int:
    assert isinstance(picture, Image.Image)
    red, green, blue = picture.convert("RGB").getpixel((0, 0))  # type: ignore[misc]
    return int(red) | int(green) << 8 | int(blue) << 16


def colour(prompt: str) -> int:
    """Of the picture that is drawn for this prompt and no other."""
    return zlib.crc32(prompt.encode()) & 0xFFFFFF


CODE = "for i in range(3):\n    draw('red square')\nfor i in range(2):\n    draw('blue disc')"


@pytest.mark.parametrize("backbone", ["show_o", "show_o2"])
def test_a_prompt_of_several_lines_is_no_picture_of_its_first(backbone: str) -> None:
    answer = asked(TorchUMM(target=backbone), "generate", CODE)
    assert isinstance(answer, ModelError)
    assert "the 4 lines of this one would be as many prompts" in str(answer)
    assert "join_lines = true" in str(answer)


@pytest.mark.parametrize("backbone", ["show_o", "show_o2"])
def test_its_lines_are_joined_where_the_table_says_so(backbone: str) -> None:
    model = TorchUMM(target=backbone, join_lines=True)
    joined = "for i in range(3): draw('red square') for i in range(2): draw('blue disc')"
    assert shown(asked(model, "generate", CODE)) == colour(joined)
    assert model.identity()["join_lines"] is True


ODD = ("a\x0bb", "a\u2028b", "a\x85b", "a\rb", "\na", "a\n", " a ")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(alphabet="ab \n\r\x0b\x0c\x1c\x85\u2028", min_size=1, max_size=12).filter(str.strip) | st.sampled_from(ODD)
)
@example("a\nb")
def test_whatever_ends_a_line_the_whole_prompt_is_drawn_or_none(prompt: str) -> None:
    answer = asked(TorchUMM(target="show_o"), "generate", prompt)
    if isinstance(answer, ModelError):
        assert len(prompt.splitlines()) > 1
    else:
        assert shown(answer) == colour(prompt.splitlines()[0])
        assert len(prompt.splitlines()) == 1


LONG = "Mark every number in the picture. " * 15


@pytest.mark.parametrize("prompt", ["one\ntwo\nthree\nfour", LONG, f"Do as follows:\n{LONG}", "a" * 500])
def test_emu35_is_not_asked_to_edit_by_a_prompt_that_it_would_replace(prompt: str) -> None:
    answer = asked(TorchUMM(target="emu3_5"), "edit", prompt)
    assert isinstance(answer, ModelError)
    assert "by the last line alone of a longer one" in str(answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(alphabet="a \n\r\u2028", min_size=1, max_size=20).filter(str.strip) | st.integers(1, 600).map("a".__mul__)
)
def test_what_emu35_edits_by_is_the_whole_prompt(prompt: str) -> None:
    answer = asked(TorchUMM(target="emu3_5"), "edit", prompt)
    assert isinstance(answer, ModelError) or shown(answer) == colour(prompt)


@pytest.mark.parametrize("backbone", ["show_o", "emu3_5"])
def test_an_empty_reply_is_an_error_and_no_answer(backbone: str) -> None:
    answer = asked(TorchUMM(target=backbone), "understand", "Which?")
    assert isinstance(answer, ModelError)
    assert f"{backbone} returned nothing to understand" in str(answer)


def test_what_an_empty_reply_came_with_is_quoted() -> None:
    assert "device-side assert" in str(asked(TorchUMM(target="show_o"), "understand", "Which?"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "models/BLIP3o").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_relative_paths_hold_in_a_backbones_other_directory() -> None:
    model = TorchUMM(target="blip3o", backbone={"model_path": "models/BLIP3o"})
    assert shown(asked(model, "generate", "a cart")) == colour("a cart")
    assert "BLIP3o" not in str(model.identity()["settings"]), "its place is not what it is"


def test_paths_at_any_depth_and_in_parameters_are_made_absolute(here: Path) -> None:
    (here / "models/vae.pth").touch()
    table = {
        "model_path": "models/BLIP3o",
        "blip3o_root": "not/cloned/yet",
        "output_dir": "out",
        "vq_hub": "BAAI/Emu3-VisionTokenizer",
        "torch_dtype": "models",
        "generation_cfg": {"vae_path": "models/vae.pth", "steps": 3},
        "python_executable": "~/envs/x/bin/python",
    }
    model = TorchUMM(target="blip3o", backbone=table, generate={"config_path": "models/vae.pth", "seed": 3})
    assert model.pipeline.backbone.cfg == {
        "model_path": f"{here}/models/BLIP3o",
        "blip3o_root": f"{here}/not/cloned/yet",
        "output_dir": f"{here}/out",
        "vq_hub": "BAAI/Emu3-VisionTokenizer",
        "torch_dtype": "models",
        "generation_cfg": {"vae_path": f"{here}/models/vae.pth", "steps": 3},
        "python_executable": "~/envs/x/bin/python",
    }
    asked(model, "generate", "a cart")
    assert model.pipeline.params == [{"config_path": f"{here}/models/vae.pth", "seed": 3}]


def test_joining_is_said_with_true_or_false() -> None:
    with pytest.raises(UsageError, match="join_lines is 'yes', expected true or false"):
        Settings.of({"target": "show_o", "join_lines": "yes"}, "[t]")
