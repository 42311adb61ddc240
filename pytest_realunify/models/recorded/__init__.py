"""Outputs made elsewhere, replayed as a model: result files as the data set's users and public tools write them."""

from pytest_realunify.models.recorded.replay import Recorded
from pytest_realunify.models.recorded.settings import Settings

__all__ = ["Recorded", "Settings"]
