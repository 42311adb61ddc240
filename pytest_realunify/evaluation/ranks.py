"""Under torch.distributed: rank 0 works, the others wait for what it found."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from pytest_realunify.api.run import Run
from pytest_realunify.errors import RealUnifyError, UsageError
from pytest_realunify.records import Result, Trouble, from_json, to_json
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun

PATIENCE: Final = timedelta(days=7)
"""That the others have. A training's own collectives give up after ten minutes, which an evaluation may take longer
than (https://docs.pytorch.org/docs/stable/distributed.html, `timeout`)."""


def once(work: Callable[[], Run]) -> Run:
    """What `work` returns, on every rank. Where it raises, every rank does."""
    distributed: Any = getattr(sys.modules.get("torch"), "distributed", None)
    if distributed is None or not distributed.is_available() or not distributed.is_initialized():
        return work()
    if distributed.get_world_size() == 1:
        return work()
    with _group(distributed) as say:
        return _reporting(work, say) if distributed.get_rank() == 0 else _heard(say(b""))


def _reporting(work: Callable[[], Run], say: Callable[[bytes], bytes]) -> Run:
    try:
        run = work()
        told = _told(run)
    except BaseException as error:
        trouble = Trouble.of(error)
        with contextlib.suppress(RuntimeError):  # the others are gone; this is the error to be seen
            say(json.dumps({"error": f"rank 0 could not evaluate: {trouble.kind}: {trouble.message}"}).encode())
        raise
    say(told)
    return run


def _told(run: Run) -> bytes:
    """All of a run but its pictures: its folder may be on another machine's disk."""
    results = [to_json(each) for each in run.stored.results.values()]
    return json.dumps({"folder": str(run.path), "facts": run.facts, "results": results}).encode()


def _heard(told: bytes) -> Run:
    """Raises RealUnifyError where rank 0 did."""
    said: dict[str, Any] = json.loads(told)
    if "error" in said:
        raise RealUnifyError(said["error"])
    results = [from_json(Result, each) for each in said["results"]]
    run = Run(RunFolder(Path(said["folder"])), said["facts"])
    vars(run)["stored"] = StoredRun(run.folder, run.facts, {each.key: each for each in results})
    return run


@contextlib.contextmanager
def _group(distributed: Any) -> Iterator[Callable[[bytes], bytes]]:
    """What sends rank 0's bytes to all. Of processors alone, so that no GPU waits, and as patient as it takes."""
    if not distributed.is_gloo_available():
        raise UsageError("evaluate() under torch.distributed needs its backend gloo, for ranks that wait")
    import torch

    group = distributed.new_group(backend="gloo", timeout=PATIENCE)

    def say(told: bytes) -> bytes:
        length = torch.tensor([len(told)], dtype=torch.int64)
        distributed.broadcast(length, src=0, group=group)
        letters = torch.zeros(int(length), dtype=torch.uint8)
        if told:
            letters = torch.frombuffer(bytearray(told), dtype=torch.uint8)
        distributed.broadcast(letters, src=0, group=group)
        return letters.numpy().tobytes()

    try:
        yield say
    finally:
        with contextlib.suppress(RuntimeError):
            distributed.destroy_process_group(group)
