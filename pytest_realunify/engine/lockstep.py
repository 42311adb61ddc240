"""Advances the cases of one batch together: collects what their protocols yield, groups it by verb, asks the model."""

from __future__ import annotations

import itertools
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

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
    steps: list[Step] = field(default_factory=list)
    protocol: Generator[Ask, Outcome, Outcome] | None = None
    asked: Ask | None = None
    attempt: Attempt | None = None

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
        self.asked, self.attempt = None, Attempt(steps=tuple(self.steps), **how)


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
    ) -> None:
        """`calls`: who answers in the model's place, where that is elsewhere."""
        self.model = model
        self.pictures = pictures
        self.run_seed = run_seed
        self.calls: Answers = calls or Calls(model, batch_size, watch)

    def run(self, cases: Sequence[tuple[Case, Instance]], protocol: Protocol) -> list[Attempt]:
        """One attempt per case, in order. Trouble with one case never costs its neighbours theirs.

        Raises ModelUnavailableError, StorageError where a picture cannot be kept, and DeviceLostError: with these all
        of them are without one.
        """
        runners = [_Runner(case) for case, _ in cases]
        for runner, (_, instance) in zip(runners, cases, strict=True):
            runner.protocol = protocol(instance)
            runner.advance(None)
        while waiting := [runner for runner in runners if runner.asked is not None]:
            waiting.sort(key=_verb)  # stable: cases stay in order within a verb
            for verb, group in itertools.groupby(waiting, key=_verb):
                self._answer(verb, list(group))
        return [runner.attempt or Attempt(error=Trouble("Engine", "no attempt")) for runner in runners]

    def _answer(self, verb: Verb, group: list[_Runner]) -> None:
        if not supports(self.model, verb):
            for runner in group:
                assert runner.asked is not None
                runner.steps.append(Step(verb, runner.asked.prompt))
                runner.finish(unsupported=verb)
            return
        prepared = [(runner, self._prepared(runner, verb)) for runner in group]
        ready = [(runner, *request_and_step) for runner, request_and_step in prepared if request_and_step is not None]
        began = time.perf_counter()
        outputs = self.calls.answer(verb, [request for _, request, _ in ready])
        seconds = (time.perf_counter() - began) / max(1, len(ready))
        for (runner, request, step), output in zip(ready, outputs, strict=True):
            told = {"seconds": round(seconds, 6), "usage": counts(request.usage), "finish": _finish(request)}
            self._deliver(runner, step, told, output)

    def _prepared(self, runner: _Runner, verb: Verb) -> tuple[Request, Step] | None:
        try:
            return self._request(runner, verb)
        except StorageError:
            raise
        except RealUnifyError as error:  # the picture cannot be opened: this case's trouble alone
            runner.finish(error=Trouble.of(error))
            return None

    def _request(self, runner: _Runner, verb: Verb) -> tuple[Request, Step]:
        assert runner.asked is not None
        pictures = [self.pictures.get(runner.asked.image)] if runner.asked.image is not None else []
        request = Request(
            prompt=runner.asked.prompt,
            images=tuple(picture.image for picture in pictures),
            seed=runner.case.seed(self.run_seed),
            case=runner.case.id,
        )
        return request, Step(verb, request.prompt, tuple(picture.sha256 for picture in pictures))

    def _deliver(self, runner: _Runner, step: Step, told: Mapping[str, Any], output: Any) -> None:
        if isinstance(output, Trouble):
            runner.steps.append(replace(step, **told))
            runner.finish(error=output)
            return
        outcome = output if isinstance(output, str) else self.pictures.keep(output)
        text = outcome.sha256 if isinstance(outcome, Drawn) else outcome
        runner.steps.append(replace(step, output=text, **told))
        runner.advance(outcome)


def _finish(request: Request) -> str:
    """What the journal can hold of why a reply ended early."""
    return shortened(encodable(str(request.notes.get("finish") or "")), FINISH_CHARACTERS)


def _returned(value: object) -> dict[str, Any]:
    if isinstance(value, Drawn):
        return {"reply": value.sha256}
    if isinstance(value, str):
        return {"reply": value}
    return {"error": Trouble("Protocol", f"the protocol returned {value!r}, expected a step's outcome")}


def _verb(runner: _Runner) -> Verb:
    assert runner.asked is not None
    return runner.asked.verb
