"""BAGEL, run by its own code from the user's clone of its repository."""

from pytest_realunify.models.bagel.adapter import Bagel
from pytest_realunify.models.bagel.settings import Settings

__all__ = ["Bagel", "Settings"]
