"""Models of the real classes, tiny and with random weights, built from configs and saved to a folder."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SIZE: Final = 32
"""Pixels across, of what the tiny Janus sees and draws."""
PATCH: Final = 8
TEMPLATE: Final = (
    "{{ bos_token }}{% for m in messages %}{{ m['role'] }}: {% if m['content'] is string %}{{ m['content'] }}"
    "{% else %}{% for part in m['content'] %}{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}"
    "{% endif %}{% endfor %}{% endif %}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
)
SPREAD: Final = 0.3
"""Of the random weights. With the usual 0.02 all scores are alike, and every prompt gets the same answer."""
ENDS: Final = range(7, 256, 6)
"""Tokens that may end a reply beside the true end. A random model hardly ever says that one, and goes on to the limit;
with these, replies end after a few tokens, some sooner than others."""
SPECIAL: Final = {"pad_token": "<pad>", "bos_token": "<bos>", "eos_token": "<eos>"}


def tokenizer(named: Mapping[str, str] | None = None) -> Any:
    """Byte-level, without merges: any text is tokens, one a byte. `named` are more special tokens by attribute."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    named = named or {}
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = [*SPECIAL.values(), *named.values(), *alphabet]
    plain = Tokenizer(models.BPE(vocab={token: number for number, token in enumerate(vocabulary)}, merges=[]))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    library = _library("transformers")
    return library.PreTrainedTokenizerFast(tokenizer_object=plain, **SPECIAL, extra_special_tokens=dict(named))


def text_shape(vocabulary: int) -> dict[str, Any]:
    """A language model of two layers, as Llama and its like are configured."""
    return {
        "vocab_size": vocabulary,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 8192,
        "pad_token_id": 0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "initializer_range": SPREAD,
    }


def language_model(folder: Path) -> Path:
    """Text alone: a Llama with a chat template."""
    library = _seeded()
    words = tokenizer()
    words.chat_template = TEMPLATE
    return saved(folder, library.LlamaForCausalLM(library.LlamaConfig(**text_shape(len(words)))), words)


