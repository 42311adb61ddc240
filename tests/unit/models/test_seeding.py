"""Models that draw from the process's one generator: the same whoever else is asked at the same time."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.interfaces import Request
from pytest_realunify.models.seeding import seeded

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

import bagelstandin  # noqa: E402 (it builds what the two libraries above are needed for)
from pytest_realunify.models.bagel import Bagel  # noqa: E402
from pytest_realunify.models.torchumm import TorchUMM  # noqa: E402


def drawn(seed: int) -> list[float]:
    """A call that draws again and again, with time between for others to do the same."""
    with seeded(seed):
        found = []
        for _ in range(20):
            found.append(float(torch.rand(1)))
            time.sleep(0.001)
    return found


def at_once(*jobs: Any) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_calls_of_two_threads_draw_what_each_draws_alone() -> None:
    alone, together = [drawn(seed) for seed in range(4)], dict[int, list[float]]()
    at_once(*(lambda seed=seed: together.update({seed: drawn(seed)}) for seed in range(4)))
    assert [together[seed] for seed in range(4)] == alone


def test_bagel_and_a_torchumm_that_judges_it_are_asked_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, most = [0], list[int]()

    def call(*_: Any, **__: Any) -> dict[str, str]:
        under_way[0] += 1
        most.append(under_way[0])
        time.sleep(0.005)
        under_way[0] -= 1
        return {"text": "yes"}

    places = {
        "repo": str(bagelstandin.repository(tmp_path / "Bagel")),
        "target": str(bagelstandin.checkpoint(tmp_path / "BAGEL-7B-MoT")),
    }
    bagel = Bagel(**places, allow_cpu=True)
    bagel.inferencer = call
    pipeline = type("Pipeline", (), {"backbone": type("B", (), {"understanding": call})(), "run": call})()
    monkeypatch.setattr("pytest_realunify.models.torchumm._pipeline", lambda _: pipeline)
    judge: Any = TorchUMM(target="janus_pro")
    model: Any = bagel
    requests = [Request(f"{number}", seed=number) for number in range(10)]
    at_once(lambda: model.understand(requests), lambda: judge.understand(requests))
    assert len(most) == 20
    assert max(most) == 1
