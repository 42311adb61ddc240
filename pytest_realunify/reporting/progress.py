"""How far a run is, on one line: counts, time left, accuracy so far, and what each worker last came to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from pytest_realunify.records import SCORED, Result
from pytest_realunify.reporting.layout import cut
from pytest_realunify.taxonomy import AXES, CATEGORY, relation_of
from pytest_realunify.text import harmless


@dataclass
class Tally:
    """What has arrived so far. `began` and all other times are in seconds of one monotonic clock."""

    began: float
    total: int = 0
    done: int = 0
    replayed: int = 0
    """Of those done: from the journal of the run being resumed, so they say nothing about speed."""
    troubled: int = 0
    scored: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    correct: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    workers: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Where each last finished a case, and when."""

    def add(self, result: Result, now: float, replayed: bool = False) -> None:
        """Count a finished case."""
        state = result.verdict.strict
        self.done += 1
        self.replayed += replayed
        self.troubled += state in ("error", "judge-invalid")
        if not relation_of(result.case):
            self.scored[result.axis] += state in SCORED
            self.correct[result.axis] += state == "correct"
        if not replayed:
            self.workers[result.worker] = f"{CATEGORY[result.category].abbreviation}:{result.protocol}", now

    def left(self, now: float) -> float | None:
        """Seconds until all is done at the rate so far; None before anything was done."""
        fresh = self.done - self.replayed
        return (self.total - self.done) * (now - self.began) / fresh if fresh else None

    def line(self, now: float, width: int) -> str:
        """At most `width` columns. Behind each worker: how long ago it finished a case."""
        share = f"{100 * self.done // max(1, self.total)} %"
        parts = [f"{self.done} of {self.total} cases ({share})", clock(now - self.began)]
        if (left := self.left(now)) is not None:
            parts.append(f"{clock(left)} left")
        parts += [f"{axis} {100 * self.correct[axis] / self.scored[axis]:.1f}" for axis in AXES if self.scored[axis]]
        if self.troubled:
            parts.append(f"errors {self.troubled}")
        for name, (what, when) in sorted(self.workers.items()):
            parts.append(f"{name} {what} {clock(now - when)}")
        return cut(harmless("realunify: " + ", ".join(parts)), width)


def clock(seconds: float) -> str:
    """`0:07`, `12:30`, `1:02:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
