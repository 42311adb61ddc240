"""Any server that speaks the OpenAI API, through the OpenAI SDK: hosted models, vLLM, SGLang, llama.cpp, gateways."""

from pytest_realunify.models.openai.adapter import OpenAI

__all__ = ["OpenAI"]
