"""The autoencoder that turns pictures into what the model draws in, and back, on a device of its own."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from pytest_realunify.models.libraries import library


class Placed:
    """A VAE on a device, whatever device its inputs are on: BAGEL keeps noise, latents and given pictures in the CPU's
    memory, where its app decodes them too (one picture of 1024 pixels takes minutes).

    In the VAE's own precision, as there: the inferencer's autocast to bfloat16 is for the language model.
    """

    def __init__(self, vae: Any, device: Any) -> None:
        self.vae = vae
        self.device = device

    @classmethod
    def on(cls, device: str, vae: Any) -> Placed:
        """Moves it there. Raises what torch raises for a device that is not there."""
        where = library("torch", "bagel").device(device)
        return cls(vae.to(where).eval(), where)

    def __getattr__(self, name: str) -> Any:
        """Whatever else it has: a fork of BAGEL may ask for more than its own code does."""
        return getattr(self.vae, name)

    def encode(self, pictures: Any) -> Any:
        """Latents, where the pictures are."""
        return self._asked(self.vae.encode, pictures)

    def decode(self, latents: Any) -> Any:
        """Pictures, where the latents are."""
        return self._asked(self.vae.decode, latents)

    def _asked(self, call: Any, given: Any) -> Any:
        torch, kind = library("torch", "bagel"), self.device.type
        casts = torch.amp.is_autocast_available(kind)
        with torch.autocast(device_type=kind, enabled=False) if casts else nullcontext():
            return call(given.to(self.device)).to(given.device)
