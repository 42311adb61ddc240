"""The replicas as the driver's own code sees them: something that answers, and something with a model's verbs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from pytest_realunify.engine.ray.plain import UNREADABLE
from pytest_realunify.engine.ray.pool import About, Pool
from pytest_realunify.engine.spending import SPENT, Allowances, Unlimited, counts
from pytest_realunify.errors import DataError, ModelError
from pytest_realunify.interfaces import Request
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import Verb


class RemoteCalls:
    """`Calls` whose model is elsewhere: whole batches go to the next idle replica, which has the `Calls` proper."""

    def __init__(self, pool: Pool, need: int = 0, allowances: Allowances | None = None) -> None:
        """`need`: whose turn it is when replicas are scarce, the smallest first. `allowances`: what all calls of the
        run share."""
        self.pool = pool
        self.need = need
        self._allowances = allowances or Allowances(Unlimited())

    def answer(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        answers: list[Any] = [None] * len(requests)
        waiting = list(range(len(requests)))
        while waiting:  # where calls are repeated, or few are left, an allowance may not do for all
            asked = [requests[place] for place in waiting]
            allowance = self._allowances.grant(verb, len(asked))
            if allowance == 0:
                refused = Trouble.of(self._allowances.purse.refusal())
                found: list[Any] = [refused] * len(asked)
            else:
                found = self._counted(verb, asked, allowance)
            for place, answer in zip(waiting, found, strict=True):
                answers[place] = answer
            if allowance == 0 or allowance is None:
                break
            waiting = [place for place in waiting if _is_refused(answers[place])]
        return [_explained(*pair) for pair in zip(requests, answers, strict=True)]

    def _counted(self, verb: Verb, asked: Sequence[Request], allowance: int | None) -> list[Any]:
        before = _spent(asked)
        try:
            return self.pool.answer(verb, asked, self.need, allowance)
        finally:
            spent = _spent(asked)
            spent.subtract(before)
            self._allowances.settle(verb, allowance, spent)


def _spent(asked: Sequence[Request]) -> Counter[str]:
    total: Counter[str] = Counter()
    for request in asked:
        total.update(counts(request.usage))
    return total


def _is_refused(answer: Any) -> bool:
    return isinstance(answer, Trouble) and answer.kind == SPENT


def _explained(request: Request, answer: Any) -> Any:
    """A picture that could not be opened there is opened here, where it is known whose it is."""
    from pytest_realunify.engine.ray.pictures import SealedPicture

    if isinstance(answer, Trouble) and answer.kind == UNREADABLE:
        try:
            for image in request.images:
                if isinstance(image, SealedPicture):
                    image.unseal()
        except DataError as error:
            return Trouble.of(error)
    return answer


class RemoteModel:
    """Has the verbs of the model that the replicas loaded, and its identity."""

    def __init__(self, pool: Pool, about: About) -> None:
        self._calls = RemoteCalls(pool)
        self._identity = about.identity
        for verb in about.verbs:
            setattr(self, verb, partial(self._asked, verb))

    def identity(self) -> dict[str, Any]:
        """The model's own."""
        return self._identity

    def _asked(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        answers = self._calls.answer(verb, requests)
        return [ModelError(f"{each.kind}: {each.message}") if isinstance(each, Trouble) else each for each in answers]
