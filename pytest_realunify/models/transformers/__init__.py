"""Models of the transformers library: unified ones that draw too, image-text-to-text ones, and language models."""

from pytest_realunify.models.transformers.adapter import Transformers

__all__ = ["Transformers"]
