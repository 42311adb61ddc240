"""Pipelines of diffusers' real classes with random weights and next to no parameters, saved to a folder."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Final

SIZE: Final = 64
"""Pixels across, of what they draw by default."""


def stable_diffusion(folder: Path) -> Path:
    """Text to picture."""
    diffusers = _seeded()
    pipeline = diffusers.StableDiffusionPipeline(
        vae=_vae(), unet=_livelier(_unet(4)), scheduler=_ddim(), safety_checker=None, feature_extractor=None,
        requires_safety_checker=False, **_clip(),
    )  # fmt: skip
    return _saved(pipeline, folder)


def instruct_pix2pix(folder: Path) -> Path:
    """Picture and text to picture: the edited one is as large as the given."""
    diffusers = _seeded()
    pipeline = diffusers.StableDiffusionInstructPix2PixPipeline(
        vae=_vae(), unet=_livelier(_unet(8)), scheduler=_ddim(), safety_checker=None, feature_extractor=None,
        requires_safety_checker=False, **_clip(),
    )  # fmt: skip
    return _saved(pipeline, folder)


def flux_kontext(folder: Path) -> Path:
    """Text, with or without a picture, to picture. Ask it with `max_area` and `_auto_resize=False`."""
    from transformers import T5Config, T5EncoderModel

    diffusers = _seeded()
    transformer = diffusers.FluxTransformer2DModel(
        patch_size=1,
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=32,
        pooled_projection_dim=32,
        axes_dims_rope=(4, 4, 8),
        guidance_embeds=True,
    )
    t5 = T5EncoderModel(
        T5Config(vocab_size=400, d_model=32, d_ff=37, d_kv=8, num_layers=1, num_heads=4, is_encoder_decoder=False)
    )
    clip = _clip()
    pipeline = diffusers.FluxKontextPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        vae=_vae(norm_num_groups=1, shift_factor=0.0609, scaling_factor=1.5035),
        text_encoder_2=t5,
        tokenizer_2=clip["tokenizer"],
        transformer=_livelier(transformer),
        **clip,
    )
    return _saved(pipeline, folder)


def _seeded() -> Any:
    import torch

    torch.manual_seed(0)
    return importlib.import_module("diffusers")


def _livelier(model: Any) -> Any:
    """With weights twice as large. As they are, prompt and given picture move a pixel by a few grey levels."""
    import torch

    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(2)
    return model


def _ddim() -> Any:
    return importlib.import_module("diffusers").DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, steps_offset=1
    )


def _unet(channels: int) -> Any:
    return importlib.import_module("diffusers").UNet2DConditionModel(
        block_out_channels=(8, 16),
        layers_per_block=1,
        sample_size=SIZE // 8,
        in_channels=channels,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=2,
        norm_num_groups=2,
    )


def _vae(**more: Any) -> Any:
    """Eight times smaller across, as real ones are: attention over the benchmark's pictures of 1,000 px stays quick."""
    return importlib.import_module("diffusers").AutoencoderKL(
        **{
            "block_out_channels": (4, 4, 8, 8),
            "down_block_types": ("DownEncoderBlock2D",) * 4,
            "up_block_types": ("UpDecoderBlock2D",) * 4,
            "latent_channels": 4,
            "norm_num_groups": 2,
            "sample_size": SIZE,
            **more,
        }
    )


def _clip() -> dict[str, Any]:
    """A text encoder and its byte-level tokenizer; of 77 tokens, as the pipelines pad to what it says."""
    from transformers import CLIPTextConfig, CLIPTextModel

    from tinymodels import tokenizer

    words = tokenizer()
    words.model_max_length = 77
    config = CLIPTextConfig(
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
        hidden_size=32,
        projection_dim=32,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        vocab_size=len(words),
        max_position_embeddings=77,
    )
    return {"text_encoder": CLIPTextModel(config), "tokenizer": words}


def _saved(pipeline: Any, folder: Path) -> Path:
    pipeline.save_pretrained(folder)
    return folder
