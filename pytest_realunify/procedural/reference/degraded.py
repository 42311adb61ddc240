"""The reference model with one thing broken, to show what a gate does when a capability is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pytest_realunify.interfaces import Request
from pytest_realunify.procedural.reference import Reference, mental_reconstruction

if TYPE_CHECKING:
    from PIL.Image import Image


class Degraded(Reference):
    """The built-in model `reference-degraded`: a shuffled picture comes back as shuffled as it was."""

    def edit(self, requests: Sequence[Request]) -> list[Image]:
        """As `Reference.edit`, but patches are not put back into place."""
        kept = [request for request in requests if not mental_reconstruction.matches(request.prompt)]
        edited = iter(super().edit(kept))
        return [
            request.images[0] if mental_reconstruction.matches(request.prompt) else next(edited) for request in requests
        ]

    def identity(self) -> Mapping[str, str]:
        """What baselines compare."""
        return {**super().identity(), "broken": "the edit that restores shuffled patches"}
