"""Models that are loaded already, for tests of `evaluate`."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image

from pytest_realunify.interfaces import Request

SUITE = "official:data"


class Live:
    """Says one letter, from a network; and changes whatever a careless model changes."""

    def __init__(self, letter: str = "A") -> None:
        self.letter = letter
        self.network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout())
        self.network[0].eval()  # frozen, in a network that trains
        self.asked: list[str] = []
        self.seen: set[tuple[int, bool, bool]] = set()
        self.closed = False

    def understand(self, requests: Sequence[Request]) -> list[str]:
        self.asked += [request.case for request in requests]
        self.seen.add((os.getpid(), self.network[1].training, torch.is_grad_enabled()))
        random.seed(1)
        np.random.seed(1)
        torch.manual_seed(1)
        torch.backends.cudnn.benchmark = not torch.backends.cudnn.benchmark
        os.environ["CARELESS"] = "yes"
        return [self.letter for _ in requests]

    def close(self) -> None:
        self.closed = True


class Drawing(Live):
    """Draws one grey square."""

    def generate(self, requests: Sequence[Request]) -> list[Image.Image]:
        return [Image.new("RGB", (32, 32), "grey") for _ in requests]
