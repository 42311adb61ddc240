"""The judge on one worker: built when the first picture needs it, asked in the background, closed with the session."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.engine.ballots import Ballot, Polled
from pytest_realunify.engine.blame import Event
from pytest_realunify.engine.halves import WHOLE
from pytest_realunify.engine.outage import watch_outage
from pytest_realunify.engine.pictures import stored
from pytest_realunify.engine.spending import Spender
from pytest_realunify.engine.work_log import WorkLog
from pytest_realunify.errors import DataError, JudgeError, UsageError
from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.extensions.specs import share
from pytest_realunify.interfaces import Judge, Question, UEGInstance
from pytest_realunify.records import Attempt, Case, Trouble
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.stored import journal
from pytest_realunify.worker.containment import Containment
from pytest_realunify.worker.loaded import Loaded

if TYPE_CHECKING:
    from pytest_realunify.engine.polling import Poller


def check_cache(plan: RunPlan) -> None:
    """Raises UsageError where nothing can be kept in the folder that the user chose for the judge's replies."""
    folder = plan.settings.judge_cache
    if folder is None or not plan.is_judged:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):  # tried out: permissions do not tell of read-only mounts and full disks
            pass
    except OSError as error:
        raise UsageError(
            f"--realunify-judge-cache: {folder} cannot be written: {error.strerror or error}.\n"
            "Choose another folder, or leave the option out to keep the judge's replies within the run"
        ) from error


@dataclass(frozen=True, slots=True)
class Drawing:
    """A case with what was drawn for it."""

    case: Case
    instance: UEGInstance
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class _Asked:
    """Polls under way, with what they are about: a test may score something else."""

    sha256: str | None
    questions: tuple[Question, ...]
    polled: Future[Polled]


