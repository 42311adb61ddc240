"""How each family of unified models draws: from prompts to pixels, a row per request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.interfaces import Request
from pytest_realunify.models.libraries import library
from pytest_realunify.models.transformers.identity import ADAPTER
from pytest_realunify.models.transformers.loading import Loaded
from pytest_realunify.models.transformers.prompting import Prompting
from pytest_realunify.models.transformers.sampling import Guidance, Process, processors
from pytest_realunify.models.transformers.settings import Drawing

if TYPE_CHECKING:
    from PIL.Image import Image

_JANUS_GUIDANCE: Final = 5.0
_EMU3_GUIDANCE: Final = 3.0
"""What the papers and the library's pages draw with, where neither table nor checkpoint says."""


def draw(loaded: Loaded, prompting: Prompting, drawing: Drawing, requests: Sequence[Request]) -> list[Image]:
    """One RGB picture per request."""
    paint = _emu3 if loaded.model.config.model_type == "emu3" else _janus
    return paint(loaded, prompting, drawing, requests)


def _janus(loaded: Loaded, prompting: Prompting, drawing: Drawing, requests: Sequence[Request]) -> list[Image]:
    """`generate` doubles the rows for guidance and appends its own processor last, after the noise: so it is told that
    there is no guidance, and gets ours, first."""
    inputs = prompting.chat([prompting.conversation(each, "generate") for each in requests], generation_mode="image")
    tokens = loaded.model.generate(
        **inputs,
        generation_mode="image",
        do_sample=False,
        guidance_scale=1.0,
        logits_processor=_processor_list(
            [Guidance(_scale(loaded, drawing, _JANUS_GUIDANCE)), *_noise(loaded, drawing, requests)]
        ),
    )
    return [_picture(loaded, loaded.model.decode_image_tokens(row)[0]) for row in tokens.split(1)]


def _emu3(loaded: Loaded, prompting: Prompting, drawing: Drawing, requests: Sequence[Request]) -> list[Image]:
    """Rows of visual tokens, each ended by a mark, then the three that end the picture: only these are allowed."""
    size = {"ratio": drawing.ratio, "image_area": drawing.image_area}
    options = {"return_for_image_generation": True, **{name: value for name, value in size.items() if value}}
    inputs = prompting.plain([prompting.text(each, "generate") for each in requests], **options)
    [height, width] = inputs.pop("image_sizes")[0]
    negative = prompting.plain([drawing.negative_prompt] * len(requests), **options)
    tokens = loaded.model.generate(
        **inputs,
        do_sample=False,
        max_new_tokens=(length := height * (width + 1) + 3),
        guidance_scale=_scale(loaded, drawing, _EMU3_GUIDANCE),
        negative_prompt_ids=negative["input_ids"],
        negative_prompt_attention_mask=negative["attention_mask"],
        logits_processor=_processor_list(
            [_Grid(loaded, inputs["input_ids"], height, width), *_noise(loaded, drawing, requests)]
        ),
    )[:, -length:]
    decode = loaded.model.decode_image_tokens
    pixels = [decode(image_tokens=row, height=height, width=width)[0] for row in tokens.split(1)]
    return [_picture(loaded, each.permute(1, 2, 0)) for each in pixels]


class _Grid:
    """Allows at each place of an Emu3 picture what belongs there. All rows of a batch are at the same place."""

    def __init__(self, loaded: Loaded, prompt: Any, height: int, width: int) -> None:
        mapping, tokenizer = loaded.model.vocabulary_mapping, loaded.tokenizer
        self.start, self.width, self.end = prompt.shape[1], width, height * (width + 1)
        self.visual = prompt.new_tensor(mapping.image_tokens)
        self.line_end = mapping.eol_token_id
        self.closing = (tokenizer.eof_token_id, tokenizer.eoi_token_id, tokenizer.eos_token_id)

    def allowed(self, place: int) -> Any:
        """The token id, or ids, for the `place`-th token of the picture, from 0."""
        if place >= self.end:
            return self.closing[min(place - self.end, 2)]
        return self.line_end if place % (self.width + 1) == self.width else self.visual

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        allowed = self.allowed(input_ids.shape[1] - self.start)
        only = scores.new_full(scores.shape, float("-inf"))
        only[:, allowed] = scores[:, allowed]
        return only


def _scale(loaded: Loaded, drawing: Drawing, usual: float) -> float:
    given = (drawing.guidance_scale, loaded.defaults.guidance_scale, usual)
    return float(next(each for each in given if each is not None))


def _noise(loaded: Loaded, drawing: Drawing, requests: Sequence[Request]) -> list[Process]:
    return processors(drawing.sampling, loaded.defaults, [each.seed for each in requests])


def _processor_list(each: Sequence[Process]) -> Any:
    return library("transformers", ADAPTER).LogitsProcessorList(each)


def _picture(loaded: Loaded, pixels: Any) -> Image:
    """`pixels`: (height, width, channels), normalised as the processor's input. By hand: the processors' own
    post-processing of Janus fails in transformers 5.23, with and without torchvision."""
    from PIL import Image as Pillow

    processor = loaded.processor.image_processor
    pixels = pixels.float().cpu()
    mean, std = pixels.new_tensor(processor.image_mean), pixels.new_tensor(processor.image_std)
    levels = ((pixels * std + mean).clamp(0, 1) * 255).round()
    return Pillow.fromarray(levels.byte().numpy(), "RGB")
