"""The model under test. Whatever pytest runs here, `pytest --realunify` asks this one."""

import pytest
from PIL import Image


class House:
    """Guesses letters, draws white sheets, and leaves pictures as they are: your checkpoint goes here."""

    def understand(self, requests):
        return [f"The answer is {'ABCD'[request.seed % 4]}." for request in requests]

    def generate(self, requests):
        return [Image.new("RGB", (512, 512), "white") for _ in requests]

    def edit(self, requests):
        return [request.images[0] for request in requests]


@pytest.fixture(scope="session")
def model():
    """One for each worker of `-n`, on the GPU that the worker was given."""
    return House()
