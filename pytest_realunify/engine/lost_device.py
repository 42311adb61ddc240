"""A device that is lost, and with it the process."""

from __future__ import annotations

from pytest_realunify.errors import ModelError
from pytest_realunify.records import Trouble


class DeviceLostError(ModelError):
    """The model's device answers every further call with the same error."""

    def __init__(self, trouble: Trouble, requests: int) -> None:
        """`trouble` as it came from a call with so many `requests`."""
        super().__init__(f"{trouble.kind}: {trouble.message}")
        self.trouble = trouble
        self.requests = requests
