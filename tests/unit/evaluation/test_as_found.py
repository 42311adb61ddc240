"""Whatever happens within, the process is afterwards what it was."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.evaluation.as_found import as_found


class Folding(torch.nn.Module):
    """Folds its weights together in evaluation mode, as adapters of low rank do."""

    def __init__(self) -> None:
        super().__init__()
        self.folded = False

    def train(self, mode: bool = True) -> Folding:
        self.folded = not mode
        return super().train(mode)


@given(st.lists(st.booleans(), min_size=7, max_size=7))
def test_every_part_of_a_network_trains_as_it_did(training: list[bool]) -> None:
    parts = [torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.Dropout()) for _ in range(2)]
    network = torch.nn.Sequential(*parts)
    for part, mode in zip(network.modules(), training, strict=True):
        part.training = mode
    with as_found([SimpleNamespace(network=network)]):
        assert not any(part.training for part in network.modules())
    assert [part.training for part in network.modules()] == training


def test_a_network_that_does_something_at_the_change_does_it_back() -> None:
    network = torch.nn.Sequential(Folding(), Folding())
    network[1].eval()
    with as_found([network]):
        assert [part.folded for part in network] == [True, True]
    assert [part.folded for part in network] == [False, True]


def test_what_transformers_remembers_between_tokens_is_switched_back() -> None:
    network: Any = torch.nn.Linear(1, 1)
    network.config = SimpleNamespace(use_cache=False)
    network.generation_config = SimpleNamespace(use_cache=True)
    with as_found([network]):
        network.config.use_cache, network.generation_config.use_cache = True, False
    assert (network.config.use_cache, network.generation_config.use_cache) == (False, True)


def test_random_numbers_go_on_where_they_were() -> None:
    def draws() -> list[float]:
        return [random.random(), float(np.random.rand()), float(torch.rand(1))]

    random.seed(5)
    np.random.seed(5)
    torch.manual_seed(5)
    undisturbed = draws()
    random.seed(5)
    np.random.seed(5)
    torch.manual_seed(5)
    with as_found([]):
        draws()
        torch.manual_seed(7)
    assert draws() == undisturbed


def flags() -> dict[str, Any]:
    return {
        "gradients": torch.is_grad_enabled(),
        "cache": torch.is_autocast_cache_enabled(),
        "dtype": torch.get_default_dtype(),
        "threads": torch.get_num_threads(),
        "benchmark": torch.backends.cudnn.benchmark,
        "deterministic": torch.backends.cudnn.deterministic,
        "algorithms": torch.are_deterministic_algorithms_enabled(),
        "precision": torch.backends.cuda.matmul.fp32_precision,
        "directory": Path.cwd(),
        "environment": dict(os.environ),
        "path": list(sys.path),
    }


@pytest.mark.parametrize("raises", [False, True])
def test_flags_environment_and_places_are_put_back(
    raises: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT", "1")
    monkeypatch.setenv("REPLACED", "1")
    before = flags()
    try:
        with as_found([]):
            assert not torch.is_grad_enabled()
            torch.set_autocast_cache_enabled(not before["cache"])
            torch.set_default_dtype(torch.float64)
            torch.set_num_threads(before["threads"] + 1)
            torch.backends.cudnn.benchmark = not before["benchmark"]
            torch.backends.cudnn.deterministic = not before["deterministic"]
            torch.use_deterministic_algorithms(True)
            torch.backends.cuda.matmul.fp32_precision = "tf32"
            os.chdir(tmp_path)
            os.environ["REPLACED"], os.environ["NEW"] = "2", "2"
            del os.environ["KEPT"]
            sys.path.insert(0, "elsewhere")
            assert all(flags()[name] != value for name, value in before.items())
            if raises:
                raise RuntimeError
    except RuntimeError:
        assert raises
    assert flags() == before


def test_what_speaks_to_another_pytest_is_not_heard_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-x")
    with as_found([]):
        assert "PYTEST_ADDOPTS" not in os.environ
    assert os.environ["PYTEST_ADDOPTS"] == "-x"
