"""A repository and a checkpoint with BAGEL's names, signatures and file layout, and next to no model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

INFERENCER: Final = """
import torch
from PIL import Image
from data.data_utils import pil_img2rgb


class InterleaveInferencer:
    def __init__(self, model, vae_model, tokenizer, vae_transform, vit_transform, new_token_ids):
        assert not model.training, "eval mode"
        assert next(model.parameters()).dtype == torch.bfloat16
        assert new_token_ids == {"eos_token_id": 1}
        assert (vae_transform.sizes, vit_transform.sizes) == ((1024, 512, 16), (980, 224, 14))
        self.model, self.vae_model = model, vae_model
        self.calls = []

    def interleave_inference(
        self, input_lists, think=False, understanding_output=False, max_think_token_n=1000, do_sample=False,
        text_temperature=0.3, cfg_text_scale=3.0, cfg_img_scale=1.5, cfg_interval=[0.4, 1.0], timestep_shift=3.0,
        num_timesteps=50, cfg_renorm_min=0.0, cfg_renorm_type="global", image_shapes=(1024, 1024),
        enable_taylorseer=False,
    ):
        self.calls.append({name: value for name, value in locals().items() if name != "self"})
        thought = ["<think>hm</think>"] if think else []
        text = next(each for each in input_lists if isinstance(each, str))
        if text == "silence":
            return []
        if understanding_output:
            seen = [pil_img2rgb(each).size for each in input_lists if isinstance(each, Image.Image)]
            return ["".join([*thought, f"{text} {seen}"])]
        with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
            drawn = self.vae_model.decode(torch.rand(1, 3, 8, 8))[0].permute(1, 2, 0)
        return [*thought, Image.fromarray((drawn * 255).to(torch.uint8).cpu().numpy())]

    def __call__(self, image=None, text=None, **kargs):
        given = [each for each in (image, text) if each is not None]
        said = {"image": None, "text": None}
        for each in self.interleave_inference(given, **kargs):
            said["image" if isinstance(each, Image.Image) else "text"] = each
        return said
"""
MODEL: Final = """
import json
import torch


class Config:
    def __init__(self, **values):
        vars(self).update(values)

    @classmethod
    def from_json_file(cls, path):
        with open(path) as file:
            return cls(**json.load(file))


class Qwen2Config(Config): ...
class SiglipVisionConfig(Config): ...
class BagelConfig(Config): ...


class Qwen2ForCausalLM(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        assert (config.qk_norm, config.tie_word_embeddings) == (True, False)
        assert config.layer_module == "Qwen2MoTDecoderLayer"
        self.model = torch.nn.Module()
        self.model.embed_tokens = torch.nn.Embedding(4, 2)


class SiglipVisionModel(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        assert (config.rope, config.num_hidden_layers) == (False, 26)
        self.vision_model = torch.nn.Module()
        self.vision_model.embeddings = Embeddings()


class Embeddings(torch.nn.Module):
    def convert_conv2d_to_linear(self, config, meta=False):
        assert meta
        self.patch_embedding = torch.nn.Linear(2, 2)


class Bagel(torch.nn.Module):
    def __init__(self, language_model, vit_model, config):
        super().__init__()
        assert config.vae_config == "vae config" and config.max_latent_size == 64
        self.language_model, self.vit_model = language_model, vit_model
        self.vae2llm = torch.nn.Linear(2, 2)
"""
VAE: Final = """
import torch


class AutoEncoder(torch.nn.Module):
    \"\"\"Its weights are on one device: what comes from another, or in another precision, is refused.\"\"\"

    def __init__(self):
        super().__init__()
        self.scale = torch.nn.Linear(1, 1, bias=False)
        self.scale.weight.data.fill_(1.0)

    def _scaled(self, given):
        assert (given.device, given.dtype) == (self.scale.weight.device, torch.float32)
        scaled = self.scale(given.flatten()[:, None]).reshape(given.shape)
        assert scaled.dtype == torch.float32, "no autocast"
        return scaled

    encode = decode = _scaled


def load_ae(local_path):
    open(local_path).close()
    return AutoEncoder(), "vae config"
"""
FILES: Final = {
    "inferencer.py": INFERENCER,
    "requirements.txt": "",
    "modeling/__init__.py": "",
    "modeling/bagel/__init__.py": MODEL,
    "modeling/autoencoder.py": VAE,
    "modeling/qwen2/__init__.py": (
        "class Qwen2Tokenizer:\n    @classmethod\n    def from_pretrained(cls, path):\n        return cls()\n"
    ),
    "data/__init__.py": "",
    "data/data_utils.py": (
        'def add_special_tokens(tokenizer):\n    return tokenizer, {"eos_token_id": 1}, 2\n\n\n'
        'def pil_img2rgb(image):\n    return image.convert("RGB")\n'
    ),
    "data/transforms.py": "class ImageTransform:\n    def __init__(self, *sizes):\n        self.sizes = sizes\n",
}


def repository(folder: Path) -> Path:
    """Its code."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def checkpoint(folder: Path) -> Path:
    """Its configs and weights."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    (folder / "llm_config.json").write_text(json.dumps({"hidden_size": 2}))
    (folder / "vit_config.json").write_text(json.dumps({"num_hidden_layers": 27}))
    (folder / "ae.safetensors").write_bytes(b"")
    names = {
        "language_model.model.embed_tokens.weight": (4, 2),
        "vit_model.vision_model.embeddings.patch_embedding.weight": (2, 2),
        "vit_model.vision_model.embeddings.patch_embedding.bias": (2,),
        "vae2llm.weight": (2, 2),
        "vae2llm.bias": (2,),
    }
    save_file({name: torch.full(shape, 0.5) for name, shape in names.items()}, folder / "ema.safetensors")
    return folder
