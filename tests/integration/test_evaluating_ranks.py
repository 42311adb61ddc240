"""`evaluate` under torch.distributed, with real processes: one works, the others wait, all know."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from toybench import Bench

RANK = """
import json, os, random, sys, time
from datetime import timedelta

import torch
import torch.distributed as dist

import pytest_realunify as ru

rank, how = int(sys.argv[1]), sys.argv[2]
dist.init_process_group("gloo", init_method=f"file://{os.getcwd()}/meet", rank=rank, world_size=2,
                        timeout=timedelta(seconds=2))


class Live:
    def __init__(self):
        self.asked = 0

    def understand(self, requests):
        self.asked += len(requests)
        if how == "slow":
            time.sleep(4)  # twice as long as the training's own collectives wait
        if how == "stopped":
            raise KeyboardInterrupt
        return ["A" for _ in requests]


model, said = Live(), {"rank": rank}
before = random.getstate(), torch.get_rng_state()
for step in (1, 2):
    try:
        run = ru.evaluate(model, label=f"step-{step}", limit=1, protocols="direct",
                          suite="official:nowhere" if how == "refused" else "official:data")
        said |= {"id": run.id, "label": run.label, "cases": [(each.id, each.strict) for each in run.cases()],
                 "table": str(run.table())}
    except (ru.RealUnifyError, KeyboardInterrupt) as error:
        said |= {"error": type(error).__name__, "text": str(error)}
    total = torch.tensor([rank + 1])
    dist.all_reduce(total)  # the training goes on
    said |= {"total": int(total), "step": step}
same = before[0] == random.getstate() and torch.equal(before[1], torch.get_rng_state())
said |= {"asked": model.asked, "untouched": same}
print(json.dumps(said))
"""


def ranks(bench: Bench, how: str) -> list[dict[str, Any]]:
    """What both processes say in the end."""
    (bench.path / "rank.py").write_text(RANK)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    command = [sys.executable, "rank.py"]
    processes = [
        subprocess.Popen(
            [*command, str(rank), how], cwd=bench.path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for rank in range(2)
    ]
    try:
        ended = [process.communicate(timeout=120) for process in processes]
    finally:
        for process in processes:
            process.kill()
    for out, err in ended:
        assert out, err.decode()[-3000:]
    return [json.loads(out) for out, _ in ended]


def test_one_rank_asks_and_writes_and_all_have_the_run(bench: Bench) -> None:
    bench.data("AB")
    first, second = ranks(bench, "slow")
    for name in ("id", "label", "cases", "table", "total", "step"):
        assert first[name] == second[name]
    assert (first["label"], first["total"], len(first["cases"])) == ("step-2", 3, 2)
    assert (first["asked"], second["asked"]) == (4, 0)
    assert first["untouched"]
    assert second["untouched"]
    assert [folder.facts()["label"] for folder in bench.folders] == ["step-1", "step-2"]


@pytest.mark.parametrize(("how", "mine"), [("refused", "DataError"), ("stopped", "KeyboardInterrupt")])
def test_where_one_fails_nobody_waits_and_the_training_goes_on(bench: Bench, how: str, mine: str) -> None:
    bench.data("AB")
    first, second = ranks(bench, how)
    assert (first["error"], second["error"]) == (mine, "RealUnifyError")
    assert second["text"].startswith(f"rank 0 could not evaluate: {mine}")
    assert (first["step"], second["step"], first["total"]) == (2, 2, 3)


def test_a_single_process_waits_for_nobody(bench: Bench, tmp_path: Path) -> None:
    bench.data("AB")
    code = RANK.replace("world_size=2", "world_size=1").replace("step in (1, 2)", "step in (1,)")
    (bench.path / "alone.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "alone.py", "0", "quick"], cwd=bench.path, capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout)["total"] == 1, done.stderr[-3000:]
    assert not (tmp_path / "meet").exists()