class Judging:
    """Submits polls without waiting, and waits for those of a case when its test asks."""

    def __init__(
        self,
        plan: RunPlan,
        workers: int,
        loaded: Loaded,
        containment: Containment | None = None,
        purse: Spender | None = None,
        log: WorkLog | None = None,
    ) -> None:
        """`loaded` builds the judge, which `containment` gives its limit and ends the process for when it loses the
        device; `purse` counts its calls, `log` is told what it is asked."""
        self.plan = plan
        self._loaded = loaded
        self._containment = containment
        self._purse = purse
        self._log = log
        self.workers = workers
        self.concurrency = share(plan.judge_concurrency, workers)
        self.identity: dict[str, Any] | None = None
        """What the judge says of itself, once it is built."""
        self._judge: Judge | None = None
        self._poller: Poller | None = None
        self._unloadable: Trouble | None = None
        self._asked: dict[str, _Asked] = {}

    def submit(self, drawings: Sequence[Drawing]) -> list[Future[Polled]]:
        """Polls about every picture among the drawings: what has none is left out."""
        pictured = [drawing for drawing in drawings if drawing.attempt.reply is not None]
        futures = self._submitted(pictured)
        for drawing, polled in zip(pictured, futures, strict=True):
            asked = _Asked(drawing.attempt.reply, drawing.instance.questions, polled)
            self._asked[drawing.case.param] = asked
        return futures

    def polled(self, drawing: Drawing) -> Polled:
        """What the judge said of a case's picture: waited for, or as the journal of a resumed run has it."""
        case, attempt = drawing.case, drawing.attempt
        if attempt.reply is None:
            return Polled((), None)
        if (earlier := self.plan.finished(case)) is not None and earlier.reply == attempt.reply:
            return Polled(earlier.polls, None, earlier.judging)
        asked = self._asked.pop(case.param, None)
        if asked is None or (asked.sha256, asked.questions) != (attempt.reply, drawing.instance.questions):
            (future,) = self._submitted([drawing])
            return future.result()
        return asked.polled.result()

    def close(self) -> None:
        """Give up what was not asked yet, and let the judge go, unless its one thread is still at it."""
        if self._poller is None:
            return
        letting_go, name = self._loaded.letting_go, self.plan.judge.name if self.plan.judge else ""
        idle = self._poller.close(letting_go.seconds or 0.0)
        if count := self._poller.left_behind:
            calls = "a call" if count == 1 else f"{count} calls"
            letting_go.left.append(f"{calls} of judge {name} did not come back; left behind")
        if idle or self._poller.concurrent or getattr(self._judge, "closes_amid_calls", False):
            with contextlib.suppress(Exception):  # all that it was to judge is judged
                self._loaded.leave_judge(self._judge)

    def _submitted(self, drawings: Sequence[Drawing]) -> list[Future[Polled]]:
        """In order. A picture that cannot be opened is its case's trouble, a judge that cannot be built everyone's."""
        if not drawings:
            return []
        ballots = [self._ballot(drawing) for drawing in drawings]
        asked = [each.case.param for each, found in zip(drawings, ballots, strict=True) if isinstance(found, Ballot)]
        self._tell("look", asked)  # a judge can take its process down while it is loaded, too
        futures = self._polled_by(ballots)
        for drawing, polled in zip(drawings, futures, strict=True):
            polled.add_done_callback(partial(self._looked, drawing.case.param))
        return futures

    def _looked(self, case: str, polled: Future[Polled]) -> None:
        del polled
        self._tell("looked", [case])

    def _tell(self, event: Event, cases: Sequence[str]) -> None:
        if self._log is not None:
            self._log.tell(event, cases)

    def _polled_by(self, ballots: Sequence[Ballot | Trouble]) -> list[Future[Polled]]:
        if self._poller is None and self._unloadable is None:
            self._build()
        if self._poller is None:
            assert self._unloadable is not None
            return [_done(self._unloadable) for _ in ballots]
        polled = iter(self._poller.submit([ballot for ballot in ballots if isinstance(ballot, Ballot)]))
        return [next(polled) if isinstance(ballot, Ballot) else _done(ballot) for ballot in ballots]

    def _ballot(self, drawing: Drawing) -> Ballot | Trouble:
        try:
            # From the stored PNG, whether it was drawn just now or in an earlier run: the judge sees what is kept.
            picture = stored(self.plan.folder.images, drawing.attempt.reply or "")
        except DataError as error:
            return Trouble.of(error)
        settings = self.plan.settings
        draw = f"{settings.sample_seed}/{drawing.case.repeat}"
        return Ballot(picture, drawing.instance.questions, draw, settings.judge_cache_share == "replies")

    def _build(self) -> None:
        from pytest_realunify.engine.poll_cache import PollCache  # these two read replies: 40 ms to compile patterns
        from pytest_realunify.engine.polling import Calling, Poller

        spec, settings = self.plan.judge, self.plan.settings
        assert spec is not None, "without a judge no case is collected that needs one"
        loading = (
            self._containment.loading(f"judge {spec.name}", JudgeError)
            if self._containment
            else contextlib.nullcontext()
        )
        try:
            with loading:
                judge = self._judge = self._loaded.judge()
                watch_outage(judge, settings.outage)
                self.identity = identity_of(judge, spec)
                fingerprint = spec.fingerprint(settings.judge_prompt, self.identity)
        except Exception as error:  # noqa: BLE001 (loading a judge may raise anything; every case it was to judge says so)
            self._unloadable = Trouble.of(error)
            return
        self.plan.check_identity("judge", self.identity)
        self._poller = Poller(
            judge,
            fingerprint=fingerprint,
            prompt_template=settings.judge_prompt,
            repeats=settings.judge_repeats,
            concurrency=self.concurrency,
            cache=PollCache(settings.judge_cache or PlainFolder(self.plan.folder.path, (journal.POLLS,))),
            purse=self._purse,
            calling=Calling(
                spec.batch(settings.batch_size) or WHOLE,
                settings.timeout,
                self._loaded.turn(judge),
            ),
            lost=self._containment.judge_lost if self._containment else None,
        )


def _done(trouble: Trouble) -> Future[Polled]:
    future: Future[Polled] = Future()
    future.set_result(Polled((), trouble))
    return future
