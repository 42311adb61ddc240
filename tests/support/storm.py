"""A team's run that is killed at any moment, again and again, and gone on with until it is done.

The team's model is none of ours: it is greedy by the prompt, wrong in a third of its answers, draws in its own style,
takes its time, and writes down what it is asked in a file that no kill can tear.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import surroundings
from official_data import ueg_row, write_pictures, write_rows
from pytest_realunify.records import Result
from pytest_realunify.stored.journal import RunFolder
from toybench import toy_row

Kill = Literal["everything", "controller", "worker", "terminated", "hung up"]
KILLS: Final[tuple[Kill, ...]] = ("everything", "controller", "worker", "terminated", "hung up")
DONE: Final = frozenset({"correct", "wrong", "unparsed"})
"""Verdicts that a resumed run does not ask for again."""

TEAM: Final = '''
"""A model and a judge of a team's own. Every request is a line of its process in asked.txt."""
import hashlib
import os
import time
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
LOG = os.open(HERE / "asked.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def drawn(text):
    """A number that hangs on the text alone."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def asked(verb, requests):
    os.write(LOG, "".join(f"{os.getpid()} {verb} {each.case}\\n" for each in requests).encode())
    time.sleep(0.03 + 0.02 * len(requests))


class Model:
    def understand(self, requests):
        asked("understand", requests)
        return [f"I say {'ABCD'[drawn(each.prompt) % 4]}." for each in requests]

    def edit(self, requests):
        asked("edit", requests)
        return [each.images[0].convert("RGB").rotate(drawn(each.prompt) % 360) for each in requests]

    def generate(self, requests):
        asked("generate", requests)
        return [Image.new("RGB", (24, 16), "#%06x" % (drawn(each.prompt) % 0x1000000)) for each in requests]


class Judge:
    def answer(self, requests):
        time.sleep(0.005 * len(requests))
        return ["yes" if sum(each.image.getpixel((1, 1))) + drawn(each.question) & 1 else "no" for each in requests]
'''


@dataclass
class Team:
    """A folder with data, a model and a judge, and one run in it."""

    path: Path
    workers: int = 2
    seed: int = 0
    kills: list[Kill] = field(default_factory=list)
    """What was done so far."""
    sessions: int = 0

    def set_up(self, instances: int) -> None:
        """As many of each axis; both protocols."""
        data = self.path / "data"
        rows = [toy_row(index, "ABCD"[index % 4], "mental_tracking") for index in range(instances)]
        write_pictures(data, rows)
        write_rows(data, "GEU_direct", rows)
        write_rows(data, "GEU_step", [{**row, "edit_prompt": f"Turn picture {row['index']}."} for row in rows])
        for kind in ("direct", "step"):
            write_rows(data, f"UEG_{kind}", [ueg_row(index, stepwise=kind == "step") for index in range(instances)])
        (self.path / "team.py").write_text(TEAM, encoding="utf-8")

    @property
    def run(self) -> RunFolder | None:
        """The one run; None before it has written anything."""
        found = [RunFolder(file.parent) for file in (self.path / ".realunify/runs").glob("*/run.json")]
        assert len(found) <= 1
        return found[0] if found else None

    def results(self) -> dict[tuple[str, int], Result]:
        """Of the run, as they stand on the disk."""
        return {} if self.run is None else self.run.results()

    def asked(self) -> list[tuple[str, str]]:
        """Verb and case of every request that the model has ever seen, in order."""
        log = self.path / "asked.txt"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        return [(verb, case) for _, verb, case in (line.split() for line in lines)]

    def start(self) -> subprocess.Popen[str]:
        """The run, begun or gone on with, in a session of its own: whoever it starts can be killed with it."""
        self.sessions += 1
        how = ["--realunify-resume"] if self.run is not None else []
        # what it prints is looked at when it has ended: it must not wait for a reader
        with (self.path / f"printed-{self.sessions}.txt").open("w", encoding="utf-8") as printed:
            return subprocess.Popen(
                [
                    *(
                        sys.executable,
                        "-m",
                        "pytest",
                        "--realunify",
                        "--model=team:Model",
                        "--realunify-judge=team:Judge",
                    ),
                    *("--realunify-suite=official:data", "--realunify-report=none", "-p", "no:cacheprovider", "-q"),
                    *(f"-n{self.workers}" if self.workers else "-pno:xdist", *how),
                ],
                cwd=self.path,
                stdout=printed,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                env={**_environment(), "PYTHONHASHSEED": str(self.seed)},
            )

    def printed(self) -> str:
        """By the last session."""
        return (self.path / f"printed-{self.sessions}.txt").read_text("utf-8", "replace")

    def finish(self, limit: float = 120.0) -> int:
        """Undisturbed to the end; pytest's exit code."""
        process = self.start()
        try:
            return process.wait(limit)
        finally:
            _kill_group(process.pid)

    def disturb(self, rng: random.Random) -> bool:
        """Start, and kill at a request that may be any of the next, or on the way to the first; False where the run
        had ended before."""
        kill = rng.choice(KILLS if self.workers else ("everything", "terminated", "hung up"))
        more = rng.randint(0, 24)
        target = len(self.asked()) + more
        process = self.start()
        try:
            if more == 0:
                time.sleep(rng.uniform(0.2, 1.5))
            while len(self.asked()) < target and process.poll() is None:
                time.sleep(0.005)
            time.sleep(rng.uniform(0.0, 0.1))
            if process.poll() is not None:
                return False
            self.kills.append(kill)
            self._kill(process, kill, rng)
        finally:
            _kill_group(process.pid)
        return True

    def _kill(self, process: subprocess.Popen[str], kill: Kill, rng: random.Random) -> None:
        match kill:
            case "everything":
                _kill_group(process.pid)
            case "controller":
                process.kill()
            case "worker":
                for child in _children(process.pid)[: rng.choice((1, 2))]:
                    _send(child, signal.SIGKILL)
            case "terminated":
                process.send_signal(signal.SIGTERM)
            case "hung up":
                process.send_signal(signal.SIGHUP)
        try:
            process.wait(60)  # workers whose controller is gone end by themselves; so does a run that is asked to
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{kill}: still there after a minute:\n{self.printed()}") from None
        if kill == "controller":
            _until_alone(process.pid)


def lost(before: dict[tuple[str, int], Result], after: dict[tuple[str, int], Result]) -> list[str]:
    """Finished cases whose verdict, reply or steps are no longer what they were."""
    return [
        f"{key}: {result.verdict} was, {after[key].verdict if key in after else None} is"
        for key, result in before.items()
        if result.verdict.strict in DONE and (key not in after or told(after[key]) != told(result))
    ]


def told(result: Result) -> str:
    """What of a result no kill may change: not who made it, when, and what it took."""
    return json.dumps(
        [result.verdict.strict, result.verdict.parity, result.reply, [step.output for step in result.steps]],
        default=str,
    )


def twice(asked: list[tuple[str, str]], finished: set[str]) -> list[tuple[str, str]]:
    """Requests of cases that were finished before."""
    return [each for each in asked if each[1] in finished]


def _environment() -> dict[str, str]:
    return {**surroundings.without(*surroundings.OURS), "CUDA_VISIBLE_DEVICES": ""}


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _send(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


def _children(parent: int) -> list[int]:
    """Of its session, itself left out."""
    found = subprocess.run(["ps", "-o", "pid=", "-g", str(parent)], capture_output=True, text=True, check=False).stdout
    return [int(each) for each in found.split() if int(each) != parent]


def _until_alone(leader: int, limit: float = 30.0) -> None:
    """Workers end when their controller is gone: nobody writes into the run any more."""
    end = time.monotonic() + limit
    while _children(leader) and time.monotonic() < end:
        time.sleep(0.05)
