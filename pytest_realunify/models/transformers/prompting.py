"""From requests to a model's inputs: templates, conversations, left-padded batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Dict, List

from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.transformers.loading import Loaded
from pytest_realunify.models.transformers.settings import Settings

Conversation = List[Dict[str, Any]]


@dataclass(frozen=True)
class Prompting:
    """Speaks to one loaded model in the way its table says."""

    loaded: Loaded
    settings: Settings

    def text(self, request: Request, verb: str) -> str:
        """The prompt within the verb's template. Replaced and not formatted: prompts have braces of their own."""
        return self.settings.prompt_template.get(verb, "{prompt}").replace("{prompt}", request.prompt)

    def conversation(self, request: Request, verb: str) -> Conversation:
        """One turn of the user: the pictures, then the text."""
        pictures = [{"type": "image", "image": image} for image in request.images]
        turn = {"role": "user", "content": [*pictures, {"type": "text", "text": self.text(request, verb)}]}
        if self.settings.system is None:
            return [turn]
        return [{"role": "system", "content": [{"type": "text", "text": self.settings.system}]}, turn]

    def chat(self, conversations: Sequence[Conversation], **options: Any) -> Mapping[str, Any]:
        """Inputs of a batch, on the model's device. Raises ModelError for a model without a chat template."""
        if self.loaded.processor.chat_template is None:
            raise ModelError(
                f"{self.settings.target} has no chat template: set chat_template, to Jinja text or a .jinja file"
            )
        given = {"padding": True, "return_tensors": "pt", **options}
        shared = {"tokenize": True, "add_generation_prompt": True, "return_dict": True}
        if self.loaded.takes_pictures:
            inputs = self.loaded.processor.apply_chat_template(
                list(conversations), **shared, processor_kwargs=given, **self.settings.chat_template_kwargs
            )
        else:
            plain = [[_flat(turn) for turn in conversation] for conversation in conversations]
            inputs = self.loaded.tokenizer.apply_chat_template(
                plain, **shared, **given, **self.settings.chat_template_kwargs
            )
        return self._placed(inputs)

    def plain(self, texts: Sequence[str], **options: Any) -> dict[str, Any]:
        """Inputs without a chat template."""
        inputs = self.loaded.processor(text=list(texts), padding=True, return_tensors="pt", **options)
        return self._placed(inputs)

    def _placed(self, inputs: Any) -> dict[str, Any]:
        """On the model's device, and pictures in its dtype."""
        model = self.loaded.model
        return {name: _to(value, model) for name, value in inputs.items()}


def _to(value: Any, model: Any) -> Any:
    if not hasattr(value, "is_floating_point"):
        return value
    return value.to(model.device, model.dtype) if value.is_floating_point() else value.to(model.device)


def _flat(turn: Mapping[str, Any]) -> dict[str, Any]:
    """A turn as language models' templates take it: content is text."""
    return {"role": turn["role"], "content": "".join(part["text"] for part in turn["content"])}
