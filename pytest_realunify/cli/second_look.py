"""`realunify gate --confirm`: a second look at a run made earlier, or merged from shards. By pytest the run goes on."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence

from pytest_realunify.errors import UsageError
from pytest_realunify.stored.stored_run import StoredRun

JUDGED: frozenset[int] = frozenset({0, 1})
"""pytest's exit codes of a run that came to its end."""


def confirm(runs: Sequence[StoredRun], given: argparse.Namespace) -> Iterator[str]:
    """Has pytest go on with the run, which prints the gates; its exit code is the command's.

    Raises UsageError for what cannot be gone on with here, and says where it can.
    """
    run = runs[-1]
    if not given.baseline:
        raise UsageError("--confirm needs --baseline=FILE: only gates that compare can be in doubt")
    if len(runs) > 1:
        raise UsageError(
            f"--confirm={given.confirm} goes on with one run, and {len(runs)} are named.\n"
            "Name one, or leave --confirm out: several runs are several looks"
        )
    if shard := run.facts["options"].get("realunify_shard"):
        raise UsageError(f"run {run.id} is shard {shard} of one: make one run of all with realunify merge RUN… first")
    typed = [
        *("--realunify", f"--realunify-resume={run.folder.path}", f"--realunify-baseline={given.baseline}"),
        *(f"--realunify-confirm={given.confirm}", *(f"--realunify-gate={rule}" for rule in given.gate)),
        *(["--realunify-trust-run"] if given.trust_run else []),
    ]
    command = shlex.join(["pytest", *typed])
    given.exit_code = 1
    yield f"run: {run.id} goes on: {command}"
    sys.stdout.flush()
    done = subprocess.run([sys.executable, "-m", "pytest", *typed], check=False)  # noqa: S603 (what the user typed)
    if done.returncode not in JUDGED or StoredRun.load(run.folder).summary.missing:
        raise UsageError(
            f"run {run.id} could not be asked again: see above (pytest ended with {done.returncode}).\n"
            f"Where its model {run.model} can be had, such as in its project's folder, type: {command}"
        )
    given.exit_code = done.returncode
