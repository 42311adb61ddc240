"""Pipelines of the diffusers library: text to picture, and picture and text to picture."""

from pytest_realunify.models.diffusers.adapter import Diffusers

__all__ = ["Diffusers"]
