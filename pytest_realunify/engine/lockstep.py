"""Advances the cases of one batch together: collects what their protocols yield, groups it by verb, asks the model."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

from pytest_realunify.engine.beside import Beside, Opened, Stored
from pytest_realunify.engine.model_calls import Answers, Calls
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.engine.spending import counts
from pytest_realunify.engine.watchdog import Watch, unwatched
from pytest_realunify.errors import RealUnifyError, StorageError
from pytest_realunify.interfaces import Instance, Request, supports
from pytest_realunify.protocols import Ask, Drawn, Outcome, Protocol
from pytest_realunify.records import Attempt, Case, Step, Trouble
from pytest_realunify.taxonomy import Verb
from pytest_realunify.text import encodable, shortened

FINISH_CHARACTERS: Final = 60


@dataclass(slots=True)
class _Runner:
    """One case on its way through its protocol."""

    case: Case
    steps: list[_Taken] = field(default_factory=list)
    protocol: Generator[Ask, Outcome, Outcome] | None = None
    asked: Ask | None = None
    opened: Opened | None = None
    """The picture that is asked about first, where it is opened before its turn."""
    attempt: Future[Attempt] = field(default_factory=Future)

    def advance(self, outcome: Outcome) -> None:
        """Hand the protocol an outcome (None to start it); it asks for the next step or is done."""
        assert self.protocol is not None
        try:
            self.asked = self.protocol.send(outcome)
        except StopIteration as done:
            self.finish(**_returned(done.value))
        except Exception as error:  # noqa: BLE001 (a team's own protocol may raise anything; it costs this case alone)
            self.finish(error=Trouble.of(error))

    def finish(self, **how: Any) -> None:
        """No more is asked. The attempt is there when all its pictures are stored."""
        self.asked = None
        waiting = [taken.output.name for taken in self.steps if isinstance(taken.output, Stored)]
        _when_done(waiting, lambda: self._complete(how))

    def _complete(self, how: dict[str, Any]) -> None:
        try:
            attempt = Attempt(steps=tuple(taken.told() for taken in self.steps), **_named(how))
        except Exception as error:  # noqa: BLE001 (a picture that cannot be kept: whoever asks for the attempt hears it)
            self.attempt.set_exception(error)
        else:
            self.attempt.set_result(attempt)


@dataclass(slots=True)
class _Taken:
    """A step, whose pictures may still be on their way into the folder."""

    verb: Verb
    prompt: str
    images: Sequence[Drawn] = ()
    output: Outcome = None
    seconds: float = 0.0
    usage: dict[str, int] = field(default_factory=dict)
    finish: str = ""

    def told(self) -> Step:
        """With the names of its pictures."""
        inputs = tuple(image.sha256 for image in self.images)
        output = self.output.sha256 if isinstance(self.output, Drawn) else self.output
        return Step(self.verb, self.prompt, inputs, output, self.seconds, self.usage, self.finish)


class Begun:
    """Cases whose protocols have been started, and whose first pictures are being opened."""

    def __init__(self, runners: Sequence[_Runner], cases: Sequence[tuple[Case, Instance]], protocol: Protocol) -> None:
        self.runners = runners
        self.cases = cases
        self.protocol = protocol

    def drop(self) -> None:
        """They are not carried out after all."""
        for runner in self.runners:
            if runner.opened is not None:
                runner.opened.drop()
            if runner.protocol is not None:
                runner.protocol.close()


class Engine:
    """Runs batches of cases on one model. Keeps nothing between batches but the batch sizes it learned."""

    def __init__(
        self,
        model: object,
        pictures: Pictures,
        batch_size: int,
        run_seed: int = 0,
        watch: Watch = unwatched,
        calls: Answers | None = None,
        beside: Beside | None = None,
    ) -> None:
        """`calls`: who answers in the model's place, where that is elsewhere. `beside` opens and stores pictures while
        the model works; without it that is done in between."""
        self.model = model
        self.pictures = pictures
        self.run_seed = run_seed
        self.calls: Answers = calls or Calls(model, batch_size, watch)
        self.beside = beside

    def run(self, cases: Sequence[tuple[Case, Instance]], protocol: Protocol) -> list[Attempt]:
        """One attempt per case, in order. Trouble with one case never costs its neighbours theirs.

        Raises ModelUnavailableError, StorageError where a picture cannot be kept, and DeviceLostError: with these all
        of them are without one.
        """
        return [attempt.result() for attempt in self.carry_out(self.begin(cases, protocol))]

    def begin(self, cases: Sequence[tuple[Case, Instance]], protocol: Protocol) -> Begun:
        """Start their protocols, and have the pictures opened that they ask about first: the model is not asked."""
        runners = [_Runner(case) for case, _ in cases]
        for runner, (_, instance) in zip(runners, cases, strict=True):
            runner.protocol = protocol(instance)
            runner.advance(None)
            if self.beside is not None and runner.asked is not None and runner.asked.image is not None:
                runner.opened = self.beside.opened(runner.asked.image)
        return Begun(runners, cases, protocol)

    def carry_out(self, begun: Begun) -> list[Future[Attempt]]:
        """The same as `run`, of what was begun, once: an attempt is done when its pictures are stored, or brings the
        StorageError for which they cannot be."""
        runners = begun.runners
        while waiting := [runner for runner in runners if runner.asked is not None]:
            waiting.sort(key=_verb)  # stable: cases stay in order within a verb
            for verb, group in itertools.groupby(waiting, key=_verb):
                self._answer(verb, list(group))
        return [runner.attempt for runner in runners]

    def _answer(self, verb: Verb, group: list[_Runner]) -> None:
        if not supports(self.model, verb):
            for runner in group:
                assert runner.asked is not None
                runner.steps.append(_Taken(verb, runner.asked.prompt))
                runner.finish(unsupported=verb)
            return
        prepared = [(runner, self._prepared(runner, verb)) for runner in group]
        ready = [(runner, *request_and_step) for runner, request_and_step in prepared if request_and_step is not None]
        began = time.perf_counter()
        outputs = self.calls.answer(verb, [request for _, request, _ in ready])
        seconds = (time.perf_counter() - began) / max(1, len(ready))
        for (runner, request, taken), output in zip(ready, outputs, strict=True):
            taken.seconds, taken.usage, taken.finish = round(seconds, 6), counts(request.usage), _finish(request)
            self._deliver(runner, taken, output)

    def _prepared(self, runner: _Runner, verb: Verb) -> tuple[Request, _Taken] | None:
        try:
            return self._request(runner, verb)
        except StorageError:
            raise
        except RealUnifyError as error:  # the picture cannot be opened: this case's trouble alone
            runner.finish(error=Trouble.of(error))
            return None

    def _request(self, runner: _Runner, verb: Verb) -> tuple[Request, _Taken]:
        assert runner.asked is not None
        pictures = tuple(self._pictures(runner))
        request = Request(
            prompt=runner.asked.prompt,
            images=tuple(picture.image for picture in pictures),
            seed=runner.case.seed(self.run_seed),
            case=runner.case.id,
        )
        return request, _Taken(verb, request.prompt, pictures)

    def _pictures(self, runner: _Runner) -> Iterator[Drawn]:
        assert runner.asked is not None
        opened, runner.opened = runner.opened, None
        if opened is not None:
            yield opened.take()
        elif runner.asked.image is not None:
            yield self.pictures.get(runner.asked.image)

    def _deliver(self, runner: _Runner, taken: _Taken, output: Any) -> None:
        if isinstance(output, Trouble):
            runner.steps.append(taken)
            runner.finish(error=output)
            return
        taken.output = output if isinstance(output, str) else (self.beside or self.pictures).keep(output)
        runner.steps.append(taken)
        runner.advance(taken.output)


def _when_done(waiting: Sequence[Future[str]], done: Callable[[], None]) -> None:
    """Call it when the last of these is, in whichever thread that happens; at once where there are none."""
    left, lock = [len(waiting)], threading.Lock()

    def one(_: Future[str]) -> None:
        with lock:
            left[0] -= 1
            last = not left[0]
        if last:
            done()

    for each in waiting:
        each.add_done_callback(one)
    if not waiting:
        done()


def _finish(request: Request) -> str:
    """What the journal can hold of why a reply ended early."""
    return shortened(encodable(str(request.notes.get("finish") or "")), FINISH_CHARACTERS)


def _returned(value: object) -> dict[str, Any]:
    if isinstance(value, Drawn | str):
        return {"reply": value}
    return {"error": Trouble("Protocol", f"the protocol returned {value!r}, expected a step's outcome")}


def _named(how: dict[str, Any]) -> dict[str, Any]:
    reply = how.get("reply")
    return {**how, "reply": reply.sha256} if isinstance(reply, Drawn) else how


def _verb(runner: _Runner) -> Verb:
    assert runner.asked is not None
    return runner.asked.verb
