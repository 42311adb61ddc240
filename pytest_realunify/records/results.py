"""One line of the journal."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_realunify.records.attempts import Attempt, Step, Trouble
from pytest_realunify.records.bounds import Seconds
from pytest_realunify.records.cases import Case
from pytest_realunify.records.verdicts import Poll, Verdict
from pytest_realunify.taxonomy import Axis, Stratum


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the journal: everything known about one finished case. The field names are a stable format."""

    case: str
    instance: str
    axis: Axis
    category: str
    subtask: str
    protocol: str
    repeat: int
    verdict: Verdict
    expected: str | None
    reply: str | None
    polls: tuple[Poll, ...] = ()
    steps: tuple[Step, ...] = ()
    error: Trouble | None = None
    model: str = ""
    judge: str | None = None
    worker: str = "main"
    device: str = "cpu"
    """What the worker could use, as in CUDA_VISIBLE_DEVICES, such as `0` or `2,3`; `cpu` where it had no GPU."""
    started: str = ""
    """UTC, ISO 8601."""
    seconds: Seconds = 0.0
    stratum: Stratum | None = None
    """The instance's; None of a suite without strata, and in journals older than these."""
    judging: dict[str, int] = field(default_factory=dict)
    """What the judge's calls for this case cost, counted as in a step's `usage`; those that failed too."""

    @classmethod
    def of(
        cls,
        case: Case,
        attempt: Attempt,
        verdict: Verdict,
        expected: str | None,
        *,
        model: str,
        worker: str,
        started: str,
        judge: str | None = None,
        polls: tuple[Poll, ...] = (),
        error: Trouble | None = None,
        device: str = "cpu",
        judging: dict[str, int] | None = None,
    ) -> Result:
        """What is known about a finished case; `started` as above, for the caller has the clock.

        `error` is trouble that came after the attempt, with the judge; the attempt's own comes first.
        """
        listing = case.listing
        return cls(
            case=case.id,
            instance=listing.id,
            axis=listing.axis,
            category=listing.category,
            subtask=listing.subtask,
            protocol=case.protocol,
            repeat=case.repeat,
            verdict=verdict,
            expected=expected,
            reply=attempt.reply,
            polls=polls,
            steps=attempt.steps,
            error=attempt.error or error,
            model=model,
            judge=judge,
            worker=worker,
            device=device,
            started=started,
            seconds=round(sum(step.seconds for step in attempt.steps), 6),
            stratum=listing.stratum,
            judging=judging or {},
        )

    @property
    def param(self) -> str:
        """As `Case.param`."""
        return f"{self.case}-rep{self.repeat}" if self.repeat else self.case

    @property
    def key(self) -> tuple[str, int]:
        """What a journal is looked up by: never a node id, which differs from checkout to installed package."""
        return self.case, self.repeat