def llava(folder: Path, ends: Iterable[int] = ()) -> Path:
    """Pictures and text in, text out. `ends` are tokens that end a reply too, as the checkpoint says."""
    library = _seeded()
    words = tokenizer({"image_token": "<image>"})
    seeing = library.CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        image_size=SIZE,
        patch_size=PATCH,
        projection_dim=32,
    )
    config = library.LlavaConfig(
        vision_config=seeing,
        text_config=library.LlamaConfig(**text_shape(len(words))),
        image_token_index=words.convert_tokens_to_ids("<image>"),
        image_seq_length=(SIZE // PATCH) ** 2,
        vision_feature_select_strategy="default",
        vision_feature_layer=-2,
        initializer_range=SPREAD,
    )
    size = {"height": SIZE, "width": SIZE}
    processor = library.LlavaProcessor(
        library.CLIPImageProcessorPil(size={"shortest_edge": SIZE}, crop_size=size),
        words,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        chat_template=TEMPLATE,
        num_additional_image_tokens=1,
    )
    model = library.LlavaForConditionalGeneration(config)
    model.generation_config.eos_token_id = [2, *ends]
    return saved(folder, model, processor)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a Janus is; what a part's table does not say is as in Janus-Pro-1B."""

    size: int
    """Pixels across, of what it sees and draws."""
    patch: int
    text: Mapping[str, Any]
    seeing: Mapping[str, Any]
    drawing: Mapping[str, Any]


def tiny() -> Shape:
    """Of 0.4 million parameters."""
    return Shape(
        SIZE,
        PATCH,
        text_shape(0),
        {
            "hidden_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 4,
            "projection_dim": 32,
            "mlp_ratio": 2.0,
            "initializer_range": SPREAD,
        },
        {
            "embed_dim": 8,
            "num_embeddings": 64,
            "latent_channels": 32,
            "base_channels": 32,
            "channel_multiplier": [1, 1, 1, 1],
            "num_res_blocks": 1,
            "projection_dim": 32,
            "image_token_embed_dim": 32,
            "num_hidden_layers": 1,
            "initializer_range": 0.05,
        },
    )


def janus(folder: Path, ends: Iterable[int] = ()) -> Path:
    """A unified model: understands pictures of 32 x 32, and draws such. `ends` as for `llava`."""
    return saved(folder, *janus_of(tiny(), ends))


def janus_of(shape: Shape, ends: Iterable[int] = ()) -> tuple[Any, Any]:
    """Model and processor. The vocabulary is that of the byte-level tokenizer, whatever the shape says."""
    library = _seeded()
    words = tokenizer({"image_token": "<image>", "boi_token": "<boi>", "eoi_token": "<eoi>"})
    tokens = (shape.size // shape.patch) ** 2
    config = library.JanusConfig(
        text_config=library.LlamaConfig(**{**shape.text, "vocab_size": len(words)}),
        vision_config=library.JanusVisionConfig(
            **shape.seeing, image_size=shape.size, patch_size=shape.patch, num_image_tokens=tokens
        ),
        vq_config=library.JanusVQVAEConfig(**shape.drawing),
        image_token_id=words.convert_tokens_to_ids("<image>"),
    )
    model = library.JanusForConditionalGeneration(config)
    model.generation_config = library.GenerationConfig(
        bos_token_id=1,
        eos_token_id=[2, *ends],
        pad_token_id=0,
        guidance_scale=5.0,
        generation_kwargs={"boi_token_id": words.convert_tokens_to_ids("<boi>")},
    )
    pixels = library.JanusImageProcessorPil(
        size={"height": shape.size, "width": shape.size}, image_mean=[0.5] * 3, image_std=[0.5] * 3
    )
    return model, library.JanusProcessor(pixels, words, chat_template=TEMPLATE, num_image_tokens=tokens)


def emu3(folder: Path) -> Path:
    """A unified model whose pictures are rows of tokens of its one vocabulary."""
    library = _seeded()
    visual = {f"visual_{number}": f"<|visual token {number:06d}|>" for number in range(32)}
    marks = {
        "image_token": "<image>",
        "boi_token": "<|image start|>",
        "eoi_token": "<|image end|>",
        "image_wrapper_token": "<|image token|>",
        "eof_token": "<|extra_201|>",
        "eol_token": "<|extra_200|>",
    }
    words = tokenizer(marks | visual)
    mapped = {token: words.convert_tokens_to_ids(token) for token in ("<image>", "<|extra_200|>", *visual.values())}
    drawing = library.Emu3VQVAEConfig(
        codebook_size=len(visual),
        base_channels=32,
        channel_multiplier=[1, 1, 1, 1],
        num_res_blocks=1,
        attn_resolutions=[],
        hidden_size=32,
        temporal_downsample_factor=1,
    )
    writing = library.Emu3TextConfig(**text_shape(len(words)))
    model = library.Emu3ForConditionalGeneration(
        library.Emu3Config(vq_config=drawing, text_config=writing, vocabulary_map=mapped)
    )
    model.generation_config = library.GenerationConfig(bos_token_id=1, eos_token_id=2, pad_token_id=0)
    pixels = library.Emu3ImageProcessor(min_pixels=64 * 64, max_pixels=64 * 64)
    # Its processor puts the first token there itself.
    processor = library.Emu3Processor(pixels, words, chat_template=TEMPLATE.removeprefix("{{ bos_token }}"))
    return saved(folder, model, processor)


def _library(name: str) -> Any:
    """Imported as Any: the library types its classes by halves."""
    return importlib.import_module(name)


def _seeded() -> Any:
    """The library, once torch's random weights are the same every time."""
    _library("torch").manual_seed(0)
    return _library("transformers")


def saved(folder: Path, model: Any, processor: Any) -> Path:
    """As any checkpoint is."""
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder
